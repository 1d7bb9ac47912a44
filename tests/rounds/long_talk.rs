//! Conversations: the game with five actions of Aumann and Hart (2003).

use schelling::equilibrium::Unwatched;
use schelling::rounds::{LongTalk, verify};
use schelling::{Game, Q};

use super::trees::{q, qs};

fn five_actions() -> Game {
    let sender = [[1, 3, 0, 3, 1]; 2].map(|row| row.map(Q::from).to_vec());
    let receiver = [[10, 8, 5, 0, -8], [-8, 0, 5, 8, 10]].map(|row| row.map(Q::from).to_vec());
    Game::cheap_talk(sender.to_vec(), receiver.to_vec(), [q("1/2"), q("1/2")], ["x", "y"]).unwrap()
}

fn talk(rounds: usize, lotteries: bool) -> LongTalk {
    LongTalk::new(&five_actions(), rounds, lotteries, None, &Unwatched).unwrap()
}

#[test]
fn one_round_of_talk_gives_all_that_more_give() {
    let half = qs("1/2 1/2");
    assert_eq!(talk(0, true).at(&half).unwrap(), [[qs("0 0")]]);
    let one = talk(1, true);
    assert_eq!(one.at(&half).unwrap(), [[qs("0 0"), qs("3 3")]]);
    let two = talk(2, true);
    assert!(two.stable());
    assert_eq!(two.at(&half).unwrap(), [[qs("0 0"), qs("3 3")]]);
    assert!(talk(2, false).stable());
}

#[test]
fn plans_are_equilibria_with_the_payoffs_asked_for() {
    let one = talk(1, true);
    for payoffs in [qs("3 3"), qs("1 1"), qs("2 2"), qs("0 0"), qs("1/2 1/2")] {
        let plan = one.plan(&payoffs).unwrap();
        let eq = &plan.assessment;
        let verdict = verify(&plan.tree, &eq.sender, &eq.receiver, &eq.beliefs).unwrap();
        assert!(verdict.ok(), "{verdict}");
        assert_eq!(verdict.sender_payoffs(), payoffs);
    }
    assert_eq!(one.best("sender").unwrap(), Some(qs("3 3")));
    assert!(one.plan(&qs("3 2")).is_err());
}
