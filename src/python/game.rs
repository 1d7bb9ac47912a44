//! The game as Python holds it.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::input;
use super::numbers::fraction;
use super::raise;
use crate::exact::Q;
use crate::game::{Game, GameBuilder};

/// A checked game; every method answers in indices, the front puts the labels on.
#[pyclass(frozen, eq, hash, name = "Game", module = "schelling._core")]
#[derive(PartialEq, Eq, Hash)]
pub(super) struct PyGame(pub Game);

/// Labels that restrict: each key with what it allows.
type Restrictions = Vec<(String, Vec<String>)>;

/// Everything about a game but its payoffs.
#[derive(FromPyObject)]
struct Frame<'py> {
    prior: Bound<'py, PyAny>,
    types: Option<Vec<String>>,
    messages: Option<Vec<String>>,
    actions: Option<Vec<String>>,
    name: Option<String>,
    available: Restrictions,
    replies: Restrictions,
}

impl Frame<'_> {
    fn builder(self) -> PyResult<GameBuilder> {
        let (prior, float) = input::prior(&self.prior)?;
        let mut builder = Game::builder().prior(prior);
        if float {
            builder = builder.normalise();
        }
        if let Some(types) = self.types {
            builder = builder.types(types);
        }
        if let Some(messages) = self.messages {
            builder = builder.messages(messages);
        }
        if let Some(actions) = self.actions {
            builder = builder.actions(actions);
        }
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        for (key, messages) in self.available {
            builder = builder.available(key, messages);
        }
        for (key, actions) in self.replies {
            builder = builder.replies(key, actions);
        }
        Ok(builder)
    }
}
