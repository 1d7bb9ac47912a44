//! Monotone games: the least-cost separating outcome, for thousands of types and messages.
//!
//! A signalling game is *monotone* (Cho and Sobel 1990, section 3) when its types, messages and
//! actions can be put in an order, here the order in which they are declared, such that
//!
//! 1. every type likes a later action better, whatever the message;
//! 2. the receiver answers a later type with a later action: what action b has over action a < b
//!    does not fall with the type, at every belief the payoffs rise up to the best action, or the
//!    two best, and fall after it, and one reply is best to each type;
//! 3. *single crossing*: where a type would rather send a later message, every later type would
//!    too. That is tested on `d(m, a) = uS(t+1, m, a) - uS(t, m, a)`, for neighbouring types, in
//!    either of the forms that models have: d rises with m and is the same for all a; or type t
//!    dislikes later messages as such, d falls in neither argument and rises in one.
//!
//! Each form of 3 implies single crossing. In the first, if t weakly prefers `(m', a')` to `(m, a)`
//! and `m' > m`, then t+1 gets `d(m', a') - d(m, a) > 0` more out of the change than t. In the
//! second such a t must be given a better action, `a' > a`, and again d is larger. So it carries
//! from type to type.
//!
//! In the *Riley outcome* (Riley 1979, section 3) the first type sends what it likes best with the
//! reply to a receiver who knows its type. Each later type sends what it likes best, with the reply
//! that befits it, among the messages by which the type before it would not pass for it. Types
//! whose replies are the same may share a message. Off the path the receiver believes in the first
//! type: by 1 and 2 no belief leads to a worse reply. That it is an equilibrium is then checked:
//! every type against every message.
//!
//! Whether it passes D1 (Cho and Kreps 1987) is checked too. After a message off the path the
//! replies that some belief makes best lie on a line, from the reply to the first type to the reply to the
//! last, neighbouring actions mixed between. A type gains from the replies
//! beyond a point of that line, so that D1 leaves the types with the least such point, and the
//! outcome survives when the reply to the first of these types does not lie beyond the point.
//!
//! Where the messages do not suffice for all types, those at the top share the last message in the
//! outcome that passes D1: [`Monotone::d1`].
//!
//! The cost is `T M log A` operations on integers, and as many again for the conditions.

mod cells;
mod conditions;
mod riley;
mod top;

use dashu_int::IBig;

use self::cells::{Cells, Dense, Separable};
use super::result::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::int::Overflow;
use crate::game::Game;

/// A monotone game by its parts: type t gets `value[t][a] - cost[t][m]` and the receiver
/// `receiver[t][a]`, types, messages and actions in ascending order.
///
/// It takes `T (M + 2A)` numbers where a [`Game`] takes `2 T M A`: a thousand of each fit easily.
///
/// ```
/// use schelling::{Q, equilibrium::Monotone};
/// # fn main() -> Result<(), schelling::Error> {
/// // education m costs type t m/t; a wage on the grid 1, 3/2, 2 meets a product of 1 or 2
/// let q = |n: i64, d: i64| Q::new(n, d).unwrap();
/// let miss = |t: i64, a: i64| q(2 + a - 2 * t, 2);
/// let job = Monotone::new(
///     vec![q(1, 2), q(1, 2)],
///     vec![(0..3).map(|a| q(2 + a, 2)).collect(); 2],
///     (1..3).map(|t| (0..4).map(|m| q(m, 2 * t)).collect()).collect(),
///     (1..3).map(|t| (0..3).map(|a| -miss(t, a) * miss(t, a)).collect()).collect(),
/// )?;
/// let riley = job.riley()?;
/// // the able study just so much that the others would not
/// assert_eq!(riley.messages(), [0, 2]);
/// assert_eq!(riley.sender_payoffs(), [q(1, 1), q(3, 2)]);
/// assert!(riley.survives_d1());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monotone {
    prior: Vec<Q>,
    value: Vec<Vec<Q>>,
    cost: Vec<Vec<Q>>,
    receiver: Vec<Vec<Q>>,
}

/// The least-cost separating outcome of a monotone game, or the outcome that passes D1 where the types
/// at the top share the last message; an equilibrium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Riley {
    messages: Vec<usize>,
    replies: Vec<usize>,
    sender_payoffs: Vec<Q>,
    d1: bool,
    pool: Option<Pool>,
}

