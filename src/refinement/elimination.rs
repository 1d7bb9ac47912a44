//! Tests that strike types after an unsent message, once or until no more can be struck: the
//! intuitive criterion, equilibrium domination, D1, D2 and universal divinity, and NWBR ("never a
//! weak best response").
//!
//! `D(t)` is the set of replies from which type t gains, and `D0(t)` the set of those that leave it
//! indifferent, as [defined](super) for all tests.

use super::explain::{listed, reason};
use super::judgement::{Refinement, TestedOutcome, any_game};
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::{Cause, Reason, Strike};
use crate::exact::bitset::members;
use crate::exact::int::Int;

pub(super) const INTUITIVE: Refinement = Refinement {
    name: "intuitive",
    summary: "no type that is not equilibrium dominated at an unsent message gains from every reply \
              that is best when the dominated types are ruled out",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(intuitive(outcome, Iteration::Once)),
};

pub(super) const ITERATED_INTUITIVE: Refinement = Refinement {
    name: "iterated_intuitive",
    summary: "the intuitive criterion, with types ruled out again as long as the replies that are \
              left leave more of them worse off",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(intuitive(outcome, Iteration::Repeated)),
};

pub(super) const EQUILIBRIUM_DOMINATION: Refinement = Refinement {
    name: "equilibrium_domination",
    summary: "after an unsent message the receiver does not believe in types that every best reply \
              leaves worse off than they are",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, dominated)),
};

pub(super) const D1: Refinement = Refinement {
    name: "D1",
    summary: "after an unsent message the receiver does not believe in a type when one other type \
              gains from every reply from which it does not lose",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, d1)),
};

pub(super) const ITERATED_D1: Refinement = Refinement {
    name: "iterated_D1",
    summary: "D1, with types ruled out again as long as the replies that are left rule out more",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, d1)),
};

pub(super) const D2: Refinement = Refinement {
    name: "D2",
    summary: "after an unsent message the receiver does not believe in a type when from every reply \
              from which it does not lose some other type gains",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, d2)),
};

pub(super) const UNIVERSALLY_DIVINE: Refinement = Refinement {
    name: "universally_divine",
    summary: "divinity whatever the prior: D2, with types ruled out again as long as the replies \
              that are left rule out more",
    source: "Banks and Sobel 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, d2)),
};

pub(super) const NWBR: Refinement = Refinement {
    name: "NWBR",
    summary: "after an unsent message the receiver does not believe in a type when some other type \
              gains from every reply that leaves it indifferent",
    source: "Kohlberg and Mertens 1986; Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Once, nwbr)),
};

pub(super) const ITERATED_NWBR: Refinement = Refinement {
    name: "iterated_NWBR",
    summary: "never a weak best response, with types ruled out again as long as the replies that \
              are left rule out more",
    source: "Cho and Kreps 1987",
    announcements: false,
    applies: any_game,
    judge: |outcome| Ok(judge(outcome, Iteration::Repeated, nwbr)),
};

/// Strikes a type if every reply leaves it worse off than it is.
fn dominated(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    (!unsent.is_willing(replies, t)).then_some(Cause::Dominated)
}

/// Strikes t if there is a type s with `D(t) u D0(t)` inside `D(s)`, which is not empty.
fn d1(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    let own = 1 << t;
    let keener =
        |&s: &usize| s != t && unsent.may_gain(replies, s) && !unsent.exists(replies, own, 1 << s);
    let s = members(unsent.senders).find(keener)?;
    dominated(unsent, replies, t).or(Some(Cause::Keener(s)))
}

/// Strikes t if `D(t) u D0(t)` lies inside the union of the other `D(s)`, which is not empty.
fn d2(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    outdone(unsent, replies, t, unsent.senders & !(1 << t), Cause::OthersKeener)
}

/// Strikes t if `D0(t)` lies inside the union of the other `D(s)`, which is not empty.
fn nwbr(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    outdone(unsent, replies, t, unsent.senders, Cause::NeverWeaklyBest)
}

/// Strikes t if some other type may gain, and from no reply does t not lose while none of the types
/// `down` gains.
fn outdone(
    unsent: &UnsentMessage,
    replies: &ReplyFaces,
    t: usize,
    down: u128,
    cause: Cause,
) -> Option<Cause> {
    let own = 1 << t;
    let struck = members(unsent.senders & !own).any(|s| unsent.may_gain(replies, s))
        && !unsent.exists(replies, own, down);
    struck.then(|| dominated(unsent, replies, t).unwrap_or(cause))
}

