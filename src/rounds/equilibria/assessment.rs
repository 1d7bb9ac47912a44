//! A full assessment: strategies and beliefs at every history, and what follows from them.

use std::collections::HashMap;

use super::super::cells::cell::has_mass;
use super::super::cells::correspondence::{PayoffPiece, piece, values_at};
use super::super::cells::solve::PlaceCells;
use super::super::game::{Mover, MultistageGame, Place};
use super::lifted::{LiftedSupports, value};
use super::list::free_values;
use super::realize::{CellPoint, Play, Realization, solved, some_payoffs};
use super::supports::{PathNode, joint_beliefs};
use crate::error::Error;
use crate::exact::int::Int;
use crate::exact::lp::Program;
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::{IBig, Q};

/// A history, with the probability `[t][m]` of each message.
pub type MessageRows = (Vec<String>, Vec<Option<Vec<Q>>>);

/// One equilibrium of a tree: strategies and beliefs at every history that is no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeAssessment {
    /// Histories at which the sender moves, with the probability `[t][m]` of each message; `None`
    /// for types that cannot be there.
    pub sender: Vec<MessageRows>,
    /// Histories at which the receiver moves, with the probability of each action.
    pub receiver: Vec<(Vec<String>, Vec<Q>)>,
    /// The belief at every history that is no end.
    pub beliefs: Vec<(Vec<String>, Vec<Q>)>,
    /// `[t]`: the expected payoff of each type.
    pub sender_payoffs: Vec<Q>,
    /// The receiver's expected payoff at the prior.
    pub receiver_payoff: Q,
    /// What the receiver expects from its move on, at each history at which it moves.
    pub receiver_payoffs: Vec<(Vec<String>, Q)>,
    /// The probability of each history that is no end.
    pub probabilities: Vec<(Vec<String>, Q)>,
    /// The ends that are reached, with the probability for each type.
    pub outcome: Vec<(Vec<String>, Vec<Q>)>,
    /// For each unsent message on the path, the continuations that keep it unsent.
    pub off_path: Vec<(Vec<String>, Vec<PayoffPiece>)>,
    /// The component, from 0, if the equilibrium is one of a list.
    pub component: Option<usize>,
}

/// What follows each history.
type AllWorth = HashMap<Vec<String>, Worth>;

/// What is known of a history while an assessment is summed up.
struct Visit {
    belief: Vec<Q>,
    /// `[t]`: the probability that the history is reached.
    reach: Vec<Q>,
}

/// What follows a history: payoffs by type, and the receiver's payoffs by type.
struct Worth {
    sender: Vec<Q>,
    receiver: Vec<Q>,
}

impl TreeAssessment {
    pub(crate) fn new(
        game: &MultistageGame,
        solution: &PlaceCells,
        play: Play,
        component: Option<usize>,
    ) -> Result<TreeAssessment, Error> {
        let walk = game.walk()?;
        let mut all = TreeAssessment {
            sender: Vec::new(),
            receiver: Vec::new(),
            beliefs: Vec::new(),
            sender_payoffs: Vec::new(),
            receiver_payoff: Q::ZERO,
            receiver_payoffs: Vec::new(),
            probabilities: Vec::new(),
            outcome: Vec::new(),
            off_path: Vec::new(),
            component,
        };
        let mut worth: HashMap<Vec<String>, Worth> = HashMap::new();
        for (history, place) in walk.iter().rev() {
            let found = all.worth(game, (history, *place), &play, &worth);
            worth.insert(history.clone(), found);
        }
        let count = game.types().len();
        let root = Visit { belief: game.prior().to_vec(), reach: vec![Q::ONE; count] };
        let mut visits = HashMap::from([(Vec::new(), root)]);
        for (history, place) in &walk {
            all.visit(game, solution, (history, *place), &play, (&worth, &mut visits));
        }
        all.outcome.sort();
        let root = &worth[&Vec::new()];
        all.sender_payoffs = root.sender.clone();
        all.receiver_payoff = game.prior().iter().zip(&root.receiver).map(|(p, w)| p * w).sum();
        Ok(all)
    }

