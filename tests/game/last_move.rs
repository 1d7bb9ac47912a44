//! Last moves of the sender: what is chosen, what ties, and what labels are refused.

use schelling::game::{LastMove, TieBreak};
use schelling::{Game, Q};

use crate::common::q;

/// Two types, a threat that may be called, and what follows after a call.
fn threat() -> LastMove {
    let zero = |_: usize, _: usize, _: usize| Q::ZERO;
    let half = q("1/2");
    let prior = [half.clone(), half];
    let talk = Game::from_function(
        ["firm", "weak"],
        ["quiet", "threat"],
        ["yield", "call"],
        prior,
        zero,
        zero,
    );
    LastMove::new(&talk.unwrap())
        .with_move("call", "fight", |t, _| Some((Q::from([1, -3][t]), Q::from(-4))))
        .unwrap()
        .with_move("call", "back down", |_, m| (m == 1).then(|| (Q::from(-1), Q::from(2))))
        .unwrap()
}

#[test]
fn the_last_move_is_folded_in_by_sequential_rationality() {
    let folded = threat().fold(TieBreak::ForReceiver);
    assert_eq!(folded.choice(0, 1, 1), Some("fight"));
    assert_eq!(folded.choice(1, 1, 1), Some("back down"));
    assert_eq!(folded.choice(1, 0, 1), Some("fight"), "backing down is open after a threat only");
    assert_eq!(folded.choice(1, 1, 0), None, "there is no last move unless called");
    assert_eq!(folded.game().receiver_payoff(1, 1, 1), &Q::from(2));

    let tied = |cost: &str| {
        let costs = [("threat", q(cost))];
        threat().with_audience_costs("call", "back down", costs).unwrap()
    };
    let folded = tied("5/2").fold(TieBreak::ForReceiver);
    assert_eq!(folded.choice(1, 1, 1), Some("fight"), "a large audience cost ties its hands");
    assert_eq!(folded.game().sender_payoff(1, 1, 1), &Q::from(-3));

    let costly = threat().with_message_costs([("threat", q("1/2"))]).unwrap();
    let folded = costly.fold(TieBreak::ForReceiver);
    assert_eq!(folded.game().sender_payoff(0, 1, 0), &q("-1/2"), "sunk when the receiver yields");
    assert_eq!(folded.game().sender_payoff(0, 1, 1), &q("1/2"), "and when it does not");
    assert_eq!(folded.game().sender_payoff(0, 0, 1), &Q::ONE);
}

#[test]
fn ties_of_the_last_move_are_reported_and_broken_as_said() {
    let costs = [("threat", Q::from(2))];
    let even = threat().with_audience_costs("call", "back down", costs).unwrap();
    for (ties, first, receiver) in
        [(TieBreak::ForReceiver, "back down", 2), (TieBreak::AgainstReceiver, "fight", -4)]
    {
        let folded = even.fold(ties);
        let [tie] = folded.ties() else { panic!("one tie: {:?}", folded.ties()) };
        assert_eq!((tie.kind.as_str(), tie.message.as_str()), ("weak", "threat"));
        assert_eq!((tie.reply.as_str(), tie.moves[0].as_str()), ("call", first));
        assert_eq!((tie.moves.len(), tie.matters), (2, true));
        assert_eq!(folded.choice(1, 1, 1), Some(first));
        assert_eq!(folded.game().receiver_payoff(1, 1, 1), &Q::from(receiver));
    }
}

#[test]
fn wrong_labels_of_a_transformation_are_named() {
    let game = threat().fold(TieBreak::ForReceiver).game().clone();
    let error = game.with_message_costs([("threta", Q::ONE)]).unwrap_err();
    assert!(error.message().contains("\"threta\" is not one of the messages quiet, threat"));
    let error = game.with_message_costs_for("strong", [("threat", Q::ONE)]).unwrap_err();
    assert!(error.message().contains("\"strong\" is not one of the types firm, weak"));
    let twice = threat().with_move("call", "fight", |_, _| None).unwrap_err();
    assert!(twice.message().contains("stands twice"));
    let costs = [("threat", Q::ONE)];
    let early = threat().with_audience_costs("yield", "fight", costs).unwrap_err();
    assert!(early.message().contains("is not a last move after"));
}

#[test]
fn costs_for_one_type_leave_the_others_alone() {
    let game = threat().fold(TieBreak::ForReceiver).game().clone();
    let costly = game.with_message_costs_for("weak", [("threat", Q::from(3))]).unwrap();
    assert_eq!(costly.sender_payoff(0, 1, 0), game.sender_payoff(0, 1, 0));
    assert_eq!(costly.sender_payoff(1, 1, 0), &(game.sender_payoff(1, 1, 0) - &Q::from(3)));
}