/// Types at the top that share the last message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    first: usize,
    share: Q,
    reply: usize,
    next: Q,
}

impl Pool {
    /// The first type that sends the last message; all later ones send it too.
    pub fn first(&self) -> usize {
        self.first
    }

    /// The probability with which the first of them does; with the rest it sends its own message.
    pub fn share(&self) -> &Q {
        &self.share
    }

    /// The reply to the last message, or the lower of two.
    pub fn reply(&self) -> usize {
        self.reply
    }

    /// The probability of the action after [`Pool::reply`]; 0 where the receiver does not mix.
    pub fn next(&self) -> &Q {
        &self.next
    }
}

impl Riley {
    /// `[t]`: the message of each type; of one that sends two its own, which the last type does not
    /// send.
    pub fn messages(&self) -> &[usize] {
        &self.messages
    }

    /// `[t]`: the reply that each type meets after that message, the lower of two.
    pub fn replies(&self) -> &[usize] {
        &self.replies
    }

    /// The types that share the last message, where the messages do not suffice for all; always
    /// `None` in a Riley outcome.
    pub fn pool(&self) -> Option<&Pool> {
        self.pool.as_ref()
    }

    /// `[t]`: what each type gets.
    pub fn sender_payoffs(&self) -> &[Q] {
        &self.sender_payoffs
    }

    /// Does it pass D1? With finitely many messages it need not: the first message that deters the
    /// type before may cost a type far more than the message below it.
    pub fn survives_d1(&self) -> bool {
        self.d1
    }
}

impl Monotone {
    /// Payoffs `value[type][action]`, `cost[type][message]` and `receiver[type][action]`.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when a table is not rectangular or the prior is no distribution of full
    /// support. The conditions of a monotone game are checked by [`Monotone::riley`].
    pub fn new(
        prior: Vec<Q>,
        value: Vec<Vec<Q>>,
        cost: Vec<Vec<Q>>,
        receiver: Vec<Vec<Q>>,
    ) -> Result<Monotone, Error> {
        let types = prior.len();
        let tables = [("value", &value), ("cost", &cost), ("receiver", &receiver)];
        for (name, table) in tables {
            if table.len() != types {
                return Err(Error::Game(format!(
                    "{name} has {} rows, but the prior {types} types: give one row a type",
                    table.len()
                )));
            }
            let width = table.first().map_or(0, Vec::len);
            if width == 0 {
                return Err(Error::Game(format!("{name} is empty: give one row a type")));
            }
            if let Some(t) = table.iter().position(|row| row.len() != width) {
                return Err(Error::Game(format!(
                    "{name}[{t}] has {} entries, but {name}[0] has {width}",
                    table[t].len()
                )));
            }
        }
        let (given, wanted) = (receiver[0].len(), value[0].len());
        if given != wanted {
            return Err(Error::Game(format!(
                "receiver[0] has {given} entries, but value[0] has {wanted}: both have one an action"
            )));
        }
        if let Some(t) = prior.iter().position(|p| !p.is_positive()) {
            return Err(Error::Game(format!(
                "prior[{t}] is {}: every type needs a positive probability",
                prior[t]
            )));
        }
        let sum: Q = prior.iter().cloned().sum();
        if sum != Q::ONE {
            return Err(Error::Game(format!("the prior sums to {sum}, not to 1")));
        }
        Ok(Monotone { prior, value, cost, receiver })
    }

    /// `[t]`: the probability of each type.
    pub fn prior(&self) -> &[Q] {
        &self.prior
    }

    /// `[t][a]`: what each action is worth to each type.
    pub fn value(&self) -> &[Vec<Q>] {
        &self.value
    }

    /// `[t][m]`: what each message costs each type.
    pub fn cost(&self) -> &[Vec<Q>] {
        &self.cost
    }

    /// `[t][a]`: what each action is worth to the receiver who meets each type.
    pub fn receiver(&self) -> &[Vec<Q>] {
        &self.receiver
    }

