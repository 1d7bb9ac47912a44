//! The credibility curve: payoffs as functions of the probability of official reports.

use super::candidate::CandidateProgram;
use super::joint_profiles::JointProfiles;
use super::{candidates, solve};
use crate::error::Error;
use crate::exact::{Q, budget};
use crate::game::Game;
use crate::regime::belief::{Piecewise, Point};
use crate::regime::{Objective, Question};

/// The sender's value as a function of the probability `chi` that its reports are official.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    game: Game,
    value: Piecewise,
}

/// A candidate, and its value from the least `chi` at which it is feasible.
type CandidateValue = (CandidateProgram, Piecewise);

impl Curve {
    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The value on the interval `[0, 1]`.
    pub fn value(&self) -> &Piecewise {
        &self.value
    }

    /// The receiver's payoff where the sender gets this value; of several equilibria, in the best
    /// for the receiver. More credibility can make the receiver worse off (Lipnowski, Ravid and
    /// Shishkin 2022 call it productive mistrust).
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when stopped.
    pub fn receiver(&self, question: &Question) -> Result<Piecewise, Error> {
        if !question.game().readers().is_empty() {
            let profiles = JointProfiles::new(question)?;
            return self.receiver(&question.about(&profiles.game));
        }
        let candidates = candidate_values(question, false)?;
        let all: Vec<&CandidateProgram> =
            candidates.iter().map(|(candidate, _)| candidate).collect();
        let points = self.value.points();
        let mut values = Vec::with_capacity(points.len());
        for point in points {
            values.push(solve(question, &all, &point.at)?.receiver_payoff);
        }
        let mut found: Vec<Point> = Vec::new();
        for (k, pair) in points.windows(2).enumerate() {
            let piece = self.receiver_between(question, &candidates, &pair[0], &pair[1])?;
            let mut inner = piece.points().iter().cloned();
            let start = inner.next().unwrap_or_else(|| Point::plain(Q::ZERO, Q::ZERO));
            match found.last_mut() {
                Some(last) => last.above = start.value,
                None => found.push(Point { value: values[k].clone(), ..start.clone() }),
            }
            found.extend(inner);
            if let Some(last) = found.last_mut() {
                last.value.clone_from(&values[k + 1]);
            }
        }
        Ok(Piecewise::new(found))
    }

    /// The receiver's payoff between two points, from the candidates that reach the sender's value
    /// on all of the interval.
    fn receiver_between(
        &self,
        question: &Question,
        candidates: &[CandidateValue],
        left: &Point,
        right: &Point,
    ) -> Result<Piecewise, Error> {
        let length = &right.at - &left.at;
        let mut most: Option<Piecewise> = None;
        for (candidate, value) in candidates {
            let starts = value.around(&left.at).map(|point| point.above);
            let ends = value.around(&right.at).map(|point| point.below);
            if starts.as_ref() != Some(&left.above) || ends.as_ref() != Some(&right.below) {
                continue;
            }
            let (program, row) = candidate.for_receiver(question.game(), &left.at);
            let program = program.with_bounds([(row, -&left.above)]);
            let moving = candidate.moving.iter().map(|(row, _, rate)| (*row, rate * &length));
            let fall = &left.above - &right.below;
            let payoff = question.parametric(&program, moving.chain([(row, fall)]), &|_| false)?;
            let place = |s: &Q| &left.at + &(s * &length);
            let knots = payoff.knots.into_iter();
            let points = knots.map(|k| Point::plain(place(&k.parameter), k.value));
            let one = Piecewise::new(points.collect());
            most = Some(largest_of(most, one));
        }
        most.ok_or_else(|| Error::Limit("no candidate reaches the curve".into()))
    }
}

/// The candidates that can be best somewhere, with their values. Where `only_largest`, a value is
/// exact only where it may be the largest of all.
fn candidate_values(question: &Question, only_largest: bool) -> Result<Vec<CandidateValue>, Error> {
    let mut builder = CurveBuilder::default();
    let ended = budget::catch(|| builder.add_all(question, only_largest));
    ended.unwrap_or_else(|halt| Err(halt.error())).map_err(|error| match builder.final_part() {
        Some(value) => error.with(Curve { game: question.game().clone(), value }),
        None => error,
    })?;
    Ok(builder.candidates)
}

