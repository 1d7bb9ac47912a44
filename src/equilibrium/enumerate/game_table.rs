//! The game in integers: classes of messages, belief regions, and the payoffs that replies can deter
//! with off the path.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::int::{Int, Overflow, all_hold, any_holds};
use crate::exact::integers::{integers, shifted_integers};
use crate::exact::matrix::Matrix;
use crate::exact::upper_envelope::common_refinement;
use crate::exact::work::Abort;
use crate::game::replies::{Reading, Regions, spread_points};
use crate::game::{Game, MergedReaders};

/// A game in integers of one size: the sender's payoffs scaled and shifted for each type, the
/// receiver's for each message.
#[derive(Debug)]
pub(super) struct IntegerGame<I> {
    /// The prior without denominators.
    pub(super) prior: Vec<I>,
    /// Has some message several readers?
    pub(super) several: bool,
    /// `[t]`: no payoff of type t is larger, where there are several readers.
    largest: Vec<I>,
    pub(super) classes: Vec<MessageClass<I>>,
}

/// Messages that are copies of one another: the same senders, replies and payoffs.
#[derive(Debug)]
pub(super) struct MessageClass<I> {
    pub(super) members: Vec<usize>,
    pub(super) regions: Regions<I>,
    /// `[t][a]`: the sender's payoffs, by position among the actions of the regions.
    pub(super) sender: Matrix<I>,
    /// The payoffs of the types at which the message can be kept off the path: a union of pieces.
    pub(super) pieces: Vec<Piece<I>>,
    /// For some sets of types, sending it alone and leaving readers out, the same for what the others
    /// may gain by the replies of these readers.
    unexpected: FxHashMap<u128, Vec<Piece<I>>>,
}

/// The type payoffs that some mixture of one jointly optimal set of actions supports off the path:
/// `conv {uS(., m, a) : a in the set} + R^T_+`, the sum of these sets over the readers, by its facets
/// `w . u + z >= 0`.
#[derive(Debug)]
pub(super) struct Piece<I> {
    /// Each `z`, then `w`.
    pub(super) facets: Matrix<I>,
}

impl<I: Int> Piece<I> {
    /// Does the point `u / scale` lie in the piece? It is given by `scale`, then `u`.
    pub(super) fn contains(&self, point: &[I]) -> Result<bool, Overflow> {
        all_hold(self.facets.iter(), |facet| Ok(!I::dot(facet, point)?.is_negative()))
    }
}

impl<I: Int> MessageClass<I> {
    /// The pieces that keep the other types from a message that these types send; none if these meet
    /// all readers.
    pub(super) fn pieces_beside(&self, types: u128) -> &[Piece<I>] {
        if types == 0 {
            return &self.pieces;
        }
        self.unexpected.get(&types).map_or(&[], |pieces| pieces)
    }

    /// The largest payoff of type t by these replies, or the least.
    pub(super) fn payoff_bound(&self, t: usize, rows: &Bits, most: bool) -> Result<I, Overflow> {
        let mut sum = I::ZERO;
        for reader in &self.regions.readers {
            let own = reader.actions.clone().filter(|&a| rows.contains(a));
            let each = own.map(|a| &self.sender[t][a]);
            let bound = if most { each.max() } else { each.min() };
            sum = bound.map_or(Ok(sum.clone()), |bound| sum.plus(bound))?;
        }
        Ok(sum)
    }

    /// Is `u / scale`, given by `scale` and `u`, supported off the path after these messages?
    pub(super) fn deters(&self, point: &[I]) -> Result<bool, Overflow> {
        any_holds(&self.pieces, |piece| piece.contains(point))
    }
}

