//! The timed games, and what is known of their equilibria.

mod check;
#[path = "../../tests/common/games.rs"]
mod families;
#[path = "../../tests/oracle/random.rs"]
mod random;

use random::Random;
use schelling::equilibrium::{Equilibria, Search};
use schelling::{Game, Q};

pub use check::check;
pub use families::{beer_quiche, costly_threats, spence_grid, talk_grid, threats};

/// A fixed list of games with what a complete search must find in them.
pub struct Set {
    /// Types x messages x actions, or the name of the game.
    pub name: String,
    pub games: Vec<Game>,
    /// Extreme outcomes of all games together.
    pub outcomes: usize,
    /// Outcome components of all games together.
    pub components: usize,
}

/// Types, messages, actions; the number of games; their outcomes and components, all together.
const RANDOM: [([usize; 3], u64, usize, usize); 10] = [
    ([2, 3, 3], 50, 123, 90),
    ([3, 3, 3], 50, 266, 162),
    ([4, 3, 3], 50, 267, 180),
    ([4, 4, 4], 50, 1414, 528),
    ([2, 64, 16], 20, 13621, 26),
    ([3, 16, 8], 20, 13811, 232),
    ([2, 512, 8], 10, 12406, 10),
    ([4, 8, 8], 10, 11566, 642),
    ([5, 5, 5], 10, 2279, 831),
    ([6, 4, 4], 10, 276, 211),
];

/// Every set, the quick ones first.
pub fn sets() -> Vec<Set> {
    let named = |game: Game, outcomes: usize, components: usize| {
        let name = game.name().expect("a named game").to_string();
        Set { name, games: vec![game], outcomes, components }
    };
    let random = RANDOM.iter().map(|&(size, games, outcomes, components)| {
        let [types, messages, actions] = size;
        let games = (1..=games).map(|seed| random_game(size, seed)).collect();
        Set { name: format!("{types}x{messages}x{actions}"), games, outcomes, components }
    });
    let literature = [named(beer_quiche(), 2, 2), named(spence_grid(2, 5, 5), 12, 5)];
    let ties = [
        named(talk_grid(4, 4, 6), 45, 8),
        named(threats(5, 4), 596, 3),
        named(costly_threats(8, 6), 282, 15),
        named(spence_grid(5, 20, 20), 1674, 114),
    ];
    literature.into_iter().chain(random).chain(ties).collect()
}

/// The complete search that is timed: all equilibria, on one thread.
pub fn solve(game: &Game) -> Equilibria {
    game.equilibria(&Search::default().threads(1)).expect("within the limits")
}

/// Divides two whole numbers.
pub fn ratio(n: i64, d: i64) -> Q {
    Q::new(n, d).expect("a denominator that is not 0")
}

/// Draws a game: prior weights 1 to 10, then the sender's payoffs, then the receiver's, all uniform
/// on 0 to 20.
pub fn random_game([types, messages, actions]: [usize; 3], seed: u64) -> Game {
    let mut random = Random(seed);
    let weights: Vec<i64> = (0..types).map(|_| 1 + random.below(10) as i64).collect();
    let total: i64 = weights.iter().sum();
    let mut cells = || -> Vec<Vec<Vec<Q>>> {
        let mut row = || (0..actions).map(|_| Q::from(random.below(21) as i64)).collect();
        (0..types).map(|_| (0..messages).map(|_| row()).collect()).collect()
    };
    let (sender, receiver) = (cells(), cells());
    let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
    Game::builder()
        .types(labels('t', types))
        .messages(labels('m', messages))
        .actions(labels('a', actions))
        .prior(weights.iter().map(|&w| ratio(w, total)))
        .sender(sender)
        .receiver(receiver)
        .build()
        .expect("a random game is well formed")
}
