//! Payoffs as they were given, and their fit into the labels and restrictions of a game.

use super::labels::{Labels, check_text, restrict};
use super::reader::{InformationSet, TypedPayoffs};
use super::signalling_game::GameForm;
use crate::error::quoted;
use crate::exact::{Digits, Q};

/// The indices of payoffs where the receiver has no types.
const PLAIN: &str = "[type][message][action]";

/// The indices of payoffs where it has.
const BY_TYPE: &str = "[type][receiver type][message][action]";

/// A player's payoffs as they are given, before they are checked: `[type][message][action]`, or
/// `[type][receiver type][message][action]` where the receiver has types.
///
/// It is made from nested lists of numbers, or of optional numbers with `None` in cells that cannot
/// be reached.
#[derive(Clone, Debug)]
pub struct GivenPayoffs(Form);

#[derive(Clone, Debug)]
enum Form {
    /// `[t]`
    Plain(Vec<GivenRow>),
    /// `[t][s]`
    ByType(Vec<Vec<GivenRow>>),
}

/// The payoffs of one type of the sender, as they were given.
#[derive(Clone, Debug)]
enum GivenRow {
    /// `[m][a]`; `None` where no number was given.
    Cells(Vec<Vec<Option<Q>>>),
    /// `[a]`: the same after every message.
    Talk(Vec<Q>),
}

impl From<Vec<Vec<Option<Q>>>> for GivenRow {
    fn from(cells: Vec<Vec<Option<Q>>>) -> GivenRow {
        GivenRow::Cells(cells)
    }
}

impl From<Vec<Vec<Q>>> for GivenRow {
    fn from(cells: Vec<Vec<Q>>) -> GivenRow {
        let some = |row: Vec<Q>| row.into_iter().map(Some).collect();
        GivenRow::Cells(cells.into_iter().map(some).collect())
    }
}

impl<N> From<Vec<Vec<Vec<N>>>> for GivenPayoffs
where
    GivenRow: From<Vec<Vec<N>>>,
{
    /// Payoffs `[type][message][action]`.
    fn from(payoffs: Vec<Vec<Vec<N>>>) -> GivenPayoffs {
        GivenPayoffs(Form::Plain(payoffs.into_iter().map(Into::into).collect()))
    }
}

impl<N> From<Vec<Vec<Vec<Vec<N>>>>> for GivenPayoffs
where
    GivenRow: From<Vec<Vec<N>>>,
{
    /// Payoffs `[type][receiver type][message][action]`.
    fn from(payoffs: Vec<Vec<Vec<Vec<N>>>>) -> GivenPayoffs {
        let rows = |of_type: Vec<Vec<Vec<N>>>| of_type.into_iter().map(Into::into).collect();
        GivenPayoffs(Form::ByType(payoffs.into_iter().map(rows).collect()))
    }
}

impl GivenPayoffs {
    /// Payoffs `[t][a]`, the same after every message.
    pub(super) fn talk(payoffs: Vec<Vec<Q>>) -> GivenPayoffs {
        GivenPayoffs(Form::Plain(payoffs.into_iter().map(GivenRow::Talk).collect()))
    }

    /// Payoffs `[t][s][a]`, the same after every message.
    pub(super) fn talk_by_type(payoffs: Vec<Vec<Vec<Q>>>) -> GivenPayoffs {
        let rows = |of_type: Vec<Vec<Q>>| of_type.into_iter().map(GivenRow::Talk).collect();
        GivenPayoffs(Form::ByType(payoffs.into_iter().map(rows).collect()))
    }

