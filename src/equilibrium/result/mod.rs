//! Results: an outcome, the list of all outcomes, and the measures of an outcome.
//!
//! A result is data and what follows from it by definition; it starts no search.

mod by_reader;
mod component;
mod distinct;
mod equilibria;
mod filter;
mod groups;
mod measures;
mod off_path;
mod outcome;
mod sender;
mod serialize;
mod stats;
mod stop;

pub use self::component::Ranges;
pub use self::distinct::Distinct;
pub use self::equilibria::Equilibria;
pub(crate) use self::equilibria::canonical_order;
pub use self::filter::Filter;
pub use self::groups::Grouping;
pub(super) use self::groups::{grouped, undominated};
pub(crate) use self::measures::{gain, mutual_information};
pub use self::off_path::{Reply, ReplyProfile};
pub use self::outcome::{Equilibrium, Kind};
pub(crate) use self::sender::{SenderOutcomes, Sent};
pub use self::stats::{Pruned, Stats};
pub use self::stop::Stop;
