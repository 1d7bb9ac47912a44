//! Persuasion that works whatever the receiver does when it is indifferent (Lipnowski, Ravid and
//! Shishkin 2024).
//!
//! Replies that pay the receiver the same whatever the type form a *class*, of which the receiver
//! will use the member that is worst for the objective. A class that is strictly best at no belief
//! can never be relied on. The others can: where a class is best at a mass of types, add a little
//! mass at which it is strictly best, and it is strictly best at the sum. So the supremum of what
//! is certain is the value of the best rule that obeys and uses only such classes, each worth its
//! worst member. If that rule is not certain of it, mixtures of it with a little of a strict rule
//! come as near as one likes.

use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;
use crate::regime::kind::RegimeKind;
use crate::regime::objective::Weights;
use crate::regime::program::Group;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, Constraint, MessageShare, Price, Regime};

pub(crate) const ADVERSARIAL: RegimeKind = RegimeKind {
    name: "persuasion_adversarial",
    title: "persuasion, ties against",
    commits: "the sender",
    summary: "the best rule when the receiver breaks ties against the objective, or the limit of \
              the best",
    source: "Lipnowski, Ravid and Shishkin 2024",
    obedience: true,
    honesty: false,
    costly: true,
    solve,
};

/// Replies to a group of messages between which the receiver is always indifferent, and which are
/// better than all others at some mass of types.
pub(crate) struct Class {
    pub group: usize,
    pub replies: Vec<usize>,
    /// By type, a mass at which all other replies are worse.
    strict: Vec<Q>,
}

/// A rule: masses of types, by class and type.
type Masses = Vec<Vec<Q>>;

struct Setting<'a> {
    game: &'a Game,
    weights: &'a Weights,
    groups: Vec<Group>,
    classes: Vec<Class>,
}

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let weights = question.weights()?;
    let setting = Setting::new(question, &weights)?;
    let (value, masses, certificate) = setting.limit(question)?;
    let mut regime = setting.regime(question, this, &masses, certificate.clone());
    regime.attained = setting.certain(&masses) == value;
    if !regime.attained {
        let strict = setting.strict();
        if setting.certain(&strict) == value {
            regime = setting.regime(question, this, &strict, certificate);
        }
    }
    debug_assert_eq!(regime.value, value);
    Ok(regime)
}

impl Regime {
    /// A rule whose value is certain and at most `epsilon` below that of this regime, or the regime
    /// itself if its value is attained.
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
        let setting = Setting::new(&question, &weights)?;
        let (value, best, certificate) = setting.limit(&question)?;
        let strict = setting.strict();
        // the strict rule gets a share small enough that it costs at most epsilon
        let loss = &value - &setting.certain(&strict);
        let share = if &loss <= epsilon { Q::ONE } else { epsilon / &loss };
        let rest = Q::ONE - &share;
        let mixed: Masses = best
            .iter()
            .zip(&strict)
            .map(|(x, y)| x.iter().zip(y).map(|(x, y)| &rest * x + &share * y).collect())
            .collect();
        let mut regime = setting.regime(&question, self.kind, &mixed, certificate);
        regime.value = setting.certain(&mixed);
        Ok(regime)
    }
}

/// The classes of a game that the receiver strictly prefers to all other replies at some belief.
pub(crate) fn classes(question: &Question, groups: &[Group]) -> Result<Vec<Class>, Error> {
    let game = question.game();
    let mut found = Vec::new();
    for (g, group) in groups.iter().enumerate() {
        let m = group.message();
        // a reply that some other is always as good as is strictly best at no belief
        let tempting = group.tempting(game);
        for &first in &tempting {
            let same = |&a: &usize| {
                let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
                group.senders.iter().all(|&t| payoff(t, a) == payoff(t, first))
            };
            if let Some(strict) = strictly_best(question, group, &tempting, first)? {
                let replies = group.replies.iter().copied().filter(same).collect();
                found.push(Class { group: g, replies, strict });
            }
        }
    }
    Ok(found)
}

