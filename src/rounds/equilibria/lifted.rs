//! The outcomes of given supports: the sender's masses at the ends and the receiver's reach of them.
//!
//! In the coordinates of the sequence form both are polytopes. `X` holds masses `x[e,t]` of the types
//! at the ends on the path, equal before and after moves that are not the sender's, at which taken
//! actions are worth the same and refused ones no more. `Y` holds the product `y[e]` of the
//! receiver's probabilities on the way to each end, with the payoffs of types (times reach) at each
//! history: equal where a message is best, no less elsewhere.

use std::collections::HashMap;

use super::super::game::{Mover, MultistageGame, TypeSet};
use super::supports::{PathNode, SupportSearch, joint_payoffs};
use crate::exact::budget::{checkpoint, reserve};
use crate::exact::int::Int;
use crate::exact::integers::{primitive, quotient};
use crate::exact::lp::Program;
use crate::exact::polyhedral_cone::PolyhedralCone;
use crate::exact::{IBig, Q};

/// A linear form: variables with coefficients.
pub(super) type LinearForm = Vec<(usize, Q)>;

/// Conditions on variables, of which the first may be non-negative and the others are free.
#[derive(Clone, Debug, Default)]
pub(super) struct LinearSystem {
    /// `[variable]`: is it free?
    pub free: Vec<bool>,
    pub equations: Vec<LinearForm>,
    /// Forms that are 0 or more.
    pub conditions: Vec<LinearForm>,
}

fn sum(forms: impl IntoIterator<Item = LinearForm>) -> LinearForm {
    let mut all: HashMap<usize, Q> = HashMap::new();
    for (j, x) in forms.into_iter().flatten() {
        *all.entry(j).or_default() += &x;
    }
    let mut all: LinearForm = all.into_iter().filter(|(_, x)| !x.is_zero()).collect();
    all.sort_by_key(|(j, _)| *j);
    all
}

fn scaled(form: &LinearForm, factor: &Q) -> LinearForm {
    form.iter().map(|(j, x)| (*j, x * factor)).collect()
}

fn difference(one: &LinearForm, other: &LinearForm) -> LinearForm {
    sum([one.clone(), scaled(other, &-Q::ONE)])
}

/// The value of a form at a point.
pub(super) fn value(form: &LinearForm, point: &[Q]) -> Q {
    form.iter().map(|(j, x)| x * &point[*j]).sum()
}

impl LinearSystem {
    fn variable(&mut self, free: bool) -> LinearForm {
        self.free.push(free);
        vec![(self.free.len() - 1, Q::ONE)]
    }

    fn equal(&mut self, one: &LinearForm, other: &LinearForm) {
        let row = difference(one, other);
        if !row.is_empty() {
            self.equations.push(row);
        }
    }

    /// A point of a cone given by facets, with forms for its coordinates.
    fn inside(&mut self, cone: &PolyhedralCone<IBig>, at: &[LinearForm]) {
        let row = |f: &[IBig]| {
            let terms = f.iter().zip(at).filter(|(f, _)| !Int::is_zero(*f));
            sum(terms.map(|(f, form)| scaled(form, &Q::from(f.clone()))))
        };
        self.equations.extend(cone.facets().lines().map(row).filter(|row| !row.is_empty()));
        self.conditions.extend(cone.facets().rays().map(row).filter(|row| !row.is_empty()));
    }

    /// The corners with `norm = 1`, in the coordinates of some variables only.
    fn corners(&self, norm: &LinearForm, kept: usize) -> Vec<Vec<Q>> {
        let width = self.free.len();
        let rows = self.equations.len() + self.conditions.len() + 2 * width;
        let bytes = (rows * width) as u128 * size_of::<IBig>() as u128;
        reserve(bytes, "the conditions on outcomes");
        let dense = |form: &LinearForm| -> Vec<IBig> {
            checkpoint();
            let mut row = vec![Q::ZERO; width];
            form.iter().for_each(|(j, x)| row[*j] += x);
            primitive(row.iter()).0
        };
        let equations: Vec<Vec<IBig>> = self.equations.iter().map(dense).collect();
        let signs = (0..width).filter(|&j| !self.free[j]).map(|j| vec![(j, Q::ONE)]);
        let conditions: Vec<Vec<IBig>> =
            signs.chain(self.conditions.iter().cloned()).map(|form| dense(&form)).collect();
        let cone = PolyhedralCone::bounded(
            width,
            equations.iter().map(Vec::as_slice),
            conditions.iter().map(Vec::as_slice),
        );
        let cone = cone.expect("big integers do not overflow");
        let mut points: Vec<Vec<Q>> = Vec::new();
        for ray in cone.generators().rays() {
            let ray: Vec<Q> = ray.iter().map(|x| Q::from(x.clone())).collect();
            let scale = value(norm, &ray);
            if scale.is_positive() {
                points.push(ray[..kept].iter().map(|x| x / &scale).collect());
            }
        }
        hull(points)
    }

