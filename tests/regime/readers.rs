//! Regimes with several readers: values of the literature, programmes over all profiles of replies,
//! and the order of READERS, public and private.

use schelling::exact::lp::{Program, Solution};
use schelling::game::Reader;
use schelling::regime::{Comparison, Heard, Objective, Question, Regime, by_name, compare};
use schelling::{Error, Game, Q};

use super::mediation::by_hand;
use super::{value, worth};
use crate::common::q;
use crate::common::readers::{Audience, game_of, random_readers};
use crate::oracle::random::Random;

const BOTH: [Heard; 2] = [Heard::Public, Heard::Private];

fn table<const A: usize>(rows: &[[i64; A]]) -> Vec<Vec<Q>> {
    rows.iter().map(|row| row.map(Q::from).to_vec()).collect()
}

/// The result under a regime in which the readers hear it so, after a check of all it comes with.
fn solved(game: &Game, name: &str, objective: Objective, heard: Heard) -> Result<Regime, Error> {
    let found = by_name(name)?.solve(&Question::new(game, objective).heard(heard))?;
    assert!(found.verify(), "{name} {heard}: {found:?}");
    assert_eq!(found.heard(), Some(heard));
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Regime>(&text).unwrap(), found);
    Ok(found)
}

fn worth_of(game: &Game, name: &str, heard: Heard) -> Q {
    solved(game, name, Objective::Sender, heard).unwrap().value().clone()
}

/// Kolotilin et al. 2017: the state is 0 or 1, and a receiver who knows how cautious it is acts from
/// a probability of 1/4 or of 3/4 on; the sender wants it to act.
fn informed_receiver() -> Game {
    let eager = table(&[[0, -1], [0, 3]]);
    let cautious = table(&[[0, -3], [0, 1]]);
    let by_type = |t: usize| vec![eager[t].clone(), cautious[t].clone()];
    let wants = || vec![table(&[[0, 1], [0, 1]]); 2];
    let half = || vec![q("1/2"), q("1/2")];
    let reader = Reader::builder("listener")
        .actions(["refrain", "act"])
        .types(["eager", "cautious"])
        .chances(vec![half(), half()])
        .cheap_talk_by_type(wants(), vec![by_type(0), by_type(1)]);
    let game = Game::builder().types(["0", "1"]).messages(["a", "b"]).prior(half()).reader(reader);
    game.build().unwrap()
}

#[test]
fn an_informed_receiver_need_not_be_asked() {
    let game = informed_receiver();
    assert_eq!(value(game.talk(Objective::Sender)), q("1/2"));
    assert_eq!(value(game.no_talk(Objective::Sender)), q("1/2"));
    for heard in BOTH {
        assert_eq!(worth_of(&game, "persuasion", heard), q("3/4"), "{heard}");
    }
    assert_eq!(worth_of(&game, "first_best", Heard::Private), q("1"));
    let best = solved(&game, "persuasion", Objective::Sender, Heard::Private).unwrap();
    assert!(best.experiment().iter().all(|signal| signal.reader.is_some()));
    assert_eq!(best.receiver_payoffs().len(), 1);
}

/// Two receivers who say yes from a probability of 1/2 and of 2/3 on that it is good.
fn two_receivers() -> Game {
    let reader = |name, bad, good| {
        let pays = table(&[[bad, 0], [0, good]]);
        Reader::builder(name).actions(["no", "yes"]).cheap_talk(table(&[[0, 1], [0, 1]]), {
            let [bad, good] = [&pays[0][0], &pays[1][1]];
            vec![vec![Q::ZERO, -bad], vec![Q::ZERO, good.clone()]]
        })
    };
    let game = Game::builder()
        .types(["bad", "good"])
        .messages(["a", "b", "c"])
        .prior([q("2/3"), q("1/3")])
        .reader(reader("first", 1, 1))
        .reader(reader("second", 2, 1));
    game.build().unwrap()
}

#[test]
fn two_receivers_are_better_told_apart() {
    let game = two_receivers();
    assert_eq!(worth_of(&game, "persuasion", Heard::Public), q("1"));
    assert_eq!(worth_of(&game, "persuasion", Heard::Private), q("7/6"));
    // left out, everybody hears the same
    assert_eq!(value(game.persuasion(Objective::Sender)), q("1"));
    // a price in words names the reader and its own action
    let best = solved(&game, "persuasion", Objective::Sender, Heard::Private).unwrap();
    assert!(best.reasons().contains(
        &"the sender would gain 1/2 for each unit that second would give up to reply \"yes\" rather \
          than \"no\""
            .to_string()
    ));
}

