//! The founding case: the Alliance, Moscow and the bluff question.
//!
//! In July 2024 the Alliance was about to move its aid to Ukraine under a command of its own.
//! Moller (2024, *Why NATOizing military assistance to Ukraine won't solve the Alliance's Ukraine
//! dilemma*, Foreign Policy Research Institute) argues that this stakes the Alliance's name on a
//! promise that its members have not made, and so invites Moscow to find out. Here that argument is
//! a game. The Alliance is *resolved* or *unresolved*: would it answer a strike on its people as
//! one? It knows; Moscow does not, and takes for the probability of resolve what the
//! [`Council`](super::Council)'s decision rule makes of its members' willingness. The Alliance
//! picks a rung of [the ladder](super::Rung), Moscow refrains or probes, and a probe is answered if
//! that is then the better course ([`Crisis`](super::Crisis)).
//!
//! Every number is an **illustrative default, not an estimate**: [`Parameters::stated`] lists each
//! with a range and the reason for it, and [`Parameters::with`] changes each by name. The unit is a
//! tenth of what bilateral aid is worth to the Alliance. What can be learnt is where a conclusion
//! flips, not what will happen.
//!
//! Two inequalities carry the defaults. The resolved Alliance answers on every rung and the
//! unresolved on none: if both did the same there would be nothing to find out. And an unanswered
//! probe gains Moscow something on every rung, the more the higher the rung, so that each asks for
//! more belief than the one below. Where the rule's prior falls between two rungs' needs, the lower
//! one deters as a bluff that nobody calls, and the higher one only as a bluff that is sometimes
//! called.
//!
//! Limitations: an answer costs Moscow the same whoever gives it, so that the rule "coalition"
//! is flattered; a rung is chosen once and not climbed; no message is misread, and none comes late.
//!
//! ```
//! use schelling::scenario::nato;
//! let parameters = nato::Parameters::default();
//! let folded = nato::game(&parameters)?;
//! let game = folded.game();
//! assert_eq!(game.messages(), ["bilateral aid", "NATO command", "trainers", "invitation"]);
//! // probed after it put its name to the aid, the unresolved Alliance backs down
//! assert_eq!(folded.choice(1, 1, 1), Some("back down"));
//! # Ok::<(), schelling::Error>(())
//! ```

mod claims;
mod game;
mod listeners;
mod numbers;
mod parameters;
mod report;
mod rules;

pub use claims::{
    Claim, Range, Threshold, Verdict, Verdicts, claim, claims, heard, holds, predicted,
};
pub use game::{RESOLVED, UNRESOLVED, crisis, game};
pub use listeners::{bold_or_cautious, corridor, promise, pushing_ally};
pub use numbers::Stated;
pub use parameters::{COMMAND, Parameters, RESOLVE};
pub use report::{PivotReport, Report, RuleReport, report};
pub use rules::{NamedRule, RULES, rule};
