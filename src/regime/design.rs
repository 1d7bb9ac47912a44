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

use super::Question;
use super::objective::Weights;
use super::result::{Certificate, Constraint, Lot, Price};
use crate::equilibrium::copies;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// Messages that are copies of one another, with who can send them and what can follow.
#[derive(Clone, Debug)]
pub(super) struct Group {
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
}

/// A programme over rules, with what its variables and rows mean.
pub(super) struct Design<'a> {
    game: &'a Game,
    groups: Vec<Group>,
    /// `[group][reply][sender]`: the variable, by positions in the group.
    cells: Vec<Vec<Vec<usize>>>,
    pub program: Program,
    meaning: Vec<Constraint>,
}

/// The best rule of a design.
pub(super) struct Best {
    pub value: Q,
    /// By group and position of the reply.
    pub masses: Vec<Vec<Vec<Q>>>,
    pub dual: Vec<Q>,
}

impl<'a> Design<'a> {
    /// All rules, with only the rows of probability.
    pub fn new(game: &'a Game, weights: &Weights) -> Design<'a> {
        Design::among(game, weights, Group::all(game))
    }

    /// The rules that use only these groups with these replies.
    pub fn among(game: &'a Game, weights: &Weights, groups: Vec<Group>) -> Design<'a> {
        let mut program = Program::new();
        let mut cells = Vec::with_capacity(groups.len());
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); game.types().len()];
        for group in &groups {
            let m = group.message();
            let mut by_reply = Vec::with_capacity(group.replies.len());
            for &a in &group.replies {
                let mut row = Vec::with_capacity(group.senders.len());
                for &t in &group.senders {
                    let j = program.variable(weights.worth(game, t, m, a));
                    of_type[t].push(j);
                    row.push(j);
                }
                by_reply.push(row);
            }
            cells.push(by_reply);
        }
        let mut design = Design { game, groups, cells, program, meaning: Vec::new() };
        for (t, variables) in of_type.into_iter().enumerate() {
            let row = variables.into_iter().map(|j| (j, Q::ONE));
            design.program.equal(row, game.prior()[t].clone());
            design.meaning.push(Constraint::Probability { t });
        }
        design
    }

    /// Asks that the receiver wants to do as it is told.
    pub fn obedience(mut self) -> Design<'a> {
        let told = !self.game.is_cheap_talk();
        for (group, cells) in self.groups.iter().zip(&self.cells) {
            let m = group.message();
            for (&a, cells) in group.replies.iter().zip(cells) {
                // every reply to the message tempts, not only those that the design may use
                for &b in self.game.replies(m).iter().filter(|&&b| b != a) {
                    let gain = |(&t, &j): (&usize, &usize)| {
                        let payoff = |a| self.game.receiver_payoff(t, m, a);
                        (j, payoff(b) - payoff(a))
                    };
                    let row = group.senders.iter().zip(cells).map(gain);
                    self.program.at_most(row, Q::ZERO);
                    let message = told.then_some(m);
                    self.meaning.push(Constraint::Obedience { message, action: a, better: b });
                }
            }
        }
        self
    }

    /// Asks that these cells of type and action stay empty; for free messages.
    pub fn without(mut self, empty: &[(usize, usize)]) -> Design<'a> {
        for &(t, a) in empty {
            self.program.equal([(self.cells[0][a][t], Q::ONE)], Q::ZERO);
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
            let terms = self.groups[0].replies.iter().zip(cells).flat_map(|(&a, cells)| {
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
    pub fn lots(&self, best: &Best) -> Vec<Lot> {
        let groups = self.groups.iter().zip(&best.masses);
        groups
            .flat_map(|(group, masses)| {
                group
                    .replies
                    .iter()
                    .zip(masses)
                    .map(|(&a, mass)| Lot::pure(self.game, group.message(), mass.clone(), a))
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
        Certificate::Prices(priced.map(price).collect())
    }
}
