//! The payoff of a type from a belief and an action, with its slopes.

use crate::continuum::formulas::{Names, read};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::enclosure::evaluate::{Arithmetic, Outside, evaluate};
use crate::exact::enclosure::expression::{Expressions, NodePlace, Operation};
use crate::exact::enclosure::interval::Interval;
use crate::io::formula::Formula;

/// Slopes of the payoff.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slope {
    /// The payoff itself.
    None,
    /// In the type.
    T,
    /// In the belief.
    B,
    /// In the action.
    A,
    /// In the belief and the type.
    BT,
    /// In the action and the type.
    AT,
    /// In the action twice.
    AA,
}

/// The payoff `u(t, b, a)`.
#[derive(Clone, Debug)]
pub(super) struct PayoffFormula {
    expressions: Expressions,
    places: [NodePlace; 7],
    /// The payoff and its slopes where the belief is the type, in which the two may cancel.
    true_belief: [NodePlace; 7],
}

impl PayoffFormula {
    /// Reads a payoff from its formula in `t`, `b` and `a`.
    pub(super) fn read(text: &str) -> Result<(PayoffFormula, Formula), Error> {
        let formula = read(text, "payoff")?;
        let mut names = Names::new(&[]);
        for (i, name) in ["t", "b", "a"].into_iter().enumerate() {
            names.variable(name, i);
        }
        let place = names.expression(&formula).map_err(|error| match error {
            Error::Game(sentence) if sentence.contains("neither an unknown") => {
                let name = sentence.split(" is neither").next().unwrap_or_default();
                Error::Game(format!(
                    "payoff: {name} is not t (the type), b (the belief) or a (the action)"
                ))
            }
            other => other.at("payoff"),
        })?;
        let e = &mut names.expressions;
        let [t, b, a] = [0, 1, 2].map(|variable| e.slope(place, variable));
        let zero = |e: &Expressions, place: NodePlace| matches!(&e.operations()[place as usize], Operation::Number(q) if q.is_zero());
        for (slope, name) in [(b, "b, the belief"), (a, "a, the action")] {
            if zero(e, slope) {
                return Err(Error::Game(format!("payoff: it does not depend on {name}: let it")));
            }
        }
        let places = [place, t, b, a, e.slope(b, 0), e.slope(a, 0), e.slope(a, 2)];
        let true_belief = places.map(|place| e.identified(place, 1, 0));
        Ok((PayoffFormula { expressions: names.expressions, places, true_belief }, formula))
    }

    /// Values of the payoff or its slopes.
    pub(super) fn at<A: Arithmetic>(
        &self,
        wanted: &[Slope],
        [t, b, a]: [&A; 3],
        number: impl Fn(&Q) -> A,
    ) -> Result<Vec<A>, Outside> {
        let places: Vec<NodePlace> = wanted.iter().map(|w| self.places[*w as usize]).collect();
        evaluate(&self.expressions, &places, &[t.clone(), b.clone(), a.clone()], number)
    }

    /// Values of the payoff or its slopes where the belief is the type.
    pub(super) fn at_truth<A: Arithmetic>(
        &self,
        wanted: &[Slope],
        [t, a]: [&A; 2],
        number: impl Fn(&Q) -> A,
    ) -> Result<Vec<A>, Outside> {
        let places: Vec<NodePlace> = wanted.iter().map(|w| self.true_belief[*w as usize]).collect();
        evaluate(&self.expressions, &places, &[t.clone(), t.clone(), a.clone()], number)
    }

    /// An enclosure of the payoff or a slope where the belief is the type.
    pub(super) fn enclosed_at_truth(
        &self,
        wanted: Slope,
        ta: [&Interval; 2],
    ) -> Result<Interval, Outside> {
        let p = ta[0].p;
        Ok(self.at_truth(&[wanted], ta, |q| Interval::rational(q, p))?.remove(0))
    }

    /// An enclosure of the payoff or a slope.
    pub(super) fn enclosed(&self, wanted: Slope, tba: [&Interval; 3]) -> Result<Interval, Outside> {
        let p = tba[0].p;
        Ok(self.at(&[wanted], tba, |q| Interval::rational(q, p))?.remove(0))
    }
}
