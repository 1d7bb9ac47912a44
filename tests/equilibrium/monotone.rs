//! Monotone games: the Riley outcome against the complete search, and what is refused.

use schelling::equilibrium::{Equilibrium, Monotone, Search, verify::verify};
use schelling::{Game, Q};

use crate::oracle::random::Random;

/// The partial sums.
fn rises(steps: &[i64]) -> impl Iterator<Item = i64> {
    steps.iter().scan(0, |sum, s| {
        *sum += s;
        Some(*sum)
    })
}

/// A monotone game of some of the forms that the conditions allow.
fn monotone(random: &mut Random, [types, messages, actions]: [usize; 3]) -> Monotone {
    let mut step = |least: u64, most: u64| (least + random.below(most - least + 1)) as i64;
    let same_value = step(0, 1) == 0;
    // actions: the first type's steps, to which later types add if values differ
    let mut up: Vec<i64> = (0..actions).map(|_| step(1, 6)).collect();
    // messages: the last type's steps, to which earlier types add
    let mut dear: Vec<i64> = (0..messages).map(|_| step(u64::from(!same_value), 3)).collect();
    let (mut value, mut cost) = (Vec::new(), Vec::new());
    for _ in 0..types {
        value.push(rises(&up).map(Q::from).collect::<Vec<Q>>());
        cost.insert(0, rises(&dear).map(Q::from).collect::<Vec<Q>>());
        if !same_value {
            up.iter_mut().for_each(|s| *s += step(0, 2));
        }
        dear.iter_mut().for_each(|s| *s += step(1, 2));
    }
    // the receiver wants to match a number that rises with the type
    let ideal: Vec<i64> = rises(&(0..types).map(|_| step(0, 5)).collect::<Vec<_>>()).collect();
    let miss = |t: usize, a: usize| ideal[t] - 3 * a as i64;
    let receiver =
        (0..types).map(|t| (0..actions).map(|a| Q::from(-miss(t, a).pow(2))).collect()).collect();
    let weights: Vec<i64> = (0..types).map(|_| step(1, 9)).collect();
    let total: i64 = weights.iter().sum();
    let prior = weights.iter().map(|w| Q::new(*w, total).unwrap()).collect();
    Monotone::new(prior, value, cost, receiver).expect("tables of one shape")
}

/// The profile with the first supporting reply after each message that nobody sends.
fn is_equilibrium(game: &Game, eq: &Equilibrium) -> bool {
    let reply = |m: usize| match eq.receiver(m) {
        Some(reply) => reply.to_vec(),
        None => eq.off_path(m)[0].reply.clone(),
    };
    let replies: Vec<Vec<Q>> = (0..game.messages().len()).map(reply).collect();
    verify(game, eq.sender(), &replies, None).expect("a profile").ok()
}

/// Does every type that sends one of the first so many messages meet a reply that is best against
/// itself?
fn befits(game: &Game, eq: &Equilibrium, messages: usize) -> bool {
    eq.on_path().into_iter().filter(|m| *m < messages).all(|m| {
        let reply = eq.receiver(m).expect("on the path");
        let worth = |t: usize, a: usize| game.receiver_payoff(t, m, a);
        let best = |t: usize, a: usize| (0..reply.len()).all(|b| worth(t, b) <= worth(t, a));
        let senders = (0..game.types().len()).filter(|&t| !eq.sender()[t][m].is_zero());
        let used = || (0..reply.len()).filter(|&a| !reply[a].is_zero());
        senders.into_iter().all(|t| used().all(|a| best(t, a)))
    })
}

