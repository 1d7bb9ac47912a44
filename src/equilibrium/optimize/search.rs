//! The search for the best equilibrium, and then for the best of these to the other player.

use super::OptimizationProblem;
use super::incumbents::{babbling, partition, pooling};
use super::linear_objective::LinearObjective;
use super::node::Node;
use super::reply_sets::Interchangeable;
use super::tree::{OptimumTree, crude_bound};
use crate::equilibrium::limits::{Control, Monitor, Threads};
use crate::equilibrium::pivot::single;
use crate::equilibrium::result::{Equilibrium, Stop};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::{self, Budget, Halt};
use crate::game::Game;

/// The best equilibrium that was found, and a bound on all.
pub(crate) struct OptimalEquilibrium {
    pub(crate) equilibrium: Equilibrium,
    pub(crate) value: Q,
    /// No equilibrium has a larger value.
    pub(crate) bound: Q,
    /// Is it proved that, of those with the same value, it is best for the other player?
    pub(crate) ties_broken: bool,
    /// The nodes of the search trees.
    pub(crate) nodes: usize,
    pub(crate) stopped: Option<Stop>,
}

/// The largest number of types: a word of 128 bits is a set of types.
const MAX_TYPES: usize = 128;
/// The time limit divided by this is added for one equilibrium where the search has none yet.
const EXTRA_TIME_DIVISOR: u32 = 25;

/// The nodes of the tree before the allocations of cheap talk are listed. Where the bound is good, a
/// few nodes close the tree, also where there are very many allocations; where it is not, thousands
/// of nodes do not, and the allocations are few (benches/HISTORY.md).
const NODES_BEFORE_LIST: usize = 8;

/// The best equilibrium for a target.
///
/// `list` returns equilibria among which one is best for every target that counts payoffs alone, and
/// of these one best for the other player; nothing where it does not apply or gave up.
pub(crate) fn optimum(
    game: &Game,
    target: &LinearObjective,
    (budget, threads): (Budget, usize),
    list: &dyn Fn() -> Option<Vec<Equilibrium>>,
    monitor: &dyn Monitor,
) -> Result<OptimalEquilibrium, Error> {
    if game.types().len() > MAX_TYPES {
        return Err(Error::Limit(format!(
            "the game has {} types, and the search for the best equilibrium takes at most \
             {MAX_TYPES}: merge types that no payoff tells apart",
            game.types().len()
        )));
    }
    let limit = budget.left();
    let control = Control::new(budget, usize::MAX, monitor);
    let _in_force = control.budget().enter();
    let threads = Threads::take(threads, control.budget());
    let second = target.of_the_other(game);
    let made = budget::catch(|| Interchangeable::all(game, &[target, &second]));
    let babbling = babbling(game);
    let mut result = babbling.clone().map(|eq| (target.value(&eq), second.value(&eq), eq));
    let mut bound = None;
    let mut nodes = 0;
    if let Ok(classes) = made {
        let mut problem = problem(game, target.clone(), classes);
        let root = Node::root(&problem);
        let mut tree = OptimumTree::new(&problem, &control, &threads, second.clone());
        tree.best = result.take();
        let mut listed = None;
        let ended = budget::catch(|| {
            let mut found = Vec::new();
            pooling(&problem, &root, &mut found);
            tree.offer(found);
            let mut found = Vec::new();
            partition(&problem, &root, &mut found);
            tree.offer(found);
            tree.begin(root.clone());
            tree.run(NODES_BEFORE_LIST);
            listed = if tree.closed() { None } else { list() };
            if listed.is_none() {
                tree.run(usize::MAX);
            }
        });
        if let Some(all) = listed {
            let best = all.into_iter().max_by_key(|eq| (target.value(eq), second.value(eq)));
            let equilibrium = best.expect("every game has an equilibrium");
            let value = target.value(&equilibrium);
            let (bound, nodes) = (value.clone(), tree.nodes);
            let (ties_broken, stopped) = (true, None);
            return Ok(OptimalEquilibrium {
                equilibrium,
                value,
                bound,
                ties_broken,
                nodes,
                stopped,
            });
        }
        bound = tree.bound();
        nodes += tree.nodes;
        result = tree.best.take();
        match ended {
            Err(halt) => control.halted(&halt),
            Ok(()) if result.is_none() => {
                // every game has an equilibrium
                return Err(Error::Limit(
                    "no equilibrium was found, which should not be possible".into(),
                ));
            }
            Ok(()) => {
                let (value, first, eq) = result.take().expect("checked above");
                drop(tree);
                if let Some(bound) = bound.filter(|bound| *bound > value) {
                    let (equilibrium, stopped) = (eq, control.reason());
                    return Ok(OptimalEquilibrium {
                        equilibrium,
                        value,
                        bound,
                        ties_broken: false,
                        nodes,
                        stopped,
                    });
                }
                problem.floor = Some((target.clone(), value.clone()));
                problem.target = second.clone();
                let mut ties = OptimumTree::new(&problem, &control, &threads, target.clone());
                ties.best = Some((first, value.clone(), eq));
                let ended = budget::catch(|| {
                    ties.begin(root);
                    ties.run(usize::MAX);
                });
                nodes += ties.nodes;
                let decided = ties.bound() == ties.incumbent();
                let (_, _, equilibrium) = ties.best.take().expect("there was one");
                if let Err(halt) = &ended {
                    control.halted(halt);
                }
                return Ok(OptimalEquilibrium {
                    equilibrium,
                    bound: value.clone(),
                    value,
                    ties_broken: ended.is_ok() && decided,
                    nodes,
                    stopped: control.reason(),
                });
            }
        }
    }
    control.look();
    let stopped = control.reason();
    let equilibrium = match result {
        Some((_, _, eq)) => eq,
        None => {
            let extra = limit.unwrap_or_default() / EXTRA_TIME_DIVISOR;
            at_least_one(game, extra, monitor).ok_or_else(|| {
                let halt = match stopped {
                    Some(Stop::Interrupted) => Halt::Interrupted,
                    _ => Halt::Time,
                };
                halt.error()
            })?
        }
    };
    let value = target.value(&equilibrium);
    let bound = bound.unwrap_or_else(|| crude_bound(game, target)).max(value.clone());
    Ok(OptimalEquilibrium { equilibrium, value, bound, ties_broken: false, nodes, stopped })
}

/// The problem without a floor on another function, with the scales of the box at the root.
fn problem(
    game: &Game,
    target: LinearObjective,
    classes: Vec<Interchangeable>,
) -> OptimizationProblem<'_> {
    let (least, ranges) = (Vec::new(), Vec::new());
    let mut problem = OptimizationProblem { game, target, floor: None, classes, least, ranges };
    let root = Node::root(&problem);
    let width = |(low, high): (&Q, &Q)| (high - low).to_f64().max(f64::MIN_POSITIVE);
    problem.ranges = root.low.iter().zip(&root.high).map(width).collect();
    problem.least = root.low;
    problem
}

/// An equilibrium by pivoting, within some more time.
fn at_least_one(
    game: &Game,
    extra: std::time::Duration,
    monitor: &dyn Monitor,
) -> Option<Equilibrium> {
    let budget = Budget::current().extended(extra);
    let _in_force = budget.enter();
    let control = Control::new(budget, usize::MAX, monitor);
    budget::catch(|| single(game, &control)).ok()?.ok()?
}
