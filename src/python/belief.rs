//! Functions of credibility and of beliefs, and comparisons of experiments.

use pyo3::prelude::*;

use super::game::PyGame;
use super::input;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::regime::{PyQuestion, PyRegime, answer};
use super::run::released;
use super::{game_error, raise_with};
use crate::exact::Q;
use crate::regime;
use crate::regime::{Curve, Envelope, Facet, Piecewise, Point, Triangle, Witness};

/// The best when reports are official with some probability only.
#[pyfunction]
pub(super) fn credibility(
    py: Python<'_>,
    game: &PyGame,
    chi: &Bound<'_, PyAny>,
    question: PyQuestion,
) -> PyResult<PyRegime> {
    let chi = input::single(chi, "chi")?;
    let found = answer(py, game, question, |question| regime::credibility(question, &chi))?;
    Ok(PyRegime(found.into()))
}

/// A piecewise linear function by its points, which the front holds.
#[pyclass(frozen, name = "Piecewise", module = "schelling._core")]
pub(super) struct PyPiecewise(Piecewise);

#[pymethods]
impl PyPiecewise {
    /// Points are rows of a place, the limit from below, the value and the limit from above.
    #[new]
    fn new(points: &Bound<'_, PyAny>) -> PyResult<PyPiecewise> {
        let point = |row: Vec<Q>| match <[Q; 4]>::try_from(row) {
            Ok([at, below, value, above]) => Ok(Point { at, below, value, above }),
            Err(_) => Err(game_error("points: each has four numbers".into())),
        };
        let points = input::table(points, "points")?.into_iter().map(point);
        Ok(PyPiecewise(Piecewise::with_points(points.collect::<PyResult<_>>()?)))
    }

    /// The value at a place; `None` outside the interval.
    fn value(&self, at: &Bound<'_, PyAny>) -> PyResult<Option<Fraction<Q>>> {
        Ok(self.0.value(&input::single(at, "the place")?).map(Fraction))
    }

    /// The indices of the points where it jumps.
    #[getter]
    fn jumps(&self) -> Vec<usize> {
        let points = self.0.points().iter().enumerate();
        points.filter(|(_, point)| point.is_jump()).map(|(i, _)| i).collect()
    }
}

/// A point of a piecewise linear function: the value there, and the limits on both sides.
#[derive(IntoPyObject)]
pub(super) struct PyPoint {
    at: Fraction<Q>,
    below: Fraction<Q>,
    value: Fraction<Q>,
    above: Fraction<Q>,
}

impl From<&Point> for PyPoint {
    fn from(point: &Point) -> PyPoint {
        PyPoint {
            at: Fraction(point.at.clone()),
            below: Fraction(point.below.clone()),
            value: Fraction(point.value.clone()),
            above: Fraction(point.above.clone()),
        }
    }
}

fn points(function: &Piecewise) -> Vec<PyPoint> {
    function.points().iter().map(PyPoint::from).collect()
}

/// The value of every probability that reports are official.
#[pyfunction]
pub(super) fn credibility_curve(
    py: Python<'_>,
    game: &PyGame,
    question: PyQuestion,
) -> PyResult<Vec<PyPoint>> {
    match answer(py, game, question, |question| Ok(regime::curve(question)))? {
        Ok(curve) => Ok(points(curve.value())),
        Err(error) => {
            let found = error.found().map(|curve: &Curve| points(curve.value()));
            Err(raise_with(py, &error, found))
        }
    }
}

/// What the receiver gets along the curve.
#[pyfunction]
pub(super) fn receiver_curve(
    py: Python<'_>,
    game: &PyGame,
    question: PyQuestion,
) -> PyResult<Vec<PyPoint>> {
    let work = |question: &regime::Question| regime::curve(question)?.receiver(question);
    Ok(points(&answer(py, game, question, work)?))
}

/// The objective by belief, with ties for it and against it, and its envelopes.
#[derive(IntoPyObject)]
pub(super) struct PyEnvelope {
    value: Vec<PyPoint>,
    worst: Vec<PyPoint>,
    concave: Vec<PyPoint>,
    quasiconcave: Vec<PyPoint>,
    replies: Vec<PyBestReply>,
    /// Whether the objective is a sender whose payoff does not depend on its type.
    transparent: bool,
}

/// A reply of the receiver, and the least and the greatest belief at which it is best.
#[derive(IntoPyObject)]
struct PyBestReply {
    action: usize,
    low: Fraction<Q>,
    high: Fraction<Q>,
}

