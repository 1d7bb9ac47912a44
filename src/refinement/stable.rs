//! Strategic stability of an outcome (Kohlberg and Mertens 1986), as it reads in generic signalling
//! games (Banks and Sobel 1987; Cho and Kreps 1987).
//!
//! Let the sender's types tremble to an unsent message in the proportions `theta`. The outcome
//! resists when there are a reply `rho` from which no type gains and a belief in the hull of `theta`
//! and the types that `rho` leaves indifferent, against which `rho` is best: these types may add to
//! the tremble on purpose. A stable outcome resists every `theta` after every unsent message.
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
//! extreme rays of the dual `{h : h b >= 0 at the corners b, h_i <= 0 on I}`. Whether the cones cover
//! the simplex is decided by taking one after the other out of it: what lies beyond a facet stays, cut
//! up by the facets, and is looked at again with the next. The cones are closed, so what no cone
//! covers is open, and pieces without an interior can be dropped; a point inside a piece that is left
//! in the end is a tremble that the outcome does not resist.

use dashu_int::IBig;

use super::judgement::Reason;
use super::off_path_message::{Case, Mix, Unsent, sure};
use super::strike::{mixture, reason};
use super::{Refinement, anywhere};
use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::cone::{Condition, Cone};
use crate::exact::int::Int;
use crate::game::replies::spread;

pub(super) const STABLE: Refinement = Refinement {
    name: "stable",
    summary: "whatever the proportions in which types tremble to an unsent message, some best reply \
              keeps every type away; exact for games without ties, a test all the same with them",
    source: "Kohlberg and Mertens 1986; Banks and Sobel 1987; Cho and Kreps 1987",
    announcements: false,
    applies: anywhere,
    judge: |case| Ok(judge(case)),
};

fn judge(case: &Case) -> Vec<Reason> {
    let reason = |unsent: &Unsent| Some(why(case, unsent, unresisted(unsent)?));
    case.unsent.iter().filter_map(reason).collect()
}

/// A tremble that no reply meets, over all types, if there is one.
fn unresisted(unsent: &Unsent) -> Option<Vec<IBig>> {
    let types: Vec<usize> = members(unsent.senders).collect();
    let mut covers = Vec::new();
    for mix in essential(unsent.deterrents()) {
        let corners = unsent.regions.corners.iter().filter(|c| mix.support.is_subset(&c.rows));
        if corners.clone().any(|c| c.support & !mix.indifferent == 0) {
            return None;
        }
        let corners =
            corners.map(|c| types.iter().map(|&t| unsent.regions.mass(c)[t].clone()).collect());
        let generators: Vec<Vec<IBig>> = corners
            .chain(members(mix.indifferent).map(|i| {
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

/// The replies that no other one betters: with fewer actions, and more types indifferent.
fn essential(mixes: Vec<Mix>) -> Vec<Mix> {
    let mut kept: Vec<Mix> = Vec::new();
    let betters =
        |a: &Mix, b: &Mix| a.support.is_subset(&b.support) && b.indifferent & !a.indifferent == 0;
    for mix in mixes {
        if !kept.iter().any(|old| betters(old, &mix)) {
            kept.retain(|old| !betters(&mix, old));
            kept.push(mix);
        }
    }
    kept
}

/// The facets `h x >= 0` of the cone of some vectors; `None` when it has no interior.
///
/// They are the extreme rays of the dual cone. This has no corner to start from that is known at
/// sight, so it is lifted: with `h = g - s`, `g >= 0` and a number `s >= 0`, the rays in `(g, s)`
/// give generators of the cone of h, and of these the extreme ones are those with most products 0.
fn facets(generators: &[Vec<IBig>]) -> Option<Vec<Vec<IBig>>> {
    let n = generators[0].len();
    let unit = |i: usize| (0..=n).map(|j| IBig::from(u8::from(i == j))).collect();
    let mut lifted = Cone::simplicial(0, (0..=n).map(unit).collect());
    for x in generators {
        let total = x.iter().fold(IBig::ZERO, |sum, x| sum + x);
        sure(
            lifted.restrict(Condition::NonNegative, |v| {
                IBig::dot(&v[..n], x)?.minus(&(&v[n] * &total))
            }),
        );
    }
    let mut found: Vec<(Vec<IBig>, Bits)> = Vec::new();
    for ray in lifted.rays() {
        let h: Vec<IBig> = ray[..n].iter().map(|g| g - &ray[n]).collect();
        if h.iter().all(Int::is_zero) {
            continue;
        }
        let meets = |x: &Vec<IBig>| sure(IBig::dot(&h, x)).is_zero();
        let zeros: Bits = (0..generators.len()).filter(|&k| meets(&generators[k])).collect();
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

/// A point inside `piece` that lies in none of the cones, each given by its facets.
fn uncovered(mut piece: Cone<IBig>, width: usize, cones: &[Vec<Vec<IBig>>]) -> Option<Vec<IBig>> {
    let value = |h: &[IBig], v: &[IBig]| IBig::dot(h, &v[..width]);
    let beyond =
        |piece: &Cone<IBig>, h: &[IBig]| piece.rays().any(|ray| sure(value(h, ray)).is_negative());
    let within =
        |piece: &Cone<IBig>, h: &[IBig]| piece.rays().any(|ray| sure(value(h, ray)).is_positive());
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
            sure(outside.restrict(Condition::NonNegative, |v| value(h, v)?.negated()));
            let found = uncovered(outside, width, &cones[next + 1..]);
            if found.is_some() {
                return found;
            }
            sure(piece.restrict(Condition::NonNegative, |v| value(h, v)));
            if !within(&piece, h) {
                return None;
            }
        }
    }
    None
}

fn why(case: &Case, unsent: &Unsent, theta: Vec<IBig>) -> Reason {
    let total = Q::from(theta.iter().fold(IBig::ZERO, |sum, x| sum + x));
    let theta: Vec<Q> = theta.into_iter().map(|x| Q::from(x) / &total).collect();
    let game = case.game();
    let m = unsent.message;
    let mut reason = reason(case, unsent, &unsent.all(), "", |reason| reason.tremble = Some(theta));
    let tremble = reason.tremble.as_deref().unwrap_or_default();
    reason.sentence = format!(
        "{}: when types tremble to it as {}, no reply that keeps every type away is best at a belief \
         between that and the types that it leaves indifferent",
        game.messages()[m],
        mixture(game.types(), tremble),
    );
    reason
}
