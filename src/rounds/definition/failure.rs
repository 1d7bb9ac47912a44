//! The verdict on an assessment of a tree: every condition that fails, at which history, by how much.

use std::fmt;

use serde::Serialize;

use crate::equilibrium::Condition;
use crate::exact::Q;

/// The failure of a condition at a history. Its `Display` is its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TreeFailure {
    /// The condition that fails.
    pub condition: Condition,
    /// The labels that lead to the place.
    pub history: Vec<String>,
    /// The type that deviates, or whose belief is wrong; `None` for receiver optimality.
    pub type_label: Option<String>,
    /// The message that is sent although another is better.
    pub message: Option<String>,
    /// The action that is taken although another is better.
    pub action: Option<String>,
    /// The message or the action that is best.
    pub better: Option<String>,
    /// The size of the failure, above 0: a gain in what follows, or a probability.
    pub amount: Q,
    /// The failure in words.
    pub sentence: String,
}

impl fmt::Display for TreeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.sentence)
    }
}

/// The verdict of [`verify`](super::verify()) on an assessment of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeVerdict {
    pub(super) failures: Vec<TreeFailure>,
    pub(super) beliefs: Vec<(Vec<String>, Vec<Q>)>,
    pub(super) sender_payoffs: Vec<Q>,
    pub(super) receiver_payoff: Q,
}

impl TreeVerdict {
    /// Is the assessment a perfect Bayesian equilibrium?
    pub fn ok(&self) -> bool {
        self.failures.is_empty()
    }

    /// Every failure, in the order of the histories.
    pub fn failures(&self) -> &[TreeFailure] {
        &self.failures
    }

    /// The beliefs at which the moves were judged, at every history that is no end.
    pub fn beliefs(&self) -> &[(Vec<String>, Vec<Q>)] {
        &self.beliefs
    }

    /// `[t]`: the expected payoff of each type.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.sender_payoffs
    }

    /// The receiver's expected payoff at the prior.
    pub fn receiver_payoff(&self) -> &Q {
        &self.receiver_payoff
    }
}

impl fmt::Display for TreeVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ok() {
            return f.write_str("the assessment is a perfect Bayesian equilibrium");
        }
        let sentences: Vec<&str> = self.failures.iter().map(|one| one.sentence.as_str()).collect();
        f.write_str(&sentences.join("\n"))
    }
}
