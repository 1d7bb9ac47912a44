//! With two types: the objective as a function of the belief, and its envelopes.
//!
//! Let `v(q)` be what the objective gets at the belief that the second type has probability `q`,
//! when the receiver does what is best and breaks ties for the objective. Persuasion is worth the
//! *concave envelope* of v at the prior (Kamenica and Gentzkow 2011). The best that cheap talk can
//! be worth to a sender whose payoff does not depend on its type is the *quasiconcave envelope*
//! (Lipnowski and Ravid 2020), the least function above v that never falls and then rises.

use std::collections::HashMap;

use super::piecewise::{Piecewise, Point};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget;
use crate::exact::budget::{Halt, checkpoint, gather};
use crate::game::Game;
use crate::regime::credibility::transparent;
use crate::regime::objective::Objective;
use crate::regime::question::Question;

/// What the objective gets as the belief moves from one type to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    value: Piecewise,
    worst: Piecewise,
    concave: Piecewise,
    quasiconcave: Piecewise,
    replies: Vec<(usize, Q, Q)>,
    transparent: bool,
}

impl Envelope {
    /// When the receiver breaks ties for the objective.
    pub fn value(&self) -> &Piecewise {
        &self.value
    }

    /// When it breaks them against it.
    pub fn worst(&self) -> &Piecewise {
        &self.worst
    }

    /// The least concave function nowhere below [`Envelope::value`].
    pub fn concave(&self) -> &Piecewise {
        &self.concave
    }

    /// The least quasiconcave function nowhere below [`Envelope::value`].
    pub fn quasiconcave(&self) -> &Piecewise {
        &self.quasiconcave
    }

    /// The replies that are best on more than one belief, each with the least and the greatest of
    /// these, in ascending order of them.
    pub fn replies(&self) -> &[(usize, Q, Q)] {
        &self.replies
    }

    /// Is the objective a sender whose payoff does not depend on its type?
    pub fn is_transparent(&self) -> bool {
        self.transparent
    }
}

/// A payoff that is linear in the belief, by its values at 0 and at 1.
type Line = (Q, Q);

fn along(line: &Line, q: &Q) -> Q {
    &line.0 + &(q * &(&line.1 - &line.0))
}

/// Where two lines meet.
fn meet(a: &Line, b: &Line) -> Option<Q> {
    let (start, end) = (&a.0 - &b.0, &a.1 - &b.1);
    let fall = &start - &end;
    (!fall.is_zero()).then(|| start / &fall)
}

/// Where the largest of some lines changes, strictly between 0 and 1.
///
/// With the lines by slope, each that is largest somewhere takes over from the one before it (the
/// upper envelope of n lines in `O(n log n)`).
fn turns(mut lines: Vec<Line>) -> Vec<Q> {
    let slope = |line: &Line| &line.1 - &line.0;
    lines.sort_by(|a, b| slope(a).cmp(&slope(b)).then_with(|| b.0.cmp(&a.0)));
    lines.dedup_by(|b, a| slope(a) == slope(b));
    let mut largest: Vec<Line> = Vec::new();
    let mut places: Vec<Q> = Vec::new();
    for line in lines {
        checkpoint();
        while let Some(last) = largest.last() {
            let place = meet(last, &line).expect("the slopes differ");
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

/// The objective by belief, for a game with two types and free messages.
///
/// # Errors
///
/// [`Error::Game`] when the game is another, or the objective does not fit it. When a limit is met
/// while the value is drawn, [`Error::found`] has an [`Envelope`] of which only
/// [`Envelope::value`] has points, up to the belief where it came to.
///
/// # Complexity
///
/// With A replies, of which B are best somewhere, `O(A log A + A B)` operations on numbers.
pub fn envelope(question: &Question) -> Result<Envelope, Error> {
    question.limited(|| drawn(question))
}

fn drawn(question: &Question) -> Result<Envelope, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    if game.types().len() != 2 || !game.is_cheap_talk() {
        return Err(Error::Game(format!(
            "envelopes are drawn for two types and payoffs that do not depend on the message, but \
             this game has {} types{}",
            game.types().len(),
            if game.is_cheap_talk() { "" } else { " and other payoffs" }
        )));
    }
    let actions = game.replies(0);
    let by_action = |payoff: &dyn Fn(usize, usize) -> Q| -> Vec<Line> {
        actions.iter().map(|&a| (payoff(0, a), payoff(1, a))).collect()
    };
    let receiver = by_action(&|t, a| game.receiver_payoff(t, 0, a).clone());
    let worth = by_action(&|t, a| weights.worth(game, t, 0, a));
    // every place where the best reply changes, or that of several which the objective likes most
    // or least, and the ends
    let mut places = vec![Q::ZERO, Q::ONE];
    places.extend(turns(receiver.clone()));
    let mut alike: HashMap<&Line, Vec<Line>> = HashMap::new();
    for (reply, worth) in receiver.iter().zip(&worth) {
        alike.entry(reply).or_default().push(worth.clone());
    }
    for worths in alike.into_values().filter(|worths| worths.len() > 1) {
        places.extend(turns(worths.iter().map(|(a, b)| (-a, -b)).collect()));
        places.extend(turns(worths));
    }
    places.sort();
    places.dedup();
    let best = |q: &Q| -> Vec<usize> {
        let most = receiver.iter().map(|line| along(line, q)).max();
        (0..receiver.len()).filter(|&a| Some(along(&receiver[a], q)) == most).collect()
    };
    let middle = |i: usize| (&places[i] + &places[i + 1]) / &Q::from(2);
    let inside: Vec<Vec<usize>> = (0..places.len() - 1).map(|i| best(&middle(i))).collect();
    let draw = |largest: bool| -> (Vec<Point>, Option<Halt>) {
        let pick = |replies: &[usize], q: &Q| -> Q {
            let values = replies.iter().map(|&a| along(&worth[a], q));
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
    let transparent = transparent::applies(question);
    let (value, halt) = draw(true);
    if let Some(halt) = halt {
        // what there is of the value, and nothing of what rests on the whole of it
        let error = halt.error_after(value.len(), places.len(), "places");
        if value.is_empty() {
            return Err(error);
        }
        let [worst, concave, quasiconcave] = [(); 3].map(|()| Piecewise::default());
        let value = Piecewise::new(value);
        let replies = Vec::new();
        return Err(error.with(Envelope { value, worst, concave, quasiconcave, replies, transparent }));
    }
    let (value, worst) = (Piecewise::new(value), Piecewise::new(budget::all(draw(false))));
    let concave = value.concave();
    let rising = value.running_max();
    let falling = value.reversed().running_max().reversed();
    let quasiconcave = rising.combine(&falling, false);
    // a reply is best from the first interval where it is among the best to the last
    let mut best_on: Vec<Option<(usize, usize)>> = vec![None; actions.len()];
    for (i, replies) in inside.iter().enumerate() {
        for &k in replies {
            best_on[k] = Some((best_on[k].map_or(i, |(first, _)| first), i + 1));
        }
    }
    let mut replies: Vec<(usize, Q, Q)> = actions
        .iter()
        .zip(best_on)
        .filter_map(|(&a, ends)| ends.map(|(i, k)| (a, places[i].clone(), places[k].clone())))
        .collect();
    replies.sort_by(|x, y| (&x.1, &x.2).cmp(&(&y.1, &y.2)));
    Ok(Envelope { value, worst, concave, quasiconcave, replies, transparent })
}

impl Game {
    /// With two types: the objective as a function of the probability of the second type, and its
    /// envelopes.
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
