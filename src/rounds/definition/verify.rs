//! The check of an assessment of a tree, condition by condition, at every history.
//!
//! Given strategies, what a type gets from a history on, and what the receiver gets there if the
//! type is `t`, follow by backward induction from the strategies alone:
//!
//! ```text
//! u_t(h) = dS_t + eS sum_m sigma_h[t,m] sum_a rho_h[a] u_t(h,m,a),     w_t(h) likewise.
//! ```
//!
//! With beliefs `mu_h` from the root down, by Bayes' rule from step to step, the conditions are
//!
//! - *sender optimality*: every type that can be at `h` sends only messages that are best for it;
//! - *receiver optimality*: the actions taken at `h` are best given `mu_h`, where an action is worth
//!   `sum_t mu_h[t] w_t(h,a)`;
//! - *Bayes' rule*: a belief that is given is the posterior where some type with weight before sends
//!   the message; the receiver's moves and chance do not change it, and at the root it is the prior;
//! - *belief support*: no weight lies on a type that cannot be there.
//!
//! One-step deviations suffice, since the tree is finite. Gains are measured in what follows the
//! move, before the history's own discount.

use std::collections::HashMap;

use super::super::game::{Mover, MultistageGame, Place, path_of};
use super::belief;
use super::failure::{TreeFailure, TreeVerdict};
use crate::equilibrium::Condition;
use crate::error::{Error, brief, quoted};
use crate::exact::Q;
use crate::game::total;

/// The strategy of the sender at a history: for each type the probability of each message, `None`
/// where nothing is said of the type.
pub type SenderRow = (Vec<String>, Vec<Option<Vec<Q>>>);
/// The strategy of the receiver at a history.
pub type ReceiverRow = (Vec<String>, Vec<Q>);
/// A belief at a history.
pub type BeliefRow = (Vec<String>, Vec<Q>);

/// An assessment on all histories of a tree.
pub(super) struct Assessed<'a> {
    pub game: &'a MultistageGame,
    pub histories: Vec<Vec<String>>,
    pub places: Vec<Place>,
    /// `[h][i]`: the continuations; `None` where no type can be.
    pub next: Vec<Vec<Option<usize>>>,
    /// `[h][t][m]`, empty where the sender does not move or the type cannot be.
    pub sender: Vec<Vec<Vec<Q>>>,
    /// `[h][a]`, empty where the receiver does not move.
    pub receiver: Vec<Vec<Q>>,
    /// `[h]`: the belief that is given.
    pub given: Vec<Option<Vec<Q>>>,
    /// `[h][t]`: what the type gets from the history on.
    pub sender_values: Vec<Vec<Q>>,
    /// `[h][t]`: what the receiver gets from the history on if this is the type.
    pub receiver_values: Vec<Vec<Q>>,
}

/// Checks an assessment against the definition of perfect Bayesian equilibrium (Fudenberg and Tirole
/// 1991), exactly.
///
/// # Arguments
///
/// Rows for histories in any order; nothing is needed for types that cannot be at a history.
/// Beliefs are used where Bayes' rule is silent; where none is given there, one is looked for at
/// which all that follows is best.
///
/// # Errors
///
/// [`Error::Game`] when a row is missing, is no distribution over what is possible, or stands at a
/// history that the tree does not have.
pub fn verify(
    game: &MultistageGame,
    sender: &[SenderRow],
    receiver: &[ReceiverRow],
    beliefs: &[BeliefRow],
) -> Result<TreeVerdict, Error> {
    let mut assessed = Assessed::new(game, sender, receiver, beliefs)?;
    assessed.evaluate();
    let mut failures = Vec::new();
    let beliefs = assessed.beliefs(&mut failures);
    for (h, belief) in beliefs.iter().enumerate() {
        assessed.check_sender(h, &mut failures);
        assessed.check_receiver(h, belief, &mut failures);
    }
    let order: HashMap<&Vec<String>, usize> =
        assessed.histories.iter().enumerate().map(|(h, history)| (history, h)).collect();
    failures.sort_by_key(|failure| order[&failure.history]);
    let receiver_payoff =
        game.prior().iter().zip(&assessed.receiver_values[0]).map(|(p, w)| p * w).sum();
    let shown = |h: usize| game.node_at(assessed.places[h]).mover != Mover::Nobody;
    Ok(TreeVerdict {
        failures,
        sender_payoffs: assessed.sender_values[0].clone(),
        receiver_payoff,
        beliefs: assessed
            .histories
            .iter()
            .cloned()
            .zip(beliefs)
            .enumerate()
            .filter(|(h, _)| shown(*h))
            .map(|(_, row)| row)
            .collect(),
    })
}

