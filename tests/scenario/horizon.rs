//! Salami and fait accompli, against every profile of pure strategies of a small tree.

use schelling::Q;
use schelling::scenario::{Challenger, Horizon, Step, Stride};

use crate::common::ratio;

/// Two periods, one step up.
fn small(numbers: [i64; 7]) -> Horizon {
    let [aid, exposure, quarrel, fight, probe, clash, renewal] = numbers;
    Horizon {
        periods: 2,
        levels: vec![
            Step { aid: Q::from(3), exposure: Q::from(1) },
            Step { aid: Q::from(3 + aid), exposure: Q::from(1 + exposure) },
        ],
        strides: vec![Stride::Stop, Stride::Slice],
        quarrel: ratio(quarrel, 3),
        fight: Q::from(fight),
        challenger: Challenger {
            harm: ratio(3, 4),
            prize: ratio(5, 4),
            probe: ratio(probe, 7),
            fight: Q::from(clash),
        },
        renewal: ratio(renewal, 10),
        decay: ratio(1, 5),
    }
}

/// The tree as the rules describe it, written out; payoffs (defender, challenger) so far go along.
enum Tree {
    Over([Q; 2]),
    /// Nature: the left part with this probability.
    Chance(Q, Box<[Tree; 2]>),
    /// Who moves, and where each move leads.
    Move(usize, Vec<Tree>),
}

fn grow(game: &Horizon, period: usize, level: usize, belief: &Q, sofar: [Q; 2]) -> Tree {
    if period == game.periods {
        return Tree::Over(sofar);
    }
    let top = game.levels.len() - 1;
    let targets = if level < top { vec![level, level + 1] } else { vec![level] };
    let answer = |to: usize| {
        let Challenger { harm, prize, probe, fight } = &game.challenger;
        let plus = |defender: Q, challenger: Q| {
            let quarrel = if to > level { game.quarrel.clone() } else { Q::ZERO };
            [&sofar[0] + &(defender - quarrel), &sofar[1] + &challenger]
        };
        let (old, new) = (&game.levels[level], &game.levels[to]);
        let staked = &new.exposure - &old.exposure;
        let left = Q::from((game.periods - period) as i64);
        let drift = |b: &Q| b * &(Q::ONE - &game.decay) + &(Q::ONE - b) * &game.renewal;
        let wait = plus(new.aid.clone(), -(harm * &new.aid));
        let war =
            plus(&(&left * &new.aid) - &game.fight, -(&(harm * &left) * &new.aid) - probe - fight);
        let down = plus(&old.aid - &staked, prize * &staked - probe - &(harm * &old.aid));
        Tree::Move(
            1,
            vec![
                grow(game, period + 1, to, &drift(belief), wait),
                Tree::Chance(
                    belief.clone(),
                    Box::new([
                        Tree::Over(war),
                        grow(game, period + 1, level, &drift(&Q::ZERO), down),
                    ]),
                ),
            ],
        )
    };
    Tree::Move(0, targets.into_iter().map(answer).collect())
}

/// How many places there are at which somebody has a choice.
fn choices(tree: &Tree) -> u32 {
    match tree {
        Tree::Over(_) => 0,
        Tree::Chance(_, both) => both.iter().map(choices).sum(),
        Tree::Move(_, next) => u32::from(next.len() > 1) + next.iter().map(choices).sum::<u32>(),
    }
}

/// What a profile gives, or `None` if somewhere its mover would rather do something else; `profile`
/// has one digit for each place with a choice, in the order of the tree.
fn play(tree: &Tree, profile: &mut u64) -> Option<[Q; 2]> {
    match tree {
        Tree::Over(payoffs) => Some(payoffs.clone()),
        Tree::Chance(p, both) => {
            let (x, y) = (play(&both[0], profile), play(&both[1], profile));
            let (x, y) = (x?, y?);
            let mix = |i: usize| p * &x[i] + &(Q::ONE - p) * &y[i];
            Some([mix(0), mix(1)])
        }
        Tree::Move(who, next) => {
            let chosen = if next.len() > 1 {
                let digit = *profile & 1;
                *profile >>= 1;
                digit as usize
            } else {
                0
            };
            let all: Vec<Option<[Q; 2]>> = next.iter().map(|t| play(t, profile)).collect();
            let all: Vec<[Q; 2]> = all.into_iter().collect::<Option<_>>()?;
            let best = all.iter().all(|payoffs| payoffs[*who] <= all[chosen][*who]);
            best.then(|| all[chosen].clone())
        }
    }
}

#[test]
fn backward_induction_finds_the_subgame_perfect_profile() {
    let mut probed = 0;
    for i in 0..12i64 {
        let game = small([2 + i % 4, 1 + i % 5, i % 3, i % 5, 1 + 3 * (i % 6), 4 * (i % 4), i % 4]);
        for belief in
            [ratio(0, 1), ratio(1, 7), ratio(2, 7), ratio(1, 2), ratio(11, 13), ratio(1, 1)]
        {
            let found = game.solve(&belief).expect("solved");
            let tree = grow(&game, 0, 0, &belief, [Q::ZERO, Q::ZERO]);
            let profiles = 1u64 << choices(&tree);
            assert_eq!(profiles, 1 << 13);
            let perfect: Vec<[Q; 2]> =
                (0..profiles).filter_map(|profile| play(&tree, &mut profile.clone())).collect();
            assert!(!perfect.is_empty());
            let ours = [found.defender, found.challenger];
            assert!(perfect.contains(&ours), "{ours:?} is not among {perfect:?}");
            probed += usize::from(found.probed == Q::ONE);
        }
    }
    assert!(probed > 0, "some move is probed");
}

#[test]
fn wrong_numbers_are_named() {
    let mut game = small([1; 7]);
    assert!(game.solve(&ratio(3, 2)).unwrap_err().message().contains("the belief is 3/2"));
    game.strides.clear();
    assert!(game.solve(&Q::ZERO).unwrap_err().message().contains("at least one stride"));
    game.levels.clear();
    assert!(game.solve(&Q::ZERO).unwrap_err().message().contains("at least one level"));
    game.periods = 65;
    assert!(game.solve(&Q::ZERO).unwrap_err().message().contains("at most 64"));
}
