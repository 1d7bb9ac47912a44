//! Equilibria of games in which audiences hear words of their own, as Python holds them.

use std::sync::Arc;

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;

use super::dict::{Dict, Dicts, dict, dicts};
use super::equilibria::{latex, text};
use super::game::{PyGame, owned, verdict};
use super::input;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::run::{checkpoint, from_json, kept, released, to_json};
use super::search::PySearchOptions;
use crate::equilibrium::{Filter, Grouping, Kind, WordEquilibria, WordEquilibrium};
use crate::exact::Q;
use crate::game::WordProfile;
use crate::report::{self, OutcomeList};

/// A result. Everything is in declared order; the front puts the labels on.
#[pyclass(frozen, eq, name = "WordEquilibria", module = "schelling._core")]
#[derive(PartialEq, Eq)]
pub(super) struct PyWordEquilibria(Arc<WordEquilibria>);

impl PyWordEquilibria {
    fn get(&self, i: usize) -> PyResult<&WordEquilibrium> {
        let found = self.0.iter().nth(i);
        found.ok_or_else(|| PyIndexError::new_err("there is no such outcome"))
    }
}

#[pymethods]
impl PyWordEquilibria {
    /// All equilibria of a game.
    #[staticmethod]
    fn of(py: Python<'_>, game: &PyGame, options: &PySearchOptions) -> PyResult<Self> {
        let (search, small) = options.search_of(&game.0);
        let cut = |all: &WordEquilibria| !all.complete();
        let progress = options.progress(py);
        let all = kept(py, progress, small, cut, |watch| search.run_words(&game.0, watch))?;
        Ok(PyWordEquilibria(Arc::new(all)))
    }

    /// The result that was saved with a game.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str, game: &PyGame) -> PyResult<Self> {
        let all: WordEquilibria = from_json(py, text)?;
        owned(game.0 == *all.game())?;
        Ok(PyWordEquilibria(Arc::new(all)))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        to_json(py, &*self.0)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    #[getter]
    fn stopped(&self) -> Option<String> {
        self.0.stopped().map(|stop| stop.to_string())
    }

    #[getter]
    fn selected_from(&self) -> Option<usize> {
        self.0.selected_from()
    }

    /// The part of the list with the outcomes at these indices, ascending.
    fn select(&self, indices: Vec<usize>) -> PyResult<Self> {
        indices.iter().try_for_each(|&i| self.get(i).map(|_| ()))?;
        Ok(PyWordEquilibria(Arc::new(self.0.select(&indices))))
    }

    /// Groups of outcomes that have something in common, as indices.
    fn by(&self, py: Python<'_>, what: &str) -> PyResult<Vec<Vec<usize>>> {
        released(py, || Ok(self.0.by(Grouping::named(what)?)))
    }

    /// The indices of the outcomes that no other dominates.
    fn pareto(&self, py: Python<'_>) -> PyResult<Vec<usize>> {
        released(py, || Ok(self.0.pareto()))
    }

    /// The indices of the outcomes for which all conditions hold.
    fn matching(
        &self,
        py: Python<'_>,
        kinds: Option<Vec<String>>,
        components: Option<Vec<usize>>,
        messages: Vec<usize>,
    ) -> PyResult<Vec<usize>> {
        let kind = |name: &String| Kind::ALL.into_iter().find(|kind| kind.name() == name);
        let kinds = kinds.map(|names| names.iter().filter_map(kind).collect());
        let filter = Filter { kinds, components, messages, ..Filter::default() };
        released(py, || Ok(self.0.matching(&filter)))
    }

    fn expanded(&self, py: Python<'_>) -> PyResult<Self> {
        released(py, || Ok(PyWordEquilibria(Arc::new(self.0.expanded()))))
    }

