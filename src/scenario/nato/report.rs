//! The answer to the founding question: the rule, the ladder and the equilibria together.

use serde::Serialize;

use super::game::crisis;
use super::numbers::Stated;
use super::parameters::{COMMAND, Parameters};
use super::rules::{NamedRule, RULES};
use crate::equilibrium::Search;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::scenario::measures::Span;
use crate::scenario::report::{CrisisReport, RungReport};
use crate::words::{decimal, ends, fraction_and_decimal};

/// The founding question.
const QUESTION: &str = "Does moving aid for Ukraine under NATO command keep Moscow from testing it \
                        with a strike, and how often is the move a bluff?";

/// The warning that goes with every number.
const CAVEAT: &str = "All numbers are illustrative defaults, not estimates: what counts is where a \
                      conclusion flips.";

/// The answers under one decision rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleReport {
    /// Its name.
    pub name: &'static str,
    /// The rule as text.
    pub rule: &'static str,
    /// Its meaning, in a line.
    pub summary: &'static str,
    /// The probability that it gives an answer: the prior on resolve.
    pub resolved: Q,
    /// The rungs that deter a probe when both types send them.
    pub deters_if_all: Vec<String>,
    /// The probability of a probe, over the equilibria.
    pub probed: Option<Span>,
    /// The probability of a bluff, over the equilibria.
    pub bluff: Option<Span>,
    /// The probability of a bluff that is called, over the equilibria.
    pub bluff_called: Option<Span>,
}

/// A veto player, and the willingness that it would need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PivotReport {
    /// The member.
    pub member: String,
    /// Its willingness.
    pub willing: Q,
    /// The probability that it is pivotal.
    pub pivotality: Q,
    /// The least willingness with which NATO command deters when both types send it, the others
    /// unchanged; `None` when none is enough.
    pub willing_needed: Option<Q>,
}

/// The founding case, solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The question.
    pub question: &'static str,
    /// The answer, in sentences written from the numbers.
    pub answer: String,
    /// The warning that goes with every number.
    pub caveat: &'static str,
    /// The decision rule, as text.
    pub rule: String,
    /// The probability that the Alliance is resolved.
    pub resolved: Q,
    /// The largest `k` such that "k members, with the rule's veto players" makes NATO command deter
    /// when both types send it; `None` when there is none.
    pub largest_k: Option<usize>,
    /// The rule's veto players.
    pub pivots: Vec<PivotReport>,
    /// The game under this rule: ladder and equilibria.
    pub crisis: CrisisReport,
    /// The rules compared, those that fit the members.
    pub rules: Vec<RuleReport>,
    /// Every number with its default, its range and the reason for it.
    pub stated: Vec<Stated>,
    /// The parameters of this report.
    pub parameters: Parameters,
}

/// Solves the founding game under its own rule and under each of [`RULES`], and answers the
/// question.
///
/// # Errors
/// As [`crisis`] and the search; also when no rung is called "NATO command".
///
/// ```
/// use schelling::equilibrium::Search;
/// use schelling::scenario::nato;
/// let report = nato::report(&nato::Parameters::default(), &Search::default())?;
/// assert!(report.crisis.complete);
/// assert!(report.to_string().contains("illustrative defaults"));
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn report(parameters: &Parameters, search: &Search) -> Result<Report, Error> {
    let told = solved(parameters, search)?;
    let command = told.ladder.iter().find(|rung| rung.message == COMMAND).ok_or_else(|| {
        Error::Game(format!("no rung is called {COMMAND:?}, which the question is about"))
    })?;
    let council = &parameters.council;
    let needed = &command.belief_needed;
    let pivot = |member: &String| {
        let willing = council.members.iter().find(|m| m.name == *member);
        Ok(PivotReport {
            member: member.clone(),
            willing: willing.map(|m| m.willing.clone()).unwrap_or_default(),
            pivotality: council.pivotality(member)?,
            willing_needed: council.willingness_for(member, needed)?,
        })
    };
    let rules = RULES.iter().filter_map(|named| rule_report(named, parameters, search).transpose());
    let rules: Vec<RuleReport> = rules.collect::<Result<_, Error>>()?;
    Ok(Report {
        question: QUESTION,
        answer: answer(&council.rule.to_string(), command, &told, &rules),
        caveat: CAVEAT,
        rule: council.rule.to_string(),
        resolved: parameters.resolved()?,
        largest_k: council.largest_k_for(needed)?,
        pivots: council.rule.veto().iter().map(pivot).collect::<Result<_, Error>>()?,
        rules,
        stated: parameters.stated(),
        parameters: parameters.clone(),
        crisis: told,
    })
}

