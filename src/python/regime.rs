//! Regimes as Python holds them.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::game::PyGame;
use super::input;
use super::numbers::{fraction, fractions};
use super::raise;
use super::run::{released, watched};
use crate::error::Error;
use crate::exact::Q;
use crate::regime;
use crate::regime::{Constraint, Objective, Question, Regime};
use crate::report;

pub(super) type Row<'py> = Vec<Bound<'py, PyAny>>;

/// A result. Everything is in declared order; the front puts the labels on.
#[pyclass(frozen, eq, name = "Regime", module = "schelling._core")]
#[derive(PartialEq, Eq)]
pub(super) struct PyRegime(pub Arc<Regime>);

/// Message, probability, belief, reply, share that is official.
type SignalParts<'py> =
    (Option<usize>, Bound<'py, PyAny>, Row<'py>, Row<'py>, Option<Bound<'py, PyAny>>);

/// Kind of constraint, where it stands, its price, and all of this in words.
type PriceParts<'py> = (&'static str, Bound<'py, PyDict>, Bound<'py, PyAny>, String);

#[pymethods]
impl PyRegime {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str, game: &PyGame) -> PyResult<Self> {
        let read = || serde_json::from_str(text).map_err(|e| Error::File(e.to_string()));
        let regime: Regime = released(py, read)?;
        game.owns(regime.game())?;
        Ok(PyRegime(Arc::new(regime)))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || serde_json::to_string(&*self.0).map_err(|e| Error::File(e.to_string())))
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.0.kind().name
    }

    #[getter]
    fn title(&self) -> &'static str {
        self.0.kind().title
    }

    #[getter]
    fn commits(&self) -> &'static str {
        self.0.kind().commits
    }

    #[getter]
    fn objective<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let labels = self.0.game().types();
        Ok(match self.0.objective() {
            Objective::Sender => "sender".into_pyobject(py)?.into_any(),
            Objective::Receiver => "receiver".into_pyobject(py)?.into_any(),
            Objective::Type(t) => labels[*t].as_str().into_pyobject(py)?.into_any(),
            Objective::Weights { types, receiver } => {
                let weights = PyDict::new(py);
                for (label, weight) in labels.iter().zip(types) {
                    weights.set_item(label, fraction(py, weight)?)?;
                }
                weights.set_item("receiver", fraction(py, receiver)?)?;
                weights.into_any()
            }
        })
    }

    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        fraction(py, self.0.value())
    }

    #[getter]
    fn hoped<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        fraction(py, &self.0.hoped())
    }

    #[getter]
    fn attained(&self) -> bool {
        self.0.attained()
    }

    #[getter]
    fn rule<'py>(&self, py: Python<'py>) -> PyResult<Vec<Row<'py>>> {
        self.0.rule().iter().map(|row| fractions(py, row)).collect()
    }

    #[getter]
    fn experiment<'py>(&self, py: Python<'py>) -> PyResult<Vec<SignalParts<'py>>> {
        let parts = |signal: &regime::Signal| {
            let official = signal.official.as_ref().map(|q| fraction(py, q)).transpose()?;
            let probability = fraction(py, &signal.probability)?;
            let (belief, reply) = (fractions(py, &signal.belief)?, fractions(py, &signal.reply)?);
            Ok((signal.message, probability, belief, reply, official))
        };
        self.0.experiment().iter().map(parts).collect()
    }

    /// Replies that are announced to messages which nobody sends.
    #[getter]
    fn unsent<'py>(&self, py: Python<'py>) -> PyResult<Vec<(usize, Row<'py>)>> {
        let promise = |p: &regime::Promise| Ok((p.message, fractions(py, &p.reply)?));
        self.0.unsent().iter().map(promise).collect()
    }

    #[getter]
    fn sender_payoffs<'py>(&self, py: Python<'py>) -> PyResult<Row<'py>> {
        fractions(py, self.0.sender_payoffs())
    }

    #[getter]
    fn sender_payoff<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        fraction(py, &self.0.sender_payoff())
    }

    #[getter]
    fn receiver_payoff<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        fraction(py, self.0.receiver_payoff())
    }

    /// The prices, where the certificate is a list of these.
    #[getter]
    fn prices<'py>(&self, py: Python<'py>) -> PyResult<Vec<PriceParts<'py>>> {
        let game = self.0.game();
        let (types, messages, actions) = (game.types(), game.messages(), game.actions());
        let prices = self.0.certificate().prices();
        prices
            .iter()
            .map(|price| {
                let at = PyDict::new(py);
                let kind = match price.constraint {
                    Constraint::Probability { t } => {
                        at.set_item("type", &types[t])?;
                        "probability"
                    }
                    Constraint::Obedience { message, action, better } => {
                        message.map_or(Ok(()), |m| at.set_item("message", &messages[m]))?;
                        at.set_item("action", &actions[action])?;
                        at.set_item("better", &actions[better])?;
                        "obedience"
                    }
                    Constraint::Honesty { t, report } => {
                        at.set_item("type", &types[t])?;
                        at.set_item("report", &types[report])?;
                        "honesty"
                    }
                    Constraint::Tie { message, action } => {
                        message.map_or(Ok(()), |m| at.set_item("message", &messages[m]))?;
                        at.set_item("action", &actions[action])?;
                        "tie"
                    }
                };
                Ok((kind, at, fraction(py, &price.price)?, self.0.sentence(price)))
            })
            .collect()
    }

    #[getter]
    fn reasons(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        released(py, || Ok(self.0.reasons()))
    }

    fn verify(&self, py: Python<'_>) -> PyResult<bool> {
        released(py, || Ok(self.0.verify()))
    }

    fn within(&self, py: Python<'_>, epsilon: &Bound<'_, PyAny>) -> PyResult<PyRegime> {
        let epsilon = input::single(epsilon, "epsilon")?;
        Ok(PyRegime(Arc::new(released(py, || self.0.within(&epsilon))?)))
    }

    #[getter]
    fn summary(&self) -> String {
        report::regime_summary(&self.0)
    }

    fn report(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::regime(&self.0).to_string()))
    }

    fn report_html(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::regime(&self.0).html()))
    }
}

