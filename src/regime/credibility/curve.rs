//! What the sender gets at every credibility, and what the receiver gets by it.

use super::{Candidate, candidates, solve};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget;
use crate::game::Game;
use crate::regime::belief::piecewise::{Piecewise, Point};
use crate::regime::objective::Objective;
use crate::regime::question::Question;

/// The value to the sender of every probability that its reports are official.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    game: Game,
    value: Piecewise,
}

/// A candidate, and its value from the least `chi` at which it is possible.
type Line = (Candidate, Piecewise);

impl Curve {
    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The value as a function of `chi`, on `[0, 1]`.
    pub fn value(&self) -> &Piecewise {
        &self.value
    }

    /// What the receiver gets where the sender gets this: of several equilibria, in the best for
    /// the receiver. More credibility can make the receiver worse off (Lipnowski, Ravid and
    /// Shishkin 2022 call it productive mistrust).
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when stopped.
    pub fn receiver(&self, question: &Question) -> Result<Piecewise, Error> {
        let lines = lines(question, false)?;
        let all: Vec<&Candidate> = lines.iter().map(|(candidate, _)| candidate).collect();
        let points = self.value.points();
        let mut values = Vec::with_capacity(points.len());
        for point in points {
            values.push(solve(question, &all, &point.at)?.receiver_payoff);
        }
        let mut found: Vec<Point> = Vec::new();
        for (k, pair) in points.windows(2).enumerate() {
            let piece = self.piece(question, &lines, &pair[0], &pair[1])?;
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

    /// The receiver's payoff between two points, by the candidates that reach the sender's.
    fn piece(
        &self,
        question: &Question,
        lines: &[Line],
        left: &Point,
        right: &Point,
    ) -> Result<Piecewise, Error> {
        let length = &right.at - &left.at;
        let mut most: Option<Piecewise> = None;
        for (candidate, line) in lines {
            let starts = line.around(&left.at).map(|point| point.above);
            let ends = line.around(&right.at).map(|point| point.below);
            if starts.as_ref() != Some(&left.above) || ends.as_ref() != Some(&right.below) {
                continue;
            }
            let (program, row) = candidate.for_receiver(&self.game, &left.at);
            let program = program.with_bounds([(row, -&left.above)]);
            let moving = candidate.moving.iter().map(|(row, _, rate)| (*row, rate * &length));
            let fall = &left.above - &right.below;
            let line = question.parametric(&program, moving.chain([(row, fall)]), &|_| false)?;
            let place = |s: &Q| &left.at + &(s * &length);
            let points = line.knots.into_iter().map(|k| Point::plain(place(&k.parameter), k.value));
            let one = Piecewise::new(points.collect());
            most = Some(match most {
                Some(most) => most.combine(&one, true),
                None => one,
            });
        }
        most.ok_or_else(|| Error::Limit("no candidate reaches the curve".into()))
    }
}

/// The candidates that can be best somewhere, with their values; where only the largest of these
/// counts, exact as far as they may be it.
fn lines(question: &Question, largest: bool) -> Result<Vec<Line>, Error> {
    let mut drawing = Drawing::default();
    let ended = budget::catch(|| drawing.draw(question, largest));
    ended.unwrap_or_else(|halt| Err(halt.error())).map_err(|error| match drawing.settled() {
        Some(value) => error.with(Curve { game: question.game().clone(), value }),
        None => error,
    })?;
    Ok(drawing.lines)
}

/// The candidates so far.
#[derive(Default)]
struct Drawing {
    lines: Vec<Line>,
    most: Option<Piecewise>,
    /// The most that the candidates which are left can be worth, where that is known.
    cap: Option<Q>,
}

impl Drawing {
    /// The part of the curve that no candidate which is left can change: it is where the value has
    /// reached their cap, since more credibility is never worse for the sender.
    fn settled(&self) -> Option<Piecewise> {
        let (cap, most) = (self.cap.as_ref()?, self.most.as_ref()?);
        let points: Vec<Point> =
            most.points().iter().filter(|point| point.value >= *cap).cloned().collect();
        (!points.is_empty()).then(|| Piecewise::new(points))
    }

    fn draw(&mut self, question: &Question, largest: bool) -> Result<(), Error> {
        // more credibility is never worse for the sender
        let mut least: Option<Q> = None;
        for candidate in candidates(question)? {
            if candidate.cap.is_some() && candidate.cap < least {
                continue;
            }
            self.cap.clone_from(&candidate.cap);
            self.add(question, largest, candidate, &mut least)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        question: &Question,
        largest: bool,
        candidate: Candidate,
        least: &mut Option<Q>,
    ) -> Result<(), Error> {
        let most = self.most.clone();
        let dull = |line: &[(Q, Q)]| largest && most.as_ref().is_some_and(|most| most.covers(line));
        let direction = candidate.moving.iter().map(|(row, _, rate)| (*row, rate.clone()));
        let line = question.parametric(&candidate.at(&Q::ZERO), direction, &dull)?;
        if line.knots.is_empty() {
            return Ok(());
        }
        let points = line.knots.into_iter().map(|k| Point::plain(k.parameter, k.value));
        let line = Piecewise::new(points.collect());
        *least = least.take().max(line.value(&Q::ZERO));
        self.most = Some(match most {
            Some(most) => most.combine(&line, true),
            None => line.clone(),
        });
        self.lines.push((candidate, line));
        Ok(())
    }
}

/// The value of every `chi` from 0 to 1.
///
/// # Errors
///
/// As [`credibility`](crate::regime::credibility()).
pub fn curve(question: &Question) -> Result<Curve, Error> {
    let lines = question.limited(|| lines(question, true))?;
    let value = lines.into_iter().map(|(_, line)| line).reduce(|a, b| a.combine(&b, true));
    let value = value
        .ok_or_else(|| Error::Limit("no rule is credible, which should not be possible".into()))?;
    Ok(Curve { game: question.game().clone(), value })
}

impl Game {
    /// The value to the sender of every probability that its reports are the announced ones: where
    /// it jumps, trust collapses.
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
