//! Cells of one audience's private talk after one message, and what the types get from it.

use super::listeners::Listeners;
use super::word_cells::{WordCell, dimension};
use crate::exact::bitset::members;
use crate::exact::budget::checkpoint;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow, all_hold};
use crate::exact::polyhedral_cone::PolyhedralCone;

/// Words of one audience after one message, of which some replies make all that is said optimal.
#[derive(Clone, Debug)]
pub(super) struct TalkCell<I> {
    /// The cells of the words, as indices, ascending.
    pub(super) words: Vec<usize>,
    /// The types that send the message.
    pub(super) types: u128,
    /// The masses behind the message.
    pub(super) masses: PolyhedralCone<I>,
    /// `[t]`: bounds of what t gets; for a type that does not send the message, the upper one is
    /// infinite.
    pub(super) payoffs: Vec<[f64; 2]>,
}

/// All of them in which the masses of the words follow from those of the message, and in which no
/// two words always have the same reply.
pub(super) fn talk_cells<I: Int>(
    talk: &Listeners,
    (i, m): (usize, usize),
    words: &[WordCell<I>],
) -> Result<Vec<TalkCell<I>>, Overflow> {
    let (given, scale) = talk.given::<I>(i, m)?;
    let build = Build { words, given, scale, most: talk.all[i].words, count: talk.types() };
    let mut found = Vec::new();
    build.extend(&mut Vec::new(), None, &mut found)?;
    Ok(found)
}

struct Build<'a, I> {
    words: &'a [WordCell<I>],
    /// `[t][flat action]`
    given: Vec<Vec<I>>,
    scale: I,
    most: usize,
    count: usize,
}

impl<I: Int> Build<'_, I> {
    fn extend(
        &self,
        chosen: &mut Vec<usize>,
        masses: Option<&PolyhedralCone<I>>,
        found: &mut Vec<TalkCell<I>>,
    ) -> Result<(), Overflow> {
        if let Some(masses) = masses {
            checkpoint();
            let Some(payoffs) = self.payoffs(chosen)? else { return Ok(()) };
            let types = chosen.iter().fold(0, |set, &k| set | self.words[k].types);
            let (words, masses) = (chosen.clone(), masses.clone());
            found.push(TalkCell { words, types, masses, payoffs });
        }
        if chosen.len() == self.most {
            return Ok(());
        }
        for k in chosen.last().copied().unwrap_or(0)..self.words.len() {
            let own = &self.words[k].masses;
            let sum = match masses {
                None => own.clone(),
                Some(masses) => {
                    let both = |&j: &usize| Ok(self.compatible(j, k)? && self.compatible(k, j)?);
                    if !all_hold(chosen.iter(), both)? {
                        continue;
                    }
                    let sum = masses.sum(own)?;
                    if dimension(&sum) != dimension(masses) + dimension(own) {
                        continue;
                    }
                    sum
                }
            };
            chosen.push(k);
            self.extend(chosen, Some(&sum), found)?;
            chosen.pop();
        }
        Ok(())
    }

    /// Can every type that says one word do so although there is the other, as far as each alone is
    /// concerned?
    fn compatible(&self, j: usize, k: usize) -> Result<bool, Overflow> {
        let (said, other) = (&self.words[j], &self.words[k]);
        all_hold(members(said.types), |t| {
            let row = &self.given[t];
            let (mut least, mut most) = (I::ZERO, I::ZERO);
            for set in &other.best {
                least = least.plus(set.iter().map(|&a| &row[a]).min().expect("a reply"))?;
            }
            for set in &said.best {
                most = most.plus(set.iter().map(|&a| &row[a]).max().expect("a reply"))?;
            }
            Ok(most >= least)
        })
    }

    /// Bounds of what the types get, if some replies suit.
    fn payoffs(&self, chosen: &[usize]) -> Result<Option<Vec<[f64; 2]>>, Overflow> {
        let cells: Vec<&WordCell<I>> = chosen.iter().map(|&k| &self.words[k]).collect();
        let mut cone = Cone::<I>::point(vec![I::ONE]);
        // `[word]`: the coordinates of its replies with their actions
        let mut places: Vec<Vec<(usize, usize)>> = Vec::new();
        for cell in &cells {
            let mut own = Vec::new();
            for set in &cell.best {
                let first = cone.width();
                cone = cone.times_simplex(set.len());
                own.extend(set.iter().enumerate().map(|(j, &a)| (first + j, a)));
            }
            places.push(own);
        }
        let worth = |t: usize, w: usize, v: &[I]| -> Result<I, Overflow> {
            let mut sum = I::ZERO;
            for &(j, a) in places[w].iter().filter(|(j, _)| !v[*j].is_zero()) {
                sum = sum.plus(&self.given[t][a].times(&v[j])?)?;
            }
            Ok(sum)
        };
        for (w, cell) in cells.iter().enumerate() {
            for (other, rival) in cells.iter().enumerate().filter(|(other, _)| *other != w) {
                for t in members(cell.types) {
                    let both = rival.types >> t & 1 == 1;
                    if both && other < w {
                        continue;
                    }
                    let condition =
                        if both { ConeConstraint::Zero } else { ConeConstraint::NonNegative };
                    cone.restrict(condition, |v| worth(t, w, v)?.minus(&worth(t, other, v)?))?;
                }
            }
        }
        if cone.is_empty() || self.agree(&cone, &cells, &places) {
            return Ok(None);
        }
        let scale = self.scale.to_f64();
        let mut bounds = Vec::new();
        for t in 0..self.count {
            let speaks = cells.iter().position(|cell| cell.types >> t & 1 == 1);
            let mut range = [f64::INFINITY, f64::NEG_INFINITY];
            let mut silent = f64::NEG_INFINITY;
            for w in 0..cells.len() {
                let mut own = [f64::INFINITY, f64::NEG_INFINITY];
                for v in cone.rays() {
                    let x = worth(t, w, v)?.to_f64() / v[0].to_f64() / scale;
                    own = [own[0].min(x), own[1].max(x)];
                }
                silent = silent.max(own[0]);
                if speaks == Some(w) {
                    range = own;
                }
            }
            bounds.push(if speaks.is_some() { range } else { [silent, f64::INFINITY] });
        }
        Ok(Some(bounds))
    }

    /// Do two words have the same reply at all vertices?
    fn agree(
        &self,
        cone: &Cone<I>,
        cells: &[&WordCell<I>],
        places: &[Vec<(usize, usize)>],
    ) -> bool {
        let at = |v: &[I], w: usize| -> Vec<(usize, I)> {
            let own = places[w].iter().filter(|(j, _)| !v[*j].is_zero());
            own.map(|&(j, a)| (a, v[j].clone())).collect()
        };
        (0..cells.len()).any(|w| (0..w).any(|other| cone.rays().all(|v| at(v, w) == at(v, other))))
    }
}
