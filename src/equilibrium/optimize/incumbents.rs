//! Equilibria to start from, and equilibria near an optimum of the relaxation.

use std::collections::{BTreeMap, HashSet};

use super::OptimizationProblem;
use super::cell::{CellEnd, CellMessage, solve_cell};
use super::node::Node;
use super::relaxation::RelaxedOptimum;
use crate::equilibrium::result::Equilibrium;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::game::Game;

/// The most steps of the search for partitions of ordered types. It affects only which equilibrium
/// the search starts from.
const STEPS: usize = 100_000;
/// The most rounds of best replies to best replies. It affects only which equilibria are found
/// early.
const ROUNDS: usize = 12;

/// An equilibrium of cheap talk in which nothing is said; it takes no search.
pub(super) fn babbling(game: &Game) -> Option<Equilibrium> {
    if !game.is_cheap_talk() {
        return None;
    }
    let worth = |a: usize| -> Q {
        let each = game.prior().iter().enumerate();
        each.map(|(t, p)| p * game.receiver_payoff(t, 0, a)).sum()
    };
    let best = (0..game.actions().len()).rev().max_by_key(|&a| worth(a))?;
    let unit = |all: usize, one: usize| -> Vec<Q> {
        (0..all).map(|i| if i == one { Q::ONE } else { Q::ZERO }).collect()
    };
    let sender = vec![unit(game.messages().len(), 0); game.types().len()];
    let mut receiver = vec![None; game.messages().len()];
    receiver[0] = Some(unit(game.actions().len(), best));
    Some(Equilibrium::new(game, sender, receiver, 0, (1, true)))
}

/// Equilibria in which all types send one message.
pub(super) fn pooling(
    problem: &OptimizationProblem,
    root: &Node,
    found: &mut Vec<(Q, Equilibrium)>,
) {
    let game = problem.game;
    let everyone = problem.everyone();
    for (c, class) in problem.classes.iter().enumerate().filter(|(_, c)| c.senders == everyone) {
        for a in best_replies(problem, c, game.prior()) {
            let message = CellMessage { class: c, senders: class.senders, actions: vec![a] };
            try_cell(problem, root, &[message], found);
        }
    }
}

/// The best equilibrium of cheap talk in which types that follow one another pool, in the order in
/// which they are declared, and no reply is mixed (Crawford and Sobel 1982).
pub(super) fn partition(
    problem: &OptimizationProblem,
    root: &Node,
    found: &mut Vec<(Q, Equilibrium)>,
) {
    let game = problem.game;
    if !game.is_cheap_talk() {
        return;
    }
    let types = game.types().len();
    let mut replies = BTreeMap::new();
    for c in 0..problem.classes.len() {
        for i in 0..types {
            for j in i + 1..=types {
                let mass =
                    |t: usize| if (i..j).contains(&t) { game.prior()[t].clone() } else { Q::ZERO };
                let mass: Vec<Q> = (0..types).map(mass).collect();
                replies.insert((c, i, j), best_replies(problem, c, &mass));
            }
        }
    }
    let mut search = Partitions { problem, replies, steps: 0, chosen: Vec::new(), best: None };
    search.extend(0, Q::ZERO);
    if let Some((_, chosen)) = search.best {
        let message = |(c, i, j, a): Part| CellMessage {
            class: c,
            senders: (i..j).fold(0u128, |set, t| set | 1 << t),
            actions: vec![a],
        };
        let messages: Vec<CellMessage> = chosen.into_iter().map(message).collect();
        try_cell(problem, root, &messages, found);
    }
}

/// `(class, first, end, action)`: the types from `first` up to `end`, who meet the action.
type Part = (usize, usize, usize, usize);

/// A search for partitions, from the first type on.
struct Partitions<'a> {
    problem: &'a OptimizationProblem<'a>,
    /// `(class, first, end)`: the best replies to these types.
    replies: BTreeMap<(usize, usize, usize), Vec<usize>>,
    steps: usize,
    chosen: Vec<Part>,
    best: Option<(Q, Vec<Part>)>,
}

impl Partitions<'_> {
    /// Tries all partitions that begin as `chosen`, up to type `i`, and are worth `value` so far.
    fn extend(&mut self, i: usize, value: Q) {
        let game = self.problem.game;
        if i == game.types().len() {
            if self.best.as_ref().is_none_or(|(best, _)| value > *best) {
                self.best = Some((value, self.chosen.clone()));
            }
            return;
        }
        for c in 0..self.problem.classes.len() {
            let used = self.chosen.iter().filter(|part| part.0 == c).count();
            if used == self.problem.classes[c].members.len() {
                continue;
            }
            for j in i + 1..=game.types().len() {
                for a in self.replies[&(c, i, j)].clone() {
                    self.steps += 1;
                    if self.steps > STEPS {
                        return;
                    }
                    let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
                    let honest = |&(_, first, end, other): &Part| {
                        (first..end).all(|t| payoff(t, other) >= payoff(t, a))
                            && (i..j).all(|t| payoff(t, a) >= payoff(t, other))
                    };
                    if !self.chosen.iter().rev().all(honest) {
                        continue;
                    }
                    let m = self.problem.classes[c].message();
                    let worth = |t: usize| {
                        &game.prior()[t] * &self.problem.target.coefficient(game, t, m, a)
                    };
                    let more: Q = (i..j).map(worth).sum();
                    self.chosen.push((c, i, j, a));
                    self.extend(j, &value + &more);
                    self.chosen.pop();
                }
            }
        }
    }
}