impl From<&Envelope> for PyEnvelope {
    fn from(found: &Envelope) -> PyEnvelope {
        let reply = |(action, low, high): &(usize, Q, Q)| PyBestReply {
            action: *action,
            low: Fraction(low.clone()),
            high: Fraction(high.clone()),
        };
        PyEnvelope {
            value: points(found.value()),
            worst: points(found.worst()),
            concave: points(found.concave()),
            quasiconcave: points(found.quasiconcave()),
            replies: found.replies().iter().map(reply).collect(),
            transparent: found.is_transparent(),
        }
    }
}

/// The objective of a game with two types over the belief.
#[pyfunction]
pub(super) fn envelope(
    py: Python<'_>,
    game: &PyGame,
    question: PyQuestion,
) -> PyResult<PyEnvelope> {
    match answer(py, game, question, |question| Ok(regime::envelope(question)))? {
        Ok(found) => Ok((&found).into()),
        Err(error) => Err(raise_with(py, &error, error.found().map(PyEnvelope::from))),
    }
}

/// A polygon of beliefs, and a function that is linear on it, whose parts the front holds.
#[pyclass(frozen, name = "Facet", module = "schelling._core")]
pub(super) struct PyFacet(Facet);

#[pymethods]
impl PyFacet {
    #[new]
    fn new(corners: &Bound<'_, PyAny>, plane: &Bound<'_, PyAny>) -> PyResult<PyFacet> {
        let (corners, plane) = (input::table(corners, "corners")?, input::row(plane, "plane")?);
        if corners.iter().chain([&plane]).any(|row| row.len() != 3) {
            return Err(game_error("facets are for three types".into()));
        }
        Ok(PyFacet(Facet { action: None, corners, plane }))
    }

    /// The function at a belief.
    fn value(&self, belief: &Bound<'_, PyAny>) -> PyResult<Fraction<Q>> {
        Ok(Fraction(self.0.at(&belief_of_three(belief)?)))
    }

    /// Whether a belief is in the polygon, or on its edge.
    fn contains(&self, belief: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.0.contains(&belief_of_three(belief)?))
    }
}

fn belief_of_three(belief: &Bound<'_, PyAny>) -> PyResult<Vec<Q>> {
    let belief = input::row(belief, "belief")?;
    if belief.len() != 3 {
        return Err(game_error("belief: give a probability for each of the three types".into()));
    }
    Ok(belief)
}

/// The functions over a triangle of beliefs, whose facets the front holds. Each is `None` at a belief
/// in none of its facets.
#[pyclass(frozen, name = "Triangle", module = "schelling._core")]
pub(super) struct PyTriangle(Triangle);

#[pymethods]
impl PyTriangle {
    #[new]
    fn new(
        regions: Vec<PyRef<'_, PyFacet>>,
        concave: Vec<PyRef<'_, PyFacet>>,
        levels: Option<Vec<PyRef<'_, PyFacet>>>,
    ) -> PyTriangle {
        let each = |all: Vec<PyRef<'_, PyFacet>>| all.iter().map(|one| one.0.clone()).collect();
        PyTriangle(Triangle::with_facets(each(regions), each(concave), levels.map(each)))
    }

    fn value(&self, belief: &Bound<'_, PyAny>) -> PyResult<Option<Fraction<Q>>> {
        Ok(self.0.value_at(&belief_of_three(belief)?).map(Fraction))
    }

    fn concave(&self, belief: &Bound<'_, PyAny>) -> PyResult<Option<Fraction<Q>>> {
        Ok(self.0.concave_at(&belief_of_three(belief)?).map(Fraction))
    }

    fn quasiconcave(&self, belief: &Bound<'_, PyAny>) -> PyResult<Option<Fraction<Q>>> {
        Ok(self.0.quasiconcave_at(&belief_of_three(belief)?).map(Fraction))
    }
}

/// A facet by its parts.
#[derive(IntoPyObject)]
struct PyFacetParts {
    action: Option<usize>,
    corners: FractionRows<Vec<Vec<Q>>>,
    plane: Fractions<Vec<Q>>,
}

fn facets(facets: &[Facet]) -> Vec<PyFacetParts> {
    let parts = |facet: &Facet| PyFacetParts {
        action: facet.action,
        corners: FractionRows(facet.corners.clone()),
        plane: Fractions(facet.plane.clone()),
    };
    facets.iter().map(parts).collect()
}

