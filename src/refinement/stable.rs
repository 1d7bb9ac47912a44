//! Strategic stability of an outcome (Kohlberg and Mertens 1986), as it reads in generic signalling
//! games (Banks and Sobel 1987; Cho and Kreps 1987).
//!
//! Let the sender's types tremble to an unsent message in the proportions `theta`. The outcome
//! resists when there are a reply `rho` from which no type gains and a belief in the hull of
//! `theta` and the types that `rho` leaves indifferent, at which `rho` is best: these types may
//! send the message on purpose as well. A stable outcome resists every `theta` after every unsent
//! message.
//!
//! Moving `rho` to a vertex of the replies from which no type gains only drops actions and adds
//! indifferent types, so vertices are enough. One of them, with support B and indifferent types I,
//! resists the trembles in
//!
//! ```text
//! Theta = {theta >= 0 : theta + nu = b,  b in cone {beliefs that make B best},  nu >= 0 on I},
//! ```
//!
//! and all of them, when some belief on I alone makes B best. `Theta` is a cone; its facets are the
//! extreme rays of the dual `{h : h b >= 0 at the corners b, h_i <= 0 on I}`. Whether the cones
//! cover the simplex is decided by subtracting them one after the other: the facets of a cone cut
//! off the pieces that lie beyond them, from which the next cone is subtracted. The cones are
//! closed, so that the uncovered part is open, and pieces without an interior can be dropped; a
//! point inside a piece that is left in the end is a tremble that the outcome does not resist.

use dashu_int::IBig;

use super::explain::{Wording, mixture, reason};
use super::judgement::{Refinement, TestedOutcome, no_zero_chances};
use super::off_path_message::{ReplyVertex, UnsentMessage, halve, no_overflow};
use super::reason::Reason;
use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::cone::Cone;
use crate::exact::int::Int;
use crate::game::replies::spread;
use crate::words::{LabelList, lottery};

pub(super) const STABLE: Refinement = Refinement {
    name: "stable",
    summary: "whatever the proportions in which types tremble to an unsent message, some best reply \
              keeps every type away; exact for games without ties, a test all the same with them",
    source: "Kohlberg and Mertens 1986; Banks and Sobel 1987; Cho and Kreps 1987",
    announcements: false,
    applies: no_zero_chances,
    judge: |outcome| Ok(judge(outcome)),
};

/// Gives a reason for every unsent message with a tremble that the outcome does not resist.
fn judge(outcome: &TestedOutcome) -> Vec<Reason> {
    let reason = |unsent: &UnsentMessage| Some(explanation(outcome, unsent, unresisted(unsent)?));
    outcome.unsent.iter().filter_map(reason).collect()
}

/// Finds a tremble that no reply resists, as a vector over all types.
fn unresisted(unsent: &UnsentMessage) -> Option<Vec<IBig>> {
    let types: Vec<usize> = members(unsent.senders).collect();
    let mut covers = Vec::new();
    for vertex in essential(unsent.deterrents()) {
        let corners = unsent.regions.corners.iter().filter(|c| vertex.support.is_subset(&c.rows));
        if corners.clone().any(|c| c.support & !vertex.indifferent == 0) {
            return None;
        }
        let corners =
            corners.map(|c| types.iter().map(|&t| unsent.regions.mass(c)[t].clone()).collect());
        let generators: Vec<Vec<IBig>> = corners
            .chain(members(vertex.indifferent).map(|i| {
                let minus = |&t: &usize| if t == i { IBig::NEG_ONE } else { IBig::ZERO };
                types.iter().map(minus).collect()
            }))
            .collect();
        covers.extend(facets(&generators));
    }
    let unit = |i: usize| (0..types.len()).map(|j| IBig::from(u8::from(i == j))).collect();
    let simplex = Cone::simplicial(0, (0..types.len()).map(unit).collect());
    let theta = uncovered(simplex, types.len(), &covers)?;
    Some(spread(&theta, unsent.senders, unsent.regions.receiver.width()))
}

/// The replies that no other one dominates. A reply resists whatever another resists when it uses
/// no other actions and leaves at least the same types indifferent.
fn essential(vertices: Vec<ReplyVertex>) -> Vec<ReplyVertex> {
    let mut kept: Vec<ReplyVertex> = Vec::new();
    let dominates = |a: &ReplyVertex, b: &ReplyVertex| {
        a.support.is_subset(&b.support) && b.indifferent & !a.indifferent == 0
    };
    for vertex in vertices {
        if !kept.iter().any(|old| dominates(old, &vertex)) {
            kept.retain(|old| !dominates(&vertex, old));
            kept.push(vertex);
        }
    }
    kept
}

