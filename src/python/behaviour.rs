//! Models of behaviour: logit equilibria.

use pyo3::prelude::*;

use super::game::PyGame;
use super::raise;
use super::run::released;
use crate::behaviour::logit::{LogitEquilibrium, LogitPath, LogitSystem};

type Probabilities = Vec<Vec<f64>>;
/// Lambda, the strategies and beliefs, the index, the error, and whether the path meets it.
type LogitParts = (f64, Probabilities, Probabilities, Probabilities, i8, f64, bool);

fn point(e: LogitEquilibrium) -> LogitParts {
    (e.lambda, e.sender, e.receiver, e.beliefs, e.index, e.error, e.principal)
}

fn points(all: Vec<LogitEquilibrium>) -> Vec<LogitParts> {
    all.into_iter().map(point).collect()
}

/// The logit system of a game.
#[pyclass(frozen, name = "LogitSystem", module = "schelling._core")]
pub(super) struct PyLogitSystem(LogitSystem);

#[pymethods]
impl PyLogitSystem {
    #[new]
    fn new(game: &PyGame, ratio: f64) -> PyResult<PyLogitSystem> {
        LogitSystem::new(&game.0, ratio).map(PyLogitSystem).map_err(raise)
    }
    /// All equilibria, the undecided places, the number of boxes, and whether all were closed.
    fn equilibria(
        &self,
        py: Python<'_>,
        lam: f64,
        max_boxes: usize,
    ) -> PyResult<(Vec<LogitParts>, Vec<Probabilities>, usize, bool)> {
        let all = released(py, || self.0.equilibria(lam, max_boxes))?;
        Ok((points(all.equilibria), all.undecided, all.boxes, all.finished))
    }
    fn path(&self, py: Python<'_>, lambda_max: f64) -> PyResult<PyLogitPath> {
        released(py, || self.0.path(lambda_max)).map(PyLogitPath)
    }
}

/// A path of logit equilibria from uniform play.
#[pyclass(frozen, name = "LogitPath", module = "schelling._core")]
pub(super) struct PyLogitPath(LogitPath);

#[pymethods]
impl PyLogitPath {
    fn points(&self) -> Vec<LogitParts> {
        points(self.0.points())
    }
    fn folds(&self) -> Vec<LogitParts> {
        points(self.0.folds())
    }
    fn bifurcations(&self) -> Vec<f64> {
        self.0.bifurcations().to_vec()
    }
    fn is_reached(&self) -> bool {
        self.0.is_reached()
    }
    fn all_at(&self, lam: f64) -> Vec<LogitParts> {
        points(self.0.all_at(lam))
    }
}
