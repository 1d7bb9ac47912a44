//! Rules as linear programmes: masses of types by message and reply.
//!
//! The variables are `x[t, m, a] >= 0`, the probability that the type is t, that it is sent m, and
//! that the reply is a. Their sums over m and a are the prior. Then
//!
//! ```text
//! obedience:  sum_t x[t,m,a] (uR[t,m,b] - uR[t,m,a]) <= 0                 for all m, a, b,
//! honesty:    sum_a (x[s,a] / p_s - x[t,a] / p_t) uS[t,a] <= 0            for all types t, s,
//! ```
//!
//! the second for games whose messages are free, where one m stands for all.

use std::cmp::Reverse;

use super::Question;
use super::charge::Charges;
use super::objective::Weights;
use super::result::{Certificate, Constraint, MessageShare, Price};
use crate::equilibrium::copies;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// Messages that are copies of one another, with who can send them and what can follow.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub messages: Vec<usize>,
    pub senders: Vec<usize>,
    pub replies: Vec<usize>,
}

impl Group {
    /// The message that stands for the group.
    pub fn message(&self) -> usize {
        self.messages[0]
    }

    /// The groups of a game.
    pub fn all(game: &Game) -> Vec<Group> {
        let group = |messages: Vec<usize>| {
            let senders = game.senders(messages[0]).collect();
            Group { senders, replies: game.replies(messages[0]).to_vec(), messages }
        };
        copies(game).into_iter().map(group).collect()
    }

    /// Of all replies to the message, in order, those that no other is as good as whoever sends
    /// it; of some that are always as good as one another, the first. A receiver who prefers
    /// another reply to one of the design's prefers one of these.
    pub fn tempting(&self, game: &Game) -> Vec<usize> {
        let m = self.message();
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
        let mut replies = game.replies(m).to_vec();
        // in such an order that one that is as good as another comes before it
        replies.sort_by_cached_key(|&a| {
            let payoffs: Vec<&Q> = self.senders.iter().map(|&t| payoff(t, a)).collect();
            (Reverse(payoffs), a)
        });
        let mut kept: Vec<usize> = Vec::new();
        for a in replies {
            let as_good = |b: &usize| self.senders.iter().all(|&t| payoff(t, *b) >= payoff(t, a));
            if !kept.iter().any(as_good) {
                kept.push(a);
            }
        }
        kept.sort_unstable();
        kept
    }
}

/// A programme over rules, with what its variables and rows mean.
pub(crate) struct Design<'a> {
    game: &'a Game,
    weights: &'a Weights,
    groups: Vec<Group>,
    /// `[group][reply][sender]`: the variable, by positions in the group; without senders for a
    /// reply that is never given.
    cells: Vec<Vec<Vec<usize>>>,
    pub program: Program,
    meaning: Vec<Constraint>,
    /// Rows of obedience of replies that are never given, and so have no variables.
    beaten: Vec<Constraint>,
}

/// The best rule of a design.
pub(crate) struct Best {
    pub value: Q,
    /// By group and position of the reply.
    pub masses: Vec<Vec<Vec<Q>>>,
    pub dual: Vec<Q>,
}

