//! Refinements: the games of the literature, laws on random games, and the tests again by other means:
//! by hand for two types, by linear programmes for more.

#[path = "../naive/random.rs"]
mod random;

mod announcements;
mod laws;
mod literature;
mod programmes;
mod two_types;

use schelling::equilibrium::{Equilibria, Search};
use schelling::{Game, io};

fn solve(game: &Game) -> Equilibria {
    let eqs = game.equilibria(&Search::default()).expect("a small game");
    assert!(eqs.complete() && !eqs.is_empty(), "{}", io::json::to_string(game));
    eqs
}
