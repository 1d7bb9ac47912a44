//! Announcement-proof outcomes of cheap talk (Matthews, Okuno-Fujiwara and Postlewaite 1991).
//!
//! A neologism is one new sentence; an *announcement* is a new language. A set D of types, the
//! deviants, declares that they will use new messages `k` by a strategy `delta_t(k)`. A receiver
//! who believes it infers from k that the type is in D, weighs the types in D by their prior times
//! `delta_t(k)`, and gives a best reply `rho_k`. Against an outcome with payoffs `u_t` the
//! announcement is *weakly credible* when
//!
//! 1. no type in D gets less than `u_t`, and one gets more;
//! 2. no type outside D would get more than `u_t` by any of the new messages;
//! 3. each type in D uses only new messages that are best for it among these;
//!
//! and *credible* when besides
//!
//! 4. no type in D would get more by another weakly credible announcement.
//!
//! An outcome is *strongly announcement-proof* when there is no weakly credible announcement, and
//! *announcement-proof* when there is no credible one. Where several replies are best, also in
//! mixtures, each makes an announcement of its own, so that by 4 a deviant may prefer the same
//! words with another answer; a type that is indifferent may join in or stay out. A credible
//! neologism is a weakly credible announcement with one message: what is strongly
//! announcement-proof is neologism-proof, but what is announcement-proof need not be.
//!
//! # How it is decided
//!
//! By 1 to 3 and the best replies, the weakly credible announcements are equilibria of another
//! game, in which the sender may also keep silent, for `u_t`: those in which every type speaks with
//! probability 0 or 1, and one gains. At given payoffs the shares of types that speak form a
//! polytope of which these are a face, and gains are linear, so that looking at the extreme
//! outcomes is enough. That holds for 4 too: the most that a type can gain is its gain at an
//! extreme outcome, and at given shares the replies with which all of D gain the most they can are
//! a face of those that are possible, so that there is a credible announcement only if an extreme
//! one is credible. Nor are more new messages needed than types: at given replies the prior on D is
//! a sum of extreme rays of the cones of shares that make the replies best. The search is as costly
//! as that for all equilibria of a game with as many messages as types, and done for at most
//! [`MAX_TYPES`] types.

use std::sync::Arc;

use super::explain::{gains_in_words, listed, main_gains, mixture};
use super::judgement::{Refinement, TestedOutcome};
use super::neologism::{best_replies, cheap_talk_only};
pub use super::reason::Announcement;
use super::reason::{Gain, Reason};
use crate::equilibrium::{Equilibrium, Search};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Channel, Game};
use crate::words::cut;

pub(super) const PROOF: Refinement = Refinement {
    name: "announcement_proof",
    summary: "no set of types could announce a way of speaking from which none of them loses, one \
              gains, and no other type would gain, when it is believed, and which none of them \
              would give up for another of the kind; for cheap talk",
    source: "Matthews, Okuno-Fujiwara and Postlewaite 1991",
    announcements: true,
    applies,
    judge: |outcome| Ok(refutation(outcome, Requirement::Credible)?.into_iter().collect()),
};

pub(super) const STRONGLY_PROOF: Refinement = Refinement {
    name: "strongly_announcement_proof",
    summary: "no set of types could announce a way of speaking from which none of them loses, one \
              gains, and no other type would gain, when it is believed; for cheap talk",
    source: "Matthews, Okuno-Fujiwara and Postlewaite 1991",
    announcements: true,
    applies,
    judge: |outcome| Ok(refutation(outcome, Requirement::WeaklyCredible)?.into_iter().collect()),
};

/// Refuses other games than cheap talk, and games with many types.
fn applies(game: &Game, channel: Option<&Channel>) -> Result<(), String> {
    cheap_talk_only(game, channel)?;
    if game.types().len() <= MAX_TYPES {
        return Ok(());
    }
    Err(format!("is decided for at most {MAX_TYPES} types, and this game has more"))
}

/// The requirement that an announcement must meet to count against an outcome.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Requirement {
    WeaklyCredible,
    Credible,
}