/// One promise and three listeners: Moscow probes below 2/5, Kyiv relies from 1/2 on, the publics
/// protest from 3/5 on.
fn promise() -> Game {
    let reader = |name, actions: [&str; 2], sender, receiver| {
        Reader::builder(name).actions(actions).cheap_talk(table(sender), table(receiver))
    };
    let game = Game::builder()
        .types(["resolved", "unresolved"])
        .messages(["promise", "limits"])
        .prior([q("1/3"), q("2/3")])
        .reader(reader("Moscow", ["refrain", "probe"], &[[2, 0], [4, 0]], &[[3, 0], [0, 2]]))
        .reader(reader("Kyiv", ["rely", "hedge"], &[[1, 0], [-3, 0]], &[[1, 0], [0, 1]]))
        .reader(reader("publics", ["protest", "accept"], &[[-2, 0], [-2, 0]], &[[2, 0], [0, 3]]));
    game.build().unwrap()
}

#[test]
fn a_promise_is_worth_what_its_listeners_hear_together() {
    let game = promise();
    assert_eq!(value(game.talk(Objective::Sender)), q("2/3"));
    for (name, heard, expected) in [
        ("mediation", Heard::Public, "3/2"),
        ("mediation", Heard::Private, "3"),
        ("persuasion", Heard::Public, "8/3"),
        ("persuasion", Heard::Private, "3"),
        ("first_best", Heard::Private, "11/3"),
    ] {
        assert_eq!(worth_of(&game, name, heard), q(expected), "{name} {heard}");
    }
    // what one audience wants
    let kyiv = Objective::named(&game, "Kyiv").unwrap();
    assert_eq!(kyiv, Objective::Audience(1));
    let told = solved(&game, "persuasion", kyiv.clone(), Heard::Private).unwrap();
    assert_eq!((told.value(), &told.receiver_payoffs()[1]), (&q("1"), &q("1")));
    assert_eq!(kyiv.describe(&game), "Kyiv");
    let all = Objective::Readers { types: vec![Q::ZERO; 2], readers: vec![Q::ONE, Q::ONE, Q::ONE] };
    for (name, heard) in [("persuasion", Heard::Public), ("mediation", Heard::Private)] {
        let sum = solved(&game, name, Objective::Receiver, heard).unwrap();
        assert_eq!(solved(&game, name, all.clone(), heard).unwrap().value(), sum.value());
        assert_eq!(&sum.receiver_payoffs().iter().sum::<Q>(), sum.receiver_payoff());
    }
}

/// A game in which words cost nothing, with an audience for each pair of types and actions; one
/// chance in `zeros` is 0.
fn random_talk(random: &mut Random, audiences: &[[usize; 2]], zeros: u64) -> Game {
    let types = 2 + random.below(2) as usize;
    let game = random_readers(random, [types, 1], audiences, (6, zeros));
    let audience = |reader: &Reader| {
        let kinds = reader.chances()[0].len();
        let actions = reader.actions().len();
        let rows = |payoff: &dyn Fn(usize, usize, usize) -> Q| -> Vec<Vec<Vec<Vec<Q>>>> {
            let row = |t, s| vec![(0..actions).map(|a| payoff(t, s, a)).collect(); 2];
            (0..types).map(|t| (0..kinds).map(|s| row(t, s)).collect()).collect()
        };
        Audience {
            chances: reader.chances().to_vec(),
            sender: rows(&|t, s, a| reader.sender_payoff(t, s, 0, a).clone()),
            receiver: rows(&|t, s, a| reader.receiver_payoff(t, s, 0, a).clone()),
        }
    };
    let audiences: Vec<Audience> = game.readers().iter().map(audience).collect();
    game_of(game.prior(), &audiences)
}

fn objective(random: &mut Random, game: &Game) -> Objective {
    match random.below(5) {
        0 | 1 => Objective::Sender,
        2 => Objective::Receiver,
        3 => Objective::Audience(random.below(game.readers().len() as u64) as usize),
        _ => Objective::Readers {
            types: game.types().iter().map(|_| Q::from(random.below(5) as i64 - 2)).collect(),
            readers: game.readers().iter().map(|_| Q::from(random.below(5) as i64 - 2)).collect(),
        },
    }
}

