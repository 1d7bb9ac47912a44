//! The game as Python holds it.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyTuple};

use super::dict::{Dict, Dicts, dict, dicts};
use super::equilibria::PyEquilibria;
use super::input::{self, Pairs};
use super::numbers::{Fraction, FractionRows, Fractions};
use super::reader::{self, GivenReader};
use super::run::{kept, released, watched};
use super::search::PySearchOptions;
use super::{game_error, raise};
use crate::equilibrium::verify::{verify, verify_chains};
use crate::equilibrium::{Condition, Equilibria, Failure, Verdict};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, GameBuilder, GameFile, InformationSet, Reader};
use crate::{io, report};

/// A checked game. Everything is in declared order; the front puts the labels on.
#[pyclass(frozen, eq, hash, name = "Game", module = "schelling._core")]
#[derive(PartialEq, Eq, Hash)]
pub(super) struct PyGame(pub Game);

/// Pairs of a label and the labels it allows.
pub(super) type Restrictions = Vec<(String, Vec<String>)>;

/// Everything about a game but its payoffs.
#[derive(FromPyObject)]
pub(super) struct Frame<'py> {
    #[pyo3(item)]
    prior: Bound<'py, PyAny>,
    #[pyo3(item)]
    types: Option<Vec<String>>,
    #[pyo3(item)]
    messages: Option<Vec<String>>,
    #[pyo3(item)]
    actions: Option<Vec<String>>,
    #[pyo3(item)]
    name: Option<String>,
    #[pyo3(item)]
    available: Restrictions,
    #[pyo3(item)]
    replies: Restrictions,
}

impl Frame<'_> {
    fn builder(self) -> PyResult<GameBuilder> {
        let (prior, float) = input::prior(&self.prior)?;
        let mut builder = Game::builder().prior(prior);
        if float {
            builder = builder.normalise();
        }
        Ok(self.labelled(builder))
    }

    /// Everything but the prior.
    pub(super) fn labelled(self, builder: GameBuilder) -> GameBuilder {
        let builder = self.types.into_iter().fold(builder, GameBuilder::types);
        let builder = self.messages.into_iter().fold(builder, GameBuilder::messages);
        let builder = self.actions.into_iter().fold(builder, GameBuilder::actions);
        let mut builder = self.name.into_iter().fold(builder, GameBuilder::name);
        for (key, messages) in self.available {
            builder = builder.available(key, messages);
        }
        for (key, actions) in self.replies {
            builder = builder.replies(key, actions);
        }
        builder
    }
}

#[pymethods]
impl PyGame {
    /// Payoffs `[type][message][action]`, `None` where a cell cannot be reached.
    #[new]
    fn new(sender: &Bound<'_, PyAny>, receiver: &Bound<'_, PyAny>, frame: Frame) -> PyResult<Self> {
        let py = sender.py();
        let sender = input::cells(sender, "sender")?;
        let receiver = input::cells(receiver, "receiver")?;
        let builder = frame.builder()?.sender(sender).receiver(receiver);
        released(py, || builder.build()).map(PyGame)
    }

    /// Payoffs `[type][action]`, whatever the message.
    #[staticmethod]
    fn cheap_talk(
        sender: &Bound<'_, PyAny>,
        receiver: &Bound<'_, PyAny>,
        frame: Frame,
    ) -> PyResult<Self> {
        let py = sender.py();
        let sender = input::table(sender, "sender")?;
        let receiver = input::table(receiver, "receiver")?;
        let builder = frame.builder()?.cheap_talk(sender, receiver);
        released(py, || builder.build()).map(PyGame)
    }

    /// Payoffs `[type][receiver type][message][action]`, and the joint prior in the frame.
    #[staticmethod]
    fn by_receiver_type(
        sender: &Bound<'_, PyAny>,
        receiver: &Bound<'_, PyAny>,
        receiver_types: Vec<String>,
        frame: Frame,
    ) -> PyResult<Self> {
        let (py, prior) = (sender.py(), frame.prior.clone());
        let builder = frame.labelled(Game::builder());
        let builder = reader::typed(builder, receiver_types, &prior, sender, receiver)?;
        released(py, || builder.build()).map(PyGame)
    }

