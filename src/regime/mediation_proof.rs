//! The check of a mediator's rule where messages are costly, without a programme for the rule.
//!
//! Let `V[t,h,m]` be the most that type t gets after the report h when told to send m (`deviations`
//! of the programme). The rule is checked by computing `sum_m V[t,h,m] <= U(t)`. The prices prove
//! that no rule is better when, besides the columns of the rule, every column of the advice after a
//! message that was not advised costs at least 0, and the price of each honesty is the sum of those
//! of the messages that may be sent:
//!
//! ```text
//! price[h,m,n] + sum_t price[t,h,m,n] uS[t,n,a] / p_h >= 0       for all a best at some belief,
//! sum_n price[t,h,m,n] = price[t,h]                              for all t /= h and m of h.
//! ```

use super::{DualPrices, MessageCopies, Question, Regime, is_reply, is_sometimes_best};
use crate::exact::Q;

impl Regime {
    /// Does no type gain by a false report, or by a message that it is not told to send, and is all
    /// advice after such a message best for the receiver at some belief?
    pub(super) fn sender_follows(&self) -> bool {
        let game = &self.game;
        let classes = MessageCopies::all(game);
        let class_of = |m: usize| classes.iter().find(|class| class.messages.contains(&m));
        let question = Question::new(game, self.objective.clone());
        let possible = self.unadvised.iter().all(|one| {
            let Some(class) = class_of(one.sent) else { return false };
            is_reply(game, None, game.prior(), &one.reply)
                && one.reply.iter().enumerate().filter(|(_, x)| !x.is_zero()).all(|(a, x)| {
                    x.is_positive()
                        && class.replies.contains(&a)
                        && is_sometimes_best(&question, class, a) == Ok(true)
                })
        });
        let types = game.types().len();
        possible
            && (0..types).all(|t| {
                (0..types).all(|report| {
                    let gets = self.most(&classes, t, report);
                    gets.is_some_and(|gets| gets <= self.sender_payoffs[t])
                })
            })
    }

    /// The most that a type gets after a report; `None` where some advice is missing.
    fn most(&self, classes: &[MessageCopies], t: usize, report: usize) -> Option<Q> {
        let game = &self.game;
        let worth = |m: usize, reply: &[Q]| -> Q {
            let used = reply.iter().enumerate().filter(|(_, x)| !x.is_zero());
            used.map(|(a, x)| x * game.sender_payoff(t, m, a)).sum()
        };
        let mut sum = Q::ZERO;
        for class in classes {
            // what the receiver is told after the message of the class, as a mass of replies
            let mut meant = vec![Q::ZERO; game.actions().len()];
            for signal in &self.experiment {
                if signal.message.is_some_and(|m| class.messages.contains(&m)) {
                    let mass = &signal.probability * &signal.belief[report];
                    meant.iter_mut().zip(&signal.reply).for_each(|(x, q)| *x += &(&mass * q));
                }
            }
            let first = game.information_sets()[0].actions();
            let told: Q = meant[first].iter().sum();
            if told.is_zero() {
                continue;
            }
            let mut best: Option<Q> = None;
            for other in classes.iter().filter(|other| other.senders.contains(&t)) {
                let sent = other.representative();
                let gets = match sent == class.representative() {
                    true => worth(sent, &meant),
                    false => {
                        let answers = self.unadvised.iter().find(|one| {
                            one.report == report
                                && class.messages.contains(&one.told)
                                && other.messages.contains(&one.sent)
                        });
                        &told * &worth(sent, &answers?.reply)
                    }
                };
                best = Some(best.map_or(gets.clone(), |best| best.max(gets)));
            }
            sum += &best?;
        }
        Some(sum / &game.prior()[report])
    }

    /// Are the prices dual feasible in the columns that the rule itself does not have?
    pub(super) fn deterrence_is_priced(
        &self,
        dual: &DualPrices,
        classes: &[MessageCopies],
    ) -> bool {
        let game = &self.game;
        let question = Question::new(game, self.objective.clone());
        let costs_nothing_less = |told: &MessageCopies, sent: &MessageCopies| {
            let (m, n) = (told.representative(), sent.representative());
            told.senders.iter().all(|&report| {
                let free = |a: usize| !dual.advice_cost(report, m, n, a).is_negative();
                sent.replies
                    .iter()
                    .all(|&a| free(a) || is_sometimes_best(&question, sent, a) == Ok(false))
            })
        };
        dual.deviations_are_possible(classes)
            && classes.iter().all(|told| {
                let others = classes.iter().filter(|sent| {
                    sent.representative() != told.representative() && !sent.senders.is_empty()
                });
                others.into_iter().all(|sent| costs_nothing_less(told, sent))
                    && told.senders.iter().all(|&report| {
                        let m = told.representative();
                        (0..game.types().len())
                            .filter(|&t| t != report)
                            .all(|t| dual.deviation_total(t, report, m) == dual.honesty(t, report))
                    })
            })
    }
}
