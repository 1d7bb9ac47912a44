//! Games of several rounds.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::rc::Rc;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple, PyType};

use super::dict::{Dict, Dicts, dict, dicts};
use super::game::{PyGame, os_error};
use super::numbers::{Fraction, FractionRows, Fractions, Refused, number, show};
use super::run::{kept, released, watched};
use super::{game_error, input, raise};
use crate::exact::Q;
use crate::io::{efg, multistage, multistage_file};
use crate::rounds::{
    Conjectures, Correspondence, LongTalk, Mover, MultistageGame, PayoffPiece, PayoffSet,
    TreeAssessment, TreeEntry, TreeEquilibria, TreeFailure, TreeObjective, TreeSearch, verify,
};

/// A game of several rounds.
#[pyclass(frozen, eq, name = "MultistageGame", module = "schelling._core")]
#[derive(Clone, PartialEq)]
pub(super) struct PyMultistage(pub(super) MultistageGame);

/// The correspondence at a history.
#[pyclass(frozen, name = "Correspondence", module = "schelling._core")]
pub(super) struct PyCorrespondence(Correspondence);

/// Beliefs by message, as Python gives them.
pub(super) type GivenConjectures<'py> = Vec<(String, Bound<'py, PyAny>)>;

/// What a search on a tree is given.
pub(super) fn search(
    conjectures: GivenConjectures<'_>,
    max_cells: Option<usize>,
    max_outcomes: Option<usize>,
) -> PyResult<TreeSearch> {
    let belief = |(message, belief): (String, Bound<'_, PyAny>)| {
        let path = format!("conjectures[{message:?}]");
        Ok::<_, PyErr>((message, input::row(&belief, &path)?))
    };
    let conjectures: Conjectures = conjectures.into_iter().map(belief).collect::<PyResult<_>>()?;
    Ok(TreeSearch { conjectures, max_cells, max_outcomes })
}

#[pymethods]
impl PyMultistage {
    /// `root` is nested mappings and pairs, with `convert` for keys that are no text.
    #[new]
    fn new(
        py: Python<'_>,
        root: &Bound<'_, PyAny>,
        types: Vec<String>,
        prior: &Bound<'_, PyAny>,
        name: Option<String>,
    ) -> PyResult<Self> {
        let (prior, rounded) = input::prior(prior)?;
        let mut reader = NodeReader::default();
        let root = reader.read(root, &mut Vec::new())?;
        py.check_signals()?;
        MultistageGame::new(&root, types, prior, name, rounded).map(PyMultistage).map_err(raise)
    }

    #[staticmethod]
    fn from_game(game: &PyGame) -> PyResult<Self> {
        MultistageGame::from_game(&game.0).map(PyMultistage).map_err(raise)
    }

    #[getter]
    fn name(&self) -> Option<&str> {
        self.0.name()
    }

