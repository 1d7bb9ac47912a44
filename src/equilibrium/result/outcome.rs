//! One equilibrium outcome: strategies on the path, beliefs, payoffs and kind.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxBuildHasher;
use serde::Serialize;

use super::off_path::{Reply, ReplyProfile, profiles, replies, replies_to};
use super::sender::{OutcomeValues, SenderOutcomes, met};
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::game::{Channel, Game, NoisyGame};

/// The kind of an outcome, by what it reveals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Kind {
    /// No message is shared by two types.
    #[serde(rename = "separating")]
    Separating,
    /// One message on the path.
    #[serde(rename = "pooling")]
    Pooling,
    /// No type mixes, and the outcome is neither separating nor pooling.
    #[serde(rename = "partially pooling")]
    PartiallyPooling,
    /// Some type mixes between messages.
    #[serde(rename = "semi-separating")]
    SemiSeparating,
    /// Cheap talk in which all messages on the path get the same reply.
    #[serde(rename = "babbling")]
    Babbling,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 5] = [
        Kind::Separating,
        Kind::Pooling,
        Kind::PartiallyPooling,
        Kind::SemiSeparating,
        Kind::Babbling,
    ];

    /// The term for it, as printed.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Separating => "separating",
            Kind::Pooling => "pooling",
            Kind::PartiallyPooling => "partially pooling",
            Kind::SemiSeparating => "semi-separating",
            Kind::Babbling => "babbling",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// An extreme equilibrium outcome: a sender strategy, the replies on the path, and what follows.
///
/// Replies off the path are not part of an outcome; [`Equilibrium::off_path`] lists the extreme
/// ones that support it, message by message, each with the beliefs behind it.
///
/// An outcome of a search is stored as the integers that were found: 32 bytes, and 8 for each reply
/// that may follow. All outcomes of one sender strategy share the rest. Lists hold millions of
/// outcomes, and so rational numbers are made of the integers only when they are first asked for.
#[derive(Clone)]
pub struct Equilibrium {
    of_sender: Arc<SenderOutcomes>,
    /// The index among the outcomes of the sender.
    index: u32,
    pub(crate) component: u32,
    values: OnceLock<Box<OutcomeValues>>,
}

impl PartialEq for Equilibrium {
    fn eq(&self, other: &Equilibrium) -> bool {
        let same = Arc::ptr_eq(&self.of_sender, &other.of_sender) && self.index == other.index;
        let equal =
            || self.sender() == other.sender() && self.values().receiver == other.values().receiver;
        same || self.game() == other.game()
            && self.channel() == other.channel()
            && (equal() || self.channel().is_none() && self.is_relabelled(other))
    }
}

impl Eq for Equilibrium {}

impl Hash for Equilibrium {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.channel().is_some() {
            return (self.game(), self.sender()).hash(state);
        }
        // messages that are copies may change places
        let each = self.on_path().into_iter().map(|m| FxBuildHasher.hash_one(self.sending(m)));
        (self.game(), each.fold(0, u64::wrapping_add)).hash(state);
    }
}

impl fmt::Debug for Equilibrium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Equilibrium")
            .field("sender", &self.sender())
            .field("receiver", &self.values().receiver)
            .field("component", &self.component)
            .field("relabellings", &self.relabellings())
            .finish()
    }
}

impl Equilibrium {
    /// Is the other outcome of the same game this one, but for an exchange of messages, or of
    /// replies to a message, that are copies?
    fn is_relabelled(&self, other: &Equilibrium) -> bool {
        let mut left = other.on_path();
        self.on_path().into_iter().all(|m| {
            let same =
                |&n: &usize| self.game().are_copies(m, n) && self.sending(m) == other.sending(n);
            left.iter().position(same).map(|i| left.swap_remove(i)).is_some()
        }) && left.is_empty()
    }

    /// The probability that each type sends message `m`, and the reply with the first of each class
    /// of copies.
    fn sending(&self, m: usize) -> (Vec<&Q>, Vec<Q>) {
        let mut reply = vec![Q::ZERO; self.game().actions().len()];
        for (a, p) in self.receiver(m).unwrap_or_default().iter().enumerate() {
            if !p.is_zero() {
                reply[self.game().first_copy(m, a)] += p;
            }
        }
        (self.sender().iter().map(|row| &row[m]).collect(), reply)
    }

    /// The outcome with these strategies. It stands for itself alone, or for those with other
    /// `copies` of messages and of replies too.
    pub(crate) fn new(
        game: &Game,
        sender: Vec<Vec<Q>>,
        receiver: Vec<Option<Vec<Q>>>,
        component: usize,
        (relabellings, copies_apart): (u128, bool),
    ) -> Equilibrium {
        let of_sender = SenderOutcomes::given((game, copies_apart), None, sender, relabellings);
        Equilibrium::single(of_sender, receiver, component)
    }

