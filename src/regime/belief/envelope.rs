//! Envelopes for two types: the objective as a function of the belief, and what lies above it.
//!
//! Let `v(q)` be the objective at the belief that the second type has probability `q`, when the
//! receiver gives a best reply and breaks ties for the objective. The value of persuasion is the
//! *concave envelope* of v at the prior (Kamenica and Gentzkow 2011). The value of the best cheap
//! talk, for a sender whose payoff does not depend on its type, is the *quasiconcave envelope*
//! (Lipnowski and Ravid 2020), the least function above v that never falls and then rises.

use std::collections::HashMap;

use super::piecewise::{Piecewise, Point};
use crate::error::Error;
use crate::exact::budget::{Halt, checkpoint, gather};
use crate::exact::{Q, budget};
use crate::game::Game;
use crate::regime::{Objective, Question};

/// The objective as the belief moves from one type to the other, and its envelopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    value: Piecewise,
    worst: Piecewise,
    concave: Piecewise,
    quasiconcave: Piecewise,
    replies: Vec<(usize, Q, Q)>,
}

impl Envelope {
    /// The objective when the receiver breaks ties for it.
    pub fn value(&self) -> &Piecewise {
        &self.value
    }

    /// The objective when the receiver breaks ties against it.
    pub fn worst(&self) -> &Piecewise {
        &self.worst
    }

    /// The concave envelope: the least concave function nowhere below [`Envelope::value`].
    pub fn concave(&self) -> &Piecewise {
        &self.concave
    }

    /// The quasiconcave envelope: the least such function nowhere below [`Envelope::value`].
    pub fn quasiconcave(&self) -> &Piecewise {
        &self.quasiconcave
    }

    /// The replies that are best at more than one belief, each with the least and the greatest
    /// probability of the second type at which it is, in ascending order of these.
    pub fn replies(&self) -> &[(usize, Q, Q)] {
        &self.replies
    }
}

/// A payoff that is linear in the belief, by its values at 0 and at 1.
type LinearPayoff = (Q, Q);

/// The payoff at a belief.
fn at_belief(line: &LinearPayoff, q: &Q) -> Q {
    &line.0 + &(q * &(&line.1 - &line.0))
}

/// The belief at which two payoffs are equal, if there is exactly one; it may lie outside of [0,
/// 1].
fn intersection(a: &LinearPayoff, b: &LinearPayoff) -> Option<Q> {
    let (start, end) = (&a.0 - &b.0, &a.1 - &b.1);
    let fall = &start - &end;
    (!fall.is_zero()).then(|| start / &fall)
}

/// The beliefs strictly between 0 and 1 at which the largest of some payoffs changes.
///
/// In the order of their slopes, each payoff that is largest somewhere takes over from the one
/// before it. This is the upper envelope of n lines in `O(n log n)`.
fn breakpoints(mut lines: Vec<LinearPayoff>) -> Vec<Q> {
    let slope = |line: &LinearPayoff| &line.1 - &line.0;
    lines.sort_by(|a, b| slope(a).cmp(&slope(b)).then_with(|| b.0.cmp(&a.0)));
    lines.dedup_by(|b, a| slope(a) == slope(b));
    let mut largest: Vec<LinearPayoff> = Vec::new();
    let mut places: Vec<Q> = Vec::new();
    for line in lines {
        checkpoint();
        while let Some(last) = largest.last() {
            let place = intersection(last, &line).expect("the slopes differ");
            if places.last().is_none_or(|before| *before < place) {
                places.push(place);
                break;
            }
            largest.pop();
            places.pop();
        }
        largest.push(line);
    }
    places.retain(|q| q.is_positive() && *q < Q::ONE);
    places
}

/// Computes the objective as a function of the belief, for cheap talk with two types.
///
/// # Errors
///
/// [`Error::Game`] when the game is another, or the objective does not fit it. When a limit is met
/// while the value is computed, [`Error::found`] has an [`Envelope`] of which only
/// [`Envelope::value`] has points, as far as they were computed.
///
/// # Complexity
///
/// With A replies, of which B are best somewhere, `O(A log A + A B)` operations on numbers.
pub fn envelope(question: &Question) -> Result<Envelope, Error> {
    question.within_limits(|| compute(question))
}

