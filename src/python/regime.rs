//! Regimes as Python holds them.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};

use super::dict::{Dict, Dicts, dict, dicts};
use super::equilibria::PyEquilibria;
use super::game::PyGame;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::run::{from_json, kept, released, to_json, watched};
use super::search::PySearchOptions;
use super::{input, raise};
use crate::equilibrium::Equilibria;
use crate::error::Error;
use crate::exact::Q;
use crate::game::position;
use crate::regime::{Best, Comparison, Constraint, Event, Heard, Objective, Question, Regime};
use crate::{regime, report};

/// A result. Everything is in declared order; the front puts the labels on.
#[pyclass(frozen, eq, name = "Regime", module = "schelling._core")]
#[derive(PartialEq, Eq)]
pub(super) struct PyRegime(pub Arc<Regime>);

#[pymethods]
impl PyRegime {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str, game: &PyGame) -> PyResult<Self> {
        let regime: Regime = from_json(py, text)?;
        game.owns(regime.game())?;
        Ok(PyRegime(Arc::new(regime)))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        to_json(py, &*self.0)
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
                    weights.set_item(label, Fraction(weight))?;
                }
                weights.set_item("receiver", Fraction(receiver))?;
                weights.into_any()
            }
            Objective::Audience(i) => {
                self.0.game().readers()[*i].name().into_pyobject(py)?.into_any()
            }
            Objective::Readers { types, readers } => {
                let names = self.0.game().readers().iter().map(|reader| reader.name());
                let weights = PyDict::new(py);
                for (label, weight) in labels.iter().map(String::as_str).zip(types) {
                    weights.set_item(label, Fraction(weight))?;
                }
                for (name, weight) in names.zip(readers) {
                    weights.set_item(name, Fraction(weight))?;
                }
                weights.into_any()
            }
            Objective::Probability(_) => unreachable!("no regime is solved for a probability"),
        })
    }

    /// Who hears what, where there are several readers or one with types.
    #[getter]
    fn heard(&self) -> Option<&'static str> {
        self.0.heard().map(Heard::name)
    }

    #[getter]
    fn value(&self) -> Fraction<&Q> {
        Fraction(self.0.value())
    }

    #[getter]
    fn hoped(&self) -> Fraction<Q> {
        Fraction(self.0.hoped())
    }

    #[getter]
    fn attained(&self) -> bool {
        self.0.attained()
    }

    #[getter]
    fn rule(&self) -> FractionRows<&[Vec<Q>]> {
        FractionRows(self.0.rule())
    }

    #[getter]
    fn experiment<'py>(&self, py: Python<'py>) -> Dicts<'py> {
        dicts(self.0.experiment(), |signal| {
            let (probability, belief) = self.0.reading(signal);
            dict!(py,
                reader: signal.reader,
                message: signal.message,
                probability: Fraction(&probability),
                belief: Fractions(&belief),
                reply: Fractions(&signal.reply),
                official: signal.official.as_ref().map(Fraction),
            )
        })
    }

    #[getter]
    fn information(&self) -> f64 {
        self.0.information()
    }

    #[getter]
    fn value_of_information(&self, py: Python<'_>) -> PyResult<Fraction<Q>> {
        released(py, || Ok(self.0.value_of_information())).map(Fraction)
    }

    /// `[signal][type]`: the probability of the type and the signal.
    #[getter]
    fn masses(&self) -> FractionRows<Vec<Vec<Q>>> {
        FractionRows(self.0.masses())
    }

    /// The replies that are announced to messages which nobody sends.
    #[getter]
    fn unsent<'py>(&self, py: Python<'py>) -> Dicts<'py> {
        dicts(self.0.unsent(), |one| dict!(py, message: one.message, reply: Fractions(&one.reply)))
    }

    /// The advice after messages that were not advised.
    #[getter]
    fn unadvised<'py>(&self, py: Python<'py>) -> Dicts<'py> {
        dicts(self.0.unadvised(), |one| {
            dict!(py,
                report: one.report,
                told: one.told,
                sent: one.sent,
                reply: Fractions(&one.reply),
            )
        })
    }

    #[getter]
    fn sender_payoffs(&self) -> Fractions<&[Q]> {
        Fractions(self.0.sender_payoffs())
    }

    #[getter]
    fn sender_payoff(&self) -> Fraction<Q> {
        Fraction(self.0.sender_payoff())
    }

    /// By audience.
    #[getter]
    fn receiver_payoffs(&self) -> Fractions<&[Q]> {
        Fractions(self.0.receiver_payoffs())
    }

    #[getter]
    fn receiver_payoff(&self) -> Fraction<&Q> {
        Fraction(self.0.receiver_payoff())
    }

    /// The prices, where the certificate is a list of these.
    #[getter]
    fn prices<'py>(&self, py: Python<'py>) -> Dicts<'py> {
        let game = self.0.game();
        let (types, messages) = (game.types(), game.messages());
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
        let actions: Vec<&str> = (0..game.actions().len()).map(|a| game.own_action(a)).collect();
        let reader = |r: usize| game.information_sets()[r].labels(game).into_iter();
        dicts(self.0.certificate().prices(), |price| {
            let (constraint, at): (&str, Vec<(&str, &str)>) = match price.constraint {
                Constraint::Probability { t } => ("probability", vec![("type", types[t])]),
                Constraint::Obedience { message, action, better } => {
                    let replies = [("action", actions[action]), ("better", actions[better])];
                    let message = message.map(|m| ("message", messages[m]));
                    let at = reader(game.set_of(action)).chain(message).chain(replies);
                    ("obedience", at.collect())
                }
                Constraint::Reading { t, message, reader: r } => {
                    let message = message.map(|m| ("message", messages[m]));
                    let at = reader(r).chain([("type", types[t])]).chain(message);
                    ("reading", at.collect())
                }
                Constraint::ReaderHonesty { reader: r, claim } => {
                    let claim = ("claim", game.information_sets()[claim].own_type(game));
                    ("reader_honesty", reader(r).chain([claim]).collect())
                }
                Constraint::ReaderDeviation { reader: r, claim, message, action, better } => {
                    let claim = ("claim", game.information_sets()[claim].own_type(game));
                    let replies = [("action", actions[action]), ("better", actions[better])];
                    let message = message.map(|m| ("message", messages[m]));
                    let at = reader(r).chain([claim]).chain(message).chain(replies);
                    ("reader_deviation", at.collect())
                }
                Constraint::Honesty { t, report } => {
                    ("honesty", vec![("type", types[t]), ("report", types[report])])
                }
                Constraint::Deviation { t, report, told, sent } => {
                    let types = [("type", types[t]), ("report", types[report])];
                    let sent = [("told", messages[told]), ("sent", messages[sent])];
                    ("deviation", types.into_iter().chain(sent).collect())
                }
                Constraint::Advice { report, told, sent, reader: r } => {
                    let sent = [("told", messages[told]), ("sent", messages[sent])];
                    let at = reader(r).chain([("report", types[report])]).chain(sent);
                    ("advice", at.collect())
                }
                Constraint::Tie { message, action } => {
                    let message = message.map(|m| ("message", messages[m]));
                    ("tie", message.into_iter().chain([("action", actions[action])]).collect())
                }
            };
            dict!(py,
                constraint: constraint,
                at: at.into_py_dict(py)?,
                price: Fraction(&price.price),
                sentence: self.0.sentence(&price),
            )
        })
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