impl<'a> Design<'a> {
    /// All rules, with only the rows of probability.
    pub fn new(game: &'a Game, weights: &'a Weights) -> Design<'a> {
        Design::among(game, weights, Group::all(game), Vec::new())
    }

    /// The rules that use only these groups with these replies, without those that are beaten.
    fn among(
        game: &'a Game,
        weights: &'a Weights,
        groups: Vec<Group>,
        beaten: Vec<Constraint>,
    ) -> Design<'a> {
        let mut program = Program::new();
        let mut cells = Vec::with_capacity(groups.len());
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); game.types().len()];
        // in the order of groups and replies
        let mut without = beaten.iter().filter_map(|row| match row {
            Constraint::Obedience { message, action, .. } => Some((message.unwrap_or(0), *action)),
            _ => None,
        });
        let mut next = without.next();
        for group in &groups {
            let m = group.message();
            let mut by_reply = Vec::with_capacity(group.replies.len());
            for &a in &group.replies {
                let mut row = Vec::new();
                if next == Some((m, a)) {
                    next = without.next();
                } else {
                    for &t in &group.senders {
                        let j = program.variable(weights.worth(game, t, m, a));
                        of_type[t].push(j);
                        row.push(j);
                    }
                }
                by_reply.push(row);
            }
            cells.push(by_reply);
        }
        let meaning = Vec::new();
        let mut design = Design { game, weights, groups, cells, program, meaning, beaten };
        for (t, variables) in of_type.into_iter().enumerate() {
            let row = variables.into_iter().map(|j| (j, Q::ONE));
            design.program.equal(row, game.prior()[t].clone());
            design.meaning.push(Constraint::Probability { t });
        }
        design
    }

    /// The rules that the receiver wants to follow.
    pub fn obedient(game: &'a Game, weights: &'a Weights) -> Design<'a> {
        Design::obedient_among(game, weights, Group::all(game))
    }

    /// The rules that use only these groups with these replies, and that the receiver wants to
    /// follow.
    pub fn obedient_among(game: &'a Game, weights: &'a Weights, groups: Vec<Group>) -> Design<'a> {
        let told = !game.is_cheap_talk();
        let (mut beaten, mut rows) = (Vec::new(), Vec::new());
        for (g, group) in groups.iter().enumerate() {
            let m = group.message();
            let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
            // every reply to the message tempts, not only those that the design may use
            let tempting = group.tempting(game);
            for (r, &a) in group.replies.iter().enumerate() {
                let row = |b| {
                    let message = told.then_some(m);
                    Constraint::Obedience { message, action: a, better: b }
                };
                let better = |&&t: &&usize, b: usize| payoff(t, b) > payoff(t, a);
                let always = |b: &&usize| group.senders.iter().all(|t| better(&t, **b));
                if let Some(&b) = tempting.iter().find(always) {
                    beaten.push(row(b));
                    continue;
                }
                let ever = |b: &usize| group.senders.iter().any(|t| better(&t, *b));
                rows.extend(tempting.iter().copied().filter(ever).map(|b| (g, r, row(b))));
            }
        }
        let mut design = Design::among(game, weights, groups, beaten);
        for (g, r, constraint) in rows {
            design.obey(g, r, constraint);
        }
        design
    }

    /// Asks that the receiver does not prefer something better to a reply of a group.
    fn obey(&mut self, g: usize, r: usize, constraint: Constraint) {
        let Constraint::Obedience { action, better, .. } = constraint else { return };
        let (game, group) = (self.game, &self.groups[g]);
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, group.message(), a);
        let gain = |(&t, &j): (&usize, &usize)| (j, payoff(t, better) - payoff(t, action));
        let row = group.senders.iter().zip(&self.cells[g][r]).map(gain);
        self.program.at_most(row, Q::ZERO);
        self.meaning.push(constraint);
    }

    /// Asks that these cells of type and action stay empty; for free messages.
    pub fn without(mut self, empty: &[(usize, usize)]) -> Design<'a> {
        for &(t, a) in empty {
            if let Some(&j) = self.cells[0][a].get(t) {
                self.program.equal([(j, Q::ONE)], Q::ZERO);
            }
        }
        self
    }

    /// Asks that no type prefers what another is given; for free messages.
    pub fn honesty(mut self) -> Design<'a> {
        let (game, prior) = (self.game, self.game.prior());
        let cells = &self.cells[0]; // one group, which everyone can send
        let m = self.groups[0].message();
        let pairs = (0..prior.len()).flat_map(|t| (0..prior.len()).map(move |s| (t, s)));
        for (t, s) in pairs.filter(|(t, s)| t != s) {
            let given = self.groups[0].replies.iter().zip(cells);
            let terms = given.filter(|(_, cells)| !cells.is_empty()).flat_map(|(&a, cells)| {
                let payoff = game.sender_payoff(t, m, a);
                [(cells[s], payoff / &prior[s]), (cells[t], -(payoff / &prior[t]))]
            });
            self.program.at_most(terms, Q::ZERO);
            self.meaning.push(Constraint::Honesty { t, report: s });
        }
        self
    }

    /// The best rule; `None` where there is none.
    pub fn best(&self, question: &Question) -> Result<Option<Best>, Error> {
        match question.solve(&self.program)? {
            Solution::Optimal { value, primal, dual } => {
                let mass = |j: &usize| primal[*j].clone();
                let masses = self
                    .cells
                    .iter()
                    .zip(&self.groups)
                    .map(|(cells, group)| {
                        let spread = |row: &Vec<usize>| {
                            let mut mass_by_type = vec![Q::ZERO; self.game.types().len()];
                            let senders = group.senders.iter().zip(row);
                            senders.for_each(|(&t, j)| mass_by_type[t] = mass(j));
                            mass_by_type
                        };
                        cells.iter().map(spread).collect()
                    })
                    .collect();
                Ok(Some(Best { value, masses, dual }))
            }
            _ => Ok(None), // masses are bounded
        }
    }

    /// The rule as lots, one for each message and reply.
    pub fn lots(&self, best: &Best) -> Vec<MessageShare> {
        let groups = self.groups.iter().zip(&best.masses);
        groups
            .flat_map(|(group, masses)| {
                let given = group.replies.iter().zip(masses);
                given.filter(|(_, mass)| mass.iter().any(|x| !x.is_zero())).map(|(&a, mass)| {
                    MessageShare::pure(self.game, group.message(), mass.clone(), a)
                })
            })
            .collect()
    }

    /// The prices that are not 0, and those of probability.
    pub fn certificate(&self, best: &Best) -> Certificate {
        let priced = self.meaning.iter().zip(&best.dual).filter(|(meaning, price)| {
            matches!(meaning, Constraint::Probability { .. }) || !price.is_zero()
        });
        let price =
            |(&constraint, price): (&Constraint, &Q)| Price { constraint, price: price.clone() };
        let mut prices: Vec<Price> = priced.map(price).collect();
        let beaten = self.beaten(&prices);
        prices.extend(beaten);
        Certificate::Prices(prices)
    }

    /// The rows of replies that are never given are as dear as makes these replies worth no more
    /// than they cost.
    fn beaten(&self, prices: &[Price]) -> Vec<Price> {
        let charges = Charges::new(self.game, prices);
        let mut found = Vec::new();
        let mut groups = self.groups.iter().peekable();
        for &constraint in &self.beaten {
            let Constraint::Obedience { message, action, better } = constraint else { continue };
            let m = message.unwrap_or(0);
            while groups.peek().is_some_and(|group| group.message() != m) {
                groups.next();
            }
            let Some(group) = groups.peek() else { break };
            let rate = |&t: &usize| {
                let payoff = |a| self.game.receiver_payoff(t, m, a);
                let excess = self.weights.worth(self.game, t, m, action);
                (excess - charges.of(t, m, action)) / (payoff(better) - payoff(action))
            };
            let price = group.senders.iter().map(rate).max().unwrap_or_default();
            if price.is_positive() {
                found.push(Price { constraint, price });
            }
        }
        found
    }
}
