//! Robust persuasion against its definition: what Nature can do on a grid of beliefs, and the best
//! rule by a programme over all sets of types that may be pooled.

use schelling::exact::lp::{Program, Solution};
use schelling::regime::{Certificate, Objective, Regime};
use schelling::{Error, Game, Q};

use super::{cheap_talk, prosecutor, worth};
use crate::common::q;
use crate::oracle::random::Random;

const NAME: &str = "persuasion_robust_information";

fn robust(game: &Game, objective: Objective) -> Regime {
    let regime = game.regime(NAME, objective).unwrap();
    assert!(regime.verify(), "{regime:?}");
    regime
}

/// Beliefs of the experiment with the reply that is hoped for, by reply.
fn pooled(regime: &Regime) -> Vec<(Vec<Q>, usize)> {
    let reply = |reply: &[Q]| reply.iter().position(|x| x == &Q::ONE).unwrap();
    let mut all: Vec<(Vec<Q>, usize)> =
        regime.experiment().iter().map(|s| (s.belief.clone(), reply(&s.reply))).collect();
    all.sort_by_key(|(_, a)| *a);
    all
}

#[test]
fn nature_tells_the_judge_who_is_guilty() {
    // at any doubt Nature could leave it at one half, where the judge may acquit; so the prosecutor
    // is sure of the guilty only, and must tell them apart
    let game = prosecutor();
    let best = robust(&game, Objective::Sender);
    assert_eq!((best.value(), best.hoped(), best.attained()), (&q("3/10"), q("3/10"), true));
    assert_eq!(best.rule(), [vec![q("1"), q("0")], vec![q("0"), q("1")]]);
    assert_eq!(best.receiver_payoff(), &q("1"));
    assert_eq!(
        best.reasons(),
        ["\"t1\", \"t2\" are never pooled: Nature could leave the receiver in a doubt about them \
             in which it may reply \"a1\", and the sender gets less than if they were known"]
    );
    let prices = best.certificate().prices();
    assert_eq!(prices.iter().map(|p| p.price.clone()).collect::<Vec<_>>(), [q("0"), q("1")]);
    // the judge wants the truth, and so does Nature's victim
    let judge = robust(&game, Objective::Receiver);
    assert_eq!((judge.value(), judge.hoped()), (&q("1"), q("1")));
}

#[test]
fn what_does_no_harm_may_be_pooled() {
    // the sender gets 1 for the action that suits doubt, 0 for the others: to tell less is never
    // worse than to tell all, and the best experiment is that of persuasion
    let game = cheap_talk(&["1/4", "3/4"], &[[0, 0, 1], [0, 0, 1]], &[[3, 0, 2], [0, 3, 2]], 1);
    let best = robust(&game, Objective::Sender);
    // doubt between 1/3 and 2/3: all of t1 with twice as many of t2
    assert_eq!((best.value(), best.hoped()), (&q("0"), q("3/4")));
    assert_eq!(best.hoped(), *game.persuasion(Objective::Sender).unwrap().value());
    assert_eq!(
        best.reasons(),
        ["wherever types are pooled, Nature does the most harm by telling them apart"]
    );
}

#[test]
fn some_types_are_told_apart_and_others_are_not() {
    // t1 and t2 as above, and t3, which is worth 1 when it is known: on the way to it Nature finds
    // a belief at which the receiver still does what is worth 0. So t3 is alone; of t1 the sixth
    // part that doubt does not need is known too, though with t3 it would have got 1
    let game = cheap_talk(
        &["1/2", "1/6", "1/3"],
        &[[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]],
        &[[3, 0, 2, 0], [0, 3, 2, 0], [0, 0, 0, 3]],
        1,
    );
    let best = robust(&game, Objective::Sender);
    assert_eq!((best.value(), best.hoped()), (&q("1/3"), q("5/6")));
    assert_eq!(game.persuasion(Objective::Sender).unwrap().value(), &q("1"));
    let (zero, one) = (q("0"), q("1"));
    let alone =
        |t: usize| (0..3).map(|s| if s == t { one.clone() } else { zero.clone() }).collect();
    let doubt = vec![q("2/3"), q("1/3"), q("0")];
    assert_eq!(pooled(&best), [(alone(0), 0), (doubt, 2), (alone(2), 3)]);
    let Certificate::Guarantee(guarantee) = best.certificate() else { panic!() };
    let pools: Vec<&[usize]> = guarantee.pools.iter().map(|pool| pool.types.as_slice()).collect();
    assert!(pools.len() == 2 && pools.contains(&&[0, 1][..]) && pools.contains(&&[2][..]));
}