    fn rows(&self) -> Box<dyn Iterator<Item = &GivenRow> + '_> {
        match &self.0 {
            Form::Plain(rows) => Box::new(rows.iter()),
            Form::ByType(rows) => Box::new(rows.iter().flatten()),
        }
    }

    /// Counts the digits of the payoffs in a game of so many messages.
    pub(super) fn count_digits(&self, digits: &mut Digits, messages: usize) -> Result<(), String> {
        self.rows().try_for_each(|row| match row {
            GivenRow::Cells(cells) => {
                cells.iter().flatten().flatten().try_for_each(|payoff| digits.number(payoff, 1))
            }
            GivenRow::Talk(row) => {
                row.iter().try_for_each(|payoff| digits.number(payoff, messages))
            }
        })
    }

    /// The number of messages in the first row, for messages without labels.
    pub(super) fn messages(&self) -> Result<usize, String> {
        match self.rows().next() {
            Some(GivenRow::Talk(_)) => {
                Err("messages is missing: payoffs [type][action] do not say how many".into())
            }
            Some(GivenRow::Cells(cells)) => Ok(cells.len()),
            None => Ok(0),
        }
    }

    /// The number of actions in the first row, for actions without labels.
    pub(super) fn actions(&self) -> Result<usize, String> {
        Ok(match self.rows().next() {
            Some(GivenRow::Cells(cells)) => cells.first().map_or(0, Vec::len),
            Some(GivenRow::Talk(row)) => row.len(),
            None => 0,
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
        check_senders(&available, &messages)?;
        Ok(PayoffShape { types, messages, actions, available, replies })
    }

    /// The game form.
    pub(super) fn form(self, name: Option<String>) -> Result<GameForm, String> {
        name.iter().try_for_each(|name| check_text(|| "name".into(), name))?;
        let open = |row: &Vec<bool>| (0..row.len()).filter(|&a| row[a]).collect();
        let set = InformationSet::only(self.types.len(), self.actions.len());
        Ok(GameForm {
            sets: vec![set],
            name,
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
        let Form::Plain(rows) = payoffs.0 else {
            return Err(format!("{field}: there are no types but the sender's: give {PLAIN}"));
        };
        self.types.check_count(|| field.into(), rows.len())?;
        let row =
            |(t, row): (usize, GivenRow)| self.fill_row(&format!("{field}[{t}]"), t, true, row);
        rows.into_iter().enumerate().map(row).collect()
    }

    /// Payoffs `[t][s][m][a]` of a receiver with types, 0 where the cell cannot be reached, as
    /// where the chance of the pair is 0.
    pub(super) fn fill_by_type(
        &self,
        field: &str,
        payoffs: GivenPayoffs,
        types: &Labels,
        chances: &[Vec<Q>],
    ) -> Result<TypedPayoffs, String> {
        let Form::ByType(rows) = payoffs.0 else {
            return Err(format!("{field}: the reader has types: give {BY_TYPE}"));
        };
        self.types.check_count(|| field.into(), rows.len())?;
        let of_type = |(t, rows): (usize, Vec<GivenRow>)| {
            types.check_count(|| format!("{field}[{t}]"), rows.len())?;
            let row = |(s, row): (usize, GivenRow)| {
                let met = !chances[t][s].is_zero();
                self.fill_row(&format!("{field}[{t}][{s}]"), t, met, row)
            };
            rows.into_iter().enumerate().map(row).collect()
        };
        rows.into_iter().enumerate().map(of_type).collect()
    }

    /// Payoffs `[m][a]` of type `t`, all 0 unless somebody is `met` there.
    fn fill_row(
        &self,
        path: &str,
        t: usize,
        met: bool,
        row: GivenRow,
    ) -> Result<Vec<Vec<Q>>, String> {
        let cells = match row {
            GivenRow::Cells(cells) => cells,
            GivenRow::Talk(row) => {
                self.actions.check_count(|| path.into(), row.len())?;
                vec![row.into_iter().map(Some).collect(); self.messages.len()]
            }
        };
        self.messages.check_count(|| path.into(), cells.len())?;
        cells
            .into_iter()
            .enumerate()
            .map(|(m, cells)| {
                self.actions.check_count(|| format!("{path}[{m}]"), cells.len())?;
                let reached = |a: usize| met && self.available[t][m] && self.replies[m][a];
                cells
                    .into_iter()
                    .enumerate()
                    .map(|(a, cell)| match cell {
                        _ if !reached(a) => Ok(Q::ZERO),
                        Some(payoff) => Ok(payoff),
                        None => Err(self.missing(&format!("{path}[{m}][{a}]"), t, m, a)),
                    })
                    .collect()
            })
            .collect()
    }

    fn missing(&self, path: &str, t: usize, m: usize, a: usize) -> String {
        format!(
            "{path} is missing: give a number, because type {} can send {} and {} can follow unless \
             `available` or `replies` says otherwise",
            quoted(&self.types.list[t]),
            quoted(&self.messages.list[m]),
            quoted(&self.actions.list[a])
        )
    }
}

/// Checks that some type can send each message.
pub(super) fn check_senders(available: &[Vec<bool>], messages: &Labels) -> Result<(), String> {
    let Some(m) = (0..messages.len()).find(|&m| !available.iter().any(|row| row[m])) else {
        return Ok(());
    };
    Err(format!(
        "message {} can be sent by no type: make it available to one, or leave it out",
        quoted(&messages.list[m])
    ))
}
