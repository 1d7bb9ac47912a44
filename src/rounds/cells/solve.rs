//! Backward induction: the cells of every place of a tree, each place solved once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::super::game::{MultistageGame, Place};
use super::cell::Cell;
use super::combine::{CellList, Level};
use crate::equilibrium::Stop;
use crate::error::{Error, brief, did_you_mean, quoted};
use crate::exact::budget::{self, Halt, Monitor, checkpoint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::integers;
use crate::exact::{IBig, Q};
use crate::game::total;

/// Beliefs after messages that nobody sends, fixed in advance (Rubinstein 1985): one for each
/// message that is named.
pub type Conjectures = Vec<(String, Vec<Q>)>;

/// The limits and the conjectures of one computation on a tree.
#[derive(Clone, Debug, Default)]
pub struct TreeSearch {
    /// Beliefs after messages that nobody sends.
    pub conjectures: Conjectures,
    /// The most cells that are kept at a place.
    pub max_cells: Option<usize>,
    /// The most outcomes that are listed.
    pub max_outcomes: Option<usize>,
}

/// The cells of each place.
type SolvedPlaces = HashMap<Place, Arc<Vec<Cell<IBig>>>>;

/// The cells of all places below one.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceCells {
    pub cells: SolvedPlaces,
    pub conjectures: HashMap<String, Vec<Q>>,
    /// Why the cells are not all, if they are not.
    pub stopped: Option<Stop>,
}

impl PlaceCells {
    /// The cells of a place; none where the work was stopped before.
    pub(crate) fn at(&self, place: Place) -> &[Cell<IBig>] {
        self.cells.get(&place).map_or(&[], |cells| cells)
    }
}

/// Cells under way, in one size of integer.
struct Solver<'a, I> {
    game: &'a MultistageGame,
    conjectures: &'a HashMap<String, Vec<Q>>,
    most: usize,
    monitor: &'a dyn Monitor,
    /// The number of places to solve.
    places: usize,
    cells: RefCell<HashMap<Place, Arc<Vec<Cell<I>>>>>,
    cut: std::cell::Cell<bool>,
}

impl<I: Int> Solver<'_, I> {
    fn solve(&self, place: Place) -> Result<Arc<Vec<Cell<I>>>, Overflow> {
        if let Some(known) = self.cells.borrow().get(&place) {
            return Ok(known.clone());
        }
        checkpoint();
        let node = self.game.node_at(place);
        let mut below = Vec::with_capacity(node.next.len());
        for i in 0..node.next.len() {
            let next = self.game.after(place, i);
            below.push(if next.types == 0 { None } else { Some(self.solve(next)?) });
        }
        let fixed = |label: &String| -> Result<Option<Vec<I>>, Overflow> {
            self.conjectures.get(label).map(|belief| integers(belief)).transpose()
        };
        let conjectures = if node.sends() {
            node.messages.iter().map(fixed).collect::<Result<_, _>>()?
        } else {
            vec![None]
        };
        let count = self.game.types().len();
        let level = Level { node, types: place.types, count, below, conjectures };
        let mut list = CellList::new(self.most);
        // what was found before a halt is right, and is kept
        let found = budget::catch(|| level.cells(&mut list));
        if list.cut {
            self.cut.set(true);
        }
        let cells = Arc::new(list.cells);
        self.cells.borrow_mut().insert(place, cells.clone());
        match found {
            Ok(done) => done?,
            Err(halt) => budget::give_up(halt),
        }
        self.monitor.progress(self.cells.borrow().len() as f64 / self.places as f64);
        Ok(cells)
    }
}

