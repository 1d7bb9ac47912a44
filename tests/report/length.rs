//! What a screen shows is short on every game, and what it leaves out is told on request.

use schelling::equilibrium::{Equilibria, Equilibrium, Search};
use schelling::refinement::TABLE;
use schelling::report::{self, Block};
use schelling::{Game, Q};

use crate::common::games::{spence_grid, talk_grid, threats};
use crate::common::random_games::every_game;
use crate::common::{corpus_games, ratio, solve};

/// Characters of a sentence.
const SENTENCE: usize = 300;

/// Lines of a screen with some air.
const SCREEN: usize = 48;

fn length(text: &str) -> usize {
    text.chars().count()
}

fn is_short(all: &Equilibria) {
    let list = report::brief(all).to_string();
    assert!(list.lines().count() <= SCREEN, "{list}");
    for eq in all.iter().take(20) {
        let sentence = report::sentence(eq);
        assert!(length(&sentence) <= SENTENCE, "{sentence}");
        let report = report::equilibrium(eq).to_string();
        assert!(report.lines().count() <= SCREEN, "{report}");
        assert!(report.lines().all(|line| line.chars().count() <= 200), "{report}");
        let summary = report::summary(eq);
        assert!(summary.lines().count() == 1, "{summary}");
        if eq.game().types().len() > 6 {
            continue;
        }
        for test in TABLE.iter().filter(|test| test.applies(eq.game()) && !test.announcements) {
            let Ok(judgement) = test.judge(eq) else { continue };
            for reason in judgement.reasons() {
                assert!(length(&reason.sentence) <= SENTENCE, "{}", reason.sentence);
            }
            assert!(judgement.to_string().lines().count() <= 7, "{judgement}");
        }
    }
}

#[test]
fn screens_are_short_on_published_and_random_games() {
    corpus_games().iter().for_each(|game| is_short(&solve(game)));
    every_game(&[([3, 4, 3], 2), ([4, 7, 5], 1), ([2, 12, 3], 1)], &[3, 20], 71, |_, game, _| {
        is_short(&solve(game));
    });
}

#[test]
fn screens_are_short_on_grids() {
    for game in [spence_grid(3, 11, 9), talk_grid(5, 5, 5), threats(4, 5)] {
        is_short(&solve(&game));
    }
}

/// A game of so many types, messages and actions with these stems of labels.
fn labelled(size: [usize; 3], stems: [&str; 3]) -> Game {
    let label = |k: usize| (0..size[k]).map(move |i| format!("{} {i}", stems[k]));
    Game::from_function(
        label(0),
        label(1),
        label(2),
        vec![ratio(1, size[0] as i64); size[0]],
        |t, m, a| Q::from((7 * t + 3 * m + 5 * a) as i64 % 11),
        |t, m, a| Q::from(-((a as i64 - (t + m) as i64 % size[2] as i64).abs())),
    )
    .expect("a game")
}

#[test]
fn screens_are_short_whatever_the_labels() {
    let long = "a label as long as only a machine would make it ".repeat(5);
    for size in [[1, 1, 1], [2, 1, 3], [3, 4, 3], [20, 20, 3], [3, 200, 4]] {
        for stems in [["t", "m", "a"], ["型", "信号-é", "⟨反応⟩"], [&long, &long, &long]]
        {
            let game = labelled(size, stems);
            let eq = game.equilibrium(&Search::default()).expect("one");
            let sentence = report::sentence(&eq);
            assert!(length(&sentence) <= SENTENCE, "{sentence}");
            let text = report::equilibrium(&eq).to_string();
            assert!(text.lines().count() <= SCREEN, "{text}");
            assert!(length(&report::summary(&eq)) <= 800, "{}", report::summary(&eq));
        }
    }
}

/// The cells and lines of the whole report.
fn whole(eq: &Equilibrium) -> String {
    let document = report::full(eq);
    let text = |block: &Block| match block {
        Block::Heading(text) | Block::Line(text) => text.clone(),
        Block::Table(rows) => rows.iter().map(|row| row.join(" ; ")).collect::<Vec<_>>().join("\n"),
    };
    document.blocks().iter().map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_lost_in_full() {
    every_game(&[([3, 4, 3], 2), ([2, 7, 5], 1)], &[3, 20], 72, |_, game, text| {
        for eq in solve(game).iter().take(5) {
            let whole = whole(eq);
            let lottery = |labels: &[String], weights: &[Q]| {
                let used: Vec<usize> =
                    (0..weights.len()).filter(|&i| !weights[i].is_zero()).collect();
                match used[..] {
                    [only] => labels[only].clone(),
                    _ => (used.iter().map(|&i| format!("{} {}", labels[i], weights[i])))
                        .collect::<Vec<_>>()
                        .join(", "),
                }
            };
            let told = |part: String| assert!(whole.contains(&part), "{part}\n{whole}\n{text}");
            for (t, row) in eq.sender().iter().enumerate() {
                told(lottery(game.messages(), row));
                told(eq.sender_payoffs()[t].to_string());
            }
            told(eq.sender_payoff().to_string());
            told(eq.receiver_payoff().to_string());
            for m in 0..game.messages().len() {
                told(game.messages()[m].clone());
                if let (Some(reply), Some(belief)) = (eq.receiver(m), eq.belief(m)) {
                    told(lottery(game.actions(), reply));
                    told(lottery(game.types(), belief));
                }
                for reply in eq.off_path(m) {
                    told(lottery(game.actions(), &reply.reply));
                    for corner in &reply.beliefs {
                        told(lottery(game.types(), corner));
                    }
                }
            }
        }
    });
}

#[test]
fn a_list_says_what_it_folds() {
    let all = solve(&talk_grid(5, 5, 5));
    let text = report::brief(&all).to_string();
    assert!(all.len() > 25, "{}", all.len());
    assert!(text.contains("eqs.by(\"allocation\")"), "{text}");
    let counted: usize = match report::brief(&all).blocks() {
        [_, _, Block::Table(rows), ..] => {
            rows[1..].iter().map(|row| row[1].parse::<usize>().expect("a count")).sum()
        }
        other => panic!("{other:?}"),
    };
    let rest = all.len() - counted;
    assert!(rest == 0 || text.contains(&format!("with {rest} outcomes")), "{text}");
}

#[test]
fn replies_without_effect_are_named_with_the_cure() {
    let game = Game::from_function(
        ["low", "high"],
        ["check", "bet"],
        ["fold", "call"],
        [ratio(1, 2), ratio(1, 2)],
        |t, m, a| Q::from(if m == 0 { t as i64 } else { (2 * t as i64 - 1) * (1 + a as i64) }),
        |t, m, a| Q::from(if m == 0 { 0 } else { a as i64 * (1 - 2 * t as i64) }),
    )
    .expect("a game");
    let text = report::brief(&solve(&game)).to_string().replace('\n', " ");
    assert!(
        text.contains("After check, the replies fold and call have the same payoffs"),
        "{text}"
    );
    assert!(text.contains("replies={\"check\": [\"fold\"]}"), "{text}");
}
