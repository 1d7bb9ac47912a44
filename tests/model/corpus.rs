//! The games of the literature in `tests/games`, each with its published answer.
//!
//! A file is one object, read by other languages as well:
//!
//! - `source` (`author`, `year`, `title`, `where`), `page` (page, section or figure) and `summary`
//!   (one sentence); `game`, in the format of [`schelling::io::json`];
//! - `published`, a list of claims, as [`schelling::model::Claim`] describes them. Each says whose
//!   it is (`by`) and whether it is published as it stands or `derived` from what is, in which case
//!   `proof` says how.
//!
//! Probabilities that are not given are 0. A file is compiled in by a line in
//! [`schelling::model::TABLE`].

use std::collections::BTreeSet;

use schelling::equilibrium::{Equilibria, Equilibrium, Kind, Search};
use schelling::model::{Claim, Numbers, Solved, Source, TABLE, by_name};
use schelling::{Q, refinement, report};

use crate::common::{corpus, q};

/// What is wrong with an answer: every part that does not agree.
fn faults(claim: &Claim, solved: &Solved) -> Vec<String> {
    let answer = match claim.compare(solved) {
        Err(error) => return vec![error.to_string()],
        Ok(answer) => answer,
    };
    let wrong = answer.lines.iter().filter(|line| !line.agrees());
    wrong.map(|l| format!("{}: {} claimed, {} found", l.what, l.published, l.computed)).collect()
}

/// The claim of this number of a model, and its game solved.
fn claim(name: &str, number: usize) -> (Claim, Solved) {
    let published = by_name(name).expect("a model").published();
    let solved = Solved::new(&published.game).expect("a small game");
    (published.claims[number].clone(), solved)
}

