//! The game as a proof sees it: classes of messages with their corners, pieces and faces.

use std::collections::{BTreeSet, HashMap};

use dashu_int::IBig;

use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::integers::integers;
use crate::game::Game;

/// A set of small numbers, as bits.
pub(crate) type Set = u128;

/// The members of a set, ascending.
pub(crate) fn members(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let low = set.trailing_zeros();
        (set != 0).then(|| {
            set &= set - 1;
            low as usize
        })
    })
}

/// The mass vectors after a message of a class whose support is `types` and at which exactly
/// `replies`, by position in the class, are best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct MassFace {
    pub class: usize,
    pub types: Set,
    pub replies: Set,
}

/// An extreme ray of a cone on which one reply is best.
pub(crate) struct BeliefCorner {
    /// The mass of each type, a whole number.
    pub masses: Vec<Q>,
    pub types: Set,
    pub replies: Set,
}

/// Messages with the same senders, replies and payoffs.
pub(crate) struct CopyClass {
    pub members: Vec<usize>,
    /// The types that can send the messages.
    pub senders: Set,
    /// The actions that are allowed, by number.
    pub replies: Vec<usize>,
    /// `[type][reply]`, whole numbers on one scale, positive; empty where the type lacks the
    /// messages.
    pub payoffs: Vec<Vec<Q>>,
    receiver: Vec<Vec<Q>>,
    pub corners: Vec<BeliefCorner>,
    /// The maximal sets of replies that are best together.
    pub pieces: Vec<Set>,
}

/// The classes of a game, and its prior.
pub(crate) struct Tables {
    pub classes: Vec<CopyClass>,
    pub prior: Vec<Q>,
}

/// The most types, and the most replies to a message: the width of a [`Set`].
const WIDEST: usize = 128;

/// The most faces. A checker of logs has the same limit unless it is raised.
const MAX_FACES: usize = 200_000;

impl Tables {
    pub(crate) fn new(game: &Game) -> Result<Tables, Error> {
        let (types, messages) = (game.types().len(), game.messages().len());
        if types > WIDEST || (0..messages).any(|m| game.replies(m).len() > WIDEST) {
            let text = format!("a proof has at most {WIDEST} types and replies to a message");
            return Err(Error::Limit(text));
        }
        let sender = scaled(game, |t, m, a| game.sender_payoff(t, m, a), true);
        let receiver = scaled(game, |t, m, a| game.receiver_payoff(t, m, a), false);
        let mut classes: Vec<CopyClass> = Vec::new();
        for m in 0..messages {
            if let Some(class) = classes.iter_mut().find(|c| game.are_copies(c.members[0], m)) {
                class.members.push(m);
                continue;
            }
            let column = |table: &[Vec<Vec<Q>>]| (0..types).map(|t| table[t][m].clone()).collect();
            let mut class = CopyClass {
                members: vec![m],
                senders: game.senders(m).map(|t| 1 << t).sum(),
                replies: game.replies(m).to_vec(),
                payoffs: column(&sender),
                receiver: column(&receiver),
                corners: Vec::new(),
                pieces: Vec::new(),
            };
            class.find_corners();
            classes.push(class);
        }
        Ok(Tables { classes, prior: game.prior().to_vec() })
    }

    /// All faces, those of a class together, with the fewest types first.
    pub(crate) fn faces(&self) -> Result<Vec<MassFace>, Error> {
        let mut all = Vec::new();
        for (c, class) in self.classes.iter().enumerate() {
            let corners: BTreeSet<(Set, Set)> =
                class.corners.iter().map(|v| (v.types, v.replies)).collect();
            let mut found = corners.clone();
            let mut queue: Vec<_> = corners.iter().copied().collect();
            while let Some((types, replies)) = queue.pop() {
                checkpoint();
                for (k, b) in &corners {
                    let join = (types | k, replies & b);
                    if join.1 != 0 && found.insert(join) {
                        queue.push(join);
                    }
                }
                if all.len() + found.len() > MAX_FACES {
                    return Err(Error::Limit(format!("the proof has more than {MAX_FACES} faces")));
                }
            }
            let face = |(types, replies)| MassFace { class: c, types, replies };
            all.extend(found.into_iter().map(face));
        }
        all.sort_by_key(|face| (face.class, face.types.count_ones(), *face));
        Ok(all)
    }
}

