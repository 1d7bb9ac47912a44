//! The options of a search, as the front passes them.

use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::raise;
use crate::equilibrium::{Distinct, Search};
use crate::game::Game;

/// The options of a search; those that are not given have the core's defaults.
#[pyclass(frozen, name = "SearchOptions", module = "schelling._core")]
pub(super) struct PySearchOptions {
    time_limit: Option<Duration>,
    threads: Option<usize>,
    max_faces: Option<usize>,
    max_outcomes: Option<usize>,
    distinct: Option<Distinct>,
    progress: Option<Py<PyAny>>,
}

#[pymethods]
impl PySearchOptions {
    /// `time_limit` is in seconds; `progress` is called with the share of the search that is done.
    #[new]
    #[pyo3(signature = (
        *, time_limit=None, threads=None, max_faces=None, max_outcomes=None, distinct=None,
        progress=None
    ))]
    fn new(
        time_limit: Option<f64>,
        threads: Option<usize>,
        max_faces: Option<usize>,
        max_outcomes: Option<usize>,
        distinct: Option<&str>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PySearchOptions> {
        let time_limit = time_limit.map(duration).transpose()?;
        let distinct = distinct.map(str::parse).transpose().map_err(raise)?;
        Ok(PySearchOptions { time_limit, threads, max_faces, max_outcomes, distinct, progress })
    }
}

/// Cells of a game up to which its equilibria are searched for on the calling thread: the search
/// takes less time than a thread takes to start.
const SMALL: usize = 32;

impl PySearchOptions {
    /// The search with these options.
    pub(super) fn search(&self) -> Search {
        let search = Search::default();
        let search = self.threads.into_iter().fold(search, Search::threads);
        let search = self.time_limit.into_iter().fold(search, Search::time_limit);
        let search = self.max_faces.into_iter().fold(search, Search::max_faces);
        let search = self.max_outcomes.into_iter().fold(search, Search::max_outcomes);
        self.distinct.into_iter().fold(search, Search::distinct)
    }

    /// The search of one game, and whether it takes less time than a thread takes to start.
    pub(super) fn search_of(&self, game: &Game) -> (Search, bool) {
        let cells = game.types().len() * game.messages().len() * game.actions().len();
        let small = cells <= SMALL && self.threads.is_none_or(|n| n == 1);
        let alone = small && self.threads.is_none();
        (if alone { self.search().threads(1) } else { self.search() }, small)
    }

    pub(super) fn progress(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.progress.as_ref().map(|progress| progress.clone_ref(py))
    }
}

/// A time limit in seconds.
pub(super) fn duration(seconds: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|e| PyValueError::new_err(format!("time_limit: {e}")))
}
