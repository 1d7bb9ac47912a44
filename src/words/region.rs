//! Regions of beliefs in few words: bounds on probabilities or on the expected type, and corners
//! where bounds would be longer.
//!
//! The beliefs at which the receiver is content with the actions B after m are
//!
//! ```text
//! {mu : sum_t mu_t (uR[t,m,a] - uR[t,m,b]) >= 0 for all b, = 0 for b in B},   a in B.
//! ```
//!
//! The payoffs give the inequalities and the known corners tell which of them matter: a facet is an
//! inequality whose tight corners are not all tight in another. Since probabilities add up to 1, a
//! multiple of `(1, ..., 1)` may be added to the coefficients, so that the smallest is 0.

use std::cmp::Ordering;

use dashu_int::IBig;

use super::labels::{LabelList, listed, support};
use super::number;
use crate::equilibrium::Reply;
use crate::exact::Q;
use crate::exact::int::Int;
use crate::exact::integers::integers;
use crate::game::Game;

/// `low <= sum_t weights[t] mu_t <= high`, with the least weight 0 and the others coprime integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    weights: Vec<Q>,
    low: Option<Q>,
    high: Option<Q>,
}

/// Bounds that a region takes before its corners say more.
const BOUNDS: usize = 2;

/// Types that one bound may weigh, other than by the value of a label.
const TERMS: usize = 5;

/// The bounds that describe the beliefs at which a reply is best, which have these corners; `None`
/// where they are too many, or the region is no slice of the simplex of all senders.
pub(crate) fn bounds(game: &Game, m: usize, reply: &Reply) -> Option<Vec<Bound>> {
    let corners = &reply.beliefs;
    let senders: Vec<usize> = game.senders(m).collect();
    let used = support(&reply.reply);
    let tight = |holds: &dyn Fn(&Vec<Q>) -> bool| -> Vec<usize> {
        (0..corners.len()).filter(|&c| holds(&corners[c])).collect()
    };
    // A type that no corner believes in would be one more equation.
    let sides: Vec<Vec<usize>> =
        senders.iter().map(|&t| tight(&|corner| corner[t].is_zero())).collect();
    if sides.iter().any(|side| side.len() == corners.len()) {
        return None;
    }
    let mut equal: Vec<Vec<Q>> = Vec::new();
    let mut facets: Vec<(Vec<usize>, Vec<Q>)> = Vec::new();
    // each reader's first action in use against its others
    let rivals = game.information_sets().iter().flat_map(|set| {
        let base = used.iter().copied().find(|a| set.actions().contains(a));
        let own = game.replies(m).iter().filter(|b| set.actions().contains(b));
        base.into_iter().flat_map(move |a| own.clone().map(move |&b| (a, b)))
    });
    for (a, b) in rivals.filter(|(a, b)| a != b) {
        let row: Vec<Q> = (senders.iter())
            .map(|&t| game.receiver_payoff(t, m, a) - game.receiver_payoff(t, m, b))
            .collect();
        let value =
            |corner: &Vec<Q>| -> Q { row.iter().zip(&senders).map(|(x, &t)| x * &corner[t]).sum() };
        let zeros = tight(&|corner| value(corner).is_zero());
        if zeros.len() == corners.len() {
            equal.push(row);
        } else if !zeros.is_empty() {
            facets.push((zeros, row));
        }
    }
    let within = |a: &[usize], b: &[usize]| a.iter().all(|c| b.contains(c));
    let matters = |i: usize| {
        let zeros = &facets[i].0;
        let other = |(j, (set, _)): (usize, &(Vec<usize>, Vec<Q>))| {
            j != i && within(zeros, set) && (j < i || !within(set, zeros))
        };
        !facets.iter().enumerate().any(other) && !sides.iter().any(|side| within(zeros, side))
    };
    let kept: Vec<usize> = (0..facets.len()).filter(|&i| matters(i)).collect();
    let spread = |row: &[Q]| {
        let mut all = vec![None; game.types().len()];
        row.iter().zip(&senders).for_each(|(x, &t)| all[t] = Some(x.clone()));
        all
    };
    let mut found: Vec<Bound> = Vec::new();
    for row in &equal {
        add(&mut found, &spread(row), true)?;
    }
    if found.len() > 1 {
        return None;
    }
    for i in kept {
        add(&mut found, &spread(&facets[i].1), false)?;
    }
    (found.len() <= BOUNDS).then_some(found)
}