    #[getter]
    fn types<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.types())
    }

    #[getter]
    fn prior(&self) -> Fractions<&[Q]> {
        Fractions(self.0.prior())
    }

    #[getter]
    fn size(&self) -> usize {
        self.0.size()
    }

    #[getter]
    fn depth(&self) -> usize {
        self.0.depth()
    }

    fn with_prior(&self, prior: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (prior, rounded) = input::prior(prior)?;
        self.0.with_prior(prior, rounded).map(PyMultistage).map_err(raise)
    }

    fn repeated(
        &self,
        py: Python<'_>,
        times: usize,
        discount: [Bound<'_, PyAny>; 2],
    ) -> PyResult<Self> {
        let discount = [
            input::single(&discount[0], "discount[0]")?,
            input::single(&discount[1], "discount[1]")?,
        ];
        released(py, || self.0.repeated(times, discount)).map(PyMultistage)
    }

    /// Who moves at a history and with which labels, the types that can be there, and what is paid.
    fn node<'py>(&self, py: Python<'py>, history: Vec<String>) -> Dict<'py> {
        let place = self.0.place(&history).map_err(raise)?;
        let node = self.0.node_at(place);
        let mover = match node.mover() {
            Mover::Nobody => "nobody",
            Mover::Sender => "sender",
            Mover::Receiver => "receiver",
            Mover::Both => "both",
            Mover::Chance => "chance",
        };
        let (sender, receiver) = self.0.payments(place);
        dict!(py,
            mover: mover,
            messages: node.messages(),
            actions: node.actions(),
            types: self.0.labels_at(place),
            odds: Fractions(node.odds()),
            available: self.0.available(place),
            pays: (Fractions(sender), Fractions(receiver)),
            discount: Fractions(node.discount()),
        )
    }

    /// Every history that some type can reach, those before first.
    fn histories(&self, py: Python<'_>) -> PyResult<Vec<(Vec<String>, bool)>> {
        released(py, || self.0.histories())
    }

    fn correspondence(
        &self,
        py: Python<'_>,
        history: Vec<String>,
        conjectures: GivenConjectures<'_>,
        max_cells: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyCorrespondence> {
        let place = self.0.place(&history).map_err(raise)?;
        let search = search(conjectures, max_cells, None)?;
        let cut = |found: &Correspondence| found.stopped().is_some();
        kept(py, progress, false, cut, |watch| self.0.correspondence(place, &search, watch))
            .map(PyCorrespondence)
    }

    /// The verdict on rows by history: the sender's `[t][m]`, the receiver's `[a]`, beliefs `[t]`.
    fn verify<'py>(
        &self,
        py: Python<'py>,
        sender: GivenStrategies<'py>,
        receiver: GivenRows<'py>,
        beliefs: GivenRows<'py>,
    ) -> Dict<'py> {
        let sender = sender
            .into_iter()
            .map(|(history, rows)| {
                let path = format!("sender{history:?}");
                let row = |row: Option<Bound<'_, PyAny>>| {
                    row.map(|row| input::row(&row, &path)).transpose()
                };
                let rows = rows.into_iter().map(row).collect::<PyResult<Vec<_>>>()?;
                Ok((history, rows))
            })
            .collect::<PyResult<Vec<_>>>()?;
        let (receiver, beliefs) = (rows(receiver, "receiver")?, rows(beliefs, "beliefs")?);
        let verdict = released(py, || verify(&self.0, &sender, &receiver, &beliefs))?;
        let failure = |one: &TreeFailure| {
            dict!(py,
                condition: one.condition.name(),
                history: &one.history,
                type_label: &one.type_label,
                message: &one.message,
                action: &one.action,
                better: &one.better,
                amount: Fraction(&one.amount),
                sentence: &one.sentence,
            )
        };
        dict!(py,
            failures: dicts(verdict.failures(), failure)?,
            beliefs: by_history(verdict.beliefs()),
            sender_payoffs: Fractions(verdict.sender_payoffs()),
            receiver_payoff: Fraction(verdict.receiver_payoff()),
        )
    }

    fn equilibria(
        &self,
        py: Python<'_>,
        conjectures: GivenConjectures<'_>,
        max_cells: Option<usize>,
        max_outcomes: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyTreeEquilibria> {
        let search = search(conjectures, max_cells, max_outcomes)?;
        let cut = |found: &TreeEquilibria| found.stopped().is_some();
        kept(py, progress, false, cut, |watch| self.0.equilibria(&search, watch))
            .map(PyTreeEquilibria)
    }

    /// One equilibrium: the best for somebody, or one with given payoffs.
    #[allow(clippy::too_many_arguments)]
    fn equilibrium<'py>(
        &self,
        py: Python<'py>,
        best: Option<&str>,
        sender_payoffs: Option<Bound<'py, PyAny>>,
        receiver_payoff: Option<Bound<'py, PyAny>>,
        conjectures: GivenConjectures<'_>,
        max_cells: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let search = search(conjectures, max_cells, None)?;
        let best = best.map(|name| TreeObjective::new(&self.0, name)).transpose().map_err(raise)?;
        let sender = sender_payoffs.map(|u| input::row(&u, "sender_payoffs")).transpose()?;
        let receiver = receiver_payoff.map(|w| input::single(&w, "receiver_payoff")).transpose()?;
        let found = watched(py, progress, false, |watch| {
            let (sender, receiver) = (sender.as_deref(), receiver.as_ref());
            self.0.equilibrium(&search, best.as_ref(), sender, receiver, watch)
        })?;
        found.map(|eq| assessment(py, &eq)).transpose()
    }

    /// Writes the game in the format of the extension.
    fn write(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let written = released(py, || Ok(multistage_file::save(&self.0, &path)))?;
        written.map_err(|trouble| os_error(trouble, path))
    }

    /// Reads a file of a game of several rounds.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let read = released(py, || Ok(multistage_file::open(&path)))?;
        read.map(PyMultistage).map_err(|trouble| os_error(trouble, path))
    }

    /// Is a file to be read as a game of several rounds?
    #[staticmethod]
    fn may_be(py: Python<'_>, path: PathBuf) -> PyResult<bool> {
        let text = released(py, || Ok(crate::io::text(&path)))?;
        let text = text.map_err(|trouble| os_error(trouble, path.clone()))?;
        Ok(multistage_file::may_be_tree(&path, &text))
    }

    #[staticmethod]
    fn from_efg(py: Python<'_>, text: &str) -> PyResult<Self> {
        released(py, || efg::rounds_from_str(text)).map(PyMultistage)
    }

    fn to_efg(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || efg::rounds_to_string(&self.0))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || multistage::to_json(&self.0))
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &str) -> PyResult<Self> {
        released(py, || multistage::from_json(text)).map(PyMultistage)
    }

    /// The nodes as text, shared parts once, for pickles.
    fn state(&self, py: Python<'_>) -> PyResult<String> {
        released(py, || Ok(self.0.state()))
    }

    #[staticmethod]
    fn from_state(py: Python<'_>, text: &str) -> PyResult<Self> {
        released(py, || MultistageGame::from_state(text)).map(PyMultistage)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }
}

