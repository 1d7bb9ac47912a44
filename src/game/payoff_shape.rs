//! Payoffs as they were given, and their fit into the labels and restrictions of a game.

use super::labels::{Labels, check_text, restrict};
use super::signalling_game::GameForm;
use crate::error::quoted;
use crate::exact::{Digits, Q};

/// A player's payoffs as they were given.
#[derive(Clone, Debug)]
pub(super) enum GivenPayoffs {
    /// `[t][m][a]`; `None` where no number was given.
    Cells(Vec<Vec<Vec<Option<Q>>>>),
    /// `[t][a]`: the same after every message.
    Talk(Vec<Vec<Q>>),
}

impl GivenPayoffs {
    /// Payoffs in which no cell is missing.
    pub(super) fn full(payoffs: Vec<Vec<Vec<Q>>>) -> GivenPayoffs {
        let row = |r: Vec<Q>| r.into_iter().map(Some).collect();
        let rows = |t: Vec<Vec<Q>>| t.into_iter().map(row).collect();
        GivenPayoffs::Cells(payoffs.into_iter().map(rows).collect())
    }

    /// Counts the digits of the payoffs in a game of so many messages.
    pub(super) fn count_digits(&self, digits: &mut Digits, messages: usize) -> Result<(), String> {
        match self {
            GivenPayoffs::Cells(cells) => {
                let mut numbers = cells.iter().flatten().flatten().flatten();
                numbers.try_for_each(|payoff| digits.number(payoff, 1))
            }
            GivenPayoffs::Talk(rows) => {
                rows.iter().flatten().try_for_each(|payoff| digits.number(payoff, messages))
            }
        }
    }

    /// The number of messages in the first row, for messages without labels.
    pub(super) fn messages(&self) -> Result<usize, String> {
        match self {
            GivenPayoffs::Cells(cells) => Ok(cells.first().map_or(0, Vec::len)),
            GivenPayoffs::Talk(_) => {
                Err("messages is missing: payoffs [type][action] do not say how many".into())
            }
        }
    }

    /// The number of actions in the first row, for actions without labels.
    pub(super) fn actions(&self) -> Result<usize, String> {
        Ok(match self {
            GivenPayoffs::Cells(cells) => cells.first().and_then(|t| t.first()).map_or(0, Vec::len),
            GivenPayoffs::Talk(rows) => rows.first().map_or(0, Vec::len),
        })
    }
}

/// The labels and restrictions of a game, checked, into which payoffs must fit.
pub(super) struct PayoffShape {
    types: Labels,
    messages: Labels,
    actions: Labels,
    /// `[t][m]`
    available: Vec<Vec<bool>>,
    /// `[m][a]`
    replies: Vec<Vec<bool>>,
}

impl PayoffShape {
    pub(super) fn new(
        types: Labels,
        messages: Labels,
        actions: Labels,
        available: Vec<(String, Vec<String>)>,
        replies: Vec<(String, Vec<String>)>,
    ) -> Result<PayoffShape, String> {
        let available = restrict("available", available, &types, &messages)?;
        let replies = restrict("replies", replies, &messages, &actions)?;
        if let Some(m) = (0..messages.len()).find(|&m| !available.iter().any(|row| row[m])) {
            return Err(format!(
                "message {} can be sent by no type: make it available to one, or leave it out",
                quoted(&messages.list[m])
            ));
        }
        Ok(PayoffShape { types, messages, actions, available, replies })
    }

    /// The game form.
    pub(super) fn form(self, name: Option<String>) -> Result<GameForm, String> {
        name.iter().try_for_each(|name| check_text(|| "name".into(), name))?;
        let open = |row: &Vec<bool>| (0..row.len()).filter(|&a| row[a]).collect();
        let sets = GameForm::one_set(self.types.list.len(), self.actions.list.len());
        Ok(GameForm {
            name,
            sets,
            types: self.types.list,
            messages: self.messages.list,
            actions: self.actions.list,
            available: self.available,
            replies: self.replies.iter().map(open).collect(),
        })
    }

    /// Payoffs `[t][m][a]`, 0 where the cell cannot be reached.
    pub(super) fn fill(
        &self,
        field: &str,
        payoffs: GivenPayoffs,
    ) -> Result<Vec<Vec<Vec<Q>>>, String> {
        let rows = match payoffs {
            GivenPayoffs::Cells(cells) => cells,
            GivenPayoffs::Talk(rows) => self.repeat(field, rows)?,
        };
        self.types.check_count(|| field.into(), rows.len())?;
        rows.into_iter().enumerate().map(|(t, row)| self.fill_type(field, t, row)).collect()
    }

    /// Payoffs `[t][a]` copied to every message.
    fn repeat(&self, field: &str, rows: Vec<Vec<Q>>) -> Result<Vec<Vec<Vec<Option<Q>>>>, String> {
        rows.into_iter()
            .enumerate()
            .map(|(t, row)| {
                self.actions.check_count(|| format!("{field}[{t}]"), row.len())?;
                let row: Vec<Option<Q>> = row.into_iter().map(Some).collect();
                Ok(vec![row; self.messages.len()])
            })
            .collect()
    }

    fn fill_type(
        &self,
        field: &str,
        t: usize,
        row: Vec<Vec<Option<Q>>>,
    ) -> Result<Vec<Vec<Q>>, String> {
        self.messages.check_count(|| format!("{field}[{t}]"), row.len())?;
        row.into_iter()
            .enumerate()
            .map(|(m, cells)| {
                self.actions.check_count(|| format!("{field}[{t}][{m}]"), cells.len())?;
                let reached = |a: usize| self.available[t][m] && self.replies[m][a];
                cells
                    .into_iter()
                    .enumerate()
                    .map(|(a, cell)| match cell {
                        _ if !reached(a) => Ok(Q::ZERO),
                        Some(payoff) => Ok(payoff),
                        None => Err(self.missing(field, t, m, a)),
                    })
                    .collect()
            })
            .collect()
    }

    fn missing(&self, field: &str, t: usize, m: usize, a: usize) -> String {
        format!(
            "{field}[{t}][{m}][{a}] is missing: give a number, because type {} can send {} and {} \
             can follow unless `available` or `replies` says otherwise",
            quoted(&self.types.list[t]),
            quoted(&self.messages.list[m]),
            quoted(&self.actions.list[a])
        )
    }
}