    /// The outcome of a game with noise with these strategies, `receiver` by signal.
    pub(crate) fn with_noise(
        noisy: &NoisyGame,
        sender: Vec<Vec<Q>>,
        receiver: Vec<Option<Vec<Q>>>,
        component: usize,
    ) -> Equilibrium {
        let channel = Some(noisy.channel().clone());
        let of_sender = SenderOutcomes::given((noisy.game(), true), channel, sender, 1);
        Equilibrium::single(of_sender, receiver, component)
    }

    /// The only outcome of a sender.
    fn single(
        of_sender: SenderOutcomes,
        receiver: Vec<Option<Vec<Q>>>,
        component: usize,
    ) -> Equilibrium {
        let values = OnceLock::from(Box::new(OutcomeValues::new(&of_sender, receiver)));
        let (of_sender, component) = (Arc::new(of_sender), component as u32);
        Equilibrium { of_sender, index: 0, component, values }
    }

    /// One of the outcomes of a sender that the search found.
    pub(crate) fn listed(
        of_sender: Arc<SenderOutcomes>,
        index: u32,
        component: u32,
    ) -> Equilibrium {
        Equilibrium { of_sender, index, component, values: OnceLock::new() }
    }

    /// The replies and payoffs, made when they are first asked for.
    pub(crate) fn values(&self) -> &OutcomeValues {
        self.values.get_or_init(|| {
            Box::new(OutcomeValues::new(
                &self.of_sender,
                self.of_sender.receiver(self.index as usize),
            ))
        })
    }

    /// The game; the one without noise where messages are seen as signals.
    pub fn game(&self) -> &Game {
        &self.of_sender.game
    }

    /// What the receiver sees of the messages, if it does not see the messages themselves.
    pub fn channel(&self) -> Option<&Arc<Channel>> {
        self.of_sender.channel.as_ref()
    }

    /// The labels of what the receiver sees and replies to: the signals of a game with noise, the
    /// messages of any other. [`receiver`](Equilibrium::receiver),
    /// [`belief`](Equilibrium::belief) and [`off_path`](Equilibrium::off_path) take their indices.
    pub fn seen(&self) -> &[String] {
        self.channel().map_or(self.game().messages(), |channel| channel.signals())
    }

    /// The probability that the receiver sees `s`, a signal or a message.
    pub fn probability_seen(&self, s: usize) -> Q {
        self.mass(s).iter().sum()
    }

    /// The indices of what the receiver sees with positive probability, ascending.
    pub fn seen_on_path(&self) -> Vec<usize> {
        (0..self.seen().len()).filter(|&s| self.belief(s).is_some()).collect()
    }