    /// The payoffs from a history on, from those of what follows.
    fn worth(
        &self,
        game: &MultistageGame,
        (history, place): (&Vec<String>, Place),
        play: &Play,
        known: &HashMap<Vec<String>, Worth>,
    ) -> Worth {
        let (node, count) = (game.node_at(place), game.types().len());
        let mut values = [vec![Q::ZERO; count], vec![Q::ZERO; count]];
        for t in game.members(place.types) {
            for i in 0..node.next.len() {
                let p = probability(game, place, history, play, (i, t));
                if p.is_zero() {
                    continue;
                }
                let below = &known[&longer(game, place, history, i)];
                values[0][t] += &(&p * &below.sender[t]);
                values[1][t] += &(&p * &below.receiver[t]);
            }
            for (side, values) in values.iter_mut().enumerate() {
                let follows = &node.discount[side] * &values[t];
                values[t] = &node.pays[side][t] + &follows;
            }
        }
        let [sender, receiver] = values;
        Worth { sender, receiver }
    }

    fn visit(
        &mut self,
        game: &MultistageGame,
        solution: &PlaceCells,
        (history, place): (&Vec<String>, Place),
        play: &Play,
        (worth, visits): (&AllWorth, &mut HashMap<Vec<String>, Visit>),
    ) {
        let (node, count) = (game.node_at(place), game.types().len());
        let visit = visits.remove(history).expect("a history after another");
        if node.mover == Mover::Nobody {
            if visit.reach.iter().any(Q::is_positive) {
                self.outcome.push((history.clone(), visit.reach));
            }
            return;
        }
        let chance: Q = game.prior().iter().zip(&visit.reach).map(|(p, x)| p * x).sum();
        let belief = visit.belief.clone();
        if node.sends() {
            let mut rows = play.sender[history].clone();
            for (t, row) in rows.iter_mut().enumerate() {
                if place.types >> t & 1 == 0 {
                    *row = None;
                }
            }
            self.sender.push((history.clone(), rows));
        }
        if node.acts() {
            self.receiver.push((history.clone(), play.receiver[history].clone()));
            let undo = |t: usize| -> Q {
                (0..node.next.len())
                    .map(|i| {
                        let next = longer(game, place, history, i);
                        let follows = worth.get(&next).map_or(Q::ZERO, |w| w.receiver[t].clone());
                        probability(game, place, history, play, (i, t)) * &follows
                    })
                    .sum()
            };
            let expected = game.members(place.types).map(|t| &belief[t] * &undo(t)).sum();
            self.receiver_payoffs.push((history.clone(), expected));
        }
        let on_path = chance.is_positive();
        for i in 0..node.next.len() {
            let next = game.after(place, i);
            if next.types == 0 {
                continue;
            }
            let further = longer(game, place, history, i);
            let reach: Vec<Q> = (0..count)
                .map(|t| {
                    if place.types >> t & 1 == 0 || visit.reach[t].is_zero() {
                        return Q::ZERO;
                    }
                    &visit.reach[t] * &probability(game, place, history, play, (i, t))
                })
                .collect();
            let due = play.beliefs.get(&further).cloned();
            let posterior = bayes(game, place, history, play, (i, &belief));
            if node.mover == Mover::Sender && on_path && posterior.is_none() {
                let here = &worth[history].sender;
                let most = game.members(place.types).map(|t| (t, undone(game, place, here, t)));
                let pieces = kept_unsent(game, solution, next, &most.collect::<Vec<_>>());
                self.off_path.push((further.clone(), pieces));
            }
            let belief = posterior.or(due).unwrap_or_else(|| vec![Q::ZERO; count]);
            visits.insert(further, Visit { belief, reach });
        }
        self.beliefs.push((history.clone(), belief));
        self.probabilities.push((history.clone(), chance));
    }
}

/// What a type gets from what follows its move, from what it gets at the history; with a discount of
/// 0, nothing is known.
fn undone(game: &MultistageGame, place: Place, here: &[Q], t: usize) -> Option<Q> {
    let node = game.node_at(place);
    let discount = &node.discount[0];
    (!discount.is_zero()).then(|| (&here[t] - &node.pays[0][t]) / discount)
}

