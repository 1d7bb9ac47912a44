//! One outcome: what is sent, what is said to whom, and the answers.

use super::listeners::Listeners;
use super::replies::{SaidWord, Speaker};
use crate::equilibrium::result::Kind;
use crate::exact::Q;
use crate::game::{Game, WordStrategies};

/// An extreme equilibrium outcome of a game in which audiences hear words of their own.
///
/// Words of an audience may change places, and each outcome stands for all of these:
/// [`WordEquilibrium::relabellings`]. No two words of one audience have the same answer after a
/// message; words that are not needed are not said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WordEquilibrium {
    pub(super) game: Game,
    pub(super) sender: Vec<Vec<Q>>,
    pub(super) words: WordStrategies,
    pub(super) receiver: SaidReplies,
    pub(super) component: usize,
}

/// `[information set][m][word][action of the set]`; `None` where a word is not said.
pub(super) type SaidReplies = Vec<Vec<Vec<Option<Vec<Q>>>>>;

impl WordEquilibrium {
    /// The outcome of a speaker with the replies to all that is said; `None` where two words have
    /// the same answer.
    pub(super) fn found(
        talk: &Listeners,
        speaker: &Speaker,
        corner: &[Vec<Q>],
    ) -> Option<WordEquilibrium> {
        let game = talk.game;
        let (types, messages) = (talk.types(), talk.messages());
        let count = |i: usize| game.word_count(i);
        let mut sender = vec![vec![Q::ZERO; messages]; types];
        let mut words: WordStrategies = (0..talk.all.len())
            .map(|i| vec![vec![vec![Q::ZERO; count(i)]; messages]; types])
            .collect();
        let sets = game.information_sets();
        let mut receiver: SaidReplies =
            sets.iter().map(|set| vec![vec![None; count(set.audience())]; messages]).collect();
        let mut corner = corner.iter();
        for m in speaker.sent() {
            for (i, said) in speaker.said[m].iter().flatten().enumerate() {
                let mut each: Vec<(&SaidWord, &Vec<Q>)> = said.iter().zip(&mut corner).collect();
                if (0..each.len()).any(|w| each[..w].iter().any(|(_, known)| *known == each[w].1)) {
                    return None;
                }
                // words in order: more weight of earlier types first
                each.sort_by(|(a, x), (b, y)| (&b.masses, y).cmp(&(&a.masses, x)));
                for (w, (word, reply)) in each.into_iter().enumerate() {
                    for t in 0..types {
                        let mass = speaker.mass(t, m);
                        if !mass.is_zero() {
                            sender[t][m] = &mass / &game.prior()[t];
                            words[i][t][m][w] = &word.masses[t] / &mass;
                        }
                    }
                    for &r in &talk.all[i].sets {
                        receiver[r][m][w] = Some(reply[sets[r].actions()].to_vec());
                    }
                }
            }
        }
        Some(WordEquilibrium { game: game.clone(), sender, words, receiver, component: 0 })
    }

