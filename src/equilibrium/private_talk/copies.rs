//! Outcomes that differ in which words are said, and whole profiles of an outcome.

use super::listeners::Listeners;
use super::outcome::WordEquilibrium;
use super::unsent::unsent_replies;
use crate::exact::bitset::members;
use crate::exact::budget::checkpoint;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};
use crate::exact::{IBig, Q};
use crate::game::WordProfile;

/// Replies to a message that nobody sends, `[information set][word][action of the set]`.
pub type UnsentProfile = Vec<Vec<Vec<Q>>>;

impl WordEquilibrium {
    /// This outcome and those that say other words instead.
    pub(super) fn copies(&self) -> Vec<WordEquilibrium> {
        let mut all = vec![self.clone()];
        for m in self.on_path() {
            for i in 0..self.words.len() {
                let used = self.said(i, m);
                let count = self.game.word_count(i);
                let mut next = Vec::new();
                for eq in &all {
                    for places in arrangements(used.len(), count) {
                        checkpoint();
                        next.push(eq.moved(i, m, &used, &places));
                    }
                }
                all = next;
            }
        }
        all
    }

    /// The outcome with the words of an audience after m in other places.
    fn moved(&self, i: usize, m: usize, used: &[usize], places: &[usize]) -> WordEquilibrium {
        let mut eq = self.clone();
        for rows in &mut eq.words[i] {
            let old = std::mem::take(&mut rows[m]);
            rows[m] = vec![Q::ZERO; old.len()];
            used.iter().zip(places).for_each(|(&w, &place)| rows[m][place] = old[w].clone());
        }
        for (set, rows) in self.game.information_sets().iter().zip(&mut eq.receiver) {
            if set.audience() == i {
                let mut old = std::mem::take(&mut rows[m]);
                rows[m] = vec![None; old.len()];
                used.iter().zip(places).for_each(|(&w, &place)| rows[m][place] = old[w].take());
            }
        }
        eq
    }

    /// The extreme replies that support this outcome after a message that nobody sends; empty for one
    /// that is sent.
    ///
    /// One deviation makes all replies of a profile optimal: the beliefs of an audience after the words
    /// that go with it mix to one belief for all audiences.
    pub fn off_path(&self, m: usize) -> Vec<UnsentProfile> {
        if self.posterior(m).is_some() {
            return Vec::new();
        }
        self.deterring::<i128>(m)
            .or_else(|Overflow| self.deterring::<IBig>(m))
            .expect("big integers do not overflow")
    }

    fn deterring<I: Int>(&self, m: usize) -> Result<Vec<UnsentProfile>, Overflow> {
        let talk = Listeners::new(&self.game);
        let (payoffs, actions) = (self.sender_payoffs(), self.game.actions().len());
        let mut found: Vec<UnsentProfile> = Vec::new();
        // `[t]`: the payoff in equilibrium, then that of each action
        let mut worth: Vec<Vec<I>> = Vec::new();
        for (t, payoff) in payoffs.iter().enumerate() {
            let mut row = vec![Q::ZERO; 1 + actions];
            if talk.senders(m) >> t & 1 == 1 {
                row[0] = payoff.clone();
                for &a in self.game.replies(m) {
                    row[1 + a] = self.game.sender_payoff(t, m, a).clone();
                }
            }
            worth.push(integers(&row)?);
        }
        for profile in unsent_replies::<I>(&talk, m)? {
            checkpoint();
            let mut cone = Cone::<I>::point(vec![I::ONE]);
            let mut places: Vec<Vec<Vec<(usize, usize)>>> = Vec::new();
            for words in &profile.replies {
                places
                    .push(words.iter().map(|best| super::replies::add(&mut cone, best)).collect());
            }
            for t in members(talk.senders(m)) {
                for words in super::replies::tuples(places.iter().map(Vec::len)) {
                    cone.restrict(ConeConstraint::NonNegative, |v| {
                        let mut left = worth[t][0].times(&v[0])?;
                        for (own, &w) in places.iter().zip(&words) {
                            for &(j, a) in own[w].iter().filter(|(j, _)| !v[*j].is_zero()) {
                                left = left.minus(&worth[t][1 + a].times(&v[j])?)?;
                            }
                        }
                        Ok(left)
                    })?;
                }
            }
            for v in cone.rays() {
                let reply = |r: usize, w: usize| -> Vec<Q> {
                    let set = &self.game.information_sets()[r];
                    // a word that does not go with the message is answered as the first that does
                    let own = &places[set.audience()];
                    let own = own.get(w).unwrap_or(&own[0]);
                    let mut reply = vec![Q::ZERO; set.actions().len()];
                    for &(j, a) in own.iter().filter(|(_, a)| set.actions().contains(a)) {
                        reply[a - set.actions().start] = quotient(&v[j], &v[0]);
                    }
                    reply
                };
                let sets = self.game.information_sets().iter().enumerate();
                let all: UnsentProfile = sets
                    .map(|(r, set)| {
                        (0..self.game.word_count(set.audience())).map(|w| reply(r, w)).collect()
                    })
                    .collect();
                if !found.contains(&all) {
                    found.push(all);
                }
            }
        }
        found.sort_by(|a, b| b.cmp(a));
        Ok(found)
    }

    /// A whole profile: words that are not said are answered as one that is, and messages that are not
    /// sent by the first of [`WordEquilibrium::off_path`].
    pub fn profile(&self) -> WordProfile {
        let game = &self.game;
        let mut receiver = Vec::new();
        let unsent: Vec<Option<UnsentProfile>> =
            (0..game.messages().len()).map(|m| self.off_path(m).into_iter().next()).collect();
        for (r, rows) in self.receiver.iter().enumerate() {
            let mut of_set = Vec::new();
            for (m, row) in rows.iter().enumerate() {
                let first = row.iter().flatten().next();
                let reply = |w: usize| match (&row[w], first, &unsent[m]) {
                    (Some(reply), ..) => reply.clone(),
                    (None, Some(first), _) => first.clone(),
                    (None, None, Some(all)) => all[r][w].clone(),
                    (None, None, None) => unreachable!("an outcome has replies to all messages"),
                };
                of_set.push((0..row.len()).map(reply).collect());
            }
            receiver.push(of_set);
        }
        let words = self.words.clone();
        WordProfile::new(game, self.sender.clone(), words, receiver).expect("an outcome")
    }
}

/// The ways to put so many words into so many places.
fn arrangements(words: usize, places: usize) -> Vec<Vec<usize>> {
    (0..words).fold(vec![Vec::new()], |done, _| {
        let free = |one: &Vec<usize>| -> Vec<usize> {
            (0..places).filter(|place| !one.contains(place)).collect()
        };
        done.iter()
            .flat_map(|one| free(one).into_iter().map(move |place| [&one[..], &[place]].concat()))
            .collect()
    })
}
