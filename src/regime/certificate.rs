//! Checking a regime without solving anything.

use super::charge::Charges;
use super::kinds::adversarial_ties;
use super::kinds::adversarial_ties::ADVERSARIAL;
use super::kinds::informed_nature::INFORMED;
use super::program::Group;
use super::question::Question;
use super::result::{Certificate, Constraint, Price, Regime};
use crate::exact::Q;

impl Regime {
    /// Is all of this true? The rule is one, the experiment leads to it and splits the prior, the
    /// payoffs and the value are what they are said to be; receiver and types want what they are
    /// supposed to want; and where the certificate is a list of prices, they prove that no rule
    /// under the regime is worth more, and where it is a [`Guarantee`](super::Guarantee), that no
    /// rule is certain of more, and none that is certain of as much promises more.
    ///
    /// What other certificates claim to have compared is not compared again.
    pub fn verify(&self) -> bool {
        self.rule_is_split()
            && self.payoffs_are_right()
            && (!self.kind.obedience || self.receiver_obeys())
            && (!self.kind.honesty || self.types_are_honest())
            && match &self.certificate {
                Certificate::Guarantee(guarantee) => {
                    self.kind == &INFORMED && guarantee.proves(self)
                }
                _ if self.kind == &INFORMED => false,
                Certificate::Prices(prices) => self.prices_bound(prices),
                Certificate::Comparison(_) | Certificate::Branches(_) => true,
            }
    }

    /// Do the signals split the prior, and lead to the rule?
    fn rule_is_split(&self) -> bool {
        let (game, prior) = (&self.game, self.game.prior());
        let distribution =
            |row: &[Q]| row.iter().all(|x| !x.is_negative()) && row.iter().sum::<Q>() == Q::ONE;
        let joint = |t: usize, a: usize| -> Q {
            self.experiment.iter().map(|s| &(&s.probability * &s.belief[t]) * &s.reply[a]).sum()
        };
        self.experiment.iter().all(|signal| {
            signal.probability.is_positive()
                && distribution(&signal.belief)
                && distribution(&signal.reply)
                && signal.message.is_none_or(|m| {
                    let possible = |a: usize| game.replies(m).contains(&a);
                    (0..prior.len()).all(|t| signal.belief[t].is_zero() || game.is_available(t, m))
                        && (0..signal.reply.len()).all(|a| signal.reply[a].is_zero() || possible(a))
                })
        }) && self.rule.iter().enumerate().all(|(t, row)| {
            distribution(row) && row.iter().enumerate().all(|(a, y)| &prior[t] * y == joint(t, a))
        })
    }

    fn payoffs_are_right(&self) -> bool {
        let mut sender = vec![Q::ZERO; self.game.types().len()];
        let mut receiver = Q::ZERO;
        for signal in &self.experiment {
            let m = signal.message.unwrap_or(0);
            for (t, belief) in signal.belief.iter().enumerate() {
                for (a, reply) in signal.reply.iter().enumerate() {
                    let joint = &(&signal.probability * belief) * reply;
                    sender[t] += &(&joint * self.game.sender_payoff(t, m, a));
                    receiver += &(&joint * self.game.receiver_payoff(t, m, a));
                }
            }
        }
        sender.iter_mut().zip(self.game.prior()).for_each(|(u, p)| *u = &*u / p);
        let Ok(weights) = self.objective.weights(&self.game) else { return false };
        sender == self.sender_payoffs
            && receiver == self.receiver_payoff
            && (self.kind == &INFORMED || weights.value(&sender, &receiver) == self.value)
    }

    /// Is every reply in use best at the belief at which it is used?
    fn receiver_obeys(&self) -> bool {
        self.experiment.iter().all(|signal| {
            let m = signal.message.unwrap_or(0);
            let payoff = |a: usize| -> Q {
                let types = signal.belief.iter().enumerate();
                types.map(|(t, x)| x * self.game.receiver_payoff(t, m, a)).sum()
            };
            let most = self.game.replies(m).iter().map(|&a| payoff(a)).max();
            (0..signal.reply.len()).all(|a| signal.reply[a].is_zero() || Some(payoff(a)) == most)
        })
    }

