//! One equilibrium: it passes the check of the definition, on games of every family.

#[path = "naive/random.rs"]
mod random;

use random::{Family, Random};
use schelling::equilibrium::{Equilibrium, Search, verify::verify};
use schelling::{Game, Q, io};

/// The profile with the first supporting reply after each message that nobody sends.
fn check(game: &Game, eq: &Equilibrium) {
    let reply = |m: usize| match eq.receiver(m) {
        Some(reply) => reply.to_vec(),
        None => eq.off_path(m)[0].reply.clone(),
    };
    let replies: Vec<Vec<Q>> = (0..game.messages().len()).map(reply).collect();
    let verdict = verify(game, eq.sender(), &replies, None).expect("a profile");
    assert!(verdict.ok(), "{verdict}\n{}", io::json::to_string(game));
}

#[test]
fn it_is_an_equilibrium_of_every_kind_of_game() {
    let mut random = Random(5);
    for size in [[1, 1, 1], [2, 2, 2], [2, 3, 3], [3, 3, 3], [4, 4, 4], [3, 8, 5]] {
        for family in Family::ALL {
            for top in [1, 2, 20] {
                for _ in 0..4 {
                    let game = random::game(&mut random, size, family, top);
                    check(&game, &game.equilibrium(&Search::default()).expect("a small game"));
                }
            }
        }
    }
}

#[test]
fn it_is_found_where_all_are_too_many() {
    let mut random = Random(7);
    for _ in 0..4 {
        let game = random::game(&mut random, [10, 10, 10], Family::ALL[0], 20);
        // a limit that no search for all of them keeps to
        check(&game, &game.equilibrium(&Search::default().max_faces(1)).expect("a path"));
    }
}