/// Equilibria from an optimum of the relaxation: every type sends the message that it sends most,
/// and from there best replies to best replies, up to cells that are `known` to have been tried.
pub(super) fn rounded(
    problem: &OptimizationProblem,
    node: &Node,
    optimum: &RelaxedOptimum,
    (known, tried): (&HashSet<Vec<CellMessage>>, &mut HashSet<Vec<CellMessage>>),
    found: &mut Vec<(Q, Equilibrium)>,
) {
    let types = problem.game.types().len();
    let mut most: Vec<Option<(usize, Q)>> = vec![None; types];
    for (k, masses) in optimum.masses.iter().enumerate() {
        for (t, most) in most.iter_mut().enumerate() {
            let mass: Q = masses.iter().filter(|(s, _, _)| *s == t).map(|(_, _, x)| x).sum();
            if mass.is_positive() && most.as_ref().is_none_or(|(_, x)| mass > *x) {
                *most = Some((k, mass));
            }
        }
    }
    // `[t]`: a class and a number of the message in it
    let mut sends: Vec<(usize, usize)> = Vec::with_capacity(types);
    for most in &most {
        let Some((k, _)) = most else { return };
        sends.push((node.entries[*k].set.class, *k));
    }
    for _ in 0..ROUNDS {
        let Some(messages) = pure_messages(problem, &sends) else { return };
        if known.contains(&messages) || !tried.insert(messages.clone()) {
            return;
        }
        try_cell(problem, node, &messages, found);
        // every type goes where it gets most by the first of the replies
        let game = problem.game;
        let best = |t: usize| {
            let open = messages.iter().enumerate();
            let open = open.filter(|(_, m)| problem.classes[m.class].has_sender(t));
            let worth = |m: &CellMessage| {
                game.sender_payoff(t, problem.classes[m.class].message(), m.actions[0])
            };
            let own = |m: &CellMessage| m.senders >> t & 1;
            open.max_by(|(i, m), (j, n)| {
                worth(m).cmp(worth(n)).then(own(m).cmp(&own(n))).then(j.cmp(i))
            })
        };
        let next: Option<Vec<(usize, usize)>> =
            (0..types).map(|t| best(t).map(|(i, m)| (m.class, i))).collect();
        match next {
            Some(next) => sends = next,
            None => return,
        }
    }
}

/// The messages of types that do not mix, with all the best replies; `None` where there are too few
/// copies.
fn pure_messages(
    problem: &OptimizationProblem,
    sends: &[(usize, usize)],
) -> Option<Vec<CellMessage>> {
    let game = problem.game;
    let mut groups: BTreeMap<(usize, usize), u128> = BTreeMap::new();
    for (t, at) in sends.iter().enumerate() {
        *groups.entry(*at).or_default() |= 1 << t;
    }
    let mut messages: Vec<CellMessage> = Vec::new();
    for ((class, _), senders) in groups {
        let mut mass = vec![Q::ZERO; sends.len()];
        members(senders).for_each(|t| mass[t] = game.prior()[t].clone());
        let actions = best_replies(problem, class, &mass);
        let same = |m: &&mut CellMessage| m.class == class && m.actions == actions;
        match messages.iter_mut().find(same) {
            Some(message) => message.senders |= senders,
            None => messages.push(CellMessage { class, senders, actions }),
        }
    }
    let copies = |c: usize| messages.iter().filter(|m| m.class == c).count();
    let enough = (0..problem.classes.len()).all(|c| copies(c) <= problem.classes[c].members.len());
    enough.then_some(messages)
}

/// Looks for an equilibrium in a cell.
fn try_cell(
    problem: &OptimizationProblem,
    node: &Node,
    messages: &[CellMessage],
    found: &mut Vec<(Q, Equilibrium)>,
) {
    let mut deterred = node.deterred.clone();
    if let CellEnd::Found(value, eq) =
        solve_cell(problem, messages, &node.deterrents, &mut deterred)
    {
        found.push((value, eq));
    }
}

/// The receiver's best replies to a class of messages at a mass of types.
fn best_replies(problem: &OptimizationProblem, class: usize, mass: &[Q]) -> Vec<usize> {
    let (game, class) = (problem.game, &problem.classes[class]);
    let worth = |a: usize| -> Q {
        let each = mass.iter().enumerate().filter(|(_, x)| !x.is_zero());
        each.map(|(t, x)| x * game.receiver_payoff(t, class.message(), a)).sum()
    };
    let worths: Vec<Q> = class.replies.iter().map(|&a| worth(a)).collect();
    let most = worths.iter().max();
    let replies = class.replies.iter().zip(&worths);
    replies.filter(|(_, worth)| Some(*worth) == most).map(|(&a, _)| a).collect()
}
