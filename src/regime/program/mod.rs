//! Linear programmes over rules: masses of types by message and reply.
//!
//! The variable `x[t,m,a] >= 0` is the probability that the type is t, that it sends m and that the
//! reply is a. Summed over m and a it is the prior. Then
//!
//! ```text
//! obedience:  sum_t x[t,m,a] (uR[t,m,b] - uR[t,m,a]) <= 0                 for all m, a, b,
//! honesty:    sum_a (x[s,a] / p_s - x[t,a] / p_t) uS[t,a] <= 0            for all types t, s,
//! ```
//!
//! the second for cheap talk, where one m stands for all. Where messages differ, a type can also
//! send another message than it is told to ([`deviations`]).
//!
//! With several readers, each advised in private, a runs over the actions of all, and the rows of
//! probability and obedience over the readers: what each is told has the probability of the type and
//! its message, `sum_(a of r) x[t,m,a] = sum_(a of the first) x[t,m,a]`. A reader with types must
//! also want to tell its own ([`reader_honesty`]).

mod deviations;
mod reader_honesty;

pub(super) use self::deviations::Mediation;

use std::cmp::Reverse;

use super::{
    Certificate, Constraint, DualPrices, MessageShare, Price, Question, RegimeSolution, Weights,
    reader_of, sparse_row,
};
use crate::equilibrium::copies;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// Messages that are copies of one another, with the types that can send them and the replies that
/// can follow.
#[derive(Clone, Debug)]
pub(super) struct MessageCopies {
    pub(super) messages: Vec<usize>,
    pub(super) senders: Vec<usize>,
    pub(super) replies: Vec<usize>,
}

impl MessageCopies {
    /// The message that stands for the class.
    pub(super) fn representative(&self) -> usize {
        self.messages[0]
    }

    /// All classes of a game.
    pub(super) fn all(game: &Game) -> Vec<MessageCopies> {
        let class = |messages: Vec<usize>| {
            let senders = game.senders(messages[0]).collect();
            MessageCopies { senders, replies: game.replies(messages[0]).to_vec(), messages }
        };
        copies(game).into_iter().map(class).collect()
    }

    /// The replies to the message that no other reply weakly dominates for the receiver, ascending;
    /// of several that pay the same whoever sends the message, the first.
    ///
    /// A rule from which none of these tempts the receiver is obedient, since whatever tempts it
    /// is dominated by one of them. With many actions they are few, and so are the rows.
    pub(super) fn undominated_replies(&self, game: &Game) -> Vec<usize> {
        let m = self.representative();
        let mut kept = Vec::new();
        for set in game.information_sets() {
            let own = game.replies(m).iter().copied().filter(|a| set.actions().contains(a));
            kept.extend(self.undominated_of(game, own.collect()));
        }
        kept
    }

    /// The same of the `replies` of one reader.
    fn undominated_of(&self, game: &Game, mut replies: Vec<usize>) -> Vec<usize> {
        let m = self.representative();
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
        // in lexicographic order, largest first, a reply comes after all that dominate it
        replies.sort_by_cached_key(|&a| {
            let payoffs: Vec<&Q> = self.senders.iter().map(|&t| payoff(t, a)).collect();
            (Reverse(payoffs), a)
        });
        let mut kept: Vec<usize> = Vec::new();
        for a in replies {
            let dominates = |b: &usize| self.senders.iter().all(|&t| payoff(t, *b) >= payoff(t, a));
            if !kept.iter().any(dominates) {
                kept.push(a);
            }
        }
        kept.sort_unstable();
        kept
    }
}

/// The best replies of all readers to `m` at a mass of types, ascending.
pub(super) fn best_replies(game: &Game, m: usize, mass: &[Q]) -> Vec<usize> {
    let payoff = |a: usize| -> Q {
        mass.iter().enumerate().map(|(t, x)| x * game.receiver_payoff(t, m, a)).sum()
    };
    let mut best = Vec::new();
    for set in game.information_sets() {
        let own = game.replies(m).iter().filter(|a| set.actions().contains(a));
        let payoffs: Vec<(usize, Q)> = own.map(|&a| (a, payoff(a))).collect();
        let most = payoffs.iter().map(|(_, payoff)| payoff).max();
        best.extend(payoffs.iter().filter(|(_, payoff)| Some(payoff) == most).map(|(a, _)| *a));
    }
    best
}

