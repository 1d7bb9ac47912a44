//! Many games in one call. Numbers cross as whole buffers, and the games are kept, not the answers:
//! solving a small game again takes less time than making Python objects of its answer.

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::{
    PyBufferError, PyException, PyIndexError, PyKeyboardInterrupt, PyTypeError,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use super::dict::{Dict, dict, dicts};
use super::game::{Frame, PyGame};
use super::numbers::{Fraction, Fractions, found, show};
use super::run::{kept, watched};
use super::search::PySearchOptions;
use super::{LimitReached, game_error, input, raise};
use crate::equilibrium::{Equilibria, Equilibrium, Kind, Monitor, Stop};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{Halt, checkpoint};
use crate::game::{Game, Games, Numbers, PackedGame};
use crate::refinement;

/// Many games, in little memory.
#[pyclass(frozen, eq, name = "Games", module = "schelling._core")]
#[derive(PartialEq)]
pub(super) struct PyGames(GameSource);

#[derive(PartialEq)]
enum GameSource {
    Form(Games),
    /// Games, or why there is none.
    List(Vec<Result<PackedGame, Error>>),
}

impl GameSource {
    fn len(&self) -> usize {
        match self {
            GameSource::Form(games) => games.len(),
            GameSource::List(games) => games.len(),
        }
    }

    fn game(&self, i: usize) -> Result<Game, Error> {
        match self {
            GameSource::Form(games) => games.game(i),
            GameSource::List(games) => {
                games[i].as_ref().map(PackedGame::unpack).map_err(Error::clone)
            }
        }
    }
}

/// Takes games one by one so that none is held longer than it takes to pack it; and what the list
/// raised before its end, if it did.
///
/// Signals are attended to in code of Python's only, and here that is the code of the list: what
/// Ctrl-C raises is found here, wherever it comes.
fn take(items: &Bound<'_, PyAny>) -> PyResult<(PyGames, Option<PyErr>)> {
    let mut games: Vec<Result<PackedGame, Error>> = Vec::new();
    let mut raised = None;
    for item in items.try_iter()? {
        let last = games.iter().rev().find_map(|game| game.as_ref().ok());
        match item.and_then(|item| entry(&item, games.len(), last)) {
            Ok(game) => games.push(game),
            Err(error) => {
                raised = Some(error);
                break;
            }
        }
    }
    Ok((PyGames(GameSource::List(games)), raised))
}

/// An entry of a list of games: a game, or an exception that says why there is none.
fn entry(
    item: &Bound<'_, PyAny>,
    i: usize,
    last: Option<&PackedGame>,
) -> PyResult<Result<PackedGame, Error>> {
    if item.is_instance_of::<PyException>() {
        let sentence = item.str()?.to_string();
        let sentence = if sentence.is_empty() { item.repr()?.to_string() } else { sentence };
        return Ok(Err(Error::Game(sentence)));
    }
    let core = found(item.getattr(intern!(item.py(), "_core")), item.py())?;
    match core.as_ref().and_then(|core| core.cast::<PyGame>().ok()) {
        Some(game) => Ok(Ok(PackedGame::new(&game.get().0, last))),
        None => Err(game_error(format!("games[{i}]: {} is not a Game", show(item)?))),
    }
}

/// Numbers as a buffer of machine words, or as one list of Python's.
fn numbers(x: &Bound<'_, PyAny>, field: &str) -> PyResult<Numbers> {
    fn buffer<T: Element>(x: &Bound<'_, PyAny>) -> PyResult<Option<Vec<T>>> {
        match PyBuffer::<T>::get(x).and_then(|buffer| buffer.to_vec(x.py())) {
            Ok(all) => Ok(Some(all)),
            Err(e) if e.is_instance_of::<PyTypeError>(x.py()) => Ok(None),
            Err(e) if e.is_instance_of::<PyBufferError>(x.py()) => Ok(None),
            Err(e) => Err(e),
        }
    }
    if let Some(all) = buffer::<i64>(x)? {
        return Ok(Numbers::Integers(all));
    }
    if let Some(all) = buffer::<f64>(x)? {
        return Ok(Numbers::Floats(all));
    }
    input::row(x, field).map(Numbers::Exact)
}

#[pymethods]
impl PyGames {
    /// Games of one form: the numbers of each in turn, or of one for all.
    #[staticmethod]
    fn form(
        frame: Frame,
        count: usize,
        prior: &Bound<'_, PyAny>,
        sender: &Bound<'_, PyAny>,
        receiver: &Bound<'_, PyAny>,
    ) -> PyResult<PyGames> {
        let (prior, sender, receiver) =
            (numbers(prior, "prior")?, numbers(sender, "sender")?, numbers(receiver, "receiver")?);
        let games = frame.labelled(Game::builder()).many(count, prior, sender, receiver);
        Ok(PyGames(GameSource::Form(games.map_err(raise)?)))
    }

    /// Games of any form, or exceptions that say why there is none.
    #[staticmethod]
    fn of(items: &Bound<'_, PyAny>) -> PyResult<PyGames> {
        match take(items)? {
            (games, None) => Ok(games),
            (_, Some(error)) => Err(error),
        }
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn game(&self, i: usize) -> PyResult<PyGame> {
        if i >= self.0.len() {
            return Err(PyIndexError::new_err("there is no such game"));
        }
        self.0.game(i).map(PyGame).map_err(raise)
    }

    /// The numbers of games of one form: an array's type and bytes, or exact numbers.
    fn numbers<'py>(&self, py: Python<'py>, field: &str) -> Dict<'py> {
        fn bytes<const N: usize>(all: impl Iterator<Item = [u8; N]>) -> Vec<u8> {
            all.flatten().collect()
        }
        let GameSource::Form(games) = &self.0 else {
            return Err(PyIndexError::new_err("these games have no common form"));
        };
        let (dtype, data, exact) = match games.numbers(field) {
            Some(Numbers::Integers(all)) => {
                (Some("i8"), bytes(all.iter().map(|x| x.to_ne_bytes())), None)
            }
            Some(Numbers::Floats(all)) => {
                (Some("f8"), bytes(all.iter().map(|x| x.to_ne_bytes())), None)
            }
            Some(Numbers::Exact(all)) => (None, Vec::new(), Some(Fractions(all))),
            None => return Err(PyIndexError::new_err("there is no such field")),
        };
        dict!(py, dtype: dtype, bytes: PyBytes::new(py, &data), exact: exact)
    }

    /// A column of payoffs, exact.
    fn exact(
        &self,
        py: Python<'_>,
        column: &str,
        refine: Vec<String>,
        options: &PySearchOptions,
    ) -> PyResult<Vec<Option<Fraction<Q>>>> {
        let column = payoff_column(column)?;
        let refine: Vec<&str> = refine.iter().map(String::as_str).collect();
        let search = options.search();
        let keep = |_, answer: Result<Equilibria, Error>| {
            let all = in_time(answer.and_then(|all| refined(all, &refine)))?;
            let halted = matches!(all.stopped(), Some(Stop::Time | Stop::Interrupted));
            Ok((!halted).then(|| payoffs(&all)))
        };
        let rows: Vec<Option<Result<_, Error>>> = watched(py, None, false, |watch| {
            let rows = search.many(self.0.len(), |i| self.0.game(i), keep, watch);
            let done = |row: &Option<_>| row.as_ref().is_some_and(|row| !matches!(row, Ok(None)));
            let count = rows.iter().filter(|row| done(row)).count();
            if count < rows.len() {
                let why = if watch.stop() { Halt::Interrupted } else { Halt::Time };
                return Err(why.error_after(count, rows.len(), "games"));
            }
            Ok(rows)
        })?;
        let one = |row: Option<Result<Option<[Option<Q>; 4]>, Error>>| {
            let mut payoffs = row.and_then(Result::ok)??;
            payoffs[column].take()
        };
        Ok(rows.into_iter().map(|row| one(row).map(Fraction)).collect())
    }
}

