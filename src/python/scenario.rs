//! Crises from their parts, and the founding case: solved, and reported.
//!
//! Parts and reports cross as dictionaries with named fields, which serde reads and writes. They
//! hold fractions as `"p/q"`, ready for JSON.

use pyo3::prelude::*;
use pythonize::{depythonize, pythonize};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::game::PyGame;
use super::input::{self, Pairs, single};
use super::numbers::Fraction;
use super::raise;
use super::run::released;
use crate::equilibrium::Search;
use crate::error::Error;
use crate::exact::Q;
use crate::report::{self, Document};
use crate::scenario::{Council, Crisis, Horizon, Ratification, nato};

/// A part of a crisis from its fields.
fn part<T: DeserializeOwned>(fields: &Bound<'_, PyAny>, what: &str) -> PyResult<T> {
    depythonize(fields).map_err(|e| raise(Error::Game(format!("{what}: {e}"))))
}

/// A report in full, and as readers see it.
#[derive(IntoPyObject)]
pub(super) struct Rendered<'py> {
    data: Bound<'py, PyAny>,
    text: String,
    html: String,
}

impl<'py> Rendered<'py> {
    /// Solves, and renders while the limits still hold.
    fn of<T: Serialize + Send>(
        py: Python<'py>,
        solve: impl FnOnce() -> Result<T, Error> + Send,
        document: fn(&T) -> Document,
    ) -> PyResult<Rendered<'py>> {
        let (found, text, html) = released(py, || {
            let found = solve()?;
            let document = document(&found);
            Ok((found, document.to_string(), document.html()))
        })?;
        Ok(Rendered { data: pythonize(py, &found)?, text, html })
    }
}

#[pyclass(frozen, name = "Council", module = "schelling._core")]
pub(super) struct PyCouncil(Council);

#[pymethods]
impl PyCouncil {
    #[new]
    fn new(fields: &Bound<'_, PyAny>) -> PyResult<PyCouncil> {
        Ok(PyCouncil(part(fields, "council")?))
    }

    fn probability(&self, py: Python<'_>) -> PyResult<Fraction<Q>> {
        released(py, || self.0.probability()).map(Fraction)
    }

    fn pivotality(&self, py: Python<'_>, member: &str) -> PyResult<Fraction<Q>> {
        released(py, || self.0.pivotality(member)).map(Fraction)
    }

    fn marginal(&self, py: Python<'_>, member: &str) -> PyResult<Fraction<Q>> {
        released(py, || self.0.marginal(member)).map(Fraction)
    }

    fn willingness_for(
        &self,
        py: Python<'_>,
        member: &str,
        target: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Fraction<Q>>> {
        let target = single(target, "target")?;
        Ok(released(py, || self.0.willingness_for(member, &target))?.map(Fraction))
    }

    fn largest_k_for(&self, target: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
        let (py, target) = (target.py(), single(target, "target")?);
        released(py, || self.0.largest_k_for(&target))
    }
}

#[pyclass(frozen, name = "Crisis", module = "schelling._core")]
pub(super) struct PyCrisis(Crisis);

#[pymethods]
impl PyCrisis {
    #[new]
    fn new(fields: &Bound<'_, PyAny>) -> PyResult<PyCrisis> {
        Ok(PyCrisis(part(fields, "crisis")?))
    }

    fn game(&self, py: Python<'_>) -> PyResult<PyGame> {
        Ok(PyGame(released(py, || self.0.game())?.game().clone()))
    }

    /// `[type][rung]`: what it does when probed there.
    fn last_moves(&self, py: Python<'_>) -> PyResult<Vec<Vec<String>>> {
        released(py, || self.0.last_moves())
    }

    fn belief_needed(&self, py: Python<'_>, rung: usize) -> PyResult<Fraction<Q>> {
        released(py, || self.0.game().and_then(|_| self.0.belief_needed(rung))).map(Fraction)
    }

    fn report<'py>(&self, py: Python<'py>) -> PyResult<Rendered<'py>> {
        Rendered::of(py, || self.0.report(&Search::default()), report::crisis)
    }
}

/// What backward induction finds.
#[derive(IntoPyObject)]
struct PyCourse {
    defender: Fraction<Q>,
    challenger: Fraction<Q>,
    probed: Fraction<Q>,
    answered: Fraction<Q>,
    path: Vec<String>,
}

#[pyclass(frozen, name = "Horizon", module = "schelling._core")]
pub(super) struct PyHorizon(Horizon);

#[pymethods]
impl PyHorizon {
    #[new]
    fn new(fields: &Bound<'_, PyAny>) -> PyResult<PyHorizon> {
        Ok(PyHorizon(part(fields, "horizon")?))
    }

    fn solve(&self, belief: &Bound<'_, PyAny>) -> PyResult<PyCourse> {
        let (py, belief) = (belief.py(), single(belief, "belief")?);
        let course = released(py, || self.0.solve(&belief))?;
        Ok(PyCourse {
            path: course.path(),
            defender: Fraction(course.defender),
            challenger: Fraction(course.challenger),
            probed: Fraction(course.probed),
            answered: Fraction(course.answered),
        })
    }
}

