//! The verdict on a profile: every condition that fails, where, and by how much.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::exact::Q;

/// A condition in the definition of perfect Bayesian equilibrium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Each type sends only messages that are best for it.
    SenderOptimality,
    /// The receiver uses only replies that are best for its belief.
    ReceiverOptimality,
    /// After a message that is sent, the belief is the posterior.
    BayesRule,
    /// A belief has weight only on types that can send the message.
    BeliefSupport,
}

impl Condition {
    /// The name: `sender optimality`, `receiver optimality`, `Bayes' rule` or `belief support`.
    pub fn name(self) -> &'static str {
        match self {
            Condition::SenderOptimality => "sender optimality",
            Condition::ReceiverOptimality => "receiver optimality",
            Condition::BayesRule => "Bayes' rule",
            Condition::BeliefSupport => "belief support",
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The failure of a condition at one place. Its `Display` is its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The condition that fails.
    pub condition: Condition,
    /// The type that deviates, or whose belief is wrong; `None` for receiver optimality.
    #[serde(rename = "type")]
    pub type_label: Option<String>,
    /// The message that is sent, or after which the receiver replies or believes.
    pub message: String,
    /// The reader, where there are several or the receiver has types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// The word that the reader alone hears, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// The reply that is used although it is not best; for receiver optimality only.
    pub action: Option<String>,
    /// The message (sender optimality) or action (receiver optimality) that is best.
    pub better: Option<String>,
    /// The size of the failure, always above 0.
    ///
    /// For optimality it is the expected payoff of `better` less that of what is used, each used
    /// with certainty; where no belief was given off the path, it is the largest such gain at the
    /// belief that makes it smallest. For Bayes' rule it is the distance of the belief from the
    /// posterior, for belief support the weight on the type.
    pub amount: Q,
    /// The failure in words.
    pub sentence: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.sentence)
    }
}

/// The verdict of [`verify`](super::verify::verify). `Display` prints one sentence for each
/// failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub(super) failures: Vec<Failure>,
    pub(super) beliefs: Vec<Vec<Q>>,
    pub(super) later: Vec<Vec<Vec<Q>>>,
    pub(super) sender_payoffs: Vec<Q>,
    pub(super) receiver_payoff: Q,
}

impl Verdict {
    /// Is the profile a perfect Bayesian equilibrium?
    pub fn ok(&self) -> bool {
        self.failures.is_empty()
    }

    /// Every failure: the sender's by type, then the receiver's by message.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// `[m][t]`: the beliefs at which the replies were judged: the posterior on the path; off the
    /// path the belief that was given, or else one that supports the reply or comes as close as
    /// possible.
    pub fn beliefs(&self) -> &[Vec<Q>] {
        &self.beliefs
    }

    /// `[m]`: the later beliefs of the chain, by which the readers were judged whom the types of the
    /// first do not meet; none where the first serves all.
    pub fn later(&self) -> &[Vec<Vec<Q>>] {
        &self.later
    }

    /// `[t]`: the expected payoff of each type.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.sender_payoffs
    }

    /// The receiver's expected payoff.
    pub fn receiver_payoff(&self) -> &Q {
        &self.receiver_payoff
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ok() {
            return f.write_str("the profile is a perfect Bayesian equilibrium");
        }
        for (i, failure) in self.failures.iter().enumerate() {
            write!(f, "{}{failure}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let chains = self.later.iter().any(|later| !later.is_empty());
        let mut fields = serializer.serialize_struct("Verdict", 5 + usize::from(chains))?;
        fields.serialize_field("ok", &self.ok())?;
        fields.serialize_field("failures", &self.failures)?;
        fields.serialize_field("beliefs", &self.beliefs)?;
        if chains {
            fields.serialize_field("later", &self.later)?;
        }
        fields.serialize_field("sender_payoffs", &self.sender_payoffs)?;
        fields.serialize_field("receiver_payoff", &self.receiver_payoff)?;
        fields.end()
    }
}
