//! The best equilibrium of a cell: supports are given, and what is left is linear.

use std::sync::Arc;

use super::OptimizationProblem;
use super::linear_objective::WeightedEvent;
use super::reply_sets::ReplySet;
use crate::equilibrium::result::Equilibrium;
use crate::equilibrium::verify::verify;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::lp::{Program, Solution};

/// A message of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CellMessage {
    pub(super) class: usize,
    /// The types that may send it, for which it must be best.
    pub(super) senders: u128,
    /// The actions that may have weight, all of which must be best.
    pub(super) actions: Vec<usize>,
}

/// The end of a search in a cell.
pub(super) enum CellEnd {
    /// The best equilibrium, with its value.
    Found(Q, Equilibrium),
    /// There is none, even with any replies to the messages that nobody sends.
    Infeasible,
    /// The replies to a class that nobody sends have to be restricted, by whether this action is
    /// best.
    Undecided { class: usize, action: usize },
}

/// A reply to an unsent class of messages, with a belief at which it is best.
enum Deterred {
    /// By this reply, which is best at this belief.
    By(Vec<Q>, Vec<Q>),
    /// By no reply from the set.
    Not,
    /// Only by a mixture that no belief is known to make best; it has this action.
    Undecided(usize),
}

/// The variables of the programme of a cell.
struct CellColumns {
    /// `[message]`: `(t, column)`.
    masses: Vec<Vec<(usize, usize)>>,
    /// `[message][action]`
    weights: Vec<Vec<usize>>,
    /// `[t]`
    payoffs: Vec<usize>,
    /// `(class, [action])`
    deterrents: Vec<(usize, Vec<usize>)>,
}

/// The best equilibrium in which these messages are sent and no others. `deterred` is told which
/// classes need a deterrent in the programme.
pub(super) fn solve_cell(
    problem: &OptimizationProblem,
    messages: &[CellMessage],
    deterrents: &[Arc<ReplySet>],
    deterred: &mut [bool],
) -> CellEnd {
    let game = problem.game;
    let mut reply_in_event: Option<Vec<Q>> = None;
    let mut rounds = 0;
    loop {
        let mut program = Program::new();
        let met = reply_in_event.as_deref();
        let columns = cell_columns(problem, messages, (deterrents, deterred), met, &mut program);
        sender_rows(problem, messages, &columns, &mut program);
        receiver_rows(problem, messages, deterrents, &columns, &mut program);
        floor_row(problem, messages, &columns, &mut program);
        let Solution::Optimal { primal, .. } = program.solve() else { return CellEnd::Infeasible };
        let primal = match problem.event().filter(|_| rounds < EVENT_ROUNDS) {
            Some(event) => {
                rounds += 1;
                let primal = best_replies_for_event(&program, event, messages, &columns, &primal);
                let share = |(message, weights): (&CellMessage, &Vec<usize>)| -> Q {
                    let inside = message.actions.iter().zip(weights);
                    inside.filter(|(a, _)| event.actions[**a]).map(|(_, j)| &primal[*j]).sum()
                };
                let shares = messages.iter().zip(&columns.weights).map(share).collect();
                if reply_in_event.as_ref() != Some(&shares) {
                    reply_in_event = Some(shares);
                    continue;
                }
                primal
            }
            None => primal,
        };
        let payoffs: Vec<Q> =
            columns.payoffs.iter().zip(&problem.least).map(|(&j, low)| low + &primal[j]).collect();
        // the whole assessment
        let none = || vec![Q::ZERO; game.messages().len()];
        let mut sender: Vec<Vec<Q>> = vec![none(); game.types().len()];
        let mut receiver: Vec<Vec<Q>> = vec![Vec::new(); game.messages().len()];
        let mut beliefs: Vec<Option<Vec<Q>>> = vec![None; game.messages().len()];
        let mut used = vec![0; problem.classes.len()];
        for (i, message) in messages.iter().enumerate() {
            let class = &problem.classes[message.class];
            let m = class.members[used[message.class]];
            used[message.class] += 1;
            let mut reply = vec![Q::ZERO; game.actions().len()];
            for (&a, &j) in message.actions.iter().zip(&columns.weights[i]) {
                reply[a] = primal[j].clone();
            }
            let sent = columns.masses[i].iter().any(|(_, j)| !primal[*j].is_zero());
            for &(t, j) in &columns.masses[i] {
                sender[t][m] = &primal[j] / &game.prior()[t];
            }
            if !sent {
                beliefs[m] = class.belief(game, &message.actions);
            }
            receiver[m] = reply;
        }
        let mut again = false;
        for (c, class) in problem.classes.iter().enumerate() {
            let (reply, belief) = match used[c] {
                0 => match deter(problem, &deterrents[c], &payoffs) {
                    Deterred::By(reply, belief) => (reply, Some(belief)),
                    Deterred::Not | Deterred::Undecided(_) if !deterred[c] => {
                        (deterred[c], again) = (true, true);
                        continue;
                    }
                    Deterred::Undecided(action) => return CellEnd::Undecided { class: c, action },
                    Deterred::Not => {
                        // in the hull of what deters, but no piece has it
                        let weights = columns.deterrents.iter().find(|(other, _)| *other == c);
                        let set = &deterrents[c];
                        let weights = weights.map_or(&[][..], |(_, weights)| weights);
                        let undecided = set
                            .actions
                            .iter()
                            .zip(weights)
                            .find(|(a, j)| !primal[**j].is_zero() && !set.core.contains(a));
                        return match undecided {
                            Some((&action, _)) => CellEnd::Undecided { class: c, action },
                            None => CellEnd::Infeasible,
                        };
                    }
                },
                // a copy that nobody sends is answered as one that is sent, or as the first
                _ => {
                    let m = class.members[0];
                    let mass = |t: usize| &game.prior()[t] * &sender[t][m];
                    let mass: Vec<Q> = (0..sender.len()).map(mass).collect();
                    let total: Q = mass.iter().sum();
                    let bayes = || mass.iter().map(|x| x / &total).collect();
                    let belief = if total.is_zero() { beliefs[m].clone() } else { Some(bayes()) };
                    (receiver[m].clone(), belief)
                }
            };
            for &m in &class.members[used[c]..] {
                receiver[m].clone_from(&reply);
                beliefs[m].clone_from(&belief);
            }
        }
        if again {
            continue;
        }
        for (m, reply) in receiver.iter_mut().enumerate().filter(|(_, reply)| reply.is_empty()) {
            // no type can send it
            reply.resize(game.actions().len(), Q::ZERO);
            reply[game.replies(m)[0]] = Q::ONE;
        }
        let reaches = |eq: &Equilibrium| {
            problem.floor.as_ref().is_none_or(|(first, floor)| first.value(eq) >= *floor)
        };
        return match verified(problem, sender, receiver, beliefs).filter(reaches) {
            Some(eq) => CellEnd::Found(problem.target.value(&eq), eq),
            None => CellEnd::Infeasible,
        };
    }
}