/// Decides whether a test strikes a type when these replies are possible, and why.
type StrikeTest = fn(&UnsentMessage, &ReplyFaces, usize) -> Option<Cause>;

/// How often a test strikes types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Iteration {
    Once,
    /// Until no more types are struck.
    Repeated,
}

/// The types that a test leaves, and the replies that are best at some belief on them.
struct SurvivingTypes {
    struck: Vec<Strike>,
    types: u128,
    replies: ReplyFaces,
}

/// Strikes types, in rounds. A round that would leave no type strikes none, since the message then
/// restricts nothing.
fn eliminate(unsent: &UnsentMessage, iteration: Iteration, strikes: StrikeTest) -> SurvivingTypes {
    let (types, replies) = (unsent.senders, unsent.all_best());
    let mut left = SurvivingTypes { struck: Vec::new(), types, replies };
    for round in 1.. {
        let struck = members(left.types).filter_map(|kind| {
            let cause = strikes(unsent, &left.replies, kind)?;
            Some(Strike { kind, round, cause })
        });
        let struck: Vec<Strike> = struck.collect();
        let types = struck.iter().fold(left.types, |types, s| types & !(1 << s.kind));
        if types == 0 || types == left.types {
            break;
        }
        left = SurvivingTypes {
            struck: left.struck.into_iter().chain(struck).collect(),
            types,
            replies: unsent.best_on(types),
        };
        if iteration == Iteration::Once {
            break;
        }
    }
    left
}

/// Judges an outcome by the replies that elimination leaves: a reason for every unsent message at
/// which none of them deters all types.
fn judge(outcome: &TestedOutcome, iteration: Iteration, strikes: StrikeTest) -> Vec<Reason> {
    let reason = |unsent: &UnsentMessage| {
        let left = eliminate(unsent, iteration, strikes);
        let holds = unsent.exists(&left.replies, 0, unsent.senders);
        (!holds).then(|| left.reason(outcome, unsent))
    };
    outcome.unsent.iter().filter_map(reason).collect()
}

/// Judges an outcome by the intuitive criterion: a reason for every unsent message at which one type
/// that is left gains from every action that is left, and so from every reply.
fn intuitive(outcome: &TestedOutcome, iteration: Iteration) -> Vec<Reason> {
    let reason = |unsent: &UnsentMessage| {
        let left = eliminate(unsent, iteration, dominated);
        let actions = left.replies.actions();
        let always_gains = |t: usize| actions.iter().all(|a| unsent.gain(t, a).is_positive());
        let fails = members(left.types).any(always_gains);
        fails.then(|| left.reason(outcome, unsent))
    };
    outcome.unsent.iter().filter_map(reason).collect()
}

impl SurvivingTypes {
    /// The reason why the message speaks against the outcome, given that it does.
    fn reason(self, outcome: &TestedOutcome, unsent: &UnsentMessage) -> Reason {
        let game = outcome.game();
        let label = |t: usize| game.types()[t].as_str();
        let struck: Vec<String> = self
            .struck
            .iter()
            .map(|s| format!("{} is struck ({})", label(s.kind), cause(&s.cause, &label)))
            .collect();
        let left: Vec<usize> = members(self.types).collect();
        let struck = if struck.is_empty() { "no type is struck".into() } else { struck.join(", ") };
        let restriction = format!("with only {} left", listed(game.types(), &left));
        let reason = reason(outcome, unsent, &self.replies, &format!("{struck}; {restriction}"));
        Reason { struck: self.struck, left, ..reason }
    }
}

/// The cause of a strike in words.
fn cause<'l>(cause: &Cause, label: &impl Fn(usize) -> &'l str) -> String {
    match cause {
        Cause::Dominated => "no best reply gives it as much as it has".into(),
        Cause::Keener(s) => format!("whenever it does not lose, {} gains", label(*s)),
        Cause::OthersKeener => "whenever it does not lose, another type gains".into(),
        Cause::NeverWeaklyBest => "whenever it would be indifferent, another type gains".into(),
    }
}
