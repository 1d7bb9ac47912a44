//! Correspondences with published answers.

use schelling::equilibrium::Unwatched;
use schelling::rounds::{Correspondence, MultistageGame, PayoffSet, TreeSearch};

use super::trees::{Draws, Shape, chain_store, crisis, q, qs, random, sobel};

fn solved(game: &MultistageGame) -> Correspondence {
    game.correspondence(game.root(), &TreeSearch::default(), &Unwatched).expect("cells")
}

fn expected(game: &MultistageGame) -> Correspondence {
    let tough = |message: &str, belief: &str| (message.to_string(), qs(belief));
    let conjectures = vec![tough("fight", "1 0"), tough("acquiesce", "0 1")];
    let search = TreeSearch { conjectures, ..TreeSearch::default() };
    game.correspondence(game.root(), &search, &Unwatched).expect("cells")
}

/// The pieces as `first belief .. last belief: payoffs`, of the first type.
fn shown(corr: &Correspondence) -> Vec<String> {
    let mut all: Vec<String> = corr
        .pieces()
        .iter()
        .map(|piece| {
            let beliefs: Vec<String> =
                piece.corners.iter().map(|(belief, _)| belief[0].to_string()).collect();
            let (low, high) = (beliefs.first().unwrap(), beliefs.last().unwrap());
            let points = piece.sender.iter().map(|u| format!("({}, {})", u[0], u[1]));
            format!("[{low}, {high}]: {}", points.collect::<Vec<_>>().join(" - "))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn two_entrants_give_eight_pieces() {
    let mut pieces = [
        "[0, 0]: (0, 0) - (1, 0)",
        "[0, 1/4]: (1, 0)",
        "[1/4, 1/4]: (1, 0) - (2, 2)",
        "[1/4, 1/2]: (2, 2)",
        "[1/2, 1/2]: (2, 2) - (4, 4)",
        "[1/2, 1/2]: (0, 1) - (1, 2)",
        "[1/2, 1]: (1, 2)",
        "[1/2, 1]: (4, 4)",
    ];
    pieces.sort_unstable();
    assert_eq!(shown(&solved(&chain_store(2, "1/10 9/10"))), pieces);
}

#[test]
fn entrants_multiply_pieces_unless_beliefs_are_fixed() {
    for (n, count) in [(1, 3), (2, 8), (3, 22), (4, 76)] {
        let game = chain_store(n, "1/10 9/10");
        assert_eq!(solved(&game).pieces().len(), count);
        assert_eq!(expected(&game).pieces().len(), 2 * n + 1);
    }
    // Kreps and Wilson (1982), Proposition 1: b^7 < 1/10 < b^3 with ten entrants
    let ten = expected(&chain_store(10, "1/10 9/10"));
    assert_eq!(ten.pieces().len(), 21);
    let [PayoffSet { sender, .. }] = &ten.at(&qs("1/10 9/10")).unwrap()[..] else {
        panic!("one payoff set")
    };
    assert_eq!(sender.iter().map(|u| u[1].clone()).collect::<Vec<_>>(), [q("14")]);
}

#[test]
fn a_friend_keeps_its_credibility() {
    let pieces = ["[0, 9/16]: (-5/16, 5/16)", "[3/4, 1]: (0, 1)", "[9/16, 3/4]: (-1/6, 1/2)"];
    let game = sobel("1/2 1/2");
    let all = shown(&solved(&game));
    assert!(pieces.iter().all(|piece| all.contains(&(*piece).to_string())), "{all:?}");
    assert_eq!(all.len(), 5);
}

#[test]
fn a_crisis_is_resisted_while_the_threat_is_doubted() {
    let corr = solved(&crisis("3/10 7/10"));
    for (belief, payoffs) in [("1/3 2/3", "5/6 0"), ("3/5 2/5", "2 2"), ("6/7 1/7", "2 2")] {
        let belief = qs(belief);
        assert_eq!(corr.at(&belief).unwrap().len(), 2);
        assert!(corr.contains(&belief, &qs(payoffs), None).unwrap());
        assert!(corr.contains(&belief, &qs("0 0"), Some(&q("0"))).unwrap());
        assert!(!corr.contains(&belief, &qs("1 1"), None).unwrap());
    }
    let third = corr.at(&qs("1/3 2/3")).unwrap();
    assert!(third.iter().any(|set| set.receiver.0 == q("-56/45")), "{third:?}");
}

#[test]
fn there_is_an_equilibrium_at_every_belief() {
    let mut draws = Draws(7);
    for types in [2, 2, 3] {
        let shape = Shape {
            types,
            messages: 2,
            actions: 2,
            rounds: 2,
            highest: 5,
            cut: 50,
            both: 30,
            evidence: 0,
        };
        let game = random(&mut draws, &shape);
        let corr = solved(&game);
        for _ in 0..20 {
            let weights: Vec<i64> = (0..types).map(|_| 1 + draws.below(50) as i64).collect();
            let sum: i64 = weights.iter().sum();
            let belief: Vec<_> =
                weights.iter().map(|w| schelling::Q::new(*w, sum).unwrap()).collect();
            assert!(!corr.at(&belief).unwrap().is_empty());
        }
    }
}

#[test]
fn a_forced_round_changes_nothing() {
    use super::trees::{end, game, moves};
    let t = ["a", "b"];
    let stage = || {
        let reply =
            moves("receiver", vec![("in", end(&t, "2 1 | 1 -1")), ("out", end(&t, "0 | 0"))]);
        moves("sender", vec![("ask", reply), ("wait", end(&t, "1 0 | 0"))])
    };
    let plain = solved(&game(&stage(), &t, "1/3 2/3"));
    let forced = moves("sender", vec![("only", moves("receiver", vec![("only", stage())]))]);
    assert_eq!(solved(&game(&forced, &t, "1/3 2/3")).pieces(), plain.pieces());
    let drawn = schelling::rounds::TreeEntry::list([super::trees::num("1"), stage()]);
    let chance = moves("chance", vec![("draw", drawn)]);
    assert_eq!(solved(&game(&chance, &t, "1/3 2/3")).pieces(), plain.pieces());
}
