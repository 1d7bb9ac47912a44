//! The list of all extreme outcomes at the prior, grouped by connected component.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::cells::correspondence::{payoff_point, points, values_at};
use super::super::cells::solve::{PlaceCells, TreeSearch, places, solve};
use super::super::game::{Mover, MultistageGame, Place};
use super::assessment::{self, TreeAssessment};
use super::components::{components, maximal};
use super::lifted::LiftedSupports;
use super::realize::{CellPoint, Realization, solved};
use super::supports::SupportSearch;
use crate::equilibrium::Stop;
use crate::error::{Error, did_you_mean, quoted};
use crate::exact::Q;
use crate::exact::budget::{self, Budget, Monitor};
use crate::exact::lp::Program;

/// An extreme outcome, with the supports and the corners that it comes from.
#[derive(Clone, Debug)]
struct ListedOutcome {
    supports: usize,
    x: usize,
    y: usize,
    component: usize,
}

/// All perfect Bayesian equilibria of a tree at its prior, by their extreme outcomes.
#[derive(Clone, Debug)]
pub struct TreeEquilibria {
    game: MultistageGame,
    solution: Arc<PlaceCells>,
    supports: Vec<LiftedSupports>,
    paths: Vec<Arc<super::supports::PathNode>>,
    outcomes: Vec<ListedOutcome>,
    stopped: Option<Stop>,
}

/// Whom a best equilibrium is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeObjective {
    /// The sender's expected payoff at the prior.
    Sender,
    /// The receiver's.
    Receiver,
    /// That of one type.
    Type(usize),
}

impl TreeObjective {
    /// The objective of a name: `sender`, `receiver` or the label of a type.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is none of these.
    pub fn new(game: &MultistageGame, name: &str) -> Result<TreeObjective, Error> {
        match game.types().iter().position(|label| label == name) {
            Some(t) => Ok(TreeObjective::Type(t)),
            None if name == "sender" => Ok(TreeObjective::Sender),
            None if name == "receiver" => Ok(TreeObjective::Receiver),
            None => {
                let known = ["sender", "receiver"].into_iter();
                let types = game.types().iter().map(String::as_str);
                let close = did_you_mean(name, known.chain(types));
                let name = quoted(name);
                Err(Error::Game(format!(
                    "best: {name} is not \"sender\", \"receiver\" or a type{close}"
                )))
            }
        }
    }
}

impl MultistageGame {
    /// All equilibria at the prior: the extreme outcomes of maximal supports, each a full
    /// assessment.
    ///
    /// # Errors
    ///
    /// As for [`MultistageGame::correspondence`]; [`Error::Limit`] when the tree has more than 65,536
    /// histories.
    pub fn equilibria(
        &self,
        search: &TreeSearch,
        monitor: &dyn Monitor,
    ) -> Result<TreeEquilibria, Error> {
        let begun = Instant::now();
        let root = self.root();
        let solution = solve(self, root, search, monitor)?;
        let mut stopped = solution.stopped;
        let (mut paths, mut supports) = (Vec::new(), Vec::<LiftedSupports>::new());
        let (mut known, mut found) = (HashSet::new(), 0);
        let most = search.max_outcomes.unwrap_or(usize::MAX);
        let finder = SupportSearch { game: self, solution: &solution };
        let prior = self.prior();
        let search_all = || {
            finder.run(root, &|(beliefs, _)| values_at(beliefs, prior).is_some(), &mut |path| {
                let lifted = finder.lift(&path);
                if lifted.x.is_empty() || lifted.y.is_empty() {
                    return true;
                }
                let key = (lifted.ends.clone(), lifted.x.clone(), lifted.y.clone());
                if known.insert(key) {
                    found += lifted.x.len() * lifted.y.len();
                    paths.push(path);
                    supports.push(lifted);
                }
                found <= most
            });
        };
        let halted = on_deep_stack(histories(self), || budget::catch(search_all))?;
        if found > most {
            stopped = Some(Stop::Outcomes);
        }
        let whole = || {
            let kept = maximal(&supports);
            let supports: Vec<LiftedSupports> = kept.iter().map(|&i| supports[i].clone()).collect();
            let numbers = components(&supports);
            (kept.iter().map(|&i| paths[i].clone()).collect(), supports, numbers)
        };
        let ordered = match (halted, stopped) {
            (Err(halt), _) => Err(Stop::from(&halt)),
            (Ok(()), Some(stop)) => Err(stop),
            (Ok(()), None) => budget::catch(whole).map_err(|halt| Stop::from(&halt)),
        };
        stopped = ordered.as_ref().err().copied();
        let (paths, supports, numbers) = ordered.unwrap_or_else(|_| {
            let numbers = vec![0; supports.len()];
            (paths, supports, numbers)
        });
        let (solution, outcomes) = (Arc::new(solution), Vec::new());
        let mut all =
            TreeEquilibria { game: self.clone(), solution, supports, paths, outcomes, stopped };
        // what was found before a halt is right, and is listed in a little more time
        let more = Budget::default().time_limit(begun.elapsed() / EXTRA_TIME_DIVISOR + EXTRA_TIME);
        let _in_force = stopped.map(|_| more.enter());
        all.list(&numbers, most);
        Ok(all)
    }

