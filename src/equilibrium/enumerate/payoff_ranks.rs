//! The payoffs of each type by rank, and the off-path conditions asked of boxes of payoffs.

use super::faces::BeliefFace;
use super::game_table::IntegerGame;
use crate::exact::bitset::members;
use crate::exact::cone::Cone;
use crate::exact::int::{Int, Overflow};
use crate::exact::matrix::Matrix;
use crate::exact::work::{Meter, Steps};

/// The rank of every payoff among the payoffs of its type.
///
/// Boxes of payoffs are kept as ranks, so that comparing them compares machine words, whatever the
/// size of the payoffs.
pub(super) struct PayoffRanks<I> {
    /// `[t]`: the distinct payoffs, ascending.
    values: Vec<Vec<I>>,
    /// `[class][t][a]`
    ranks: Vec<Matrix<u32>>,
}

impl<I: Int> PayoffRanks<I> {
    /// Sorts the payoffs of each type and ranks them.
    ///
    /// With several readers it ranks the least and the largest payoffs by the `faces`, which are all
    /// that is compared, and no single replies but those of faces that allow one alone.
    pub(super) fn new(
        table: &IntegerGame<I>,
        faces: &[BeliefFace],
    ) -> Result<PayoffRanks<I>, Overflow> {
        if table.several {
            return PayoffRanks::of_faces(table, faces);
        }
        let most = table.classes.iter().map(|c| c.sender.width()).sum();
        let values = (0..table.types()).map(|t| {
            let mut values: Vec<I> = Vec::with_capacity(most);
            let sent = table.classes.iter().filter(|c| c.regions.senders >> t & 1 == 1);
            sent.for_each(|c| values.extend_from_slice(&c.sender[t]));
            values.sort_unstable();
            values.dedup();
            values
        });
        let values: Vec<Vec<I>> = values.collect();
        let ranks = table.classes.iter().map(|c| {
            let mut ranks = Vec::with_capacity(c.sender.len() * c.sender.width());
            for (row, values) in c.sender.iter().zip(&values) {
                // types that cannot send the message have no payoff there, and no rank
                ranks.extend(row.iter().map(|z| values.binary_search(z).unwrap_or(0) as u32));
            }
            Matrix::new(c.sender.width(), ranks)
        });
        Ok(PayoffRanks { ranks: ranks.collect(), values })
    }

    fn of_faces(table: &IntegerGame<I>, faces: &[BeliefFace]) -> Result<PayoffRanks<I>, Overflow> {
        let types = table.types();
        let mut values: Vec<Vec<I>> = vec![Vec::new(); types];
        for face in faces {
            let class = &table.classes[face.class];
            for t in members(class.regions.senders) {
                values[t].push(class.payoff_bound(t, &face.rows, false)?);
                values[t].push(class.payoff_bound(t, &face.rows, true)?);
            }
        }
        for values in &mut values {
            values.sort_unstable();
            values.dedup();
        }
        let mut ranks = PayoffRanks { values, ranks: Vec::with_capacity(table.classes.len()) };
        for (c, class) in table.classes.iter().enumerate() {
            let own = faces.iter().filter(|f| f.class == c);
            let pure = own.filter(|f| f.rows.len() == class.regions.readers.len());
            let mut points = pure
                .map(|f| Ok(ranks.bounds(table, f)?.0))
                .collect::<Result<Vec<Vec<u32>>, Overflow>>()?;
            points.sort_unstable();
            points.dedup();
            let by_type = (0..types).flat_map(|t| points.iter().map(move |p| p[t]));
            let by_type = by_type.collect();
            ranks.ranks.push(Matrix::new(points.len().max(1), by_type));
        }
        Ok(ranks)
    }

    /// The ranks of the least and the largest payoffs of each type by a face, as a face has them.
    pub(super) fn bounds(
        &self,
        table: &IntegerGame<I>,
        face: &BeliefFace,
    ) -> Result<(Vec<u32>, Vec<u32>), Overflow> {
        let class = &table.classes[face.class];
        let (mut low, mut high) = (vec![0; self.values.len()], vec![u32::MAX; self.values.len()]);
        let rank = |t: usize, most: bool| -> Result<u32, Overflow> {
            let value = class.payoff_bound(t, &face.rows, most)?;
            Ok(self.values[t].binary_search(&value).expect("a payoff that was ranked") as u32)
        };
        for t in members(class.regions.senders) {
            low[t] = rank(t, false)?;
            if face.types >> t & 1 == 1 {
                high[t] = rank(t, true)?;
            }
        }
        Ok((low, high))
    }

    /// The rank of what type `t` gets by reply `a`.
    pub(super) fn payoff(&self, class: usize, t: usize, a: usize) -> u32 {
        self.ranks[class][t][a]
    }

    /// `[t]`: a rank picked among the type's payoffs by reply after a message of the class, for these
    /// types; `otherwise` for the others.
    pub(super) fn pick(
        &self,
        class: usize,
        types: u128,
        otherwise: u32,
        rank: impl Fn(&[u32]) -> Option<u32>,
    ) -> Vec<u32> {
        let mut picked = vec![otherwise; self.values.len()];
        let ranks = &self.ranks[class];
        members(types).for_each(|t| picked[t] = rank(&ranks[t]).unwrap_or(otherwise));
        picked
    }

