//! Equilibria as Python holds them: handles on one shared result, whose numbers are converted on
//! demand.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::batch::{payoff_column, payoffs};
use super::dict::{Dict, Dicts, dict, dicts};
use super::game::{PyGame, owned};
use super::input::row;
use super::noisy::PyNoisyGame;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::raise;
use super::run::{checkpoint, from_json, released, to_json};
use crate::equilibrium::{
    Distinct, Equilibria, Equilibrium, Filter, Grouping, Kind, Ranges, Reply,
};
use crate::exact::Q;
use crate::regime::Objective;
use crate::report::{self, OutcomeList};

/// A game of either kind.
#[derive(FromPyObject)]
enum Owner<'py> {
    Plain(PyRef<'py, PyGame>),
    Noisy(PyRef<'py, PyNoisyGame>),
}

/// A result. Everything is in declared order; the front puts the labels on.
#[pyclass(frozen, eq, name = "Equilibria", module = "schelling._core")]
#[derive(PartialEq, Eq)]
pub(super) struct PyEquilibria(pub Arc<Equilibria>);

#[pymethods]
impl PyEquilibria {
    /// The result that was saved with a game of either kind.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str, game: Owner<'_>) -> PyResult<Self> {
        let all: Equilibria = from_json(py, text)?;
        owned(match game {
            Owner::Plain(game) => game.0 == *all.game() && all.channel().is_none(),
            Owner::Noisy(noisy) => {
                noisy.0.game() == all.game() && all.channel() == Some(noisy.0.channel())
            }
        })?;
        Ok(PyEquilibria(Arc::new(all)))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        to_json(py, &*self.0)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn item(&self, i: usize) -> PyResult<PyEquilibrium> {
        if i >= self.0.len() {
            return Err(PyIndexError::new_err("there is no such outcome"));
        }
        Ok(PyEquilibrium { all: self.0.clone(), index: i })
    }

    #[getter]
    fn stopped(&self) -> Option<String> {
        self.0.stopped().map(|stop| stop.to_string())
    }

    #[getter]
    fn distinct(&self) -> Option<&'static str> {
        self.0.distinct().map(Distinct::name)
    }

    /// One member of each class of outcomes.
    fn one_of_each(&self, py: Python<'_>, distinct: &str) -> PyResult<Self> {
        let distinct = distinct.parse().map_err(raise)?;
        released(py, || Ok(PyEquilibria(Arc::new(self.0.one_of_each(distinct)))))
    }

    #[getter]
    fn refined_by(&self) -> Vec<String> {
        self.0.refined_by().to_vec()
    }

    #[getter]
    fn components(&self) -> Vec<Vec<usize>> {
        self.0.components().to_vec()
    }

    #[getter]
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, count, _) in self.0.stats().rows() {
            dict.set_item(name, count)?;
        }
        Ok(dict)
    }

    /// The index of the first outcome that is best for a player or a type.
    fn best(&self, py: Python<'_>, of: &str) -> PyResult<Option<usize>> {
        released(py, || Objective::named(self.0.game(), of)?.best(&self.0))
    }

    /// Groups of outcomes that have something in common, as indices.
    fn by(&self, py: Python<'_>, what: &str) -> PyResult<Vec<Vec<usize>>> {
        released(py, || Ok(self.0.by(Grouping::named(what)?)))
    }

    /// Groups of outcomes that survive the same tests: the names of these, and indices.
    fn by_survival(&self, py: Python<'_>) -> PyResult<Vec<(Vec<&'static str>, Vec<usize>)>> {
        released(py, || self.0.by_survival())
    }

    /// The indices of the outcomes for which all conditions hold; `replies` has pairs of a message
    /// and the reply to it.
    fn matching(
        &self,
        py: Python<'_>,
        kinds: Option<Vec<String>>,
        components: Option<Vec<usize>>,
        messages: Vec<usize>,
        replies: Vec<(usize, Bound<'_, PyAny>)>,
        actions: Vec<usize>,
    ) -> PyResult<Vec<usize>> {
        let kind = |name: &String| Kind::ALL.into_iter().find(|kind| kind.name() == name);
        let reply = |(m, given): (usize, Bound<'_, PyAny>)| Ok((m, row(&given, "reply")?));
        let filter = Filter {
            kinds: kinds.map(|names| names.iter().filter_map(kind).collect()),
            components,
            messages,
            replies: replies.into_iter().map(reply).collect::<PyResult<_>>()?,
            actions,
        };
        released(py, || Ok(self.0.matching(&filter)))
    }

    /// The indices of the outcomes on the Pareto frontier of types and receiver.
    fn pareto(&self, py: Python<'_>) -> PyResult<Vec<usize>> {
        released(py, || Ok(self.0.pareto()))
    }

    /// The dimension of the least flat that contains a component, by its place in the list.
    fn dimension(&self, py: Python<'_>, place: usize) -> PyResult<usize> {
        released(py, || Ok(self.0.dimension(&self.0.components()[place])))
    }

    /// The least and the largest payoffs, probabilities of messages and of replies in a component,
    /// each flat.
    fn ranges<'py>(&self, py: Python<'py>, place: usize) -> Dict<'py> {
        let all = &self.0;
        let outcomes = &all.components()[place];
        let (payoffs, sender, receiver) = released(py, || {
            let sender = all.sender_ranges(outcomes);
            Ok((all.payoff_ranges(outcomes), sender, all.reply_ranges(outcomes)))
        })?;
        let both = |ranges: Ranges| {
            let flat = |side: Vec<Option<Q>>| {
                side.into_iter().map(|x| x.map(Fraction)).collect::<Vec<_>>()
            };
            (flat(ranges.low), flat(ranges.high))
        };
        dict!(py, payoffs: both(payoffs), sender: both(sender), receiver: both(receiver))
    }

    /// The list of the outcomes at these indices.
    fn select(&self, indices: Vec<usize>) -> PyResult<PyEquilibria> {
        if indices.iter().any(|&i| i >= self.0.len()) {
            return Err(PyIndexError::new_err("there is no such outcome"));
        }
        Ok(PyEquilibria(Arc::new(self.0.select(&indices))))
    }

    #[getter]
    fn selected_from(&self) -> Option<usize> {
        self.0.selected_from()
    }

    /// The kinds that some outcome is of.
    #[getter]
    fn kinds(&self) -> HashSet<&'static str> {
        self.0.iter().map(|eq| eq.kind().name()).collect()
    }

    /// The least or the most that a player gets, a column of [`PAYOFFS`](super::batch::PAYOFFS).
    fn payoff(&self, column: &str) -> PyResult<Option<Fraction<Q>>> {
        let column = payoff_column(column)?;
        Ok(payoffs(&self.0)[column].take().map(Fraction))
    }

    fn ledger(&self) -> String {
        self.0.stats().to_string()
    }

    #[getter]
    fn summary(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::tally(&self.0)))
    }

    fn report(&self, py: Python<'_>, whole: bool) -> PyResult<String> {
        released(py, || Ok(text(&*self.0, whole)))
    }

    fn report_html(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::brief(&*self.0).html()))
    }

    fn report_latex(&self, py: Python<'_>, whole: bool) -> PyResult<String> {
        released(py, || Ok(latex(&*self.0, whole)))
    }
}