/// Adds `sum_t row[t] mu_t >= 0`, or `= 0`, to the bounds; `None` for a type that cannot send the
/// message. Returns `None` when the row is constant.
fn add(bounds: &mut Vec<Bound>, row: &[Option<Q>], equation: bool) -> Option<()> {
    let least = row.iter().flatten().min()?.clone();
    let most = row.iter().flatten().max()?.clone();
    if least == most {
        return (equation && least.is_zero()).then_some(());
    }
    // From below and from above: the same bound, as a lower and as an upper one.
    let below = weighed(row, |x| x - &least, &-least.clone());
    let above = weighed(row, |x| &most - x, &most);
    let lower = comes_first(&below.0, &above.0);
    let (weights, limit) = if lower { below } else { above };
    let known = bounds.iter().position(|old| old.weights == weights);
    let i = known.unwrap_or_else(|| {
        bounds.push(Bound { weights, low: None, high: None });
        bounds.len() - 1
    });
    if lower || equation {
        bounds[i].low = Some(limit.clone());
    }
    if !lower || equation {
        bounds[i].high = Some(limit);
    }
    Some(())
}

/// The row after `shift` as coprime integers, with its bound.
fn weighed(row: &[Option<Q>], shift: impl Fn(&Q) -> Q, bound: &Q) -> (Vec<Q>, Q) {
    let weights: Vec<Q> = row.iter().map(|x| x.as_ref().map_or(Q::ZERO, &shift)).collect();
    let whole: Vec<IBig> = integers(&weights).expect("a big integer holds it");
    let divisor = whole
        .iter()
        .fold(IBig::ZERO, |all, x| if all.is_zero() { x.clone() } else { Int::gcd(&all, x) });
    let whole: Vec<Q> = whole.into_iter().map(|x| Q::from(x) / Q::from(divisor.clone())).collect();
    let scale = whole.iter().zip(&weights).find(|(_, x)| !x.is_zero()).map(|(n, x)| n / x);
    (whole, bound * &scale.unwrap_or(Q::ONE))
}

/// Of the two ways to weigh types for one bound, the one with fewer terms; else the one that names
/// the first types by their probability, or weighs the last ones most.
fn comes_first(one: &[Q], other: &[Q]) -> bool {
    let terms = |weights: &[Q]| support(weights).len();
    let plain = |weights: &[Q]| weights.iter().all(|w| w.is_zero() || *w == Q::ONE);
    match terms(one).cmp(&terms(other)) {
        Ordering::Equal if plain(one) => one > other,
        Ordering::Equal => one < other,
        less => less.is_lt(),
    }
}

impl Bound {
    /// The quantity that is bounded: `t1 or t2`, `the expected type`, `Pr(t2) + 2 Pr(t3)`; and its
    /// limits in the units of that quantity.
    fn quantity(&self, game: &Game) -> Option<(Quantity, Option<Q>, Option<Q>)> {
        let types = LabelList::types(game);
        let used = support(&self.weights);
        if used.iter().all(|&t| self.weights[t] == Q::ONE) {
            return Some((Quantity::Types(used), self.low.clone(), self.high.clone()));
        }
        if let Some(values) = types.values()
            && let Some((slope, start)) = affine(values, &self.weights)
        {
            let value = |q: &Option<Q>| q.as_ref().map(|q| (q - &start) / &slope);
            let (low, high) = (value(&self.low), value(&self.high));
            let (low, high) = if slope < Q::ZERO { (high, low) } else { (low, high) };
            return Some((Quantity::Expected, low, high));
        }
        let mut terms: Vec<(Q, Vec<usize>)> = Vec::new();
        for &t in &used {
            match terms.iter_mut().find(|(weight, _)| *weight == self.weights[t]) {
                Some((_, ts)) => ts.push(t),
                None => terms.push((self.weights[t].clone(), vec![t])),
            }
        }
        let short = terms.len() <= TERMS
            && terms.iter().all(|(weight, ts)| weight.to_string().len() <= 4 && !types.is_long(ts));
        let term = |(weight, ts): &(Q, Vec<usize>)| {
            let who = format!("Pr({})", types.bare_list(ts, "or"));
            if *weight == Q::ONE { who } else { format!("{weight} {who}") }
        };
        short.then(|| {
            let sum = terms.iter().map(term).collect::<Vec<_>>().join(" + ");
            (Quantity::Sum(sum), self.low.clone(), self.high.clone())
        })
    }

    /// Does the bound allow every belief?
    pub(crate) fn is_void(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }
}

/// What a bound limits.
enum Quantity {
    /// The total probability of some types.
    Types(Vec<usize>),
    /// The expected value of the type, where types are numbers.
    Expected,
    /// A weighted sum of probabilities.
    Sum(String),
}

