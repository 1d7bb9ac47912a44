//! Strategies of a game in which audiences hear words of their own.

use super::signalling_game::Game;
use crate::error::{Error, brief, quoted};
use crate::exact::Q;

/// Strategies of a game in which audiences hear words of their own: what is sent, what is said to
/// each audience beside it, and how each information set replies to a message with a word.
///
/// An audience that hears no words has one, which is always said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WordProfile {
    pub(super) game: Game,
    pub(super) sender: Vec<Vec<Q>>,
    pub(super) words: WordStrategies,
    pub(super) receiver: WordReplies,
}

/// `[audience][t][m][word]`: the probability of a word when t sends m.
pub type WordStrategies = Vec<Vec<Vec<Vec<Q>>>>;

/// `[information set][m][word][action of the set]`.
pub type WordReplies = Vec<Vec<Vec<Vec<Q>>>>;

impl Game {
    /// The number of words of an audience, 1 where it hears none.
    pub fn word_count(&self, audience: usize) -> usize {
        self.readers().get(audience).map_or(1, |reader| reader.words().len().max(1))
    }

    /// The label of a word of an audience; none where it hears none.
    pub(crate) fn word(&self, audience: usize, w: usize) -> Option<&str> {
        self.readers().get(audience)?.words().get(w).map(String::as_str)
    }
}

impl WordProfile {
    /// The profile of these strategies. Where a type does not send a message, what it would say with
    /// it is not read.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] names the entry that is no distribution over what is possible.
    pub fn new(
        game: &Game,
        sender: Vec<Vec<Q>>,
        words: WordStrategies,
        receiver: WordReplies,
    ) -> Result<WordProfile, Error> {
        let profile = WordProfile { game: game.clone(), sender, words, receiver };
        profile.check().map_err(Error::Game)?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), String> {
        let game = &self.game;
        let (types, messages) = (game.types(), game.messages());
        let shaped = |place: &str, found: usize, wanted: usize| match found == wanted {
            true => Ok(()),
            false => Err(format!("{place} has {found} entries: give {wanted}")),
        };
        shaped("sender", self.sender.len(), types.len())?;
        for (t, row) in self.sender.iter().enumerate() {
            let place = format!("sender[{}]", quoted(&types[t]));
            distribution(&place, row, messages, |m| game.is_available(t, m))?;
        }
        shaped("words", self.words.len(), game.readers().len())?;
        for (i, of_audience) in self.words.iter().enumerate() {
            let reader = &game.readers()[i];
            let name = format!("words[{}]", quoted(reader.name()));
            shaped(&name, of_audience.len(), types.len())?;
            for (t, rows) in of_audience.iter().enumerate() {
                shaped(&name, rows.len(), messages.len())?;
                for (m, row) in
                    rows.iter().enumerate().filter(|(m, _)| !self.sender[t][*m].is_zero())
                {
                    let place = format!("{name}[{}][{}]", quoted(&types[t]), quoted(&messages[m]));
                    match reader.words() {
                        [] => shaped(&place, row.len(), 1)?,
                        labels => distribution(&place, row, labels, |_| true)?,
                    }
                }
            }
        }
        let sets = game.information_sets();
        shaped("receiver", self.receiver.len(), sets.len())?;
        for (set, of_set) in sets.iter().zip(&self.receiver) {
            let reader = &game.readers()[set.audience()];
            let kind = set.reader_type().map(|s| format!("[{}]", quoted(&reader.types()[s])));
            let name = format!("receiver[{}]{}", quoted(reader.name()), kind.unwrap_or_default());
            shaped(&name, of_set.len(), messages.len())?;
            for (m, rows) in of_set.iter().enumerate() {
                shaped(&name, rows.len(), game.word_count(set.audience()))?;
                for (w, row) in rows.iter().enumerate() {
                    let word =
                        game.word(set.audience(), w).map(|word| format!("[{}]", quoted(word)));
                    let place =
                        format!("{name}[{}]{}", quoted(&messages[m]), word.unwrap_or_default());
                    distribution(&place, row, reader.actions(), |a| {
                        reader.replies(m).contains(&a)
                    })?;
                }
            }
        }
        Ok(())
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// `[t][m]`: the probability that type t sends m.
    pub fn sender(&self) -> &[Vec<Q>] {
        &self.sender
    }

    /// `[audience][t][m][word]`: the probability that t, when it sends m, says the word.
    pub fn words(&self) -> &WordStrategies {
        &self.words
    }

    /// `[information set][m][word][action of the set]`: the replies.
    pub fn receiver(&self) -> &WordReplies {
        &self.receiver
    }

    /// What type t gets from one audience after m and a word; the cost of m comes with the first.
    pub fn payoff_from(&self, audience: usize, t: usize, m: usize, w: usize) -> Q {
        let sets = self.game.information_sets().iter().zip(&self.receiver);
        let own = sets.filter(|(set, _)| set.audience() == audience);
        own.flat_map(|(set, replies)| {
            let used = set.actions().zip(&replies[m][w]).filter(|(_, q)| !q.is_zero());
            used.map(|(a, q)| q * self.game.sender_payoff(t, m, a)).collect::<Vec<Q>>()
        })
        .sum()
    }

    /// `[t]`: the mass of each type behind a message with a word to one audience.
    pub fn masses(&self, audience: usize, m: usize, w: usize) -> Vec<Q> {
        let prior = self.game.prior().iter().zip(&self.sender).enumerate();
        prior
            .map(|(t, (p, row))| match row[m].is_zero() {
                true => Q::ZERO,
                false => p * &(&row[m] * &self.words[audience][t][m][w]),
            })
            .collect()
    }
}

/// Checks that a row is a distribution over labels, with weight on open ones only.
fn distribution(
    place: &str,
    row: &[Q],
    labels: &[String],
    open: impl Fn(usize) -> bool,
) -> Result<(), String> {
    if row.len() != labels.len() {
        return Err(format!("{place} has {} entries: give {}", row.len(), labels.len()));
    }
    for (i, q) in row.iter().enumerate() {
        if q.is_negative() {
            return Err(format!("{place}[{}] is {}: give 0 or more", quoted(&labels[i]), brief(q)));
        }
        if !q.is_zero() && !open(i) {
            return Err(format!("{place}[{}] is not possible: give 0", quoted(&labels[i])));
        }
    }
    let total: Q = row.iter().sum();
    if total != Q::ONE {
        return Err(format!("{place} sums to {}: it must sum to 1", brief(total)));
    }
    Ok(())
}
