//! What a test says of an outcome, and why.

use std::fmt;

use serde::Serialize;

use super::Refinement;
use crate::equilibrium::Reply;
use crate::exact::Q;

/// The answer of one test to one outcome, with a reason for every message that speaks against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judgement {
    #[serde(rename = "test", serialize_with = "name")]
    pub(super) refinement: &'static Refinement,
    pub(super) reasons: Vec<Reason>,
}

fn name<S: serde::Serializer>(refinement: &&Refinement, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(refinement.name)
}

impl Judgement {
    /// The test.
    pub fn refinement(&self) -> &'static Refinement {
        self.refinement
    }

    /// Does the outcome survive the test?
    pub fn survives(&self) -> bool {
        self.reasons.is_empty()
    }

    /// One reason for every message at which it fails; none when it survives.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.survives() {
            return write!(f, "survives {}", self.refinement.name);
        }
        write!(f, "fails {}", self.refinement.name)?;
        self.reasons.iter().try_for_each(|reason| write!(f, "\n  {reason}"))
    }
}

/// Why an outcome fails a test: after one unsent message, every reply that the test still allows
/// makes some type gain. Types, messages and actions are indices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The message; none, where the test imagines a new one.
    pub message: Option<usize>,
    /// The types that the receiver may no longer believe in, in the order in which they are struck.
    pub struck: Vec<Strike>,
    /// The types that it may believe in.
    pub left: Vec<usize>,
    /// Corners of the beliefs that it may have, where the test asks for more than types.
    pub beliefs: Vec<Vec<Q>>,
    /// The actions that are best at some belief that it may have.
    pub replies: Vec<usize>,
    /// The types that gain whichever of these replies is given, with the least that they gain.
    /// None, when different replies make different types gain.
    pub gains: Vec<Gain>,
    /// The extreme replies that would keep every type away, with the beliefs that they need.
    pub needed: Vec<Reply>,
    /// The relative frequency of mistakes, by type, that no such reply meets: for stability.
    pub tremble: Option<Vec<Q>>,
    /// All that in a sentence.
    pub sentence: String,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// A type that a test strikes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Strike {
    /// The type.
    #[serde(rename = "type")]
    pub kind: usize,
    /// The round in which it is struck, from 1.
    pub round: usize,
    /// Why.
    pub cause: Cause,
}

/// Why a type is struck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It loses by every reply.
    Dominated,
    /// This type gains whenever the struck one does not lose.
    Keener(usize),
    /// Whenever it does not lose, some other type gains.
    OthersKeener,
    /// Whenever it neither gains nor loses, some other type gains.
    NeverWeaklyBest,
}

/// A type that gains by a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gain {
    /// The type.
    #[serde(rename = "type")]
    pub kind: usize,
    /// The least it gains.
    pub least: Q,
}