#[test]
fn it_is_the_best_separation_for_every_type_and_its_judgement_is_d1s() {
    let mut random = Random(11);
    let (mut passing, mut failing, mut impossible) = (0, 0, 0);
    for size in [[2, 2, 2], [2, 5, 3], [3, 4, 3], [3, 6, 4], [4, 5, 3]] {
        for _ in 0..12 {
            let parts = monotone(&mut random, size);
            let game = parts.game().unwrap();
            let all = game.equilibria(&Search::default()).unwrap();
            assert!(all.complete());
            let Ok(riley) = parts.riley() else {
                assert!(game.riley().is_err());
                impossible += 1;
                continue;
            };
            let eq = game.riley().unwrap();
            assert_eq!(eq.sender_payoffs(), riley.sender_payoffs());
            assert!(is_equilibrium(&game, &eq));
            let listed = all.iter().find(|other| {
                other.sender() == eq.sender()
                    && (0..size[1]).all(|m| other.receiver(m) == eq.receiver(m))
            });
            assert!(listed.is_some() && befits(&game, &eq, size[1]), "{riley:?}");
            for other in all.iter().filter(|other| befits(&game, other, size[1])) {
                let no_worse =
                    eq.sender_payoffs().iter().zip(other.sender_payoffs()).all(|(r, o)| r >= o);
                assert!(no_worse, "{riley:?}");
            }
            assert_eq!(riley.survives_d1(), eq.survives("D1").unwrap(), "{riley:?}");
            if riley.survives_d1() { passing += 1 } else { failing += 1 }
        }
    }
    // every case occurs
    assert!(passing >= 10 && failing >= 1 && impossible >= 1, "{passing} {failing} {impossible}");
}

/// Do the types below one meet the replies that befit them, and those above it share the last
/// message?
fn shares_the_last(game: &Game, eq: &Equilibrium) -> bool {
    let sender = eq.sender();
    let last = sender[0].len() - 1;
    let both = sender.iter().filter(|row| !row[last].is_zero() && row[last] != Q::ONE).count();
    let pure = |row: &[Q]| row[..last].iter().filter(|p| !p.is_zero()).count() <= 1;
    let rises = sender.windows(2).all(|rows| rows[0][last] <= rows[1][last]);
    both <= 1 && rises && befits(game, eq, last) && sender.iter().all(|row| pure(row))
}

#[test]
fn what_passes_d1_at_the_top_is_found_where_it_exists() {
    let mut random = Random(5);
    let (mut separating, mut pooling, mut mixing, mut none) = (0, 0, 0, 0);
    for size in [[2, 2, 2], [2, 2, 4], [3, 2, 4], [3, 3, 3], [3, 3, 5], [4, 2, 4], [4, 4, 4]] {
        for _ in 0..25 {
            let parts = monotone(&mut random, size);
            let game = parts.game().unwrap();
            let Ok(d1) = parts.d1() else {
                let all = game.equilibria(&Search::default()).unwrap();
                assert!(all.complete());
                let mut shared = all.iter().filter(|eq| shares_the_last(&game, eq));
                assert!(shared.all(|eq| !eq.survives("D1").unwrap()), "{parts:?}");
                assert!(game.d1().is_err());
                none += 1;
                continue;
            };
            let eq = game.d1().unwrap();
            assert_eq!(eq.sender_payoffs(), d1.sender_payoffs());
            assert!(is_equilibrium(&game, &eq), "{d1:?} of {parts:?}");
            assert!(d1.survives_d1() && eq.survives("D1").unwrap(), "{d1:?} of {parts:?}");
            assert!(shares_the_last(&game, &eq));
            match d1.pool() {
                None => {
                    assert_eq!(parts.riley().unwrap(), d1);
                    separating += 1;
                }
                Some(pool) if *pool.share() == Q::ONE && pool.next().is_zero() => pooling += 1,
                Some(_) => mixing += 1,
            }
        }
    }
    // every case occurs
    assert!(
        separating >= 10 && pooling >= 10 && mixing >= 10 && none >= 1,
        "{separating} {pooling} {mixing} {none}"
    );
}

/// Types 1..=n with an education that costs m/t, a market that pays each its product t.
fn market(n: i64, messages: i64) -> Monotone {
    let table = |width: i64, f: &dyn Fn(i64, i64) -> Q| -> Vec<Vec<Q>> {
        (1..=n).map(|t| (0..width).map(|j| f(t, j)).collect()).collect()
    };
    Monotone::new(
        vec![Q::new(1, n).unwrap(); n as usize],
        table(n, &|_, a| Q::from(a + 1)),
        table(messages, &|t, m| Q::new(m, t).unwrap()),
        table(n, &|t, a| Q::from(-(t - a - 1).pow(2))),
    )
    .unwrap()
}