/// [`envelope`] without limits of its own.
fn compute(question: &Question) -> Result<Envelope, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    question.require_types(2, "envelopes are drawn for two")?;
    let actions = game.replies(0);
    let by_action = |payoff: &dyn Fn(usize, usize) -> Q| -> Vec<LinearPayoff> {
        actions.iter().map(|&a| (payoff(0, a), payoff(1, a))).collect()
    };
    let receiver = by_action(&|t, a| game.receiver_payoff(t, 0, a).clone());
    let objective = by_action(&|t, a| weights.coefficient(t, 0, a));
    // the ends, and every belief at which the best reply changes, or of several best replies the
    // one that is best or worst for the objective
    let mut places = vec![Q::ZERO, Q::ONE];
    places.extend(breakpoints(receiver.clone()));
    let mut tied: HashMap<&LinearPayoff, Vec<LinearPayoff>> = HashMap::new();
    for (reply, value) in receiver.iter().zip(&objective) {
        tied.entry(reply).or_default().push(value.clone());
    }
    for values in tied.into_values().filter(|values| values.len() > 1) {
        places.extend(breakpoints(values.iter().map(|(a, b)| (-a, -b)).collect()));
        places.extend(breakpoints(values));
    }
    places.sort();
    places.dedup();
    let best = |q: &Q| -> Vec<usize> {
        let most = receiver.iter().map(|line| at_belief(line, q)).max();
        (0..receiver.len()).filter(|&a| Some(at_belief(&receiver[a], q)) == most).collect()
    };
    let middle = |i: usize| (&places[i] + &places[i + 1]) / &Q::from(2);
    let inside: Vec<Vec<usize>> = (0..places.len() - 1).map(|i| best(&middle(i))).collect();
    let points = |largest: bool| -> (Vec<Point>, Option<Halt>) {
        let pick = |replies: &[usize], q: &Q| -> Q {
            let values = replies.iter().map(|&a| at_belief(&objective[a], q));
            if largest { values.max() } else { values.min() }.unwrap_or_default()
        };
        let point = |(i, q): (usize, &Q)| {
            let value = pick(&best(q), q);
            let beside = |k: Option<usize>| match k.and_then(|k| inside.get(k)) {
                Some(replies) => pick(replies, q),
                None => value.clone(),
            };
            let (below, above) = (beside(i.checked_sub(1)), beside(Some(i)));
            Point { at: q.clone(), below, above, value }
        };
        gather(places.iter().enumerate(), point)
    };
    let (value, halt) = points(true);
    if let Some(halt) = halt {
        // the value as far as it goes, without the envelopes, which need all of it
        let error = halt.error_after(value.len(), places.len(), "places");
        if value.is_empty() {
            return Err(error);
        }
        let [worst, concave, quasiconcave] = [(); 3].map(|()| Piecewise::default());
        let value = Piecewise::new(value);
        let replies = Vec::new();
        return Err(error.with(Envelope { value, worst, concave, quasiconcave, replies }));
    }
    let (value, worst) = (Piecewise::new(value), Piecewise::new(budget::all(points(false))));
    let concave = value.concave();
    let rising = value.running_max();
    let falling = value.reversed().running_max().reversed();
    let quasiconcave = rising.combine(&falling, false);
    // the beliefs at which a reply is best are an interval
    let mut ends: Vec<Option<(usize, usize)>> = vec![None; actions.len()];
    for (i, replies) in inside.iter().enumerate() {
        for &k in replies {
            ends[k] = Some((ends[k].map_or(i, |(first, _)| first), i + 1));
        }
    }
    let interval = |(&a, ends): (&usize, Option<(usize, usize)>)| {
        ends.map(|(low, high)| (a, places[low].clone(), places[high].clone()))
    };
    let mut replies: Vec<(usize, Q, Q)> = actions.iter().zip(ends).filter_map(interval).collect();
    replies.sort_by(|one, other| (&one.1, &one.2).cmp(&(&other.1, &other.2)));
    Ok(Envelope { value, worst, concave, quasiconcave, replies })
}

impl Game {
    /// Computes, for two types, the objective as a function of the probability of the second type,
    /// and its envelopes.
    ///
    /// # Errors
    /// As [`envelope`].
    ///
    /// ```
    /// use schelling::regime::Objective;
    /// use schelling::{Game, Q};
    ///
    /// # fn main() -> Result<(), schelling::Error> {
    /// let q = |text: &str| text.parse::<Q>().unwrap();
    /// let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
    /// let trial = Game::cheap_talk(
    ///     table([[0, 1], [0, 1]]), table([[1, 0], [0, 1]]), [q("7/10"), q("3/10")], ["m1", "m2"],
    /// )?;
    /// let envelope = trial.envelope(Objective::Sender)?;
    /// assert_eq!(envelope.value().value(&q("3/10")), Some(q("0")));
    /// assert_eq!(envelope.concave().value(&q("3/10")), Some(q("3/5")));
    /// assert_eq!(envelope.quasiconcave().value(&q("3/10")), Some(q("0")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn envelope(&self, objective: Objective) -> Result<Envelope, Error> {
        envelope(&Question::new(self, objective))
    }
}