    /// One equilibrium at the prior, without a list: the best for someone, or one with given
    /// payoffs; `None` if there is none.
    ///
    /// # Errors
    ///
    /// As for [`MultistageGame::correspondence`]; [`Error::Limit`] when a limit was met.
    pub fn equilibrium(
        &self,
        search: &TreeSearch,
        objective: Option<&TreeObjective>,
        sender_payoffs: Option<&[Q]>,
        receiver_payoff: Option<&Q>,
        monitor: &dyn Monitor,
    ) -> Result<Option<TreeAssessment>, Error> {
        let solution = solve(self, self.root(), search, monitor)?;
        if let Some(stop) = solution.stopped {
            let problem = format!("{stop}: not all cells are known, so that none is the best");
            return Err(Error::Limit(problem));
        }
        let prior = self.prior();
        let mut best: Option<(Q, usize, CellPoint)> = None;
        for (i, cell) in solution.at(self.root()).iter().enumerate() {
            let Some((low, high)) = values_at(&cell.beliefs, prior) else { continue };
            let value = match receiver_payoff {
                Some(w) if low <= *w && *w <= high => w.clone(),
                Some(_) => continue,
                None => high,
            };
            let candidates = match sender_payoffs {
                Some(given) => {
                    let point = payoff_point(given, self.root().types);
                    if !cell.payoffs.contains(&point).unwrap_or(false) {
                        continue;
                    }
                    vec![given.to_vec()]
                }
                None => points(&cell.payoffs),
            };
            for payoffs in candidates {
                let score = match objective {
                    None => Q::ZERO,
                    Some(TreeObjective::Receiver) => value.clone(),
                    Some(TreeObjective::Type(t)) => payoffs[*t].clone(),
                    Some(TreeObjective::Sender) => {
                        prior.iter().zip(&payoffs).map(|(p, u)| p * u).sum()
                    }
                };
                if best.as_ref().is_none_or(|(known, ..)| *known < score) {
                    let belief = prior.to_vec();
                    best = Some((score, i, CellPoint { belief, value: value.clone(), payoffs }));
                }
            }
        }
        let Some((_, cell, point)) = best else { return Ok(None) };
        let mut realization = Realization::new(self, &solution);
        realization.play(&mut Vec::new(), self.root(), cell, point);
        realization.complete(&mut Vec::new(), self.root());
        Ok(Some(TreeAssessment::new(self, &solution, realization.play, None)?))
    }
}

/// The time that a search took divided by this, and [`EXTRA_TIME`], are added to list what it found
/// before it was stopped. Not measured: they decide by how much it may exceed its limit.
const EXTRA_TIME_DIVISOR: u32 = 25;