/// The labels of an event: types, messages, actions and the types that are given.
type EventLabels = [Option<Vec<String>>; 4];

/// The event with these labels.
fn event(game: &PyGame, [types, messages, actions, given]: &EventLabels) -> Result<Event, Error> {
    let find = |chosen: &Option<Vec<String>>, labels: &[String], what: &str| {
        let one = |label: &String| position(labels, label, what);
        let all = chosen.as_ref().map(|chosen| chosen.iter().map(one).collect());
        all.transpose().map_err(|error: Error| error.at("objective"))
    };
    let game = &game.0;
    Ok(Event {
        types: find(types, game.types(), "type")?,
        messages: find(messages, game.messages(), "message")?,
        actions: find(actions, game.actions(), "action")?,
        given: find(given, game.types(), "type")?,
    })
}

/// An objective as Python gives it: a name, weights by name, or an event.
fn objective(game: &PyGame, question: &PyQuestion) -> PyResult<Objective> {
    let PyQuestion { name, weights, event: labels, .. } = question;
    if let Some(labels) = labels {
        return event(game, labels).map(Objective::Probability).map_err(raise);
    }
    if let Some(name) = name {
        return Objective::named(&game.0, name).map_err(raise);
    }
    let prior = game.0.prior();
    let (mut types, mut receiver) = (vec![Q::ZERO; prior.len()], Q::ZERO);
    let mut readers = vec![Q::ZERO; game.0.readers().len()];
    for (label, weight) in input::pairs(weights, "objective")? {
        match Objective::named(&game.0, &label).map_err(raise)? {
            Objective::Receiver => receiver += &weight,
            Objective::Type(t) => types[t] += &weight,
            Objective::Audience(i) => readers[i] += &weight,
            _ => types.iter_mut().zip(prior).for_each(|(w, p)| *w += &(p * &weight)),
        }
    }
    if readers.iter().all(Q::is_zero) {
        return Ok(Objective::Weights { types, receiver });
    }
    readers.iter_mut().for_each(|weight| *weight += &receiver);
    Ok(Objective::Readers { types, readers })
}