/// The candidates so far, and the largest of their values.
#[derive(Default)]
struct CurveBuilder {
    candidates: Vec<CandidateValue>,
    largest: Option<Piecewise>,
    /// An upper bound on the candidates that are left, where one is known.
    cap: Option<Q>,
}

impl CurveBuilder {
    /// The part of the curve that no candidate which is left can change: it is where the value has
    /// reached their cap, since more credibility is never worse for the sender.
    fn final_part(&self) -> Option<Piecewise> {
        let (cap, largest) = (self.cap.as_ref()?, self.largest.as_ref()?);
        let points: Vec<Point> =
            largest.points().iter().filter(|point| point.value >= *cap).cloned().collect();
        (!points.is_empty()).then(|| Piecewise::new(points))
    }

    /// Adds all candidates that are feasible for some `chi`, and can be best somewhere.
    fn add_all(&mut self, question: &Question, only_largest: bool) -> Result<(), Error> {
        // the largest value at chi = 0: since more credibility is never worse for the sender, a
        // candidate with a smaller cap is nowhere best
        let mut least: Option<Q> = None;
        for candidate in candidates(question)? {
            if candidate.cap.is_some() && candidate.cap < least {
                continue;
            }
            self.cap.clone_from(&candidate.cap);
            let largest = self.largest.as_ref();
            let covered = |line: &[(Q, Q)]| only_largest && largest.is_some_and(|f| f.covers(line));
            let direction = candidate.moving.iter().map(|(row, _, rate)| (*row, rate.clone()));
            let value = question.parametric(&candidate.at(&Q::ZERO), direction, &covered)?;
            if value.knots.is_empty() {
                continue;
            }
            let points = value.knots.into_iter().map(|k| Point::plain(k.parameter, k.value));
            let value = Piecewise::new(points.collect());
            least = least.max(value.value(&Q::ZERO));
            self.largest = Some(largest_of(self.largest.clone(), value.clone()));
            self.candidates.push((candidate, value));
        }
        Ok(())
    }
}

/// The larger of two functions, of which the first may be missing.
fn largest_of(most: Option<Piecewise>, other: Piecewise) -> Piecewise {
    match most {
        Some(most) => most.combine(&other, true),
        None => other,
    }
}

/// Computes the value at every `chi` from 0 to 1.
///
/// # Errors
///
/// As [`credibility`](crate::regime::credibility()).
pub fn curve(question: &Question) -> Result<Curve, Error> {
    if !question.game().readers().is_empty() {
        let profiles = question.within_limits(|| JointProfiles::new(question))?;
        let Curve { value, .. } = curve(&question.about(&profiles.game))?;
        return Ok(Curve { game: question.game().clone(), value });
    }
    let candidates = question.within_limits(|| candidate_values(question, true))?;
    let value = candidates.into_iter().map(|(_, value)| value).reduce(|a, b| a.combine(&b, true));
    let value = value
        .ok_or_else(|| Error::Limit("no rule is credible, which should not be possible".into()))?;
    Ok(Curve { game: question.game().clone(), value })
}

impl Game {
    /// Computes the sender's value for every probability that its reports are the announced ones.
    /// Where it jumps, trust collapses.
    ///
    /// # Errors
    /// As [`credibility`](crate::regime::credibility()).
    ///
    /// ```
    /// use schelling::{Game, Q};
    ///
    /// # fn main() -> Result<(), schelling::Error> {
    /// let q = |text: &str| text.parse::<Q>().unwrap();
    /// let same = |row: [i64; 3]| row.map(Q::from).to_vec();
    /// let game = Game::cheap_talk(
    ///     vec![same([0, 1, 2]), same([0, 1, 2])],
    ///     vec![same([0, -1, -4]), same([0, 3, 4])],
    ///     [q("1/2"), q("1/2")],
    ///     ["m1", "m2", "m3"],
    /// )?;
    /// let curve = game.credibility_curve()?;
    /// let jump = curve.value().jumps().next().unwrap();
    /// assert_eq!((&jump.at, &jump.below, &jump.value), (&q("2/3"), &q("1"), &q("4/3")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn credibility_curve(&self) -> Result<Curve, Error> {
        curve(&Question::new(self, Objective::Sender))
    }
}