/// Payoffs times their common denominator, by type, message and reply; positive if asked for.
fn scaled<'a>(
    game: &'a Game,
    payoff: impl Fn(usize, usize, usize) -> &'a Q,
    positive: bool,
) -> Vec<Vec<Vec<Q>>> {
    let (types, messages) = (game.types().len(), game.messages().len());
    let cells = |t: usize, m: usize| {
        let replies = if game.is_available(t, m) { game.replies(m) } else { &[] };
        replies.iter().map(|&a| payoff(t, m, a).clone()).collect::<Vec<_>>()
    };
    let flat: Vec<Q> =
        (0..types).flat_map(|t| (0..messages).flat_map(move |m| cells(t, m))).collect();
    let whole: Vec<IBig> = integers(&flat).expect("big integers do not overflow");
    let least = whole.iter().min().cloned().unwrap_or(IBig::ZERO);
    let shift = if positive { IBig::ONE - least } else { IBig::ZERO };
    let mut whole = whole.into_iter().map(|n| Q::from(n + &shift));
    let row = |t: usize, m: usize, whole: &mut dyn Iterator<Item = Q>| {
        let count = if game.is_available(t, m) { game.replies(m).len() } else { 0 };
        whole.take(count).collect::<Vec<_>>()
    };
    (0..types).map(|t| (0..messages).map(|m| row(t, m, &mut whole)).collect()).collect()
}

/// The sum of products.
pub(crate) fn dot(a: &[Q], b: &[Q]) -> Q {
    let mut sum = Q::ZERO;
    for (x, y) in a.iter().zip(b) {
        if !x.is_zero() && !y.is_zero() {
            sum = &sum + &(x * y);
        }
    }
    sum
}

/// An orthant, as a cone.
pub(crate) fn orthant(dimension: usize) -> Cone<IBig> {
    let unit = |i: usize| (0..dimension).map(|j| IBig::from(u8::from(i == j))).collect();
    Cone::simplicial(0, (0..dimension).map(unit).collect())
}

/// Cuts a cone by a row of whole numbers; says whether that took anything away.
pub(crate) fn cut(cone: &mut Cone<IBig>, row: &[Q], equality: bool) -> bool {
    let row: Vec<IBig> = row.iter().map(Q::numerator).collect();
    let condition = if equality { ConeConstraint::Zero } else { ConeConstraint::NonNegative };
    let value = |ray: &[IBig]| -> IBig { ray.iter().zip(&row).map(|(x, y)| x * y).sum() };
    let holds = |x: IBig| if equality { x == IBig::ZERO } else { x >= IBig::ZERO };
    if cone.rays().all(|ray| holds(value(ray))) {
        return false;
    }
    cone.restrict(condition, |ray| Ok(value(ray))).expect("big integers do not overflow");
    true
}

/// The rays of a cone.
pub(crate) fn rays(cone: &Cone<IBig>) -> Vec<Vec<Q>> {
    cone.rays().map(|ray| ray.iter().map(|x| Q::from(x.clone())).collect()).collect()
}

/// A vector over the least common multiple of its denominators, without a common factor.
pub(crate) fn primitive(vector: &[Q]) -> Vec<Q> {
    let (whole, _) = crate::exact::integers::primitive(vector.iter());
    whole.into_iter().map(Q::from).collect()
}

impl CopyClass {
    fn find_corners(&mut self) {
        let types: Vec<usize> = members(self.senders).collect();
        let mut found: BTreeSet<Vec<Q>> = BTreeSet::new();
        for a in 0..self.replies.len() {
            let mut cone = orthant(types.len());
            for b in (0..self.replies.len()).filter(|&b| b != a) {
                let better = |&t: &usize| &self.receiver[t][a] - &self.receiver[t][b];
                cut(&mut cone, &types.iter().map(better).collect::<Vec<_>>(), false);
            }
            for ray in rays(&cone) {
                let mut masses = vec![Q::ZERO; self.payoffs.len()];
                types.iter().zip(ray).for_each(|(&t, mass)| masses[t] = mass);
                found.insert(masses);
            }
        }
        self.corners = found
            .into_iter()
            .map(|masses| {
                let (types, replies) = self.support(&masses);
                BeliefCorner { masses, types, replies }
            })
            .collect();
        let sets: BTreeSet<Set> = self.corners.iter().map(|corner| corner.replies).collect();
        let inside = |b: Set| sets.iter().any(|&c| b != c && b & c == b);
        self.pieces = sets.iter().copied().filter(|&b| !inside(b)).collect();
    }

