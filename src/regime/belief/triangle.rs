//! With three types: the objective over the triangle of beliefs, and its envelopes.
//!
//! Where an action is best for the receiver is a polygon, and what the objective gets there is
//! linear; at a belief in several polygons it gets the most. The *concave envelope* is the upper
//! hull of the corners, found facet by facet across their edges (gift wrapping: Chand and Kapur
//! 1970). Where the sender's payoff does not depend on its type, the *quasiconcave envelope* is at
//! least w exactly on the convex hull of the beliefs at which the sender gets w or more (Lipnowski
//! and Ravid 2020), so that it is a stack of polygons. (For other payoffs it is bounded by no
//! polygons, and cheap talk is worth something else.)

use std::collections::HashSet;

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::credibility::transparent;
use crate::regime::objective::Objective;
use crate::regime::question::Question;

/// A polygon of beliefs, its corners in order (counterclockwise with the second type to the right
/// and the third upwards), and a function that is linear on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The action that is best there, where it is about one.
    pub action: Option<usize>,
    /// Beliefs.
    pub corners: Vec<Vec<Q>>,
    /// The function, by its values at certainty of each type: at a belief, the mean of these.
    pub plane: Vec<Q>,
}

impl Facet {
    /// The function at a belief.
    pub fn at(&self, belief: &[Q]) -> Q {
        self.plane.iter().zip(belief).map(|(c, q)| c * q).sum()
    }

    /// Is the belief in the polygon, or on its edge?
    pub fn contains(&self, belief: &[Q]) -> bool {
        contains(&self.corners, belief)
    }
}

/// What the objective gets over the triangle of beliefs.
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

    /// Where each action is best, and what the objective gets by it; points and segments included.
    pub fn regions(&self) -> &[Facet] {
        &self.regions
    }

    /// The least concave function nowhere below the value, in pieces.
    pub fn concave(&self) -> &[Facet] {
        &self.concave
    }

    /// For a sender whose payoff does not depend on its type: the sets in which the least
    /// quasiconcave function nowhere below the value is at least so much, the smallest set first.
    pub fn quasiconcave(&self) -> Option<&[Facet]> {
        self.levels.as_deref()
    }

    /// What the objective gets at a belief, ties broken for it.
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

/// The objective by belief, for a game with three types and free messages.
///
/// # Errors
///
/// [`Error::Game`] when the game is another, or the objective does not fit it.
pub fn triangle(question: &Question) -> Result<Triangle, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    if game.types().len() != 3 || !game.is_cheap_talk() {
        return Err(Error::Game(format!(
            "triangles are drawn for three types and payoffs that do not depend on the message, \
             but this game has {} types{}",
            game.types().len(),
            if game.is_cheap_talk() { "" } else { " and other payoffs" }
        )));
    }
    let mut regions = Vec::new();
    for &a in game.replies(0) {
        let corners = best_at(game, a);
        if !corners.is_empty() {
            let plane = (0..3).map(|t| weights.worth(game, t, 0, a)).collect();
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
    let levels = transparent::applies(question).then(|| levels(&regions));
    Ok(Triangle { concave: upper_hull(&points), regions, levels })
}

/// The beliefs at which an action is best.
fn best_at(game: &Game, a: usize) -> Vec<Vec<Q>> {
    let mut corners: Vec<Vec<Q>> =
        (0..3).map(|t| (0..3).map(|s| if s == t { Q::ONE } else { Q::ZERO }).collect()).collect();
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

/// Twice the area of the triangle of three beliefs, negative when they turn right.
fn turn(p: &[Q], r: &[Q], s: &[Q]) -> Q {
    &(&r[1] - &p[1]) * &(&s[2] - &p[2]) - &(&r[2] - &p[2]) * &(&s[1] - &p[1])
}

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

/// The plane through three points over the triangle, by its values at the corners of the triangle.
fn plane(p: &(Vec<Q>, Q), r: &(Vec<Q>, Q), s: &(Vec<Q>, Q)) -> Vec<Q> {
    let area = turn(&p.0, &r.0, &s.0);
    let corner = |t: usize| -> Q {
        let unit: Vec<Q> = (0..3).map(|i| if i == t { Q::ONE } else { Q::ZERO }).collect();
        let shares = [turn(&r.0, &s.0, &unit), turn(&s.0, &p.0, &unit), turn(&p.0, &r.0, &unit)];
        [&p.1, &r.1, &s.1].into_iter().zip(shares).map(|(z, share)| z * &(share / &area)).sum()
    };
    (0..3).map(corner).collect()
}

/// The facets of the least concave function above points, among them the corners of the triangle.
fn upper_hull(points: &[(Vec<Q>, Q)]) -> Vec<Facet> {
    let place = |belief: &[Q]| points.iter().position(|(b, _)| b == belief);
    // along the side on which the third type has no chance, the envelope of two types
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
        // of the points to the left, the one that leaves none of the others above
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

/// For a sender that gets the same whatever its type: where it can get at least so much.
fn levels(regions: &[Facet]) -> Vec<Facet> {
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
    /// With three types: the objective over the triangle of beliefs, and its envelopes.
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
