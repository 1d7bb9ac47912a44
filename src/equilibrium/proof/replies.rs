//! The replies of a sender: the polytopes of replies that complete it to an equilibrium.

use dashu_int::IBig;

use super::tables::{MassFace, Set, Tables, cut, dot, members, orthant, rays};
use crate::exact::Q;
use crate::exact::cone::Cone;

/// A condition on replies: a row that is not negative, or 0.
type ReplyCondition = (Vec<Q>, bool);

/// A part of the replies of a sender: a maximal polytope, of one piece for each unused class.
pub(crate) struct ReplyPart {
    /// `[vertex][slot][reply of the class]`.
    pub vertices: Vec<Replies>,
    /// The payoffs of the types at each vertex.
    pub payoffs: Vec<Vec<Q>>,
}

/// Replies by slot and by reply of its class.
pub(crate) type Replies = Vec<Vec<Q>>;

/// An extreme sender: the face and the masses of each message in use.
pub(crate) struct Sender {
    /// By class, and the largest masses first.
    pub slots: Vec<(MassFace, Vec<Q>)>,
    pub parts: Vec<ReplyPart>,
    /// The slot and reply of each column of the conditions.
    pub columns: Vec<(usize, usize)>,
    /// A slot that each type sends.
    home: Vec<usize>,
}

impl Sender {
    pub(crate) fn new(tables: &Tables, mut slots: Vec<(MassFace, Vec<Q>)>) -> Sender {
        slots.sort_by(|(f, x), (g, y)| f.class.cmp(&g.class).then_with(|| y.cmp(x)));
        let columns = (0..slots.len())
            .flat_map(|s| members(slots[s].0.replies).map(move |a| (s, a)))
            .collect();
        let home = (0..tables.prior.len())
            .map(|t| {
                let sends = |(face, _): &(MassFace, _)| face.types >> t & 1 == 1;
                slots.iter().position(sends).expect("every type sends something")
            })
            .collect();
        let mut sender = Sender { slots, parts: Vec::new(), columns, home };
        sender.parts = sender.find_parts(tables);
        sender
    }

    /// The row of what a type gets in a slot.
    pub(crate) fn gets(&self, tables: &Tables, s: usize, t: usize) -> Vec<Q> {
        let payoffs = &tables.classes[self.slots[s].0.class].payoffs[t];
        let entry = |&(slot, a): &(usize, usize)| {
            if slot == s { payoffs[a].clone() } else { Q::ZERO }
        };
        self.columns.iter().map(entry).collect()
    }

    /// The row of what a type gets.
    pub(crate) fn payoff_row(&self, tables: &Tables, t: usize) -> Vec<Q> {
        self.gets(tables, self.home[t], t)
    }

    /// The classes without a message in use.
    fn unused<'a>(&'a self, tables: &'a Tables) -> impl Iterator<Item = usize> + 'a {
        let used = |k: usize| self.slots.iter().any(|(face, _)| face.class == k);
        (0..tables.classes.len()).filter(move |&k| !used(k))
    }

    fn find_parts(&self, tables: &Tables) -> Vec<ReplyPart> {
        let total: Vec<Q> = self.columns.iter().map(|&(s, _)| Q::from(i64::from(s == 0))).collect();
        let mut conditions: Vec<ReplyCondition> = Vec::new();
        for s in 1..self.slots.len() {
            let row = self.columns.iter().zip(&total);
            let row = row.map(|(&(slot, _), one)| &Q::from(i64::from(slot == s)) - one);
            conditions.push((row.collect(), true));
        }
        let types = tables.prior.len();
        let payoff: Vec<Vec<Q>> = (0..types).map(|t| self.payoff_row(tables, t)).collect();
        for (s, (face, _)) in self.slots.iter().enumerate() {
            for t in members(tables.classes[face.class].senders).filter(|&t| self.home[t] != s) {
                let gets = self.gets(tables, s, t);
                let row = payoff[t].iter().zip(&gets).map(|(x, y)| x - y).collect();
                conditions.push((row, face.types >> t & 1 == 1));
            }
        }
        let mut cone = orthant(self.columns.len());
        conditions.retain(|(row, equality)| cut(&mut cone, row, *equality));
        let mut found = vec![(cone, conditions)];
        found.retain(|(cone, _)| !cone.is_empty());
        for k in self.unused(tables) {
            let class = &tables.classes[k];
            let mut next: Vec<(Cone<IBig>, Vec<ReplyCondition>)> = Vec::new();
            for &piece in &class.pieces {
                let facets = class.deterrence(piece);
                for (cone, conditions) in &found {
                    let (mut cone, mut conditions) = (cone.clone(), conditions.clone());
                    for (weights, least) in &facets {
                        let row: Vec<Q> = (0..total.len())
                            .map(|i| {
                                let each = weights.iter().zip(&payoff);
                                let each = each.filter(|(w, _)| !w.is_zero());
                                let sum = each.fold(Q::ZERO, |sum, (w, row)| &sum + &(w * &row[i]));
                                &sum - &(least * &total[i])
                            })
                            .collect();
                        if cut(&mut cone, &row, false) {
                            conditions.push((row, false));
                        }
                    }
                    if !cone.is_empty() {
                        next.push((cone, conditions));
                    }
                }
            }
            found = maximal(next);
        }
        found.into_iter().map(|(cone, _)| self.part(tables, &cone)).collect()
    }