impl<'a> Assessed<'a> {
    fn new(
        game: &'a MultistageGame,
        sender: &[SenderRow],
        receiver: &[ReceiverRow],
        beliefs: &[BeliefRow],
    ) -> Result<Self, Error> {
        let walk = game.walk()?;
        let index: HashMap<&Vec<String>, usize> =
            walk.iter().enumerate().map(|(i, (history, _))| (history, i)).collect();
        let find = |what: &str, history: &Vec<String>| -> Result<Option<usize>, Error> {
            let found = index.get(history).copied();
            if found.is_none() {
                // a history that no type can reach is one of the tree, and nothing is said of it
                game.place(history).map_err(|error| error.at(what))?;
            }
            Ok(found)
        };
        let count = walk.len();
        let mut rows = (vec![Vec::new(); count], vec![Vec::new(); count], vec![None; count]);
        for (history, row) in sender {
            let Some(h) = find("sender", history)? else { continue };
            rows.0[h] = checked_sender(game, walk[h].1, history, row)?;
        }
        for (history, row) in receiver {
            let Some(h) = find("receiver", history)? else { continue };
            let node = game.node_at(walk[h].1);
            if !node.acts() {
                let path = path_of(history);
                return Err(Error::Game(format!(
                    "receiver: the receiver does not move at {path}: leave the row out"
                )));
            }
            let place = || format!("receiver at {}", path_of(history));
            check_row(place, row, node.actions.len())?;
            rows.1[h] = row.clone();
        }
        for (history, row) in beliefs {
            let Some(h) = find("beliefs", history)? else { continue };
            let place = || format!("beliefs at {}", path_of(history));
            check_row(place, row, game.types().len())?;
            rows.2[h] = Some(row.clone());
        }
        let mut next = Vec::with_capacity(count);
        for (history, place) in &walk {
            let node = game.node_at(*place);
            let follow = |i: usize| {
                let mut longer = history.clone();
                longer.extend(node.labels(i).into_iter().map(str::to_string));
                index.get(&longer).copied()
            };
            next.push((0..node.next.len()).map(follow).collect());
        }
        for (h, (history, place)) in walk.iter().enumerate() {
            let node = game.node_at(*place);
            if node.sends() {
                let row = |t: &usize| rows.0[h].get(*t).is_none_or(Vec::is_empty);
                if let Some(t) = game.members(place.types).find(row) {
                    return Err(Error::Game(format!(
                        "sender: nothing is said of type {} at {}: give its messages there",
                        quoted(&game.types()[t]),
                        path_of(history)
                    )));
                }
            }
            if node.acts() && rows.1[h].is_empty() {
                let path = path_of(history);
                return Err(Error::Game(format!(
                    "receiver: nothing is said of {path}: give the actions there"
                )));
            }
        }
        let (histories, places) = walk.into_iter().unzip();
        let (sender, receiver, given) = rows;
        let (sender_values, receiver_values) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        Ok(Assessed {
            game,
            histories,
            places,
            next,
            sender,
            receiver,
            given,
            sender_values,
            receiver_values,
        })
    }

    /// The probability of the `i`-th continuation of a history, for a type.
    pub(super) fn chance(&self, h: usize, i: usize, t: usize) -> Q {
        let node = self.game.node_at(self.places[h]);
        let (m, a) = (i / node.columns(), i % node.columns());
        match node.mover {
            Mover::Nobody => Q::ZERO,
            Mover::Sender => self.sender[h][t][m].clone(),
            Mover::Receiver => self.receiver[h][a].clone(),
            Mover::Both => &self.sender[h][t][m] * &self.receiver[h][a],
            Mover::Chance => node.odds[a].clone(),
        }
    }

    fn evaluate(&mut self) {
        let types = self.game.types().len();
        for h in (0..self.histories.len()).rev() {
            let (place, node) = (self.places[h], self.game.node_at(self.places[h]));
            let mut values = [vec![Q::ZERO; types], vec![Q::ZERO; types]];
            for t in self.game.members(place.types) {
                for (i, next) in self.next[h].iter().enumerate() {
                    let Some(next) = *next else { continue };
                    let p = self.chance(h, i, t);
                    if p.is_zero() {
                        continue;
                    }
                    values[0][t] += &(&p * &self.sender_values[next][t]);
                    values[1][t] += &(&p * &self.receiver_values[next][t]);
                }
                for (side, values) in values.iter_mut().enumerate() {
                    let follows = &node.discount[side] * &values[t];
                    values[t] = &node.pays[side][t] + &follows;
                }
            }
            let [sender, receiver] = values;
            (self.sender_values[h], self.receiver_values[h]) = (sender, receiver);
        }
    }

