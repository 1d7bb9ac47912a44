//! The sets of replies among which the receiver can mix after a message.

use std::sync::Arc;

use super::linear_objective::LinearObjective;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;

/// The most tests of joint optimality for one class of messages. Beyond, mixtures of its replies
/// are one coarse set, which branches refine. It affects only time.
const TESTS: usize = 1_000;

/// Messages that neither a payoff nor the objective tells apart.
#[derive(Debug)]
pub(super) struct Interchangeable {
    /// The messages, ascending.
    pub(super) members: Vec<usize>,
    /// The types that can send them.
    pub(super) senders: u128,
    /// The replies that are best at some belief.
    pub(super) replies: Vec<usize>,
    /// `[a]`: replies of which one is better than a whenever any reply is.
    pub(super) rivals: Vec<Vec<usize>>,
    /// The supports of best replies, those of one action first.
    pub(super) sets: Vec<Arc<ReplySet>>,
    /// Are `sets` the only supports, or is the last one coarse?
    pub(super) fine: bool,
}

/// A set of mixed replies to one class of messages.
#[derive(Debug)]
pub(super) struct ReplySet {
    /// The class, by index.
    pub(super) class: usize,
    /// The actions that may have weight.
    pub(super) actions: Vec<usize>,
    /// The actions that are best, whether they have weight or not.
    pub(super) core: Vec<usize>,
    /// `[t]`: the least payoff by one of the actions.
    pub(super) low: Vec<Q>,
    /// `[t]`: the largest.
    pub(super) high: Vec<Q>,
}

impl ReplySet {
    pub(super) fn new(
        game: &Game,
        (class, m): (usize, usize),
        actions: Vec<usize>,
        core: Vec<usize>,
    ) -> ReplySet {
        let all = |t: usize| actions.iter().map(move |&a| game.sender_payoff(t, m, a));
        let extreme = |largest: bool| {
            let of = |t: usize| if largest { all(t).max() } else { all(t).min() };
            (0..game.types().len()).map(|t| of(t).cloned().unwrap_or_default()).collect()
        };
        let (low, high) = (extreme(false), extreme(true));
        ReplySet { class, actions, core, low, high }
    }

    /// Is it one reply, which does not mix?
    pub(super) fn is_pure(&self) -> bool {
        self.actions.len() == 1
    }

    /// Are all actions known to be best together?
    pub(super) fn is_fine(&self) -> bool {
        self.actions.iter().all(|a| self.core.contains(a))
    }
}

impl Interchangeable {
    /// The classes of a game.
    pub(super) fn all(game: &Game, targets: &[&LinearObjective]) -> Vec<Interchangeable> {
        let apart = |m: usize, n: usize| targets.iter().any(|target| target.tells_apart(m, n));
        let mut classes: Vec<Vec<usize>> = Vec::new();
        for m in 0..game.messages().len() {
            let same = |c: &&mut Vec<usize>| game.are_copies(c[0], m) && !apart(c[0], m);
            match classes.iter_mut().find(same) {
                Some(class) => class.push(m),
                None => classes.push(vec![m]),
            }
        }
        let classes = classes.into_iter().filter(|class| game.senders(class[0]).next().is_some());
        classes.enumerate().map(|(c, members)| Interchangeable::new(game, c, members)).collect()
    }

    fn new(game: &Game, class: usize, messages: Vec<usize>) -> Interchangeable {
        let m = messages[0];
        let senders = game.senders(m).fold(0u128, |set, t| set | 1 << t);
        let rivals = (0..game.actions().len()).map(|a| match game.replies(m).contains(&a) {
            true => rivals(game, m, senders, a),
            false => Vec::new(),
        });
        let mut this = Interchangeable {
            members: messages,
            senders,
            replies: Vec::new(),
            rivals: rivals.collect(),
            sets: Vec::new(),
            fine: true,
        };
        let best = |a: &&usize| this.belief(game, &[**a]).is_some();
        this.replies = game.replies(m).iter().filter(best).copied().collect();
        let mut sets: Vec<Vec<usize>> = this.replies.iter().map(|&a| vec![a]).collect();
        let (mut i, mut tests) = (0, 0);
        while i < sets.len() && this.fine {
            let last = sets[i][sets[i].len() - 1];
            for &a in this.replies.iter().filter(|a| **a > last) {
                let wider: Vec<usize> = sets[i].iter().copied().chain([a]).collect();
                if wider.len() == 2 && this.is_between(game, &wider) {
                    continue;
                }
                tests += 1;
                if tests > TESTS {
                    this.fine = false;
                    break;
                }
                if this.belief(game, &wider).is_some() {
                    sets.push(wider);
                }
            }
            i += 1;
        }
        if !this.fine {
            sets.truncate(this.replies.len());
        }
        let set = |set: Vec<usize>| Arc::new(ReplySet::new(game, (class, m), set.clone(), set));
        this.sets = sets.into_iter().map(set).collect();
        if !this.fine {
            this.sets.push(Arc::new(ReplySet::new(
                game,
                (class, m),
                this.replies.clone(),
                Vec::new(),
            )));
        }
        this
    }

