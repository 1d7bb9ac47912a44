//! Envelopes for three types: the objective over the triangle of beliefs, and what lies above it.
//!
//! The beliefs at which an action is best for the receiver form a polygon, on which the objective
//! is linear; at a belief in several polygons it is the largest of their values. The *concave
//! envelope* is the upper hull of the corners, found facet by facet across their edges (gift
//! wrapping: Chand and Kapur 1970). Where the sender's payoff does not depend on its type, the
//! *quasiconcave envelope* is at least w exactly on the convex hull of the beliefs at which the
//! sender gets w or more (Lipnowski and Ravid 2020), so that it is a stack of polygons. (For other
//! payoffs it does not consist of finitely many polygons, and is not the value of cheap talk.)

use std::collections::HashSet;

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::{Objective, Question, sparse_row};

/// A polygon of beliefs with a function that is linear on it. The corners are in order,
/// counterclockwise with the second type to the right and the third upwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The action that is best on the polygon, where it belongs to one.
    pub action: Option<usize>,
    /// The corners, as beliefs.
    pub corners: Vec<Vec<Q>>,
    /// The values of the function at certainty of each type. At a belief it is the mean of these.
    pub plane: Vec<Q>,
}

impl Facet {
    /// The value of the function at a belief.
    pub fn at(&self, belief: &[Q]) -> Q {
        self.plane.iter().zip(belief).map(|(c, q)| c * q).sum()
    }

    /// Does the polygon contain the belief, on its edge or inside?
    pub fn contains(&self, belief: &[Q]) -> bool {
        contains(&self.corners, belief)
    }
}

/// The objective over the triangle of beliefs, and its envelopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triangle {
    regions: Vec<Facet>,
    concave: Vec<Facet>,
    levels: Option<Vec<Facet>>,
}

impl Triangle {
    /// The functions with these pieces.
    #[cfg(feature = "python")]
    pub(crate) fn with_facets(
        regions: Vec<Facet>,
        concave: Vec<Facet>,
        levels: Option<Vec<Facet>>,
    ) -> Triangle {
        Triangle { regions, concave, levels }
    }

    /// The beliefs at which each action is best, with the objective there; some are segments or
    /// points.
    pub fn regions(&self) -> &[Facet] {
        &self.regions
    }

    /// The facets of the concave envelope, the least concave function nowhere below the objective.
    pub fn concave(&self) -> &[Facet] {
        &self.concave
    }

    /// The quasiconcave envelope of a sender whose payoff does not depend on its type: the sets on
    /// which it is at least each of its values, the smallest set first.
    pub fn quasiconcave(&self) -> Option<&[Facet]> {
        self.levels.as_deref()
    }

    /// The objective at a belief, with ties broken for it.
    pub fn value_at(&self, belief: &[Q]) -> Option<Q> {
        let here = self.regions.iter().filter(|region| region.contains(belief));
        here.map(|region| region.at(belief)).max()
    }

    /// The concave envelope at a belief.
    pub fn concave_at(&self, belief: &[Q]) -> Option<Q> {
        let here = self.concave.iter().find(|facet| facet.contains(belief));
        here.map(|facet| facet.at(belief))
    }

    /// The quasiconcave envelope at a belief, where there is one.
    pub fn quasiconcave_at(&self, belief: &[Q]) -> Option<Q> {
        let here = self.levels.as_ref()?.iter().find(|level| level.contains(belief));
        here.map(|level| level.at(belief))
    }
}

/// Computes the objective as a function of the belief, for cheap talk with three types.
///
/// # Errors
///
/// [`Error::Game`] when the game is another, or the objective does not fit it.
pub fn triangle(question: &Question) -> Result<Triangle, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    question.require_types(3, "triangles are drawn for three")?;
    let mut regions = Vec::new();
    for &a in game.replies(0) {
        let corners = region(game, a);
        if !corners.is_empty() {
            let plane = (0..3).map(|t| weights.coefficient(t, 0, a)).collect();
            regions.push(Facet { action: Some(a), corners, plane });
        }
    }
    let mut points: Vec<(Vec<Q>, Q)> = Vec::new();
    for region in &regions {
        for corner in &region.corners {
            let value = region.at(corner);
            match points.iter_mut().find(|(belief, _)| belief == corner) {
                Some((_, most)) => *most = value.max(most.clone()),
                None => points.push((corner.clone(), value)),
            }
        }
    }
    let levels = question.objective().is_transparent(game).then(|| level_sets(&regions));
    Ok(Triangle { concave: upper_hull(&points), regions, levels })
}

