//! The sets of faces that pairs leave to a search, against the senders that it finds.

use schelling::equilibrium::Search;
use schelling::{Game, Q};

use super::laws::{SIZES, TOPS};
use crate::common::random_games::every_game;
use crate::common::solve;

#[test]
fn sets_of_faces_are_no_fewer_than_senders() {
    every_game(&SIZES, &TOPS, 0xb07d, |_, game, text| {
        let search = Search::default();
        let sets = |game: &Game| search.compatible_sets(game).expect("a small game");
        assert!(sets(game) >= solve(game).stats().senders as u64, "{text}");
        // a sender that does not care: every way to split the prior is an equilibrium
        let [types, messages, actions] =
            [game.types(), game.messages(), game.actions()].map(<[_]>::len);
        let idle = Game::from_function(
            (0..types).map(|t| t.to_string()),
            (0..messages).map(|m| m.to_string()),
            (0..actions).map(|a| a.to_string()),
            game.prior().to_vec(),
            |_, _, _| Q::ZERO,
            |t, m, a| game.receiver_payoff(t, m, a).clone(),
        );
        let idle = idle.expect("well formed");
        assert_eq!(sets(&idle), solve(&idle).stats().senders as u64, "{text}");
    });
}