    /// The conditions as a linear programme.
    pub(super) fn program(&self) -> Program {
        let mut lp = Program::new();
        for &free in &self.free {
            if free {
                lp.free(Q::ZERO)
            } else {
                lp.variable(Q::ZERO)
            };
        }
        for row in &self.equations {
            lp.equal(row.clone(), Q::ZERO);
        }
        for row in &self.conditions {
            lp.at_most(scaled(row, &-Q::ONE), Q::ZERO);
        }
        lp
    }
}

/// The points of a list that are no mixtures of others, in order.
pub(super) fn hull(mut points: Vec<Vec<Q>>) -> Vec<Vec<Q>> {
    points.sort();
    points.dedup();
    let Some(first) = points.first() else { return points };
    if points.len() < 3 {
        return points;
    }
    let width = first.len() + 1;
    let rows: Vec<Vec<IBig>> = points.iter().map(|point| homogeneous(point)).collect();
    let cone = PolyhedralCone::generated(width, [], rows.iter().map(Vec::as_slice));
    let cone = cone.expect("big integers do not overflow");
    let mut corners: Vec<Vec<Q>> = cone
        .generators()
        .rays()
        .map(|v| v[1..].iter().map(|x| quotient(x, &v[0])).collect())
        .collect();
    corners.sort();
    corners
}

/// A point as a ray, the scale first.
pub(super) fn homogeneous(point: &[Q]) -> Vec<IBig> {
    let all: Vec<Q> = std::iter::once(Q::ONE).chain(point.iter().cloned()).collect();
    primitive(all.iter()).0
}

/// What the forms are at a history on the path.
#[derive(Clone, Debug)]
pub(super) struct PathForms {
    /// `[t]`: the masses of the types.
    pub masses: Vec<LinearForm>,
    /// The receiver's value times mass.
    pub value: LinearForm,
    pub reach: LinearForm,
    /// `[t]`: payoffs times reach of what follows, before the node's payment.
    pub payoffs: Vec<LinearForm>,
}

/// The outcomes of supports, as two systems over the ends on the path.
#[derive(Clone, Debug)]
pub(super) struct LiftedSupports {
    pub ends: Vec<Vec<String>>,
    /// `[k]`: the end and the type of a mass.
    pub masses: Vec<(usize, usize)>,
    pub sender: LinearSystem,
    pub receiver: LinearSystem,
    pub forms: HashMap<Vec<String>, PathForms>,
    /// The corners of `X`, masses as in `masses`, and those of `Y`, one number for each end.
    pub x: Vec<Vec<Q>>,
    pub y: Vec<Vec<Q>>,
}