/// The facets `h x >= 0` of the cone of some vectors; `None` when it has no interior.
///
/// They are the extreme rays of the dual cone. Double description has no ray of the dual to start
/// from, so the dual is lifted: with `h = g - s`, `g >= 0` and a number `s >= 0`, the rays in `(g,
/// s)` give generators of the cone of h, and the extreme ones among them are those that are
/// orthogonal to a maximal set of the vectors.
fn facets(generators: &[Vec<IBig>]) -> Option<Vec<Vec<IBig>>> {
    let n = generators[0].len();
    let unit = |i: usize| (0..=n).map(|j| IBig::from(u8::from(i == j))).collect();
    let mut lifted = Cone::simplicial(0, (0..=n).map(unit).collect());
    for x in generators {
        let total = x.iter().fold(IBig::ZERO, |sum, x| sum + x);
        halve(&mut lifted, |v| no_overflow(IBig::dot(&v[..n], x)) - &v[n] * &total);
    }
    let mut found: Vec<(Vec<IBig>, Bits)> = Vec::new();
    for ray in lifted.rays() {
        let h: Vec<IBig> = ray[..n].iter().map(|g| g - &ray[n]).collect();
        if h.iter().all(Int::is_zero) {
            continue;
        }
        let is_orthogonal = |&k: &usize| no_overflow(IBig::dot(&h, &generators[k])).is_zero();
        let zeros: Bits = (0..generators.len()).filter(is_orthogonal).collect();
        if zeros.iter().count() == generators.len() {
            return None;
        }
        if !found.iter().any(|(_, old)| zeros.is_subset(old)) {
            found.retain(|(_, old)| !old.is_subset(&zeros));
            found.push((h, zeros));
        }
    }
    Some(found.into_iter().map(|(h, _)| h).collect())
}

/// Finds a point inside `piece` that lies in none of the cones, each given by its facets.
fn uncovered(mut piece: Cone<IBig>, width: usize, cones: &[Vec<Vec<IBig>>]) -> Option<Vec<IBig>> {
    let value = |h: &[IBig], v: &[IBig]| no_overflow(IBig::dot(h, &v[..width]));
    let beyond =
        |piece: &Cone<IBig>, h: &[IBig]| piece.rays().any(|ray| value(h, ray).is_negative());
    let within =
        |piece: &Cone<IBig>, h: &[IBig]| piece.rays().any(|ray| value(h, ray).is_positive());
    if cones.iter().any(|cone| !cone.iter().any(|h| beyond(&piece, h))) {
        return None;
    }
    let overlaps = |cone: &&Vec<Vec<IBig>>| cone.iter().all(|h| within(&piece, h));
    let Some(next) = cones.iter().position(|cone| overlaps(&cone)) else {
        let sum = |i: usize| piece.rays().fold(IBig::ZERO, |sum, ray| sum + &ray[i]);
        return Some((0..width).map(sum).collect());
    };
    for h in &cones[next] {
        if beyond(&piece, h) {
            let mut outside = piece.clone();
            halve(&mut outside, |v| -value(h, v));
            if let Some(found) = uncovered(outside, width, &cones[next + 1..]) {
                return Some(found);
            }
            halve(&mut piece, |v| value(h, v));
            if !within(&piece, h) {
                return None;
            }
        }
    }
    None
}

/// The reason of a message at which a tremble is not resisted.
fn explanation(outcome: &TestedOutcome, unsent: &UnsentMessage, theta: Vec<IBig>) -> Reason {
    let total = Q::from(theta.iter().fold(IBig::ZERO, |sum, x| sum + x));
    let theta: Vec<Q> = theta.into_iter().map(|x| Q::from(x) / &total).collect();
    let game = outcome.game();
    let text = |label: &str, theta: &str| {
        format!(
            "{label}: when types tremble to it as {theta}, no reply that keeps every type away is \
             best at a belief between that and the types that it leaves indifferent",
        )
    };
    let m = unsent.message;
    let short = lottery(game.types(), &theta).0;
    let sentence = text(&LabelList::messages(game).name(m), &short);
    let full = text(&game.messages()[m], &mixture(game.types(), &theta));
    let nothing = Wording { short: String::new(), full: String::new() };
    let reason = reason(outcome, unsent, &unsent.all_best(), &nothing);
    Reason { tremble: Some(theta), sentence, full, ..reason }
}
