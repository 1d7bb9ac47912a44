//! Reports say what a reader of the literature looks for, as text and as HTML.

use schelling::equilibrium::Search;
use schelling::report::{self, Block};
use schelling::{Error, Game, Q};

use crate::common::random_games::{Family, random_game};
use crate::oracle::random::Random;

fn coordination(messages: &[&str]) -> Result<Game, Error> {
    let payoffs = vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
    let prior = ["1/3".parse()?, "2/3".parse()?];
    Game::cheap_talk(payoffs.clone(), payoffs, prior, messages.iter().copied())
}

#[test]
fn an_equilibrium_in_full() -> Result<(), Error> {
    let all = coordination(&["left", "right"])?.equilibria(&Search::default())?;
    let text = report::equilibria(&all).to_string();
    for part in [
        "a game: 2 types, 2 messages, 2 actions\n",
        "2 allocations in 2 components; 3 equilibrium outcomes, which otherwise differ only in who \
         says what;\ncomplete\n",
        "  t2      2/3  left 1/2, right 1/2     1\n",
        "  left      2/3  a2     t1 1/2, t2 1/2\n",
        "  right     a2                    between: t2 | t1 1/2, t2 1/2\n",
        "On average the sender gets 1 and the receiver 1.\n",
        "It stands for 2 outcomes, in which messages that are copies change places.\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(text.lines().all(|line| line.trim_end() == line));
    Ok(())
}

#[test]
fn an_outline_is_cut_and_says_so() -> Result<(), Error> {
    let all = coordination(&["left", "right"])?.equilibria(&Search::default())?;
    let outline = report::outline(&all, 1);
    assert_eq!(outline.blocks().last(), Some(&Block::Line("and 2 more".into())));
    assert!(outline.html().contains(">babbling</td>"));
    assert!(!outline.html().contains("separating"));
    Ok(())
}

#[test]
fn a_summary_names_kind_and_messages() -> Result<(), Error> {
    let all = coordination(&["left"])?.equilibria(&Search::default())?;
    assert_eq!(report::summary(&all[0]), "babbling; t1: left; t2: left");
    assert_eq!(report::tally(&all), "1 equilibrium outcome in 1 component, complete");
    Ok(())
}

#[test]
fn a_result_survives_json() -> Result<(), Box<dyn std::error::Error>> {
    let all = coordination(&["left", "right"])?.equilibria(&Search::default())?;
    let text = serde_json::to_string(&all)?;
    assert_eq!(serde_json::from_str::<schelling::equilibrium::Equilibria>(&text)?, all);
    let wrong = text.replacen("\"outcomes\":[{\"sender\":[", "\"outcomes\":[{\"sender\":[[],", 1);
    let error = serde_json::from_str::<schelling::equilibrium::Equilibria>(&wrong).unwrap_err();
    assert!(error.to_string().contains("outcomes[0] does not fit the game"), "{error}");
    Ok(())
}

#[test]
fn reports_of_many_types_show_one_reply_of_many() -> Result<(), Error> {
    let said = "one reply and one belief are shown of perhaps many";
    for family in Family::ALL {
        // a list of all would not come to an end
        let game = random_game(&mut Random(37), [15, 15, 15], family, 20);
        let eq = game.equilibrium(&Search::default())?;
        let document = report::equilibrium(&eq);
        for text in [document.to_string(), document.html(), document.latex()] {
            assert!(text.contains(said), "{text}");
        }
        // others may do as well
        let sentence = report::sentence(&eq);
        assert!(!sentence.contains(" because "), "{family:?}: {sentence}");
    }

    // up to 8 types all are shown
    let game = random_game(&mut Random(37), [8, 4, 4], Family::Plain, 20);
    let document = report::equilibrium(&game.equilibrium(&Search::default())?);
    assert!(!document.to_string().contains(said));
    Ok(())
}