#[pyclass(frozen, name = "Ratification", module = "schelling._core")]
pub(super) struct PyRatification(Ratification);

#[pymethods]
impl PyRatification {
    #[new]
    fn new(
        gain: &Bound<'_, PyAny>,
        clash: &Bound<'_, PyAny>,
        chance: &Bound<'_, PyAny>,
        loss: &Bound<'_, PyAny>,
    ) -> PyResult<PyRatification> {
        let (gain, clash) = (single(gain, "gain")?, single(clash, "clash")?);
        let (chance, loss) = (single(chance, "chance")?, single(loss, "loss")?);
        Ok(PyRatification(Ratification::new(gain, clash, chance, loss).map_err(raise)?))
    }

    #[getter]
    fn belief_needed(&self) -> Fraction<Q> {
        Fraction(self.0.belief_needed())
    }

    #[getter]
    fn window(&self) -> Fraction<Q> {
        Fraction(self.0.window())
    }

    fn assurance(&self, belief: &Bound<'_, PyAny>) -> PyResult<Option<Fraction<Q>>> {
        Ok(self.0.assurance(&single(belief, "belief")?).map_err(raise)?.map(Fraction))
    }

    fn game(&self, belief: &Bound<'_, PyAny>, assurance: &Bound<'_, PyAny>) -> PyResult<PyGame> {
        let (belief, assurance) = (single(belief, "belief")?, single(assurance, "assurance")?);
        Ok(PyGame(self.0.game(&belief, &assurance).map_err(raise)?))
    }
}

/// The game that is left when the Alliance's last move is folded in.
#[pyfunction]
pub(super) fn nato_game(rule: Option<&str>, numbers: Pairs<'_>) -> PyResult<PyGame> {
    let folded = nato::game(&parameters(rule, &numbers)?).map_err(raise)?;
    Ok(PyGame(folded.game().clone()))
}

/// A game of the founding case with its listeners, by its name.
#[pyfunction]
pub(super) fn nato_listeners(name: &str, numbers: Pairs<'_>) -> PyResult<PyGame> {
    let game = match name {
        "promise" => nato::promise,
        "bold_or_cautious" => nato::bold_or_cautious,
        "corridor" => nato::corridor,
        _ => nato::pushing_ally,
    };
    Ok(PyGame(game(&parameters(None, &numbers)?).map_err(raise)?))
}

/// The report of the founding case.
#[pyfunction]
pub(super) fn nato_report<'py>(
    py: Python<'py>,
    rule: Option<&str>,
    numbers: Pairs<'_>,
) -> PyResult<Rendered<'py>> {
    let parameters = parameters(rule, &numbers)?;
    Rendered::of(py, || nato::report(&parameters, &Search::default()), report::nato)
}

/// A claim, decided.
#[derive(IntoPyObject)]
pub(super) struct ClaimFields<'py> {
    data: Bound<'py, PyAny>,
    flips: String,
    text: String,
    html: String,
    game: Option<PyGame>,
}

/// The verdict table.
#[derive(IntoPyObject)]
pub(super) struct VerdictFields<'py> {
    text: String,
    html: String,
    claims: Vec<ClaimFields<'py>>,
}

/// One claim, or without a name all of them: those with listeners, if they are asked for.
#[pyfunction]
pub(super) fn nato_claims<'py>(
    py: Python<'py>,
    id: Option<&str>,
    rule: Option<&str>,
    numbers: Pairs<'_>,
    heard: bool,
) -> PyResult<VerdictFields<'py>> {
    let parameters = parameters(rule, &numbers)?;
    let (verdicts, text, html) = released(py, || {
        let verdicts = match id {
            Some(id) => nato::Verdicts(vec![nato::claim(id, &parameters)?]),
            None if heard => nato::heard(&parameters)?,
            None => nato::claims(&parameters)?,
        };
        let document = report::claims(&verdicts);
        Ok((verdicts, document.to_string(), document.html()))
    })?;
    let fields = |claim: &nato::Claim| {
        let document = report::claim(claim);
        Ok(ClaimFields {
            data: pythonize(py, claim)?,
            flips: claim.flips(),
            text: document.to_string(),
            html: document.html(),
            game: claim.game.clone().map(PyGame),
        })
    };
    let claims = verdicts.0.iter().map(fields).collect::<PyResult<_>>()?;
    Ok(VerdictFields { text, html, claims })
}

/// The illustrative defaults, with another decision rule and other numbers where given.
fn parameters(
    rule: Option<&str>,
    numbers: &[(String, Bound<'_, PyAny>)],
) -> PyResult<nato::Parameters> {
    let mut parameters = nato::Parameters::default();
    if let Some(rule) = rule {
        parameters.council.rule = nato::rule(rule).map_err(raise)?;
    }
    for (path, value) in input::pairs(numbers, "numbers")? {
        parameters = parameters.with(&path, value).map_err(raise)?;
    }
    Ok(parameters)
}
