//! Which faces go together, two by two.
//!
//! A face whose closure contains another asks more: more types are indifferent, by fewer replies.
//! So what a face does not go with, no larger face goes with either; faces are taken in the order
//! of their dimensions, and only pairs all of whose smaller pairs go together are looked at.

use rayon::prelude::*;

use super::Ahead;
use super::apart::{Known, Payoffs, Shadow};
use crate::equilibrium::control::Control;
use crate::equilibrium::faces::{Face, Ranks};
use crate::equilibrium::ground::{has, intersect, listed};
use crate::equilibrium::table::Table;
use crate::exact::int::Int;
use crate::exact::meter::Meter;

/// A bit for each two faces.
pub(super) struct Pairs {
    words: usize,
    bits: Vec<u64>,
}

/// The faces in the order in which they are taken.
struct Order {
    /// `[dimension]`: faces.
    levels: Vec<Vec<usize>>,
    /// `[face]`: the faces of its closure with one dimension less.
    below: Vec<Vec<usize>>,
}

impl Order {
    fn new(faces: &[Face]) -> Order {
        let top = faces.iter().map(|f| f.dimension).max().unwrap_or(0);
        let mut levels = vec![Vec::new(); top + 1];
        faces.iter().enumerate().for_each(|(i, f)| levels[f.dimension].push(i));
        let below = faces.iter().map(|f| {
            let smaller = f.dimension.checked_sub(1).map_or(&[][..], |d| &levels[d]);
            let in_closure = |&&g: &&usize| {
                let g = &faces[g];
                g.class == f.class && g.types & !f.types == 0 && f.replies.is_subset(&g.replies)
            };
            smaller.iter().filter(in_closure).copied().collect()
        });
        let below = below.collect();
        Order { levels, below }
    }
}

impl Pairs {
    pub fn new<I: Int>(
        table: &Table<I>,
        ranks: &Ranks<I>,
        faces: &[Face],
        payoffs: &Payoffs,
        copies: &dyn Fn(usize) -> usize,
        control: &Control,
        parallel: bool,
    ) -> Option<Pairs> {
        let words = faces.len().div_ceil(64);
        let order = Order::new(faces);
        let bits = vec![0; words * faces.len()];
        let mut pairs = Pairs { words, bits };
        let alone: Vec<bool> = (0..table.classes.len()).map(|c| copies(c) == 1).collect();
        for (d, level) in order.levels.iter().enumerate() {
            let row = |&f: &usize| {
                if control.stopped() {
                    return None;
                }
                let shadow = Shadow::of_face(payoffs, &faces[f]);
                let mut known = Known::new(table.classes.len());
                let goes = |h: usize| {
                    let (a, b) = (&faces[f], &faces[h]);
                    if a.class == b.class && alone[a.class] {
                        return false;
                    }
                    if a.dimension + b.dimension > (a.types | b.types).count_ones() as usize {
                        return false;
                    }
                    let apart = |a: &Face, b: &Face| a.low.iter().zip(&b.high).any(|(l, h)| l > h);
                    if apart(a, b) || apart(b, a) {
                        return false;
                    }
                    let high: Vec<u32> =
                        a.high.iter().zip(&b.high).map(|(a, b)| *a.min(b)).collect();
                    let others = (0..table.classes.len()).filter(|&c| c != a.class && c != b.class);
                    let meter = Meter::new(&|| false);
                    ranks.deterred(table, &high, others, &meter).unwrap_or(true)
                        && !shadow.apart(payoffs, b, &mut known)
                };
                let part = pairs.part(f, d, &order, goes);
                control.finished(Ahead::SHARE / faces.len() as f64);
                Some(part)
            };
            let rows: Option<Vec<Vec<u64>>> = if parallel {
                level.par_iter().map(row).collect()
            } else {
                level.iter().map(row).collect()
            };
            for (&f, row) in level.iter().zip(rows?) {
                for h in listed(&row) {
                    pairs.set(f, h);
                    pairs.set(h, f);
                }
            }
        }
        Some(pairs)
    }

    pub fn row(&self, f: usize) -> &[u64] {
        &self.bits[f * self.words..(f + 1) * self.words]
    }

    fn set(&mut self, f: usize, h: usize) {
        self.bits[f * self.words + h / 64] |= 1 << (h % 64);
    }

    /// The faces after `f` in the order that go with it.
    fn part(
        &self,
        f: usize,
        dimension: usize,
        order: &Order,
        mut goes: impl FnMut(usize) -> bool,
    ) -> Vec<u64> {
        let mut may = vec![u64::MAX; self.words];
        for &g in &order.below[f] {
            intersect(&mut may, self.row(g));
        }
        let mut row = vec![0u64; self.words];
        let later = order.levels[dimension].iter().filter(|&&h| h > f);
        for &h in later.chain(order.levels[dimension + 1..].iter().flatten()) {
            if has(&may, h) && goes(h) {
                row[h / 64] |= 1 << (h % 64);
            }
        }
        row
    }
}
