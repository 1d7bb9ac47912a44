//! Games whose messages are observed with noise.

use std::path::PathBuf;

use pyo3::prelude::*;

use super::dict::{Dict, Dicts, dict, dicts};
use super::equilibria::PyEquilibria;
use super::game::{PyGame, os_error, verdict};
use super::input;
use super::numbers::FractionRows;
use super::raise;
use super::run::{kept, released, watched};
use super::search::PySearchOptions;
use crate::equilibrium::{Equilibria, NoisyGame};
use crate::error::{Error, quoted};
use crate::exact::Q;
use crate::game::{GameFile, GivenChannel, GivenNoise};
use crate::io;

/// The signals of an audience, its noise, and whether that depends on the type.
type PyChannel<'py> = (Vec<String>, Bound<'py, PyAny>, bool);

/// A game whose messages are seen as signals.
#[pyclass(frozen, eq, hash, name = "NoisyGame", module = "schelling._core")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct PyNoisyGame(pub NoisyGame);

#[pymethods]
impl PyNoisyGame {
    /// What each audience sees: `None` for the messages, or its signals and noise
    /// `[message][signal]`, or `[type][message][signal]` with an empty row where a type cannot send
    /// the message.
    #[new]
    fn new(game: &PyGame, channels: Vec<Option<PyChannel<'_>>>) -> PyResult<Self> {
        let given = |(i, channel): (usize, Option<PyChannel<'_>>)| {
            let Some((signals, noise, by_type)) = channel else { return Ok(None) };
            let path = match game.0.readers() {
                [] | [_] => "noise".into(),
                several => format!("noise[{}]", quoted(several[i].name())),
            };
            let noise = match by_type {
                true => GivenNoise::ByType(input::tables(&noise, &path)?),
                false => GivenNoise::ByMessage(input::table(&noise, &path)?),
            };
            Ok(Some(GivenChannel { signals: Some(signals), noise }))
        };
        let channels = channels.into_iter().enumerate().map(given).collect::<PyResult<_>>()?;
        NoisyGame::by_audience(&game.0, channels).map(PyNoisyGame).map_err(raise)
    }

    #[getter]
    fn game(&self) -> PyGame {
        PyGame(self.0.game().clone())
    }

    /// All signals, as they are called where several audiences see signals.
    #[getter]
    fn signals(&self) -> Vec<String> {
        self.0.signals().to_vec()
    }

    /// `[audience]`: the signals that it sees, by their own labels.
    #[getter]
    fn signals_by_audience(&self) -> Vec<Vec<String>> {
        let channel = self.0.channel();
        let own = |i: usize| channel.signals_of(i).map(|s| channel.own_label(s).into()).collect();
        (0..self.audiences()).map(own).collect()
    }

    /// `[message][signal]` of an audience, if the noise does not depend on the type.
    fn noise(&self, audience: usize) -> Option<FractionRows<Vec<Vec<Q>>>> {
        let rows = self.0.channel().by_message(self.0.game(), audience)?;
        Some(FractionRows(rows.into_iter().map(<[Q]>::to_vec).collect()))
    }

    /// `[type][message][signal]` of an audience, zeros where the type cannot send the message.
    fn noise_by_type(&self, audience: usize) -> Vec<FractionRows<Vec<Vec<Q>>>> {
        let own = self.0.channel().signals_of(audience);
        let row = |row: &Vec<Q>| row[own.clone()].to_vec();
        let rows = |rows: &Vec<Vec<Q>>| FractionRows(rows.iter().map(row).collect());
        self.0.channel().noise().iter().map(rows).collect()
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(io::json::file_to_string(&GameFile::Noisy(self.0.clone()))))
    }

    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let file = GameFile::Noisy(self.0.clone());
        let written = released(py, || Ok(io::save(&file, &path)))?;
        written.map_err(|trouble| os_error(trouble, path))
    }

    fn equilibria(&self, py: Python<'_>, options: &PySearchOptions) -> PyResult<PyEquilibria> {
        let (search, small) = options.search_of(self.0.game());
        let cut = |all: &Equilibria| !all.complete();
        let progress = options.progress(py);
        let all = kept(py, progress, small, cut, |watch| search.run_noisy(&self.0, watch))?;
        Ok(PyEquilibria(all.into()))
    }

    fn extreme_equilibria<'py>(&self, py: Python<'py>, options: &PySearchOptions) -> Dicts<'py> {
        let (search, small) = options.search_of(self.0.game());
        let progress = options.progress(py);
        let all = watched(py, progress, small, |watch| search.extremes_noisy(&self.0, watch))?;
        dicts(&all, |one| {
            let receiver = FractionRows(&one.receiver);
            dict!(py, sender: FractionRows(&one.sender), receiver: receiver)
        })
    }

    /// `sender[type][message]`, `receiver[signal][action]`.
    fn verify<'py>(
        &self,
        py: Python<'py>,
        sender: &Bound<'py, PyAny>,
        receiver: &Bound<'py, PyAny>,
    ) -> Dict<'py> {
        let sender = input::table(sender, "sender")?;
        let receiver = input::table(receiver, "receiver")?;
        verdict(py, &released(py, || self.0.verify(&sender, &receiver))?, "signal")
    }
}

impl PyNoisyGame {
    fn audiences(&self) -> usize {
        self.0.game().readers().len().max(1)
    }
}

/// A game of either kind, as Python holds it.
#[derive(IntoPyObject)]
pub(super) enum PyGameFile {
    Plain(PyGame),
    Noisy(PyNoisyGame),
}

impl From<GameFile> for PyGameFile {
    fn from(file: GameFile) -> PyGameFile {
        match file {
            GameFile::Plain(game) => PyGameFile::Plain(PyGame(game)),
            GameFile::Noisy(noisy) => PyGameFile::Noisy(PyNoisyGame(noisy)),
        }
    }
}

/// The game of a JSON text, of either kind.
#[pyfunction]
pub(super) fn read_json(py: Python<'_>, text: &str) -> PyResult<PyGameFile> {
    released(py, || io::json::file_from_str(text)).map(PyGameFile::from)
}

/// The game of a tree in Gambit's format, of either kind.
#[pyfunction]
pub(super) fn read_efg(py: Python<'_>, text: &str) -> PyResult<PyGameFile> {
    let read = || {
        io::efg::file_from_str(text).map_err(|error| match io::efg::rounds_from_str(text) {
            Err(_) => error,
            Ok(_) => Error::Game(format!(
                "{error}: it is a game of several rounds, which sg.MultistageGame.from_efg reads"
            )),
        })
    };
    released(py, read).map(PyGameFile::from)
}

/// The game in a file, of either kind.
#[pyfunction]
pub(super) fn read_file(py: Python<'_>, path: PathBuf) -> PyResult<PyGameFile> {
    let read = released(py, || Ok(io::open(&path)))?;
    read.map(PyGameFile::from).map_err(|trouble| os_error(trouble, path))
}