    /// A game of several audiences.
    #[staticmethod]
    fn of_readers(py: Python<'_>, readers: Vec<GivenReader>, frame: Frame) -> PyResult<Self> {
        let readers = readers.into_iter().map(GivenReader::builder);
        let builder = frame.builder()?.readers(readers.collect::<PyResult<Vec<_>>>()?);
        released(py, || builder.build()).map(PyGame)
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        released(py, || io::json::from_str(text)).map(PyGame)
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(io::json::to_string(&self.0)))
    }

    fn to_efg(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || io::efg::text(&self.0))
    }

    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let written = released(py, || Ok(io::save(&GameFile::Plain(self.0.clone()), &path)))?;
        written.map_err(|trouble| os_error(trouble, path))
    }

    fn report(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::game(&self.0).to_string()))
    }

    fn report_html(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::game(&self.0).html()))
    }

    fn report_latex(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::game(&self.0).latex()))
    }

    #[getter]
    fn name(&self) -> Option<&str> {
        self.0.name()
    }

    #[getter]
    fn types<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.types())
    }

    #[getter]
    fn messages<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.messages())
    }

    #[getter]
    fn actions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.actions())
    }

    #[getter]
    fn readers<'py>(&self, py: Python<'py>) -> Dicts<'py> {
        reader::readers(py, &self.0)
    }

    /// The name, actions and types of each audience.
    #[getter]
    fn audiences(&self) -> Vec<(&str, &[String], &[String])> {
        let names = |reader| (Reader::name(reader), reader.actions(), reader.types());
        self.0.readers().iter().map(names).collect()
    }

    /// The audience, its type if it has types, and the first action and the end of the actions.
    #[getter]
    fn information_sets(&self) -> Vec<(usize, Option<usize>, usize, usize)> {
        let set = |set: &InformationSet| {
            let actions = set.actions();
            (set.audience(), set.reader_type(), actions.start, actions.end)
        };
        self.0.information_sets().iter().map(set).collect()
    }

    #[getter]
    fn message_costs(&self) -> FractionRows<Vec<Vec<Q>>> {
        FractionRows(self.0.message_costs())
    }

    #[getter]
    fn has_zero_chances(&self) -> bool {
        self.0.has_zero_chances()
    }

    /// Information sets that are copies of one another, in classes of one or more.
    fn reader_copies(&self) -> Vec<Vec<usize>> {
        self.0.reader_copies()
    }

    fn reader(&self, py: Python<'_>, name: &str) -> PyResult<Self> {
        released(py, || self.0.reader(name)).map(PyGame)
    }

    fn without_reader(&self, py: Python<'_>, name: &str) -> PyResult<Self> {
        released(py, || self.0.without_reader(name)).map(PyGame)
    }

    fn by_plans(&self, py: Python<'_>) -> PyResult<Self> {
        released(py, || self.0.by_plans()).map(PyGame)
    }

    #[getter]
    fn prior(&self) -> Fractions<&[Q]> {
        Fractions(self.0.prior())
    }

    #[getter]
    fn sender_payoffs(&self) -> PyPayoffs<'_> {
        self.reachable(Game::sender_payoff)
    }

    #[getter]
    fn receiver_payoffs(&self) -> PyPayoffs<'_> {
        self.reachable(Game::receiver_payoff)
    }

    /// `[type][message]`: may it be sent?
    #[getter]
    fn available(&self) -> Vec<Vec<bool>> {
        let messages = 0..self.0.messages().len();
        let row = |t| messages.clone().map(|m| self.0.is_available(t, m)).collect();
        (0..self.0.types().len()).map(row).collect()
    }

    /// `[message]`: the indices of the actions that may follow.
    #[getter]
    fn replies(&self) -> Vec<Vec<usize>> {
        (0..self.0.messages().len()).map(|m| self.0.replies(m).to_vec()).collect()
    }

    #[getter]
    fn is_cheap_talk(&self, py: Python<'_>) -> PyResult<bool> {
        released(py, || Ok(self.0.is_cheap_talk()))
    }

    fn with_prior(&self, prior: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = prior.py();
        let (prior, float) = input::prior(prior)?;
        let mut builder = self.0.to_builder().prior(prior);
        if float {
            builder = builder.normalise();
        }
        released(py, || builder.build()).map(PyGame)
    }

    fn with_receiver_payoffs(&self, payoffs: &Bound<'_, PyAny>) -> PyResult<Self> {
        let builder = self.0.to_builder().receiver(input::cells(payoffs, "receiver")?);
        released(payoffs.py(), || builder.build()).map(PyGame)
    }

    fn with_message_costs(&self, py: Python<'_>, costs: Pairs<'_>) -> PyResult<Self> {
        let costs = input::pairs(&costs, "costs")?;
        released(py, || self.0.with_message_costs(costs)).map(PyGame)
    }

    fn with_message_costs_for(
        &self,
        py: Python<'_>,
        kind: &str,
        costs: Pairs<'_>,
    ) -> PyResult<Self> {
        let costs = input::pairs(&costs, &format!("costs[{kind:?}]"))?;
        released(py, || self.0.with_message_costs_for(kind, costs)).map(PyGame)
    }

    /// Costs by label of the message, paid by these types when `reply` follows.
    fn with_audience_costs(
        &self,
        py: Python<'_>,
        reply: &str,
        types: Vec<String>,
        costs: Pairs<'_>,
        reader: Option<&str>,
    ) -> PyResult<Self> {
        let costs = input::pairs(&costs, "costs")?;
        let change =
            |game: &Game| game.with_audience_costs(reply, types.iter(), costs.iter().cloned());
        self.changed(py, reader, change)
    }

    fn with_incidents(
        &self,
        py: Python<'_>,
        meant: &str,
        done: &str,
        probabilities: Pairs<'_>,
        reader: Option<&str>,
    ) -> PyResult<Self> {
        let probabilities = input::pairs(&probabilities, "probabilities")?;
        let change = |game: &Game| game.with_incidents(meant, done, probabilities.iter().cloned());
        self.changed(py, reader, change)
    }

    fn with_risk_attitude(
        &self,
        status_quo: &str,
        caution: &Bound<'_, PyAny>,
        reader: Option<&str>,
    ) -> PyResult<Self> {
        let py = caution.py();
        let caution = input::single(caution, "caution")?;
        self.changed(py, reader, |game| game.with_risk_attitude(status_quo, &caution))
    }

    /// Messages that are exact copies of one another, in classes of one or more.
    fn copies(&self) -> Vec<Vec<usize>> {
        crate::equilibrium::copies(&self.0)
    }

    /// All equilibria, with `apart` those too that differ by an exchange of identical messages.
    fn equilibria(
        &self,
        py: Python<'_>,
        apart: bool,
        options: &PySearchOptions,
    ) -> PyResult<PyEquilibria> {
        let (mut search, small) = options.search_of(&self.0);
        if apart {
            search = search.copies_apart();
        }
        let cut = |all: &Equilibria| !all.complete();
        let all = kept(py, options.progress(py), small, cut, |watch| search.run(&self.0, watch))?;
        Ok(PyEquilibria(Arc::new(all)))
    }

    /// One equilibrium, as a result of one outcome.
    fn equilibrium(
        &self,
        py: Python<'_>,
        method: &str,
        options: &PySearchOptions,
    ) -> PyResult<PyEquilibria> {
        let method = method.parse().map_err(raise)?;
        let (search, small) = options.search_of(&self.0);
        let search = search.method(method);
        let one = watched(py, options.progress(py), small, |watch| search.one(&self.0, watch))?;
        Ok(PyEquilibria(Arc::new(one)))
    }

    fn extreme_equilibria<'py>(&self, py: Python<'py>, options: &PySearchOptions) -> Dicts<'py> {
        let (search, small) = options.search_of(&self.0);
        let progress = options.progress(py);
        let all = watched(py, progress, small, |watch| search.extremes(&self.0, watch))?;
        dicts(&all, |one| {
            let receiver = FractionRows(&one.receiver);
            dict!(py, sender: FractionRows(&one.sender), receiver: receiver)
        })
    }

    /// `sender[type][message]`, `receiver[message][action]`, `beliefs[message][type]`, in `chains`
    /// `beliefs[message][place][type]`.
    fn verify<'py>(
        &self,
        py: Python<'py>,
        sender: &Bound<'py, PyAny>,
        receiver: &Bound<'py, PyAny>,
        beliefs: Option<&Bound<'py, PyAny>>,
        chains: bool,
    ) -> Dict<'py> {
        let sender = input::table(sender, "sender")?;
        let receiver = input::table(receiver, "receiver")?;
        if let Some(beliefs) = beliefs.filter(|_| chains) {
            let beliefs = input::typed_table(beliefs, "beliefs")?;
            let check = || verify_chains(&self.0, &sender, &receiver, Some(&beliefs));
            return verdict(py, &released(py, check)?, "message");
        }
        let beliefs = beliefs.map(input::beliefs).transpose()?;
        let check = || verify(&self.0, &sender, &receiver, beliefs.as_deref());
        verdict(py, &released(py, check)?, "message")
    }
}