/// By type, a belief at which a reply beats all other tempting ones by the largest margin (1 at
/// most), or nothing if there is no belief at which it beats them all.
fn strictly_best(
    question: &Question,
    group: &Group,
    tempting: &[usize],
    reply: usize,
) -> Result<Option<Vec<Q>>, Error> {
    let (game, m) = (question.game(), group.message());
    let mut lp = Program::new();
    let belief: Vec<usize> = group.senders.iter().map(|_| lp.variable(Q::ZERO)).collect();
    let margin = lp.variable(Q::ONE);
    lp.equal(belief.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    lp.at_most([(margin, Q::ONE)], Q::ONE);
    for &b in tempting.iter().filter(|&&b| b != reply) {
        let loss = |(&t, &j): (&usize, &usize)| {
            (j, game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, reply))
        };
        let row = group.senders.iter().zip(&belief).map(loss).chain([(margin, Q::ONE)]);
        lp.at_most(row, Q::ZERO);
    }
    let Some((margin, primal)) = question.optimum(&lp)? else { return Ok(None) };
    Ok(margin.is_positive().then(|| {
        let mut mass = vec![Q::ZERO; game.types().len()];
        group.senders.iter().zip(&belief).for_each(|(&t, &j)| mass[t] = primal[j].clone());
        mass
    }))
}