impl SupportSearch<'_> {
    /// The polytopes of outcomes of supports at the prior.
    pub(super) fn lift(&self, root: &PathNode) -> LiftedSupports {
        let mut lifted = LiftedSupports {
            ends: Vec::new(),
            masses: Vec::new(),
            sender: LinearSystem::default(),
            receiver: LinearSystem::default(),
            forms: HashMap::new(),
            x: Vec::new(),
            y: Vec::new(),
        };
        ends(self.game, root, &mut Vec::new(), root.place.types, &mut lifted);
        let forms = self.walk(root, &mut Vec::new(), &mut lifted);
        let prior = self.game.prior();
        for t in 1..prior.len() {
            let (one, other) = (&forms.masses[0], &forms.masses[t]);
            lifted.sender.equal(&scaled(one, &prior[t]), &scaled(other, &prior[0]));
        }
        let mass = sum(forms.masses.iter().cloned());
        lifted.x = lifted.sender.corners(&mass, lifted.masses.len());
        lifted.y = lifted.receiver.corners(&forms.reach, lifted.ends.len());
        lifted
    }

    fn walk(
        &self,
        path: &PathNode,
        history: &mut Vec<String>,
        lifted: &mut LiftedSupports,
    ) -> PathForms {
        checkpoint();
        let (game, node) = (self.game, self.game.node_at(path.place));
        let count = game.types().len();
        let mut below: Vec<Option<PathForms>> = Vec::new();
        for (i, next) in path.next.iter().enumerate() {
            let Some(next) = next else {
                below.push(None);
                continue;
            };
            let labels = node.labels(i);
            history.extend(labels.iter().map(|l| (*l).to_string()));
            below.push(Some(self.walk(next, history, lifted)));
            history.truncate(history.len() - labels.len());
        }
        let (masses, following, reach, payoffs) = if node.mover == Mover::Nobody {
            let end = lifted.ends.iter().position(|e| e == history).expect("an end on the path");
            let mass = |t: usize| -> LinearForm {
                let k = lifted.masses.iter().position(|&(e, s)| (e, s) == (end, t));
                k.map(|k| vec![(k, Q::ONE)]).unwrap_or_default()
            };
            let reach = vec![(end, Q::ONE)];
            ((0..count).map(mass).collect(), Vec::new(), reach, vec![Vec::new(); count])
        } else {
            let (masses, following) = self.walk_sender(path, &below, lifted);
            let (reach, payoffs) = self.walk_receiver(path, &below, lifted);
            (masses, following, reach, payoffs)
        };
        let paid = masses.iter().zip(&node.pays[1]).map(|(mass, d)| scaled(mass, d));
        let value = sum(paid.chain([scaled(&following, &node.discount[1])]));
        let forms = PathForms { masses, value, reach, payoffs };
        lifted.forms.insert(history.clone(), forms.clone());
        forms
    }

    /// The sender's side at a node: masses, and the value of what follows.
    fn walk_sender(
        &self,
        path: &PathNode,
        below: &[Option<PathForms>],
        lifted: &mut LiftedSupports,
    ) -> (Vec<LinearForm>, LinearForm) {
        let (game, node) = (self.game, self.game.node_at(path.place));
        let (count, columns) = (game.types().len(), node.columns());
        let system = &mut lifted.sender;
        let mut all = vec![Vec::new(); count];
        let mut worth: Vec<Vec<LinearForm>> = vec![Vec::new(); columns];
        for m in (0..node.rows()).filter(|&m| path.sent[m]) {
            let row = &below[m * columns..(m + 1) * columns];
            let first = row.iter().flatten().next().expect("an action on the path");
            for (a, forms) in row.iter().enumerate() {
                if let Some(forms) = forms {
                    for t in 0..count {
                        system.equal(&forms.masses[t], &first.masses[t]);
                    }
                    worth[a].push(forms.value.clone());
                    continue;
                }
                // a refused action: some value of its cell at these masses
                let i = m * columns + a;
                let off = path.off[i].expect("a cell off the path");
                let cell = &self.solution.at(game.after(path.place, i))[off];
                let w = system.variable(true);
                let mut at = first.masses.clone();
                at.push(w.clone());
                system.inside(&cell.beliefs, &at);
                worth[a].push(w);
            }
            for (all, mass) in all.iter_mut().zip(&first.masses) {
                *all = sum([std::mem::take(all), mass.clone()]);
            }
        }
        if node.mover == Mover::Chance {
            let parts = worth.iter().flatten().zip(&node.odds);
            let following = sum(parts.map(|(form, p)| scaled(form, p)));
            return (all, following);
        }
        let worth: Vec<LinearForm> = worth.into_iter().map(sum).collect();
        let best = path.taken.iter().position(|&taken| taken).expect("an action is taken");
        for a in (0..columns).filter(|&a| a != best) {
            if path.taken[a] {
                system.equal(&worth[a], &worth[best]);
            } else {
                system.conditions.push(difference(&worth[best], &worth[a]));
            }
        }
        (all, worth[best].clone())
    }

    /// The receiver's side at a node: reach, and the payoffs of what follows.
    fn walk_receiver(
        &self,
        path: &PathNode,
        below: &[Option<PathForms>],
        lifted: &mut LiftedSupports,
    ) -> (LinearForm, Vec<LinearForm>) {
        let (game, node) = (self.game, self.game.node_at(path.place));
        let (count, columns) = (game.types().len(), node.columns());
        let system = &mut lifted.receiver;
        let used: Vec<usize> = (0..columns).filter(|&a| path.taken[a]).collect();
        let sent: Vec<usize> = (0..node.rows()).filter(|&m| path.sent[m]).collect();
        let at = |m: usize, a: usize| below[m * columns + a].as_ref().expect("on the path");
        let reaches: Vec<LinearForm> = used.iter().map(|&a| at(sent[0], a).reach.clone()).collect();
        for &m in &sent[1..] {
            for (&a, reach) in used.iter().zip(&reaches) {
                system.equal(&at(m, a).reach, reach);
            }
        }
        let chance = node.mover == Mover::Chance;
        if chance {
            // reach leaves the odds of chance out
            reaches[1..].iter().for_each(|reach| system.equal(reach, &reaches[0]));
        }
        let reach = if chance { reaches[0].clone() } else { sum(reaches.iter().cloned()) };
        // what each message gives each type
        let gives = |m: usize, t: usize, system: &LinearSystem| -> LinearForm {
            let _ = system;
            sum(used.iter().map(|&a| {
                let forms = at(m, a);
                let next = game.node_at(game.after(path.place, m * columns + a));
                let paid = scaled(&forms.reach, &next.pays[0][t]);
                let paid = sum([paid, scaled(&forms.payoffs[t], &next.discount[0])]);
                if chance { scaled(&paid, &node.odds[a]) } else { paid }
            }))
        };
        let mut payoffs = vec![Vec::new(); count];
        for t in game.members(path.place.types) {
            let able: Vec<usize> = sent
                .iter()
                .copied()
                .filter(|&m| node.after(path.place.types, m) >> t & 1 == 1)
                .collect();
            let forms: Vec<LinearForm> = able.iter().map(|&m| gives(m, t, system)).collect();
            let best = |m: usize| !node.sends() || path.best[m] >> t & 1 == 1;
            let own = able.iter().position(|&m| best(m));
            payoffs[t] = own.map_or_else(|| system.variable(true), |k| forms[k].clone());
            for (&m, form) in able.iter().zip(&forms) {
                if best(m) {
                    system.equal(form, &payoffs[t]);
                } else {
                    system.conditions.push(difference(&payoffs[t], form));
                }
            }
        }
        for m in (0..node.rows()).filter(|m| !sent.contains(m)) {
            if node.after(path.place.types, m) == 0 {
                continue;
            }
            let cones: Vec<&PolyhedralCone<IBig>> = used
                .iter()
                .map(|&a| {
                    let i = m * columns + a;
                    let off = path.off[i].expect("a cell off the path");
                    &self.solution.at(game.after(path.place, i))[off].payoffs
                })
                .collect();
            let joint = joint_payoffs(count, &cones);
            let open = self.open_payoffs(path.place, m, path.best[m], &joint, cones.len());
            let at: Vec<LinearForm> = reaches.iter().chain(&payoffs).cloned().collect();
            system.inside(&open, &at);
        }
        (reach, payoffs)
    }
}

/// Collects the ends on the path, with a variable for each and for each type that may come there.
fn ends(
    game: &MultistageGame,
    path: &PathNode,
    history: &mut Vec<String>,
    types: TypeSet,
    lifted: &mut LiftedSupports,
) {
    let node = game.node_at(path.place);
    if node.mover == Mover::Nobody {
        lifted.ends.push(history.clone());
        lifted.receiver.variable(false);
        for t in game.members(types) {
            lifted.masses.push((lifted.ends.len() - 1, t));
            lifted.sender.variable(false);
        }
        return;
    }
    for (i, next) in path.next.iter().enumerate() {
        let Some(next) = next else { continue };
        let labels = node.labels(i);
        history.extend(labels.iter().map(|l| (*l).to_string()));
        let types = if node.sends() { types & path.best[i / node.columns()] } else { types };
        ends(game, next, history, types, lifted);
        history.truncate(history.len() - labels.len());
    }
}
