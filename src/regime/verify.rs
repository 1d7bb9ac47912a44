//! The check of a result against the definitions and its certificate.

use super::{
    Adversary, Certificate, Constraint, DualPrices, Heard, MessageCopies, Price, Question, Regime,
    Signal, TieClass, Weights, best_replies, is_distribution, is_reply, reader_of, sparse_row,
};
use crate::exact::Q;

impl Regime {
    /// Is all of this true? The rule is a rule, the experiment leads to it and splits the prior,
    /// the payoffs and the value are as stated; the receiver and the types are obedient and honest
    /// where the regime asks for it. Where the certificate is a list of prices, they prove that no
    /// rule under the regime is worth more, and where it is a [`Guarantee`](super::Guarantee), that
    /// no rule is certain of more, and none that is certain of as much promises more.
    ///
    /// No search is repeated: what other certificates claim to have compared is taken on trust.
    /// Where ties are broken against the objective, small linear programmes decide which replies
    /// are strictly best at some belief; everywhere else the check solves nothing.
    pub fn verify(&self) -> bool {
        let robust = self.kind.adversary == Adversary::InformedNature;
        let public = self.heard == Some(Heard::Public);
        self.rule_is_split()
            && self.payoffs_are_right()
            && (!self.kind.obedience || self.receiver_obeys())
            && (!public || !self.kind.honesty || self.unexpected_are_rational())
            && (public || !self.kind.obedience || self.readers_are_honest())
            && (!self.kind.honesty || self.types_are_honest())
            && match &self.certificate {
                Certificate::Guarantee(guarantee) => robust && guarantee.proves(self),
                _ if robust => false,
                Certificate::Prices(prices) => self.prices_bound(prices),
                Certificate::Comparison(_) | Certificate::Branches(_) => true,
            }
    }

    /// Do the signals average to the prior, and do their replies add up to the rule?
    fn rule_is_split(&self) -> bool {
        let (game, prior) = (&self.game, self.game.prior());
        let sets = game.information_sets();
        // each message of a type is seen by all readers
        let told = |reader: Option<usize>, t: usize, m: Option<usize>| -> Q {
            let own = self.experiment.iter().filter(|s| s.reader == reader && s.message == m);
            own.map(|s| &s.probability * &s.belief[t]).sum()
        };
        let heard = |m: Option<usize>| {
            (0..prior.len()).all(|t| {
                let first = told(Some(0), t, m);
                (1..sets.len()).all(|r| told(Some(r), t, m) == first)
            })
        };
        let joint = |t: usize, a: usize| -> Q {
            self.experiment.iter().map(|s| &(&s.probability * &s.belief[t]) * &s.reply[a]).sum()
        };
        self.experiment.iter().all(|signal| {
            signal.probability.is_positive()
                && is_distribution(&signal.belief, prior.len())
                && is_reply(game, signal.reader, &signal.belief, &signal.reply)
                && signal.message.is_none_or(|m| {
                    let possible = |a: usize| game.replies(m).contains(&a);
                    (0..prior.len()).all(|t| signal.belief[t].is_zero() || game.is_available(t, m))
                        && (0..signal.reply.len()).all(|a| signal.reply[a].is_zero() || possible(a))
                })
        }) && self.experiment.iter().all(|signal| signal.reader.is_none() || heard(signal.message))
            && self.rule.iter().enumerate().all(|(t, row)| {
                let known: Vec<Q> = sparse_row(prior.len(), [(t, Q::ONE)]);
                is_reply(game, None, &known, row)
                    && row.iter().enumerate().all(|(a, y)| &prior[t] * y == joint(t, a))
            })
    }

    /// Do the payoffs and the value follow from the experiment?
    fn payoffs_are_right(&self) -> bool {
        let mut sender = vec![Q::ZERO; self.game.types().len()];
        let mut receivers = vec![Q::ZERO; self.game.readers().len().max(1)];
        for signal in &self.experiment {
            let m = signal.message.unwrap_or(0);
            for (t, belief) in signal.belief.iter().enumerate() {
                for (a, reply) in signal.reply.iter().enumerate() {
                    let joint = &(&signal.probability * belief) * reply;
                    sender[t] += &(&joint * self.game.sender_payoff(t, m, a));
                    let audience =
                        self.game.information_sets()[reader_of(&self.game, a)].audience();
                    receivers[audience] += &(&joint * self.game.receiver_payoff(t, m, a));
                }
            }
        }
        sender.iter_mut().zip(self.game.prior()).for_each(|(u, p)| *u = &*u / p);
        let Ok(weights) = self.objective.weights(&self.game) else { return false };
        sender == self.sender_payoffs
            && receivers == self.receiver_payoffs
            && receivers.iter().sum::<Q>() == self.receiver_payoff
            && (self.kind.adversary == Adversary::InformedNature
                || weights.value(&sender, &receivers) == self.value)
    }

    /// Is every reply best for the receiver at the belief at which it is given?
    fn receiver_obeys(&self) -> bool {
        self.experiment.iter().all(|signal| {
            let best = best_replies(&self.game, signal.message.unwrap_or(0), &signal.belief);
            (0..signal.reply.len()).all(|a| signal.reply[a].is_zero() || best.contains(&a))
        })
    }

