//! Games, results and scenarios as text, HTML and LaTeX: one document of headings, lines and
//! tables.
//!
//! ```
//! use schelling::equilibrium::Search;
//! use schelling::{Game, Q, report};
//!
//! # fn main() -> Result<(), schelling::Error> {
//! let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
//! let prior = ["1/3".parse()?, "2/3".parse()?];
//! let game = Game::cheap_talk(payoffs.clone(), payoffs, prior, ["left", "right"])?;
//! let all = game.equilibria(&Search::default())?;
//!
//! let text = report::equilibria(&all).to_string();
//! assert!(text.contains("3. separating"));
//! assert!(report::game(&game).html().contains(">1, 1</td>"));
//! # Ok(())
//! # }
//! ```

mod block;
mod claims;
mod crisis;
mod document;
mod equilibria;
mod equilibrium;
mod game;
mod ladder;
mod latex;
mod model;
mod nato;
mod private_words;
mod readers;
mod regimes;
mod text;

pub use crate::words::{sentence, word_sentence};
pub use block::Block;
pub use claims::{claim, claims};
pub use crisis::crisis;
pub use document::Document;
pub use equilibria::{OutcomeLine, OutcomeList, brief, equilibria, outline, summary, tally};
pub use equilibrium::{equilibrium, full};
pub use game::game;
pub use ladder::ladder;
#[cfg(feature = "python")]
pub(crate) use latex::latex_text;
pub use model::{answers, model, models};
pub use nato::nato;
pub use private_words::{full_word_equilibrium, word_equilibrium};
pub use regimes::{comparison, regime, regime_summary};
