//! The search: extreme senders, one assignment of types to messages after another.

use std::rc::Rc;

use super::list::{count, tidy};
use super::listeners::{Listeners, subsets};
use super::message_cells::{MessageCell, MessageCells};
use super::replies::{AnswerSearch, SaidWord, Speaker};
use super::talk_cells::{TalkCell, talk_cells};
use super::unsent::{UnsentReplies, unsent_replies};
use super::word_cells::{WordCell, holds_inside, word_cells};
use crate::equilibrium::limits::Control;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};
use crate::exact::polyhedral_cone::PolyhedralCone;

/// An extreme sender with the polytopes of replies that support it, by their corners
/// `[polytope][corner][word that is said, message by message][flat action]`.
#[derive(Clone, Debug)]
pub(super) struct Supported {
    pub(super) speaker: Speaker,
    pub(super) polytopes: Vec<Vec<Vec<Vec<Q>>>>,
}

/// Adds all extreme senders that some replies support, until the control stops it.
pub(super) fn supported<I: Int>(
    talk: &Listeners,
    found: &mut Vec<Supported>,
    control: &Control,
) -> Result<(), Overflow> {
    let messages = talk.messages();
    let mut words: Vec<Vec<Vec<WordCell<I>>>> = Vec::new();
    let mut talks: Vec<Vec<Vec<TalkCell<I>>>> = Vec::new();
    for m in 0..messages {
        let (mut of_words, mut of_talks) = (Vec::new(), Vec::new());
        for i in 0..talk.all.len() {
            let cells = word_cells(talk, i, m)?;
            of_talks.push(talk_cells(talk, (i, m), &cells)?);
            of_words.push(cells);
        }
        words.push(of_words);
        talks.push(of_talks);
    }
    let prior: Vec<I> = integers(talk.game.prior())?;
    let mut cells = MessageCells::new(talk, prior, &talks);
    let replies = AnswerSearch::<I>::new(talk)?;
    let unsent =
        (0..messages).map(|m| unsent_replies::<I>(talk, m)).collect::<Result<Vec<_>, _>>()?;
    let mut search =
        SpeakerSearch { talk, words: &words, talks: &talks, replies, unsent, found, control };
    let assignments = assignments(talk);
    let share = 1.0 / assignments.len() as f64;
    for assignment in assignments {
        if control.stopped() {
            break;
        }
        control.finished(share);
        let mut lists = Vec::new();
        for (m, &types) in assignment.iter().enumerate() {
            if types == 0 {
                lists.push(None);
                continue;
            }
            let others = assignment.iter().enumerate().filter(|(n, _)| *n != m);
            let only = types & !others.fold(0, |set, (_, types)| set | types);
            lists.push(Some(cells.of(m, types, only)?));
        }
        if lists.iter().flatten().all(|list| !list.is_empty()) {
            search.choose(&lists, &mut Vec::new())?;
        }
    }
    Ok(())
}

/// `[m]`: the types that send each message, in every way.
fn assignments(talk: &Listeners) -> Vec<Vec<u128>> {
    let mut all = vec![vec![0u128; talk.messages()]];
    for t in 0..talk.types() {
        let open: u128 = (0..talk.messages())
            .filter(|&m| talk.senders(m) >> t & 1 == 1)
            .fold(0, |set, m| set | 1 << m);
        let with = |one: &Vec<u128>, chosen: u128| {
            let mut one = one.clone();
            members(chosen).for_each(|m| one[m] |= 1 << t);
            one
        };
        all = all.iter().flat_map(|one| subsets(open).map(move |set| with(one, set))).collect();
    }
    all
}

struct SpeakerSearch<'a, I> {
    talk: &'a Listeners<'a>,
    /// `[m][audience]`
    words: &'a [Vec<Vec<WordCell<I>>>],
    /// `[m][audience]`
    talks: &'a [Vec<Vec<TalkCell<I>>>],
    replies: AnswerSearch<'a, I>,
    /// `[m]`
    unsent: Vec<Vec<UnsentReplies>>,
    found: &'a mut Vec<Supported>,
    control: &'a Control<'a>,
}