/// The pieces after an unsent message, cut to payoffs that tempt no type.
fn kept_unsent(
    game: &MultistageGame,
    solution: &PlaceCells,
    next: Place,
    most: &[(usize, Option<Q>)],
) -> Vec<PayoffPiece> {
    let count = game.types().len();
    let mut pieces = Vec::new();
    for cell in solution.at(next) {
        let conditions: Vec<Vec<IBig>> = most
            .iter()
            .filter(|(t, _)| next.types >> t & 1 == 1)
            .filter_map(|(t, u)| {
                let u = u.as_ref()?;
                let mut row = vec![IBig::ZERO; count + 1];
                row[0] = u.numerator();
                row[t + 1] = -IBig::from(u.denominator());
                Some(row)
            })
            .collect();
        let payoffs = cell.payoffs.with_conditions(&[], &conditions);
        let payoffs = payoffs.expect("big integers do not overflow");
        if payoffs.generators().rays().any(|v| !Int::is_zero(&v[0])) {
            let mut cut = cell.clone();
            cut.payoffs = payoffs;
            pieces.push(piece(&cut, count));
        }
    }
    pieces.sort_by(|a, b| (&a.corners, &a.sender).cmp(&(&b.corners, &b.sender)));
    pieces
}

fn longer(game: &MultistageGame, place: Place, history: &[String], i: usize) -> Vec<String> {
    let labels = game.node_at(place).labels(i);
    history.iter().cloned().chain(labels.into_iter().map(str::to_string)).collect()
}

/// The probability of the `i`-th continuation for a type.
fn probability(
    game: &MultistageGame,
    place: Place,
    history: &Vec<String>,
    play: &Play,
    (i, t): (usize, usize),
) -> Q {
    let node = game.node_at(place);
    let (m, a) = (i / node.columns(), i % node.columns());
    let sent = || {
        let row = play.sender.get(history).and_then(|rows| rows[t].as_ref());
        row.map_or(Q::ZERO, |row| row[m].clone())
    };
    let taken = || play.receiver.get(history).map_or(Q::ZERO, |row| row[a].clone());
    match node.mover {
        Mover::Nobody => Q::ZERO,
        Mover::Sender => sent(),
        Mover::Receiver => taken(),
        Mover::Both => sent() * &taken(),
        Mover::Chance => node.odds[a].clone(),
    }
}

/// The belief after a move by Bayes' rule, if it says one.
fn bayes(
    game: &MultistageGame,
    place: Place,
    history: &Vec<String>,
    play: &Play,
    (i, belief): (usize, &[Q]),
) -> Option<Vec<Q>> {
    let node = game.node_at(place);
    if !node.sends() {
        return Some(belief.to_vec());
    }
    let m = i / node.columns();
    let rows = &play.sender[history];
    let mass = |t: usize| {
        let sent = rows[t].as_ref().map_or(Q::ZERO, |row| row[m].clone());
        &belief[t] * &sent
    };
    let masses: Vec<Q> = (0..belief.len()).map(mass).collect();
    let sum: Q = masses.iter().sum();
    sum.is_positive().then(|| masses.into_iter().map(|x| x / &sum).collect())
}

/// The strategies and beliefs of an outcome that supports have, at every history.
pub(super) fn play(
    game: &MultistageGame,
    solution: &PlaceCells,
    path: &PathNode,
    lifted: &LiftedSupports,
    (x, y): (usize, usize),
) -> Play {
    let mut realization = Realization::new(game, solution);
    let free = free_values(lifted, y).expect("payoffs of an outcome");
    let mut point = lifted.x[x].clone();
    // values of refused actions do not matter here: each is read from its cell
    point.resize(lifted.sender.free.len(), Q::ZERO);
    let live = LivePath { game, lifted, x: point, y: free };
    live.play(&mut realization, path, &mut Vec::new());
    realization.complete(&mut Vec::new(), game.root());
    realization.play
}

/// The histories that an outcome reaches.
struct LivePath<'a> {
    game: &'a MultistageGame,
    lifted: &'a LiftedSupports,
    x: Vec<Q>,
    y: Vec<Q>,
}