impl<'a> Setting<'a> {
    fn new(question: &Question<'a>, weights: &'a Weights) -> Result<Setting<'a>, Error> {
        let game = question.game();
        let groups = Group::all(game);
        let classes = classes(question, &groups)?;
        Ok(Setting { game, weights, groups, classes })
    }

    /// The message that stands for the group of a class.
    fn message(&self, class: &Class) -> usize {
        self.groups[class.group].message()
    }

    /// What a mass is worth to the objective when it meets reply `a`.
    fn worth(&self, m: usize, mass: &[Q], a: usize) -> Q {
        let types = mass.iter().enumerate().filter(|(_, x)| !x.is_zero());
        types.map(|(t, x)| x * &self.weights.worth(self.game, t, m, a)).sum()
    }

    /// The reply among these that is worth least to the objective, and its worth.
    fn worst(&self, m: usize, mass: &[Q], replies: &[usize]) -> (Q, usize) {
        let worths = replies.iter().map(|&a| (self.worth(m, mass, a), a));
        worths.min().expect("a class has a reply")
    }

    /// The replies that are best for the receiver at a mass.
    fn best_replies(&self, group: &Group, mass: &[Q]) -> Vec<usize> {
        let m = group.message();
        let payoff = |a: usize| -> Q {
            mass.iter().enumerate().map(|(t, x)| x * self.game.receiver_payoff(t, m, a)).sum()
        };
        let payoffs: Vec<(usize, Q)> = group.replies.iter().map(|&a| (a, payoff(a))).collect();
        let most = payoffs.iter().map(|(_, payoff)| payoff).max();
        payoffs.iter().filter(|(_, p)| Some(p) == most).map(|(a, _)| *a).collect()
    }

    /// The value of the best rule that obeys, the rule, and the prices that prove it.
    ///
    /// A class of several replies is worth its worst member: a free variable that is maximised, and
    /// that the worth of no member may fall below.
    fn limit(&self, question: &Question) -> Result<(Q, Masses, Certificate), Error> {
        let (game, types) = (self.game, self.game.types().len());
        let told = !game.is_cheap_talk();
        let mut lp = Program::new();
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); types];
        let mut cells: Vec<Vec<(usize, usize)>> = Vec::new();
        for class in &self.classes {
            let (m, alone) = (self.message(class), class.replies.len() == 1);
            let cell = |&t: &usize| {
                let worth = || self.weights.worth(game, t, m, class.replies[0]);
                let j = lp.variable(if alone { worth() } else { Q::ZERO });
                of_type[t].push(j);
                (t, j)
            };
            cells.push(self.groups[class.group].senders.iter().map(cell).collect());
        }
        let mut meaning = Vec::new();
        for (t, variables) in of_type.into_iter().enumerate() {
            lp.equal(variables.into_iter().map(|j| (j, Q::ONE)), game.prior()[t].clone());
            meaning.push(Constraint::Probability { t });
        }
        for (class, cells) in self.classes.iter().zip(&cells) {
            let (group, m) = (&self.groups[class.group], self.message(class));
            let (message, action) = (told.then_some(m), class.replies[0]);
            for b in group.tempting(game).into_iter().filter(|b| !class.replies.contains(b)) {
                let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
                let row = cells.iter().map(|&(t, j)| (j, payoff(t, b) - payoff(t, action)));
                lp.at_most(row, Q::ZERO);
                meaning.push(Constraint::Obedience { message, action, better: b });
            }
            if class.replies.len() > 1 {
                let least = lp.free(Q::ONE);
                for &a in &class.replies {
                    let worth = |&(t, j): &(usize, usize)| (j, -self.weights.worth(game, t, m, a));
                    lp.at_most(cells.iter().map(worth).chain([(least, Q::ONE)]), Q::ZERO);
                    meaning.push(Constraint::Tie { message, action: a });
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
        let masses = masses.collect();
        let prices = meaning.into_iter().zip(dual).filter(|(constraint, price)| {
            matches!(constraint, Constraint::Probability { .. }) || !price.is_zero()
        });
        let prices = prices.map(|(constraint, price)| Price { constraint, price }).collect();
        Ok((value, masses, Certificate::Prices(prices)))
    }

    /// A rule in which every class is strictly best at its mass.
    fn strict(&self) -> Masses {
        let prior = self.game.prior();
        let total = |t: usize| -> Q { self.classes.iter().map(|c| &c.strict[t]).sum() };
        let shares =
            (0..prior.len()).filter(|&t| !total(t).is_zero()).map(|t| &prior[t] / &total(t));
        let share = shares.min().unwrap_or_default();
        let mut masses: Masses =
            self.classes.iter().map(|c| c.strict.iter().map(|x| &share * x).collect()).collect();
        // the rest of each type goes to the first message that it can send, and there to a class
        // that is best at all of the rest there; it stays strictly best at the sum
        for (g, group) in self.groups.iter().enumerate() {
            let first =
                |t: usize| self.groups.iter().position(|h| h.senders.contains(&t)) == Some(g);
            let rest: Vec<Q> = (0..prior.len())
                .map(|t| if first(t) { &prior[t] - &(&share * &total(t)) } else { Q::ZERO })
                .collect();
            let best = self.best_replies(group, &rest);
            let home = self
                .classes
                .iter()
                .position(|c| c.group == g && best.contains(&c.replies[0]))
                .expect("some class that is strictly best somewhere is best here");
            masses[home].iter_mut().zip(&rest).for_each(|(x, r)| *x += r);
        }
        masses
    }

    /// What a rule is worth when all ties are broken against the objective.
    fn certain(&self, masses: &Masses) -> Q {
        let worth = |(class, mass): (&Class, &Vec<Q>)| {
            let group = &self.groups[class.group];
            self.worst(group.message(), mass, &self.best_replies(group, mass)).0
        };
        self.classes.iter().zip(masses).map(worth).sum()
    }

    /// The rule as a regime in which the reply of each class is its worst member.
    fn regime(
        &self,
        question: &Question,
        this: &'static RegimeKind,
        masses: &Masses,
        certificate: Certificate,
    ) -> Regime {
        let lots: Vec<MessageShare> = self
            .classes
            .iter()
            .zip(masses)
            .map(|(class, mass)| {
                let m = self.message(class);
                let (_, a) = self.worst(m, mass, &class.replies);
                MessageShare::pure(self.game, m, mass.clone(), a)
            })
            .collect();
        Regime::new(&question.asked(self.weights), this, &lots, certificate)
    }
}