impl<I: Int> SpeakerSearch<'_, I> {
    /// Chooses a cell for each message from the next one on.
    fn choose(
        &mut self,
        lists: &[Option<Rc<Vec<MessageCell<I>>>>],
        chosen: &mut Vec<Option<usize>>,
    ) -> Result<(), Overflow> {
        let Some(list) = lists.get(chosen.len()) else {
            return self.settle(lists, chosen);
        };
        let Some(list) = list.clone() else {
            chosen.push(None);
            self.choose(lists, chosen)?;
            chosen.pop();
            return Ok(());
        };
        let before: Vec<&MessageCell<I>> = lists
            .iter()
            .zip(chosen.iter())
            .filter_map(|(list, k)| Some(&list.as_ref()?[(*k)?]))
            .collect();
        let used: usize = before.iter().map(|cell| cell.dimension).sum();
        let rest = lists[chosen.len() + 1..].iter().flatten().count();
        let ranges: Vec<[f64; 2]> = (0..self.talk.types())
            .map(|t| {
                before.iter().fold([f64::NEG_INFINITY, f64::INFINITY], |range, cell| {
                    let [low, high] = cell.payoffs[t];
                    [range[0].max(low), range[1].min(high)]
                })
            })
            .collect();
        for (k, cell) in list.iter().enumerate() {
            if used + cell.dimension + rest > self.talk.types() {
                continue;
            }
            let meets = |(range, own): (&[f64; 2], &[f64; 2])| {
                let (low, high) = (range[0].max(own[0]), range[1].min(own[1]));
                low <= high || low - high <= SLACK * (1.0 + low.abs() + high.abs())
            };
            if !ranges.iter().zip(&cell.payoffs).all(meets) {
                continue;
            }
            if self.control.stopped() {
                break;
            }
            chosen.push(Some(k));
            self.choose(lists, chosen)?;
            chosen.pop();
        }
        Ok(())
    }

    /// Finds the masses of a choice, if there are such and no others, and the replies.
    fn settle(
        &mut self,
        lists: &[Option<Rc<Vec<MessageCell<I>>>>],
        chosen: &[Option<usize>],
    ) -> Result<(), Overflow> {
        checkpoint();
        let cells: Vec<Option<&MessageCell<I>>> =
            lists.iter().zip(chosen).map(|(list, k)| Some(&list.as_ref()?[(*k)?])).collect();
        let cones: Vec<&PolyhedralCone<I>> = cells.iter().flatten().map(|c| &c.masses).collect();
        let Some(parts) = decompose(&cones, self.talk.game.prior()) else { return Ok(()) };
        for (cone, part) in cones.iter().zip(&parts) {
            if !holds_inside(cone, &integers::<I>(part)?)? {
                return Ok(());
            }
        }
        let mut parts = parts.into_iter();
        let mut said = Vec::new();
        for (m, cell) in cells.iter().enumerate() {
            let Some(cell) = cell else {
                said.push(None);
                continue;
            };
            let masses = parts.next().expect("one for each message that is sent");
            let mut of_message = Vec::new();
            for (i, &k) in cell.talks.iter().enumerate() {
                let words: Vec<&WordCell<I>> =
                    self.talks[m][i][k].words.iter().map(|&w| &self.words[m][i][w]).collect();
                let cones: Vec<&PolyhedralCone<I>> = words.iter().map(|w| &w.masses).collect();
                let parts = decompose(&cones, &masses).expect("the masses are in the cell");
                let word = |(cell, masses): (&&WordCell<I>, Vec<Q>)| SaidWord {
                    masses,
                    best: cell.best.clone(),
                };
                of_message.push(words.iter().zip(parts).map(word).collect());
            }
            said.push(Some(of_message));
        }
        let speaker = Speaker { said };
        let mut polytopes = self.replies.polytopes(&speaker, &self.unsent)?;
        if !polytopes.is_empty() {
            tidy(&mut polytopes);
            let one = Supported { speaker, polytopes };
            let numbers = one.polytopes.iter().flatten().flatten().map(Vec::len).sum::<usize>();
            self.control.found(count(self.talk, &one), numbers * size_of::<Q>());
            self.found.push(one);
        }
        Ok(())
    }
}

/// How far apart two floats may be that stand for equal numbers: far more than their rounding errors,
/// which are some 1e-15. Where it is too large, more cells are looked at.
const SLACK: f64 = 1e-9;

/// The point of the span of each cone that sum to a point, if they are unique.
fn decompose<I: Int>(cones: &[&PolyhedralCone<I>], point: &[Q]) -> Option<Vec<Vec<Q>>> {
    let n = point.len();
    // columns: a basis of each span
    let mut columns: Vec<(usize, Vec<Q>)> = Vec::new();
    for (k, cone) in cones.iter().enumerate() {
        for ray in basis(cone) {
            columns.push((k, ray.iter().map(|x| quotient(x, &I::ONE)).collect()));
        }
    }
    if columns.len() > n {
        return None;
    }
    let mut rows: Vec<Vec<Q>> = (0..n)
        .map(|i| columns.iter().map(|(_, v)| v[i].clone()).chain([point[i].clone()]).collect())
        .collect();
    let width = columns.len();
    for k in 0..width {
        let p = (k..n).find(|&i| !rows[i][k].is_zero())?;
        rows.swap(k, p);
        let pivot = rows[k].clone();
        for i in (0..n).filter(|&i| i != k) {
            if !rows[i][k].is_zero() {
                let factor = &rows[i][k] / &pivot[k];
                for (x, y) in rows[i].iter_mut().zip(&pivot).filter(|(_, y)| !y.is_zero()) {
                    *x -= &(&factor * y);
                }
            }
        }
    }
    if rows[width..].iter().any(|row| !row[width].is_zero()) {
        return None;
    }
    let mut parts = vec![vec![Q::ZERO; n]; cones.len()];
    for (k, (part, v)) in columns.iter().enumerate() {
        let weight = &rows[k][width] / &rows[k][k];
        for (x, y) in parts[*part].iter_mut().zip(v) {
            *x += &(&weight * y);
        }
    }
    Some(parts)
}

/// Rays of a cone that are a basis of its span.
fn basis<I: Int>(cone: &PolyhedralCone<I>) -> Vec<Vec<I>> {
    let mut kept: Vec<Vec<I>> = Vec::new();
    let mut echelon: Vec<(usize, Vec<Q>)> = Vec::new();
    for ray in cone.generators().rays() {
        let mut left: Vec<Q> = ray.iter().map(|x| quotient(x, &I::ONE)).collect();
        for (lead, base) in &echelon {
            if !left[*lead].is_zero() {
                let factor = &left[*lead] / &base[*lead];
                for (x, y) in left.iter_mut().zip(base).filter(|(_, y)| !y.is_zero()) {
                    *x -= &(&factor * y);
                }
            }
        }
        if let Some(lead) = left.iter().position(|x| !x.is_zero()) {
            echelon.push((lead, left));
            kept.push(ray.to_vec());
        }
    }
    kept
}
