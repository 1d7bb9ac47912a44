//! The cells of a node at which both move at once.

use super::cell::{Cell, has_mass};
use super::combine::{CellList, CellStep, Level};
use super::messages::MessageOption;
use crate::exact::bitset::ones;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::polyhedral_cone::PolyhedralCone;

impl<I: Int> Level<'_, I> {
    pub(super) fn both(&self, list: &mut CellList<I>) -> CellStep {
        let columns = self.node.columns();
        for set in 1..1u64 << columns {
            let taken: Vec<bool> = (0..columns).map(|a| set >> a & 1 == 1).collect();
            let used: Vec<usize> = ones(set).collect();
            let head = used.len();
            let mut options = Vec::new();
            for m in 0..self.node.rows() {
                let mut found = Vec::new();
                if self.senders(m) != 0 {
                    let mut cells = Vec::new();
                    self.rows_from(m, &used, None, &mut cells, &mut found)?;
                }
                options.push(found);
            }
            let mut on = true;
            self.join_messages(&options, head, &mut |beliefs, payoffs, mut choice| {
                choice.taken = taken.clone();
                if let Some(beliefs) = self.projected(&beliefs, &taken)? {
                    let width = self.count + 1;
                    let payoffs = payoffs.image(width, |v| {
                        let mut scale = I::ZERO;
                        for s in &v[..head] {
                            scale = scale.plus(s)?;
                        }
                        Ok(std::iter::once(scale).chain(v[head..].iter().cloned()).collect())
                    })?;
                    self.add(list, Cell { beliefs, payoffs, choice })?;
                }
                on = !list.cut;
                Ok(on)
            })?;
            if !on {
                break;
            }
        }
        Ok(())
    }

    /// Chooses a cell for each action after a message, with beliefs `(x, W_1, ..., W_A)`.
    fn rows_from(
        &self,
        m: usize,
        used: &[usize],
        beliefs: Option<&PolyhedralCone<I>>,
        cells: &mut Vec<usize>,
        options: &mut Vec<MessageOption<I>>,
    ) -> CellStep {
        checkpoint();
        let columns = self.node.columns();
        let a = cells.len();
        if a == columns {
            let beliefs = beliefs.expect("an action at least");
            let (head, width) = (used.len(), used.len() + self.count);
            let mut rays = Vec::new();
            for (k, &a) in used.iter().enumerate() {
                let below = self.below[m * columns + a].as_ref().expect("types can be there");
                for v in below[cells[a]].payoffs.generators().rays() {
                    let mut row = vec![I::ZERO; width];
                    row[k] = v[0].clone();
                    row[head..].clone_from_slice(&v[1..]);
                    rays.push(row);
                }
            }
            let rays = rays.iter().map(Vec::as_slice);
            let payoffs = PolyhedralCone::generated(width, [], rays)?;
            return self.message_options(m, (beliefs, &payoffs), (head, cells), options);
        }
        let below = self.below[m * columns + a].clone().expect("types can be there");
        let width = self.count + columns;
        for (i, cell) in below.iter().enumerate() {
            let spread = |f: &[I]| {
                let mut row = vec![I::ZERO; width];
                row[..self.count].clone_from_slice(&f[..self.count]);
                row[self.count + a] = f[self.count].clone();
                row
            };
            let facets = cell.beliefs.facets();
            let equations: Vec<Vec<I>> = facets.lines().map(spread).collect();
            let conditions: Vec<Vec<I>> = facets.rays().map(spread).collect();
            let both = match beliefs {
                Some(beliefs) => beliefs.with_conditions(&equations, &conditions)?,
                None => PolyhedralCone::bounded(
                    width,
                    equations.iter().map(Vec::as_slice),
                    conditions.iter().map(Vec::as_slice),
                )?,
            };
            if has_mass(&both, self.count) {
                cells.push(i);
                self.rows_from(m, used, Some(&both), cells, options)?;
                cells.pop();
            }
        }
        Ok(())
    }

    /// Of `(x, W_1, ..., W_A)` the part where the actions taken are best, as `(x, W)`.
    fn projected(
        &self,
        beliefs: &PolyhedralCone<I>,
        taken: &[bool],
    ) -> Result<Option<PolyhedralCone<I>>, Overflow> {
        let width = beliefs.width();
        let first = taken.iter().position(|&taken| taken).expect("an action is taken");
        let (mut equations, mut conditions) = (Vec::new(), Vec::new());
        for (a, &taken) in taken.iter().enumerate().filter(|&(a, _)| a != first) {
            let mut row = vec![I::ZERO; width];
            (row[self.count + first], row[self.count + a]) = (I::ONE, I::ONE.negated()?);
            if taken { &mut equations } else { &mut conditions }.push(row);
        }
        let best = beliefs.with_conditions(&equations, &conditions)?;
        if !has_mass(&best, self.count) {
            return Ok(None);
        }
        let project = |v: &[I]| {
            let mut row = v[..self.count].to_vec();
            row.push(v[self.count + first].clone());
            Ok(row)
        };
        best.image(self.count + 1, project).map(Some)
    }
}
