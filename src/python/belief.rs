//! Functions of credibility and of beliefs, and what experiments say.

use pyo3::prelude::*;

use super::game::PyGame;
use super::input;
use super::numbers::{fraction, fractions};
use super::raise_with;
use super::regime::{Asked, PyRegime, Row, answer};
use super::run::released;
use crate::regime;
use crate::regime::{Curve, Envelope, Facet, Piecewise, Point, Witness};

/// The best when reports are official with some probability only.
#[pyfunction]
pub(super) fn credibility(
    py: Python<'_>,
    game: &PyGame,
    chi: &Bound<'_, PyAny>,
    asked: Asked,
) -> PyResult<PyRegime> {
    let chi = input::single(chi, "chi")?;
    let found = answer(py, game, asked, |question| regime::credibility(question, &chi))?;
    Ok(PyRegime(found.into()))
}

/// Points of a function: place, limit from below, value, limit from above.
type Points<'py> = Vec<Row<'py>>;

fn points<'py>(py: Python<'py>, function: &Piecewise) -> PyResult<Points<'py>> {
    let row = |p: &Point| {
        fractions(py, &[p.at.clone(), p.below.clone(), p.value.clone(), p.above.clone()])
    };
    function.points().iter().map(row).collect()
}

/// The value of every probability that reports are official.
#[pyfunction]
pub(super) fn credibility_curve<'py>(
    py: Python<'py>,
    game: &PyGame,
    asked: Asked,
) -> PyResult<Points<'py>> {
    match answer(py, game, asked, |question| Ok(regime::curve(question)))? {
        Ok(curve) => points(py, curve.value()),
        Err(error) => {
            let found = error.found().map(|curve: &Curve| points(py, curve.value()));
            Err(raise_with(py, &error, found.transpose()?))
        }
    }
}

/// What the receiver gets along the curve.
#[pyfunction]
pub(super) fn receiver_curve<'py>(
    py: Python<'py>,
    game: &PyGame,
    asked: Asked,
) -> PyResult<Points<'py>> {
    let work = |question: &regime::Question| regime::curve(question)?.receiver(question);
    points(py, &answer(py, game, asked, work)?)
}

/// The objective by belief: with ties for it and against it, and the two envelopes.
#[pyfunction]
pub(super) fn envelope<'py>(
    py: Python<'py>,
    game: &PyGame,
    asked: Asked,
) -> PyResult<[Points<'py>; 4]> {
    let parts = |found: &Envelope| -> PyResult<[Points<'py>; 4]> {
        Ok([
            points(py, found.value())?,
            points(py, found.worst())?,
            points(py, found.concave())?,
            points(py, found.quasiconcave())?,
        ])
    };
    match answer(py, game, asked, |question| Ok(regime::envelope(question)))? {
        Ok(found) => parts(&found),
        Err(error) => Err(raise_with(py, &error, error.found().map(parts).transpose()?)),
    }
}

/// Action, corners, plane.
type FacetParts<'py> = (Option<usize>, Vec<Row<'py>>, Row<'py>);

fn facets<'py>(py: Python<'py>, facets: &[Facet]) -> PyResult<Vec<FacetParts<'py>>> {
    let parts = |facet: &Facet| {
        let corners = facet.corners.iter().map(|corner| fractions(py, corner));
        Ok((facet.action, corners.collect::<PyResult<_>>()?, fractions(py, &facet.plane)?))
    };
    facets.iter().map(parts).collect()
}

/// Regions, facets of the concave envelope, and the sets of the quasiconcave one.
type TriangleParts<'py> =
    (Vec<FacetParts<'py>>, Vec<FacetParts<'py>>, Option<Vec<FacetParts<'py>>>);

/// The objective over the triangle of beliefs.
#[pyfunction]
pub(super) fn triangle<'py>(
    py: Python<'py>,
    game: &PyGame,
    asked: Asked,
) -> PyResult<TriangleParts<'py>> {
    let found = answer(py, game, asked, regime::triangle)?;
    let levels = found.quasiconcave().map(|levels| facets(py, levels)).transpose()?;
    Ok((facets(py, found.regions())?, facets(py, found.concave())?, levels))
}

/// A garbling, or payoffs of a decision problem with what it is worth with either experiment.
type WitnessParts<'py> =
    (Option<Vec<Row<'py>>>, Option<(Vec<Row<'py>>, Bound<'py, PyAny>, Bound<'py, PyAny>)>);

fn rows<'py>(py: Python<'py>, table: &[Vec<crate::exact::Q>]) -> PyResult<Vec<Row<'py>>> {
    table.iter().map(|row| fractions(py, row)).collect()
}

fn witness<'py>(py: Python<'py>, witness: &Witness) -> PyResult<WitnessParts<'py>> {
    Ok(match witness {
        Witness::Garbling(table) => (Some(rows(py, table)?), None),
        Witness::Problem { payoffs, first, second } => {
            (None, Some((rows(py, payoffs)?, fraction(py, first)?, fraction(py, second)?)))
        }
    })
}

/// Tables `[signal][type]` of masses: the witnesses from the first to the second and back.
#[pyfunction]
pub(super) fn blackwell<'py>(
    py: Python<'py>,
    first: &Bound<'py, PyAny>,
    second: &Bound<'py, PyAny>,
) -> PyResult<(WitnessParts<'py>, WitnessParts<'py>)> {
    let first = input::table(first, "the first experiment")?;
    let second = input::table(second, "the second experiment")?;
    let found = released(py, || regime::blackwell(&first, &second))?;
    Ok((witness(py, &found.forward)?, witness(py, &found.backward)?))
}

/// Action, a better one, and the gain; steps (type, gives up, gets), their mass and gain.
type CredibleParts<'py> = (
    Option<(usize, usize, Bound<'py, PyAny>)>,
    Option<(Vec<(usize, usize, usize)>, Bound<'py, PyAny>, Bound<'py, PyAny>)>,
);

/// Is the rule `[type][action]` credible?
#[pyfunction]
pub(super) fn credible<'py>(
    py: Python<'py>,
    game: &PyGame,
    rule: &Bound<'py, PyAny>,
) -> PyResult<CredibleParts<'py>> {
    let rule = input::table(rule, "rule")?;
    let found = released(py, || game.0.credible(&rule))?;
    let disobedience =
        found.disobedience.map(|(a, b, gain)| Ok::<_, PyErr>((a, b, fraction(py, &gain)?)));
    let exchange = found.exchange.map(|exchange| {
        let (mass, gain) = (fraction(py, &exchange.mass)?, fraction(py, &exchange.gain)?);
        Ok::<_, PyErr>((exchange.steps, mass, gain))
    });
    Ok((disobedience.transpose()?, exchange.transpose()?))
}

/// Any number as an exact fraction, a float as the simplest that rounds to it.
#[pyfunction]
pub(super) fn rational<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    path: &str,
) -> PyResult<Bound<'py, PyAny>> {
    fraction(py, &input::single(x, path)?)
}