    /// All that tells outcomes apart, for their order.
    pub(super) fn order(&self) -> (&Vec<Vec<Q>>, &WordStrategies, &SaidReplies) {
        (&self.sender, &self.words, &self.receiver)
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// `[t][m]`: the probability that type t sends m.
    pub fn sender(&self) -> &[Vec<Q>] {
        &self.sender
    }

    /// `[audience][t][m][word]`: the probability that t, when it sends m, says the word; zeros where it
    /// does not send m. An audience that hears no words has one.
    pub fn words(&self) -> &WordStrategies {
        &self.words
    }

    /// `[a]`: the reply of an information set to a message with a word, by the actions of the set;
    /// `None` where the word is not said.
    pub fn reply(&self, r: usize, m: usize, w: usize) -> Option<&[Q]> {
        self.receiver[r][m][w].as_deref()
    }

    /// The number of the outcome component to which it belongs, from 0, among all components.
    pub fn component(&self) -> usize {
        self.component
    }

    /// The messages that are sent, ascending.
    pub fn on_path(&self) -> Vec<usize> {
        let sent = |m: &usize| self.sender.iter().any(|row| !row[*m].is_zero());
        (0..self.game.messages().len()).filter(sent).collect()
    }

    /// The words that are said to an audience after m, ascending.
    pub fn said(&self, audience: usize, m: usize) -> Vec<usize> {
        let said = |w: &usize| self.words[audience].iter().any(|rows| !rows[m][*w].is_zero());
        (0..self.game.word_count(audience)).filter(said).collect()
    }

    /// The kind of the outcome, by what the message and all words that go with it reveal together.
    ///
    /// A type's *full messages* are the public messages it sends, each with a word to every audience:
    /// two types share one where they send a message and have a word in common for each audience.
    pub fn kind(&self) -> Kind {
        if self.game.is_cheap_talk() && !self.is_influential() {
            return Kind::Babbling;
        }
        let audiences = 0..self.words.len();
        let on_path = self.on_path();
        if let [m] = on_path[..]
            && audiences.clone().all(|i| self.said(i, m).len() == 1)
        {
            return Kind::Pooling;
        }
        let says = |t: usize, m: usize, i: usize, w: usize| !self.words[i][t][m][w].is_zero();
        let sends = |t: usize, m: usize| !self.sender[t][m].is_zero();
        let common = |t: usize, other: usize, m: usize, i: usize| {
            (0..self.game.word_count(i)).any(|w| says(t, m, i, w) && says(other, m, i, w))
        };
        let shared = |t: usize, other: usize| {
            on_path.iter().any(|&m| {
                let both = sends(t, m) && sends(other, m);
                both && audiences.clone().all(|i| common(t, other, m, i))
            })
        };
        let types = self.sender.len();
        if (0..types).all(|t| (0..t).all(|other| !shared(t, other))) {
            return Kind::Separating;
        }
        let words = |t: usize, m: usize, i: usize| {
            (0..self.game.word_count(i)).filter(|&w| says(t, m, i, w)).count()
        };
        let mixes = |t: usize| {
            let sent: Vec<usize> = on_path.iter().copied().filter(|&m| sends(t, m)).collect();
            sent.len() > 1 || audiences.clone().any(|i| words(t, sent[0], i) > 1)
        };
        if (0..types).any(mixes) { Kind::SemiSeparating } else { Kind::PartiallyPooling }
    }

    /// Does the reply of somebody depend on what is said?
    pub fn is_influential(&self) -> bool {
        self.receiver.iter().any(|rows| {
            let mut replies = rows.iter().flatten().flatten();
            let first = replies.next();
            replies.any(|reply| Some(reply) != first)
        })
    }

    /// `[t][a]`: the probability that t meets an information set that takes one of its actions, by
    /// flat action.
    pub fn rule(&self) -> Vec<Vec<Q>> {
        let mut rule = vec![vec![Q::ZERO; self.game.actions().len()]; self.sender.len()];
        for (set, replies) in self.game.information_sets().iter().zip(&self.receiver) {
            for (m, w) in self
                .on_path()
                .into_iter()
                .flat_map(|m| self.said(set.audience(), m).into_iter().map(move |w| (m, w)))
            {
                let reply = replies[m][w].as_ref().expect("the word is said");
                for (t, row) in rule.iter_mut().enumerate() {
                    let said = &self.sender[t][m] * &self.words[set.audience()][t][m][w];
                    let met = &said * &set.weights()[t];
                    set.actions().zip(reply).for_each(|(a, q)| row[a] += &(q * &met));
                }
            }
        }
        rule
    }

    /// Are the replies to what is said optimal, and is all that is sent and said best among what is?
    /// Words that are not said are answered as one that is, and messages that are not sent are left
    /// out.
    pub(super) fn holds_on_path(&self) -> bool {
        let game = &self.game;
        let on_path = self.on_path();
        for (r, set) in game.information_sets().iter().enumerate() {
            let i = set.audience();
            for (m, w) in
                on_path.iter().flat_map(|&m| self.said(i, m).into_iter().map(move |w| (m, w)))
            {
                let masses = self.masses(i, m, w);
                let worth = |a: usize| -> Q {
                    let each = masses.iter().enumerate();
                    each.map(|(t, x)| x * game.receiver_payoff(t, m, set.actions().start + a)).sum()
                };
                let open: Vec<(usize, Q)> =
                    game.readers()[i].replies(m).iter().map(|&a| (a, worth(a))).collect();
                let most = open.iter().map(|(_, q)| q).max();
                let used =
                    |a: usize| !self.receiver[r][m][w].as_ref().expect("it is said")[a].is_zero();
                if open.iter().any(|(a, q)| used(*a) && Some(q) != most) {
                    return false;
                }
            }
        }
        let payoffs = self.sender_payoffs();
        (0..payoffs.len()).all(|t| {
            on_path.iter().filter(|&&m| game.is_available(t, m)).all(|&m| {
                let mut sum = Q::ZERO;
                for i in 0..self.words.len() {
                    let each: Vec<(usize, Q)> = self
                        .said(i, m)
                        .into_iter()
                        .map(|w| (w, self.payoff_from(i, t, m, w)))
                        .collect();
                    let most = each.iter().map(|(_, q)| q).max().expect("a word");
                    if each.iter().any(|(w, q)| !self.words[i][t][m][*w].is_zero() && q != most) {
                        return false;
                    }
                    sum += most;
                }
                if self.sender[t][m].is_zero() { sum <= payoffs[t] } else { sum == payoffs[t] }
            })
        })
    }

    /// The number of outcomes that differ from this one only in which words are said, itself
    /// included.
    pub fn relabellings(&self) -> u128 {
        let mut count: u128 = 1;
        for m in self.on_path() {
            for i in 0..self.words.len() {
                let (all, used) = (self.game.word_count(i), self.said(i, m).len());
                let ways = (0..used).map(|k| (all - k) as u128);
                count = count.saturating_mul(ways.fold(1, u128::saturating_mul));
            }
        }
        count
    }

    /// `[t]`: the mass of each type behind a message with a word to one audience.
    pub fn masses(&self, audience: usize, m: usize, w: usize) -> Vec<Q> {
        let prior = self.game.prior().iter().zip(&self.sender).enumerate();
        prior.map(|(t, (p, row))| p * &(&row[m] * &self.words[audience][t][m][w])).collect()
    }

    /// `[t]`: what an information set believes after a message with a word, by Bayes' rule from the
    /// chances that types meet it; `None` where the word is not said.
    pub fn belief(&self, r: usize, m: usize, w: usize) -> Option<Vec<Q>> {
        let set = &self.game.information_sets()[r];
        let masses = self.masses(set.audience(), m, w);
        let met: Vec<Q> = masses.iter().zip(set.weights()).map(|(x, q)| x * q).collect();
        let total: Q = met.iter().sum();
        (!total.is_zero()).then(|| met.into_iter().map(|x| x / &total).collect())
    }

    /// `[t]`: what an outsider believes who sees the message only; `None` off the path.
    pub fn posterior(&self, m: usize) -> Option<Vec<Q>> {
        let prior = self.game.prior().iter().zip(&self.sender);
        let masses: Vec<Q> = prior.map(|(p, row)| p * &row[m]).collect();
        let total: Q = masses.iter().sum();
        (!total.is_zero()).then(|| masses.into_iter().map(|x| x / &total).collect())
    }

    /// What type t gets from an audience by a word after m, which is said; the cost of m comes with
    /// the first audience.
    fn payoff_from(&self, audience: usize, t: usize, m: usize, w: usize) -> Q {
        let sets = self.game.information_sets().iter().zip(&self.receiver);
        let own = sets.filter(|(set, _)| set.audience() == audience);
        let mut sum = Q::ZERO;
        for (set, replies) in own {
            let reply = replies[m][w].as_ref().expect("the word is said");
            for (a, q) in set.actions().zip(reply).filter(|(_, q)| !q.is_zero()) {
                sum += &(q * self.game.sender_payoff(t, m, a));
            }
        }
        sum
    }

    /// `[t]`: the payoff of each type.
    pub fn sender_payoffs(&self) -> Vec<Q> {
        let of = |t: usize| -> Q {
            let m = (0..self.sender[t].len()).find(|&m| !self.sender[t][m].is_zero());
            let m = m.expect("a message");
            let word = |i: usize| {
                let w = self.words[i][t][m].iter().position(|q| !q.is_zero());
                self.payoff_from(i, t, m, w.expect("a word"))
            };
            (0..self.words.len()).map(word).sum()
        };
        (0..self.sender.len()).map(of).collect()
    }

    /// The sender's expected payoff over the prior.
    pub fn sender_payoff(&self) -> Q {
        self.game.prior().iter().zip(self.sender_payoffs()).map(|(p, u)| p * &u).sum()
    }

    /// The expected payoff of each audience at the prior.
    pub fn reader_payoffs(&self) -> Vec<Q> {
        let mut payoffs = vec![Q::ZERO; self.words.len()];
        for m in self.on_path() {
            for (set, replies) in self.game.information_sets().iter().zip(&self.receiver) {
                for w in self.said(set.audience(), m) {
                    let masses = self.masses(set.audience(), m, w);
                    let reply = replies[m][w].as_ref().expect("the word is said");
                    for (a, q) in set.actions().zip(reply).filter(|(_, q)| !q.is_zero()) {
                        let worth = masses.iter().enumerate();
                        let worth = worth.map(|(t, x)| x * self.game.receiver_payoff(t, m, a));
                        payoffs[set.audience()] += &(q * &worth.sum::<Q>());
                    }
                }
            }
        }
        payoffs
    }

    /// The sum of what the audiences get.
    pub fn receiver_payoff(&self) -> Q {
        self.reader_payoffs().iter().sum()
    }
}
