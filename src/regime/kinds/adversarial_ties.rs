//! Persuasion with ties broken against the objective (Lipnowski, Ravid and Shishkin 2024).
//!
//! Replies that pay the receiver the same whatever the type form a *tie class*, of which the
//! receiver uses the member that is worst for the objective. A class that is strictly best at no
//! belief can never be relied on. Any other can: where it is best at a mass of types, add a little
//! mass at which it is strictly best, and it is strictly best at the sum. So the supremum of what
//! is certain is the value of the best obedient rule that uses only such classes, each worth its
//! worst member. If that rule is not certain of it, mixtures of it with a little of a strict rule
//! come arbitrarily close.

use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::regime::{
    Adversary, Certificate, Constraint, MessageCopies, MessageShare, Question, Regime, RegimeKind,
    RegimeSolution, TieClass, Weights, best_replies,
};

pub(super) const ADVERSARIAL: RegimeKind = RegimeKind {
    name: "persuasion_adversarial",
    title: "persuasion, ties against",
    commits: "the sender",
    summary: "the best rule when the receiver breaks ties against the objective, or the limit of \
              the best",
    source: "Lipnowski, Ravid and Shishkin 2024",
    obedience: true,
    honesty: false,
    heard: &[],
    costly: true,
    adversary: Adversary::TieBreaker,
    solver: solve,
};

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let weights = question.weights()?;
    let ties = AdversarialTies::new(question, &weights)?;
    let (value, masses, certificate) = ties.supremum(question)?;
    if ties.certain_value(&masses) == value {
        return Ok(ties.solution(&masses, certificate, value));
    }
    let strict = ties.strict_rule();
    let attained = ties.certain_value(&strict) == value;
    let masses = if attained { strict } else { masses };
    Ok(RegimeSolution { attained, ..ties.solution(&masses, certificate, value) })
}

impl Regime {
    /// Returns a rule whose value is certain and at most `epsilon` below that of this regime, or
    /// the regime itself if its value is attained.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when `epsilon` is not above 0.
    ///
    /// ```
    /// # use schelling::{Game, Q, regime::Objective};
    /// # let q = |text: &str| text.parse::<Q>().unwrap();
    /// # let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    /// let trial = Game::builder()
    ///     .types(["innocent", "guilty"]).actions(["acquit", "convict"]).messages(["i", "g"])
    ///     .prior([q("7/10"), q("3/10")])
    ///     .cheap_talk(table([[0, 1], [0, 1]]), table([[1, 0], [0, 1]]))
    ///     .build()?;
    /// let limit = trial.regime("persuasion_adversarial", Objective::Sender)?;
    /// assert!(limit.value() == &q("3/5") && !limit.attained());
    /// let near = limit.within(&q("1/100"))?;
    /// assert!(near.value() >= &q("59/100") && near.attained());
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn within(&self, epsilon: &Q) -> Result<Regime, Error> {
        if !epsilon.is_positive() {
            return Err(Error::Game(format!("epsilon is {epsilon}: give a number above 0")));
        }
        if self.attained {
            return Ok(self.clone());
        }
        let question = Question::new(&self.game, self.objective.clone());
        let weights = question.weights()?;
        let ties = AdversarialTies::new(&question, &weights)?;
        let (value, best, certificate) = ties.supremum(&question)?;
        let strict = ties.strict_rule();
        // the strict rule gets a share small enough that it costs at most epsilon
        let loss = &value - &ties.certain_value(&strict);
        let share = if &loss <= epsilon { Q::ONE } else { epsilon / &loss };
        let rest = Q::ONE - &share;
        let mixed: MassesByTie = best
            .iter()
            .zip(&strict)
            .map(|(x, y)| x.iter().zip(y).map(|(x, y)| &rest * x + &share * y).collect())
            .collect();
        let value = ties.certain_value(&mixed);
        Regime::new(&question, self.kind, ties.solution(&mixed, certificate, value))
    }
}

/// A rule as `[tie][t]`: masses by tie class and type.
type MassesByTie = Vec<Vec<Q>>;

/// A game with the tie classes that the sender can rely on.
struct AdversarialTies<'a> {
    weights: &'a Weights<'a>,
    message_classes: Vec<MessageCopies>,
    ties: Vec<TieClass>,
}