    /// The belief at every history, from the root down.
    fn beliefs(&self, failures: &mut Vec<TreeFailure>) -> Vec<Vec<Q>> {
        let mut all: Vec<Vec<Q>> = vec![Vec::new(); self.histories.len()];
        all[0] = self.game.prior().to_vec();
        self.check_given(0, &all[0], failures);
        for h in 0..self.histories.len() {
            let node = self.game.node_at(self.places[h]);
            let columns = node.columns();
            for m in 0..node.rows() {
                let row: Vec<usize> = (0..columns)
                    .filter_map(|a| self.next[h].get(m * columns + a).copied().flatten())
                    .collect();
                let Some(&first) = row.first() else { continue };
                let due =
                    if node.sends() { self.posterior(h, m, &all[h]) } else { Some(all[h].clone()) };
                let due = match due {
                    Some(due) => due,
                    None => self.silent(&row, first, failures),
                };
                for next in row {
                    self.check_given(next, &due, failures);
                    all[next] = due.clone();
                }
            }
        }
        all
    }

    /// The belief after a message by Bayes' rule, if some type with weight sends it.
    fn posterior(&self, h: usize, m: usize, belief: &[Q]) -> Option<Vec<Q>> {
        let able = self.game.members(self.places[h].types);
        let mut masses = vec![Q::ZERO; belief.len()];
        able.filter(|&t| belief[t].is_positive())
            .for_each(|t| masses[t] = &belief[t] * &self.sender[h][t][m]);
        let sum = total(&masses);
        (!sum.is_zero()).then(|| masses.into_iter().map(|x| x / &sum).collect())
    }

    /// The belief after a message that nobody sends: the one that is given, or one that is looked
    /// for.
    fn silent(&self, row: &[usize], first: usize, failures: &mut Vec<TreeFailure>) -> Vec<Q> {
        let able = self.places[first].types;
        for &h in row {
            let Some(given) = &self.given[h] else { continue };
            let outside = (0..given.len()).any(|t| given[t].is_positive() && able >> t & 1 == 0);
            if !outside {
                return given.clone();
            }
            self.check_support(h, given, failures);
        }
        belief::look_for(self, row)
    }

    fn check_support(&self, h: usize, given: &[Q], failures: &mut Vec<TreeFailure>) -> bool {
        let mut clean = true;
        for (t, weight) in given.iter().enumerate() {
            if weight.is_positive() && self.places[h].types >> t & 1 == 0 {
                clean = false;
                let fault = format!("{weight}, but that type cannot be there");
                failures.push(self.belief_failure(h, t, Condition::BeliefSupport, weight, &fault));
            }
        }
        clean
    }

    /// Records where the belief given at a history differs from the one that is due.
    fn check_given(&self, h: usize, due: &[Q], failures: &mut Vec<TreeFailure>) {
        let Some(given) = &self.given[h] else { return };
        if failures
            .iter()
            .any(|f| f.condition == Condition::BeliefSupport && f.history == self.histories[h])
            || !self.check_support(h, given, failures)
        {
            return;
        }
        for (t, (given, due)) in given.iter().zip(due).enumerate() {
            if given != due {
                let amount = (given - due).abs();
                let fault = format!("{given}, but Bayes' rule gives {due}");
                failures.push(self.belief_failure(h, t, Condition::BayesRule, &amount, &fault));
            }
        }
    }

    fn belief_failure(
        &self,
        h: usize,
        t: usize,
        condition: Condition,
        amount: &Q,
        fault: &str,
    ) -> TreeFailure {
        let label = &self.game.types()[t];
        TreeFailure {
            condition,
            history: self.histories[h].clone(),
            type_label: Some(label.clone()),
            message: None,
            action: None,
            better: None,
            amount: amount.clone(),
            sentence: format!("{} the belief in type {label:?} is {fault}", self.at(h)),
        }
    }

    /// A history at the start of a sentence.
    fn at(&self, h: usize) -> String {
        match &self.histories[h][..] {
            [] => "at the start".into(),
            labels => {
                let labels: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
                format!("after {}", labels.join(", "))
            }
        }
    }

    fn check_sender(&self, h: usize, failures: &mut Vec<TreeFailure>) {
        let (place, node) = (self.places[h], self.game.node_at(self.places[h]));
        if !node.sends() {
            return;
        }
        let columns = node.columns();
        for t in self.game.members(place.types) {
            let payoff = |m: usize| -> Q {
                (0..columns)
                    .filter_map(|a| Some((a, self.next[h][m * columns + a]?)))
                    .map(|(a, next)| match node.mover {
                        Mover::Both => &self.receiver[h][a] * &self.sender_values[next][t],
                        _ => self.sender_values[next][t].clone(),
                    })
                    .sum()
            };
            let able = (0..node.messages.len()).filter(|&m| node.senders[m] >> t & 1 == 1);
            let payoffs: Vec<(usize, Q)> = able.map(|m| (m, payoff(m))).collect();
            let used = |m: usize| self.sender[h][t][m].is_positive();
            for (m, best, amount) in worse(&payoffs, used) {
                let (label, message) = (&self.game.types()[t], &node.messages[m]);
                let better = &node.messages[best];
                failures.push(TreeFailure {
                    condition: Condition::SenderOptimality,
                    history: self.histories[h].clone(),
                    type_label: Some(label.clone()),
                    message: Some(message.clone()),
                    action: None,
                    better: Some(better.clone()),
                    sentence: format!(
                        "{} type {label:?} gains {amount} by sending {better:?} instead of \
                         {message:?}",
                        self.at(h)
                    ),
                    amount,
                });
            }
        }
    }