/// The sender's rows by history and type, as Python gives them.
type GivenStrategies<'py> = Vec<(Vec<String>, Vec<Option<Bound<'py, PyAny>>>)>;

/// The corners of a polytope.
type CornerRows = FractionRows<Vec<Vec<Q>>>;

/// Rows by history, as Python gives them.
type GivenRows<'py> = Vec<(Vec<String>, Bound<'py, PyAny>)>;

/// Rows by history, as exact numbers.
fn rows(given: GivenRows<'_>, what: &str) -> PyResult<Vec<(Vec<String>, Vec<Q>)>> {
    given
        .into_iter()
        .map(|(history, row)| {
            let row = input::row(&row, &format!("{what}{history:?}"))?;
            Ok((history, row))
        })
        .collect()
}

fn by_history(rows: &[(Vec<String>, Vec<Q>)]) -> Vec<(&[String], Fractions<&[Q]>)> {
    rows.iter().map(|(history, row)| (&history[..], Fractions(&row[..]))).collect()
}

/// All equilibria of a game of several rounds.
#[pyclass(frozen, name = "TreeEquilibria", module = "schelling._core")]
pub(super) struct PyTreeEquilibria(TreeEquilibria);

#[pymethods]
impl PyTreeEquilibria {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    #[getter]
    fn stopped(&self) -> Option<String> {
        self.0.stopped().map(|stop| stop.to_string())
    }

    #[getter]
    fn components(&self) -> Vec<usize> {
        self.0.components()
    }

    /// The full assessment of an outcome.
    fn assessment<'py>(&self, py: Python<'py>, i: usize) -> Dict<'py> {
        assessment(py, &released(py, || self.0.assessment(i))?)
    }
}

/// The payoffs of conversations of bounded length.
#[pyclass(frozen, name = "LongTalk", module = "schelling._core")]
pub(super) struct PyLongTalk(LongTalk);