    /// A message of the class.
    pub(super) fn message(&self) -> usize {
        self.members[0]
    }

    /// Can type t send these messages?
    pub(super) fn has_sender(&self, t: usize) -> bool {
        self.senders >> t & 1 == 1
    }

    /// A belief at which all these replies are best.
    pub(super) fn belief(&self, game: &Game, replies: &[usize]) -> Option<Vec<Q>> {
        let (m, base) = (self.message(), replies[0]);
        let mut program = Program::new();
        let columns: Vec<(usize, usize)> =
            members(self.senders).map(|t| (t, program.variable(Q::ZERO))).collect();
        program.equal(columns.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
        let gain = |b: usize| {
            let payoff = move |t: usize, a: usize| game.receiver_payoff(t, m, a);
            columns.iter().map(move |&(t, j)| (j, payoff(t, b) - payoff(t, base)))
        };
        for &b in &replies[1..] {
            program.equal(gain(b), Q::ZERO);
        }
        for &b in self.rivals[base].iter().filter(|b| !replies.contains(b)) {
            program.at_most(gain(b), Q::ZERO);
        }
        let Solution::Optimal { primal, .. } = program.solve() else { return None };
        let mut belief = vec![Q::ZERO; game.types().len()];
        columns.into_iter().for_each(|(t, j)| belief[t] = primal[j].clone());
        Some(belief)
    }

    /// Is some reply better than a mixture of these two whoever sends the message? Then they are
    /// never best together.
    fn is_between(&self, game: &Game, pair: &[usize]) -> bool {
        let (m, a, b) = (self.message(), pair[0], pair[1]);
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
        self.replies.iter().filter(|c| !pair.contains(c)).any(|&c| {
            // the share of a in the mixture: share (uR_a - uR_b) < uR_c - uR_b
            let rows = members(self.senders)
                .map(|t| (payoff(t, a) - payoff(t, b), payoff(t, c) - payoff(t, b)));
            share_below(rows, true)
        })
    }
}

/// Is there a number `s >= 0` with `s x <= y`, or `<` if `strict`, for all these pairs?
fn share_below(pairs: impl Iterator<Item = (Q, Q)>, strict: bool) -> bool {
    let (mut low, mut high): (Q, Option<Q>) = (Q::ZERO, None);
    for (x, y) in pairs {
        if x.is_zero() {
            if y.is_negative() || (strict && y.is_zero()) {
                return false;
            }
        } else if x.is_positive() {
            let most = y / x;
            high = Some(high.map_or(most.clone(), |known: Q| known.min(most)));
        } else {
            low = low.max(y / x);
        }
        if high.as_ref().is_some_and(|high| *high < low || (strict && *high == low)) {
            return false;
        }
    }
    true
}

/// The replies to which a deviation from `a` must be excluded: if none of them is better, none is.
///
/// A reply b is left out where `uR_b - uR_a <= s (uR_c - uR_a)` for all types, with some `s >= 0`
/// and a reply c that stays.
fn rivals(game: &Game, m: usize, senders: u128, a: usize) -> Vec<usize> {
    let gain = |t: usize, b: usize| game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a);
    let gains = |b: usize| members(senders).map(move |t| gain(t, b));
    let mut left: Vec<usize> =
        game.replies(m).iter().copied().filter(|&b| gains(b).any(|x| x.is_positive())).collect();
    let mut i = 0;
    while i < left.len() {
        let b = left[i];
        let implied = |c: usize| {
            // s (-gain_c) <= -gain_b
            share_below(gains(c).zip(gains(b)).map(|(c, b)| (-c, -b)), false)
        };
        if left.iter().any(|&c| c != b && implied(c)) {
            left.remove(i);
        } else {
            i += 1;
        }
    }
    left
}