    fn part(&self, tables: &Tables, cone: &Cone<IBig>) -> ReplyPart {
        let replies = |ray: &Vec<Q>| -> Replies {
            let at = self.columns.iter().zip(ray);
            let total = at.clone().filter(|((s, _), _)| *s == 0);
            let total = total.fold(Q::ZERO, |sum, (_, x)| &sum + x);
            let count = |face: &MassFace| tables.classes[face.class].replies.len();
            let mut found: Replies =
                self.slots.iter().map(|(face, _)| vec![Q::ZERO; count(face)]).collect();
            at.for_each(|(&(s, a), x)| found[s][a] = x / &total);
            found
        };
        let vertices: Vec<Replies> = rays(cone).iter().map(replies).collect();
        let payoffs = vertices.iter().map(|v| self.payoffs(tables, v)).collect();
        ReplyPart { vertices, payoffs }
    }

    /// What each type gets at some replies.
    pub(crate) fn payoffs(&self, tables: &Tables, replies: &Replies) -> Vec<Q> {
        let of = |(t, &s): (usize, &usize)| {
            dot(&replies[s], &tables.classes[self.slots[s].0.class].payoffs[t])
        };
        self.home.iter().enumerate().map(of).collect()
    }

    /// The elements `(k, {}, piece)` of the pieces of unused classes that hold all payoffs of a
    /// part.
    pub(crate) fn elements(&self, tables: &Tables, part: &ReplyPart) -> Vec<MassFace> {
        let holds = |k: usize, piece: Set| {
            let facets = tables.classes[k].deterrence(piece);
            let mut payoffs = part.payoffs.iter();
            payoffs.all(|u| facets.iter().all(|(w, least)| dot(w, u) >= *least))
        };
        let pieces = |k: usize| {
            let kept = tables.classes[k].pieces.iter().filter(move |&&piece| holds(k, piece));
            kept.map(move |&replies| MassFace { class: k, types: 0, replies }).collect::<Vec<_>>()
        };
        self.unused(tables).flat_map(pieces).collect()
    }
}

/// The cones that lie in no other, each once.
fn maximal(
    cones: Vec<(Cone<IBig>, Vec<ReplyCondition>)>,
) -> Vec<(Cone<IBig>, Vec<ReplyCondition>)> {
    let all: Vec<Vec<Vec<Q>>> = cones.iter().map(|(cone, _)| rays(cone)).collect();
    let inside = |i: usize, j: usize| {
        let holds = |ray: &Vec<Q>| {
            cones[j].1.iter().all(|(row, equality)| {
                let height = dot(row, ray);
                if *equality { height.is_zero() } else { !height.is_negative() }
            })
        };
        all[i].iter().all(holds)
    };
    let spare =
        |i: usize| (0..all.len()).any(|j| j != i && inside(i, j) && (j < i || !inside(j, i)));
    let kept: Vec<bool> = (0..all.len()).map(|i| !spare(i)).collect();
    cones.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(cone, _)| cone).collect()
}

impl ReplyPart {
    /// The least and the largest payoff of a type.
    pub(crate) fn range(&self, t: usize) -> (&Q, &Q) {
        let each = || self.payoffs.iter().map(|u| &u[t]);
        (each().min().expect("a vertex"), each().max().expect("a vertex"))
    }
}
