//! A commitment that grows over several periods, by salami slices or a fait accompli, against a
//! challenger who may probe.
//!
//! There are finitely many periods and levels of commitment. In each period the *defender* stops
//! where it stands, slices (one level up) or jumps (to the top); the *challenger* sees it and waits
//! or probes. A level that stood unprobed for a period is no longer in question. Nobody knows in
//! advance whether the defender would answer, not even the defender: both believe in the same
//! probability of an answer, so that moves reveal nothing and only a probe does. Let the level
//! go from `l` to `k`, with aid `A` and exposure `E` at each, and let `b` be the belief:
//!
//! | event | defender | challenger | then |
//! |---|---|---|---|
//! | wait | `A_k` | `-h A_k` | the belief drifts |
//! | probe, answered (`b`) | `A_k - F` | `-h A_k - c - W` | the level stays to the end |
//! | probe, backed down | `A_l - (E_k - E_l)` | `-h A_l - c + z (E_k - E_l)` | the belief drifts from 0 |
//!
//! and each move up costs the defender a quarrel. Between periods the belief follows a Markov
//! chain: the unresolved become resolved with probability `renewal`, the resolved unresolved with
//! probability `decay`. Beliefs that can be reached are finitely many, so that backward induction
//! over (period, level, belief) is exact. The salami and its last finger are Schelling's (1966,
//! *Arms and Influence*, ch. 2).
//!
//! ```
//! use schelling::scenario::{Challenger, Horizon, Step, Stride};
//! use schelling::Q;
//!
//! let q = |text: &str| text.parse::<Q>().unwrap();
//! let level = |aid: i64, exposure: i64| Step { aid: Q::from(aid), exposure: Q::from(exposure) };
//! let game = Horizon {
//!     periods: 2,
//!     levels: vec![level(0, 0), level(2, 3), level(4, 6)],
//!     strides: vec![Stride::Stop, Stride::Slice, Stride::Jump],
//!     quarrel: q("1/2"),
//!     fight: q("6"),
//!     challenger: Challenger { harm: q("1"), prize: q("1"), probe: q("8"), fight: q("9") },
//!     renewal: Q::ZERO,
//!     decay: Q::ZERO,
//! };
//! // a slice gains a prober less than a probe costs it; a jump gains it more, unless it may be
//! // answered
//! assert_eq!(game.solve(&Q::ZERO)?.path(), ["slice, wait", "slice, wait"]);
//! assert_eq!(game.solve(&q("1/2"))?.path(), ["jump, wait", "stop, wait"]);
//! # Ok::<(), schelling::Error>(())
//! ```

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::crisis::Challenger;
use super::decision::unit;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// A level of commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The value of a period's aid at this level.
    pub aid: Q,
    /// The defender's standing that is staked.
    pub exposure: Q,
}

/// A move of the defender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stride {
    /// Stay at this level.
    Stop,
    /// Go one level up.
    Slice,
    /// Go to the top.
    Jump,
}

/// The game over finitely many periods; see the formulas of this module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Horizon {
    /// The number of periods, at most [`Horizon::MAX_PERIODS`].
    pub periods: usize,
    /// The levels, the lowest first; the game starts there.
    pub levels: Vec<Step>,
    /// The moves open to the defender, which of equally good ones makes the first.
    pub strides: Vec<Stride>,
    /// The defender's cost of each move up.
    pub quarrel: Q,
    /// Its cost of answering a probe.
    pub fight: Q,
    /// The challenger; where it is indifferent it waits.
    pub challenger: Challenger,
    /// The probability that an unresolved defender is resolved a period later.
    pub renewal: Q,
    /// The probability that a resolved defender is not a period later.
    pub decay: Q,
}

/// The equilibrium from one point on, found by backward induction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Course {
    /// The defender's expected payoff from here on.
    pub defender: Q,
    /// The challenger's expected payoff from here on.
    pub challenger: Q,
    /// The probability that some move is probed.
    pub probed: Q,
    /// The probability that some probe is answered.
    pub answered: Q,
    /// The moves of both, period by period, until somebody probes: the defender's, and whether the
    /// challenger probes it.
    pub moves: Vec<(Stride, bool)>,
}

impl Stride {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Stride::Stop => "stop",
            Stride::Slice => "slice",
            Stride::Jump => "jump",
        }
    }
}

impl Course {
    /// The moves of both in words: `"slice, wait"`, `"jump, probe"`.
    pub fn path(&self) -> Vec<String> {
        let word = |probed: bool| if probed { "probe" } else { "wait" };
        self.moves.iter().map(|(stride, p)| format!("{}, {}", stride.name(), word(*p))).collect()
    }

    fn over() -> Course {
        let none = || Q::ZERO;
        Course {
            defender: none(),
            challenger: none(),
            probed: none(),
            answered: none(),
            moves: Vec::new(),
        }
    }
}

/// Courses already computed, by period, level and belief.
type CourseTable = HashMap<(usize, usize, Q), Course>;

impl Horizon {
    /// The most periods: beliefs after a probe depend on when it was, so work grows with the cube.
    pub const MAX_PERIODS: usize = 64;