/// The most turns in which masses and replies are improved, each with the other fixed, where the
/// probability of an event is a product of both. It affects only which equilibria are found on the
/// way, not the bound.
const EVENT_ROUNDS: usize = 6;

/// The point with the same masses whose replies are best for an event.
fn best_replies_for_event(
    program: &Program,
    event: &WeightedEvent,
    messages: &[CellMessage],
    columns: &CellColumns,
    primal: &[Q],
) -> Vec<Q> {
    let mut objective = vec![Q::ZERO; primal.len()];
    for (i, message) in messages.iter().enumerate() {
        let counted = |(t, j): &&(usize, usize)| event.types[*t] && !primal[*j].is_zero();
        let mass: Q = columns.masses[i].iter().filter(counted).map(|(_, j)| &primal[*j]).sum();
        for (&a, &j) in message.actions.iter().zip(&columns.weights[i]) {
            if event.actions[a] {
                objective[j] = &mass * &event.weight;
            }
        }
    }
    match program.with_objective(objective).solve() {
        Solution::Optimal { primal: replies, .. } => {
            let mut point = replies;
            columns.masses.iter().flatten().for_each(|&(_, j)| point[j] = primal[j].clone());
            point
        }
        _ => primal.to_vec(),
    }
}

/// The outcome of an assessment that passes the check of the definition.
///
/// Among copies of a message those that earlier types send come first, as in lists of outcomes.
fn verified(
    problem: &OptimizationProblem,
    mut sender: Vec<Vec<Q>>,
    mut receiver: Vec<Vec<Q>>,
    mut beliefs: Vec<Option<Vec<Q>>>,
) -> Option<Equilibrium> {
    for class in problem.classes.iter().filter(|class| class.members.len() > 1) {
        let mut order = class.members.clone();
        let senders = |m: usize| sender.iter().map(move |row| &row[m]);
        order.sort_by(|&m, &n| senders(n).cmp(senders(m)));
        let columns: Vec<Vec<Q>> = order.iter().map(|&m| senders(m).cloned().collect()).collect();
        let after: Vec<_> =
            order.iter().map(|&m| (receiver[m].clone(), beliefs[m].clone())).collect();
        for ((&m, column), (reply, belief)) in class.members.iter().zip(columns).zip(after) {
            sender.iter_mut().zip(column).for_each(|(row, p)| row[m] = p);
            (receiver[m], beliefs[m]) = (reply, belief);
        }
    }
    let holds = verify(problem.game, &sender, &receiver, Some(&beliefs)).is_ok_and(|v| v.ok());
    debug_assert!(holds, "the solution of a cell is an equilibrium");
    let sent = |m: usize| sender.iter().any(|row| !row[m].is_zero());
    let on_path = receiver.into_iter().enumerate();
    let on_path = on_path.map(|(m, reply)| sent(m).then_some(reply)).collect();
    holds.then(|| Equilibrium::new(problem.game, sender, on_path, 0, (1, true)))
}

