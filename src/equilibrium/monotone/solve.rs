//! The Riley outcome and the outcome that passes D1, for games of either form.

use dashu_int::IBig;

use super::game::Monotone;
use super::outcome::{Pool, Riley};
use super::payoffs::{AdditivePayoffs, CellPayoffs, IntegerPayoffs, NoOutcome};
use super::{conditions, riley, top_pool};
use crate::equilibrium::result::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

impl Monotone {
    /// The Riley outcome, checked to be an equilibrium: see the
    /// [module](crate::equilibrium::monotone).
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, or when no message separates some type from
    /// the one before it.
    ///
    /// # Complexity
    ///
    /// `O(T (M log A + A))` operations on integers.
    pub fn riley(&self) -> Result<Riley, Error> {
        self.outcome(Selection::Riley)
    }

    /// The outcome that passes D1: the Riley outcome or, where there are too few messages for all
    /// types, one in which those at the top share the last message (Cho and Sobel 1990, sections 4
    /// and 5).
    ///
    /// With finitely many messages and actions, it may be that no outcome of this form passes.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, or when no outcome of this form is an
    /// equilibrium that passes D1.
    ///
    /// # Complexity
    ///
    /// As [`Monotone::riley`], and as much again for each pool that is tried in full: most often
    /// one.
    ///
    /// ```
    /// use schelling::{Q, equilibrium::Monotone};
    /// # fn main() -> Result<(), schelling::Error> {
    /// // at most one year of education: the middle type passes for the able
    /// let q = |n: i64, d: i64| Q::new(n, d).unwrap();
    /// let job = Monotone::new(
    ///     vec![q(1, 3); 3],
    ///     vec![(0..5).map(|a| q(a, 1)).collect(); 3],
    ///     (1..4).map(|t| vec![q(0, 1), q(3, t)]).collect(),
    ///     (0..3).map(|t| (0..5).map(|a| q(-(a - 2 * t) * (a - 2 * t), 1)).collect()).collect(),
    /// )?;
    /// assert!(job.riley().is_err());
    /// let d1 = job.d1()?;
    /// assert_eq!(d1.messages(), [0, 1, 1]);
    /// assert_eq!(d1.pool().map(|pool| (pool.first(), pool.reply())), Some((1, 3)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn d1(&self) -> Result<Riley, Error> {
        self.outcome(Selection::D1)
    }

    fn outcome(&self, selection: Selection) -> Result<Riley, Error> {
        in_some_size(
            || outcome(&AdditivePayoffs::<i64>::new(self)?, selection),
            || outcome(&AdditivePayoffs::<IBig>::new(self)?, selection),
        )
    }
}

impl Game {
    /// The Riley outcome of a monotone game: every type separates from the one before at the least
    /// cost to itself (Riley 1979; Cho and Sobel 1990, section 4).
    ///
    /// Types, messages and actions must be declared in ascending order. The answer is a perfect
    /// Bayesian equilibrium, found in `O(T M (A + log A))` operations and checked against the
    /// definition; with thousands of types [`Monotone`] needs far less memory.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, with a sentence that says where, or when
    /// there are too few messages to separate the types.
    ///
    /// ```
    /// # use schelling::{Game, Q, equilibrium::Kind};
    /// # fn main() -> Result<(), schelling::Error> {
    /// // three types; a message m costs type t m/(1 + t), and the receiver matches the type
    /// let third = Q::new(1, 3).unwrap();
    /// let game = Game::from_function(
    ///     ["low", "middle", "high"],
    ///     ["0", "1", "2", "3"],
    ///     ["0", "1", "2"],
    ///     vec![third; 3],
    ///     |t, m, a| Q::from(a as i64) - Q::new(m as i64, t as i64 + 1).unwrap(),
    ///     |t, _, a| -Q::from((t as i64 - a as i64).pow(2)),
    /// )?;
    /// let riley = game.riley()?;
    /// assert_eq!(riley.kind(), Kind::Separating);
    /// // one step deters low, and two more deter middle
    /// assert_eq!(riley.on_path(), [0, 1, 3]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn riley(&self) -> Result<Equilibrium, Error> {
        self.monotone_outcome(Selection::Riley)
    }

    /// The outcome of a monotone game that passes D1: the Riley outcome, or one in which the types
    /// at the top share the last message; see [`Monotone::d1`].
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, or when no outcome of this form passes D1.
    pub fn d1(&self) -> Result<Equilibrium, Error> {
        self.monotone_outcome(Selection::D1)
    }

    fn monotone_outcome(&self, selection: Selection) -> Result<Equilibrium, Error> {
        if self.restricted_types().next().is_some() || self.restricted_messages().next().is_some() {
            return Err(Error::Game(
                "the game is not monotone: in a monotone game every type has every message and \
                 every message every reply"
                    .into(),
            ));
        }
        if self.information_sets().len() > 1 {
            return Err(Error::Game(
                "the game has several readers: a monotone game has one receiver without types"
                    .into(),
            ));
        }
        let riley = in_some_size(
            || outcome(&CellPayoffs::<i64>::new(self)?, selection),
            || outcome(&CellPayoffs::<IBig>::new(self)?, selection),
        );
        Ok(self.equilibrium_of(&riley?))
    }

    /// The outcome as an equilibrium of this game.
    fn equilibrium_of(&self, riley: &Riley) -> Equilibrium {
        let row = |n: usize, i: usize| (0..n).map(|j| Q::from(i64::from(i == j))).collect();
        let (messages, actions) = (self.messages().len(), self.actions().len());
        let mut sender: Vec<Vec<Q>> = riley.messages.iter().map(|&m| row(messages, m)).collect();
        let mut receiver: Vec<Option<Vec<Q>>> = vec![None; messages];
        for (&m, &a) in riley.messages.iter().zip(&riley.replies) {
            receiver[m].get_or_insert_with(|| row(actions, a));
        }
        if let Some(Pool { first, share, reply, next }) = &riley.pool {
            if share < &Q::ONE {
                sender[*first][riley.messages[*first]] = Q::ONE - share;
                sender[*first][messages - 1] = share.clone();
            }
            if !next.is_zero() {
                let mut mixed: Vec<Q> = row(actions, *reply);
                mixed[*reply] = Q::ONE - next;
                mixed[reply + 1] = next.clone();
                receiver[messages - 1] = Some(mixed);
            }
        }
        Equilibrium::new(self, sender, receiver, 0, (1, true))
    }
}

/// The outcome in machine words, or in big integers where these overflow.
fn in_some_size(
    small: impl FnOnce() -> Result<Riley, NoOutcome>,
    big: impl FnOnce() -> Result<Riley, NoOutcome>,
) -> Result<Riley, Error> {
    let outcome = match small() {
        Err(NoOutcome::Overflow) => big(),
        done => done,
    };
    outcome.map_err(|why| match why {
        NoOutcome::NotMonotone(why) => Error::Game(format!("the game is not monotone: {why}")),
        NoOutcome::Missing(why) => Error::Game(why),
        NoOutcome::Overflow => unreachable!("big integers hold everything"),
    })
}

/// The two outcomes of a monotone game.
#[derive(Clone, Copy)]
enum Selection {
    Riley,
    D1,
}

/// The outcome, once the conditions of a monotone game are checked.
fn outcome<C: IntegerPayoffs>(game: &C, selection: Selection) -> Result<Riley, NoOutcome> {
    conditions::check(game)?;
    match selection {
        Selection::Riley => riley::solve(game),
        Selection::D1 => top_pool::solve(game),
    }
}