    /// The support of masses, and the best replies to them.
    pub(crate) fn support(&self, masses: &[Q]) -> (Set, Set) {
        let types = members(self.senders).filter(|&t| !masses[t].is_zero());
        let types = types.map(|t| 1 << t).sum();
        let value = |a: usize| {
            let each = members(types).map(|t| &masses[t] * &self.receiver[t][a]);
            each.fold(Q::ZERO, |sum, x| &sum + &x)
        };
        let values: Vec<Q> = (0..self.replies.len()).map(value).collect();
        let most = values.iter().max().expect("a reply");
        let best = values.iter().enumerate().filter(|(_, x)| *x == most);
        (types, best.map(|(a, _)| 1 << a).sum())
    }

    /// The corners of a face of the class, by number.
    pub(crate) fn corners_of(&self, face: &MassFace) -> Vec<usize> {
        let inside = |v: &BeliefCorner| {
            v.types & face.types == v.types && v.replies & face.replies == face.replies
        };
        (0..self.corners.len()).filter(|&i| inside(&self.corners[i])).collect()
    }

    /// Rows `(w, c)`, with a weight for each type: replies on the piece deter payoffs `u` if and
    /// only if every `w u` is at least `c`.
    ///
    /// They are the facets of the hull of the replies' payoffs plus an orthant.
    pub(crate) fn deterrence(&self, piece: Set) -> Vec<(Vec<Q>, Q)> {
        let types: Vec<usize> = members(self.senders).collect();
        let mut cone = orthant(types.len() + 1);
        for a in members(piece) {
            let payoffs = types.iter().map(|&t| self.payoffs[t][a].clone());
            cut(&mut cone, &payoffs.chain([Q::from(-1)]).collect::<Vec<_>>(), false);
        }
        let spread = |ray: Vec<Q>| {
            let mut weights = vec![Q::ZERO; self.payoffs.len()];
            types.iter().zip(&ray).for_each(|(&t, w)| weights[t] = w.clone());
            (weights, ray[types.len()].clone())
        };
        rays(&cone).into_iter().map(spread).collect()
    }
}

/// The independent rows with the span of some vectors.
pub(crate) fn basis<'a>(vectors: impl IntoIterator<Item = &'a [Q]>) -> Vec<Vec<Q>> {
    let mut found: Vec<(usize, Vec<Q>)> = Vec::new();
    for vector in vectors {
        let mut vector = vector.to_vec();
        for (pivot, row) in &found {
            if !vector[*pivot].is_zero() {
                let factor = &vector[*pivot] / &row[*pivot];
                for (x, y) in vector.iter_mut().zip(row) {
                    *x = &*x - &(&factor * y);
                }
            }
        }
        if let Some(pivot) = vector.iter().position(|x| !x.is_zero()) {
            found.push((pivot, vector));
        }
    }
    found.into_iter().map(|(_, row)| row).collect()
}

/// The coefficients that make a target of independent vectors, if there are any.
pub(crate) fn combination(vectors: &[Vec<Q>], target: &[Q]) -> Option<Vec<Q>> {
    let n = vectors.len();
    let mut table: Vec<Vec<Q>> = (0..target.len())
        .map(|i| vectors.iter().map(|v| v[i].clone()).chain([target[i].clone()]).collect())
        .collect();
    for j in 0..n {
        let at = (j..table.len()).find(|&i| !table[i][j].is_zero())?;
        table.swap(j, at);
        let pivot = table[j][j].clone();
        table[j].iter_mut().for_each(|x| *x = &*x / &pivot);
        let row = table[j].clone();
        for (i, other) in table.iter_mut().enumerate() {
            if i != j && !other[j].is_zero() {
                let factor = other[j].clone();
                other.iter_mut().zip(&row).for_each(|(x, y)| *x = &*x - &(&factor * y));
            }
        }
    }
    table[n..]
        .iter()
        .all(|row| row[n].is_zero())
        .then(|| table[..n].iter().map(|row| row[n].clone()).collect())
}

/// Numbers of things, in the order in which they were first asked for.
#[derive(Default)]
pub(crate) struct Numbering<K>(HashMap<K, usize>);

impl<K: std::hash::Hash + Eq> Numbering<K> {
    /// The number of a thing, and whether it is new.
    pub(crate) fn of(&mut self, key: K) -> (usize, bool) {
        let next = self.0.len();
        let number = *self.0.entry(key).or_insert(next);
        (number, number == next && self.0.len() > next)
    }
}
