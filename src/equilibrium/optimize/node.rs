//! Nodes of the search: a box of type payoffs, and decisions about who sends what and meets what.

use std::sync::Arc;

use super::OptimizationProblem;
use super::reply_sets::ReplySet;
use crate::exact::Q;
use crate::exact::bitset::members;

/// Messages that meet a reply from one set: one message, if it is `open`, or any number of them.
#[derive(Clone, Debug)]
pub(super) struct ReplyEntry {
    pub(super) set: Arc<ReplySet>,
    /// The types that may send them.
    pub(super) senders: u128,
    /// The types for which the message is best, whether they send it or not.
    pub(super) tight: u128,
    /// Is it one message, with one reply?
    pub(super) open: bool,
    /// Where it is open, mixes, and an event depends on the reply: the bounds on the probability
    /// that the reply is in the event.
    pub(super) met: Option<(Q, Q)>,
}

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) entries: Vec<ReplyEntry>,
    /// `[t]`: the low end of the box, for the payoff of the type.
    pub(super) low: Vec<Q>,
    /// `[t]`: the high end.
    pub(super) high: Vec<Q>,
    /// `[class]`: the replies from which no type gains, where no message of the class is open.
    pub(super) deterrents: Vec<Arc<ReplySet>>,
    /// `[class]`: do programmes ask for such a reply?
    pub(super) deterred: Vec<bool>,
    /// The bound of the node above, and the number of divisions of the box since a bound fell.
    pub(super) above: Option<Q>,
    pub(super) stalled: u32,
    /// The number of questions above.
    pub(super) depth: u32,
}

impl ReplyEntry {
    pub(super) fn sends(&self, t: usize) -> bool {
        self.senders >> t & 1 == 1
    }

    pub(super) fn is_tight(&self, t: usize) -> bool {
        self.tight >> t & 1 == 1
    }
}

impl Node {
    /// The root: all equilibria.
    pub(super) fn root(problem: &OptimizationProblem) -> Node {
        let types = problem.game.types().len();
        let classes = &problem.classes;
        let mut entries = Vec::new();
        let mut low: Vec<Option<Q>> = vec![None; types];
        let mut high: Vec<Option<Q>> = vec![None; types];
        let mut deterrents = Vec::new();
        for (c, class) in classes.iter().enumerate() {
            entries.extend(class.sets.iter().map(|set| ReplyEntry {
                set: set.clone(),
                senders: class.senders,
                tight: 0,
                open: false,
                met: None,
            }));
            let all = (class.replies.clone(), Vec::new());
            let all = ReplySet::new(problem.game, (c, class.message()), all.0, all.1);
            for t in members(class.senders) {
                let worst = low[t].take().map_or(all.low[t].clone(), |l| l.max(all.low[t].clone()));
                low[t] = Some(worst);
                let best =
                    high[t].take().map_or(all.high[t].clone(), |h| h.max(all.high[t].clone()));
                high[t] = Some(best);
            }
            deterrents.push(Arc::new(all));
        }
        let filled = |side: Vec<Option<Q>>| side.into_iter().map(Option::unwrap_or_default);
        Node {
            entries,
            low: filled(low).collect(),
            high: filled(high).collect(),
            deterrents,
            deterred: vec![false; classes.len()],
            above: None,
            stalled: 0,
            depth: 0,
        }
    }

    /// Draws the conclusions from the box and the decisions; `false` where they contradict each
    /// other.
    pub(super) fn propagate(&mut self, problem: &OptimizationProblem) -> bool {
        loop {
            let before = (self.low.clone(), self.high.clone(), self.entries.len());
            let mut left = 0;
            if !self.close_entries(problem, &mut left) {
                return false;
            }
            let types = self.low.len();
            let mut low: Vec<Option<&Q>> = vec![None; types];
            let mut high: Vec<Option<&Q>> = vec![None; types];
            for entry in &self.entries {
                for t in members(entry.senders) {
                    let (least, most) = (&entry.set.low[t], &entry.set.high[t]);
                    low[t] = Some(low[t].map_or(least, |known| known.min(least)));
                    high[t] = Some(high[t].map_or(most, |known| known.max(most)));
                }
            }
            let mut narrower = (self.low.clone(), self.high.clone());
            for t in 0..types {
                let (Some(least), Some(most)) = (low[t], high[t]) else { return false };
                if *least > narrower.0[t] {
                    narrower.0[t] = least.clone();
                }
                if *most < narrower.1[t] {
                    narrower.1[t] = most.clone();
                }
                if narrower.0[t] > narrower.1[t] {
                    return false;
                }
            }
            (self.low, self.high) = narrower;
            let senders = self.entries.iter().map(|e| e.senders.count_ones()).sum::<u32>();
            if left == senders
                && before == (self.low.clone(), self.high.clone(), self.entries.len())
            {
                return true;
            }
        }
    }

    /// Leaves out senders and entries that the box rules out, and narrows the box to what open
    /// entries pay. Adds to `left` the senders that the entries had before.
    fn close_entries(&mut self, problem: &OptimizationProblem, left: &mut u32) -> bool {
        let mut open = vec![0; problem.classes.len()];
        self.entries.iter().filter(|e| e.open).for_each(|e| open[e.set.class] += 1);
        for (class, open) in problem.classes.iter().zip(&open) {
            if *open > class.members.len() {
                return false;
            }
        }
        let Node { entries, low, high, .. } = self;
        let mut possible = true;
        entries.retain_mut(|entry| {
            *left += entry.senders.count_ones();
            let set = &entry.set;
            let class = &problem.classes[set.class];
            let tempts = members(class.senders).any(|t| set.low[t] > high[t]);
            let full = open[set.class] == class.members.len();
            if !entry.open && (tempts || full) {
                return false;
            }
            let poor = members(entry.senders).filter(|&t| set.high[t] < low[t]);
            entry.senders &= !poor.fold(0u128, |poor, t| poor | 1 << t);
            if entry.open {
                possible &= !tempts && members(entry.tight).all(|t| set.high[t] >= low[t]);
                for t in members(class.senders) {
                    if set.low[t] > low[t] {
                        low[t] = set.low[t].clone();
                    }
                    if entry.is_tight(t) && set.high[t] < high[t] {
                        high[t] = set.high[t].clone();
                    }
                }
            }
            entry.open || entry.senders != 0
        });
        possible
    }

    /// The bytes that the node takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Node>()
            + self.entries.len() * size_of::<ReplyEntry>()
            + self.low.len() * 2 * size_of::<Q>()
            + self.deterrents.len() * 16
    }
}