/// The corners of the polygon of beliefs at which an action is best: the triangle, cut by one
/// half-plane for each other action.
fn region(game: &Game, a: usize) -> Vec<Vec<Q>> {
    let mut corners: Vec<Vec<Q>> = (0..3).map(|t| sparse_row(3, [(t, Q::ONE)])).collect();
    for &b in game.replies(0).iter().filter(|&&b| b != a) {
        let edge = |t| game.receiver_payoff(t, 0, a) - game.receiver_payoff(t, 0, b);
        let edge: Vec<Q> = (0..3).map(edge).collect();
        let above = |belief: &[Q]| -> Q { edge.iter().zip(belief).map(|(e, q)| e * q).sum() };
        let mut kept: Vec<Vec<Q>> = Vec::new();
        for (i, corner) in corners.iter().enumerate() {
            let next = &corners[(i + 1) % corners.len()];
            let (here, there) = (above(corner), above(next));
            if !here.is_negative() {
                kept.push(corner.clone());
            }
            if here.is_positive() && there.is_negative()
                || here.is_negative() && there.is_positive()
            {
                let share = &here / &(&here - &there);
                kept.push(corner.iter().zip(next).map(|(x, y)| x + &(&share * &(y - x))).collect());
            }
        }
        corners = Vec::new();
        for corner in kept {
            if !corners.contains(&corner) {
                corners.push(corner);
            }
        }
    }
    corners
}

/// Twice the signed area of the triangle of three beliefs, positive when they turn left.
fn turn(p: &[Q], r: &[Q], s: &[Q]) -> Q {
    &(&r[1] - &p[1]) * &(&s[2] - &p[2]) - &(&r[2] - &p[2]) * &(&s[1] - &p[1])
}

/// Does a polygon, segment or point contain a belief?
fn contains(corners: &[Vec<Q>], belief: &[Q]) -> bool {
    let n = corners.len();
    if n < 3 {
        let (Some(first), Some(last)) = (corners.first(), corners.last()) else { return false };
        return turn(first, last, belief).is_zero()
            && (1..3).all(|t| {
                let (low, high) = ((&first[t]).min(&last[t]), (&first[t]).max(&last[t]));
                *low <= belief[t] && belief[t] <= *high
            });
    }
    (0..n).all(|i| !turn(&corners[i], &corners[(i + 1) % n], belief).is_negative())
}

/// The corners of the convex hull of beliefs, counterclockwise.
fn hull(mut beliefs: Vec<Vec<Q>>) -> Vec<Vec<Q>> {
    beliefs.sort_by(|p, r| p[1].cmp(&r[1]).then(p[2].cmp(&r[2])));
    beliefs.dedup();
    if beliefs.len() < 3 {
        return beliefs;
    }
    let half = |beliefs: &mut dyn Iterator<Item = &Vec<Q>>| {
        let mut chain: Vec<Vec<Q>> = Vec::new();
        for belief in beliefs {
            while let [.., p, r] = &chain[..]
                && !turn(p, r, belief).is_positive()
            {
                chain.pop();
            }
            chain.push(belief.clone());
        }
        chain.pop();
        chain
    };
    let mut corners = half(&mut beliefs.iter());
    corners.extend(half(&mut beliefs.iter().rev()));
    corners
}

/// The plane through three points above the triangle, by its values at the corners of the triangle.
fn plane(p: &(Vec<Q>, Q), r: &(Vec<Q>, Q), s: &(Vec<Q>, Q)) -> Vec<Q> {
    let area = turn(&p.0, &r.0, &s.0);
    let corner = |t: usize| -> Q {
        let unit = sparse_row(3, [(t, Q::ONE)]);
        let shares = [turn(&r.0, &s.0, &unit), turn(&s.0, &p.0, &unit), turn(&p.0, &r.0, &unit)];
        [&p.1, &r.1, &s.1].into_iter().zip(shares).map(|(z, share)| z * &(share / &area)).sum()
    };
    (0..3).map(corner).collect()
}

