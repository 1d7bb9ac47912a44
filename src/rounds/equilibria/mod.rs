//! All equilibria of a tree at its prior: extreme outcomes, components, assessments.

mod assessment;
mod components;
mod lifted;
mod list;
mod realize;
mod supports;

pub use self::assessment::{MessageRows, TreeAssessment};
pub use self::list::{TreeEquilibria, TreeObjective};
pub(crate) use self::realize::{Play, Realization, conversation_split};