    /// Does no type prefer the row of another? Where the message matters: a message of another, or,
    /// if the receiver commits, any message.
    fn types_are_honest(&self) -> bool {
        if !self.game.is_cheap_talk() {
            return self.messages_are_best();
        }
        let expected = |t: usize, row: &Vec<Q>| -> Q {
            row.iter().enumerate().map(|(a, y)| y * self.game.sender_payoff(t, 0, a)).sum()
        };
        self.rule
            .iter()
            .enumerate()
            .all(|(t, own)| self.rule.iter().all(|other| expected(t, other) <= expected(t, own)))
    }

    /// Does every type send what is best for it, given the replies?
    fn messages_are_best(&self) -> bool {
        let game = &self.game;
        let mut menu: Vec<Option<&[Q]>> = vec![None; game.messages().len()];
        let sent = self.experiment.iter().filter_map(|s| Some((s.message?, &s.reply)));
        for (m, reply) in sent.chain(self.unsent.iter().map(|p| (p.message, &p.reply))) {
            let possible = |a: usize| reply[a].is_zero() || game.replies(m).contains(&a);
            let one = menu[m].is_none_or(|other| other == reply);
            if !one || reply.iter().sum::<Q>() != Q::ONE || !(0..reply.len()).all(possible) {
                return false;
            }
            menu[m] = Some(reply);
        }
        let committed = self.kind == &super::kinds::arbitration::ARBITRATION;
        let worth = |t: usize, m: usize| {
            menu[m].map(|reply| -> Q {
                let used = reply.iter().enumerate().filter(|(_, x)| !x.is_zero());
                used.map(|(a, x)| x * game.sender_payoff(t, m, a)).sum()
            })
        };
        (!committed || menu.iter().all(Option::is_some))
            && self.experiment.iter().all(|signal| {
                let Some(m) = signal.message else { return false };
                let sends = |t: &usize| !signal.belief[*t].is_zero();
                (0..signal.belief.len()).filter(sends).all(|t| {
                    let open = (0..menu.len()).filter(|&n| game.is_available(t, n));
                    open.filter_map(|n| worth(t, n)).all(|other| Some(other) <= worth(t, m))
                })
            })
    }

    /// At these prices, is no mass of any type worth more than it costs, wherever it is sent and
    /// whatever the reply, and does the prior cost the value?
    fn prices_bound(&self, prices: &[Price]) -> bool {
        let game = &self.game;
        let prior = game.prior();
        let Ok(weights) = self.objective.weights(game) else { return false };
        let unsigned = |p: &Price| matches!(p.constraint, Constraint::Probability { .. });
        if prices.iter().any(|p| !unsigned(p) && p.price.is_negative()) {
            return false;
        }
        let charges = Charges::new(game, prices);
        let cost: Q = prior.iter().zip(&charges.of_type).map(|(p, q)| p * q).sum();
        let against = self.kind == &ADVERSARIAL;
        if cost != self.value && !(against && cost >= self.value) {
            return false;
        }
        let question = Question::new(game, self.objective.clone());
        let groups = Group::all(game);
        if against {
            let Ok(classes) = adversarial_ties::classes(&question, &groups) else { return false };
            return classes.iter().all(|class| {
                let group = &groups[class.group];
                let m = group.message();
                let shares: Vec<Q> = match class.replies.len() {
                    1 => vec![Q::ONE],
                    _ => class.replies.iter().map(|&a| share(prices, m, a)).collect(),
                };
                shares.iter().sum::<Q>() == Q::ONE
                    && group.senders.iter().all(|&t| {
                        let worth =
                            |(&a, share): (&usize, &Q)| share * &weights.worth(game, t, m, a);
                        let worth: Q = class.replies.iter().zip(&shares).map(worth).sum();
                        charges.of(t, m, class.replies[0]) >= worth
                    })
            });
        }
        groups.iter().all(|group| {
            let m = group.message();
            group.replies.iter().all(|&a| {
                let cheap = |&t: &usize| charges.of(t, m, a) >= weights.worth(game, t, m, a);
                group.senders.iter().all(cheap)
            })
        })
    }
}

/// The price of the tie that lets the receiver reply `a`: its share in what the class is worth.
fn share(prices: &[Price], m: usize, a: usize) -> Q {
    let ties = prices.iter().filter(|p| {
        matches!(p.constraint, Constraint::Tie { message, action }
            if message.unwrap_or(0) == m && action == a)
    });
    ties.map(|p| &p.price).sum()
}
