//! The content of a file of `tests/games`: a game, its source, and the claims about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::exact::Q;
use crate::game::Game;

/// Probabilities or payoffs by label; a label that is left out has 0.
pub type Numbers = BTreeMap<String, Q>;

/// A game of the literature with its published answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The publication.
    pub source: Source,
    /// Page, section or figure, and how the game here differs from the one there.
    pub page: String,
    /// The subject of the game and its answer, in a sentence.
    pub summary: String,
    /// The game.
    pub game: Game,
    /// The claims about it.
    #[serde(rename = "published")]
    pub claims: Vec<Claim>,
}

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The authors.
    pub author: String,
    /// The year.
    pub year: u32,
    /// Its title.
    pub title: String,
    /// The journal or the publisher.
    pub r#where: String,
}

/// A claim about the equilibria of a game. The text of `claim` decides which other entries count:
///
/// - `outcome`: the strategies `sender` and `replies` (on the path) are an extreme outcome, with
///   its `kind`, its payoffs and, by message, all extreme replies `off_path` that support it;
///   `passes` and `fails` name refinements that it survives or not. Replies of several readers are by
///   `reader: action`, or `type: action` where the receiver has types;
/// - `components`, `outcomes`, `pure outcomes`: there are `count` of them, up to relabelling of
///   messages that are copies;
/// - `payoffs`: every equilibrium has these;
/// - `absent`: no extreme outcome is of this `kind`;
/// - `regime`: what the sender gets in this `regime`, `heard` in public or in private where there
///   are several readers, is the `value`;
/// - `not an equilibrium`: the strategies are none; with `nash`, they are a Nash equilibrium.
///
/// With a `reader`, the claim is about the game of this reader alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The kind of claim.
    pub claim: String,
    /// A name for the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The only reader of the game that is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    /// The number claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// The kind of equilibrium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// By type, its messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<BTreeMap<String, Numbers>>,
    /// By message, the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replies: Option<BTreeMap<String, Numbers>>,
    /// By type, its payoff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_payoffs: Option<Numbers>,
    /// The sender's expected payoff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_payoff: Option<Q>,
    /// The receiver's expected payoff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver_payoff: Option<Q>,
    /// The regime.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// Do all readers hear the same there, or each its own?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// The sender's payoff there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Q>,
    /// By unsent message, all extreme replies that support the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_path: Option<BTreeMap<String, Vec<Numbers>>>,
    /// Are the strategies a Nash equilibrium?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nash: bool,
    /// Refinements that the outcome survives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<String>,
    /// Refinements that it fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fails: Vec<String>,
    /// The source of the claim.
    pub by: String,
    /// Is it derived from what is published, rather than published as it stands?
    pub derived: bool,
    /// The derivation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}