/// A game with its classes of copies, from which the tables in all sizes of integer are made.
pub(super) struct Outline<'a> {
    /// The game, in which readers that are copies are merged.
    pub(super) game: &'a Game,
    /// The game with all readers and what the merged ones stand for, if there are copies.
    pub(super) apart: Option<(&'a Game, &'a MergedReaders)>,
    pub(super) classes: Vec<Vec<usize>>,
    /// Are copies kept apart, of messages and of replies?
    pub(super) copies_apart: bool,
    /// The largest number of belief corners of a message.
    pub(super) limit: usize,
    /// Asked in long steps whether to stop.
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Outline<'_> {
    /// The number of messages in a class.
    pub(super) fn copies(&self, class: usize) -> usize {
        self.classes[class].len()
    }

    /// The table in one size of integer.
    pub(super) fn table<I: Int>(&self) -> Result<IntegerGame<I>, Abort> {
        let payoffs: Matrix<I> = self.sender()?;
        let mut classes = Vec::with_capacity(self.classes.len());
        for members in &self.classes {
            classes.push(MessageClass::new(self, &payoffs, members)?);
        }
        let mut largest = vec![I::ZERO; self.game.types().len()];
        let several = classes.iter().any(|class: &MessageClass<I>| class.regions.readers.len() > 1);
        for class in classes.iter().filter(|_| several) {
            let all = (0..class.sender.width()).collect();
            for (t, largest) in largest.iter_mut().enumerate() {
                *largest = class.payoff_bound(t, &all, true)?.max(largest.clone());
            }
        }
        Ok(IntegerGame { prior: integers(self.game.prior())?, several, largest, classes })
    }

    /// The sender's payoffs `[t][m * actions + a]`, with one scale and one shift for each type, and 0
    /// where the type has no such message or the message no such reply.
    fn sender<I: Int>(&self) -> Result<Matrix<I>, Overflow> {
        let game = self.game;
        let (types, messages) = (game.types().len(), game.messages().len());
        let (actions, width) = (game.actions().len(), messages * game.actions().len());
        let mut all = vec![I::ZERO; types * width];
        let mut cells: Vec<&Q> = Vec::with_capacity(width);
        for (t, row) in all.chunks_exact_mut(width).enumerate() {
            let open = (0..messages).filter(|&m| game.is_available(t, m));
            // readers that the type never meets stay at 0, and all others are shifted alike
            let met = |a: &&usize| game.chance_of_meeting(t, **a).is_positive();
            let reached =
                open.flat_map(|m| game.replies(m).iter().filter(met).map(move |&a| (m, a)));
            cells.clear();
            cells.extend(reached.clone().map(|(m, a)| game.sender_payoff(t, m, a)));
            for ((m, a), payoff) in reached.zip(shifted_integers(&cells, width)?) {
                row[m * actions + a] = payoff;
            }
        }
        Ok(Matrix::new(width, all))
    }
}

/// The messages grouped into classes of exact copies, in the order of their first members.
pub(crate) fn copies(game: &Game) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for m in 0..game.messages().len() {
        match classes.iter_mut().find(|c| game.are_copies(c[0], m)) {
            Some(class) => class.push(m),
            None => classes.push(vec![m]),
        }
    }
    classes
}

impl<I: Int> IntegerGame<I> {
    /// The number of types.
    pub(super) fn types(&self) -> usize {
        self.prior.len()
    }

    /// The most that types can get: 1, then for each type its largest payoff by these replies if it is
    /// one of `types`, which send a message of the class, and by any otherwise.
    pub(super) fn most(&self, class: usize, types: u128, rows: &Bits) -> Result<Vec<I>, Overflow> {
        let mut most = vec![I::ONE];
        for t in 0..self.types() {
            most.push(match types >> t & 1 {
                1 => self.classes[class].payoff_bound(t, rows, true)?,
                _ => self.largest[t].clone(),
            });
        }
        Ok(most)
    }
}

impl<I: Int> MessageClass<I> {
    fn new(
        outline: &Outline,
        payoffs: &Matrix<I>,
        members: &[usize],
    ) -> Result<MessageClass<I>, Abort> {
        let &Outline { game, copies_apart, limit, stop, .. } = outline;
        let m = members[0];
        let regions = Regions::new(game, m, copies_apart, limit, stop)?;
        let first = m * game.actions().len();
        let mut sender = Vec::with_capacity(payoffs.len() * regions.actions.len());
        for row in payoffs.iter() {
            sender.extend(regions.actions.iter().map(|&a| row[first + a].clone()));
        }
        let sender = Matrix::new(regions.actions.len(), sender);
        let beside = |types| pieces(&regions, &sender, types, limit, stop);
        let (pieces, mut unexpected) = (beside(0)?, FxHashMap::default());
        for corner in &regions.corners {
            // any set of types in which readers are left out is a union of supports
            let known: Vec<u128> = unexpected.keys().copied().chain([0]).collect();
            for types in known.into_iter().map(|types| types | corner.support) {
                if regions.leaves_readers_out(types) && !unexpected.contains_key(&types) {
                    unexpected.insert(types, beside(types)?);
                }
            }
        }
        Ok(MessageClass { members: members.to_vec(), regions, sender, pieces, unexpected })
    }
}