/// What a mass is worth after a message, ties against the objective.
fn low(game: &Game, objective: &Objective, m: usize, mass: &[Q]) -> Q {
    let total = |f: &dyn Fn(usize) -> Q| -> Q { (0..mass.len()).map(|t| &mass[t] * &f(t)).sum() };
    let gets = |a: usize| total(&|t| game.receiver_payoff(t, m, a).clone());
    let most = game.replies(m).iter().map(|&a| gets(a)).max().unwrap();
    let best = game.replies(m).iter().filter(|&&a| gets(a) == most);
    best.map(|&a| total(&|t| worth(game, objective, t, m, a))).min().unwrap()
}

/// All masses in whole parts of 1/n on these types.
fn grid(types: usize, on: &[usize], n: i64) -> Vec<Vec<Q>> {
    let Some((&t, rest)) = on.split_first() else { return vec![vec![Q::ZERO; types]] };
    let parts = if rest.is_empty() { n..=n } else { 0..=n };
    let with = |k: i64| {
        grid(types, rest, n - k).into_iter().map(move |mut mass| {
            mass[t] = Q::from(k);
            mass
        })
    };
    parts.flat_map(with).collect()
}

/// What is certain of each type, and what is hoped for, with every set of types tried.
fn by_definition(game: &Game, objective: &Objective) -> (Vec<Q>, Q) {
    let types = game.types().len();
    let unit = |t: usize| (0..types).map(|s| Q::from(i64::from(s == t))).collect::<Vec<Q>>();
    let messages = || 0..game.messages().len();
    let after = |t: usize, m: usize| low(game, objective, m, &unit(t));
    let known = |t: usize| {
        messages().filter(|&m| game.is_available(t, m)).map(|m| after(t, m)).max().unwrap()
    };
    let known: Vec<Q> = (0..types).map(known).collect();
    let gain = |t: usize, m: usize, a: usize, b: usize| {
        game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a)
    };
    let safe = |m: usize, set: &[usize]| {
        game.replies(m).iter().all(|&a| {
            let mut lp = Program::new();
            let loss = |t: usize| &known[t] - &worth(game, objective, t, m, a);
            let x: Vec<(usize, usize)> = set.iter().map(|&t| (t, lp.variable(loss(t)))).collect();
            lp.equal(x.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
            for &b in game.replies(m) {
                lp.at_most(x.iter().map(|&(t, j)| (j, gain(t, m, a, b))), Q::ZERO);
            }
            match lp.solve() {
                Solution::Optimal { value, .. } => !value.is_positive(),
                _ => true,
            }
        })
    };
    let mut lp = Program::new();
    let mut of_type = vec![Vec::new(); types];
    let mut obedience = Vec::new();
    for m in messages() {
        for set in 1u32..1 << types {
            let set: Vec<usize> = (0..types).filter(|t| set >> t & 1 == 1).collect();
            let fits = |&t: &usize| game.is_available(t, m) && after(t, m) == known[t];
            if !set.iter().all(fits) || !safe(m, &set) {
                continue;
            }
            for &a in game.replies(m) {
                let x: Vec<(usize, usize)> = set
                    .iter()
                    .map(|&t| (t, lp.variable(worth(game, objective, t, m, a))))
                    .collect();
                x.iter().for_each(|&(t, j)| of_type[t].push(j));
                for &b in game.replies(m) {
                    obedience
                        .push(x.iter().map(|&(t, j)| (j, gain(t, m, a, b))).collect::<Vec<_>>());
                }
            }
        }
    }
    for (t, x) in of_type.into_iter().enumerate() {
        lp.equal(x.into_iter().map(|j| (j, Q::ONE)), game.prior()[t].clone());
    }
    obedience.into_iter().for_each(|row| {
        lp.at_most(row, Q::ZERO);
    });
    let Solution::Optimal { value, .. } = lp.solve() else { panic!("full disclosure is safe") };
    (known, value)
}

/// Checks a game, and says whether more is hoped for than is certain, and less than persuasion
/// gives.
fn check(game: &Game, objective: &Objective) -> (bool, bool) {
    let regime = robust(game, objective.clone());
    let (known, hoped) = by_definition(game, objective);
    let certain: Q = known.iter().zip(game.prior()).map(|(v, p)| v * p).sum();
    assert_eq!((regime.value(), regime.hoped()), (&certain, hoped), "{game:?} {objective:?}");
    // whatever Nature makes of a message, it is worth no less than its types when they are known
    for signal in regime.experiment() {
        let on: Vec<usize> = (0..known.len()).filter(|&t| !signal.belief[t].is_zero()).collect();
        for mass in grid(known.len(), &on, 12) {
            let certain: Q = mass.iter().zip(&known).map(|(x, v)| x * v).sum();
            assert!(low(game, objective, signal.message.unwrap_or(0), &mass) >= certain);
        }
    }
    let value = |name: &str| game.regime(name, objective.clone()).unwrap().value().clone();
    let (against, ties_for) = (value("persuasion_adversarial"), value("persuasion"));
    assert!(certain <= against && against <= ties_for, "{game:?} {objective:?}");
    assert!(certain <= regime.hoped() && regime.hoped() <= ties_for, "{game:?} {objective:?}");
    (certain < regime.hoped(), regime.hoped() < ties_for)
}

