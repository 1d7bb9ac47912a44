//! Functions of credibility and of beliefs, and comparisons of experiments.

use pyo3::prelude::*;

use super::dict::{Dict, Dicts, dict, dicts};
use super::game::PyGame;
use super::numbers::{Fraction, FractionRows, Fractions};
use super::regime::{PyQuestion, PyRegime, answer};
use super::run::released;
use super::{game_error, in_parts, input};
use crate::exact::Q;
use crate::regime;
use crate::regime::{Envelope, Exchange, Facet, Piecewise, Point, Triangle, Witness};

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

/// A piecewise linear function, made of the points that the front holds.
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

/// The points of a piecewise linear function: the value at each, and the limits on both sides.
fn points<'py>(py: Python<'py>, function: &Piecewise) -> Dicts<'py> {
    dicts(function.points(), |point| {
        dict!(py,
            at: Fraction(&point.at),
            below: Fraction(&point.below),
            value: Fraction(&point.value),
            above: Fraction(&point.above),
        )
    })
}

/// The value of every probability that reports are official.
#[pyfunction]
pub(super) fn credibility_curve<'py>(
    py: Python<'py>,
    game: &PyGame,
    question: PyQuestion,
) -> Dicts<'py> {
    let found = answer(py, game, question, |question| Ok(regime::curve(question)))?;
    in_parts(py, found, |curve| points(py, curve.value()))
}

/// What the receiver gets along the curve.
#[pyfunction]
pub(super) fn receiver_curve<'py>(
    py: Python<'py>,
    game: &PyGame,
    question: PyQuestion,
) -> Dicts<'py> {
    let work = |question: &regime::Question| regime::curve(question)?.receiver(question);
    points(py, &answer(py, game, question, work)?)
}

/// The objective of a game with two types over the belief, with ties for it and against it, and its
/// envelopes.
#[pyfunction]
pub(super) fn envelope<'py>(py: Python<'py>, game: &PyGame, question: PyQuestion) -> Dict<'py> {
    let reply = |(action, low, high): &(usize, Q, Q)| {
        dict!(py,
            action: action,
            low: Fraction(low),
            high: Fraction(high),
        )
    };
    let parts = |found: &Envelope, transparent: bool| {
        dict!(py,
            value: points(py, found.value())?,
            worst: points(py, found.worst())?,
            concave: points(py, found.concave())?,
            quasiconcave: points(py, found.quasiconcave())?,
            replies: dicts(found.replies(), reply)?,
            transparent: transparent,
        )
    };
    let work = |question: &regime::Question| {
        Ok((regime::envelope(question), question.objective().is_transparent(&game.0)))
    };
    let (found, transparent) = answer(py, game, question, work)?;
    in_parts(py, found, |found| parts(found, transparent))
}

/// A polygon of beliefs and a function that is linear on it, made of parts that the front holds.
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

/// The functions over a triangle of beliefs, made of facets that the front holds. Each is `None` at
/// a belief that is in none of its facets.
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

/// Polygons of beliefs, and the plane of values over each.
fn facets<'py>(py: Python<'py>, facets: &[Facet]) -> Dicts<'py> {
    dicts(facets, |facet| {
        dict!(py,
            action: facet.action,
            corners: FractionRows(&facet.corners),
            plane: Fractions(&facet.plane),
        )
    })
}

/// The objective of a game with three types over the triangle of beliefs.
#[pyfunction]
pub(super) fn triangle<'py>(py: Python<'py>, game: &PyGame, question: PyQuestion) -> Dict<'py> {
    let found = answer(py, game, question, regime::triangle)?;
    dict!(py,
        regions: facets(py, found.regions())?,
        concave: facets(py, found.concave())?,
        quasiconcave: found.quasiconcave().map(|levels| facets(py, levels)).transpose()?,
        transparent: found.quasiconcave().is_some(),
    )
}

/// Why an experiment is, or is not, at least as informative as another: a garbling, or a decision
/// problem with its worth under each.
fn witness<'py>(py: Python<'py>, witness: &Witness) -> Dict<'py> {
    let none = py.None();
    match witness {
        Witness::Garbling(table) => dict!(py, garbling: FractionRows(table), problem: none),
        Witness::Problem { payoffs, first, second } => {
            let problem = dict!(py,
                payoffs: FractionRows(payoffs),
                first: Fraction(first),
                second: Fraction(second),
            )?;
            dict!(py, garbling: none, problem: problem)
        }
    }
}

/// The comparison of two experiments, tables `[signal][type]` of masses.
#[pyfunction]
pub(super) fn blackwell<'py>(first: &Bound<'py, PyAny>, second: &Bound<'py, PyAny>) -> Dict<'py> {
    let py = first.py();
    let first = input::table(first, "the first experiment")?;
    let second = input::table(second, "the second experiment")?;
    let found = released(py, || regime::blackwell(&first, &second))?;
    dict!(py, forward: witness(py, &found.forward)?, backward: witness(py, &found.backward)?)
}

/// What speaks against a rule `[type][action]`: an action that the receiver would rather not take,
/// or an exchange of messages by which the sender gains.
#[pyfunction]
pub(super) fn credible<'py>(py: Python<'py>, game: &PyGame, rule: &Bound<'py, PyAny>) -> Dict<'py> {
    let rule = input::table(rule, "rule")?;
    let found = released(py, || game.0.credible(&rule))?;
    let disobedience = |(action, better, gain): (usize, usize, Q)| {
        dict!(py,
            action: action,
            better: better,
            gain: Fraction(gain),
        )
    };
    let step = |&(kind, gives, gets): &(usize, usize, usize)| {
        dict!(py,
            kind: kind,
            gives: gives,
            gets: gets,
        )
    };
    let exchange = |exchange: Exchange| {
        let steps = dicts(&exchange.steps, step)?;
        dict!(py, steps: steps, mass: Fraction(exchange.mass), gain: Fraction(exchange.gain))
    };
    dict!(py,
        disobedience: found.disobedience.map(disobedience).transpose()?,
        exchange: found.exchange.map(exchange).transpose()?,
    )
}

/// Any number as an exact fraction, a float as the simplest that rounds to it.
#[pyfunction]
pub(super) fn rational(x: &Bound<'_, PyAny>, path: &str) -> PyResult<Fraction<Q>> {
    input::single(x, path).map(Fraction)
}