    /// What an outcome says: `sender[type][message]`, `words[audience][type][message][word]`,
    /// `receiver` and `beliefs` `[information set][message][word]`, `None` where a word is not said.
    fn item<'py>(&self, py: Python<'py>, i: usize) -> Dict<'py> {
        let eq = self.get(i)?;
        let game = eq.game();
        let messages = 0..game.messages().len();
        let sets = game.information_sets().iter().enumerate();
        let of_set = |part: &dyn Fn(usize, usize, usize) -> Option<Vec<Q>>| {
            let words = |r: usize, m: usize, i: usize| -> Vec<Option<Fractions<Vec<Q>>>> {
                (0..game.word_count(i)).map(|w| part(r, m, w).map(Fractions)).collect()
            };
            let rows = |(r, i): (usize, usize)| -> Vec<_> {
                messages.clone().map(|m| words(r, m, i)).collect()
            };
            sets.clone().map(|(r, set)| rows((r, set.audience()))).collect::<Vec<_>>()
        };
        let words: Vec<Vec<FractionRows<&[Vec<Q>]>>> = (eq.words().iter())
            .map(|types| types.iter().map(|rows| FractionRows(rows.as_slice())).collect())
            .collect();
        dict!(py,
            sender: FractionRows(eq.sender()),
            words: words,
            receiver: of_set(&|r, m, w| eq.reply(r, m, w).map(<[Q]>::to_vec)),
            beliefs: of_set(&|r, m, w| eq.belief(r, m, w)),
            posterior: messages.clone().map(|m| eq.posterior(m).map(Fractions)).collect::<Vec<_>>(),
            on_path: eq.on_path(),
            component: eq.component(),
            kind: eq.kind().name(),
            rule: FractionRows(&eq.rule()),
            relabellings: eq.relabellings(),
            sender_payoffs: Fractions(eq.sender_payoffs()),
            sender_payoff: Fraction(eq.sender_payoff()),
            reader_payoffs: Fractions(eq.reader_payoffs()),
            receiver_payoff: Fraction(eq.receiver_payoff()),
        )
    }

    /// The extreme replies to a message that nobody sends, `[information set][word]`.
    fn off_path<'py>(&self, py: Python<'py>, i: usize, m: usize) -> Dicts<'py> {
        let eq = self.get(i)?;
        let found = released(py, || Ok(eq.off_path(m)))?;
        dicts(&found, |one| {
            checkpoint(py)?;
            let rows = one.iter().map(|words| FractionRows(words.as_slice()));
            dict!(py, replies: rows.collect::<Vec<_>>())
        })
    }

    /// Replies to everything: `[information set][message][word]`.
    fn replies<'py>(&self, py: Python<'py>, i: usize) -> Dict<'py> {
        let eq = self.get(i)?;
        let profile = released(py, || Ok(eq.profile()))?;
        let rows = profile.receiver().iter();
        let rows = rows.map(|of| of.iter().map(|row| FractionRows(row.as_slice())).collect());
        dict!(py, receiver: rows.collect::<Vec<Vec<_>>>())
    }

    /// The check of an outcome, with replies to everything.
    fn verify<'py>(&self, py: Python<'py>, i: usize) -> Dict<'py> {
        let eq = self.get(i)?;
        verdict(py, &released(py, || Ok(eq.profile().verify()))?, "message")
    }

    /// The list as text: on a screen, or all of it.
    fn report(&self, py: Python<'_>, whole: bool) -> PyResult<String> {
        released(py, || Ok(text(&*self.0, whole)))
    }

    fn report_html(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(report::brief(&*self.0).html()))
    }

    fn report_latex(&self, py: Python<'_>, whole: bool) -> PyResult<String> {
        released(py, || Ok(latex(&*self.0, whole)))
    }

    #[getter]
    fn summary(&self) -> String {
        OutcomeList::tally(&*self.0)
    }

    /// An outcome as text: on a screen, or all of it.
    fn outcome_report(&self, py: Python<'_>, i: usize, whole: bool) -> PyResult<String> {
        let eq = self.get(i)?;
        let shown = if whole { report::full_word_equilibrium } else { report::word_equilibrium };
        released(py, || Ok(shown(eq).to_string()))
    }

    fn outcome_html(&self, py: Python<'_>, i: usize) -> PyResult<String> {
        let eq = self.get(i)?;
        released(py, || Ok(report::word_equilibrium(eq).html()))
    }

    fn sentence(&self, py: Python<'_>, i: usize) -> PyResult<String> {
        let eq = self.get(i)?;
        released(py, || Ok(report::word_sentence(eq)))
    }
}

/// The check of a profile: `sender[type][message]`, `words[audience][type][message][word]` and
/// `receiver[information set][message][word][action]`.
#[pyfunction]
pub(super) fn verify_words<'py>(
    py: Python<'py>,
    game: &PyGame,
    sender: &Bound<'py, PyAny>,
    words: Vec<Bound<'py, PyAny>>,
    receiver: Vec<Bound<'py, PyAny>>,
) -> Dict<'py> {
    let sender = input::table(sender, "sender")?;
    let tables = |given: &[Bound<'py, PyAny>], path: &str| {
        given.iter().map(|table| input::typed_table(table, path)).collect::<PyResult<Vec<_>>>()
    };
    let (words, receiver) = (tables(&words, "words")?, tables(&receiver, "receiver")?);
    let check = || Ok(WordProfile::new(&game.0, sender, words, receiver)?.verify());
    verdict(py, &released(py, check)?, "message")
}