#[test]
fn education_of_many_types_has_its_closed_form() {
    // type t must leave t - 1 no gain: m(t) - m(t-1) >= t - 1, so m(t) = t (t - 1) / 2
    let riley = market(40, 800).riley().unwrap();
    let triangular: Vec<usize> = (1..=40).map(|t| t * (t - 1) / 2).collect();
    assert_eq!(riley.messages(), triangular);
    assert!(riley.survives_d1());
    // one message short of what the last type needs
    let error = market(40, 780).riley().unwrap_err().to_string();
    assert!(error.contains("no message tells type t40"), "{error}");
}

#[test]
fn too_little_education_is_shared_at_the_top() {
    // t39 sends 741 by itself and gets 39 - 741/39 = 20; by 779 the market sees t39 and t40, as
    // likely, and may pay 40: t39 gets 40 - 779/39 > 20, and t38 40 - 779/38,
    // as much as 38 - 703/38
    let d1 = market(40, 780).d1().unwrap();
    let own: Vec<usize> = (1..=38).map(|t| t * (t - 1) / 2).collect();
    assert_eq!(d1.messages()[..38], own);
    assert_eq!(d1.messages()[38..], [779, 779]);
    let pool = d1.pool().expect("two types share");
    assert_eq!((pool.first(), pool.reply()), (38, 39));
    assert_eq!((pool.share(), pool.next()), (&Q::ONE, &Q::ZERO));
    // with one message more nobody need share
    assert_eq!(market(40, 781).d1().unwrap(), market(40, 781).riley().unwrap());
}

#[test]
fn big_numbers_give_the_same() {
    let small = market(12, 80);
    let huge: Q = "100000000000000000000000000000".parse().unwrap();
    let scaled = |table: &[Vec<Q>]| -> Vec<Vec<Q>> {
        table.iter().map(|row| row.iter().map(|q| q * &huge).collect()).collect()
    };
    let game = small.game().unwrap();
    let sender: Vec<Vec<Vec<Q>>> = game.sender_payoffs().iter().map(|rows| scaled(rows)).collect();
    let large = game.to_builder().sender(sender).build().unwrap();
    assert_eq!(large.riley().unwrap().sender(), game.riley().unwrap().sender());
}

fn refused(change: impl Fn(usize, usize, usize) -> [i64; 2]) -> String {
    let payoff = |t: usize, m: usize, a: usize| {
        let [sender, receiver] = change(t, m, a);
        let (t, m, a) = (t as i64, m as i64, a as i64);
        (12 * a - 3 * m * (3 - t) + sender, -4 * (t - a) * (t - a) + receiver)
    };
    let game = Game::from_function(
        ["x", "y", "z"],
        ["0", "1", "2", "3", "4"],
        ["a", "b", "c"],
        vec![Q::new(1, 3).unwrap(); 3],
        |t, m, a| Q::from(payoff(t, m, a).0),
        |t, m, a| Q::from(payoff(t, m, a).1),
    );
    match game.unwrap().riley() {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_not_monotone_is_refused_by_name() {
    assert_eq!(refused(|_, _, _| [0, 0]), "");
    let text = refused(|t, m, a| [if (t, m, a) == (1, 2, 2) { -40 } else { 0 }, 0]);
    assert!(text.contains("after message 2 type y does not like action c better than b"), "{text}");
    let text = refused(|t, _, a| [0, if (t, a) == (2, 2) { -9 } else { 0 }]);
    assert!(text.contains("less from action c over b with type z"), "{text}");
    // the middle action is never best
    let text = refused(|_, _, a| [0, if a == 1 { -9 } else { 0 }]);
    assert!(text.contains("a belief at which action b is no better"), "{text}");
    let text = refused(|t, _, a| [0, if (t, a) == (2, 1) { 4 } else { 0 }]);
    assert!(text.contains("is indifferent between the actions b and c"), "{text}");
    // the last type pays as much for a message as the one before it
    let text = refused(|t, m, _| [if t == 2 { -3 * m as i64 } else { 0 }, 0]);
    assert!(text.contains("single crossing cannot be shown for the types y and z"), "{text}");
}
