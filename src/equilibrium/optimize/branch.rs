//! Branching: the choice of a question about a node, and the nodes of its answers.

use std::sync::Arc;

use super::OptimizationProblem;
use super::node::{Node, ReplyEntry};
use super::relaxation::RelaxedOptimum;
use super::reply_sets::ReplySet;
use crate::exact::Q;
use crate::exact::bitset::members;

/// A question about the equilibria of a node.
#[derive(Clone, Debug)]
pub(super) enum BranchQuestion {
    /// Does the type get at most so much, or at least?
    Payoff { t: usize, at: Q },
    /// Is some message on the path to which the reply is from the set of this entry?
    Sent { entry: usize },
    /// Is the message of this entry best for the type, or does the type not send it?
    Sender { entry: usize, t: usize },
    /// Is the action best after the message of this entry, or does it have no weight?
    Reply { entry: usize, action: usize },
    /// Is the reply after the message of this entry in the event with at most this probability, or
    /// with at least it?
    Event { entry: usize, at: Q },
    /// The same as [`BranchQuestion::Reply`] after a class of messages that nobody sends.
    Deterrent { class: usize, action: usize },
}

/// The least widths of a box, as shares of the width at the root, that is divided before supports
/// are asked about, and after. Where a bound falls with the width it never meets the value, and
/// supports decide. It affects only time.
const NARROW: [f64; 2] = [1.0 / 32.0, 1.0 / 4096.0];
/// The width of a box, as a share of the width at the root, from which on it is divided at the
/// payoff in the best equilibrium. It affects only time.
const CLOSE: f64 = 1.0 / 16.0;
/// The divisions of a box without a better bound after which supports are asked about first. It
/// affects only time.
const PATIENCE: u32 = 4;

/// The next question about a node, given the optimum of its relaxation; `undecided` is what a cell
/// left open, and `best` are the payoffs of types in the best equilibrium so far. `None` where all
/// is decided.
pub(super) fn question(
    problem: &OptimizationProblem,
    node: &Node,
    optimum: &RelaxedOptimum,
    (undecided, best): (Option<(usize, usize)>, Option<&[Q]>),
) -> Option<BranchQuestion> {
    // boxes do not express that a message has only one reply, so every
    // second question may be about that
    if node.depth % 2 == 1
        && let Some(question) = crowded_question(problem, node, optimum)
    {
        return Some(question);
    }
    if node.stalled < PATIENCE
        && let Some(question) = payoff_question(problem, node, (optimum, best), NARROW[0])
    {
        return Some(question);
    }
    let mass = |k: usize| -> Q { optimum.masses[k].iter().map(|(_, _, x)| x).sum() };
    let largest = |all: &mut dyn Iterator<Item = (Q, BranchQuestion)>| {
        let mut best: Option<(Q, BranchQuestion)> = None;
        for (x, question) in all {
            if best.as_ref().is_none_or(|(most, _)| x > *most) {
                best = Some((x, question));
            }
        }
        best.map(|(_, question)| question)
    };
    let used: Vec<usize> =
        (0..node.entries.len()).filter(|&k| !optimum.masses[k].is_empty()).collect();
    let closed = used.iter().filter(|&&k| !node.entries[k].open);
    let sent = &mut closed.map(|&k| (mass(k), BranchQuestion::Sent { entry: k }));
    if let Some(question) = largest(sent) {
        return Some(question);
    }
    let loose = used.iter().flat_map(|&k| {
        let entry = &node.entries[k];
        let loose = optimum.masses[k].iter().filter(|(t, _, _)| !entry.is_tight(*t));
        loose.map(move |(t, _, x)| (x.clone(), BranchQuestion::Sender { entry: k, t: *t }))
    });
    if let Some(question) = largest(&mut { loose }) {
        return Some(question);
    }
    let mixed = used.iter().flat_map(|&k| {
        let entry = &node.entries[k];
        let open = |a: &usize| !entry.set.core.contains(a);
        let replies = optimum.replies[k].iter().map(|(a, x)| (*a, x.clone()));
        let masses = optimum.masses[k].iter().map(|(_, a, x)| (*a, x.clone()));
        let either = replies.chain(masses).filter(move |(a, _)| open(a));
        either
            .filter(|_| !entry.set.is_pure())
            .map(move |(a, x)| (x, BranchQuestion::Reply { entry: k, action: a }))
    });
    if let Some(question) = largest(&mut { mixed }) {
        return Some(question);
    }
    if let Some((class, action)) = undecided {
        return Some(BranchQuestion::Deterrent { class, action });
    }
    if let Some(question) = event_question(problem, node, optimum) {
        return Some(question);
    }
    if let Some(question) = payoff_question(problem, node, (optimum, best), NARROW[1]) {
        return Some(question);
    }
    // what the optimum does not use
    for (k, entry) in node.entries.iter().enumerate() {
        if !entry.open {
            return Some(BranchQuestion::Sent { entry: k });
        }
        if let Some(t) = members(entry.senders & !entry.tight).next() {
            return Some(BranchQuestion::Sender { entry: k, t });
        }
        let undecided = entry.set.actions.iter().find(|a| !entry.set.core.contains(a));
        if let Some(&action) = undecided.filter(|_| !entry.set.is_pure()) {
            return Some(BranchQuestion::Reply { entry: k, action });
        }
    }
    None
}

