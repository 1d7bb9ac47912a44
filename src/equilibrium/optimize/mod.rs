//! The best equilibrium for an objective, with a bound, without a list.
//!
//! # The programme
//!
//! Write `z[t,m,a] = x[t,m] rho_m[a]` for the probability that type t sends m and meets a. What is
//! to be large, a [`LinearObjective`], is linear in z: weighted payoffs, or the probability of an
//! event. Every equilibrium satisfies, with `u_t` the payoffs of types,
//!
//! ```text
//! probability:  sum_(m,a) z[t,m,a] = p_t,     sum_(m,a) z[t,m,a] uS[t,m,a] = p_t u_t,
//! obedience:    sum_t z[t,m,a] (uR[t,m,b] - uR[t,m,a]) <= 0                     for all m, a, b,
//! honesty:      sum_a z[s,m,a] (uS[t,m,a] - u_t) <= 0                           for all s, t, m,
//!               with equality for s = t,
//! deterrence:   sum_a r_m[a] uS[t,m,a] <= u_t   for some reply r_m to m         for all t, m.
//! ```
//!
//! All is linear but for honesty, where `u_t` meets z. On a *box* `low_t <= u_t <= high_t` it is
//! relaxed to what is linear (McCormick 1976): with the mass `x[s,m] = sum_a z[s,m,a]`,
//!
//! ```text
//! sum_a z[s,m,a] uS[t,m,a] <= high_t x[s,m],      sum_a z[t,m,a] uS[t,m,a] >= low_t x[t,m],
//! sum_(m in G) sum_a z[s,m,a] (uS[t,m,a] - low_t) <= p_s (u_t - low_t)
//! ```
//!
//! for every set G of messages. The last row with all m, summed up, is the honesty of mediation
//! (Myerson 1982), so that the bound at the root of cheap talk is at least that good; here G are
//! the messages by which t could get more than `low_t`, which is why the bound grows strong as
//! boxes grow small.
//!
//! # Reply sets
//!
//! Copies of a message need not be told apart: they differ by their replies. So z is kept for each
//! class of copies and each *support* B of a reply, a set of actions that are best together at some
//! belief. Then every slice `z[., B, a]` makes all of B best, and a reply of one action has known
//! payoffs: where one of them is above `high_t` for a type that has the message, nobody meets it.
//! In cheap talk two messages with the same pure reply are one: their masses add up, and mixtures
//! of beliefs at which a reply is best are such beliefs. Where there are too many supports, one
//! *coarse* set stands for all mixtures, and branches refine it.
//!
//! # Branch and bound
//!
//! A node is a box with decisions. Its programme bounds it; the supports of the optimum name a cell
//! of equilibria, which is a product of polytopes, so that its best equilibrium solves one exact
//! linear programme. If the two agree the node is closed. If not, it is divided by a question:
//!
//! 1. does a type get at most or at least so much, where the masses contradict `u_t` most;
//! 2. is a message with a reply of this set on the path (then it is *open*: it has one reply, which
//!    gives no type more than `u_t`, and a class has as many open messages as members);
//! 3. is an open message best for a type, or does the type not send it;
//! 4. is an action best after an open message, or without weight; the same for what deters types
//!    from a class that nobody sends, where pieces of the set of deterrents matter.
//!
//! Questions 2 to 4 alone end in cells after finitely many answers; boxes come first because they
//! are far stronger (talk on a grid of twenty states takes some forty nodes), and wait where
//! several in a row did not lower the bound. For the probability of an event that depends on
//! replies, mass times reply is a product too, and intervals of the reply are divided likewise;
//! there alone the division need not end, and what is left counts in the bound.
//!
//! In cheap talk the bound can stay far from the best equilibrium, since what deters types from a
//! message need not be found on the path; there allocations are few, however. Where a few nodes do
//! not close the tree, and the objective counts payoffs alone, [each allocation
//! once](crate::equilibrium#each-allocation-once) is listed, as far as a fixed amount of work goes:
//! payoffs of all equilibria lie in the hulls of listed ones, so that one of these is best.
//!
//! No structure is assumed: an order of the types, where they are declared in one, only helps to
//! find an equilibrium to start from.
//!
//! # Proof
//!
//! Small programmes are solved exactly. Large ones are solved in floating point first. Their dual
//! prices are rounded to fractions and repaired: every variable stands in a row of probability, or
//! of its box, with coefficient 1, whose price is raised until the variable costs what it is worth.
//! By weak duality this bounds the node exactly (Neumaier and Shcherbina 2004). Where the bound is
//! too close to the best value for rounded prices to tell, and where a node may be closed by an
//! equilibrium, the programme is solved exactly. Each equilibrium passes `verify`. Ties are broken
//! in a second search, among the equilibria that reach the value.

mod branch;
mod cell;
mod evaluate;
mod incumbents;
mod linear_objective;
mod node;
mod relaxation;
mod reply_sets;
mod search;
mod tree;

use self::reply_sets::Interchangeable;
use crate::exact::Q;
use crate::game::Game;

pub(crate) use self::linear_objective::{LinearObjective, WeightedEvent};
pub(crate) use self::search::{OptimalEquilibrium, optimum};

/// A game and what is to be as large as possible in its equilibria.
struct OptimizationProblem<'a> {
    game: &'a Game,
    target: LinearObjective,
    /// Another function, and the value that it must reach.
    floor: Option<(LinearObjective, Q)>,
    classes: Vec<Interchangeable>,
    /// `[t]`: the low end of the box at the root: what the type gets at least by some message,
    /// whatever best reply it meets.
    least: Vec<Q>,
    /// `[t]`: the width of the box at the root, the scale of payoffs by which questions are chosen.
    ranges: Vec<f64>,
}

impl OptimizationProblem<'_> {
    /// All types.
    fn everyone(&self) -> u128 {
        u128::MAX >> (128 - self.game.types().len())
    }

    /// The event that the target or the floor counts, if it depends on which action is met.
    fn event(&self) -> Option<&WeightedEvent> {
        let floor = self.floor.as_ref().and_then(|(first, _)| first.bilinear());
        self.target.bilinear().or(floor)
    }
}
