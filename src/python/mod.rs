//! The private Python module `schelling._core`: thin, immutable handles on the crate's own types.
//!
//! The public front, with labels, type hints and documentation, is `python/schelling`.

use std::sync::Arc;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

mod batch;
mod behaviour;
mod belief;
mod commitment;
mod continuum;
mod dict;
mod equilibria;
mod formula;
mod game;
mod input;
mod model;
mod monotone;
mod multistage;
mod noisy;
mod numbers;
mod persuasion;
mod proof;
mod reader;
mod refinement;
mod regime;
mod run;
mod scenario;
mod search;
mod signalling;
mod text;
mod words;

use equilibria::PyEquilibria;
use regime::PyRegime;

use crate::equilibrium::Equilibria;
use crate::error::Error;
use crate::regime::Regime;

pyo3::import_exception!(schelling.errors, GameError);
pyo3::import_exception!(schelling.errors, LimitReached);

/// The searches make and drop many small lists, and this takes a fifth off them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn game_error(sentence: String) -> PyErr {
    GameError::new_err(sentence)
}

fn raise(error: Error) -> PyErr {
    let sentence = error.to_string();
    match error {
        Error::Limit(_) => LimitReached::new_err(sentence),
        Error::Partial(..) => Python::attach(|py| {
            let regime = error.found().map(|regime: &Regime| PyRegime(Arc::new(regime.clone())));
            if regime.is_some() {
                return raise_with(py, &error, regime);
            }
            let all = error.found().map(|all: &Equilibria| PyEquilibria(Arc::new(all.clone())));
            raise_with(py, &error, all)
        }),
        _ => GameError::new_err(sentence),
    }
}

/// The error of work that met a limit, with what it had found.
fn raise_with<'py>(py: Python<'py>, error: &Error, found: Option<impl IntoPyObject<'py>>) -> PyErr {
    match found.map(|found| found.into_py_any(py)).transpose() {
        Ok(found) => LimitReached::new_err((error.to_string(), found)),
        Err(error) => error,
    }
}

/// What `parts` makes of an answer; where a limit was met, the error, with what it makes of what
/// was found until then.
fn in_parts<'py, T: 'static, P: IntoPyObject<'py>>(
    py: Python<'py>,
    answer: Result<T, Error>,
    parts: impl Fn(&T) -> PyResult<P>,
) -> PyResult<P> {
    match answer {
        Ok(found) => parts(&found),
        Err(error) if !error.is_limit() => Err(raise(error)),
        Err(error) => Err(raise_with(py, &error, error.found().map(parts).transpose()?)),
    }
}

#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use super::{
        batch::{PyGames, kinds, payoff_columns, solve_many},
        behaviour::{PyLogitPath, PyLogitSystem},
        belief::{
            PyFacet, PyPiecewise, PyTriangle, blackwell, credibility, credibility_curve, credible,
            envelope, rational, receiver_curve, triangle,
        },
        commitment::PyLastMove,
        continuum::{PyCutoffs, PyDelegation, PyDensity, PyEnclosure, PyTalk},
        equilibria::{PyEquilibria, PyEquilibrium},
        formula::{read_comparison, read_formula},
        game::{PyGame, read_text, write_bytes},
        model::{model, model_answers, model_game, models, models_report},
        monotone::PyMonotone,
        multistage::{PyCorrespondence, PyLongTalk, PyMultistage, PyTreeEquilibria},
        noisy::{PyNoisyGame, read_efg, read_file, read_json},
        persuasion::{PyPersuasion, PyPersuasionPlan},
        proof::prove,
        refinement::{
            announcements, applicable, ladder, neologisms, no_incentive_to_separate,
            refinement_name, refinements, stored_ladder, survives, surviving, undefeated, why,
        },
        regime::{PyRegime, best_equilibrium, compare_regimes, solve_regime, stored_comparison},
        run::{PyLimits, checkpoint, halted, reserve, set_defaults, time_left},
        scenario::{
            PyCouncil, PyCrisis, PyHorizon, PyRatification, nato_claims, nato_game, nato_listeners,
            nato_report,
        },
        search::PySearchOptions,
        signalling::{PySchedule, PySignalling},
        text::{close_name, latex_text},
        words::{PyWordEquilibria, verify_words},
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("MOST_MOVES", crate::rounds::DEEPEST)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