/// A verdict; beliefs are `[message][type]`, or by what the receiver `sees`, the sender's payoffs
/// `[type]`.
pub(super) fn verdict<'py>(py: Python<'py>, verdict: &Verdict, sees: &str) -> Dict<'py> {
    dict!(py,
        failures: dicts(verdict.failures(), |failure| failure_dict(py, failure, sees))?,
        beliefs: FractionRows(verdict.beliefs()),
        later: verdict.later().iter().map(FractionRows).collect::<Vec<_>>(),
        sender_payoffs: Fractions(verdict.sender_payoffs()),
        receiver_payoff: Fraction(verdict.receiver_payoff()),
    )
}

/// A condition that fails, where, and by how much.
fn failure_dict<'py>(py: Python<'py>, failure: &Failure, sees: &str) -> Dict<'py> {
    let of_sender = failure.condition == Condition::SenderOptimality;
    let places = [
        ("type", failure.type_label.as_ref()),
        (if of_sender { "message" } else { sees }, Some(&failure.message)),
        ("reader", failure.reader.as_ref()),
        ("word", failure.word.as_ref()),
        ("action", failure.action.as_ref()),
        ("better", failure.better.as_ref()),
    ];
    let at = places.into_iter().filter_map(|(noun, label)| Some((noun, label?)));
    dict!(py,
        condition: failure.condition.name(),
        at: at.collect::<Vec<_>>().into_py_dict(py)?,
        amount: Fraction(&failure.amount),
        sentence: &failure.sentence,
    )
}

