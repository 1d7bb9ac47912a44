//! Sentences say what literature says of its games, and stay short where there is much to say.

use schelling::equilibrium::Search;
use schelling::{Error, Game, Q, report};

use crate::common::games::beer_quiche;
use crate::common::ratio;

fn sentences(game: &Game) -> Result<Vec<String>, Error> {
    Ok(game.equilibria(&Search::default())?.iter().map(report::sentence).collect())
}

#[test]
fn beer_and_quiche() -> Result<(), Error> {
    let game = beer_quiche().with_prior([ratio(1, 4), ratio(3, 4)])?;
    let because = "because whoever sends it is believed to be wimp with probability at least 1/2";
    let pooling = |sent: &str, unsent: &str| {
        format!(
            "both types send {sent}, which is answered by pass; {unsent} is answered by duel \
             (with probability at least 1/2) {because}"
        )
    };
    assert_eq!(sentences(&game)?, [pooling("quiche", "beer"), pooling("beer", "quiche")]);
    Ok(())
}

#[test]
fn labels_that_could_be_words_of_the_sentence_are_quoted() -> Result<(), Error> {
    let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    let prior = [ratio(1, 4), ratio(3, 4)];
    let game = Game::cheap_talk(payoffs.clone(), payoffs, prior, ["say yes", "b, c"])?;
    assert_eq!(
        sentences(&game)?[2],
        "t1 sends \"say yes\", and t2 sends \"b, c\"; \"say yes\" is answered by a1; \"b, c\" is \
         answered by a2"
    );
    Ok(())
}

#[test]
fn many_messages_are_counted() -> Result<(), Error> {
    // Each message that is not sent has a threat of its own strength.
    let messages: Vec<String> = (0..14).map(|m| format!("m{m}")).collect();
    let game = Game::from_function(
        ["weak", "strong"],
        messages,
        ["fight", "yield"],
        [ratio(1, 4), ratio(3, 4)],
        |_, m, a| if m == 0 { ratio(0, 4) } else { Q::from(m as i64 * (2 * a as i64 - 1)) },
        |t, m, a| Q::from(if a == 0 { m as i64 + 1 } else { 20 * t as i64 }),
    )?;
    let silent = sentences(&game)?.into_iter().find(|s| s.starts_with("both types send m0,"));
    let silent = silent.expect("an equilibrium in which nobody threatens");
    assert!(silent.chars().count() <= 300, "{silent}");
    let told = "all other messages are answered by fight (with probability at least 1/2)";
    assert!(silent.contains(told), "{silent}");
    Ok(())
}

/// A job market with wages and levels of education that are numbers.
fn job_market() -> Result<Game, Error> {
    let wage = |a: usize| ratio(4 + a as i64, 4);
    Game::from_function(
        ["1", "2", "3"],
        (0..11).map(|m| m.to_string()),
        (0..9).map(|a| wage(a).to_string()),
        [ratio(1, 3), ratio(1, 3), ratio(1, 3)],
        |t, m, a| wage(a) - ratio(m as i64, t as i64 + 1),
        |t, _, a| {
            let miss = wage(a) - Q::from(t as i64 + 1);
            -(&miss * &miss)
        },
    )
}

#[test]
fn numbers_make_runs_bounds_and_an_expected_type() -> Result<(), Error> {
    let all = sentences(&job_market()?)?;
    // Spence 1973: no education, and the least costly separation
    assert_eq!(
        all[0],
        "all 3 types send 0, which is answered by 2; message 1 can be answered by 9/4 or less, or \
         mixtures with 5/2, when the expected type is at most 19/8; message 2 by 5/2 or less, or \
         mixtures with 11/4, when the expected type is at most 21/8; nobody gains by sending \
         messages 3 to 10, whatever the reply"
    );
    let separating =
        all.iter().find(|s| s.starts_with("type 1 sends 0, type 2 sends 1, and type 3 sends 3;"));
    assert_eq!(
        separating.expect("separation"),
        "type 1 sends 0, type 2 sends 1, and type 3 sends 3; message 0 is answered by 1; message 1 \
         is answered by 2; message 3 is answered by 3; message 2 can be answered by 5/2 or less, \
         when the expected type is at most 21/8; nobody gains by sending messages 4 to 10, whatever \
         the reply"
    );
    Ok(())
}

#[test]
fn three_types_are_believed_in_within_bounds() -> Result<(), Error> {
    let game = job_market()?;
    let all = game.equilibria(&Search::default())?;
    let text = report::equilibrium(&all[0]).to_string();
    for row in [
        "  1         9/4 or less, or mixtures with 5/2   expected type at most 19/8\n",
        "  2         5/2 or less, or mixtures with 11/4  expected type at most 21/8\n",
        "  3 to 10   any                                 anything\n",
    ] {
        assert!(text.contains(row), "{text}");
    }
    Ok(())
}