/// The most types for which announcements are looked for, since the search takes as long as that
/// for all equilibria of a game with as many messages as types. Not tuned: a larger game is
/// refused.
pub const MAX_TYPES: usize = 4;

impl Announcement {
    /// The types that make the announcement.
    pub fn deviants(&self) -> Vec<usize> {
        let speaks = |&t: &usize| self.sender[t].iter().any(Q::is_positive);
        (0..self.sender.len()).filter(speaks).collect()
    }

    /// Does every type that makes the announcement gain its entry of `most`?
    fn gives_deviants(&self, most: &[Q]) -> bool {
        self.deviants().into_iter().all(|t| self.gains[t] == most[t])
    }
}

impl Equilibrium {
    /// Finds the weakly credible announcements against an outcome of a cheap-talk game: all extreme
    /// ones, up to the names of new messages. There are none when it is strongly
    /// announcement-proof, and none that is credible when it is announcement-proof.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not cheap talk, or has more than
    /// [`MAX_TYPES`] types.
    ///
    /// # Examples
    ///
    /// Each type would rather be taken for itself than for the other, but likes either better than
    /// silence. A neologism of one would be copied by the other; together they can announce how
    /// they will tell each other apart:
    ///
    /// ```
    /// use schelling::equilibrium::{Kind, Search};
    /// use schelling::{Game, Q};
    ///
    /// let payoffs = |rows: [[i64; 3]; 2]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    /// let game = Game::cheap_talk(
    ///     payoffs([[2, 1, 0], [1, 2, 0]]),
    ///     payoffs([[3, 0, 2], [0, 3, 2]]),
    ///     [Q::new(1, 2).unwrap(), Q::new(1, 2).unwrap()],
    ///     ["this", "that"],
    /// )?;
    /// let all = game.equilibria(&Search::default())?;
    /// let silence = all.iter().find(|eq| eq.kind() == Kind::Babbling).unwrap();
    /// assert!(silence.survives("neologism_proof")?);
    /// assert!(!silence.survives("strongly_announcement_proof")?);
    /// let announcements = silence.announcements()?;
    /// assert!(announcements.iter().any(|a| a.gains == [Q::from(2), Q::from(2)] && a.credible));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn announcements(&self) -> Result<Vec<Announcement>, Error> {
        STRONGLY_PROOF.check(self.game(), self.channel().map(Arc::as_ref))?;
        extreme_announcements(self)
    }
}

/// All extreme announcements that are weakly credible, from the equilibria of the speaking game.
fn extreme_announcements(eq: &Equilibrium) -> Result<Vec<Announcement>, Error> {
    let game = eq.game();
    let silent = game.types().len();
    let found = speaking_game(eq)?.equilibria(&Search::default())?.whole()?;
    let announcement = |other: &Equilibrium| {
        let is_decided = |row: &Vec<Q>| row[silent].is_zero() || row[silent] == Q::ONE;
        let gains = other.sender_payoffs().iter().zip(eq.sender_payoffs());
        let gains: Vec<Q> = gains.map(|(then, now)| then - now).collect();
        if !other.sender().iter().all(is_decided) || !gains.iter().any(Q::is_positive) {
            return None;
        }
        let sent = || (0..silent).filter(|&k| other.receiver(k).is_some());
        let words = |row: &Vec<Q>| sent().map(|k| row[k].clone()).collect();
        Some(Announcement {
            sender: other.sender().iter().map(words).collect(),
            replies: sent().filter_map(|k| other.receiver(k)).map(<[Q]>::to_vec).collect(),
            beliefs: sent().filter_map(|k| other.belief(k)).map(<[Q]>::to_vec).collect(),
            gains,
            credible: false,
        })
    };
    let mut all: Vec<Announcement> = found.iter().filter_map(announcement).collect();
    let most =
        (0..silent).map(|t| all.iter().map(|a| a.gains[t].clone()).max().unwrap_or_default());
    let most: Vec<Q> = most.collect();
    all.iter_mut().for_each(|a| a.credible = a.gives_deviants(&most));
    Ok(all)
}

