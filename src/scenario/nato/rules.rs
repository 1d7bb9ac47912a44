//! The decision rules that the founding case compares.

use serde::Serialize;

use crate::error::Error;
use crate::scenario::decision::DecisionRule;

/// A decision rule that the Alliance might be taken to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NamedRule {
    /// Its name, also on the command line.
    pub name: &'static str,
    /// The [`DecisionRule`] as text.
    pub rule: &'static str,
    /// Its meaning, in a line.
    pub summary: &'static str,
    /// What an answer takes under it, as a noun phrase.
    pub takes: &'static str,
}

/// The rules that are compared.
pub const RULES: [NamedRule; 5] = [
    NamedRule {
        name: "consensus",
        rule: "consensus",
        summary: "all members are willing, as the North Atlantic Council formally decides",
        takes: "the consent of all members",
    },
    NamedRule {
        name: "k-of-n",
        rule: "k-of-n:22+United States",
        summary: "22 of 32 are willing, the United States among them",
        takes: "22 of the 32 members, the United States among them",
    },
    NamedRule {
        name: "weighted",
        rule: "weighted:2/3+United States",
        summary: "members with two thirds of the people are willing, the United States among them",
        takes: "members with two thirds of the people, the United States among them",
    },
    NamedRule {
        name: "majority",
        rule: "majority+United States",
        summary: "more than half are willing, the United States too, and the rest keep silent",
        takes: "more than half of the members, the United States among them",
    },
    NamedRule {
        name: "coalition",
        rule: "coalition:8",
        summary: "any eight are willing and act on their own, whatever the others say",
        takes: "any eight members who act on their own",
    },
];

/// The rule called `text` in [`RULES`], or the one that `text` spells out as a [`DecisionRule`]
/// does.
///
/// # Errors
/// [`Error::Game`] or [`Error::Number`] when it is neither.
///
/// ```
/// use schelling::scenario::nato;
/// assert_eq!(nato::rule("majority")?.to_string(), "majority+United States");
/// assert_eq!(nato::rule("k-of-n:20+United States+Germany")?.veto().len(), 2);
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn rule(text: &str) -> Result<DecisionRule, Error> {
    let named = RULES.iter().find(|r| r.name == text.trim());
    named.map_or(text, |r| r.rule).parse()
}