/// A linear programme over rules, with the constraint that each row stands for.
pub(super) struct RuleProgram<'a> {
    weights: &'a Weights<'a>,
    classes: Vec<MessageCopies>,
    /// `[class][reply][sender]`: the variable, by positions in the class; without senders for a
    /// reply that is never given.
    cells: Vec<Vec<Vec<usize>>>,
    program: Program,
    constraints: Vec<Constraint>,
    /// `[class][reply]`: a reply that is strictly better whoever sends the message, if there is
    /// one. The reply is then never given: it has no variables, and its obedience no row.
    better: Vec<Vec<Option<usize>>>,
}

/// An optimal rule of a programme.
pub(super) struct Optimum {
    pub(super) value: Q,
    /// `[class][reply][t]`: masses, by positions in the class and by type.
    pub(super) masses: Vec<Vec<Vec<Q>>>,
    primal: Vec<Q>,
    dual: Vec<Q>,
}

impl<'a> RuleProgram<'a> {
    /// The programme of all rules, with only the rows of probability.
    pub(super) fn unconstrained(weights: &'a Weights<'a>) -> RuleProgram<'a> {
        let classes = MessageCopies::all(weights.game);
        let better = classes.iter().map(|class| vec![None; class.replies.len()]).collect();
        RuleProgram::new(weights, classes, better)
    }

    /// The programme of rules with these messages and replies, without variables for the replies to
    /// which another is strictly `better`.
    fn new(
        weights: &'a Weights<'a>,
        classes: Vec<MessageCopies>,
        better: Vec<Vec<Option<usize>>>,
    ) -> RuleProgram<'a> {
        let (game, mut program) = (weights.game, Program::new());
        let costly = !game.is_cheap_talk();
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); game.types().len()];
        let mut cells = Vec::with_capacity(classes.len());
        for (class, better) in classes.iter().zip(&better) {
            let m = class.representative();
            let by_reply = class.replies.iter().zip(better).map(|(&a, better)| {
                let mut row = Vec::new();
                for &t in class.senders.iter().filter(|_| better.is_none()) {
                    let j = program.variable(weights.coefficient(t, m, a));
                    if reader_of(game, a) == 0 {
                        of_type[t].push(j);
                    }
                    row.push(j);
                }
                row
            });
            cells.push(by_reply.collect());
        }
        let cells: Vec<Vec<Vec<usize>>> = cells;
        let mut constraints = Vec::with_capacity(of_type.len());
        for (t, variables) in of_type.into_iter().enumerate() {
            let row = variables.into_iter().map(|j| (j, Q::ONE));
            program.equal(row, game.prior()[t].clone());
            constraints.push(Constraint::Probability { t });
        }
        for (class, cells) in classes.iter().zip(&cells) {
            for reader in 1..game.information_sets().len() {
                for (place, &t) in class.senders.iter().enumerate() {
                    let told = |one: usize| {
                        let given = class.replies.iter().zip(cells);
                        let own = given.filter(move |(a, _)| reader_of(game, **a) == one);
                        own.filter_map(move |(_, row)| row.get(place).copied())
                    };
                    let row = told(reader).map(|j| (j, Q::ONE));
                    // what is said to all costs nothing, so that the sum is that of the type
                    match costly {
                        true => program.equal(row.chain(told(0).map(|j| (j, -Q::ONE))), Q::ZERO),
                        false => program.equal(row, game.prior()[t].clone()),
                    };
                    let message = costly.then_some(class.representative());
                    constraints.push(Constraint::Reading { t, message, reader });
                }
            }
        }
        RuleProgram { weights, classes, cells, program, constraints, better }
    }

    /// The programme of rules that the receiver wants to follow.
    pub(super) fn obedient(weights: &'a Weights<'a>) -> RuleProgram<'a> {
        RuleProgram::obedient_within(weights, MessageCopies::all(weights.game))
    }

    /// The programme of rules that use only these messages and replies, and that the receiver wants
    /// to follow.
    pub(super) fn obedient_within(
        weights: &'a Weights<'a>,
        classes: Vec<MessageCopies>,
    ) -> RuleProgram<'a> {
        let game = weights.game;
        // the receiver may deviate to any reply, also to one that the rule must not use
        let rivals: Vec<Vec<usize>> =
            classes.iter().map(|class| class.undominated_replies(game)).collect();
        let better = classes.iter().zip(&rivals).map(|(class, rivals)| {
            let better = |&a: &usize| {
                let payoff = |t: usize, a: usize| game.receiver_payoff(t, class.messages[0], a);
                // what a reader with types is told also matters to those who claim its type
                let reader = &game.information_sets()[reader_of(game, a)];
                let always = |b: &usize| {
                    reader.reader_type().is_none()
                        && reader.actions().contains(b)
                        && class.senders.iter().all(|&t| payoff(t, *b) > payoff(t, a))
                };
                rivals.iter().copied().find(always)
            };
            class.replies.iter().map(better).collect()
        });
        let better = better.collect();
        let mut program = RuleProgram::new(weights, classes, better);
        let costly = !game.is_cheap_talk();
        program.readers_are_honest();
        for (c, rivals) in rivals.iter().enumerate() {
            for r in 0..program.better[c].len() {
                if program.better[c][r].is_none() {
                    let reader = reader_of(game, program.classes[c].replies[r]);
                    let own = game.information_sets()[reader].actions();
                    let rivals = rivals.iter().filter(|b| own.contains(b));
                    rivals.for_each(|&b| program.obey(c, r, b, costly));
                }
            }
        }
        program
    }

    /// Adds the row by which the receiver does not prefer `better` to the reply at position `r` of
    /// class `c`, unless no type makes it do so.
    fn obey(&mut self, c: usize, r: usize, better: usize, costly: bool) {
        let (class, game) = (&self.classes[c], self.weights.game);
        let (m, action) = (class.representative(), class.replies[r]);
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
        if class.senders.iter().any(|&t| payoff(t, better) > payoff(t, action)) {
            let gain = |(&t, &j): (&usize, &usize)| (j, payoff(t, better) - payoff(t, action));
            let row = class.senders.iter().zip(&self.cells[c][r]).map(gain);
            self.program.at_most(row, Q::ZERO);
            let message = costly.then_some(m);
            self.constraints.push(Constraint::Obedience { message, action, better });
        }
    }

    /// Adds rows by which these pairs of type and action have no mass; for cheap talk.
    pub(super) fn with_empty(mut self, pairs: &[(usize, usize)]) -> RuleProgram<'a> {
        for &(t, a) in pairs {
            if let Some(&j) = self.cells[0][a].get(t) {
                self.program.equal([(j, Q::ONE)], Q::ZERO);
            }
        }
        self
    }

    /// Adds the rows by which no type prefers what another is given; for cheap talk.
    pub(super) fn honest(mut self) -> RuleProgram<'a> {
        let (game, prior) = (self.weights.game, self.weights.game.prior());
        let cells = &self.cells[0]; // all messages are copies, and everyone can send them
        let m = self.classes[0].representative();
        let pairs = (0..prior.len()).flat_map(|t| (0..prior.len()).map(move |s| (t, s)));
        for (t, s) in pairs.filter(|(t, s)| t != s) {
            let given = self.classes[0].replies.iter().zip(cells);
            let terms = given.filter(|(_, cells)| !cells.is_empty()).flat_map(|(&a, cells)| {
                let payoff = game.sender_payoff(t, m, a);
                [(cells[s], payoff / &prior[s]), (cells[t], -(payoff / &prior[t]))]
            });
            self.program.at_most(terms, Q::ZERO);
            self.constraints.push(Constraint::Honesty { t, report: s });
        }
        self
    }

    /// Finds an optimal rule; `None` where the programme is infeasible.
    pub(super) fn optimum(&self, question: &Question) -> Result<Option<Optimum>, Error> {
        let Solution::Optimal { value, primal, dual } = question.solve(&self.program)? else {
            return Ok(None); // masses are bounded, and so is the objective
        };
        let masses = self.cells.iter().zip(&self.classes).map(|(cells, class)| {
            let by_type = |row: &Vec<usize>| {
                let senders = class.senders.iter().zip(row);
                let mass = senders.map(|(&t, &j)| (t, primal[j].clone()));
                sparse_row(self.weights.game.types().len(), mass)
            };
            cells.iter().map(by_type).collect()
        });
        Ok(Some(Optimum { value, masses: masses.collect(), primal, dual }))
    }

    /// Finds an optimal rule of a programme that has one, with the prices that prove it.
    pub(super) fn solve(self, question: &Question) -> Result<RegimeSolution, Error> {
        let optimum = self.optimum(question)?.ok_or_else(|| {
            // one best reply to the prior for all types obeys, and is honest where that is asked
            Error::Limit("no rule satisfies its constraints, which should not be possible".into())
        })?;
        let shares = self.message_shares(&optimum);
        let certificate = self.certificate(optimum.dual);
        Ok(RegimeSolution::new(shares, certificate).with_value(optimum.value))
    }

    /// The rule as one share for each message and reply that has mass.
    pub(super) fn message_shares(&self, optimum: &Optimum) -> Vec<MessageShare> {
        let classes = self.classes.iter().zip(&optimum.masses);
        classes
            .flat_map(|(class, masses)| {
                let given = class.replies.iter().zip(masses);
                given.filter(|(_, mass)| mass.iter().any(|x| !x.is_zero())).map(|(&a, mass)| {
                    MessageShare::pure(self.weights.game, class.representative(), mass.clone(), a)
                })
            })
            .collect()
    }

    /// The prices that are not 0, and those of probability.
    fn certificate(self, dual: Vec<Q>) -> Certificate {
        let mut rows: Vec<(Constraint, Q)> = self.constraints.iter().copied().zip(dual).collect();
        if self.weights.game.is_cheap_talk() {
            // the rows of the other readers were written with the probability of the type
            let types = self.weights.game.types().len();
            for i in types..rows.len() {
                if let Constraint::Reading { t, .. } = rows[i].0 {
                    let price = rows[i].1.clone();
                    rows[t].1 += &price;
                }
            }
        }
        let mut prices = Certificate::binding(rows.into_iter());
        let of_dominated = self.prices_of_dominated(&prices);
        prices.extend(of_dominated);
        Certificate::Prices(prices)
    }

    /// The prices of the rows that were not written: each is the least that makes the column of its
    /// reply cost at least its coefficient in the objective, so that the dual stays feasible.
    fn prices_of_dominated(&self, prices: &[Price]) -> Vec<Price> {
        let (weights, game) = (self.weights, self.weights.game);
        let (dual, costly) = (DualPrices::new(game, prices), !game.is_cheap_talk());
        let mut found = Vec::new();
        for (class, better) in self.classes.iter().zip(&self.better) {
            let m = class.representative();
            for (&action, better) in class.replies.iter().zip(better) {
                let Some(better) = *better else { continue };
                let rate = |&t: &usize| {
                    let payoff = |a| game.receiver_payoff(t, m, a);
                    let loss = weights.coefficient(t, m, action) - dual.column_cost(t, m, action);
                    loss / (payoff(better) - payoff(action))
                };
                let price = class.senders.iter().map(rate).max().unwrap_or_default();
                if price.is_positive() {
                    let message = costly.then_some(m);
                    let constraint = Constraint::Obedience { message, action, better };
                    found.push(Price { constraint, price });
                }
            }
        }
        found
    }
}