    /// The same as a game with all its cells; for small ones.
    ///
    /// # Errors
    ///
    /// As [`crate::game::GameBuilder::build`].
    pub fn game(&self) -> Result<Game, Error> {
        let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
        Game::from_function(
            labels('t', self.prior.len()),
            labels('m', self.cost[0].len()),
            labels('a', self.value[0].len()),
            self.prior.iter().cloned(),
            |t, m, a| &self.value[t][a] - &self.cost[t][m],
            |t, _, a| self.receiver[t][a].clone(),
        )
    }

    /// The Riley outcome, checked to be an equilibrium: see the [module](self).
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, or when some type cannot be told from the
    /// one before it by any message.
    ///
    /// # Complexity
    ///
    /// `O(T (M log A + A))` operations on integers.
    pub fn riley(&self) -> Result<Riley, Error> {
        self.outcome(Form::Riley)
    }

    /// The outcome that passes D1: the Riley outcome, or the types at the top share the last message
    /// where there are too few messages for all (Cho and Sobel 1990, sections 4 and 5).
    ///
    /// With finitely many messages and actions no outcome of this form need pass.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, or when no outcome of this form is an
    /// equilibrium that passes D1.
    ///
    /// # Complexity
    ///
    /// As [`Monotone::riley`], and as much again for each cut between the types that is tried in
    /// full: most often one.
    ///
    /// ```
    /// use schelling::{Q, equilibrium::Monotone};
    /// # fn main() -> Result<(), schelling::Error> {
    /// // one year of education at most, which does not keep the middle type from passing for the able
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
        self.outcome(Form::D1)
    }

    fn outcome(&self, form: Form) -> Result<Riley, Error> {
        in_some_size(
            || outcome(&Separable::<i64>::new(self)?, form),
            || outcome(&Separable::<IBig>::new(self)?, form),
        )
    }
}

impl Game {
    /// The Riley outcome of a monotone game: every type sets itself apart from the one before at
    /// the least cost to itself (Riley 1979; Cho and Sobel 1990, section 4).
    ///
    /// Types, messages and actions must be declared in ascending order. The answer is a perfect
    /// Bayesian equilibrium, found in `O(T M (A + log A))` operations and checked against the
    /// definition; with thousands of types [`Monotone`] needs far less memory.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, the sentence saying where, or when the
    /// messages do not suffice to tell the types apart.
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
        self.monotone_outcome(Form::Riley)
    }

    /// The outcome of a monotone game that passes D1: the Riley outcome, or one in which the types at
    /// the top share the last message; see [`Monotone::d1`].
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when the game is not monotone, or when no outcome of this form passes D1.
    pub fn d1(&self) -> Result<Equilibrium, Error> {
        self.monotone_outcome(Form::D1)
    }

    fn monotone_outcome(&self, form: Form) -> Result<Equilibrium, Error> {
        if self.restricted_types().next().is_some() || self.restricted_messages().next().is_some() {
            return Err(Error::Game(
                "the game is not monotone: in a monotone game every type has every message and \
                 every message every reply"
                    .into(),
            ));
        }
        let riley = in_some_size(
            || outcome(&Dense::<i64>::new(self)?, form),
            || outcome(&Dense::<IBig>::new(self)?, form),
        );
        Ok(self.told(&riley?))
    }

    fn told(&self, riley: &Riley) -> Equilibrium {
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
        Equilibrium::new(self, sender, receiver, 0, 1)
    }
}

/// Work in machine words if they suffice, else in big integers.
fn in_some_size(
    small: impl FnOnce() -> Result<Result<Riley, Error>, Overflow>,
    big: impl FnOnce() -> Result<Result<Riley, Error>, Overflow>,
) -> Result<Riley, Error> {
    small().or_else(|Overflow| big()).expect("big integers hold everything")
}

/// What is asked of a monotone game.
#[derive(Clone, Copy)]
enum Form {
    Riley,
    D1,
}

/// The conditions, then the outcome.
fn outcome<C: Cells>(cells: &C, form: Form) -> Result<Result<Riley, Error>, Overflow> {
    if let Some(sentence) = conditions::violation(cells)? {
        return Ok(Err(Error::Game(format!("the game is not monotone: {sentence}"))));
    }
    match form {
        Form::Riley => riley::solve(cells),
        Form::D1 => top::solve(cells),
    }
}