#[pymethods]
impl PyLongTalk {
    #[new]
    fn new(
        py: Python<'_>,
        game: &PyGame,
        rounds: usize,
        lotteries: bool,
        max_cells: Option<usize>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let cut = |found: &LongTalk| found.stopped().is_some();
        let work = |watch: &_| LongTalk::new(&game.0, rounds, lotteries, max_cells, watch);
        kept(py, progress, false, cut, |watch| work(watch)).map(PyLongTalk)
    }

    #[getter]
    fn stable(&self) -> bool {
        self.0.stable()
    }

    #[getter]
    fn stopped(&self) -> Option<String> {
        self.0.stopped().map(|stop| stop.to_string())
    }

    /// The corners of the beliefs and of the sender's payoffs of each piece.
    fn pieces(&self) -> Vec<(CornerRows, CornerRows)> {
        let pieces = self.0.pieces().into_iter();
        pieces.map(|one| (FractionRows(one.beliefs), FractionRows(one.sender))).collect()
    }

    fn at(&self, belief: &Bound<'_, PyAny>) -> PyResult<Vec<CornerRows>> {
        let belief = input::row(belief, "belief")?;
        Ok(self.0.at(&belief).map_err(raise)?.into_iter().map(FractionRows).collect())
    }

    fn best(&self, of: &str) -> PyResult<Option<Fractions<Vec<Q>>>> {
        Ok(self.0.best(of).map_err(raise)?.map(Fractions))
    }

    fn plan<'py>(
        &self,
        py: Python<'py>,
        payoffs: &Bound<'py, PyAny>,
    ) -> PyResult<(PyMultistage, Bound<'py, PyDict>)> {
        let payoffs = input::row(payoffs, "sender_payoffs")?;
        let plan = released(py, || self.0.plan(&payoffs))?;
        Ok((PyMultistage(plan.tree), assessment(py, &plan.assessment)?))
    }
}

fn assessment<'py>(py: Python<'py>, eq: &TreeAssessment) -> Dict<'py> {
    let sender = eq.sender.iter().map(|(history, rows)| {
        let rows: Vec<Option<Fractions<&[Q]>>> =
            rows.iter().map(|row| row.as_ref().map(|row| Fractions(&row[..]))).collect();
        (&history[..], rows)
    });
    let numbers = |rows: &[(Vec<String>, Q)]| -> Vec<(Vec<String>, Fraction<Q>)> {
        rows.iter().map(|(history, x)| (history.clone(), Fraction(x.clone()))).collect()
    };
    let off = eq.off_path.iter().map(|(history, pieces)| {
        PyResult::Ok((&history[..], dicts(pieces, |one| piece(py, one))?))
    });
    dict!(py,
        sender: sender.collect::<Vec<_>>(),
        receiver: by_history(&eq.receiver),
        beliefs: by_history(&eq.beliefs),
        sender_payoffs: Fractions(&eq.sender_payoffs),
        receiver_payoff: Fraction(&eq.receiver_payoff),
        receiver_payoffs: numbers(&eq.receiver_payoffs),
        probabilities: numbers(&eq.probabilities),
        outcome: by_history(&eq.outcome),
        off_path: off.collect::<PyResult<Vec<_>>>()?,
        component: eq.component,
    )
}

/// The corners of a piece, beliefs with values, and the corners of the sender's payoffs.
pub(super) fn piece<'py>(py: Python<'py>, piece: &PayoffPiece) -> Dict<'py> {
    let corners = piece.corners.iter().map(|(belief, value)| (Fractions(belief), Fraction(value)));
    dict!(py, corners: corners.collect::<Vec<_>>(), sender: FractionRows(&piece.sender))
}

fn payoff_set<'py>(py: Python<'py>, set: &PayoffSet) -> Dict<'py> {
    let (low, high) = &set.receiver;
    dict!(py, sender: FractionRows(&set.sender), receiver: (Fraction(low), Fraction(high)))
}

#[pymethods]
impl PyCorrespondence {
    #[getter]
    fn stopped(&self) -> Option<String> {
        self.0.stopped().map(|stop| stop.to_string())
    }