fn cell_columns(
    problem: &OptimizationProblem,
    messages: &[CellMessage],
    (deterrents, deterred): (&[Arc<ReplySet>], &[bool]),
    met: Option<&[Q]>,
    program: &mut Program,
) -> CellColumns {
    let (game, target) = (problem.game, &problem.target);
    let masses = messages.iter().enumerate().map(|(i, message)| {
        let m = problem.classes[message.class].message();
        // every action is equally good for the receiver, and types count by their payoffs
        let worth = |t: usize| {
            let mut sum = &target.receiver * game.receiver_payoff(t, m, message.actions[0]);
            if let Some(event) = &target.event
                && event.types[t]
                && event.messages[m]
            {
                let share = || {
                    let met = message.actions.iter().filter(|&&a| event.actions[a]).count();
                    Q::new(met as i64, message.actions.len() as i64).unwrap_or_default()
                };
                sum += &(&event.weight * &met.map_or_else(share, |met| met[i].clone()));
            }
            sum
        };
        members(message.senders).map(|t| (t, program.variable(worth(t)))).collect()
    });
    let masses = masses.collect();
    let weights =
        messages.iter().map(|m| m.actions.iter().map(|_| program.variable(Q::ZERO)).collect());
    let weights = weights.collect();
    let payoffs = target.types.iter().map(|w| program.variable(w.clone())).collect();
    let open = |c: &usize| messages.iter().any(|message| message.class == *c);
    let asked = (0..deterrents.len()).filter(|c| deterred[*c] && !open(c));
    let weights_of = |c: usize| -> (usize, Vec<usize>) {
        (c, deterrents[c].actions.iter().map(|_| program.variable(Q::ZERO)).collect())
    };
    let deterrents = asked.map(weights_of).collect();
    CellColumns { masses, weights, payoffs, deterrents }
}

/// The masses add up to the prior, and make the replies best.
fn sender_rows(
    problem: &OptimizationProblem,
    messages: &[CellMessage],
    columns: &CellColumns,
    program: &mut Program,
) {
    let game = problem.game;
    let mut mass: Vec<Vec<(usize, Q)>> = vec![Vec::new(); game.types().len()];
    for (message, columns) in messages.iter().zip(&columns.masses) {
        columns.iter().for_each(|&(t, j)| mass[t].push((j, Q::ONE)));
        let class = &problem.classes[message.class];
        let (m, base) = (class.message(), message.actions[0]);
        let payoff = |t: usize, a: usize| game.receiver_payoff(t, m, a);
        let gain =
            |b: usize| columns.iter().map(move |&(t, j)| (j, payoff(t, b) - payoff(t, base)));
        message.actions[1..].iter().for_each(|&b| {
            program.equal(gain(b), Q::ZERO);
        });
        for &b in class.rivals[base].iter().filter(|b| !message.actions.contains(b)) {
            program.at_most(gain(b), Q::ZERO);
        }
    }
    for (row, p) in mass.into_iter().zip(game.prior()) {
        program.equal(row, p.clone());
    }
}