/// See [`EXTRA_TIME_DIVISOR`].
const EXTRA_TIME: Duration = Duration::from_millis(50);

/// The bytes of stack that the search takes at most for each history of the tree: it nests its
/// choices, those at a history in some 16 calls of a few hundred bytes each.
const STACK_PER_HISTORY: usize = 1 << 14;

/// The most histories of a tree whose equilibria are listed, for which the search may take 1 GiB of
/// stack.
const MOST_HISTORIES: usize = 1 << 16;

/// The number of histories of a tree, those at equal places counted apart.
fn histories(game: &MultistageGame) -> usize {
    let mut known: HashMap<Place, usize> = HashMap::new();
    for place in places(game, game.root()) {
        let below = (0..game.node_at(place).next.len()).map(|i| game.after(place, i));
        let count = |sum: usize, next| sum.saturating_add(known.get(&next).copied().unwrap_or(0));
        let all = below.fold(1, count);
        known.insert(place, all);
    }
    known[&game.root()]
}

/// Does some work on a thread with room for the nested choices at so many histories.
fn on_deep_stack<T: Send>(histories: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    if histories > MOST_HISTORIES {
        return Err(Error::Limit(format!(
            "the tree has {histories} histories, and all equilibria are listed for at most \
             {MOST_HISTORIES}: ask for its correspondence, or for one equilibrium"
        )));
    }
    let budget = Budget::current();
    let inside = || {
        let _in_force = budget.enter();
        work()
    };
    let stack = (1 << 21) + histories * STACK_PER_HISTORY;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, inside);
        let thread = thread.map_err(|problem| {
            Error::Limit(format!("no thread for a tree of {histories} histories: {problem}"))
        })?;
        thread.join().map_err(|panic| std::panic::resume_unwind(panic))
    })
}

impl TreeEquilibria {
    /// Lists the outcomes of all supports, each once; where the search was stopped, as far as the time
    /// goes.
    fn list(&mut self, numbers: &[usize], most: usize) {
        let mut seen = HashSet::new();
        let mut found: Vec<(usize, Vec<Q>, ListedOutcome)> = Vec::new();
        let late = || self.stopped.is_some() && Budget::current().halt().is_some();
        'supports: for (s, lifted) in self.supports.iter().enumerate() {
            for x in 0..lifted.x.len() {
                for y in 0..lifted.y.len() {
                    if late() {
                        break 'supports;
                    }
                    let outcome = outcome(&self.game, lifted, x, y);
                    if !seen.insert(outcome) || found.len() >= most {
                        continue;
                    }
                    let one = ListedOutcome { supports: s, x, y, component: numbers[s] };
                    match budget::catch(|| payoffs(&self.game, lifted, x, y)) {
                        Ok(payoffs) => found.push((numbers[s], payoffs, one)),
                        Err(_) if self.stopped.is_some() => break 'supports,
                        Err(halt) => budget::give_up(halt),
                    }
                }
            }
        }
        // components in the order of the sender's best payoff, and outcomes in it
        let mut best: HashMap<usize, Vec<Q>> = HashMap::new();
        for (number, payoffs, _) in &found {
            let known = best.entry(*number).or_insert_with(|| payoffs.clone());
            *known = known.clone().max(payoffs.clone());
        }
        found.sort_by(|a, b| {
            best[&b.0].cmp(&best[&a.0]).then(a.0.cmp(&b.0)).then_with(|| b.1.cmp(&a.1))
        });
        let mut order: Vec<usize> = Vec::new();
        for (number, ..) in &found {
            if !order.contains(number) {
                order.push(*number);
            }
        }
        self.outcomes = found
            .into_iter()
            .map(|(number, _, one)| {
                let component = order.iter().position(|n| *n == number).unwrap_or_default();
                ListedOutcome { component, ..one }
            })
            .collect();
    }

    /// The game.
    pub fn game(&self) -> &MultistageGame {
        &self.game
    }

    /// The number of extreme outcomes.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// Why the list is not complete, if it is not.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// The component of each outcome, from 0.
    pub fn components(&self) -> Vec<usize> {
        self.outcomes.iter().map(|one| one.component).collect()
    }

    /// The probability of each end that is reached, for each type.
    pub fn outcome(&self, i: usize) -> Vec<(Vec<String>, Vec<Q>)> {
        let one = &self.outcomes[i];
        outcome(&self.game, &self.supports[one.supports], one.x, one.y)
    }

    /// A full assessment with the `i`-th outcome: strategies and beliefs at every history.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when the tree has more than a million histories.
    pub fn assessment(&self, i: usize) -> Result<TreeAssessment, Error> {
        let one = &self.outcomes[i];
        let (lifted, path) = (&self.supports[one.supports], &self.paths[one.supports]);
        let play = assessment::play(&self.game, &self.solution, path, lifted, (one.x, one.y));
        TreeAssessment::new(&self.game, &self.solution, play, Some(one.component))
    }
}