/// The entry with most mass of a message without copies that has several entries in use. (Where
/// there are copies, boxes are stronger: talk on a grid of nine states takes 54 nodes, and 984 with
/// this question about all classes.)
fn crowded_question(
    problem: &OptimizationProblem,
    node: &Node,
    optimum: &RelaxedOptimum,
) -> Option<BranchQuestion> {
    let mut used = vec![0; problem.classes.len()];
    let in_use = || (0..node.entries.len()).filter(|&k| !optimum.masses[k].is_empty());
    in_use().for_each(|k| used[node.entries[k].set.class] += 1);
    let crowded = in_use().filter(|&k| {
        let entry = &node.entries[k];
        let alone = problem.classes[entry.set.class].members.len() == 1;
        !entry.open && alone && used[entry.set.class] > 1
    });
    let mass = |k: usize| -> Q { optimum.masses[k].iter().map(|(_, _, x)| x).sum() };
    let entry = crowded.max_by(|&i, &k| mass(i).cmp(&mass(k)).then(k.cmp(&i)))?;
    Some(BranchQuestion::Sent { entry })
}

/// The open entry whose reply contradicts most what the masses say of the event.
fn event_question(
    problem: &OptimizationProblem,
    node: &Node,
    optimum: &RelaxedOptimum,
) -> Option<BranchQuestion> {
    let event = problem.event()?;
    let mut worst: Option<(f64, usize, f64)> = None;
    for (k, entry) in node.entries.iter().enumerate() {
        let Some((least, most)) = &entry.met else { continue };
        let member = |a: usize| event.actions[a];
        let share = |all: &mut dyn Iterator<Item = (usize, f64)>| {
            let (mut inside, mut whole) = (0.0, 0.0);
            for (a, x) in all {
                whole += x;
                inside += if member(a) { x } else { 0.0 };
            }
            if whole > 0.0 { inside / whole } else { 0.0 }
        };
        let reply = share(&mut optimum.replies[k].iter().map(|(a, x)| (*a, x.to_f64())));
        for t in members(entry.senders).filter(|&t| event.types[t]) {
            let masses = optimum.masses[k].iter().filter(|(s, _, _)| *s == t);
            let masses: Vec<(usize, f64)> = masses.map(|(_, a, x)| (*a, x.to_f64())).collect();
            let mass: f64 = masses.iter().map(|(_, x)| x).sum();
            let fault = (share(&mut masses.into_iter()) - reply).abs() * mass;
            let (low, high) = (least.to_f64(), most.to_f64());
            if fault > 1e-7 && high - low > 1e-4 && worst.is_none_or(|(f, _, _)| fault > f) {
                let width = high - low;
                worst = Some((fault, k, reply.clamp(low + width / 16.0, high - width / 16.0)));
            }
        }
    }
    let (_, entry, at) = worst?;
    let (least, most) = node.entries[entry].met.as_ref()?;
    let width = (most - least).to_f64();
    let at = simplest_between(at - width / 64.0, at + width / 64.0);
    let at = at.filter(|at| at > least && at < most);
    Some(BranchQuestion::Event { entry, at: at.unwrap_or_else(|| (least + most) / Q::from(2)) })
}

