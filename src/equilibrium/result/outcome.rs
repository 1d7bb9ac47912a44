//! One outcome: who sends what, what is replied, and what follows.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::off_path::{Reply, replies};
use super::sender::{SenderOutcomes, Values};
use crate::equilibrium::pivot::deterrents;
use crate::exact::Q;
use crate::game::Game;

/// What an outcome reveals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Kind {
    /// No message is shared by two types.
    #[serde(rename = "separating")]
    Separating,
    /// One message on the path.
    #[serde(rename = "pooling")]
    Pooling,
    /// Pure, and neither separating nor pooling.
    #[serde(rename = "partially pooling")]
    PartiallyPooling,
    /// Some type mixes between messages.
    #[serde(rename = "semi-separating")]
    SemiSeparating,
    /// Cheap talk that leaves every belief at the prior.
    #[serde(rename = "babbling")]
    Babbling,
}

impl Kind {
    /// The name of the field, as printed.
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

/// One extreme equilibrium outcome: a sender strategy, replies on the path, and what follows.
///
/// The replies off the path are not part of an outcome; [`Equilibrium::off_path`] lists the extreme
/// ones that support it, message by message, each with the beliefs behind it.
///
/// An outcome of a search is kept as the integers that were found, 32 bytes and 8 for each reply that
/// may follow, with what it shares with the other outcomes of its sender. Rational numbers are made of
/// them when they are first asked for, and kept.
#[derive(Clone)]
pub struct Equilibrium {
    family: Arc<SenderOutcomes>,
    /// The position among the outcomes of the sender.
    index: u32,
    pub(crate) component: u32,
    values: OnceLock<Box<Values>>,
}

impl PartialEq for Equilibrium {
    fn eq(&self, other: &Equilibrium) -> bool {
        let same = Arc::ptr_eq(&self.family, &other.family) && self.index == other.index;
        let equal = || {
            self.relabellings() == other.relabellings()
                && self.game() == other.game()
                && self.sender() == other.sender()
                && self.values().receiver == other.values().receiver
        };
        self.component == other.component && (same || equal())
    }
}

impl Eq for Equilibrium {}

impl Hash for Equilibrium {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.game(), self.sender(), &self.values().receiver, self.component).hash(state);
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

/// Types up to which all replies off the path are listed unasked. They, and the corners of the
/// beliefs behind them, multiply with every type: those of a random game of 8 types, messages and
/// actions take no time that a reader notices, those of one of 15 do not come to an end.
const FEW_TYPES: usize = 8;

impl Equilibrium {
    /// An outcome from its strategies; payoffs follow.
    pub(crate) fn new(
        game: &Game,
        sender: Vec<Vec<Q>>,
        receiver: Vec<Option<Vec<Q>>>,
        component: usize,
        relabellings: u128,
    ) -> Equilibrium {
        let family = SenderOutcomes::given(game, sender, relabellings);
        let values = OnceLock::from(Box::new(Values::new(&family, receiver)));
        Equilibrium { family: Arc::new(family), index: 0, component: component as u32, values }
    }

    /// One of the outcomes of a sender that was found.
    pub(crate) fn listed(family: Arc<SenderOutcomes>, index: u32, component: u32) -> Equilibrium {
        Equilibrium { family, index, component, values: OnceLock::new() }
    }

    pub(crate) fn values(&self) -> &Values {
        self.values.get_or_init(|| {
            Box::new(Values::new(&self.family, self.family.receiver(self.index as usize)))
        })
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.family.game
    }

    /// `[t][m]`: the probability that type t sends m.
    pub fn sender(&self) -> &[Vec<Q>] {
        &self.family.sender().strategy
    }

    /// `[a]`: the reply to a message on the path; `None` off the path.
    pub fn receiver(&self, m: usize) -> Option<&[Q]> {
        self.values().receiver[m].as_deref()
    }

    /// `[t]`: the belief after a message on the path, by Bayes' rule; `None` off the path.
    pub fn belief(&self, m: usize) -> Option<&[Q]> {
        self.family.sender().beliefs[m].as_deref()
    }

    /// The extreme replies that support this outcome after a message off the path, each with the
    /// beliefs behind it; empty for a message on the path.
    ///
    /// They are the vertices of the polytopes `{rho in Delta(B) : no type gains}`, one for each
    /// maximal set B of jointly optimal actions. Computed when asked for.
    pub fn off_path(&self, m: usize) -> Vec<Reply> {
        if self.belief(m).is_some() {
            return Vec::new();
        }
        replies(self.game(), m, self.sender_payoffs())
    }