/// Solves many games, keeps the outcomes that survive the tests `refine`, and counts those that
/// survive each of `tests`. Games that are given one by one are taken first; where Ctrl-C or a
/// limit ends that, those that were taken are not solved.
#[pyfunction]
pub(super) fn solve_many<'py>(
    games: &Bound<'py, PyAny>,
    refine: Vec<String>,
    tests: Vec<String>,
    options: &PySearchOptions,
) -> Dict<'py> {
    let py = games.py();
    let refine: Vec<&str> = refine.iter().map(String::as_str).collect();
    for name in refine.iter().copied().chain(tests.iter().map(String::as_str)) {
        refinement::by_name(name).map_err(raise)?;
    }
    let (games, raised) = match games.cast::<PyGames>() {
        Ok(games) => (games.clone(), None),
        Err(_) => {
            let (games, raised) = take(games)?;
            (Bound::new(py, games)?, raised)
        }
    };
    let source = &games.get().0;
    if let Some(error) = raised {
        let stops = error.is_instance_of::<PyKeyboardInterrupt>(py)
            || error.is_instance_of::<LimitReached>(py);
        if !stops {
            return Err(error);
        }
        let none: Vec<_> = (0..source.len()).map(|_| None).collect();
        let columns = columns(py, &none, tests.len(), false)?;
        return dict!(py, games: games, columns: columns, raised: error);
    }
    let search = options.search();
    let keep = |_, answer: Result<Equilibria, Error>| {
        in_time(answer.and_then(|all| BatchRow::new(all, &refine, &tests)))
    };
    let cut = |(_, interrupted): &(Vec<_>, bool)| *interrupted;
    let (rows, interrupted) = kept(py, options.progress(py), false, cut, |watch| {
        let rows = search.many(source.len(), |i| source.game(i), keep, watch);
        let interrupted = watch.stop() && rows.iter().any(unfinished);
        Ok((rows, interrupted))
    })?;
    let columns = columns(py, &rows, tests.len(), interrupted)?;
    dict!(py, games: games, columns: columns, raised: py.None())
}