/// The crisis with all its equilibria, since the answer speaks of every one.
fn solved(parameters: &Parameters, search: &Search) -> Result<CrisisReport, Error> {
    let told = crisis(parameters)?.report(search)?;
    if !told.complete {
        checkpoint();
        return Err(Error::Limit("the search for the equilibria of the crisis was stopped".into()));
    }
    Ok(told)
}

/// The answers under one rule, or `None` when the rule does not fit the members: when it names one
/// who is no member, or asks for more than there are.
fn rule_report(
    named: &NamedRule,
    parameters: &Parameters,
    search: &Search,
) -> Result<Option<RuleReport>, Error> {
    let council = parameters.council.with_rule(named.rule.parse()?);
    let Ok(resolved) = council.probability() else { return Ok(None) };
    let told = solved(&Parameters { council, resolve: None, ..parameters.clone() }, search)?;
    let deters = told.ladder.iter().filter(|rung| rung.deters_if_all);
    Ok(Some(RuleReport {
        name: named.name,
        rule: named.rule,
        summary: named.summary,
        resolved,
        deters_if_all: deters.map(|rung| rung.message.clone()).collect(),
        probed: told.span(|measures| measures.called.clone()),
        bluff: told.span(|measures| measures.bluff.clone()),
        bluff_called: told.span(|measures| measures.bluff_called.clone()),
    }))
}

/// The answer in a few sentences.
fn answer(rule: &str, command: &RungReport, told: &CrisisReport, rules: &[RuleReport]) -> String {
    let (believed, needed) =
        (decimal(&command.believed_if_all), fraction_and_decimal(&command.belief_needed));
    let named = RULES.iter().find(|named| named.rule == rule);
    let condition = match named {
        Some(named) => format!("if an answer takes {}", named.takes),
        None => format!("under the rule {rule}"),
    };
    let expects = "an Alliance that moves its aid whether or not it would answer a strike is \
                   expected to answer with probability";
    let head = if command.deters_if_all {
        format!("Yes, {condition}: {expects} {believed}, and {needed} is enough to deter Moscow.")
    } else {
        format!(
            "No, {condition}: {expects} {believed}, and Moscow holds back only from {needed} on."
        )
    };
    let standings = told.equilibria.iter().flat_map(|e| &e.measures.messages);
    let sent: Vec<_> = standings.filter(|s| s.message == COMMAND && s.sent.is_positive()).collect();
    let bluff = Span::of(sent.iter().map(|s| Q::ONE - &s.credibility.low));
    let called = Span::of(sent.iter().map(|s| s.called.low.clone()));
    let bluffs = match (bluff, called) {
        (Some(bluff), Some(called)) => format!(
            "Where aid is moved in equilibrium, the move is a bluff with probability {} and is put \
             to the test with probability {}.",
            ends(&bluff.low, &bluff.high),
            ends(&called.low, &called.high)
        ),
        _ => "In no equilibrium is aid moved.".into(),
    };
    let takes = |yes: bool| -> Vec<&str> {
        let deters = |r: &&RuleReport| r.deters_if_all.iter().any(|m| m == COMMAND) == yes;
        let others = rules.iter().filter(deters).filter(|r| r.rule != rule);
        let named = |r: &RuleReport| RULES.iter().find(|named| named.name == r.name);
        others.filter_map(named).map(|named| named.takes).collect()
    };
    let (yes, no) = (takes(true).join("; or "), takes(false).join("; or "));
    let compared = match (yes.as_str(), no.as_str()) {
        ("", "") => String::new(),
        (yes, "") => format!(" Moving the aid would also deter if an answer took {yes}."),
        ("", no) => format!(" It would not deter if an answer took {no}."),
        (yes, no) => format!(
            " Moving the aid would deter if an answer took {yes}. It would not if an answer took \
             {no}."
        ),
    };
    format!("{head} {bluffs}{compared}")
}
