//! Games with a last move of the sender's.

use pyo3::prelude::*;

use super::dict::{Dict, dict, dicts};
use super::game::PyGame;
use super::input::{self, Pairs};
use super::raise;
use crate::exact::Q;
use crate::game::{LastMove, Tie, TieBreak};

/// What a last move is worth, `[type][message]`, `None` where it is not open.
type Payoffs = Vec<Vec<Option<Q>>>;

fn optional(rows: Vec<Vec<Option<Bound<'_, PyAny>>>>, path: &str) -> PyResult<Payoffs> {
    let number = |x: Option<Bound<'_, PyAny>>| x.map(|x| input::single(&x, path)).transpose();
    let row = |row: Vec<Option<Bound<'_, PyAny>>>| row.into_iter().map(number).collect();
    rows.into_iter().map(row).collect()
}

/// A game in which the sender moves once more.
#[pyclass(frozen, eq, name = "LastMove", module = "schelling._core")]
#[derive(Clone, PartialEq, Eq)]
pub(super) struct PyLastMove(LastMove);

#[pymethods]
impl PyLastMove {
    #[new]
    fn new(game: &PyGame, reader: Option<&str>) -> PyResult<PyLastMove> {
        Ok(PyLastMove(match reader {
            Some(name) => LastMove::of_reader(&game.0, name).map_err(raise)?,
            None => LastMove::new(&game.0),
        }))
    }

    fn with_move(
        &self,
        reply: &str,
        label: &str,
        sender: Vec<Vec<Option<Bound<'_, PyAny>>>>,
        receiver: Vec<Vec<Option<Bound<'_, PyAny>>>>,
    ) -> PyResult<PyLastMove> {
        let path = format!("moves[{reply:?}][{label:?}]");
        let (sender, receiver) = (optional(sender, &path)?, optional(receiver, &path)?);
        let payoffs = |t: usize, m: usize| sender[t][m].clone().zip(receiver[t][m].clone());
        Ok(PyLastMove(self.0.clone().with_move(reply, label, payoffs).map_err(raise)?))
    }

    fn with_message_costs(&self, costs: Pairs<'_>) -> PyResult<PyLastMove> {
        let costs = input::pairs(&costs, "costs")?;
        Ok(PyLastMove(self.0.clone().with_message_costs(costs).map_err(raise)?))
    }

    fn with_installment_costs(
        &self,
        discount: &Bound<'_, PyAny>,
        costs: Vec<(String, Vec<Bound<'_, PyAny>>)>,
    ) -> PyResult<PyLastMove> {
        let discount = input::single(discount, "discount")?;
        let parts = |(label, parts): (String, Vec<Bound<'_, PyAny>>)| {
            let path = format!("costs[{label:?}]");
            let parts = parts.iter().map(|x| input::single(x, &path));
            Ok::<_, PyErr>((label, parts.collect::<PyResult<Vec<Q>>>()?))
        };
        let costs = costs.into_iter().map(parts).collect::<PyResult<Vec<_>>>()?;
        Ok(PyLastMove(self.0.clone().with_installment_costs(&discount, costs).map_err(raise)?))
    }

    fn with_audience_costs(
        &self,
        reply: &str,
        label: &str,
        costs: Pairs<'_>,
    ) -> PyResult<PyLastMove> {
        let costs = input::pairs(&costs, "costs")?;
        Ok(PyLastMove(self.0.clone().with_audience_costs(reply, label, costs).map_err(raise)?))
    }

    fn with_reducible_costs(
        &self,
        reply: &str,
        label: &str,
        share: &Bound<'_, PyAny>,
        costs: Pairs<'_>,
    ) -> PyResult<PyLastMove> {
        let share = input::single(share, "share")?;
        let costs = input::pairs(&costs, "costs")?;
        let costly = self.0.clone().with_reducible_costs(reply, label, &share, costs);
        Ok(PyLastMove(costly.map_err(raise)?))
    }

    /// The game that is left, the choices `[type][message][action]`, and the ties.
    fn fold<'py>(&self, py: Python<'py>, for_receiver: bool) -> Dict<'py> {
        let ties = if for_receiver { TieBreak::ForReceiver } else { TieBreak::AgainstReceiver };
        let folded = self.0.fold(ties);
        let game = folded.game();
        let (types, messages, actions) =
            (game.types().len(), game.messages().len(), folded.replies());
        let choice = |t: usize, m: usize, a: usize| folded.choice(t, m, a).map(str::to_string);
        let row = |t: usize, m: usize| (0..actions).map(|a| choice(t, m, a)).collect();
        let rows = |t: usize| (0..messages).map(|m| row(t, m)).collect();
        let tie = |tie: &Tie| {
            dict!(py,
                kind: &tie.kind,
                message: &tie.message,
                reply: &tie.reply,
                moves: &tie.moves,
                matters: tie.matters,
            )
        };
        dict!(py,
            game: PyGame(game.clone()),
            choices: (0..types).map(rows).collect::<Vec<Vec<Vec<_>>>>(),
            ties: dicts(folded.ties(), tie)?,
        )
    }
}