#[test]
fn published_answers_are_found() {
    let mut all = Vec::new();
    for model in TABLE {
        let published = model.published();
        let solved = Solved::new(&published.game).expect("a small game");
        assert!(solved.together.complete() && solved.apart.complete());
        for claim in &published.claims {
            let faults = faults(claim, &solved).join("; ");
            if !faults.is_empty() {
                all.push(format!("{}: {} {:?}: {faults}", model.name, claim.claim, claim.label));
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_file_is_a_model() {
    let files: BTreeSet<String> = corpus().into_keys().collect();
    let models: BTreeSet<String> = TABLE.iter().map(|model| model.name.into()).collect();
    assert_eq!(files, models);
    assert_eq!(models.len(), TABLE.len());
}

#[test]
fn every_model_has_a_source_and_a_claim() {
    let mut names = BTreeSet::new();
    let (mut tests, mut published) = (BTreeSet::new(), 0);
    for model in TABLE {
        let (name, entry) = (model.name, model.published());
        let Source { author, year, title, r#where } = &entry.source;
        let texts = [author, title, r#where, &entry.page, &entry.summary];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{name}: an empty text");
        assert!((1900..2100).contains(year), "{name}: the year {year}");
        assert!(entry.summary.ends_with('.'), "{name}: the summary is a sentence");
        assert!(!entry.claims.is_empty(), "{name}: nothing is published");
        let label = entry.game.name().expect("a name").to_owned();
        assert!(names.insert(label.clone()), "{name}: another game is called {label:?}");
        for claim in &entry.claims {
            assert!(!claim.by.trim().is_empty(), "{name}: a claim of nobody");
            assert_eq!(claim.derived, claim.proof.is_some(), "{name}: a proof where derived");
            for test in claim.passes.iter().chain(&claim.fails) {
                assert!(refinement::by_name(test).is_ok(), "{name}: there is no test {test:?}");
                assert!(claim.claim == "outcome", "{name}: only an outcome is tested");
                tests.insert(test.clone());
            }
        }
        published += usize::from(entry.claims.iter().any(|claim| !claim.derived));
    }
    for test in refinement::TABLE {
        assert!(tests.contains(test.name), "no game shows what {} does", test.name);
    }
    assert!(published >= 10);
}

#[test]
fn false_claims_are_caught() {
    let entry = |name: &str, number: usize, change: &dyn Fn(&mut Claim)| {
        let (mut claim, solved) = claim(name, number);
        assert!(faults(&claim, &solved).is_empty());
        change(&mut claim);
        faults(&claim, &solved).join("; ")
    };
    let half: Q = "1/2".parse().expect("a number");
    let count = |claim: &mut Claim| claim.count = Some(3);
    assert_eq!(entry("beer-quiche", 0, &count), "components: 3 claimed, 2 found");
    let names = |name: &'static str| move |claim: &mut Claim| claim.claim = name.into();
    assert_eq!(entry("beer-quiche", 0, &names("pieces")), "there is no claim \"pieces\"");
    let refused = entry("beer-quiche", 1, &names("not an equilibrium"));
    assert_eq!(refused, "a reply to every message is needed");
    let mixed = |claim: &mut Claim| {
        let sender = claim.sender.as_mut().expect("a strategy");
        sender.insert("wimp".into(), Numbers::from([("beer".into(), half.clone())]));
    };
    let error = entry("beer-quiche", 1, &mixed);
    assert!(error.contains("reply to beer: pass claimed, no such outcome found"), "{error}");
    let stranger = |claim: &mut Claim| {
        let sender = claim.sender.as_mut().expect("a strategy");
        sender.insert("coward".into(), Numbers::new());
    };
    assert_eq!(entry("beer-quiche", 1, &stranger), "there is no \"coward\"");
    let kind = |claim: &mut Claim| claim.kind = Some("separating".into());
    assert_eq!(entry("beer-quiche", 1, &kind), "kind: separating claimed, pooling found");
    let payoff = |claim: &mut Claim| claim.receiver_payoff = Some(half.clone());
    assert_eq!(entry("beer-quiche", 1, &payoff), "receiver gets: 1/2 claimed, 9/10 found");
    assert!(entry("von-stengel-forges-2008", 0, &payoff).starts_with("receiver gets: 1/2 claimed"));
    let replies = |claim: &mut Claim| {
        drop(claim.off_path.as_mut().and_then(|map| map.get_mut("quiche")?.pop()));
    };
    let error = entry("beer-quiche", 1, &replies);
    assert_eq!(error, "replies to quiche: duel claimed, duel; or duel 1/2, pass 1/2 found");
    let survives = |claim: &mut Claim| claim.passes.push("D1".into());
    assert_eq!(entry("beer-quiche", 2, &survives), "survives D1: yes claimed, no found");
    let nash = |claim: &mut Claim| claim.nash = false;
    let error = entry("bcp-1994-game-2", 1, &nash);
    assert_eq!(error, "a Nash equilibrium: no claimed, yes found");
    let babbling = |claim: &mut Claim| claim.kind = Some("babbling".into());
    let error = entry("prosecutor-without-commitment", 2, &babbling);
    assert!(error.starts_with("babbling outcomes: 0 claimed"), "{error}");
}

fn solve(name: &str, values: &[(&str, &str)]) -> Equilibria {
    let values: Vec<(&str, Q)> = values.iter().map(|(n, v)| (*n, q(v))).collect();
    let game = by_name(name).expect("a model").game(&values).expect("a game");
    game.equilibria(&Search::default()).expect("a small game")
}

#[test]
fn defaults_give_the_published_games() {
    for model in TABLE.iter().filter(|model| !model.parameters().is_empty()) {
        let defaults = model.parameters().iter().map(|p| (p.name, q(p.default)));
        let defaults: Vec<(&str, Q)> = defaults.collect();
        let published = model.published().game;
        let game = model.game(&defaults).expect("a game");
        let renamed = game.rename(published.name().expect("a name")).unwrap();
        assert_eq!(renamed, published, "{}", model.name);
        assert_eq!(model.game(&[]).expect("a game"), published);
    }
}

/// Closed forms of the literature, away from the defaults.
#[test]
fn families_follow_their_formulas() {
    // Cho and Kreps: with strong types in the minority p / (1 - p) of the wimps bluff
    let all = solve("beer-quiche", &[("strong", "1/4")]);
    assert_eq!((all.len(), &all[0].sender()[0][1]), (1, &q("1/3")));
    // Chen and Ankenman: bluffs to value bets as bet to pot plus bet, called so as not to gain
    let all = solve("bluff-catcher", &[("bet", "1/2"), ("ace", "2/5")]);
    assert_eq!(all.len(), 1);
    assert_eq!(&q("3/5") * &all[0].sender()[1][0], q("2/5") * q("1/3"));
    assert_eq!(all[0].receiver(0).expect("a bet")[0], q("2/3"));
    // Kreps and Wilson, Proposition 1
    let all = solve("kreps-wilson-chain-store", &[("tough", "1/5"), ("a", "3"), ("b", "1/3")]);
    assert_eq!((all.len(), &all[0].sender()[1][0]), (1, &q("1/2")));
    assert_eq!(all[0].receiver(0).expect("a fight")[0], q("1/3"));
    // Fearon: a bluff must be worth nothing, y prize = (1 - y) cost or cost
    let all = solve("fearon-tying-hands", &[("cost", "6"), ("resolved", "1/10")]);
    assert_eq!(all[0].receiver(0).expect("a threat")[0], q("3/5"));
    assert_eq!(all[0].sender()[1][0], q("1/3"));
    let all = solve("fearon-sinking-costs", &[("cost", "1/3"), ("prize", "2")]);
    assert_eq!(all[0].receiver(0).expect("a threat")[0], q("1/6"));
    // Spence: any y between 1 and 2 separates, no other one does
    let separates = |y: &str| {
        let all = solve("spence-1973", &[("education", y), ("steps", "4")]);
        all.iter().any(|eq| eq.kind() == Kind::Separating)
    };
    assert_eq!(["3/4", "5/4", "7/4", "9/4"].map(separates), [false, true, true, false]);
    // Hofbauer and Pawlowitsch: from one half of high types on all may signal, and none may
    let all = solve("hofbauer-pawlowitsch-spence", &[("high", "2/3")]);
    assert_eq!(all.iter().filter(|eq| eq.kind() == Kind::Pooling).count(), 2);
    // Crawford and Sobel: talk becomes finer as the bias falls
    let most = |bias: &str| {
        let all = solve("crawford-sobel", &[("bias", bias), ("states", "4")]);
        let replies = |eq: &Equilibrium| {
            eq.on_path().into_iter().map(|m| eq.receiver(m)).collect::<BTreeSet<_>>().len()
        };
        all.iter().filter(|eq| eq.is_pure()).map(replies).max()
    };
    assert_eq!(["2", "5/8", "1/4"].map(most), [Some(1), Some(2), Some(4)]);
    // Kamenica and Gentzkow: from one half on the judge convicts without being talked to
    assert_eq!(
        solve("prosecutor-without-commitment", &[("guilty", "3/5")])[0].sender_payoff(),
        q("1")
    );
    // Milgrom and Grossman: every quality is paid what it is worth
    let all = solve("unravelling", &[("qualities", "4")]);
    let worth = ["1", "2", "3", "4"].map(q);
    assert!(all.iter().all(|eq| eq.sender_payoffs() == worth));
    // Chen and Ankenman: with a pot P the queen bluffs 1 / (P + 1), the king calls (P - 1) / (P + 1)
    let all = solve("half-street-poker", &[("pot", "4")]);
    assert_eq!((all.len(), &all[0].sender()[2][1]), (1, &q("1/5")));
    assert_eq!(all[0].receiver(1).expect("a bet")[2], q("3/5"));
    let value = |name: &str, values: &[(&str, &str)]| solve(name, values)[0].sender_payoff();
    assert_eq!(value("half-street-poker", &[("cards", "4")]), q("13/12"));
    assert_eq!(value("half-street-poker", &[("cards", "4"), ("pot", "3")]), q("77/48"));
    assert_eq!(value("von-neumann-poker", &[("cards", "5")]), q("11/10"));
    // Lewis and Schultz, two types a side: strong / 4 (1 - strong) bluff, 1 / 2 hi resist
    let all = solve("two-sided-crisis", &[("strong", "1/2"), ("hi", "3/4")]);
    assert_eq!((all.len(), &all[0].sender()[1][1]), (1, &q("1/4")));
    assert_eq!(all[0].receiver(1).expect("a challenge")[0], q("2/3"));
    // Farrell and Gibbons: apart before P iff v >= 0, before Q iff w >= 0, before both iff v + w >= 0
    let gains = ["-2", "-1", "0", "1", "3"];
    for (v1, w1) in gains.iter().flat_map(|v1| gains.map(|w1| (*v1, w1))) {
        let values = [("v1", v1), ("v2", "1"), ("w1", w1), ("w2", "-1")].map(|(n, v)| (n, q(v)));
        let game = by_name("farrell-gibbons-1989").expect("a model").game(&values).expect("a game");
        let apart = |game: &schelling::Game| {
            let all = game.equilibria(&Search::default()).expect("a small game");
            all.iter().any(|eq| eq.kind() == Kind::Separating)
        };
        let alone = |name: &str| apart(&game.reader(name).expect("a reader"));
        let claimed = [q(v1) >= Q::ZERO, false, q(v1) + q(w1) >= Q::ZERO];
        assert_eq!([alone("P"), alone("Q"), apart(&game)], claimed, "v1 {v1}, w1 {w1}");
    }
    // Potters and van Winden: the lobby of the type that gains less fills up the belief to 2/3
    let all = solve("potters-van-winden-lobbying", &[("black", "1/5")]);
    assert!(all.iter().any(|eq| eq.sender()[0].contains(&q("7/8"))));
}

#[test]
fn wrong_parameters_are_refused() {
    let refused = |name: &str, values: &[(&str, &str)]| {
        let values: Vec<(&str, Q)> = values.iter().map(|(n, v)| (*n, q(v))).collect();
        by_name(name).expect("a model").game(&values).unwrap_err().to_string()
    };
    assert_eq!(
        refused("beer_quiche", &[("strong", "1")]),
        "beer-quiche: strong is 1: give a number between 0 and 1, without the ends"
    );
    assert_eq!(
        refused("beer-quiche", &[("weak", "1/2")]),
        "beer-quiche has no parameter \"weak\" (its parameters: strong)"
    );
    assert_eq!(
        refused("bcp-1994-game-1", &[("p", "1/2")]),
        "bcp-1994-game-1 has no parameters, so p cannot be set"
    );
    assert_eq!(
        refused("beer-quiche", &[("strong", "1/2"), ("strong", "1/3")]),
        "beer-quiche: strong is given twice"
    );
    assert_eq!(
        refused("crawford-sobel", &[("states", "5/2")]),
        "crawford-sobel: states is 5/2: give a whole number from 1 to 8"
    );
    assert_eq!(
        refused("bluff-catcher", &[("bet", "0")]),
        "bluff-catcher: bet is 0: give a number above 0"
    );
    let error = by_name("beer and quiche").unwrap_err().to_string();
    let wanted = "there is no model \"beer and quiche\", `schelling models` lists them: did you \
                  mean \"beer-quiche\"?";
    assert_eq!(error, wanted);
}

#[test]
fn reports_show_both_sides() {
    let text = report::models(TABLE).to_string();
    assert_eq!(text.lines().count(), TABLE.len() + 1);
    let model = by_name("beer-quiche").expect("a model");
    let text = report::model(model).to_string();
    assert!(text.contains("In-Koo Cho and David M. Kreps (1987), Signaling games"), "{text}");
    let mut answers = model.answers().expect("a small game");
    let text = report::answers(&answers).to_string();
    assert!(text.ends_with("All 3 answers agree with what is computed.\n"), "{text}");
    assert!(text.contains("survives intuitive  no                           no "), "{text}");
    answers[0].lines[0].published = "3".into();
    let text = report::answers(&answers).to_string();
    assert!(text.ends_with("2 of 3 answers agree with what is computed.\n"), "{text}");
}