    /// What an action is worth to the receiver at masses of types.
    pub(super) fn action_value(&self, h: usize, a: usize, masses: &[Q]) -> Q {
        let node = self.game.node_at(self.places[h]);
        let columns = node.columns();
        let mut value = Q::ZERO;
        for m in 0..node.rows() {
            let Some(next) = self.next[h][m * columns + a] else { continue };
            for t in self.game.members(self.places[next].types) {
                if masses[t].is_zero() {
                    continue;
                }
                let worth = &masses[t] * &self.receiver_values[next][t];
                match node.mover {
                    Mover::Both => value += &(&worth * &self.sender[h][t][m]),
                    _ => value += &worth,
                }
            }
        }
        value
    }

    fn check_receiver(&self, h: usize, belief: &[Q], failures: &mut Vec<TreeFailure>) {
        let node = self.game.node_at(self.places[h]);
        if !node.acts() {
            return;
        }
        let payoffs: Vec<(usize, Q)> =
            (0..node.actions.len()).map(|a| (a, self.action_value(h, a, belief))).collect();
        for (a, best, amount) in worse(&payoffs, |a| self.receiver[h][a].is_positive()) {
            let (action, better) = (&node.actions[a], &node.actions[best]);
            failures.push(TreeFailure {
                condition: Condition::ReceiverOptimality,
                history: self.histories[h].clone(),
                type_label: None,
                message: None,
                action: Some(action.clone()),
                better: Some(better.clone()),
                sentence: format!(
                    "{} the receiver gains {amount} by taking {better:?} instead of {action:?}",
                    self.at(h)
                ),
                amount,
            });
        }
    }
}

/// The choices in use that are not best: each with the first best, and by how much.
fn worse(payoffs: &[(usize, Q)], used: impl Fn(usize) -> bool) -> Vec<(usize, usize, Q)> {
    let Some(most) = payoffs.iter().map(|(_, payoff)| payoff).max() else { return Vec::new() };
    let best = payoffs.iter().find(|(_, payoff)| payoff == most).map_or(0, |(choice, _)| *choice);
    let bad = payoffs.iter().filter(|(choice, payoff)| payoff < most && used(*choice));
    bad.map(|(choice, payoff)| (*choice, best, most - payoff)).collect()
}

fn check_row(place: impl Fn() -> String, row: &[Q], count: usize) -> Result<(), Error> {
    if row.len() != count {
        let (given, place) = (row.len(), place());
        return Err(Error::Game(format!("{place} has {given} entries instead of {count}")));
    }
    if let Some(p) = row.iter().find(|p| p.is_negative()) {
        return Err(Error::Game(format!("{} has the negative entry {}", place(), brief(p))));
    }
    let sum = total(row);
    if sum != Q::ONE {
        let place = place();
        return Err(Error::Game(format!("{place} sums to {}: it must sum to 1", brief(sum))));
    }
    Ok(())
}

fn checked_sender(
    game: &MultistageGame,
    place: Place,
    history: &[String],
    rows: &[Option<Vec<Q>>],
) -> Result<Vec<Vec<Q>>, Error> {
    let node = game.node_at(place);
    let path = path_of(history);
    if !node.sends() {
        return Err(Error::Game(format!(
            "sender: the sender does not move at {path}: leave the row out"
        )));
    }
    if rows.len() != game.types().len() {
        let (given, types) = (rows.len(), game.types().len());
        return Err(Error::Game(format!("sender at {path} has {given} rows for {types} types")));
    }
    let mut checked = vec![Vec::new(); rows.len()];
    for t in game.members(place.types) {
        let Some(row) = &rows[t] else { continue };
        let label = quoted(&game.types()[t]);
        check_row(|| format!("sender at {path}, type {label},"), row, node.messages.len())?;
        for (m, message) in node.messages.iter().enumerate() {
            if row[m].is_positive() && node.senders[m] >> t & 1 == 0 {
                return Err(Error::Game(format!(
                    "sender at {path}: type {label} sends {} with probability {}, which it cannot: \
                     put the weight on other messages",
                    quoted(message),
                    brief(&row[m])
                )));
            }
        }
        checked[t] = row.clone();
    }
    Ok(checked)
}