/// A list as text: all of it, or what a screen shows.
pub(super) fn text(all: &impl OutcomeList, whole: bool) -> String {
    if whole { report::equilibria(all).to_string() } else { report::brief(all).to_string() }
}

/// A list as LaTeX: a table of all outcomes, or what a screen shows.
pub(super) fn latex(all: &impl OutcomeList, whole: bool) -> String {
    if whole { report::outline(all, usize::MAX).latex() } else { report::brief(all).latex() }
}

/// One outcome of a result.
#[pyclass(frozen, eq, hash, name = "Equilibrium", module = "schelling._core")]
pub(super) struct PyEquilibrium {
    all: Arc<Equilibria>,
    index: usize,
}

impl PyEquilibrium {
    pub(super) fn get(&self) -> &Equilibrium {
        &self.all[self.index]
    }

    /// What the receiver sees.
    fn seen(&self) -> std::ops::Range<usize> {
        0..self.all.seen().len()
    }
}

impl PartialEq for PyEquilibrium {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Hash for PyEquilibrium {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.get().hash(state);
    }
}

/// A reply, the belief behind it, and the corners of all beliefs that support it.
pub(super) fn reply<'py>(py: Python<'py>, reply: &Reply) -> Dict<'py> {
    dict!(py,
        reply: Fractions(&reply.reply),
        belief: Fractions(&reply.belief),
        beliefs: FractionRows(&reply.beliefs),
        later: FractionRows(&reply.later),
    )
}

#[pymethods]
impl PyEquilibrium {
    #[getter]
    fn sender(&self) -> FractionRows<&[Vec<Q>]> {
        FractionRows(self.get().sender())
    }

    #[getter]
    fn receiver(&self) -> Vec<Option<Fractions<&[Q]>>> {
        self.seen().map(|m| self.get().receiver(m).map(Fractions)).collect()
    }

    #[getter]
    fn beliefs(&self) -> Vec<Option<Fractions<&[Q]>>> {
        self.seen().map(|m| self.get().belief(m).map(Fractions)).collect()
    }

    /// `[information set][message]`: what it believes, where a sender of the message meets it.
    #[getter]
    fn reader_beliefs(&self) -> Vec<Vec<Option<Fractions<Vec<Q>>>>> {
        let beliefs =
            |r: usize| self.seen().map(|m| self.get().reader_belief(r, m).map(Fractions)).collect();
        (0..self.all.game().information_sets().len()).map(beliefs).collect()
    }

    #[getter]
    fn reader_payoffs(&self) -> Fractions<Vec<Q>> {
        Fractions(self.get().reader_payoffs())
    }