/// What survives; of a list that was judged in part, what is known to, as a list that is cut.
fn refined(all: Equilibria, refine: &[&str]) -> Result<Equilibria, Error> {
    if refine.is_empty() {
        return Ok(all);
    }
    all.surviving(refine).or_else(|error| error.found().cloned().ok_or(error))
}

/// The columns of payoffs.
pub(super) const PAYOFFS: [&str; 4] =
    ["sender_worst", "sender_best", "receiver_worst", "receiver_best"];

/// The index of a column of payoffs.
pub(super) fn payoff_column(name: &str) -> PyResult<usize> {
    let place = PAYOFFS.iter().position(|column| *column == name);
    place.ok_or_else(|| PyIndexError::new_err("there is no such column"))
}

/// What the players get, in the order of [`PAYOFFS`]; nothing where there is no outcome.
pub(super) fn payoffs(all: &Equilibria) -> [Option<Q>; 4] {
    let sender: Vec<Q> = all.iter().map(Equilibrium::sender_payoff).collect();
    let receiver = || all.iter().map(Equilibrium::receiver_payoff);
    let (worst, best) = (sender.iter().min().cloned(), sender.iter().max().cloned());
    [worst, best, receiver().min().cloned(), receiver().max().cloned()]
}

/// The answer, unless the work on all games has to stop: what that cuts is no error of a game.
fn in_time<T>(answer: Result<T, Error>) -> Result<T, Error> {
    if answer.as_ref().is_err_and(Error::is_limit) {
        checkpoint();
    }
    answer
}

/// What is kept of a game's answer, or its error; none where the work was not begun.
type BatchAnswer = Option<Result<BatchRow, Error>>;

/// What is kept of an answer.
struct BatchRow {
    stopped: Option<Stop>,
    outcomes: u32,
    components: u32,
    /// One bit for each of [`Kind::ALL`], in this order.
    kinds: u8,
    /// In the order of [`PAYOFFS`].
    payoffs: [f64; 4],
    /// How many survive each of the tests.
    survivors: Vec<u32>,
}

