//! The correspondence from beliefs to equilibrium payoffs, exact, and questions about it.

use super::super::game::{MultistageGame, Place};
use super::cell::Cell;
use super::solve::{self, PlaceCells, TreeSearch};
use crate::equilibrium::Stop;
use crate::error::{Error, brief};
use crate::exact::budget::Monitor;
use crate::exact::int::Int;
use crate::exact::integers::{integers, quotient};
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::{IBig, Q};
use crate::game::total;

/// A piece of the correspondence: at each belief and value of a polytope, all payoffs of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoffPiece {
    /// The corners `(mu, w)`: a belief, one number for each type, and the receiver's value.
    pub corners: Vec<(Vec<Q>, Q)>,
    /// The corners of the sender's payoffs, one number for each type.
    pub sender: Vec<Vec<Q>>,
}

/// The equilibrium payoffs at a belief: all of the sender's polytope with all values of the
/// receiver's interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoffSet {
    /// The corners of the sender's payoffs, one number for each type.
    pub sender: Vec<Vec<Q>>,
    /// The lowest and the highest value of the receiver's.
    pub receiver: (Q, Q),
}

/// All equilibria of the part of a tree that begins at a history, as beliefs and payoffs.
#[derive(Clone, Debug)]
pub struct Correspondence {
    game: MultistageGame,
    place: Place,
    cells: Vec<Cell<IBig>>,
    stopped: Option<Stop>,
}

impl MultistageGame {
    /// The correspondence at a place: which payoffs equilibria give at which beliefs.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a conjecture is no belief on types that can send its message.
    ///
    /// # Complexity
    ///
    /// The number of cells can multiply in each round; see the [module](crate::rounds).
    pub fn correspondence(
        &self,
        place: Place,
        search: &TreeSearch,
        monitor: &dyn Monitor,
    ) -> Result<Correspondence, Error> {
        let solution = solve::solve(self, place, search, monitor)?;
        Ok(Correspondence::of(self, place, &solution))
    }
}

impl Correspondence {
    pub(super) fn of(game: &MultistageGame, place: Place, solution: &PlaceCells) -> Correspondence {
        let cells = solution.at(place).to_vec();
        Correspondence { game: game.clone(), place, cells, stopped: solution.stopped }
    }

    /// The types that can be there.
    pub fn types(&self) -> impl Iterator<Item = usize> {
        self.game.members(self.place.types)
    }

    /// Why cells are missing, if some are.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// The pieces, none inside another, in the order of their beliefs.
    pub fn pieces(&self) -> Vec<PayoffPiece> {
        let mut pieces: Vec<PayoffPiece> = self.cells.iter().map(|cell| self.piece(cell)).collect();
        pieces.sort_by(|a, b| {
            let key = |p: &PayoffPiece| {
                let ends = |p: &PayoffPiece| {
                    let low = p.corners.first().map(|c| c.0.clone());
                    (p.corners.iter().map(|c| c.0.clone()).max(), low)
                };
                (ends(p).1, ends(p).0, p.sender.clone(), p.corners.clone())
            };
            key(a).cmp(&key(b))
        });
        pieces
    }

    fn piece(&self, cell: &Cell<IBig>) -> PayoffPiece {
        piece(cell, self.game.types().len())
    }

    /// The payoffs at a belief, one number for each type; no set is inside another.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is no belief on the types that can be there.
    pub fn at(&self, belief: &[Q]) -> Result<Vec<PayoffSet>, Error> {
        self.check(belief)?;
        let mut found: Vec<((Q, Q), &Cell<IBig>)> = Vec::new();
        for cell in &self.cells {
            let Some(values) = values_at(&cell.beliefs, belief) else { continue };
            let inside = |(low, high): &(Q, Q), other: &(Q, Q), a: &Cell<IBig>, b: &Cell<IBig>| {
                other.0 <= *low && *high <= other.1 && subset(&a.payoffs, &b.payoffs)
            };
            if found.iter().any(|(other, known)| inside(&values, other, cell, known)) {
                continue;
            }
            found.retain(|(other, known)| !inside(other, &values, known, cell));
            found.push((values, cell));
        }
        let mut sets: Vec<PayoffSet> = found
            .into_iter()
            .map(|(receiver, cell)| PayoffSet { sender: points(&cell.payoffs), receiver })
            .collect();
        sets.sort_by(|a, b| (&a.sender, &a.receiver).cmp(&(&b.sender, &b.receiver)));
        Ok(sets)
    }

    /// Are these payoffs of the sender's types, and this value of the receiver's if one is given,
    /// those of an equilibrium at the belief? Payoffs of types that cannot be there do not count.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when it is no belief on the types that can be there.
    pub fn contains(
        &self,
        belief: &[Q],
        sender: &[Q],
        receiver: Option<&Q>,
    ) -> Result<bool, Error> {
        self.check(belief)?;
        let point = self.point(sender);
        Ok(self.cells.iter().any(|cell| {
            let values = values_at(&cell.beliefs, belief);
            let in_range = |(low, high): (Q, Q)| receiver.is_none_or(|w| low <= *w && *w <= high);
            values.is_some_and(in_range) && cell.payoffs.contains(&point).unwrap_or(false)
        }))
    }