impl<'a> AdversarialTies<'a> {
    /// Finds the tie classes of a game.
    fn new(
        question: &Question<'a>,
        weights: &'a Weights<'a>,
    ) -> Result<AdversarialTies<'a>, Error> {
        let message_classes = MessageCopies::all(weights.game);
        let ties = TieClass::all(question, &message_classes)?;
        Ok(AdversarialTies { weights, message_classes, ties })
    }

    /// The messages after which a tie class can follow.
    fn messages(&self, tie: &TieClass) -> &MessageCopies {
        &self.message_classes[tie.messages]
    }

    /// The objective from a mass that sends `m` and meets reply `a`.
    fn value(&self, m: usize, mass: &[Q], a: usize) -> Q {
        let types = mass.iter().enumerate().filter(|(_, x)| !x.is_zero());
        types.map(|(t, x)| x * &self.weights.coefficient(t, m, a)).sum()
    }

    /// The least value of a mass at any of these replies, and the first reply that has it.
    fn worst(&self, m: usize, mass: &[Q], replies: &[usize]) -> (Q, usize) {
        let values = replies.iter().map(|&a| (self.value(m, mass, a), a));
        values.min().expect("a tie class has a reply")
    }

    /// The value of the best obedient rule, the rule, and the prices that prove it.
    ///
    /// A class of several replies is worth its worst member: a free variable that is maximised, and
    /// that exceeds the value of no member.
    fn supremum(&self, question: &Question) -> Result<(Q, MassesByTie, Certificate), Error> {
        let (game, types) = (self.weights.game, self.weights.game.types().len());
        let costly = !game.is_cheap_talk();
        let mut lp = Program::new();
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); types];
        let mut cells: Vec<Vec<(usize, usize)>> = Vec::new();
        for tie in &self.ties {
            let (class, alone) = (self.messages(tie), tie.replies.len() == 1);
            let m = class.representative();
            let cell = |&t: &usize| {
                let coefficient = || self.weights.coefficient(t, m, tie.replies[0]);
                let j = lp.variable(if alone { coefficient() } else { Q::ZERO });
                of_type[t].push(j);
                (t, j)
            };
            cells.push(class.senders.iter().map(cell).collect());
        }
        let mut constraints = Vec::new();
        for (t, variables) in of_type.into_iter().enumerate() {
            lp.equal(variables.into_iter().map(|j| (j, Q::ONE)), game.prior()[t].clone());
            constraints.push(Constraint::Probability { t });
        }
        for (tie, cells) in self.ties.iter().zip(&cells) {
            let class = self.messages(tie);
            let (m, action) = (class.representative(), tie.replies[0]);
            let message = costly.then_some(m);
            let others = class.undominated_replies(game).into_iter();
            for b in others.filter(|b| !tie.replies.contains(b)) {
                let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
                let row = cells.iter().map(|&(t, j)| (j, payoff(t, b) - payoff(t, action)));
                lp.at_most(row, Q::ZERO);
                constraints.push(Constraint::Obedience { message, action, better: b });
            }
            if tie.replies.len() > 1 {
                let least = lp.free(Q::ONE);
                for &a in &tie.replies {
                    let value = |&(t, j): &(usize, usize)| (j, -self.weights.coefficient(t, m, a));
                    lp.at_most(cells.iter().map(value).chain([(least, Q::ONE)]), Q::ZERO);
                    constraints.push(Constraint::Tie { message, action: a });
                }
            }
        }
        let Solution::Optimal { value, primal, dual } = question.solve(&lp)? else {
            return Err(Error::Limit("no rule obeys, which should not be possible".into()));
        };
        let masses = cells.iter().map(|cells| {
            let mut mass = vec![Q::ZERO; types];
            cells.iter().for_each(|&(t, j)| mass[t] = primal[j].clone());
            mass
        });
        let prices = Certificate::binding(constraints.into_iter().zip(dual));
        Ok((value, masses.collect(), Certificate::Prices(prices)))
    }

    /// A rule in which every tie class is strictly best at its mass.
    fn strict_rule(&self) -> MassesByTie {
        let prior = self.weights.game.prior();
        let total = |t: usize| -> Q { self.ties.iter().map(|tie| &tie.strict[t]).sum() };
        let shares =
            (0..prior.len()).filter(|&t| !total(t).is_zero()).map(|t| &prior[t] / &total(t));
        let share = shares.min().unwrap_or_default();
        let scaled = |tie: &TieClass| tie.strict.iter().map(|x| &share * x).collect();
        let mut masses: MassesByTie = self.ties.iter().map(scaled).collect();
        // the rest of each type goes to the first message that it can send, and there to a tie
        // class that is best at all of the rest there; it stays strictly best at the sum
        for (c, class) in self.message_classes.iter().enumerate() {
            let first = |t: usize| {
                self.message_classes.iter().position(|other| other.senders.contains(&t)) == Some(c)
            };
            let rest: Vec<Q> = (0..prior.len())
                .map(|t| if first(t) { &prior[t] - &(&share * &total(t)) } else { Q::ZERO })
                .collect();
            let best = best_replies(self.weights.game, class.representative(), &rest);
            let home = self
                .ties
                .iter()
                .position(|tie| tie.messages == c && best.contains(&tie.replies[0]))
                .expect("some tie class that is strictly best somewhere is best here");
            masses[home].iter_mut().zip(&rest).for_each(|(x, r)| *x += r);
        }
        masses
    }

    /// The value of a rule when the receiver breaks all ties against the objective.
    fn certain_value(&self, masses: &MassesByTie) -> Q {
        let value = |(tie, mass): (&TieClass, &Vec<Q>)| {
            let m = self.messages(tie).representative();
            self.worst(m, mass, &best_replies(self.weights.game, m, mass)).0
        };
        self.ties.iter().zip(masses).map(value).sum()
    }

    /// The rule as a solution of this value, in which the reply of each tie class is its worst
    /// member.
    fn solution(&self, masses: &MassesByTie, certificate: Certificate, value: Q) -> RegimeSolution {
        let share = |(tie, mass): (&TieClass, &Vec<Q>)| {
            let m = self.messages(tie).representative();
            let (_, a) = self.worst(m, mass, &tie.replies);
            MessageShare::pure(self.weights.game, m, mass.clone(), a)
        };
        let shares = self.ties.iter().zip(masses).map(share).collect();
        RegimeSolution::new(shares, certificate).with_value(value)
    }
}
