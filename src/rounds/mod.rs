//! Games of several rounds and long talk, solved exactly.
//!
//! One informed sender and one receiver play a finite tree of *public histories* (a multistage game
//! with observed actions, information one-sided: Fudenberg and Tirole 1991). A history is an end, a
//! move of the sender, of the receiver, of both at once, or a public lottery. A type that lacks a
//! message cannot be anywhere after it (hard evidence); `C_h` are the types that can be at `h`. A
//! node may pay when it is reached and discount what follows; a receiver with discount 0 cares for
//! its own round only.
//!
//! # Equilibrium
//!
//! An assessment gives strategies `sigma_h[t,m]`, `rho_h[a]` and a belief `mu_h` at every history.
//! It is a *perfect Bayesian equilibrium* when
//!
//! 1. `mu` at the root is the prior, and the receiver's moves, chance and payments do not change it;
//! 2. Bayes' rule holds from step to step, off the path too: where some type with `mu_h[t] > 0` sends
//!    `m`, the next belief is proportional to `mu_h[t] sigma_h[t,m]`; where none does, it is any
//!    belief on the types that can be there;
//! 3. at every history the receiver's actions are optimal given `mu_h`, and every type in `C_h`, also
//!    one with `mu_h[t] = 0`, sends only messages that are best for it.
//!
//! With two types these are the sequential equilibria (Kreps and Wilson 1982). With three types and
//! two moves of the sender on a path the sequential equilibria may be fewer: ratios of trembles must
//! then serve several histories at once, which 2. does not ask for. *Conjectures* (Rubinstein 1985)
//! fix the belief after a message that is unexpected where it is sent; limits of such equilibria
//! count as well, and there may be none.
//!
//! # Cells
//!
//! `E_h = {(mu, w, u)}` holds the beliefs before `h` with the receiver's expected payoff `w` and what
//! every type in `C_h` gets from `h` on. It is a finite union of *cells* `Q x U`, a polytope of pairs
//! `(mu, w)` times a polytope of payoffs `u`, by induction from the ends. Write `Q|K` for the part of
//! `Q` with beliefs on the types `K`, and `R_+^K` for their orthant.
//!
//! - *End*: `Q = {(mu, mu.uR)}`, `U = {uS}`.
//! - *Sender*: for each `m` a cell and a set `K_m` of types for which `m` is best, every type in some
//!   `K_m`: `Q = conv of the Q_m|K_m`, `U = intersection of the U_m + R_+^(not K_m)`.
//! - *Receiver*: for each `a` a cell, and a set `B` of best actions: `Q = intersection of the Q_a` and,
//!   off `B`, of `Q_a + R_+ e_w`; `U = conv of the U_a, a in B`.
//! - *Both at once*: masses `x_m` on `K_m` with values `W_(m,a)`, and multiples `rho_a` of payoffs:
//!   both formulas together, projected.
//! - *Chance*: common beliefs with the average value, and the sum of the payoffs.
//!
//! In the coordinates `x_m[t] = mu[t] sigma[t,m]` the sender's side is linear, and in `rho_a u_a` the
//! receiver's is; they meet in the finitely many choices of `K_m`, `B` and cells. An unsent message
//! has mass 0 and may have any belief, hence any cell, so that closing the cells adds nothing false.
//! Each `E_h` lies over every belief: an equilibrium exists.
//!
//! A lottery whose odds the players could choose keeps this form only where no receiver moves before
//! it, so that it is offered in long talk alone.
//!
//! # Method
//!
//! A cell is a pair of polyhedral cones with generators and facets, in integers that grow as needed.
//! Convex hulls join generators, intersections join facets. The search at a node goes depth first
//! and stops where the running intersection is empty; what no one sends or takes enters only by its
//! largest sets. A place (a node with the types that can be there) is solved once, whatever number
//! of histories leads to it. Cells can multiply in each round, and do for generic payoffs (medians of
//! 3, 10 and 79 after 1, 2 and 3 rounds of 2 messages and 2 actions with 2 types), so that limits are
//! part of the method: what a stopped search returns is right, and marked incomplete.
//!
//! # Outcomes
//!
//! An outcome is the probability of each end by type. For given supports on the path the sender's
//! masses and the receiver's reach (sequence form) fill two polytopes `X` and `Y`. Listed are the
//! pairs of vertices of the maximal `X x Y` at the prior, grouped by connected component. Each is
//! completed to a full assessment by splitting points of cells top down with linear programmes.
//! [`verify`] checks an assessment from the definition and shares nothing with all this.
//!
//! ```
//! use schelling::equilibrium::Unwatched;
//! use schelling::io::multistage;
//! use schelling::rounds::TreeSearch;
//!
//! // a challenge may be resisted; only a firm challenger would rather attack than retreat
//! let game = multistage::from_json(
//!     r#"{"schelling": 1, "types": ["firm", "weak"], "prior": ["3/10", "7/10"], "tree":
//!     {"sender": {"quiet": [0, 0], "challenge": {"receiver": {"concede": [2, -2], "resist":
//!     {"sender": {"attack": [{"firm": 1, "weak": -3}, -5], "retreat": [-1, 1]}}}}}}}"#,
//! )?;
//! let all = game.equilibria(&TreeSearch::default(), &Unwatched)?;
//! let eq = all.assessment(0)?;
//! assert_eq!(eq.sender_payoffs, ["4/3".parse()?, "0".parse()?]);
//! let verdict = schelling::rounds::verify(&game, &eq.sender, &eq.receiver, &eq.beliefs)?;
//! assert!(verdict.ok());
//! # Ok::<(), schelling::Error>(())
//! ```

mod build;
mod cells;
mod definition;
mod entry;
mod equilibria;
mod game;
mod histories;
mod long_talk;
mod made;
mod read;

#[cfg(feature = "python")]
pub(crate) use self::build::too_deep;
pub use self::build::{DEEPEST, MOST_NODES};
pub use self::cells::correspondence::{Correspondence, PayoffPiece, PayoffSet};
pub use self::cells::solve::{Conjectures, TreeSearch};
pub use self::definition::{BeliefRow, ReceiverRow, SenderRow, TreeFailure, TreeVerdict, verify};
pub use self::entry::TreeEntry;
pub use self::equilibria::{MessageRows, TreeAssessment, TreeEquilibria, TreeObjective};
pub use self::game::{Mover, MultistageGame, Place, PublicNode};
pub use self::long_talk::{LongTalk, TalkPiece, TalkPlan};