impl LivePath<'_> {
    fn play(&self, realization: &mut Realization, path: &PathNode, history: &mut Vec<String>) {
        let (game, node, place) = (self.game, self.game.node_at(path.place), path.place);
        if node.mover == Mover::Nobody {
            return;
        }
        let count = game.types().len();
        let columns = node.columns();
        let forms = &self.lifted.forms[history];
        let masses: Vec<Q> = forms.masses.iter().map(|form| value(form, &self.x)).collect();
        let mass: Q = masses.iter().sum();
        let reach = value(&forms.reach, &self.y);
        let belief: Vec<Q> = masses.iter().map(|x| x / &mass).collect();
        let payoffs: Vec<Q> = forms.payoffs.iter().map(|u| value(u, &self.y) / &reach).collect();
        realization.play.beliefs.insert(history.clone(), belief.clone());
        let below = |i: usize| {
            let key: Vec<String> = longer(game, place, history, i);
            self.lifted.forms.get(&key).filter(|_| path.next[i].is_some())
        };
        // what each message carries, and how each action is taken
        let sent: Vec<Vec<Q>> = (0..node.rows())
            .map(|m| {
                let forms = (m * columns..(m + 1) * columns).find_map(below);
                let zero = || vec![Q::ZERO; count];
                forms.map_or_else(zero, |f| f.masses.iter().map(|x| value(x, &self.x)).collect())
            })
            .collect();
        let taken: Vec<Q> = (0..columns)
            .map(|a| match node.mover {
                Mover::Sender => Q::ONE,
                Mover::Chance => node.odds[a].clone(),
                _ => {
                    let forms = (0..node.rows()).find_map(|m| below(m * columns + a));
                    forms.map_or(Q::ZERO, |f| value(&f.reach, &self.y) / &reach)
                }
            })
            .collect();
        if node.acts() {
            realization.play.receiver.insert(history.clone(), taken.clone());
        }
        if node.sends() {
            let mut rows = vec![None; count];
            for t in (0..count).filter(|&t| masses[t].is_positive()) {
                rows[t] = Some(sent.iter().map(|x| &x[t] / &masses[t]).collect());
            }
            realization.play.sender.insert(history.clone(), rows);
        }
        for (m, masses) in sent.iter().enumerate() {
            if node.after(place.types, m) == 0 {
                continue;
            }
            let carried: Q = masses.iter().sum();
            if carried.is_zero() {
                self.unsent(realization, (path, m), &taken, &payoffs, history);
                continue;
            }
            for (a, taken) in taken.iter().enumerate() {
                let i = m * columns + a;
                let labels = node.labels(i);
                history.extend(labels.iter().map(|l| (*l).to_string()));
                match &path.next[i] {
                    Some(next) if taken.is_positive() => self.play(realization, next, history),
                    _ => {
                        let belief: Vec<Q> = masses.iter().map(|x| x / &carried).collect();
                        self.refused(realization, (place, i), belief, history);
                    }
                }
                history.truncate(history.len() - labels.len());
            }
        }
    }

    /// What follows an action that is not taken: the cell in which it is worth least.
    fn refused(
        &self,
        realization: &mut Realization,
        (place, i): (Place, usize),
        belief: Vec<Q>,
        history: &mut Vec<String>,
    ) {
        let after = self.game.after(place, i);
        let cells = realization.solution.at(after);
        let lows = cells
            .iter()
            .enumerate()
            .filter_map(|(k, cell)| Some((values_at(&cell.beliefs, &belief)?.0, k)));
        let (low, k) = lows.min().expect("the correspondence lies over every belief");
        let payoffs = some_payoffs(&cells[k].payoffs);
        realization.play(history, after, k, CellPoint { belief, value: low, payoffs });
    }

    /// What follows a message that nobody sends: cells in which no type gains by it.
    fn unsent(
        &self,
        realization: &mut Realization,
        (path, m): (&PathNode, usize),
        taken: &[Q],
        most: &[Q],
        history: &mut Vec<String>,
    ) {
        let (game, place) = (self.game, path.place);
        let node = game.node_at(place);
        let columns = node.columns();
        let solution = realization.solution;
        let first = m * columns;
        let after = game.after(place, first);
        let conjecture = solution.conjectures.get(&node.messages[m]);
        let mut fallback = None;
        let cells = |a: usize| solution.at(game.after(place, first + a));
        let mut choice: Vec<usize> =
            (0..columns).map(|a| path.off[first + a].unwrap_or(0)).collect();
        let mut tried = 0usize;
        let sizes: Vec<usize> = (0..columns).map(|a| cells(a).len()).collect();
        let total: usize = sizes.iter().product();
        let found = loop {
            let beliefs: Vec<&PolyhedralCone<IBig>> =
                (0..columns).map(|a| &cells(a)[choice[a]].beliefs).collect();
            let common = columns == 1
                || has_mass(&joint_beliefs(game.types().len(), &beliefs), game.types().len());
            if common {
                let payoffs: Vec<&PolyhedralCone<IBig>> =
                    (0..columns).map(|a| &cells(a)[choice[a]].payoffs).collect();
                if let Some(shares) = self.bounded(after, &payoffs, taken, most) {
                    let expected = conjecture.is_none_or(|belief| {
                        beliefs.iter().all(|cone| values_at(cone, belief).is_some())
                    });
                    if expected {
                        break Some((choice.clone(), shares));
                    }
                    fallback.get_or_insert((choice.clone(), shares));
                }
            }
            // the next choice: first the one that was named, then all in order
            if tried == total {
                break None;
            }
            let mut code = tried;
            for (a, size) in sizes.iter().enumerate() {
                choice[a] = code % size;
                code /= size;
            }
            tried += 1;
        };
        let (choice, shares) = found.or(fallback).expect("something keeps the message unsent");
        let cones: Vec<Option<&PolyhedralCone<IBig>>> =
            (0..columns).map(|a| Some(&cells(a)[choice[a]].beliefs)).collect();
        let belief = realization.unsent_belief(place, m, &cones);
        for (a, payoffs) in shares.into_iter().enumerate() {
            let i = first + a;
            let cone = &cells(a)[choice[a]].beliefs;
            let (low, _) = values_at(cone, &belief).expect("a belief of the cell");
            let labels = node.labels(i);
            history.extend(labels.iter().map(|l| (*l).to_string()));
            let point = CellPoint { belief: belief.clone(), value: low, payoffs };
            realization.play(history, game.after(place, i), choice[a], point);
            history.truncate(history.len() - labels.len());
        }
    }

    /// Payoffs after each action such that what they give in all is no more than `most`.
    fn bounded(
        &self,
        after: Place,
        cones: &[&PolyhedralCone<IBig>],
        taken: &[Q],
        most: &[Q],
    ) -> Option<Vec<Vec<Q>>> {
        let mut lp = Program::new();
        let mut weights: Vec<Vec<usize>> = Vec::new();
        let rays: Vec<Vec<Vec<IBig>>> = cones
            .iter()
            .map(|cone| cone.generators().rays().map(<[IBig]>::to_vec).collect())
            .collect();
        let q = |n: &IBig| Q::from(n.clone());
        for (rays, p) in rays.iter().zip(taken) {
            let mine: Vec<usize> = rays.iter().map(|_| lp.variable(Q::ZERO)).collect();
            lp.equal(rays.iter().zip(&mine).map(|(v, &j)| (j, q(&v[0]))), p.clone());
            weights.push(mine);
        }
        for t in self.game.members(after.types) {
            let row = rays.iter().zip(&weights).flat_map(|(rays, weights)| {
                rays.iter().zip(weights).map(move |(v, &j)| (j, q(&v[t + 1])))
            });
            lp.at_most(row.collect::<Vec<_>>(), most[t].clone());
        }
        let point = solved(&lp)?;
        let count = most.len();
        let share = |k: usize| -> Vec<Q> {
            if taken[k].is_zero() {
                return some_payoffs(cones[k]);
            }
            let total = |t: usize| -> Q {
                rays[k].iter().zip(&weights[k]).map(|(v, &j)| &point[j] * &q(&v[t + 1])).sum()
            };
            (0..count).map(|t| total(t) / &taken[k]).collect()
        };
        Some((0..cones.len()).map(share).collect())
    }
}