    /// A reply `[m][a]` to every message and a belief `[m][t]` behind each: with
    /// [`Equilibrium::sender`] the outcome as a whole assessment (Kreps and Wilson 1982), in the form
    /// that [`verify`](crate::equilibrium::definition::verify::verify) takes.
    ///
    /// Off the path they are the first of [`Equilibrium::off_path`] when there are up to 8 types.
    /// With more types listing all may take for ever, and one that supports the outcome is looked
    /// for first. Where nothing supports it, which only a file can bring about that says what is not
    /// so, the reply is best at the prior.
    ///
    /// ```
    /// use schelling::equilibrium::verify::verify;
    /// use schelling::{Error, Game, Q, Search};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let same = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    /// let prior = ["1/3".parse()?, "2/3".parse()?];
    /// let game = Game::cheap_talk(same.clone(), same, prior, ["yes", "no"])?;
    /// for eq in &game.equilibria(&Search::default())? {
    ///     let (replies, beliefs) = eq.assessment();
    ///     assert!(verify(&game, eq.sender(), &replies, Some(&beliefs))?.ok());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn assessment(&self) -> (Vec<Vec<Q>>, Vec<Option<Vec<Q>>>) {
        let one = self.has_many_types().then(|| deterrents(self.game(), self.sender_payoffs()));
        let off_path = |m: usize| {
            let listed = || self.off_path(m).into_iter().next().map(|r| (r.reply, r.belief));
            let supporting = one.as_ref().and_then(|one| one(m)).or_else(listed);
            supporting.unwrap_or_else(|| at_prior(self.game(), m))
        };
        let beliefs = &self.family.sender().beliefs;
        let each = self.values().receiver.iter().zip(beliefs).enumerate();
        let both = each.map(|(m, given)| match given {
            (Some(reply), Some(belief)) => (reply.clone(), belief.clone()),
            _ => off_path(m),
        });
        both.map(|(reply, belief)| (reply, Some(belief))).unzip()
    }

    /// By message, the replies that a report shows: those of [`Equilibrium::off_path`], or with many
    /// types the one of [`Equilibrium::assessment`] with its one belief.
    pub(crate) fn shown_off_path(&self) -> Vec<Vec<Reply>> {
        if !self.has_many_types() {
            return (0..self.game().messages().len()).map(|m| self.off_path(m)).collect();
        }
        let (replies, beliefs) = self.assessment();
        let each = replies.into_iter().zip(beliefs).enumerate();
        each.map(|(m, (reply, belief))| match (self.belief(m), belief) {
            (None, Some(belief)) => vec![Reply { reply, beliefs: vec![belief.clone()], belief }],
            _ => Vec::new(),
        })
        .collect()
    }

    /// Are there so many types that listing all replies off the path may take for ever?
    pub(crate) fn has_many_types(&self) -> bool {
        self.game().types().len() > FEW_TYPES
    }

    /// The messages that are sent, ascending.
    pub fn on_path(&self) -> Vec<usize> {
        let mut on_path: Vec<usize> = self.family.mass().iter().map(|(m, _, _)| *m).collect();
        on_path.dedup();
        on_path
    }

    /// What the outcome reveals.
    pub fn kind(&self) -> Kind {
        let babbling = |b: &Vec<Q>| b.as_slice() == self.game().prior();
        if self.game().is_cheap_talk()
            && self.family.sender().beliefs.iter().flatten().all(babbling)
        {
            return Kind::Babbling;
        }
        let sent = self.family.mass();
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

    /// The outcome component it belongs to, an index into
    /// [`components`](crate::equilibrium::Equilibria::components).
    pub fn component(&self) -> usize {
        self.component as usize
    }

    /// How many outcomes this one stands for: its copies under exchange of identical messages.
    pub fn relabellings(&self) -> u128 {
        self.family.relabellings
    }

    /// `[t]`: what each type gets.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.values().sender_payoffs
    }

    /// What the sender gets on average over the prior.
    pub fn sender_payoff(&self) -> Q {
        self.game().prior().iter().zip(self.sender_payoffs()).map(|(p, u)| p * u).sum()
    }

    /// What the receiver gets on average.
    pub fn receiver_payoff(&self) -> &Q {
        &self.values().receiver_payoff
    }

    /// The probability that message `m` is sent.
    pub fn probability(&self, m: usize) -> Q {
        self.game().prior().iter().zip(self.sender()).map(|(p, row)| p * &row[m]).sum()
    }
}

/// A best reply to `m` from somebody who knows only that the type can send it, and that belief.
fn at_prior(game: &Game, m: usize) -> (Vec<Q>, Vec<Q>) {
    let able = |t: usize| game.is_available(t, m);
    let mass = |t: usize| if able(t) { game.prior()[t].clone() } else { Q::ZERO };
    let masses: Vec<Q> = (0..game.types().len()).map(mass).collect();
    let worth = |a: usize| -> Q {
        let each = masses.iter().enumerate().filter(|(_, mass)| mass.is_positive());
        each.map(|(t, mass)| mass * game.receiver_payoff(t, m, a)).sum()
    };
    let best = game.replies(m).iter().copied().max_by_key(|&a| worth(a));
    let mut reply = vec![Q::ZERO; game.actions().len()];
    best.into_iter().for_each(|a| reply[a] = Q::ONE);
    let total: Q = masses.iter().sum();
    (reply, masses.iter().map(|mass| mass / &total).collect())
}