/// The cells of a place and of all below it.
pub(crate) fn solve(
    game: &MultistageGame,
    place: Place,
    search: &TreeSearch,
    monitor: &dyn Monitor,
) -> Result<PlaceCells, Error> {
    let conjectures = checked(game, place, &search.conjectures)?;
    let places = places(game, place).len();
    fn sized<I: Int>(
        game: &MultistageGame,
        place: Place,
        search: &TreeSearch,
        fixed: (&HashMap<String, Vec<Q>>, usize, &dyn Monitor),
    ) -> Result<(SolvedPlaces, Option<Stop>), Overflow> {
        let (conjectures, places, monitor) = fixed;
        let solver = Solver::<I> {
            game,
            conjectures,
            most: search.max_cells.unwrap_or(usize::MAX),
            monitor,
            places,
            cells: RefCell::default(),
            cut: std::cell::Cell::new(false),
        };
        let halt: Option<Halt> = match budget::catch(|| solver.solve(place)) {
            Ok(done) => done.map(|_| None)?,
            Err(halt) => Some(halt),
        };
        let stopped = match halt {
            Some(halt) => Some(Stop::from(&halt)),
            None => solver.cut.get().then_some(Stop::Cells),
        };
        let big = |cells: Arc<Vec<Cell<I>>>| Arc::new(cells.iter().map(Cell::to_big).collect());
        let cells = solver.cells.into_inner().into_iter();
        Ok((cells.map(|(place, cells)| (place, big(cells))).collect(), stopped))
    }
    let fixed = (&conjectures, places, monitor);
    let found = sized::<i64>(game, place, search, fixed)
        .or_else(|Overflow| sized::<i128>(game, place, search, fixed))
        .or_else(|Overflow| sized::<IBig>(game, place, search, fixed));
    let (cells, stopped) = found.expect("big integers do not overflow");
    Ok(PlaceCells { cells, conjectures, stopped })
}

/// A place and all below it, each once, those that follow first.
pub(crate) fn places(game: &MultistageGame, place: Place) -> Vec<Place> {
    let (mut order, mut seen) = (Vec::new(), std::collections::HashSet::new());
    let mut open = vec![(place, false)];
    while let Some((place, done)) = open.pop() {
        if done {
            order.push(place);
            continue;
        }
        if !seen.insert(place) {
            continue;
        }
        open.push((place, true));
        let count = game.node_at(place).next.len();
        let below = (0..count).map(|i| game.after(place, i)).filter(|p| p.types != 0);
        open.extend(below.map(|p| (p, false)));
    }
    order
}

/// Conjectures by message, once each is a belief that the message allows wherever it is sent.
fn checked(
    game: &MultistageGame,
    place: Place,
    given: &Conjectures,
) -> Result<HashMap<String, Vec<Q>>, Error> {
    let mut all = HashMap::new();
    for (message, belief) in given {
        let place = format!("conjectures[{}]", quoted(message));
        if belief.len() != game.types().len() {
            let (given, types) = (belief.len(), game.types().len());
            return Err(Error::Game(format!("{place} has {given} entries for {types} types")));
        }
        if let Some(p) = belief.iter().find(|p| p.is_negative()) {
            return Err(Error::Game(format!("{place} has the negative entry {}", brief(p))));
        }
        let sum = total(belief);
        if sum != Q::ONE {
            let sum = brief(sum);
            return Err(Error::Game(format!("{place} sums to {sum}: a belief sums to 1")));
        }
        if all.insert(message.clone(), belief.clone()).is_some() {
            return Err(Error::Game(format!("{place} is given twice")));
        }
    }
    if all.is_empty() {
        return Ok(all);
    }
    let mut named: Vec<&str> = Vec::new();
    for at in places(game, place) {
        let node = game.node_at(at);
        for (m, message) in node.messages.iter().enumerate() {
            named.push(message);
            let (Some(belief), able) = (all.get(message), node.after(at.types, m)) else {
                continue;
            };
            let lacking =
                (0..belief.len()).find(|&t| belief[t].is_positive() && able >> t & 1 == 0);
            if let Some(t) = lacking.filter(|_| able != 0) {
                return Err(Error::Game(format!(
                    "conjectures[{}] lies on type {}, which cannot send that message everywhere: \
                     put the weight on types that can",
                    quoted(message),
                    quoted(&game.types()[t])
                )));
            }
        }
    }
    for (message, _) in given {
        if !named.contains(&message.as_str()) {
            let close = did_you_mean(message, named.iter().copied());
            let message = quoted(message);
            return Err(Error::Game(format!("conjectures: there is no message {message}{close}")));
        }
    }
    Ok(all)
}