    /// The equilibrium from a first belief on, by backward induction.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no level or no stride, more periods than the most, or a
    /// probability is outside `0..=1`.
    ///
    /// # Complexity
    /// `O(periods^2 levels)` points, each with a few exact steps.
    pub fn solve(&self, belief: &Q) -> Result<Course, Error> {
        self.check(belief)?;
        Ok(self.course(0, 0, belief, &mut CourseTable::new()))
    }

    /// The equilibrium after this first move of the defender, optimal or not. A move that is not
    /// open at the lowest level counts as stopping.
    ///
    /// # Errors
    /// As [`Horizon::solve`].
    pub fn beginning(&self, stride: Stride, belief: &Q) -> Result<Course, Error> {
        self.check(belief)?;
        let top = self.levels.len() - 1;
        let target = match stride {
            Stride::Stop => 0,
            Stride::Slice => top.min(1),
            Stride::Jump => top,
        };
        Ok(self.move_to(0, [0, target], stride, belief, &mut CourseTable::new()))
    }

    /// The belief a period later.
    pub fn drift(&self, belief: &Q) -> Q {
        belief * &(Q::ONE - &self.decay) + &(Q::ONE - belief) * &self.renewal
    }

    /// The levels that the defender can be at after its move, by stride.
    fn targets(&self, level: usize) -> impl Iterator<Item = (Stride, usize)> + '_ {
        let top = self.levels.len() - 1;
        self.strides.iter().filter_map(move |&stride| match stride {
            Stride::Stop => Some((stride, level)),
            Stride::Slice => (level < top).then_some((stride, level + 1)),
            Stride::Jump => (level < top).then_some((stride, top)),
        })
    }

    fn course(&self, period: usize, level: usize, belief: &Q, solved: &mut CourseTable) -> Course {
        if period == self.periods {
            return Course::over();
        }
        let key = (period, level, belief.clone());
        if let Some(known) = solved.get(&key) {
            return known.clone();
        }
        checkpoint();
        let mut best: Option<Course> = None;
        for (stride, target) in self.targets(level) {
            let course = self.move_to(period, [level, target], stride, belief, solved);
            if best.as_ref().is_none_or(|known| course.defender > known.defender) {
                best = Some(course);
            }
        }
        // At the top the defender can only stay, even where stopping is not among its moves.
        let best = best.unwrap_or_else(|| self.reply(period, [level, level], belief, solved));
        solved.insert(key, best.clone());
        best
    }

    fn move_to(
        &self,
        period: usize,
        [from, to]: [usize; 2],
        stride: Stride,
        belief: &Q,
        solved: &mut CourseTable,
    ) -> Course {
        if period == self.periods {
            return Course::over();
        }
        let mut course = self.reply(period, [from, to], belief, solved);
        if to > from {
            course.defender -= &self.quarrel;
        }
        course.moves[0].0 = stride;
        course
    }

    /// The challenger's better reply to a move, and what follows.
    fn reply(
        &self,
        period: usize,
        [from, to]: [usize; 2],
        belief: &Q,
        solved: &mut CourseTable,
    ) -> Course {
        let Challenger { harm, prize, probe, fight } = &self.challenger;
        let (old, new) = (&self.levels[from], &self.levels[to]);
        let staked = &new.exposure - &old.exposure;

        let mut wait = self.course(period + 1, to, &self.drift(belief), solved);
        wait.defender += &new.aid;
        wait.challenger -= &(harm * &new.aid);
        wait.moves.insert(0, (Stride::Stop, false));

        let fails = Q::ONE - belief;
        let down = self.course(period + 1, from, &self.drift(&Q::ZERO), solved);
        // An answer settles the level for the remaining periods.
        let settled = &new.aid * &Q::from((self.periods - period) as i64);
        let answered = -(harm * &settled) - fight;
        let backed = &(prize * &staked) - &(harm * &old.aid) + &down.challenger;
        let challenger = belief * &answered + &fails * &backed - probe;
        if challenger <= wait.challenger {
            return wait;
        }
        Course {
            defender: belief * &(&settled - &self.fight)
                + &fails * &(&old.aid - &staked + &down.defender),
            challenger,
            probed: Q::ONE,
            answered: belief + &(&fails * &down.answered),
            moves: vec![(Stride::Stop, true)],
        }
    }

    fn check(&self, belief: &Q) -> Result<(), Error> {
        unit(belief, || "the belief".into())?;
        unit(&self.renewal, || "the renewal".into())?;
        unit(&self.decay, || "the decay".into())?;
        let fail = |text: String| Err(Error::Game(text));
        if self.periods > Horizon::MAX_PERIODS {
            return fail(format!(
                "{} periods are too many: take at most {}",
                self.periods,
                Horizon::MAX_PERIODS
            ));
        }
        if self.levels.is_empty() {
            return fail("a horizon needs at least one level".into());
        }
        if self.strides.is_empty() {
            return fail("a horizon needs at least one stride: stop, slice or jump".into());
        }
        Ok(())
    }
}