/// What the system says of a file, as Python says it; else what is wrong with its content.
pub(super) fn os_error(trouble: io::FileError, path: PathBuf) -> PyErr {
    match trouble {
        io::FileError::Content(error) => raise(error),
        io::FileError::System(error) => match error.raw_os_error() {
            Some(code) => {
                let told = error.to_string();
                let told = told.strip_suffix(&format!(" (os error {code})")).unwrap_or(&told);
                // the number is the system's own on Windows, where Python takes it in another place
                let (number, winerror) = if cfg!(windows) { (0, Some(code)) } else { (code, None) };
                PyOSError::new_err((number, told.to_string(), path.into_os_string(), winerror))
            }
            None => error.into(),
        },
    }
}

/// Replaces the content of a file, all of it or nothing.
#[pyfunction]
pub(super) fn write_bytes(path: PathBuf, content: &[u8]) -> PyResult<()> {
    io::replace(&path, content).map_err(|trouble| os_error(trouble, path))
}

/// The text of a file, as large as a game file may be.
#[pyfunction]
pub(super) fn read_text(path: PathBuf) -> PyResult<String> {
    io::text(&path).map_err(|trouble| os_error(trouble, path))
}

/// An error unless something that was saved is about the same game.
pub(super) fn owned(same: bool) -> PyResult<()> {
    if same {
        return Ok(());
    }
    Err(game_error("what was saved is about another game than the one beside it".into()))
}

/// Payoffs `[type][message][action]`, `None` where a cell cannot be reached.
type PyPayoffs<'a> = Vec<Vec<Vec<Option<Fraction<&'a Q>>>>>;

impl PyGame {
    /// An error unless something that was saved with this game is about it.
    pub(super) fn owns(&self, saved: &Game) -> PyResult<()> {
        owned(self.0 == *saved)
    }

    /// The game in which the receiver or a reader, by its name, was changed.
    fn changed(
        &self,
        py: Python<'_>,
        reader: Option<&str>,
        change: impl Fn(&Game) -> Result<Game, Error> + Send + Sync,
    ) -> PyResult<Self> {
        let changed = || match reader {
            Some(name) => self.0.with_reader(name, &change),
            None => change(&self.0),
        };
        released(py, changed).map(PyGame)
    }

    fn reachable(&self, payoff: fn(&Game, usize, usize, usize) -> &Q) -> PyPayoffs<'_> {
        let game = &self.0;
        let cell = |t, m, a| {
            let reached = game.is_available(t, m) && game.replies(m).contains(&a);
            reached.then(|| Fraction(payoff(game, t, m, a)))
        };
        let row = |t, m| (0..game.actions().len()).map(|a| cell(t, m, a)).collect();
        let rows = |t| (0..game.messages().len()).map(|m| row(t, m)).collect();
        (0..game.types().len()).map(rows).collect()
    }
}