/// An objective as Python gives it: a name, or weights by name.
fn objective(
    game: &PyGame,
    name: Option<&str>,
    weights: &[(String, Bound<'_, PyAny>)],
) -> PyResult<Objective> {
    if let Some(name) = name {
        return Objective::named(&game.0, name).map_err(raise);
    }
    let prior = game.0.prior();
    let (mut types, mut receiver) = (vec![Q::ZERO; prior.len()], Q::ZERO);
    for (label, weight) in input::pairs(weights, "objective")? {
        match Objective::named(&game.0, &label).map_err(raise)? {
            Objective::Receiver => receiver += &weight,
            Objective::Type(t) => types[t] += &weight,
            _ => types.iter_mut().zip(prior).for_each(|(w, p)| *w += &(p * &weight)),
        }
    }
    Ok(Objective::Weights { types, receiver })
}

/// How an objective reaches the compiled core, and how long to look for equilibria.
#[derive(FromPyObject)]
pub(super) struct Asked<'py> {
    /// `"sender"`, `"receiver"` or a type, or nothing if there are weights.
    #[pyo3(item)]
    name: Option<String>,
    #[pyo3(item)]
    weights: Vec<(String, Bound<'py, PyAny>)>,
    #[pyo3(item)]
    threads: Option<usize>,
    /// Called with the share of the search that is done.
    #[pyo3(item)]
    progress: Option<Py<PyAny>>,
}

/// Answers a question with the interpreter released.
pub(super) fn answer<T: Send>(
    py: Python<'_>,
    game: &PyGame,
    asked: Asked,
    work: impl FnOnce(&Question) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let objective = objective(game, asked.name.as_deref(), &asked.weights)?;
    let (search, small) = game.search(None, asked.threads, None)?;
    watched(py, asked.progress, small, |watch| {
        work(&Question::new(&game.0, objective).search(search).monitor(watch))
    })
}

/// The best under one regime.
#[pyfunction]
pub(super) fn solve_regime(
    py: Python<'_>,
    game: &PyGame,
    name: &str,
    asked: Asked,
) -> PyResult<PyRegime> {
    let line = regime::by_name(name).map_err(raise)?;
    let found = answer(py, game, asked, |question| line.solve(question))?;
    Ok(PyRegime(Arc::new(found)))
}

/// The results, the regimes without one and why, and the whole as text and as HTML.
type ComparisonParts = (Vec<PyRegime>, Vec<(&'static str, String)>, String, String);

/// The best under every regime.
#[pyfunction]
pub(super) fn compare_regimes(
    py: Python<'_>,
    game: &PyGame,
    asked: Asked,
) -> PyResult<ComparisonParts> {
    let all = answer(py, game, asked, regime::compare)?;
    let told = report::comparison(&all);
    let regimes = all.regimes.into_iter().map(|regime| PyRegime(Arc::new(regime)));
    Ok((regimes.collect(), all.missing, told.to_string(), told.html()))
}