    /// The payoff of type `t` with this rank.
    pub(super) fn value(&self, t: usize, rank: u32) -> &I {
        &self.values[t][rank as usize]
    }

    /// The payoffs of these ranks, or the largest where a rank is past the last, as a point: 1, then
    /// each type's payoff.
    pub(super) fn point(&self, ranks: &[u32]) -> Vec<I> {
        let mut point = Vec::with_capacity(1 + ranks.len());
        point.push(I::ONE);
        let payoffs = self.values.iter().zip(ranks);
        point.extend(payoffs.map(|(all, &k)| all[(k as usize).min(all.len() - 1)].clone()));
        point
    }

    /// Can every message of `classes` be kept off the path at some payoffs of at most `high`?
    ///
    /// The upper corner of the box stands for all of it: a reply that deters at some payoffs deters
    /// at larger ones, so `false` is a proof. `true` is none, since each message is looked at alone.
    pub(super) fn deterred(
        &self,
        table: &IntegerGame<I>,
        high: &[u32],
        classes: impl IntoIterator<Item = usize>,
        cache: &mut DeterrenceCache,
        meter: &Meter,
    ) -> Result<bool, Overflow> {
        let mut point = Vec::new();
        for c in classes {
            let class = &table.classes[c];
            let ranks = &self.ranks[c];
            // one pure reply that deters needs no exact numbers, and most often there is one
            let pure = ranks.len() > 0
                && (0..ranks.width())
                    .any(|a| members(class.regions.senders).all(|t| ranks[t][a] <= high[t]));
            if pure {
                continue;
            }
            let deters = match cache.get(c, high) {
                Some(deters) => deters,
                None => {
                    if point.is_empty() {
                        point = self.point(high);
                    }
                    meter.add(Steps { checks: 1, ..Steps::default() });
                    cache.insert(c, high, class.deters(&point)?)
                }
            };
            if !deters {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The payoffs of type `t` in a cone of supporting replies; some message must cover the type.
    pub(super) fn span(&self, cone: &Cone<I>, t: usize) -> Result<PayoffSpan, Overflow> {
        let values = &self.values[t];
        let mut span = PayoffSpan { least: u32::MAX, floor: 0, ceiling: 0 };
        for ray in cone.rays() {
            let (scale, u) = (&ray[0], &ray[1 + t]);
            // the first value that is not below the ray's payoff
            let (mut from, mut to) = (0, values.len() - 1);
            while from < to {
                let middle = (from + to) / 2;
                if values[middle].times(scale)? < *u { from = middle + 1 } else { to = middle }
            }
            let exact = values[from].times(scale)? == *u;
            span.least = span.least.min(from as u32);
            // a payoff is a mean of values, so the first value is not above any of them
            span.floor = span.floor.max(from as u32 - u32::from(!exact));
            span.ceiling = span.ceiling.max(from as u32);
        }
        Ok(span)
    }
}

/// A range of payoffs of one type, by rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct PayoffSpan {
    /// The first value not below the bottom of the range.
    pub(super) least: u32,
    /// The last value not above the top of the range.
    pub(super) floor: u32,
    /// The first value not below the top of the range.
    pub(super) ceiling: u32,
}

impl PayoffSpan {
    /// No bound at all.
    pub(super) const ANY: PayoffSpan = PayoffSpan { least: 0, floor: u32::MAX, ceiling: u32::MAX };
}

/// The last boxes of payoffs for which an off-path condition was decided.
///
/// What deters at some payoffs deters at larger ones, so an answer for one box often decides
/// another: of 221 million exact checks of 8x8x8 it leaves 46 million.
#[derive(Default)]
pub(super) struct DeterrenceCache {
    /// `[class]`: the ranks of an upper corner, and whether the message is deterred there.
    boxes: Vec<Vec<(Vec<u32>, bool)>>,
}

impl DeterrenceCache {
    /// The number of boxes kept for a class. On 6x6x6 a search with 1 takes 3 % longer, and one with 32
    /// as long; it affects only time.
    const MOST: usize = 8;

    /// The answer for `high`, if a box that was decided implies it.
    fn get(&self, class: usize, high: &[u32]) -> Option<bool> {
        let below = |a: &[u32], b: &[u32]| a.iter().zip(b).all(|(a, b)| a <= b);
        let mut boxes = self.boxes.get(class)?.iter();
        let decides = |(other, deters): &&(Vec<u32>, bool)| {
            if *deters { below(other, high) } else { below(high, other) }
        };
        boxes.find(decides).map(|(_, deters)| *deters)
    }

    /// Keeps an answer, in place of the oldest, and returns it.
    fn insert(&mut self, class: usize, high: &[u32], deters: bool) -> bool {
        if self.boxes.len() <= class {
            self.boxes.resize_with(class + 1, Vec::new);
        }
        let boxes = &mut self.boxes[class];
        boxes.truncate(DeterrenceCache::MOST - 1);
        boxes.insert(0, (high.to_vec(), deters));
        deters
    }
}