    /// `[a]`: the lottery over actions that type `t` meets who sends `m`, on the path; `None` where a
    /// reply is not part of the outcome.
    pub fn met(&self, t: usize, m: usize) -> Option<Cow<'_, [Q]>> {
        let met = met(self.channel().map(Arc::as_ref), &self.values().receiver, t, m);
        (!met.is_empty()).then_some(met)
    }

    /// `[t][m]`: the probability that type t sends m.
    pub fn sender(&self) -> &[Vec<Q>] {
        &self.of_sender.sender().strategy
    }

    /// `[a]`: the reply to message `m`, or to a [signal](Equilibrium::seen); `None` off the path.
    pub fn receiver(&self, m: usize) -> Option<&[Q]> {
        self.values().receiver[m].as_deref()
    }

    /// `[t]`: the belief after message `m`, or after a [signal](Equilibrium::seen), by Bayes' rule;
    /// `None` off the path.
    pub fn belief(&self, m: usize) -> Option<&[Q]> {
        self.of_sender.sender().beliefs[m].as_deref()
    }

    /// The extreme replies that support this outcome after a message off the path, each with the
    /// beliefs behind it; empty for a message on the path.
    ///
    /// They are the vertices of the polytopes `{rho in Delta(B) : no type gains}`, one for each
    /// maximal set B of jointly optimal actions, computed anew by each call.
    ///
    /// In a game with noise these are replies to a signal that is never seen. Where one deviation may
    /// lead to several such signals, the replies to them go together:
    /// [`off_path_profiles`](Equilibrium::off_path_profiles) lists them so, and this is what they say
    /// about one signal.
    pub fn off_path(&self, m: usize) -> Vec<Reply> {
        if self.belief(m).is_some() {
            return Vec::new();
        }
        if self.channel().is_some() {
            return replies_to(m, &self.off_path_profiles(m));
        }
        replies(self.game(), m, self.of_sender.copies_apart, 0, self.sender_payoffs())
    }

    /// The extreme replies of the readers whom the types that send `m` never meet, as long as these leave
    /// the other types no gain, with the beliefs behind them; empty where all readers are met, and for a
    /// message off the path.
    ///
    /// They go by the later beliefs of one chain, on types that do not send the message.
    pub fn unexpected(&self, m: usize) -> Vec<Reply> {
        if self.channel().is_some() {
            let unmet = self.belief(m).is_some();
            return if unmet { replies_to(m, &self.profiles(m)) } else { Vec::new() };
        }
        let sent = self.of_sender.mass().iter().filter(|(n, _, _)| *n == m);
        let sent = sent.fold(0u128, |set, (_, t, _)| set | 1 << t);
        let game = self.game();
        let unmet = game.information_sets().iter().any(|set| {
            let meets = |&t: &usize| set.weights()[t].is_positive();
            !members(sent).any(|t| meets(&t)) && game.senders(m).any(|t| meets(&t))
        });
        if sent == 0 || !unmet {
            return Vec::new();
        }
        let reply = self.receiver(m).unwrap_or_default();
        let room = self.sender_payoffs().iter().enumerate().map(|(t, u)| {
            let gets = reply.iter().zip(&game.sender_payoffs()[t][m]).map(|(q, pay)| q * pay);
            u - &gets.sum::<Q>()
        });
        replies(game, m, self.of_sender.copies_apart, sent, &room.collect::<Vec<Q>>())
    }

    /// The classes of information sets that are copies of one another, of two sets or more: these were
    /// searched for as one reader, and every listed reply is the same for all.
    pub fn copies(&self) -> Vec<Vec<usize>> {
        let mut classes = self.game().reader_copies();
        classes.retain(|class| class.len() > 1);
        classes
    }

    /// The extreme replies that support this outcome at a signal that is never seen, with those to all
    /// signals that hang together with it; empty for a signal that is seen, and in a game without
    /// noise.
    ///
    /// Two unseen signals hang together where a type that sends one message may produce either.
    pub fn off_path_profiles(&self, s: usize) -> Vec<ReplyProfile> {
        match self.channel() {
            Some(_) if self.belief(s).is_none() => self.profiles(s),
            _ => Vec::new(),
        }
    }

    /// The same, also of readers who are not expected at a signal that is seen.
    fn profiles(&self, s: usize) -> Vec<ReplyProfile> {
        self.channel().map_or_else(Vec::new, |channel| profiles(self, channel, s))
    }

    /// The messages that are sent, ascending.
    pub fn on_path(&self) -> Vec<usize> {
        let mut on_path: Vec<usize> = self.of_sender.mass().iter().map(|(m, _, _)| *m).collect();
        on_path.dedup();
        on_path
    }

    /// The kind of the outcome.
    pub fn kind(&self) -> Kind {
        if self.game().is_cheap_talk() && !self.is_influential() {
            return Kind::Babbling;
        }
        let sent = self.of_sender.mass();
        let messages = || sent.chunk_by(|a, b| a.0 == b.0);
        if messages().nth(1).is_none() {
            Kind::Pooling
        } else if messages().all(|behind| behind.len() == 1) {
            Kind::Separating
        } else if sent.len() > self.game().types().len() {
            Kind::SemiSeparating
        } else {
            Kind::PartiallyPooling
        }
    }

    /// The number of the outcome component to which it belongs, from 0, among all components of the
    /// list that the search returned: also in a list that is refined or selected.
    pub fn component(&self) -> usize {
        self.component as usize
    }

    /// The number of outcomes that this one represents: its copies under exchange of identical
    /// messages.
    pub fn relabellings(&self) -> u128 {
        self.of_sender.relabellings
    }

    /// The number of outcomes that differ from this one only in which of several replies that are
    /// copies the receiver uses, itself included; 1 where copies are listed apart.
    pub fn reply_copies(&self) -> u128 {
        if self.of_sender.copies_apart {
            return 1;
        }
        let game = self.game();
        let copies = |m: usize, a: usize| {
            game.replies(m).iter().filter(|&&b| game.are_copies_after(m, a, b)).count()
        };
        let of = |m: usize| {
            let reply = self.receiver(m).unwrap_or_default().iter().enumerate();
            reply.filter(|(_, p)| !p.is_zero()).map(move |(a, _)| copies(m, a) as u128)
        };
        self.on_path().into_iter().flat_map(of).fold(1, u128::saturating_mul)
    }

    /// `[t]`: the payoff of each type.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.values().sender_payoffs
    }

    /// The sender's expected payoff over the prior.
    pub fn sender_payoff(&self) -> Q {
        self.game().prior().iter().zip(self.sender_payoffs()).map(|(p, u)| p * u).sum()
    }

    /// The receiver's expected payoff.
    pub fn receiver_payoff(&self) -> &Q {
        &self.values().receiver_payoff
    }

    /// The probability that message `m` is sent.
    pub fn probability(&self, m: usize) -> Q {
        self.game().prior().iter().zip(self.sender()).map(|(p, row)| p * &row[m]).sum()
    }
}