/// The best that everybody can hear, with a mass of each type for every profile of replies, where
/// all chances are positive.
fn by_profiles(game: &Game, objective: &Objective, honest: bool) -> Q {
    let (sets, prior) = (game.information_sets(), game.prior());
    let mut profiles: Vec<Vec<usize>> = vec![Vec::new()];
    for set in sets {
        let longer = |profile: &Vec<usize>| {
            let profile = profile.clone();
            set.actions().map(move |a| [profile.as_slice(), &[a]].concat())
        };
        profiles = profiles.iter().flat_map(longer).collect();
    }
    let mut lp = Program::new();
    let x: Vec<Vec<usize>> = profiles
        .iter()
        .map(|profile| {
            let worth =
                |t: usize| profile.iter().map(|&a| worth(game, objective, t, 0, a)).sum::<Q>();
            (0..prior.len()).map(|t| lp.variable(worth(t))).collect()
        })
        .collect();
    for (t, p) in prior.iter().enumerate() {
        lp.equal(x.iter().map(|row| (row[t], Q::ONE)), p.clone());
    }
    for (profile, row) in profiles.iter().zip(&x) {
        for (set, &a) in sets.iter().zip(profile) {
            for b in set.actions() {
                let gain = |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, a);
                lp.at_most((0..prior.len()).map(|t| (row[t], gain(t))), Q::ZERO);
            }
        }
    }
    for t in (0..prior.len()).filter(|_| honest) {
        for h in 0..prior.len() {
            let terms = profiles.iter().zip(&x).flat_map(|(profile, row)| {
                let gets: Q = profile.iter().map(|&a| game.sender_payoff(t, 0, a)).sum();
                [(row[h], &gets / &prior[h]), (row[t], -(&gets / &prior[t]))]
            });
            lp.at_most(terms, Q::ZERO);
        }
    }
    let Solution::Optimal { value, .. } = lp.solve() else { panic!("silence is possible") };
    value
}

#[test]
fn what_all_hear_is_the_best_over_all_profiles() {
    let mut random = Random(71);
    let mut strict = 0;
    for round in 0..60 {
        let sizes: &[[usize; 2]] =
            [&[[1, 2], [1, 3]][..], &[[2, 3]], &[[1, 2], [2, 2]], &[[1, 2]; 3]][round % 4];
        let game = random_talk(&mut random, sizes, 0);
        let objective = objective(&mut random, &game);
        let value = |name: &str| {
            solved(&game, name, objective.clone(), Heard::Public).unwrap().value().clone()
        };
        let (mediation, persuasion) = (value("mediation"), value("persuasion"));
        assert_eq!(mediation, by_profiles(&game, &objective, true), "{objective:?} {game:?}");
        assert_eq!(persuasion, by_profiles(&game, &objective, false), "{objective:?} {game:?}");
        strict += usize::from(mediation < persuasion);
    }
    assert!(strict > 10, "{strict}");
}

#[test]
fn advice_in_private_is_the_best_with_every_row() {
    let mut random = Random(72);
    for round in 0..40 {
        let sizes: &[[usize; 2]] = [&[[1, 2], [1, 3]][..], &[[2, 2]], &[[1, 2], [2, 2]]][round % 3];
        let zeros = [0, 3][round % 2];
        // messages that cost something, and some that do not
        let game = match round % 4 {
            3 => random_talk(&mut random, sizes, zeros),
            _ => random_readers(&mut random, [2, 2], sizes, (6, zeros)),
        };
        let objective = objective(&mut random, &game);
        let found = solved(&game, "mediation", objective.clone(), Heard::Private).unwrap();
        assert_eq!(found.value(), &by_hand(&game, &objective), "{objective:?} {game:?}");
    }
}

#[test]
fn more_commitment_and_more_secrecy_are_never_worse() {
    let mut random = Random(73);
    let mut strict = [0; 10];
    for round in 0..60 {
        let sizes: &[[usize; 2]] = [&[[1, 2], [1, 2]][..], &[[2, 2]], &[[1, 2], [2, 2]]][round % 3];
        let game = random_talk(&mut random, sizes, [0, 3][round / 3 % 2]);
        let objective = objective(&mut random, &game);
        let comparison = compare(&Question::new(&game, objective.clone())).unwrap();
        assert!(comparison.missing.is_empty(), "{:?}", comparison.missing);
        for regime in &comparison.regimes {
            assert!(regime.verify(), "{objective:?} {game:?} {regime:?}");
        }
        let value = |(name, heard)| comparison.get_heard(name, heard).unwrap().value();
        let [public, private] = BOTH;
        let chain = [
            (("worst_talk", public), ("talk", public)),
            (("talk", public), ("mediation", public)),
            (("mediation", public), ("persuasion", public)),
            (("persuasion", public), ("persuasion", private)),
            (("persuasion", private), ("first_best", private)),
            (("mediation", public), ("mediation", private)),
            (("mediation", private), ("persuasion", private)),
            (("mediation", private), ("arbitration", private)),
            (("arbitration", private), ("first_best", private)),
        ];
        for (i, (less, more)) in chain.into_iter().enumerate() {
            assert!(value(less) <= value(more), "{less:?} > {more:?}: {objective:?} {game:?}");
            strict[i] += usize::from(value(less) < value(more));
        }
        if objective == Objective::Sender {
            assert!(value(("no_talk", public)) <= value(("talk", public)));
        }
    }
    assert!(strict[..9].iter().all(|&n| n > 0), "{strict:?}: the order is never strict somewhere");
}