/// An objective as the front passes it, and how to search for equilibria.
#[derive(FromPyObject)]
pub(super) struct PyQuestion<'py> {
    /// `"sender"`, `"receiver"` or a type; none if there are weights.
    #[pyo3(item)]
    name: Option<String>,
    #[pyo3(item)]
    weights: Vec<(String, Bound<'py, PyAny>)>,
    #[pyo3(item)]
    event: Option<EventLabels>,
    /// `"public"` or `"private"`, where there are several readers or one with types.
    #[pyo3(item)]
    heard: Option<String>,
    #[pyo3(item)]
    options: PyRef<'py, PySearchOptions>,
}

/// Answers a question with the interpreter released.
pub(super) fn answer<T: Send>(
    py: Python<'_>,
    game: &PyGame,
    question: PyQuestion,
    work: impl FnOnce(&Question) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let objective = objective(game, &question)?;
    let heard = question.heard.as_deref().map(Heard::named).transpose().map_err(raise)?;
    let (search, small) = question.options.search_of(&game.0);
    watched(py, question.options.progress(py), small, |watch| {
        work(&Question::new(&game.0, objective).heard(heard).search(search).monitor(watch))
    })
}

/// The best equilibrium, or the worst, with a bound on all.
#[pyfunction]
pub(super) fn best_equilibrium<'py>(
    py: Python<'py>,
    game: &PyGame,
    question: PyQuestion,
    worst: bool,
) -> Dict<'py> {
    let objective = objective(game, &question)?;
    let (search, small) = question.options.search_of(&game.0);
    let cut = |best: &Best| best.stopped.is_some();
    let best = kept(py, question.options.progress(py), small, cut, |watch| {
        search.best(&game.0, &objective, worst, watch)
    })?;
    let proved = best.proved();
    dict!(py,
        value: Fraction(&best.value),
        bound: Fraction(&best.bound),
        proved: proved,
        ties_broken: best.ties_broken,
        nodes: best.nodes,
        stopped: best.stopped.map(|stop| stop.to_string()),
        equilibrium: PyEquilibria(Arc::new(Equilibria::of_one(best.equilibrium))),
    )
}

/// The best under one regime.
#[pyfunction]
pub(super) fn solve_regime(
    py: Python<'_>,
    game: &PyGame,
    name: &str,
    question: PyQuestion,
) -> PyResult<PyRegime> {
    let line = regime::by_name(name).map_err(raise)?;
    let found = answer(py, game, question, |question| line.solve(question))?;
    Ok(PyRegime(Arc::new(found)))
}

/// The best under every regime.
#[pyfunction]
pub(super) fn compare_regimes<'py>(
    py: Python<'py>,
    game: &PyGame,
    question: PyQuestion,
) -> Dict<'py> {
    let all = answer(py, game, question, regime::compare)?;
    comparison_parts(py, all)
}

/// The table of regimes that were stored, and of the reasons why others are missing.
#[pyfunction]
pub(super) fn stored_comparison<'py>(
    py: Python<'py>,
    regimes: Vec<PyRef<'py, PyRegime>>,
    missing: Vec<(String, String)>,
) -> Dict<'py> {
    let regimes = regimes.iter().map(|regime| Regime::clone(&regime.0)).collect();
    let named = |(name, why): (String, String)| Ok((regime::by_name(&name)?.name, why));
    let missing = missing.into_iter().map(named).collect::<Result<_, _>>().map_err(raise)?;
    comparison_parts(py, Comparison { regimes, missing })
}

fn comparison_parts(py: Python<'_>, all: Comparison) -> Dict<'_> {
    let report = report::comparison(&all);
    let regimes = all.regimes.into_iter().map(|regime| PyRegime(Arc::new(regime)));
    dict!(py,
        regimes: regimes.collect::<Vec<_>>(),
        missing: all.missing.into_py_dict(py)?,
        text: report.to_string(),
        html: report.html(),
    )
}