/// The game in which each type may say something new, or be silent and get what it has.
fn speaking_game(eq: &Equilibrium) -> Result<Game, Error> {
    let game = eq.game();
    let (types, actions) = (game.types().len(), game.actions().len());
    let table = |f: &dyn Fn(usize, usize, usize) -> Q| {
        let row = |t, k| (0..actions).map(|a| f(t, k, a)).collect();
        let rows = |t| (0..=types).map(|k| row(t, k)).collect();
        (0..types).map(rows).collect::<Vec<Vec<Vec<Q>>>>()
    };
    let sender = |t: usize, k: usize, a: usize| {
        if k == types {
            eq.sender_payoffs()[t].clone()
        } else {
            game.sender_payoff(t, 0, a).clone()
        }
    };
    let receiver = |t: usize, k: usize, a: usize| {
        if k == types { Q::ZERO } else { game.receiver_payoff(t, 0, a).clone() }
    };
    let words = (0..types).map(|k| k.to_string()).chain(["silence".into()]);
    Game::builder()
        .types(game.types())
        .messages(words)
        .actions(game.actions())
        .prior(game.prior().iter().cloned())
        .replies("silence", &game.actions()[..1])
        .sender(table(&sender))
        .receiver(table(&receiver))
        .build()
}

/// The reason why an outcome fails, if it does: an announcement with few messages and few types, a
/// pure one if possible, since these are quickly found.
fn refutation(outcome: &TestedOutcome, requirement: Requirement) -> Result<Option<Reason>, Error> {
    let (game, payoffs) = (outcome.game(), outcome.equilibrium.sender_payoffs());
    // no announcement gives a type more than the action that it likes best
    let most = |t: usize| {
        let gains = (0..game.actions().len()).map(|a| game.sender_payoff(t, 0, a) - &payoffs[t]);
        gains.max().expect("a game has actions")
    };
    let most: Vec<Q> = (0..game.types().len()).map(most).collect();
    if !most.iter().any(Q::is_positive) {
        return Ok(None);
    }
    let simplest = |all: &mut dyn Iterator<Item = Announcement>| {
        all.min_by_key(|a| (a.replies.len(), a.deviants().len()))
    };
    let strong = requirement == Requirement::WeaklyCredible;
    let mut quick = pure_announcements(outcome.equilibrium).into_iter();
    let found = match simplest(&mut quick.by_ref().filter(|a| strong || a.gives_deviants(&most))) {
        None => {
            let search = || extreme_announcements(outcome.equilibrium);
            let all = outcome.announcements.get_or_init(search).as_deref().map_err(Clone::clone)?;
            simplest(&mut all.iter().filter(|a| strong || a.credible).cloned())
        }
        found => found,
    };
    Ok(found.map(|announcement| announcement.reason(outcome, requirement)))
}

/// All weakly credible announcements in pure strategies.
fn pure_announcements(eq: &Equilibrium) -> Vec<Announcement> {
    let game = eq.game();
    // by type, the word that it says; a new word gets the next number, so that names do not matter
    let mut languages: Vec<Vec<Option<usize>>> = vec![Vec::new()];
    for _ in game.types() {
        let longer = |said: Vec<Option<usize>>| {
            let words = said.iter().flatten().max().map_or(0, |k| k + 1);
            let with = move |word| [said.as_slice(), &[word]].concat();
            (0..=words).map(Some).chain([None]).map(with).collect::<Vec<_>>()
        };
        languages = languages.into_iter().flat_map(longer).collect();
    }
    languages.iter().flat_map(|said| with_best_replies(eq, said)).collect()
}