/// The objective of a game with three types over the triangle of beliefs.
#[derive(IntoPyObject)]
pub(super) struct PyTriangleParts {
    regions: Vec<PyFacetParts>,
    concave: Vec<PyFacetParts>,
    quasiconcave: Option<Vec<PyFacetParts>>,
    /// Whether the objective is a sender whose payoff does not depend on its type.
    transparent: bool,
}

#[pyfunction]
pub(super) fn triangle(
    py: Python<'_>,
    game: &PyGame,
    question: PyQuestion,
) -> PyResult<PyTriangleParts> {
    let found = answer(py, game, question, regime::triangle)?;
    Ok(PyTriangleParts {
        regions: facets(found.regions()),
        concave: facets(found.concave()),
        quasiconcave: found.quasiconcave().map(facets),
        transparent: found.quasiconcave().is_some(),
    })
}

/// Why an experiment is, or is not, at least as informative as another: a garbling, or a decision
/// problem.
#[derive(IntoPyObject)]
struct PyWitness {
    garbling: Option<FractionRows<Vec<Vec<Q>>>>,
    problem: Option<PyProblem>,
}

/// Payoffs of a decision problem, and what it is worth with either experiment.
#[derive(IntoPyObject)]
struct PyProblem {
    payoffs: FractionRows<Vec<Vec<Q>>>,
    first: Fraction<Q>,
    second: Fraction<Q>,
}

impl From<Witness> for PyWitness {
    fn from(witness: Witness) -> PyWitness {
        match witness {
            Witness::Garbling(table) => {
                PyWitness { garbling: Some(FractionRows(table)), problem: None }
            }
            Witness::Problem { payoffs, first, second } => {
                let payoffs = FractionRows(payoffs);
                let problem =
                    PyProblem { payoffs, first: Fraction(first), second: Fraction(second) };
                PyWitness { garbling: None, problem: Some(problem) }
            }
        }
    }
}

/// The comparison of two experiments, from the first to the second and back.
#[derive(IntoPyObject)]
pub(super) struct PyBlackwell {
    forward: PyWitness,
    backward: PyWitness,
}

/// Experiments are tables `[signal][type]` of masses.
#[pyfunction]
pub(super) fn blackwell(
    first: &Bound<'_, PyAny>,
    second: &Bound<'_, PyAny>,
) -> PyResult<PyBlackwell> {
    let py = first.py();
    let first = input::table(first, "the first experiment")?;
    let second = input::table(second, "the second experiment")?;
    let found = released(py, || regime::blackwell(&first, &second))?;
    Ok(PyBlackwell { forward: found.forward.into(), backward: found.backward.into() })
}

/// What speaks against a rule: an action that the receiver would rather not take, or an exchange of
/// messages by which the sender gains.
#[derive(IntoPyObject)]
pub(super) struct PyCredible {
    disobedience: Option<PyDisobedience>,
    exchange: Option<PyExchange>,
}

#[derive(IntoPyObject)]
struct PyDisobedience {
    action: usize,
    better: usize,
    gain: Fraction<Q>,
}

#[derive(IntoPyObject)]
struct PyExchange {
    steps: Vec<PyExchangeStep>,
    mass: Fraction<Q>,
    gain: Fraction<Q>,
}

/// A type gives up one action and gets another.
#[derive(IntoPyObject)]
struct PyExchangeStep {
    kind: usize,
    gives: usize,
    gets: usize,
}

/// Judges a rule `[type][action]`.
#[pyfunction]
pub(super) fn credible(
    py: Python<'_>,
    game: &PyGame,
    rule: &Bound<'_, PyAny>,
) -> PyResult<PyCredible> {
    let rule = input::table(rule, "rule")?;
    let found = released(py, || game.0.credible(&rule))?;
    let disobedience = found.disobedience;
    let step = |(kind, gives, gets)| PyExchangeStep { kind, gives, gets };
    Ok(PyCredible {
        disobedience: disobedience.map(|(action, better, gain)| PyDisobedience {
            action,
            better,
            gain: Fraction(gain),
        }),
        exchange: found.exchange.map(|exchange| PyExchange {
            steps: exchange.steps.into_iter().map(step).collect(),
            mass: Fraction(exchange.mass),
            gain: Fraction(exchange.gain),
        }),
    })
}

/// Any number as an exact fraction, a float as the simplest that rounds to it.
#[pyfunction]
pub(super) fn rational(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Fraction<Q>> {
    input::single(x, path).map(Fraction)
}
