//! Elimination: the tests that strike types after an unsent message, once or until no more can be
//! struck.
//!
//! `D(t)` is the set of replies from which type t gains, and `D0(t)` the set of those that leave it
//! indifferent, as [defined](super) for all tests.

use super::explain::{Wording, listed, reason};
use super::judgement::TestedOutcome;
use super::off_path_message::{ReplyFaces, UnsentMessage};
use super::reason::{Cause, Reason, Strike};
use crate::exact::bitset::members;
use crate::words::{LabelList, grouped};

/// Strikes a type if every reply leaves it worse off than it is.
pub(super) fn dominated(unsent: &UnsentMessage, replies: &ReplyFaces, t: usize) -> Option<Cause> {
    (!unsent.is_willing(replies, t)).then_some(Cause::Dominated)
}

/// Strikes t if some other type may gain, and from no reply does t not lose while none of the types
/// `down` gains.
pub(super) fn outdone(
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
pub(super) type StrikeTest = fn(&UnsentMessage, &ReplyFaces, usize) -> Option<Cause>;

/// How often a test strikes types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Iteration {
    Once,
    /// Until no more types are struck.
    Repeated,
}

/// The types that a test leaves, and the replies that are best at some belief on them.
pub(super) struct SurvivingTypes {
    struck: Vec<Strike>,
    pub(super) types: u128,
    pub(super) replies: ReplyFaces,
}

/// Strikes types, in rounds. A round that would leave no type strikes none, since the message then
/// restricts nothing.
pub(super) fn eliminate(
    unsent: &UnsentMessage,
    iteration: Iteration,
    strikes: StrikeTest,
) -> SurvivingTypes {
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
pub(super) fn judge(
    outcome: &TestedOutcome,
    iteration: Iteration,
    strikes: StrikeTest,
) -> Vec<Reason> {
    let reason = |unsent: &UnsentMessage| {
        let left = eliminate(unsent, iteration, strikes);
        let holds = unsent.exists(&left.replies, 0, unsent.senders);
        (!holds).then(|| left.reason(outcome, unsent))
    };
    outcome.unsent.iter().filter_map(reason).collect()
}

impl SurvivingTypes {
    /// The reason why the message speaks against the outcome, given that it does.
    pub(super) fn reason(self, outcome: &TestedOutcome, unsent: &UnsentMessage) -> Reason {
        let game = outcome.game();
        let label = |t: usize| game.types()[t].as_str();
        let each: Vec<String> = self
            .struck
            .iter()
            .map(|s| format!("{} is struck ({})", label(s.kind), cause(&s.cause, &label, false)))
            .collect();
        let left: Vec<usize> = members(self.types).collect();
        let types = LabelList::types(game);
        let restriction = |struck: String, left: String| match struck.as_str() {
            "" => format!("no type is struck; with only {left} left"),
            _ => format!("{struck}; with only {left} left"),
        };
        let wording = Wording {
            short: restriction(struck_in_short(&types, &self.struck), types.list(&left, "and")),
            full: restriction(each.join(", "), listed(game.types(), &left)),
        };
        let reason = reason(outcome, unsent, &self.replies, &wording);
        Reason { struck: self.struck, left, ..reason }
    }
}

/// The types that are struck, those with the same cause together.
fn struck_in_short(types: &LabelList, struck: &[Strike]) -> String {
    let each: Vec<usize> = (0..struck.len()).collect();
    let groups = grouped(&each, |i| &struck[i].cause).into_iter().map(|(why, group)| {
        let mut kinds: Vec<usize> = group.iter().map(|&i| struck[i].kind).collect();
        kinds.sort_unstable();
        let verb = if kinds.len() == 1 { "is" } else { "are" };
        let why = cause(why, &|t| types.name(t), kinds.len() > 1);
        format!("{} {verb} struck ({why})", types.list(&kinds, "and"))
    });
    groups.collect::<Vec<_>>().join(", ")
}

/// The cause of a strike in words.
fn cause<L: std::fmt::Display>(cause: &Cause, label: &impl Fn(usize) -> L, many: bool) -> String {
    let it = if many { "one of them" } else { "it" };
    match cause {
        Cause::Dominated if many => "no best reply gives them as much as they have".into(),
        Cause::Dominated => "no best reply gives it as much as it has".into(),
        Cause::Keener(s) => format!("whenever {it} does not lose, {} gains", label(*s)),
        Cause::OthersKeener => format!("whenever {it} does not lose, another type gains"),
        Cause::NeverWeaklyBest => format!("whenever {it} would be indifferent, another type gains"),
    }
}
