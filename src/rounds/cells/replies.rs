//! The cells of a node at which the receiver moves: actions taken and refused.

use super::cell::{Cell, Choice, has_mass, units};
use super::combine::{CellList, CellStep, Level};
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::polyhedral_cone::PolyhedralCone;

impl<I: Int> Level<'_, I> {
    pub(super) fn receiver(&self, list: &mut CellList<I>) -> CellStep {
        let width = self.count + 1;
        let up = units(width, [self.count]);
        let mut refused = Vec::new();
        let below: Vec<&[Cell<I>]> =
            self.below.iter().map(|cells| cells.as_ref().map_or(&[][..], |c| c)).collect();
        for cells in &below {
            let mut largest: Vec<(usize, PolyhedralCone<I>)> = Vec::new();
            for (i, cell) in cells.iter().enumerate() {
                let open = cell.beliefs.with_generators(&[], &up)?;
                add_largest(&mut largest, i, open)?;
            }
            refused.push(largest);
        }
        let mut chosen = Vec::new();
        self.reply_from(&below, &refused, None, None, &mut chosen, list)?;
        Ok(())
    }

    fn reply_from(
        &self,
        below: &[&[Cell<I>]],
        refused: &[Vec<(usize, PolyhedralCone<I>)>],
        beliefs: Option<&PolyhedralCone<I>>,
        payoffs: Option<&PolyhedralCone<I>>,
        chosen: &mut Vec<(usize, bool)>,
        list: &mut CellList<I>,
    ) -> Result<bool, Overflow> {
        checkpoint();
        let a = chosen.len();
        if a == below.len() {
            let (Some(beliefs), Some(payoffs)) = (beliefs, payoffs) else { return Ok(true) };
            let choice = Choice {
                best: vec![self.types],
                unexpected: vec![false],
                taken: chosen.iter().map(|(_, taken)| *taken).collect(),
                cells: chosen.iter().map(|(cell, _)| *cell).collect(),
            };
            let cell = Cell { beliefs: beliefs.clone(), payoffs: payoffs.clone(), choice };
            self.add(list, cell)?;
            return Ok(!list.cut);
        }
        let taken = below[a].iter().enumerate().map(|(i, c)| (i, &c.beliefs, Some(&c.payoffs)));
        let left = refused[a].iter().map(|(i, open)| (*i, open, None));
        for (i, more, add) in taken.chain(left) {
            let both = match beliefs {
                Some(beliefs) => beliefs.intersection(more)?,
                None => more.clone(),
            };
            if !has_mass(&both, self.count) {
                continue;
            }
            let hull = match (payoffs, add) {
                (Some(payoffs), Some(add)) => Some(payoffs.sum(add)?),
                (known, add) => known.or(add).cloned(),
            };
            chosen.push((i, add.is_some()));
            let on = self.reply_from(below, refused, Some(&both), hull.as_ref(), chosen, list)?;
            chosen.pop();
            if !on {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Adds a cone to a list of the largest.
fn add_largest<I: Int>(
    largest: &mut Vec<(usize, PolyhedralCone<I>)>,
    i: usize,
    cone: PolyhedralCone<I>,
) -> CellStep {
    for (_, known) in largest.iter() {
        if cone.is_subset(known)? {
            return Ok(());
        }
    }
    let mut kept = Vec::new();
    for (j, known) in largest.drain(..) {
        if !known.is_subset(&cone)? {
            kept.push((j, known));
        }
    }
    kept.push((i, cone));
    *largest = kept;
    Ok(())
}