    /// Does no reader gain by the claim of another type of its audience, which is then followed by
    /// what is best for it?
    fn readers_are_honest(&self) -> bool {
        let game = &self.game;
        let sets = game.information_sets();
        let own = |r: usize| self.experiment.iter().filter(move |s| s.reader == Some(r));
        let worth = |signal: &Signal, a: usize| -> Q {
            let m = signal.message.unwrap_or(0);
            let types = signal.belief.iter().enumerate().filter(|(_, q)| !q.is_zero());
            let sum: Q = types.map(|(t, q)| q * game.receiver_payoff(t, m, a)).sum();
            &signal.probability * &sum
        };
        let truth = |r: usize| -> Q {
            let used = |signal: &Signal| -> Q {
                let used = signal.reply.iter().enumerate().filter(|(_, q)| !q.is_zero());
                used.map(|(a, q)| q * &worth(signal, a)).sum()
            };
            own(r).map(used).sum()
        };
        let claims = |r: usize, claim: usize| -> Q {
            let best = |signal: &Signal| -> Q {
                let replies = game.replies(signal.message.unwrap_or(0)).iter();
                let replies = replies.filter(|a| sets[r].actions().contains(a));
                replies.map(|&a| worth(signal, a)).max().unwrap_or_default()
            };
            own(claim).map(best).sum()
        };
        (0..sets.len()).all(|r| {
            let mut others = (0..sets.len())
                .filter(|&c| c != r && sets[c].audience() == sets[r].audience())
                .peekable();
            others.peek().is_none() || {
                let truth = truth(r);
                others.all(|claim| claims(r, claim) <= truth)
            }
        })
    }

    /// Does no type prefer the row of another? Where payoffs depend on the message: a message that
    /// another type sends, or, if the receiver commits, any message.
    fn types_are_honest(&self) -> bool {
        if !self.game.is_cheap_talk() {
            return match self.kind.name {
                "mediation" => self.sender_follows(),
                _ => self.messages_are_best(),
            };
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
            let consistent = menu[m].is_none_or(|other| other == reply);
            if !consistent || reply.iter().sum::<Q>() != Q::ONE || !(0..reply.len()).all(possible) {
                return false;
            }
            menu[m] = Some(reply);
        }
        // a receiver that need not obey commits, and so must announce a reply to every message
        let committed = !self.kind.obedience;
        let payoff = |t: usize, m: usize| {
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
                    open.filter_map(|n| payoff(t, n)).all(|other| Some(other) <= payoff(t, m))
                })
            })
    }

    /// Are the prices dual feasible, so that no column costs less than its coefficient in the
    /// objective, and is the dual value the value?
    fn prices_bound(&self, prices: &[Price]) -> bool {
        let game = &self.game;
        let Ok(weights) = self.objective.weights(game) else { return false };
        let signed = |p: &Price| p.constraint.is_equality() || !p.price.is_negative();
        if !prices.iter().all(|p| signed(p) && self.kind.asks_for(&p.constraint)) {
            return false;
        }
        let dual = DualPrices::new(game, prices);
        let bound = dual.dual_value();
        let classes = MessageCopies::all(game);
        if self.kind.adversary == Adversary::TieBreaker {
            // a rule near a limit that is not attained is worth less than the bound
            return bound >= self.value && self.ties_bound(&weights, &dual, prices, &classes);
        }
        if self.heard == Some(Heard::Public) {
            let of_signals = |p: &Price| {
                matches!(p.constraint, Constraint::Probability { .. } | Constraint::Honesty { .. })
            };
            return bound == self.value
                && prices.iter().all(of_signals)
                && self.signals_are_priced(&weights, &dual);
        }
        bound == self.value
            && dual.claims_are_priced(&classes)
            && (game.is_cheap_talk() || self.deterrence_is_priced(&dual, &classes))
            && classes.iter().all(|class| {
                let m = class.representative();
                class.replies.iter().all(|&a| {
                    let feasible =
                        |&t: &usize| dual.column_cost(t, m, a) >= weights.coefficient(t, m, a);
                    class.senders.iter().all(feasible)
                })
            })
    }

    /// Are the prices dual feasible where ties are broken against the objective? The columns are
    /// those of tie classes. A class of several replies is worth its worst member, and so at most
    /// any mixture of its members: the prices of its ties are the weights of one.
    fn ties_bound(
        &self,
        weights: &Weights,
        dual: &DualPrices,
        prices: &[Price],
        message_classes: &[MessageCopies],
    ) -> bool {
        let game = &self.game;
        let question = Question::new(game, self.objective.clone());
        let Ok(ties) = TieClass::all(&question, message_classes) else { return false };
        ties.iter().all(|tie| {
            let class = &message_classes[tie.messages];
            let m = class.representative();
            let shares: Vec<Q> = match tie.replies.len() {
                1 => vec![Q::ONE],
                _ => tie.replies.iter().map(|&a| tie_price(prices, m, a)).collect(),
            };
            shares.iter().sum::<Q>() == Q::ONE
                && class.senders.iter().all(|&t| {
                    let part = |(&a, share): (&usize, &Q)| share * &weights.coefficient(t, m, a);
                    let mixed: Q = tie.replies.iter().zip(&shares).map(part).sum();
                    dual.column_cost(t, m, tie.replies[0]) >= mixed
                })
        })
    }
}

/// The price of the tie by which the receiver may reply `a` to `m`.
fn tie_price(prices: &[Price], m: usize, a: usize) -> Q {
    let ties = prices.iter().filter(|p| {
        matches!(p.constraint, Constraint::Tie { message, action }
            if message.unwrap_or(0) == m && action == a)
    });
    ties.map(|p| &p.price).sum()
}