#[test]
fn robust_solutions_by_definition() {
    let mut random = Random(23);
    let (mut hopes, mut gives_up) = (0, 0);
    for round in 0..240 {
        let game = if round % 3 == 0 { random.costly() } else { random.cheap_talk(5) };
        let objective = random.objective(&game);
        let (hope, less) = check(&game, &objective);
        (hopes, gives_up) = (hopes + usize::from(hope), gives_up + usize::from(less));
    }
    assert!(hopes > 20 && gives_up > 20, "{hopes} {gives_up}");
}

#[test]
fn false_guarantees_are_caught() {
    let game = cheap_talk(
        &["1/2", "1/6", "1/3"],
        &[[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1]],
        &[[3, 0, 2, 0], [0, 3, 2, 0], [0, 0, 0, 3]],
        1,
    );
    let text = serde_json::to_value(robust(&game, Objective::Sender)).unwrap();
    let read = |value: &serde_json::Value| -> Result<Regime, String> {
        serde_json::from_value(value.clone()).map_err(|e| e.to_string())
    };
    assert_eq!(read(&text).unwrap(), robust(&game, Objective::Sender));
    let changed = |path: &str, to: serde_json::Value| {
        let mut text = text.clone();
        *text.pointer_mut(path).expect(path) = to;
        read(&text)
    };
    let fails = |path: &str, to: serde_json::Value| {
        assert!(!changed(path, to).unwrap().verify(), "{path}");
    };
    let proof = "/certificate/guarantee";
    fails("/value", "1/2".into());
    fails("/regime", "persuasion".into());
    fails(&format!("{proof}/known/2"), "2".into());
    fails(&format!("{proof}/hoped/0"), "2".into());
    fails(&format!("{proof}/conflicts"), serde_json::json!([]));
    fails(&format!("{proof}/pools/1/certain"), serde_json::json!([]));
    fails(&format!("{proof}/pools/0/hoped"), serde_json::json!([]));
    fails(&format!("{proof}/pools/0/types"), serde_json::json!([0, 1, 2]));
    fails(&format!("{proof}/conflicts/0/action"), 3.into());
    let stranger = changed(&format!("{proof}/conflicts/0/action"), 9.into());
    assert!(stranger.unwrap_err().contains("the certificate does not fit the game"));
    // persuasion keeps nobody apart, and is not certain of anything
    let mut bold = serde_json::to_value(game.persuasion(Objective::Sender).unwrap()).unwrap();
    bold["regime"] = NAME.into();
    assert!(!read(&bold).unwrap().verify());
    bold["certificate"] = text["certificate"].clone();
    bold["value"] = text["value"].clone();
    assert!(!read(&bold).unwrap().verify());
}

/// Pairs of types that cannot be pooled: a receiver in doubt about a pair does what is worth
/// nothing, and who is known, or no likelier than strangers, gets an action of its own, which is
/// worth 1.
fn pairs(n: usize) -> Game {
    let worth = |t: usize| {
        let own = (0..2 * n).map(|s| Q::from(if s == t { 3 } else { 0 }));
        own.chain((0..n).map(|pair| Q::from(if pair == t / 2 { 2 } else { 0 }))).collect()
    };
    let sender = (0..3 * n).map(|a| if a < 2 * n { Q::ONE } else { Q::ZERO }).collect();
    let prior = vec![Q::new(1, 2 * n as i64).unwrap(); 2 * n];
    Game::cheap_talk(vec![sender; 2 * n], (0..2 * n).map(worth).collect(), prior, ["m"]).unwrap()
}

#[test]
fn too_many_ways_to_keep_types_apart_are_refused() {
    // one of each pair may be pooled; the two of a pair may not
    let few = robust(&pairs(3), Objective::Sender);
    let Certificate::Guarantee(guarantee) = few.certificate() else { panic!() };
    assert_eq!((guarantee.pools.len(), guarantee.conflicts.len()), (8, 3));
    assert_eq!((few.value(), few.hoped()), (&Q::ONE, Q::ONE));
    let refusal = pairs(14).regime(NAME, Objective::Sender).unwrap_err();
    let sentence = "the types can be told apart in too many ways: more than 4096 sets of types \
                    would be looked at; merge types that are much alike";
    assert_eq!(refusal, Error::Limit(sentence.into()));
}
