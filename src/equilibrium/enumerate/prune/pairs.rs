//! Which faces go together, two by two.
//!
//! ScaledPayoffs by rank rule out most pairs, all those of a face at once ([`PayoffIndex`]). Of the others a face
//! whose closure contains another asks more: more types are indifferent, by fewer replies. So what
//! goes with a face goes with all that its closure contains; faces are taken in the falling order of
//! their dimensions, and only pairs that no larger pair vouches for are looked at.

use rayon::prelude::*;

use super::Pruning;
use super::incompatible::{CutCache, PayoffProjection, ScaledPayoffs};
use super::payoff_index::PayoffIndex;
use crate::equilibrium::enumerate::faces::{DeterrenceCache, Face, PayoffRanks};
use crate::equilibrium::enumerate::game_table::IntegerGame;
use crate::equilibrium::limits::Control;
use crate::exact::bitset::{
    BitMatrix, FixedBitSet, all, has, insert, intersect, listed, none, unite,
};
use crate::exact::int::Int;
use crate::exact::work::Meter;

/// The faces in the order in which they are taken.
struct DimensionOrder {
    /// `[dimension]`: faces.
    levels: Vec<FixedBitSet>,
    /// `[face]`: the faces with one dimension more whose closure contains it.
    above: Vec<Vec<usize>>,
}

impl DimensionOrder {
    fn new(faces: &[Face], classes: usize) -> DimensionOrder {
        let top = faces.iter().map(|f| f.dimension).max().unwrap_or(0);
        let mut levels = vec![none(faces.len()); top + 1];
        let mut of_class = vec![vec![Vec::new(); top + 2]; classes];
        for (i, f) in faces.iter().enumerate() {
            insert(&mut levels[f.dimension], i);
            of_class[f.class][f.dimension].push(i);
        }
        let above = faces.iter().map(|f| {
            let contains = |&&g: &&usize| {
                let g = &faces[g];
                f.types & !g.types == 0 && g.replies.is_subset(&f.replies)
            };
            of_class[f.class][f.dimension + 1].iter().filter(contains).copied().collect()
        });
        let above = above.collect();
        DimensionOrder { levels, above }
    }
}

/// A row of bits for each face: which faces go with it. `None` when asked to stop.
pub(crate) fn pairs<I: Int>(
    table: &IntegerGame<I>,
    ranks: &PayoffRanks<I>,
    faces: &[Face],
    payoffs: &ScaledPayoffs,
    copies: &dyn Fn(usize) -> usize,
    control: &Control,
    parallel: bool,
) -> Option<BitMatrix> {
    let order = DimensionOrder::new(faces, table.classes.len());
    let scales = PayoffIndex::new(faces, table.types());
    let alone: Vec<bool> = (0..table.classes.len()).map(|c| copies(c) == 1).collect();
    let mut pairs = BitMatrix::new(faces.len(), faces.len());
    for (d, level) in order.levels.iter().enumerate().rev() {
        // the faces after `f` in the order that go with it
        let row = |&f: &usize| {
            if control.stopped() {
                return None;
            }
            let a = &faces[f];
            let shadow = PayoffProjection::of_face(payoffs, a);
            let mut known = CutCache::new(table.classes.len());
            let mut tempted = DeterrenceCache::default();
            let mut goes = |b: &Face| {
                let high: Vec<u32> = a.high.iter().zip(&b.high).map(|(a, b)| *a.min(b)).collect();
                let others = (0..table.classes.len()).filter(|&c| c != a.class && c != b.class);
                let meter = Meter::new(&|| false);
                // few pairs are left by the first test, which is quick
                !shadow.apart(payoffs, b, &mut known)
                    && ranks.deterred(table, &high, others, &mut tempted, &meter).unwrap_or(true)
            };
            let mut vouched = none(faces.len());
            for &g in &order.above[f] {
                unite(&mut vouched, pairs.row(g));
            }
            let mut near = all(faces.len());
            scales.keep(a, &mut near);
            let mut row = pairs.row(f).to_vec();
            let mut found = Vec::new();
            for (k, lower) in order.levels[..=d].iter().enumerate().rev() {
                let mut candidates = near.clone();
                intersect(&mut candidates, lower);
                for h in listed(&candidates).filter(|&h| k < d || h > f) {
                    let b = &faces[h];
                    if a.class == b.class && alone[a.class]
                        || a.dimension + b.dimension > (a.types | b.types).count_ones() as usize
                    {
                        continue;
                    }
                    let larger = || order.above[h].iter().any(|&g| has(&row, g));
                    if has(&vouched, h) || larger() || goes(b) {
                        insert(&mut row, h);
                        found.push(h);
                    }
                }
            }
            control.finished(Pruning::SHARE / faces.len() as f64);
            Some(found)
        };
        let level: Vec<usize> = listed(level).collect();
        let rows: Option<Vec<Vec<usize>>> = if parallel {
            level.par_iter().map(row).collect()
        } else {
            level.iter().map(row).collect()
        };
        for (&f, row) in level.iter().zip(rows?) {
            for h in row {
                pairs.insert(f, h);
                pairs.insert(h, f);
            }
        }
    }
    Some(pairs)
}