/// The pieces of the maximal sets of actions that are jointly optimal for the readers whom none of the
/// `sent` types meets, all readers if there are none; without those inside another piece.
fn pieces<I: Int>(
    regions: &Regions<I>,
    sender: &Matrix<I>,
    sent: u128,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Piece<I>>, Abort> {
    // the payoffs by each reply, as points: 1, then each type's payoff
    let mut points = Vec::with_capacity(sender.width() * (sender.len() + 1));
    for a in 0..sender.width() {
        points.push(I::ONE);
        points.extend(sender.iter().map(|row| row[a].clone()));
    }
    let points = Matrix::new(sender.len() + 1, points);
    let several = regions.readers.len() > 1;
    let by_reader = |rows: &Bits| -> Vec<Vec<usize>> {
        if !several {
            return vec![rows.iter().collect()];
        }
        let own = |r: &Reading| r.actions.clone().filter(|&a| rows.contains(a)).collect();
        regions.readers.iter().map(own).filter(|own: &Vec<usize>| !own.is_empty()).collect()
    };
    // the least of a facet's function over sums of the readers' points is the sum of the least
    let inside = |readers: &[Vec<usize>], outer: &Piece<I>| {
        if !several {
            return all_hold(&readers[0], |&a| outer.contains(&points[a]));
        }
        all_hold(outer.facets.iter(), |facet| {
            let mut sum = facet[0].clone();
            for own in readers {
                let mut least = I::dot(&facet[1..], &points[own[0]][1..])?;
                for &a in &own[1..] {
                    least = least.min(I::dot(&facet[1..], &points[a][1..])?);
                }
                sum = sum.plus(&least)?;
            }
            Ok(!sum.is_negative())
        })
    };
    let mut pieces: Vec<(Piece<I>, Vec<Vec<usize>>)> = Vec::new();
    for rows in regions.jointly_optimal_after(sent) {
        let readers = by_reader(&rows);
        let facets = facets(&readers, regions.senders & !sent, &points, limit, stop)?;
        let piece = Piece { facets };
        if any_holds(&pieces, |(old, _)| inside(&readers, old))? {
            continue;
        }
        let mut i = 0;
        while i < pieces.len() {
            if inside(&pieces[i].1, &piece)? {
                pieces.remove(i);
            } else {
                i += 1;
            }
        }
        pieces.push((piece, readers));
    }
    Ok(pieces.into_iter().map(|(piece, _)| piece).collect())
}

/// The facets of `sum over readers of conv {points[a] : a in its rows} + R^T_+`, which are the corners
/// of a common refinement of upper envelopes.
fn facets<I: Int>(
    readers: &[Vec<usize>],
    senders: u128,
    points: &Matrix<I>,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Matrix<I>, Abort> {
    let width = points.width();
    let types = senders.count_ones() as usize;
    let rows = || readers.iter().flatten().copied();
    if readers.iter().all(|rows| rows.len() == 1) {
        // the payoffs by one reply, or more: an orthant
        let mut facets = Vec::with_capacity(types * width);
        for t in members(senders) {
            let first = facets.len();
            facets.resize(first + width, I::ZERO);
            for a in rows() {
                facets[first] = facets[first].minus(&points[a][1 + t])?;
            }
            facets[first + 1 + t] = I::ONE;
        }
        return Ok(Matrix::new(width, facets));
    }
    let mut downward = Vec::with_capacity(rows().count() * types);
    for (a, t) in rows().flat_map(|a| members(senders).map(move |t| (a, t))) {
        downward.push(points[a][1 + t].negated()?);
    }
    let mut end = 0;
    let sets: Vec<Range<usize>> = readers
        .iter()
        .map(|rows| {
            end += rows.len();
            end - rows.len()..end
        })
        .collect();
    let facets = common_refinement(&Matrix::new(types, downward), &sets, limit, stop)?.points;
    if types + 1 == width {
        return Ok(facets);
    }
    Ok(spread_points(&facets, senders, width - 1))
}
