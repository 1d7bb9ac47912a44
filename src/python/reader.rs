//! Readers of a game as Python gives and asks for them.

use pyo3::prelude::*;

use super::dict::{Dict, Dicts, dict, dicts};
use super::game::Restrictions;
use super::input;
use super::numbers::{Fraction, FractionRows};
use crate::exact::Q;
use crate::game::{Game, GameBuilder, GivenPayoffs, Reader, ReaderBuilder};

/// A reader as it was given: payoffs `[type][message][action]`, in cheap talk `[type][action]`, with
/// `[reader type]` after the type where it has types.
#[derive(FromPyObject)]
pub(super) struct GivenReader<'py> {
    #[pyo3(item)]
    name: String,
    #[pyo3(item)]
    actions: Option<Vec<String>>,
    #[pyo3(item)]
    types: Option<Vec<String>>,
    #[pyo3(item)]
    chances: Option<Bound<'py, PyAny>>,
    #[pyo3(item)]
    sender: Bound<'py, PyAny>,
    #[pyo3(item)]
    receiver: Bound<'py, PyAny>,
    #[pyo3(item)]
    replies: Restrictions,
    #[pyo3(item)]
    words: Option<Vec<String>>,
    #[pyo3(item)]
    talk: bool,
}

impl GivenReader<'_> {
    pub(super) fn builder(self) -> PyResult<ReaderBuilder> {
        let at = format!("readers[{:?}]", self.name);
        let typed = self.types.is_some();
        let mut builder = Reader::builder(self.name);
        if let Some(actions) = self.actions {
            builder = builder.actions(actions);
        }
        if let Some(types) = self.types {
            builder = builder.types(types);
        }
        if let Some(chances) = self.chances {
            let (chances, float) = input::probabilities(&chances, &format!("{at}.chances"))?;
            builder = builder.chances(chances);
            if float {
                builder = builder.normalise();
            }
        }
        if let Some(words) = self.words {
            builder = builder.words(words);
        }
        for (message, actions) in self.replies {
            builder = builder.replies(message, actions);
        }
        let (sender, receiver) = (format!("{at}.sender"), format!("{at}.receiver"));
        if self.talk && typed {
            let payoffs = |x, path| input::typed_table(x, path);
            let sender = payoffs(&self.sender, &sender)?;
            return Ok(builder.cheap_talk_by_type(sender, payoffs(&self.receiver, &receiver)?));
        }
        if self.talk {
            let sender = input::table(&self.sender, &sender)?;
            return Ok(builder.cheap_talk(sender, input::table(&self.receiver, &receiver)?));
        }
        let payoffs = |x, path| -> PyResult<GivenPayoffs> {
            Ok(match typed {
                true => input::typed_cells(x, path)?,
                false => input::cells(x, path)?.into(),
            })
        };
        let sender = payoffs(&self.sender, &sender)?;
        Ok(builder.sender(sender).receiver(payoffs(&self.receiver, &receiver)?))
    }
}

/// A builder with a joint prior `[type][receiver type]` and payoffs by both types.
pub(super) fn typed(
    builder: GameBuilder,
    receiver_types: Vec<String>,
    prior: &Bound<'_, PyAny>,
    sender: &Bound<'_, PyAny>,
    receiver: &Bound<'_, PyAny>,
) -> PyResult<GameBuilder> {
    let (prior, float) = input::probabilities(prior, "prior")?;
    let builder = builder.receiver_types(receiver_types).joint_prior(prior);
    let builder = if float { builder.normalise() } else { builder };
    let sender = input::typed_cells(sender, "sender")?;
    Ok(builder.sender(sender).receiver(input::typed_cells(receiver, "receiver")?))
}

/// The readers of a game; payoffs are `[type][reader type][message][action]` with one reader type
/// where the reader has none, and `None` where a cell cannot be reached.
pub(super) fn readers<'py>(py: Python<'py>, game: &Game) -> Dicts<'py> {
    let (types, messages) = (0..game.types().len(), 0..game.messages().len());
    dicts(game.readers(), |reader| -> Dict<'py> {
        let sets = 0..reader.chances()[0].len();
        let payoffs = |payoff: fn(&Reader, usize, usize, usize, usize) -> &Q| {
            let cell = |t: usize, s: usize, m: usize, a: usize| {
                let met = game.is_available(t, m) && !reader.chances()[t][s].is_zero();
                let reached = met && reader.replies(m).contains(&a);
                reached.then(|| Fraction(payoff(reader, t, s, m, a)))
            };
            let row = |t, s, m| (0..reader.actions().len()).map(|a| cell(t, s, m, a)).collect();
            let rows = |t, s| messages.clone().map(|m| row(t, s, m)).collect();
            let of_type = |t| sets.clone().map(|s| rows(t, s)).collect();
            types.clone().map(of_type).collect::<Vec<Vec<Vec<Vec<Option<_>>>>>>()
        };
        dict!(py,
            name: reader.name(),
            actions: reader.actions(),
            types: reader.types(),
            chances: FractionRows(reader.chances()),
            sender: payoffs(Reader::sender_payoff),
            receiver: payoffs(Reader::receiver_payoff),
            replies: messages.clone().map(|m| reader.replies(m)).collect::<Vec<_>>(),
            words: reader.words(),
        )
    })
}