    /// The replies of readers whom the senders of a message never meet.
    fn unexpected<'py>(&self, py: Python<'py>, m: usize) -> Dicts<'py> {
        let found = released(py, || Ok(self.get().unexpected(m)))?;
        dicts(&found, |one| {
            checkpoint(py)?;
            reply(py, one)
        })
    }

    fn off_path<'py>(&self, py: Python<'py>, m: usize) -> Dicts<'py> {
        let found = released(py, || Ok(self.get().off_path(m)))?;
        // there may be so many that limits are met while they become Python's
        dicts(&found, |one| {
            checkpoint(py)?;
            reply(py, one)
        })
    }

    /// The replies to a signal that is never seen with those to all that hang together with it: the
    /// signals, and for each profile the replies and the chains of beliefs.
    fn off_path_profiles<'py>(&self, py: Python<'py>, s: usize) -> Dicts<'py> {
        let found = released(py, || Ok(self.get().off_path_profiles(s)))?;
        dicts(&found, |one| {
            checkpoint(py)?;
            let beliefs = one.beliefs.iter().map(|chain| FractionRows(chain.as_slice()));
            dict!(py,
                signals: &one.signals,
                replies: FractionRows(&one.replies),
                beliefs: beliefs.collect::<Vec<_>>(),
            )
        })
    }

    /// The indices of what is seen on the path: signals, or messages.
    #[getter]
    fn seen_on_path(&self) -> Vec<usize> {
        self.get().seen_on_path()
    }

    fn probability_seen(&self, s: usize) -> Fraction<Q> {
        Fraction(self.get().probability_seen(s))
    }

    /// The lottery over actions that a type meets who sends a message, on the path.
    fn met(&self, t: usize, m: usize) -> Option<Fractions<Vec<Q>>> {
        self.get().met(t, m).map(|met| Fractions(met.into_owned()))
    }

    /// A reply to every message, and a belief behind each.
    fn assessment<'py>(&self, py: Python<'py>) -> Dict<'py> {
        let (replies, beliefs) = released(py, || Ok(self.get().assessment()))?;
        let beliefs: Vec<Vec<Q>> = beliefs.into_iter().flatten().collect();
        dict!(py, replies: FractionRows(replies), beliefs: FractionRows(beliefs))
    }

    #[getter]
    fn on_path(&self) -> Vec<usize> {
        self.get().on_path()
    }

    #[getter]
    fn kind(&self) -> &'static str {
        self.get().kind().name()
    }

    #[getter]
    fn is_influential(&self) -> bool {
        self.get().is_influential()
    }

    #[getter]
    fn partition(&self) -> Option<Vec<Vec<usize>>> {
        self.get().partition()
    }

    #[getter]
    fn action_information(&self) -> f64 {
        self.get().action_information()
    }

    #[getter]
    fn component(&self) -> usize {
        self.get().component()
    }

    #[getter]
    fn relabellings(&self) -> u128 {
        self.get().relabellings()
    }

    #[getter]
    fn reply_copies(&self) -> u128 {
        self.get().reply_copies()
    }

    #[getter]
    fn rule(&self) -> FractionRows<Vec<Vec<Q>>> {
        FractionRows(self.get().rule())
    }

    #[getter]
    fn information(&self) -> f64 {
        self.get().information()
    }

    #[getter]
    fn value_of_information(&self) -> Fraction<Q> {
        Fraction(self.get().value_of_information())
    }

    /// `[signal][type]`: the probability of the type and the message, for messages on the path.
    #[getter]
    fn masses(&self) -> FractionRows<Vec<Vec<Q>>> {
        FractionRows(self.get().masses())
    }

    fn probability(&self, m: usize) -> Fraction<Q> {
        Fraction(self.get().probability(m))
    }

    fn credibility(&self, m: usize, types: Vec<usize>) -> Option<Fraction<Q>> {
        self.get().credibility(m, &types).map(Fraction)
    }

    fn bluff_rate(&self, messages: Vec<usize>, types: Vec<usize>) -> Option<Fraction<Q>> {
        self.get().bluff_rate(&messages, &types).map(Fraction)
    }

    fn called(
        &self,
        messages: Vec<usize>,
        actions: Vec<usize>,
        types: Vec<usize>,
    ) -> Option<Fraction<Q>> {
        self.get().called(&messages, &actions, &types).map(Fraction)
    }

    fn at_least_as_informative_as(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        released(py, || self.get().at_least_as_informative_as(other.get()))
    }

    #[getter]
    fn sender_payoffs(&self) -> Fractions<&[Q]> {
        Fractions(self.get().sender_payoffs())
    }

    #[getter]
    fn sender_payoff(&self) -> Fraction<Q> {
        Fraction(self.get().sender_payoff())
    }

    #[getter]
    fn receiver_payoff(&self) -> Fraction<&Q> {
        Fraction(self.get().receiver_payoff())
    }

    #[getter]
    fn summary(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::summary(self.get())))
    }

    fn sentence(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::sentence(self.get())))
    }

    fn report(&self, py: Python<'_>, whole: bool) -> PyResult<String> {
        let report = if whole { report::full } else { report::equilibrium };
        released(py, || Ok(report(self.get()).to_string()))
    }

    fn report_html(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::equilibrium(self.get()).html()))
    }

    fn report_latex(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::equilibrium(self.get()).latex()))
    }
}
