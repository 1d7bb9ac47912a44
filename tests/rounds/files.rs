//! Trees in files: JSON and `.efg`, there and back.

use schelling::equilibrium::Unwatched;
use schelling::io::{efg, multistage};
use schelling::rounds::TreeSearch;

use super::equilibria::{check, list};
use super::trees::{Draws, Shape, chain_store, crisis, q, qs, random, sobel};

/// An employer, who fires or hires twice, and an employee, who works or quits.
const EMPLOYER: &str = r#"EFG 2 R "employer and employee" { "Sender" "Receiver" }
""

c "" 1 "" { "hard-working" 1/2 "lazy" 1/2 } 0
p "" 2 1 "" { "hire" "fire" } 0
p "" 1 1 "" { "work" "quit" } 1 "" { 2, -2 }
p "" 2 2 "again" { "hire" "fire" } 2 "" { 1, 3 }
p "" 1 2 "" { "work" "quit" } 3 "" { 2, -2 }
t "" 4 "" { 1, 3 }
t "" 5 "" { 0, 0 }
t "" 6 "" { 0, 0 }
t "" 7 "" { 0, 0 }
t "" 8 "" { 0, 0 }
p "" 2 1 "" { "hire" "fire" } 0
p "" 1 3 "" { "work" "quit" } 9 "" { 2, -2 }
p "" 2 2 "again" { "hire" "fire" } 10 "" { -1, 3 }
p "" 1 4 "" { "work" "quit" } 11 "" { 2, -2 }
t "" 12 "" { -1, 3 }
t "" 13 "" { 0, 0 }
t "" 14 "" { 0, 0 }
t "" 15 "" { 0, 0 }
t "" 16 "" { 0, 0 }
"#;

#[test]
fn employer_and_employee_have_one_equilibrium() {
    let game = efg::rounds_from_str(EMPLOYER).unwrap();
    assert_eq!(game.types(), ["hard-working", "lazy"]);
    let all = list(&game);
    assert_eq!(all.len(), 1);
    let eq = all.assessment(0).unwrap();
    check(&game, &eq);
    assert_eq!(eq.sender_payoffs, qs("9/2 2"));
    assert_eq!(eq.receiver_payoff, q("1/4"));
    let corr = game.correspondence(game.root(), &TreeSearch::default(), &Unwatched).unwrap();
    let mut shown: Vec<String> = corr
        .pieces()
        .iter()
        .map(|p| {
            let at = |k: Option<&(Vec<schelling::Q>, schelling::Q)>| k.unwrap().0[0].to_string();
            let ends = (at(p.corners.first()), at(p.corners.last()));
            let points: Vec<String> =
                p.sender.iter().map(|u| format!("{},{}", u[0], u[1])).collect();
            format!("{} {}: {}", ends.0, ends.1, points.join(" "))
        })
        .collect();
    shown.sort();
    let mut expected =
        ["0 4/9: 0,0", "4/9 4/9: 0,0 9/2,2", "4/9 2/3: 9/2,2", "2/3 2/3: 9/2,2 6,3", "2/3 1: 6,3"];
    expected.sort_unstable();
    assert_eq!(shown, expected);
}

#[test]
fn trees_come_back_from_files() {
    let mut draws = Draws(3);
    let shape = Shape {
        types: 2,
        messages: 2,
        actions: 2,
        rounds: 2,
        highest: 9,
        cut: 30,
        both: 30,
        evidence: 30,
    };
    let mut games = vec![crisis("3/10 7/10"), sobel("1/2 1/2")];
    games.extend((0..20).map(|_| random(&mut draws, &shape)));
    for game in &games {
        let json = multistage::to_json(game).unwrap();
        assert_eq!(multistage::from_json(&json).unwrap(), *game);
    }
    // the format has no order of messages that some type lacks
    let plain = Shape { evidence: 0, ..shape };
    games.truncate(2);
    games.extend((0..20).map(|_| random(&mut draws, &plain)));
    for game in games {
        let back = efg::rounds_from_str(&efg::rounds_to_string(&game).unwrap()).unwrap();
        assert_eq!(back, game);
    }
    let store = chain_store(3, "1/10 9/10");
    assert_eq!(multistage::from_json(&multistage::to_json(&store).unwrap()).unwrap(), store);
    let error = efg::rounds_to_string(&store).unwrap_err();
    assert!(error.to_string().contains("discount of 0"), "{error}");
}

#[test]
fn refusals_name_the_information_set() {
    let knows = EMPLOYER.replacen(
        "p \"\" 2 2 \"again\" { \"hire\" \"fire\" } 10",
        "p \"\" 2 7 \"again, if lazy\" { \"hire\" \"fire\" } 10",
        1,
    );
    let error = efg::rounds_from_str(&knows).unwrap_err().to_string();
    assert!(error.contains("knows too much") && error.contains("again, if lazy"), "{error}");
    let unlike = EMPLOYER.replacen("p \"\" 1 2 \"\"", "p \"\" 1 1 \"\"", 1);
    let error = efg::rounds_from_str(&unlike).unwrap_err().to_string();
    assert!(error.contains("knows too little"), "{error}");
}
