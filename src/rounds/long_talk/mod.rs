//! Long cheap talk before one action (Aumann and Hart 2003), bounded in length.
//!
//! Before the receiver's action there are `k` rounds. In each, both name a number at once, a *joint
//! lottery* that neither can sway, and then the sender speaks. Pieces `P x U` of beliefs and payoffs
//! go backward:
//!
//! - *no talk*: the beliefs at which the actions `B` are optimal together, times the mixtures of
//!   their payoffs;
//! - *talk*: `conv of P_k|K_k` times the intersection of `U_k + R_+^(not K_k)`; as many messages as
//!   types suffice;
//! - *lottery*: the intersection of `P_k` times `conv of U_k`.
//!
//! If a round adds nothing, these are all payoffs that bounded conversations reach. They are not all
//! that conversations without a deadline reach: a di-martingale without a bound can start between
//! four points to which no bounded conversation adds anything (Aumann and Hart 1986; Forges 1990).

mod pieces;
mod plan;

pub use self::pieces::{LongTalk, TalkPiece};
pub use self::plan::TalkPlan;
