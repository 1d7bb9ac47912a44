//! Groups of outcomes that have something in common, and parts of a list.

use super::equilibria::WordEquilibria;
use super::outcome::WordEquilibrium;
use crate::equilibrium::result::{Filter, Grouping, grouped, undominated};
use crate::exact::Q;

impl WordEquilibria {
    /// Groups the outcomes by what they have in common: see
    /// [`Equilibria::by`](crate::equilibrium::Equilibria::by).
    pub fn by(&self, what: Grouping) -> Vec<Vec<usize>> {
        match what {
            Grouping::Allocation => grouped(self.iter().map(|eq| (eq.rule(), eq.payoffs()))),
            Grouping::Payoffs => grouped(self.iter().map(WordEquilibrium::payoffs)),
            Grouping::Component => grouped(self.iter().map(WordEquilibrium::component)),
            Grouping::Kind => grouped(self.iter().map(WordEquilibrium::kind)),
            Grouping::Replies => grouped(self.iter().map(|eq| &eq.receiver)),
        }
    }

    /// The outcomes at these indices, ascending, as a list that knows of how many they are a part.
    pub fn select(&self, indices: &[usize]) -> WordEquilibria {
        let outcomes = indices.iter().map(|&i| self.outcomes[i].clone()).collect();
        let selected_from = self.selected_from.or(Some(self.len()));
        WordEquilibria { game: self.game.clone(), outcomes, stopped: self.stopped, selected_from }
    }

    /// The indices of the outcomes that no other dominates, over types and the sum of the audiences:
    /// see [`Equilibria::pareto`](crate::equilibrium::Equilibria::pareto).
    pub fn pareto(&self) -> Vec<usize> {
        undominated(&self.by(Grouping::Payoffs), |i| {
            let (mut all, receiver) = self[i].payoffs();
            all.push(receiver);
            all
        })
    }

    /// The indices of the outcomes for which all conditions hold, ascending. A reply to a message is
    /// that of every audience, by flat action, to each word that is said with it.
    pub fn matching(&self, filter: &Filter) -> Vec<usize> {
        (0..self.len()).filter(|&i| self[i].admitted(filter)).collect()
    }
}

impl WordEquilibrium {
    /// The payoff of each type, and the sum of the audiences.
    fn payoffs(&self) -> (Vec<Q>, Q) {
        (self.sender_payoffs(), self.receiver_payoff())
    }

    fn admitted(&self, filter: &Filter) -> bool {
        let on_path = self.on_path();
        let sets = || self.game.information_sets().iter().zip(&self.receiver);
        let replies = |m: usize, reply: &Vec<Q>| {
            on_path.contains(&m)
                && sets().all(|(set, rows)| {
                    rows[m].iter().flatten().all(|own| own[..] == reply[set.actions()])
                })
        };
        let plays = |a: usize| {
            sets().any(|(set, rows)| {
                let own = set.actions();
                own.contains(&a)
                    && rows.iter().flatten().flatten().any(|row| !row[a - own.start].is_zero())
            })
        };
        filter.kinds.as_ref().is_none_or(|kinds| kinds.contains(&self.kind()))
            && filter.components.as_ref().is_none_or(|all| all.contains(&self.component))
            && filter.messages.iter().all(|m| on_path.contains(m))
            && filter.replies.iter().all(|(m, reply)| replies(*m, reply))
            && filter.actions.iter().all(|&a| plays(a))
    }
}