/// The replies give each type its payoff by the messages that it may send, and no more by others.
fn receiver_rows(
    problem: &OptimizationProblem,
    messages: &[CellMessage],
    deterrents: &[Arc<ReplySet>],
    columns: &CellColumns,
    program: &mut Program,
) {
    let game = problem.game;
    let sent = messages.iter().zip(&columns.weights);
    let sent = sent.map(|(m, columns)| (m.class, &m.actions, columns, m.senders));
    let unsent = columns.deterrents.iter();
    let unsent = unsent.map(|(c, columns)| (*c, &deterrents[*c].actions, columns, 0));
    for (c, actions, weights, senders) in sent.chain(unsent) {
        let class = &problem.classes[c];
        program.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for t in members(class.senders) {
            let low = &problem.least[t];
            let payoff = |a: usize| game.sender_payoff(t, class.message(), a) - low;
            let row = actions.iter().zip(weights).map(|(&a, &j)| (j, payoff(a)));
            let row = row.chain([(columns.payoffs[t], -Q::ONE)]);
            if senders >> t & 1 == 1 {
                program.equal(row, Q::ZERO);
            } else {
                program.at_most(row, Q::ZERO);
            }
        }
    }
}

/// What must be reached at least, where it is linear in the variables.
fn floor_row(
    problem: &OptimizationProblem,
    messages: &[CellMessage],
    columns: &CellColumns,
    program: &mut Program,
) {
    let Some((first, floor)) = &problem.floor else { return };
    if first.bilinear().is_some() {
        return;
    }
    let game = problem.game;
    let mut row = Vec::new();
    for (message, columns) in messages.iter().zip(&columns.masses) {
        let m = problem.classes[message.class].message();
        for &(t, j) in columns {
            let mut worth = &first.receiver * game.receiver_payoff(t, m, message.actions[0]);
            if let Some(event) = first.event.as_ref().filter(|e| e.types[t] && e.messages[m]) {
                worth += &event.weight;
            }
            row.push((j, -worth));
        }
    }
    let mut base = Q::ZERO;
    for ((&j, weight), low) in columns.payoffs.iter().zip(&first.types).zip(&problem.least) {
        row.push((j, -weight));
        base += &(weight * low);
    }
    program.at_most(row, base - floor);
}

/// Looks for a reply from these that gives no type more than its payoff.
fn deter(problem: &OptimizationProblem, set: &ReplySet, payoffs: &[Q]) -> Deterred {
    let (game, class) = (problem.game, &problem.classes[set.class]);
    let core = |actions: &[usize]| -> Vec<usize> {
        let more = set.core.iter().filter(|a| !actions.contains(a));
        actions.iter().chain(more).copied().collect()
    };
    let within = |actions: &[usize]| deterring_mixture(problem, set.class, actions, payoffs);
    let by = |reply: Vec<Q>| {
        let support: Vec<usize> = (0..reply.len()).filter(|&a| !reply[a].is_zero()).collect();
        let belief = class.belief(game, &core(&support));
        belief.map(|belief| Deterred::By(reply, belief))
    };
    // one reply, the cheapest to find
    for &a in &set.actions {
        let low = |t: usize| *game.sender_payoff(t, class.message(), a) <= payoffs[t];
        if members(class.senders).all(low)
            && let Some(found) = within(&[a]).and_then(by)
        {
            return found;
        }
    }
    let Some(any) = within(&set.actions) else { return Deterred::Not };
    if !class.fine {
        let action = set.actions.iter().find(|&&a| !any[a].is_zero() && !set.core.contains(&a));
        let action = action.copied();
        return by(any).or_else(|| action.map(Deterred::Undecided)).unwrap_or(Deterred::Not);
    }
    for larger in class.sets.iter().filter(|s| !s.is_pure()) {
        let contains = |a: &usize| larger.actions.contains(a);
        if !set.core.iter().all(contains) {
            continue;
        }
        let actions: Vec<usize> = set.actions.iter().copied().filter(|a| contains(a)).collect();
        if actions.len() > 1
            && let Some(found) = within(&actions).and_then(by)
        {
            return found;
        }
    }
    Deterred::Not
}

/// A mixture of these replies that gives no type more than its payoff.
fn deterring_mixture(
    problem: &OptimizationProblem,
    class: usize,
    actions: &[usize],
    payoffs: &[Q],
) -> Option<Vec<Q>> {
    let (game, class) = (problem.game, &problem.classes[class]);
    let mut program = Program::new();
    let columns: Vec<usize> = actions.iter().map(|_| program.variable(Q::ZERO)).collect();
    program.equal(columns.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for t in members(class.senders) {
        let worth = actions.iter().zip(&columns);
        let m = class.message();
        let worth = worth.map(|(&a, &j)| (j, game.sender_payoff(t, m, a).clone()));
        program.at_most(worth, payoffs[t].clone());
    }
    let Solution::Optimal { primal, .. } = program.solve() else { return None };
    let mut reply = vec![Q::ZERO; game.actions().len()];
    actions.iter().zip(columns).for_each(|(&a, j)| reply[a] = primal[j].clone());
    Some(reply)
}
