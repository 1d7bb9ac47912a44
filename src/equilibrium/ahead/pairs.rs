//! Which faces go together, two by two.
//!
//! A face whose closure contains another asks more: more types are indifferent, by fewer replies.
//! So what goes with a face goes with all that its closure contains; faces are taken in the falling
//! order of their dimensions, and only pairs that no larger pair vouches for are looked at.

use rayon::prelude::*;

use super::Ahead;
use super::apart::{Known, Payoffs, Shadow};
use crate::equilibrium::control::Control;
use crate::equilibrium::faces::{Face, Ranks};
use crate::equilibrium::sets::{Rows, has, insert, listed, none, unite};
use crate::equilibrium::table::Table;
use crate::exact::int::Int;
use crate::exact::meter::Meter;

/// The faces in the order in which they are taken.
struct Order {
    /// `[dimension]`: faces.
    levels: Vec<Vec<usize>>,
    /// `[face]`: the faces with one dimension more whose closure contains it.
    above: Vec<Vec<usize>>,
}

impl Order {
    fn new(faces: &[Face]) -> Order {
        let top = faces.iter().map(|f| f.dimension).max().unwrap_or(0);
        let mut levels = vec![Vec::new(); top + 2];
        faces.iter().enumerate().for_each(|(i, f)| levels[f.dimension].push(i));
        let above = faces.iter().map(|f| {
            let contains = |&&g: &&usize| {
                let g = &faces[g];
                g.class == f.class && f.types & !g.types == 0 && g.replies.is_subset(&f.replies)
            };
            levels[f.dimension + 1].iter().filter(contains).copied().collect()
        });
        let above = above.collect();
        Order { levels, above }
    }
}

/// A row of bits for each face: which faces go with it. `None` when asked to stop.
pub(super) fn pairs<I: Int>(
    table: &Table<I>,
    ranks: &Ranks<I>,
    faces: &[Face],
    payoffs: &Payoffs,
    copies: &dyn Fn(usize) -> usize,
    control: &Control,
    parallel: bool,
) -> Option<Rows> {
    let order = Order::new(faces);
    let alone: Vec<bool> = (0..table.classes.len()).map(|c| copies(c) == 1).collect();
    let mut pairs = Rows::new(faces.len(), faces.len());
    for (d, level) in order.levels.iter().enumerate().rev() {
        // the faces after `f` in the order that go with it
        let row = |&f: &usize| {
            if control.stopped() {
                return None;
            }
            let a = &faces[f];
            let shadow = Shadow::of_face(payoffs, a);
            let mut known = Known::new(table.classes.len());
            let mut goes = |b: &Face| {
                let apart = |a: &Face, b: &Face| a.low.iter().zip(&b.high).any(|(l, h)| l > h);
                if apart(a, b) || apart(b, a) {
                    return false;
                }
                let high: Vec<u32> = a.high.iter().zip(&b.high).map(|(a, b)| *a.min(b)).collect();
                let others = (0..table.classes.len()).filter(|&c| c != a.class && c != b.class);
                let meter = Meter::new(&|| false);
                // few pairs are left by the first test, which is quick
                !shadow.apart(payoffs, b, &mut known)
                    && ranks.deterred(table, &high, others, &meter).unwrap_or(true)
            };
            let mut vouched = none(faces.len());
            for &g in &order.above[f] {
                unite(&mut vouched, pairs.row(g));
            }
            let mut row = none(faces.len());
            let later = level.iter().filter(|&&h| h > f);
            for &h in later.chain(order.levels[..d].iter().rev().flatten()) {
                let b = &faces[h];
                if a.class == b.class && alone[a.class]
                    || a.dimension + b.dimension > (a.types | b.types).count_ones() as usize
                {
                    continue;
                }
                let larger = |row: &[u64]| order.above[h].iter().any(|&g| has(row, g));
                if has(&vouched, h) || larger(&row) || goes(b) {
                    insert(&mut row, h);
                }
            }
            control.finished(Ahead::SHARE / faces.len() as f64);
            Some(row)
        };
        let rows: Option<Vec<Vec<u64>>> = if parallel {
            level.par_iter().map(row).collect()
        } else {
            level.iter().map(row).collect()
        };
        for (&f, row) in level.iter().zip(rows?) {
            for h in listed(&row) {
                pairs.insert(f, h);
                pairs.insert(h, f);
            }
        }
    }
    Some(pairs)
}