/// The type whose payoff contradicts most what it gets by its own messages and could get by those
/// of others.
fn payoff_question(
    problem: &OptimizationProblem,
    node: &Node,
    (optimum, best): (&RelaxedOptimum, Option<&[Q]>),
    narrow: f64,
) -> Option<BranchQuestion> {
    let game = problem.game;
    let mut worst: Option<(f64, usize)> = None;
    for t in 0..game.types().len() {
        let width = (&node.high[t] - &node.low[t]).to_f64();
        let range = problem.ranges[t];
        if width <= narrow * range {
            continue;
        }
        let payoff = optimum.payoffs[t].to_f64();
        let mut fault = 0.0;
        for (entry, masses) in node.entries.iter().zip(&optimum.masses) {
            let class = &problem.classes[entry.set.class];
            if masses.is_empty() || !class.has_sender(t) {
                continue;
            }
            let mut excess: Vec<(usize, f64)> = Vec::new();
            for (s, a, x) in masses {
                let more = game.sender_payoff(t, class.message(), *a).to_f64() - payoff;
                let more = x.to_f64() * more;
                match excess.last_mut().filter(|(last, _)| last == s) {
                    Some((_, sum)) => *sum += more,
                    None => match excess.iter_mut().find(|(other, _)| other == s) {
                        Some((_, sum)) => *sum += more,
                        None => excess.push((*s, more)),
                    },
                }
            }
            for (s, excess) in excess {
                fault += if s == t { excess.abs() } else { excess.max(0.0) };
            }
        }
        let fault = fault / range;
        if fault > 1e-7 && worst.is_none_or(|(most, _)| fault > most) {
            worst = Some((fault, t));
        }
    }
    let (_, t) = worst?;
    let (low, high) = (node.low[t].to_f64(), node.high[t].to_f64());
    let width = high - low;
    // only a box that ends where the best equilibrium lies has a bound that meets its value; while
    // boxes are wide, the optimum of the programme is the better guide
    let inside = |at: &&Q| **at > node.low[t] && **at < node.high[t];
    let near = best.filter(|_| width <= CLOSE * problem.ranges[t]);
    if let Some(at) = near.map(|best| &best[t]).filter(inside) {
        return Some(BranchQuestion::Payoff { t, at: at.clone() });
    }
    let middle = optimum.payoffs[t].to_f64().clamp(low + width / 16.0, high - width / 16.0);
    let at = simplest_between(middle - width / 64.0, middle + width / 64.0);
    let at = at.filter(|at| *at > node.low[t] && *at < node.high[t]);
    let half = || (&node.low[t] + &node.high[t]) / Q::from(2);
    Some(BranchQuestion::Payoff { t, at: at.unwrap_or_else(half) })
}

/// The fraction with the smallest denominator in an interval, by continued fractions.
fn simplest_between(low: f64, high: f64) -> Option<Q> {
    let known = low.is_finite() && high.is_finite() && low.abs().max(high.abs()) <= 1e12;
    if !known || low >= high {
        return None;
    }
    if low <= 0.0 && high >= 0.0 {
        return Some(Q::ZERO);
    }
    if high < 0.0 {
        return simplest_between(-high, -low).map(|q| -q);
    }
    let floor = low.floor();
    if floor == low || floor + 1.0 <= high {
        return Some(Q::from(if floor == low { floor } else { floor + 1.0 } as i64));
    }
    let rest = simplest_between(1.0 / (high - floor), 1.0 / (low - floor))?;
    if rest.is_zero() {
        return None;
    }
    Some(Q::from(floor as i64) + Q::ONE / rest)
}

