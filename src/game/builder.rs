//! Building a game: labels, payoffs, availability, and every check, done once.

use super::{Game, Parts};
use crate::error::Error;
use crate::exact::Q;

/// Collects the parts of a game; [`GameBuilder::build`] checks them all.
#[derive(Clone, Debug, Default)]
pub struct GameBuilder {
    name: Option<String>,
    types: Option<Vec<String>>,
    messages: Option<Vec<String>>,
    actions: Option<Vec<String>>,
    prior: Vec<Q>,
    sender: Vec<Vec<Vec<Option<Q>>>>,
    receiver: Vec<Vec<Vec<Option<Q>>>>,
    available: Vec<(String, Vec<String>)>,
    replies: Vec<(String, Vec<String>)>,
}