/// The product of the odds of chance on the way to a history.
fn odds(game: &MultistageGame, history: &[String]) -> Q {
    let (mut place, mut at, mut p) = (game.root(), 0, Q::ONE);
    while at < history.len() {
        let node = game.node_at(place);
        let i = (0..node.next.len())
            .find(|&i| {
                let labels = node.labels(i);
                labels.len() + at <= history.len()
                    && labels.iter().zip(&history[at..]).all(|(a, b)| *a == b.as_str())
            })
            .expect("a history of the tree");
        if node.mover == Mover::Chance {
            p = p * &node.odds[i];
        }
        at += node.labels(i).len();
        place = game.after(place, i);
    }
    p
}

/// The ends that are reached, with the probability for each type.
fn outcome(
    game: &MultistageGame,
    lifted: &LiftedSupports,
    x: usize,
    y: usize,
) -> Vec<(Vec<String>, Vec<Q>)> {
    let (x, y) = (&lifted.x[x], &lifted.y[y]);
    let count = game.types().len();
    let mut rows = vec![vec![Q::ZERO; count]; lifted.ends.len()];
    for (&(end, t), mass) in lifted.masses.iter().zip(x) {
        rows[end][t] = &(mass * &y[end]) / &game.prior()[t];
    }
    let mut all: Vec<(Vec<String>, Vec<Q>)> = Vec::new();
    for (end, row) in lifted.ends.iter().zip(rows) {
        if row.iter().any(Q::is_positive) {
            let p = odds(game, end);
            all.push((end.clone(), row.into_iter().map(|x| x * &p).collect()));
        }
    }
    all.sort();
    all
}

/// The payoffs of all types in an outcome.
fn payoffs(game: &MultistageGame, lifted: &LiftedSupports, x: usize, y: usize) -> Vec<Q> {
    let forms = &lifted.forms[&Vec::new()];
    let node = game.node_at(game.root());
    let _ = x;
    // every type is there at the root, so that its payoff is a form of reach alone
    let follows = forms.payoffs.iter().map(|form| {
        let known = form.iter().all(|(j, _)| *j < lifted.ends.len());
        if known {
            super::lifted::value(form, &lifted.y[y])
        } else {
            free_values(lifted, y).map_or(Q::ZERO, |point| super::lifted::value(form, &point))
        }
    });
    let paid = |(t, follows): (usize, Q)| &node.pays[0][t] + &(&node.discount[0] * &follows);
    follows.enumerate().map(paid).collect()
}

/// A point of `Y` with its free variables, from the reach of ends.
pub(super) fn free_values(lifted: &LiftedSupports, y: usize) -> Option<Vec<Q>> {
    let mut lp: Program = lifted.receiver.program();
    for (j, value) in lifted.y[y].iter().enumerate() {
        lp.equal([(j, Q::ONE)], value.clone());
    }
    solved(&lp)
}