/// The facets of the least concave function above some points, which must include the corners of
/// the triangle.
fn upper_hull(points: &[(Vec<Q>, Q)]) -> Vec<Facet> {
    let place = |belief: &[Q]| points.iter().position(|(b, _)| b == belief);
    // gift wrapping starts from the envelope on the side where the third type has probability 0
    let mut side: Vec<usize> = (0..points.len()).filter(|&i| points[i].0[2].is_zero()).collect();
    side.sort_by(|&i, &k| points[i].0[1].cmp(&points[k].0[1]));
    let mut chain: Vec<usize> = Vec::new();
    for i in side {
        let rise = |i: usize, k: usize| {
            let run = &points[k].0[1] - &points[i].0[1];
            (&points[k].1 - &points[i].1) / &run
        };
        while let [.., p, r] = chain[..]
            && rise(p, r) <= rise(r, i)
        {
            chain.pop();
        }
        chain.push(i);
    }
    let mut open: Vec<(usize, usize)> = chain.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let mut done: HashSet<(usize, usize)> = HashSet::new();
    let mut facets: Vec<Facet> = Vec::new();
    while let Some((p, r)) = open.pop() {
        if done.contains(&(p, r)) {
            continue;
        }
        // of the points to the left, one whose plane has none of the others above it
        let mut best: Option<Vec<Q>> = None;
        for point in points {
            if !turn(&points[p].0, &points[r].0, &point.0).is_positive() {
                continue;
            }
            let above = best.as_ref().is_none_or(|plane| {
                plane.iter().zip(&point.0).map(|(c, q)| c * q).sum::<Q>() < point.1
            });
            if above {
                best = Some(plane(&points[p], &points[r], point));
            }
        }
        let Some(plane) = best else { continue }; // an edge of the triangle
        let facet = Facet { action: None, corners: Vec::new(), plane };
        let on = points.iter().filter(|(belief, z)| facet.at(belief) == *z);
        let corners = hull(on.map(|(belief, _)| belief.clone()).collect());
        let indices: Vec<usize> = corners.iter().filter_map(|belief| place(belief)).collect();
        for (k, &i) in indices.iter().enumerate() {
            let next = indices[(k + 1) % indices.len()];
            done.insert((i, next));
            open.push((next, i));
        }
        done.insert((p, r));
        facets.push(Facet { corners, ..facet });
    }
    facets
}

/// The level sets of the quasiconcave envelope: for each value of the sender, the convex hull of
/// the beliefs at which it gets at least that.
fn level_sets(regions: &[Facet]) -> Vec<Facet> {
    let mut values: Vec<&Q> = regions.iter().map(|region| &region.plane[0]).collect();
    values.sort();
    values.dedup();
    values
        .into_iter()
        .rev()
        .map(|value| {
            let reached = regions.iter().filter(|region| region.plane[0] >= *value);
            let corners = hull(reached.flat_map(|region| region.corners.clone()).collect());
            Facet { action: None, corners, plane: vec![value.clone(); 3] }
        })
        .collect()
}

impl Game {
    /// Computes, for three types, the objective over the triangle of beliefs, and its envelopes.
    ///
    /// # Errors
    /// As [`triangle`].
    ///
    /// ```
    /// use schelling::regime::Objective;
    /// use schelling::{Game, Q};
    ///
    /// # fn main() -> Result<(), schelling::Error> {
    /// let q = |text: &str| text.parse::<Q>().unwrap();
    /// let table = |rows: [[i64; 2]; 3]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    /// // a prosecutor, and two kinds of guilt
    /// let trial = Game::cheap_talk(
    ///     table([[0, 1]; 3]), table([[1, 0], [0, 1], [0, 1]]),
    ///     [q("7/10"), q("1/10"), q("1/5")], ["m1", "m2"],
    /// )?;
    /// let triangle = trial.triangle(Objective::Sender)?;
    /// assert_eq!(triangle.value_at(trial.prior()), Some(q("0")));
    /// assert_eq!(triangle.concave_at(trial.prior()), Some(q("3/5")));
    /// assert_eq!(triangle.quasiconcave_at(trial.prior()), Some(q("0")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn triangle(&self, objective: Objective) -> Result<Triangle, Error> {
        triangle(&Question::new(self, objective))
    }
}