impl BatchRow {
    fn new(all: Equilibria, refine: &[&str], tests: &[String]) -> Result<BatchRow, Error> {
        let all = refined(all, refine)?;
        let survivors = tests.iter().map(|test| Ok(all.surviving(&[test])?.len() as u32));
        let bit = |eq: &Equilibrium| {
            1 << Kind::ALL.iter().position(|kind| *kind == eq.kind()).unwrap_or(0)
        };
        Ok(BatchRow {
            stopped: all.stopped(),
            outcomes: all.len() as u32,
            components: all.components().len() as u32,
            kinds: all.iter().fold(0, |kinds, eq| kinds | bit(eq)),
            payoffs: payoffs(&all).map(|x| x.map_or(f64::NAN, |x| x.to_f64())),
            survivors: survivors.collect::<Result<_, Error>>()?,
        })
    }
}

/// Was the work on a game not begun, or not ended?
fn unfinished(row: &BatchAnswer) -> bool {
    row.as_ref().is_none_or(|row| row.as_ref().is_ok_and(|row| row.stopped.is_some()))
}

/// Columns by name, each as the bytes of an array; the errors by number of the game, with whether
/// they say that a limit was met; and why the work stopped early.
fn columns<'py>(
    py: Python<'py>,
    rows: &[BatchAnswer],
    tests: usize,
    interrupted: bool,
) -> PyResult<Bound<'py, PyDict>> {
    fn bytes<'py, const N: usize>(
        py: Python<'py>,
        rows: &[BatchAnswer],
        of: impl Fn(Option<&BatchRow>) -> [u8; N],
    ) -> Bound<'py, PyBytes> {
        let row = |row: &BatchAnswer| of(row.as_ref().and_then(|r| r.as_ref().ok()));
        PyBytes::new(py, &rows.iter().flat_map(row).collect::<Vec<u8>>())
    }
    let count =
        |of: &dyn Fn(&BatchRow) -> u32| bytes(py, rows, |row| row.map_or(0, of).to_ne_bytes());
    let payoff =
        |k: usize| bytes(py, rows, |row| row.map_or(f64::NAN, |r| r.payoffs[k]).to_ne_bytes());
    let complete = |row: Option<&BatchRow>| row.is_some_and(|row| row.stopped.is_none());
    let dict = PyDict::new(py);
    dict.set_item("outcomes", count(&|row| row.outcomes))?;
    dict.set_item("components", count(&|row| row.components))?;
    dict.set_item("complete", bytes(py, rows, |row| [u8::from(complete(row))]))?;
    dict.set_item("kinds", bytes(py, rows, |row| [row.map_or(0, |row| row.kinds)]))?;
    let names = ["sender_worst", "sender_best", "receiver_worst", "receiver_best"];
    for (k, name) in names.iter().enumerate() {
        dict.set_item(name, payoff(k))?;
    }
    let survivors: Vec<_> =
        (0..tests).map(|k| count(&move |row: &BatchRow| row.survivors[k])).collect();
    dict.set_item("survivors", survivors)?;
    let failed =
        rows.iter().enumerate().filter_map(|(i, row)| Some((i, row.as_ref()?.as_ref().err()?)));
    let errors = dicts(
        failed,
        |(game, error)| dict!(py, game: game, limit: error.is_limit(), message: error.message()),
    )?;
    dict.set_item("errors", errors)?;
    let stopped = |row: &BatchAnswer| match row {
        _ if interrupted => Some(Stop::Interrupted),
        None => Some(Stop::Time),
        // one that was asked to stop, when nobody asked, ran out of the time that all share
        Some(row) => row.as_ref().ok()?.stopped.map(|why| match why {
            Stop::Interrupted => Stop::Time,
            other => other,
        }),
    };
    // the time that all share counts more than what befell one game
    let reasons: Vec<Stop> =
        rows.iter().filter(|row| unfinished(row)).filter_map(stopped).collect();
    let common = reasons.iter().find(|&&why| matches!(why, Stop::Time | Stop::Interrupted));
    dict.set_item("stopped", common.or(reasons.first()).map(Stop::to_string))?;
    Ok(dict)
}

/// The names of the kinds, in the order of their bits.
#[pyfunction]
pub(super) fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.name()).collect()
}

/// The names of the columns of payoffs.
#[pyfunction]
pub(super) fn payoff_columns() -> [&'static str; 4] {
    PAYOFFS
}
