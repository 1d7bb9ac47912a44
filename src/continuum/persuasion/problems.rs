//! Persuasion problems from values, from a receiver's actions and from receivers' types.

use super::Persuasion;
use super::value::{Shape, ValueFunction, ValuePiece};
use crate::continuum::density::{Density, DensityPiece};
use crate::continuum::polynomial::{antiderivative, value as value_of};
use crate::error::Error;
use crate::exact::Q;

impl Persuasion {
    /// The problem with a value that is a polynomial on each of several intervals, which follow on
    /// one another and cover the line.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when intervals are empty, leave a gap, overlap or do not cover the line.
    pub fn new(prior: Density, pieces: Vec<(Q, Q, Vec<Q>)>) -> Result<Persuasion, Error> {
        let wrong = |sentence: String| Err(Error::Game(sentence));
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return wrong("value: there is no piece, give one or more".into());
        };
        for (i, (low, high, _)) in pieces.iter().enumerate() {
            if low >= high {
                return wrong(format!(
                    "value[{i}]: the range from {low} to {high} is empty: give its lower end first"
                ));
            }
        }
        for pair in pieces.windows(2) {
            if pair[0].1 != pair[1].0 {
                let what = if pair[0].1 < pair[1].0 { "leave a gap" } else { "overlap" };
                return wrong(format!(
                    "value: pieces {what} between {} and {}: let each begin where the one before ends",
                    pair[0].1, pair[1].0
                ));
            }
        }
        let (low, high) = (prior.low(), prior.high());
        if first.0 > *low || last.1 < *high {
            return wrong(format!(
                "value: the pieces go from {} to {}, the types from {low} to {high}: cover them all",
                first.0, last.1
            ));
        }
        let mut kept = Vec::new();
        let mut peaks = Vec::new();
        for (from, to, coefficients) in &pieces {
            let (a, b) = (from.max(low).clone(), to.min(high).clone());
            let inside = a < b;
            if inside {
                kept.push(ValuePiece::polynomial(a, b, coefficients.clone()));
            }
            // a piece that meets the line in its end alone still counts there
            for (end, knot) in [(low, 0), (high, usize::MAX)] {
                if (to == end || from == end) && !inside {
                    peaks.push((knot, value_of(coefficients, end)));
                }
            }
        }
        let mut v = ValueFunction::new(kept);
        for (knot, peak) in peaks {
            let knot = knot.min(v.pieces.len());
            if v.top(knot, 200).high < peak {
                v.peaks.push((knot, peak));
            }
        }
        Ok(Persuasion { prior, v })
    }

    /// The problem with receivers of private types who act iff the mean passes their threshold: the
    /// value of a mean is the share that acts (Kolotilin 2018).
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when a limit was reached.
    pub fn from_receiver_types(prior: Density, thresholds: &Density) -> Result<Persuasion, Error> {
        let (low, high) = (prior.low().clone(), prior.high().clone());
        let mut pieces = Vec::new();
        let mut add = |from: &Q, to: &Q, make: &dyn Fn(Q, Q) -> ValuePiece| {
            let (a, b) = (from.max(&low).clone(), to.min(&high).clone());
            if a < b {
                pieces.push(make(a, b));
            }
        };
        let constant = |c: i64| move |a, b| ValuePiece::polynomial(a, b, vec![Q::from(c)]);
        add(&low, thresholds.low(), &constant(0));
        match thresholds.pieces() {
            Some(parts) => {
                let mut mass = Q::from(0);
                for DensityPiece { low, high, coefficients } in parts {
                    let mut whole = antiderivative(coefficients);
                    let shift = &mass - &value_of(&whole, low);
                    whole[0] += &shift;
                    add(low, high, &|a, b| ValuePiece::polynomial(a, b, whole.clone()));
                    mass = value_of(&whole, high);
                }
            }
            None => {
                let shape = Shape::Distribution(thresholds.clone());
                add(thresholds.low(), thresholds.high(), &|low, high| ValuePiece {
                    low,
                    high,
                    shape: shape.clone(),
                });
            }
        }
        add(thresholds.high(), &high, &constant(1));
        Ok(Persuasion { prior, v: ValueFunction::new(pieces) })
    }

    /// The problem with a receiver of finitely many actions and payoffs that are affine in the
    /// type: it takes the best action at the mean, ties going to the sender.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when there is no action.
    pub fn from_actions(
        prior: Density,
        sender: &[[Q; 2]],
        receiver: &[[Q; 2]],
    ) -> Result<Persuasion, Error> {
        if sender.is_empty() || sender.len() != receiver.len() {
            return Err(Error::Game(
                "sender: give an affine payoff for each of one or more actions".into(),
            ));
        }
        let (low, high) = (prior.low().clone(), prior.high().clone());
        let at = |line: &[Q; 2], x: &Q| &line[0] + &(&line[1] * x);
        // where two actions are equally good
        let mut knots = vec![low.clone(), high.clone()];
        for (i, a) in receiver.iter().enumerate() {
            for b in &receiver[..i] {
                let slope = &a[1] - &b[1];
                if !slope.is_zero() {
                    let x = (&b[0] - &a[0]) / slope;
                    if x > low && x < high {
                        knots.push(x);
                    }
                }
            }
        }
        knots.sort();
        knots.dedup();
        let best = |x: &Q| {
            let top = receiver.iter().map(|line| at(line, x)).max().expect("an action");
            let best = (0..receiver.len()).filter(|&a| at(&receiver[a], x) == top);
            best.max_by(|&a, &b| at(&sender[a], x).cmp(&at(&sender[b], x))).expect("an action")
        };
        let mut pieces: Vec<ValuePiece> = Vec::new();
        // two actions can be equally good on an interval, and the sender's lines cross there
        let mut cuts = knots.clone();
        for (i, a) in sender.iter().enumerate() {
            for (b, own) in sender[..i].iter().enumerate() {
                let slope = &a[1] - &own[1];
                if receiver[i] == receiver[b] && !slope.is_zero() {
                    let x = (&own[0] - &a[0]) / slope;
                    if x > low && x < high {
                        cuts.push(x);
                    }
                }
            }
        }
        cuts.sort();
        cuts.dedup();
        for pair in cuts.windows(2) {
            let own = &sender[best(&((&pair[0] + &pair[1]) / Q::from(2)))];
            match pieces.last_mut() {
                Some(last) if last.coefficients() == Some(&own[..]) => last.high = pair[1].clone(),
                _ => {
                    let (a, b) = (pair[0].clone(), pair[1].clone());
                    pieces.push(ValuePiece::polynomial(a, b, own.to_vec()));
                }
            }
        }
        let mut v = ValueFunction::new(pieces);
        for x in &cuts {
            let peak = at(&sender[best(x)], x);
            if let Some(knot) = v.knot_at(x) {
                if v.top(knot, 200).high < peak {
                    v.peaks.push((knot, peak));
                }
            } else if v.value_at(&x.clone().into(), 200).high < peak {
                // a peak inside a piece makes it two
                let number = v.piece_at(x);
                let mut upper = v.pieces[number].clone();
                v.pieces[number].high = x.clone();
                upper.low = x.clone();
                v.pieces.insert(number + 1, upper);
                v.peaks.iter_mut().filter(|(knot, _)| *knot > number).for_each(|(k, _)| *k += 1);
                v.peaks.push((number + 1, peak));
            }
        }
        Ok(Persuasion { prior, v })
    }
}