/// `slope` and `start` with `weights = start + slope values`.
fn affine(values: &[Q], weights: &[Q]) -> Option<(Q, Q)> {
    let [v, w, ..] = values else { return None };
    let slope = (&weights[1] - &weights[0]) / (w - v);
    let start = &weights[0] - &(&slope * v);
    let fits = values.iter().zip(weights).all(|(v, w)| *w == &start + &(&slope * v));
    (fits && !slope.is_zero()).then_some((slope, start))
}

/// `at least 1/2`, `at most 1/2`, `from 1/4 to 1/2`.
fn limits(low: Option<&Q>, high: Option<&Q>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => format!("from {} to {}", number(low), number(high)),
        (Some(low), None) => format!("at least {}", number(low)),
        (None, Some(high)) => format!("at most {}", number(high)),
        (None, None) => String::new(),
    }
}

/// Bounds as a table has them: `wimp at least 1/2`, `anything`; `None` where they are long.
pub(crate) fn in_short(game: &Game, bounds: &[Bound]) -> Option<String> {
    let part = |bound: &Bound| {
        let (quantity, low, high) = bound.quantity(game)?;
        let what = match quantity {
            Quantity::Types(ts) => LabelList::types(game).list(&ts, "or"),
            Quantity::Expected => "expected type".into(),
            Quantity::Sum(sum) => sum,
        };
        Some(format!("{what} {}", limits(low.as_ref(), high.as_ref())))
    };
    let parts = bounds.iter().filter(|b| !b.is_void()).map(part).collect::<Option<Vec<_>>>()?;
    Some(if parts.is_empty() { "anything".into() } else { parts.join("; ") })
}

/// Bounds as a clause, such as `the expected type is at most 3/2`; `None` where they are long.
pub(crate) fn in_words(game: &Game, bounds: &[Bound]) -> Option<Belief> {
    let quantities = bounds.iter().map(|bound| bound.quantity(game)).collect::<Option<Vec<_>>>()?;
    let types = LabelList::types(game);
    let believed = quantities.iter().map(|(quantity, low, high)| match quantity {
        Quantity::Types(ts) => Some(format!(
            "{} with probability {}",
            types.list(ts, "or"),
            limits(low.as_ref(), high.as_ref())
        )),
        _ => None,
    });
    if let Some(parts) = believed.collect::<Option<Vec<_>>>() {
        return Some(Belief::ToBe(listed(&parts, "and")));
    }
    let part = |(quantity, low, high): &(Quantity, Option<Q>, Option<Q>)| {
        let what = match quantity {
            Quantity::Types(ts) => format!("Pr({})", types.bare_list(ts, "or")),
            Quantity::Expected => "the expected type".into(),
            Quantity::Sum(sum) => sum.clone(),
        };
        format!("{what} is {}", limits(low.as_ref(), high.as_ref()))
    };
    let parts: Vec<String> = quantities.iter().map(part).collect();
    Some(Belief::Clause(listed(&parts, "and")))
}

/// What the receiver believes after a message, as a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Belief {
    /// The only type that can send it.
    Only(String),
    /// Whoever sends it is believed to be this.
    ToBe(String),
    /// A sentence that does not speak of the message.
    Clause(String),
}

impl Belief {
    /// The clause, with a pronoun for the message.
    pub(crate) fn after(&self, it: &str) -> String {
        match self {
            Belief::Only(label) => format!("only {label} can send {it}"),
            Belief::ToBe(what) => format!("whoever sends {it} is believed to be {what}"),
            Belief::Clause(text) => text.clone(),
        }
    }
}

/// One bound that describes the union of some regions, each of one bound on the same quantity,
/// where this union is in one piece.
pub(crate) fn union(regions: &[Vec<Bound>]) -> Option<Bound> {
    let one = |region: &Vec<Bound>| match region.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    let mut pieces: Vec<Bound> = regions.iter().map(one).collect::<Option<_>>()?;
    if pieces.is_empty() || pieces.iter().any(|piece| piece.weights != pieces[0].weights) {
        return None;
    }
    // `None`, which is no limit, sorts first
    pieces.sort_by(|a, b| a.low.cmp(&b.low));
    let mut all = pieces.remove(0);
    for piece in pieces {
        let touches = match (&all.high, &piece.low) {
            (Some(high), Some(low)) => low <= high,
            _ => true,
        };
        if !touches {
            return None;
        }
        all.high = match (all.high, piece.high) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
    }
    Some(all)
}
