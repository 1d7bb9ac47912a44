//! Crises as games: a council that decides, a ladder of promises, and a challenger that may call
//! one.
//!
//! A [`Council`] with a [`DecisionRule`] gives the probability that the defender is resolved, a
//! ladder of [`Rung`]s its possible promises and their costs, and a [`Challenger`] the gain from
//! calling a bluff; [`Crisis::game`] folds in each type's choice to stand by its word. The modules
//! hold data and results: [`report`](crate::report) writes them. [`nato`] is the founding case;
//! another takes ten lines:
//!
//! ```
//! use schelling::scenario::{Challenger, Council, Crisis, Rung, Temper};
//! use schelling::Q;
//!
//! let q = |text: &str| text.parse::<Q>().unwrap();
//! let rung = |name: &str, [sinking, exposure, aid]: [&str; 3]| Rung {
//!     name: name.into(), sinking: q(sinking), exposure: q(exposure), aid: q(aid),
//!     delay: Q::ZERO,
//! };
//! let temper = |name: &str, prior: Q, fight: &str| Temper {
//!     name: name.into(), prior, fight: q(fight),
//! };
//!
//! // a strait: will three ministers let the navy keep it open?
//! let ministers = [("war", q("3/4")), ("trade", q("1/3")), ("crown", q("1/2"))];
//! let open = Council::new("k-of-n:2".parse()?, ministers).probability()?;
//! let strait = Crisis {
//!     name: "a strait".into(),
//!     players: ["the navy", "the rival"].map(Into::into),
//!     tempers: vec![temper("firm", open.clone(), "2"), temper("wavering", Q::ONE - &open, "12")],
//!     ladder: vec![rung("note", ["0", "1", "3"]), rung("patrol", ["1/2", "4", "4"])],
//!     challenger: Challenger { harm: q("1"), prize: q("1"), probe: q("1"), fight: q("6") },
//!     disruption: q("1/2"),
//!     ties: Default::default(),
//! };
//! let game = strait.game()?;
//! // the wavering cabinet's patrol is a bluff, which nobody calls if 5/12 would stand by it
//! assert_eq!(game.choice(1, 1, 1), Some("back down"));
//! assert_eq!(strait.belief_needed(1)?, q("5/12"));
//! assert_eq!(open, q("13/24"));
//! # Ok::<(), schelling::Error>(())
//! ```

mod council;
mod crisis;
mod decision;
mod horizon;
mod measures;
pub mod nato;
mod ratification;
mod report;

pub use council::{Council, Shock};
pub use crisis::{ANSWER, BACK_DOWN, Challenger, Crisis, PROBE, REFRAIN, Rung, Temper};
pub use decision::{DecisionRule, Member};
pub use horizon::{Course, Horizon, Step, Stride};
pub use measures::{Measures, Span, Standing, Threat};
pub use ratification::Ratification;
pub use report::{CrisisReport, EquilibriumReport, RungReport};
