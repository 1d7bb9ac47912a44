//! The counts of a search: choices tried, the tests that ruled them out, and exact arithmetic.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The counts of a search.
///
/// All counts are sums over the branches of one tree, so that they are the same on any machine and
/// for any number of threads. In a complete search every branch is ruled out by one test, or
/// extended (a node), or gives a sender; the other senders are put together at fixed payoffs
/// (`settled`):
///
/// ```
/// use schelling::{Game, equilibrium::Search};
/// let game: Game = schelling::model::by_name("beer-quiche")?.game(&[])?;
/// let all = game.equilibria(&Search::default())?;
/// let stats = all.stats();
/// let pruned: u64 = stats.pruned.rows().iter().map(|(_, count, _)| count).sum();
/// assert_eq!(stats.branches + stats.settled, pruned + (stats.nodes - 1) + stats.senders as u64);
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// Classes of messages that are copies of one another.
    pub classes: usize,
    /// Corners of the receiver's belief regions, over all classes.
    pub corners: usize,
    /// Faces of these regions that the off-path conditions do not rule out.
    pub faces: usize,
    /// Partial choices of faces that were extended, the empty one among them.
    pub nodes: u64,
    /// Extensions of a partial choice by one more face.
    pub branches: u64,
    /// Branches that were ruled out, by the test that did it.
    pub pruned: Pruned,
    /// Faces compared with a partial choice.
    pub compared: u64,
    /// Of these, faces that no completion uses.
    pub apart: u64,
    /// Open faces that were tested before any of them was chosen.
    pub foreseen: u64,
    /// Of these, faces whose choice has no completion.
    pub idle: u64,
    /// Connected parts of senders at fixed payoffs, where these are listed separately.
    pub parts: u64,
    /// Senders put together from such parts, without branches.
    pub settled: u64,
    /// Branches left unfinished because the search was stopped.
    pub unfinished: u64,
    /// Choices whose masses were solved for.
    pub splits: u64,
    /// Choices that split the prior and have replies, before the off-path conditions.
    pub leaves: u64,
    /// Extreme sender strategies found.
    pub senders: usize,
    /// Conditions added to polytopes of replies: steps of the double description method, as pivots
    /// are steps of the simplex method.
    pub cuts: u64,
    /// Pairs of rays separated by these conditions.
    pub pairs: u64,
    /// Rays created by them.
    pub rays: u64,
    /// Exact comparisons of type payoffs with the off-path conditions of a message.
    pub checks: u64,
    /// Branches that overflowed the integers in use and took the next size.
    pub widened: u64,
    /// The bits of the largest integers in use: 64, 128, or 0 for integers of any size.
    pub word: u32,
}

/// The branches ruled out, each counted under the first test that it failed, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pruned {
    /// More dimensions than types: no extreme sender uses these faces together.
    pub dimension: u64,
    /// Even the best remaining payoffs do not deter the types from some unused message.
    pub deterrence: u64,
    /// The masses are not determined: the spans of the faces are dependent.
    pub dependent: u64,
    /// The masses are determined and not inside the faces, or they cannot add up to the prior.
    pub outside: u64,
    /// The remaining faces cannot add up to the prior.
    pub reach: u64,
    /// No replies to the messages in use make their senders indifferent.
    pub replies: u64,
    /// Some type without a message has no face left.
    pub hopeless: u64,
    /// The masses add up to the prior and there are replies on the path, but none off the path.
    pub off_path: u64,
}

/// A name, a count, and the meaning of the count.
type CountRow = (&'static str, u64, &'static str);

impl Pruned {
    /// Every test with its count, in the order in which they are applied to a branch.
    pub fn rows(&self) -> [CountRow; 8] {
        [
            ("pruned_dimension", self.dimension, "more dimensions than types"),
            ("pruned_deterrence", self.deterrence, "an unused message tempts at the best payoffs"),
            ("pruned_dependent", self.dependent, "masses not determined"),
            ("pruned_outside", self.outside, "masses outside the faces"),
            ("pruned_reach", self.reach, "the faces left do not add up to the prior"),
            ("pruned_replies", self.replies, "no replies on the path"),
            ("pruned_hopeless", self.hopeless, "a type with no face left"),
            ("pruned_off_path", self.off_path, "a leaf that nothing supports off the path"),
        ]
    }
}

impl Stats {
    /// Every count with its name and a short meaning, from the preparation to the arithmetic.
    pub fn rows(&self) -> Vec<CountRow> {
        let mut rows = vec![
            ("classes", self.classes as u64, "messages up to copies"),
            ("corners", self.corners as u64, "corners of the belief regions"),
            ("faces", self.faces as u64, "their faces that may be used"),
            ("nodes", self.nodes, "partial choices of faces extended"),
            ("branches", self.branches, "extensions by one face"),
        ];
        rows.extend(self.pruned.rows());
        rows.extend([
            ("compared", self.compared, "faces held against a partial choice"),
            ("apart", self.apart, "of them those that no completion uses"),
            ("foreseen", self.foreseen, "open faces looked at before a choice"),
            ("idle", self.idle, "of them those that lead nowhere"),
            ("parts", self.parts, "connected parts of senders at settled payoffs"),
            ("settled", self.settled, "senders that these make"),
            ("unfinished", self.unfinished, "branches given up when stopped"),
            ("splits", self.splits, "choices whose masses were solved for"),
            ("leaves", self.leaves, "splits of the prior with replies on the path"),
            ("senders", self.senders as u64, "extreme senders found"),
            ("cuts", self.cuts, "double description steps"),
            ("pairs", self.pairs, "pairs of rays they separate"),
            ("rays", self.rays, "rays they make"),
            ("checks", self.checks, "exact checks of payoffs off the path"),
            ("widened", self.widened, "branches taken to larger integers"),
            ("word", u64::from(self.word), "bits of the largest integers, 0 for any number"),
        ]);
        rows
    }
}

impl fmt::Display for Stats {
    /// A table, one count a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, count, meaning)) in self.rows().into_iter().enumerate() {
            let line = if i == 0 { "" } else { "\n" };
            write!(f, "{line}{name:<18}{count:>16}  {meaning}")?;
        }
        Ok(())
    }
}