#[test]
fn costly_messages_are_advised_in_private_only() {
    let game = random_readers(&mut Random(5), [2, 2], &[[1, 2], [1, 2]], (6, 0));
    for name in ["mediation", "persuasion"] {
        let public = by_name(name)
            .unwrap()
            .solve(&Question::new(&game, Objective::Sender).heard(Heard::Public));
        assert_eq!(
            public.unwrap_err().to_string(),
            format!(
                "{name} of several readers is not defined for heard=\"public\" where messages cost \
                 something or are not open to all: ask for heard=\"private\""
            )
        );
        assert_eq!(game.regime(name, Objective::Sender).unwrap().heard(), Some(Heard::Private));
    }
    let Comparison { regimes, missing } = game.regimes(Objective::Sender).unwrap();
    let names: Vec<(&str, Heard)> =
        regimes.iter().map(|regime| (regime.kind().name, regime.heard().unwrap())).collect();
    assert_eq!(
        names,
        [
            ("worst_talk", Heard::Public),
            ("talk", Heard::Public),
            ("mediation", Heard::Private),
            ("persuasion", Heard::Private),
            ("first_best", Heard::Private),
        ]
    );
    assert!(missing.is_empty() && regimes.iter().all(Regime::verify));
}

#[test]
fn what_is_for_one_receiver_is_refused() {
    let game = promise();
    for name in ["persuasion_credible", "persuasion_given", "persuasion_adversarial"] {
        let refusal = game.regime(name, Objective::Sender).unwrap_err().to_string();
        assert!(refusal.ends_with("persuasion, arbitration or first best"), "{refusal}");
    }
    let refusal = solved(&game, "arbitration", Objective::Sender, Heard::Public);
    assert_eq!(
        refusal.unwrap_err().to_string(),
        "arbitration of several readers is not defined for heard=\"public\": ask for \
         heard=\"private\""
    );
    for refusal in [
        game.credibility(&q("1/2")).unwrap_err().to_string(),
        game.credibility_curve().unwrap_err().to_string(),
        game.envelope(Objective::Sender).unwrap_err().to_string(),
        game.credible(&[]).unwrap_err().to_string(),
    ] {
        assert!(refusal.contains("one receiver without types"), "{refusal}");
    }
}

#[test]
fn false_claims_about_readers_do_not_pass() {
    for (game, name, heard) in [
        (promise(), "mediation", Heard::Public),
        (promise(), "mediation", Heard::Private),
        (informed_receiver(), "persuasion", Heard::Private),
        (two_receivers(), "persuasion", Heard::Public),
    ] {
        let best = solved(&game, name, Objective::Sender, heard).unwrap();
        let json = serde_json::to_value(&best).unwrap();
        let prices = json["certificate"]["prices"].as_array().unwrap().len();
        for i in 0..prices {
            let mut json = json.clone();
            let price = json["certificate"]["prices"].as_array_mut().unwrap().remove(i);
            if price["price"] == serde_json::json!(0) {
                continue;
            }
            let passes = serde_json::from_value::<Regime>(json).is_ok_and(|r| r.verify());
            assert!(!passes, "{name} {heard} without {price}");
        }
        let mut other = json.clone();
        other["heard"] = if heard == Heard::Public { "private" } else { "public" }.into();
        assert!(!serde_json::from_value::<Regime>(other).is_ok_and(|r| r.verify()), "{name}");
    }
}

#[test]
fn an_unexpected_reader_is_not_told_what_it_cannot_believe() {
    // words cost nothing; with chances of 0 a type that lies can meet a reader whom the type that it
    // claims to be never meets, and the values still lie between talk and private advice
    let mut random = Random(74);
    let mut met = 0;
    for _ in 0..40 {
        let game = random_talk(&mut random, &[[2, 2], [1, 2]], 2);
        if !game.has_zero_chances() {
            continue;
        }
        met += 1;
        let public = solved(&game, "mediation", Objective::Sender, Heard::Public).unwrap();
        let talk = game.talk(Objective::Sender).unwrap();
        assert!(talk.value() <= public.value(), "{game:?}");
    }
    assert!(met > 10);
}