    /// The indices of the types that can be there.
    #[getter]
    fn types(&self) -> Vec<usize> {
        self.0.types().collect()
    }

    fn pieces<'py>(&self, py: Python<'py>) -> Dicts<'py> {
        dicts(&self.0.pieces(), |one| piece(py, one))
    }

    fn at<'py>(&self, py: Python<'py>, belief: &Bound<'py, PyAny>) -> Dicts<'py> {
        let belief = input::row(belief, "belief")?;
        dicts(&self.0.at(&belief).map_err(raise)?, |set| payoff_set(py, set))
    }

    fn breakpoints(&self) -> FractionRows<Vec<Vec<Q>>> {
        FractionRows(self.0.breakpoints())
    }

    fn contains(
        &self,
        belief: &Bound<'_, PyAny>,
        sender: &Bound<'_, PyAny>,
        receiver: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<bool> {
        let belief = input::row(belief, "belief")?;
        let sender = input::row(sender, "sender")?;
        let receiver = receiver.map(|w| input::single(w, "receiver")).transpose()?;
        self.0.contains(&belief, &sender, receiver.as_ref()).map_err(raise)
    }
}

/// The reader of nested Python objects; an object that is used twice is read once.
#[derive(Default)]
struct NodeReader {
    read: HashMap<usize, Rc<TreeEntry>>,
    /// Objects under way, to notice one that contains itself.
    open: Vec<usize>,
    /// Objects that were read, so that no other takes their address.
    alive: Vec<Py<PyAny>>,
}

impl NodeReader {
    fn read(&mut self, x: &Bound<'_, PyAny>, path: &mut Vec<String>) -> PyResult<Rc<TreeEntry>> {
        static MAPPING: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let py = x.py();
        let text = x.is_instance_of::<PyString>() || x.is_instance_of::<PyBytes>();
        let mapping =
            !text && x.is_instance(MAPPING.import(py, "collections.abc", "Mapping")?)?;
        let list = x.is_instance_of::<PyList>() || x.is_instance_of::<PyTuple>();
        if !mapping && !list {
            let label = if text { x.str()?.to_string() } else { String::new() };
            return match number(x) {
                Ok(n) => {
                    let label = if text { label } else { x.str()?.to_string() };
                    Ok(Rc::new(TreeEntry::Scalar(label, Ok(n.value))))
                }
                Err(Refused::Sentence(problem)) if text => {
                    Ok(Rc::new(TreeEntry::Scalar(label, Err(problem))))
                }
                Err(Refused::Sentence(_)) => Ok(Rc::new(TreeEntry::Other(show(x)?))),
                Err(Refused::Raised(error)) => Err(error),
            };
        }
        let address = x.as_ptr() as usize;
        if let Some(known) = self.read.get(&address) {
            return Ok(known.clone());
        }
        py.check_signals()?;
        let place = || {
            let labels = path.iter().map(|label| format!("[{label:?}]"));
            std::iter::once("tree".to_string()).chain(labels).collect::<String>()
        };
        if self.open.contains(&address) {
            return Err(game_error(format!(
                "{}: the tree contains itself: repeat a stage with repeated()",
                place()
            )));
        }
        // a node is two mappings and, of chance, a pair
        if self.open.len() > 4 * crate::rounds::DEEPEST {
            return Err(game_error(crate::rounds::too_deep()));
        }
        self.open.push(address);
        let entry = if mapping {
            let mut entries = Vec::new();
            for pair in x.call_method0("items")?.try_iter()? {
                let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract()?;
                let key = key.str()?.to_string();
                path.push(key.clone());
                entries.push((key, self.read(&value, path)?));
                path.pop();
            }
            TreeEntry::Mapping(entries)
        } else {
            let items = x.try_iter()?.map(|item| self.read(&item?, path));
            TreeEntry::List(items.collect::<PyResult<_>>()?)
        };
        self.open.pop();
        let entry = Rc::new(entry);
        self.read.insert(address, entry.clone());
        self.alive.push(x.clone().into_py_any(py)?);
        Ok(entry)
    }
}
