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
    assert!(silent.ends_with("; and 5 more messages that nobody sends"), "{silent}");
    assert_eq!(silent.matches(';').count(), 9);
    Ok(())
}