    fn point(&self, sender: &[Q]) -> Vec<IBig> {
        payoff_point(sender, self.place.types)
    }

    /// The beliefs at which pieces begin and end: all corners, each once, in order.
    pub fn breakpoints(&self) -> Vec<Vec<Q>> {
        let mut all: Vec<Vec<Q>> =
            self.pieces().into_iter().flat_map(|p| p.corners).map(|(belief, _)| belief).collect();
        all.sort();
        all.dedup();
        all
    }

    fn check(&self, belief: &[Q]) -> Result<(), Error> {
        check_belief(&self.game, self.place, belief)
    }
}

/// Refuses what is no belief on the types that can be at a place.
pub(super) fn check_belief(game: &MultistageGame, place: Place, belief: &[Q]) -> Result<(), Error> {
    let types = game.types();
    if belief.len() != types.len() {
        let (given, all) = (belief.len(), types.len());
        return Err(Error::Game(format!("belief has {given} entries, but there are {all} types")));
    }
    for (t, weight) in belief.iter().enumerate() {
        let (label, weight_text) = (&types[t], brief(weight));
        if weight.is_negative() {
            return Err(Error::Game(format!("belief[{label:?}] is {weight_text}: give 0 or more")));
        }
        if weight.is_positive() && place.types >> t & 1 == 0 {
            return Err(Error::Game(format!(
                "belief[{label:?}] is {weight_text}, but that type cannot be there: put no weight \
                 on it"
            )));
        }
    }
    let sum = total(belief);
    if sum == Q::ONE {
        return Ok(());
    }
    Err(Error::Game(format!("belief sums to {}: it must sum to 1", brief(sum))))
}

/// The payoffs of types as a point of a cone of payoffs.
pub(crate) fn payoff_point(sender: &[Q], types: u64) -> Vec<IBig> {
    let mut all = vec![Q::ONE];
    all.extend(
        sender.iter().enumerate().map(
            |(t, u)| {
                if types >> t & 1 == 1 { u.clone() } else { Q::ZERO }
            },
        ),
    );
    integers(&all).expect("big integers do not overflow")
}

pub(crate) fn subset(a: &PolyhedralCone<IBig>, b: &PolyhedralCone<IBig>) -> bool {
    a.is_subset(b).expect("big integers do not overflow")
}

/// A cell as a piece.
pub(crate) fn piece(cell: &Cell<IBig>, count: usize) -> PayoffPiece {
    let mut corners: Vec<(Vec<Q>, Q)> = cell
        .beliefs
        .generators()
        .rays()
        .filter_map(|v| {
            let mass = v[..count].iter().fold(IBig::ZERO, |sum, x| sum + x);
            if mass.is_zero() {
                return None;
            }
            let belief = v[..count].iter().map(|x| quotient(x, &mass)).collect();
            Some((belief, quotient(&v[count], &mass)))
        })
        .collect();
    corners.sort();
    PayoffPiece { corners, sender: points(&cell.payoffs) }
}

/// The corners of a polytope of payoffs, in order.
pub(crate) fn points(payoffs: &PolyhedralCone<IBig>) -> Vec<Vec<Q>> {
    let rays = payoffs.generators().rays().filter(|v| !Int::is_zero(&v[0]));
    let mut all: Vec<Vec<Q>> =
        rays.map(|v| v[1..].iter().map(|x| quotient(x, &v[0])).collect()).collect();
    all.sort();
    all
}

/// The least and the largest value at a belief; `None` where the cone has none.
pub(crate) fn values_at(beliefs: &PolyhedralCone<IBig>, belief: &[Q]) -> Option<(Q, Q)> {
    let (mut low, mut high): (Option<Q>, Option<Q>) = (None, None);
    let rows = beliefs.facets().rays().map(|f| (f, false));
    for (f, equation) in rows.chain(beliefs.facets().lines().map(|f| (f, true))) {
        let (slope, rest) = f.split_last()?;
        let at: Q = rest.iter().zip(belief).map(|(f, p)| Q::from(f.clone()) * p).sum();
        if Int::is_zero(slope) {
            if at.is_negative() || equation && !at.is_zero() {
                return None;
            }
            continue;
        }
        let bound = -at / Q::from(slope.clone());
        if equation || Int::is_positive(slope) {
            low = Some(low.map_or(bound.clone(), |known| known.max(bound.clone())));
        }
        if equation || Int::is_negative(slope) {
            high = Some(high.map_or(bound.clone(), |known| known.min(bound)));
        }
    }
    let (low, high) = (low?, high?);
    (low <= high).then_some((low, high))
}