/// The weakly credible announcements in which the types say these words, one for each choice of
/// best replies.
fn with_best_replies(eq: &Equilibrium, said: &[Option<usize>]) -> Vec<Announcement> {
    let game = eq.game();
    let words = said.iter().flatten().max().map_or(0, |k| k + 1);
    let who =
        |k: usize| -> Vec<usize> { (0..said.len()).filter(|&t| said[t] == Some(k)).collect() };
    let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
    for k in 0..words {
        let best = best_replies(game, &who(k));
        let with = |replies: Vec<usize>| {
            best.iter().map(move |&a| [replies.as_slice(), &[a]].concat()).collect::<Vec<_>>()
        };
        choices = choices.into_iter().flat_map(with).collect();
    }
    let unit = |n: usize, i: usize| (0..n).map(|j| Q::from(i64::from(i == j))).collect::<Vec<Q>>();
    let announcement = |replies: Vec<usize>| {
        let gain = |t: usize, a: usize| game.sender_payoff(t, 0, a) - &eq.sender_payoffs()[t];
        let mut gains = Vec::new();
        for (t, word) in said.iter().enumerate() {
            let most = replies.iter().map(|&a| gain(t, a)).max()?;
            let fits = match word {
                Some(k) => gain(t, replies[*k]) == most && !most.is_negative(),
                None => !most.is_positive(),
            };
            gains.push(word.map_or(Q::ZERO, |_| most));
            fits.then_some(())?;
        }
        gains.iter().any(Q::is_positive).then(|| Announcement {
            sender: said
                .iter()
                .map(|word| word.map_or(vec![Q::ZERO; words], |k| unit(words, k)))
                .collect(),
            replies: replies.iter().map(|&a| unit(game.actions().len(), a)).collect(),
            beliefs: (0..words).map(|k| prior_on(game, &who(k))).collect(),
            gains,
            credible: false, // all announcements are needed to know
        })
    };
    choices.into_iter().filter_map(announcement).collect()
}

/// The prior conditional on these types.
fn prior_on(game: &Game, types: &[usize]) -> Vec<Q> {
    let total: Q = types.iter().map(|&t| &game.prior()[t]).sum();
    let prior = game.prior().iter().enumerate();
    prior.map(|(t, p)| if types.contains(&t) { p / &total } else { Q::ZERO }).collect()
}

impl Announcement {
    /// The announcement as a reason against an outcome.
    fn reason(self, outcome: &TestedOutcome, requirement: Requirement) -> Reason {
        let game = outcome.game();
        let deviants = self.deviants();
        let word = |k: usize| format!("\"{}\"", k + 1);
        let words: Vec<String> = (0..self.replies.len()).map(word).collect();
        let who = listed(game.types(), &deviants);
        let reply = |k: usize| mixture(game.actions(), &self.replies[k]);
        let language = match words.as_slice() {
            [_] => format!(
                "if {who} and nobody else said something new, {} would be a best reply",
                reply(0)
            ),
            words => {
                let says = |&t: &usize| {
                    format!("{} says {}", game.types()[t], mixture(words, &self.sender[t]))
                };
                let answer = |k| format!("{} to {}", reply(k), words[k]);
                let says: Vec<String> = deviants.iter().map(says).collect();
                let answers: Vec<String> = (0..words.len()).map(answer).collect();
                format!(
                    "if {who} announced a language ({}), best replies would be {}",
                    says.join("; "),
                    answers.join(" and ")
                )
            }
        };
        let gain = |kind: usize| Gain { kind, least: self.gains[kind].clone() };
        let gains = (0..self.gains.len()).map(gain).filter(|gain| gain.least.is_positive());
        let gains: Vec<Gain> = gains.collect();
        let loses = if gains.len() < deviants.len() { ", none of them loses" } else { "" };
        let last = match requirement {
            Requirement::WeaklyCredible => "",
            Requirement::Credible => {
                ", and no other announcement of the kind gives any of them more"
            }
        };
        let text = |who: String| {
            format!("{language}, from which {who}{loses} and no other type would gain{last}")
        };
        let used = |&a: &usize| self.replies.iter().any(|reply| reply[a].is_positive());
        Reason {
            left: deviants,
            replies: (0..game.actions().len()).filter(used).collect(),
            sentence: cut(&text(main_gains(game, &gains))),
            full: text(gains_in_words(game, &gains)),
            beliefs: self.beliefs,
            gains,
            ..Reason::default()
        }
    }
}
