//! Monotone games, and their least-cost separating outcome for thousands of types and messages.
//!
//! A signalling game is *monotone* (Cho and Sobel 1990, section 3) when its types, messages and
//! actions can be ordered, here in the order of declaration, such that
//!
//! 1. every type prefers a later action, whatever the message;
//! 2. the receiver's best reply rises with the type: the gain from action b over an action a < b
//!    does not fall with the type, at every belief the payoffs rise up to the best action, or the
//!    two best, and fall after it, and the best reply to each type is unique;
//! 3. *single crossing*: where a type weakly prefers a later message, every later type prefers it
//!    strictly. This is tested on `d(m, a) = uS(t+1, m, a) - uS(t, m, a)`, for neighbouring types,
//!    in either of two forms that are common in models: d rises with m and does not depend on a; or
//!    type t dislikes later messages at each action, d falls in neither argument and rises in one.
//!
//! Each form of 3 implies single crossing. In the first, if t weakly prefers `(m', a')` to `(m, a)`
//! and `m' > m`, then t+1 gets `d(m', a') - d(m, a) > 0` more out of the change than t. In the
//! second such a t must be given a better action, `a' > a`, and again d is larger. The preference
//! therefore carries over from type to type.
//!
//! In the *Riley outcome* (Riley 1979, section 3) the first type sends its preferred message, each
//! message being answered by the best reply to that type. Each later type sends its preferred
//! message in the same sense, among those by which the type before it does not gain from passing
//! for it. Types with the same reply may share a message. Off the path the receiver believes in the
//! first type: by 1 and 2 no belief leads to a worse reply. The outcome is then checked to be an
//! equilibrium, every type against every message.
//!
//! Whether it passes D1 (Cho and Kreps 1987) is checked too. After a message off the path the
//! replies that are best at some belief lie on a line, from the reply to the first type to the
//! reply to the last, with mixtures of neighbouring actions between. A type gains from the replies
//! beyond a point of that line, so that D1 keeps the types with the least such point, and the
//! outcome passes when the reply to the first of these types does not lie beyond the point.
//!
//! Where there are too few messages for all types, those at the top share the last message in the
//! outcome that passes D1: [`Monotone::d1`].
//!
//! The cost is `T M log A` operations on integers, and as many again for the conditions.

mod conditions;
mod d1_test;
mod game;
mod outcome;
mod payoffs;
mod riley;
mod solve;
mod top_pool;

pub use self::game::Monotone;
pub use self::outcome::{Pool, Riley};