/// The nodes of the answers to a question.
pub(super) fn answers(
    problem: &OptimizationProblem,
    node: &Node,
    question: &BranchQuestion,
) -> Vec<Node> {
    let mut both = [node.clone(), node.clone()];
    let divides = matches!(question, BranchQuestion::Payoff { .. });
    both.iter_mut().for_each(|child| child.stalled = if divides { node.stalled + 1 } else { 0 });
    both.iter_mut().for_each(|child| child.depth += 1);
    let [yes, no] = &mut both;
    match question {
        BranchQuestion::Payoff { t, at } => {
            yes.low[*t] = at.clone();
            no.high[*t] = at.clone();
        }
        BranchQuestion::Sent { entry } => {
            let class = node.entries[*entry].set.class;
            let copies = problem.classes[class].members.len();
            if copies > 1 && !node.entries[*entry].set.is_pure() {
                let one = ReplyEntry { open: true, ..node.entries[*entry].clone() };
                yes.entries.push(one);
            } else {
                yes.entries[*entry].open = true;
            }
            if problem.event().is_some() {
                let opened = yes.entries.iter_mut().filter(|e| e.open && !e.set.is_pure());
                opened.filter(|e| e.met.is_none()).for_each(|e| e.met = Some((Q::ZERO, Q::ONE)));
            }
            no.entries.remove(*entry);
        }
        BranchQuestion::Event { entry, at } => {
            let bounds = |node: &mut Node, low: Option<&Q>, high: Option<&Q>| {
                if let Some(met) = &mut node.entries[*entry].met {
                    low.into_iter().for_each(|low| met.0 = low.clone());
                    high.into_iter().for_each(|high| met.1 = high.clone());
                }
            };
            bounds(yes, Some(at), None);
            bounds(no, None, Some(at));
        }
        BranchQuestion::Sender { entry, t } => {
            yes.entries[*entry].tight |= 1 << t;
            no.entries[*entry].senders &= !(1 << t);
        }
        BranchQuestion::Reply { entry, action } => {
            let set = &node.entries[*entry].set;
            let found = decided(problem, set, *action);
            return found
                .into_iter()
                .map(|set| {
                    let mut node = node.clone();
                    node.entries[*entry].set = Arc::new(set);
                    node
                })
                .collect();
        }
        BranchQuestion::Deterrent { class, action } => {
            let found = decided(problem, &node.deterrents[*class], *action);
            return found
                .into_iter()
                .map(|set| {
                    let mut node = node.clone();
                    node.deterrents[*class] = Arc::new(set);
                    node
                })
                .collect();
        }
    }
    both.into()
}

/// The parts of a set of replies in which an action is best, and in which it has no weight.
fn decided(problem: &OptimizationProblem, set: &ReplySet, action: usize) -> Vec<ReplySet> {
    let (game, class) = (problem.game, &problem.classes[set.class]);
    let place = (set.class, class.message());
    let mut found = Vec::new();
    let core: Vec<usize> = set.core.iter().copied().chain([action]).collect();
    if class.belief(game, &core).is_some() {
        let together = |a: usize| {
            core.contains(&a) || {
                let wider: Vec<usize> = core.iter().copied().chain([a]).collect();
                class.belief(game, &wider).is_some()
            }
        };
        let actions = set.actions.iter().copied().filter(|&a| together(a)).collect();
        found.push(ReplySet::new(game, place, actions, core));
    }
    let rest: Vec<usize> = set.actions.iter().copied().filter(|a| *a != action).collect();
    if !rest.is_empty() {
        found.push(ReplySet::new(game, place, rest, set.core.clone()));
    }
    found
}
