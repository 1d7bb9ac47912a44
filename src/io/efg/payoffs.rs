//! What each reader's reply pays, with the sender's last move folded in.
//!
//! Payoffs must add up over readers: with replies `a_i` the sender gets `c + sum_i f_i(a_i)` and
//! reader i gets `g_i(a_i)`, at each place where the readers may find themselves. Since each chooses
//! for itself, no other game has such payoffs. `c` is what the sender is paid before any reply, on
//! the way on which every reader takes its first action, and `f_i` has what it is paid there from the
//! reply of reader i to the next one; so what stands at inner nodes is read as it stands.

use std::collections::BTreeMap;

use super::stages::{MoveSequence, Payment, PayoffPair, ProfilePayment, ReplyCell, Stages};
use crate::exact::Q;

/// What a sequence of the sender's moves pays, reader by reader.
#[derive(Debug)]
pub(super) struct SequencePayoffs {
    /// What the sender gets beside what it has from the readers; 0 where there is one.
    pub own: Q,
    /// By reader: where it may find itself, in order of appearance.
    pub views: Vec<Vec<View>>,
}

/// What a reader knows after a sequence, and what its replies pay.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The information set; none where the reader does not move.
    pub set: Option<usize>,
    /// The probability of the type and of this observation, if the sequence is taken.
    pub probability: Q,
    /// The same by the node at which the sender moves first.
    pub worlds: BTreeMap<usize, Q>,
    /// The expected payoffs from each reply; one pair where there is none.
    pub pay: Vec<PayoffPair>,
}

impl Stages<'_> {
    /// What a complete sequence pays.
    ///
    /// # Errors
    ///
    /// A sentence that says which payoff depends on what another reader does, or which last move
    /// cannot be folded.
    pub(super) fn payoffs(&self, sequence: &MoveSequence) -> Result<SequencePayoffs, String> {
        self.check_last_moves(sequence)?;
        let mut views: Vec<Vec<View>> = vec![Vec::new(); self.readers.len()];
        let (mut own, mut whole) = (Q::ZERO, Q::ZERO);
        for cell in &sequence.cells {
            let folded = |profile| self.folded(sequence, profile);
            let profiles: BTreeMap<&[usize], Payment> = cell
                .profiles
                .iter()
                .map(|(actions, profile)| Ok((&actions[..], folded(profile)?)))
                .collect::<Result<_, String>>()?;
            self.check_sums(cell, &profiles)?;
            let first = vec![0; self.readers.len()];
            let start = &profiles[&first[..]];
            let probability = &cell.profiles[&first].probability;
            whole += probability;
            if self.readers.len() > 1 {
                own += &start.shares[0];
            }
            for (reader, views) in views.iter_mut().enumerate() {
                let set = cell.sets[reader];
                let place = views.iter().position(|view| view.set == set).unwrap_or_else(|| {
                    let pay = vec![PayoffPair::default(); self.replies(set)];
                    let (probability, worlds) = (Q::ZERO, BTreeMap::new());
                    views.push(View { set, probability, worlds, pay });
                    views.len() - 1
                });
                let view = &mut views[place];
                view.probability += probability;
                for (&world, chance) in &cell.worlds {
                    *view.worlds.entry(world).or_default() += chance;
                }
                let base = match self.readers.len() {
                    1 => Q::ZERO,
                    _ => &start.payoffs[0] - &start.shares[reader + 1],
                };
                for (a, pair) in view.pay.iter_mut().enumerate() {
                    let mut actions = first.clone();
                    actions[reader] = a;
                    let paid = &profiles[&actions[..]];
                    pair.0 += &(&paid.payoffs[0] - &base);
                    pair.1 += &paid.payoffs[reader + 1];
                }
            }
        }
        for view in views.iter_mut().flatten() {
            for (sender, receiver) in &mut view.pay {
                *sender = &*sender / &view.probability;
                *receiver = &*receiver / &view.probability;
            }
        }
        Ok(SequencePayoffs { own: own / whole, views })
    }

    /// The number of replies at an information set, or 1 where there is none.
    fn replies(&self, set: Option<usize>) -> usize {
        set.map_or(1, |set| self.tree.sets[set].actions.len())
    }

    /// A payment with the sender's best last move; where several are best, the readers must be
    /// indifferent.
    fn folded(&self, sequence: &MoveSequence, paid: &ProfilePayment) -> Result<Payment, String> {
        let mut payment = paid.now.clone();
        for (&set, moves) in &paid.last {
            let best = best_moves(moves);
            let chosen = &moves[best[0]];
            for &z in &best[1..] {
                let others = moves[z].payoffs[1..].iter().zip(&chosen.payoffs[1..]);
                if let Some(reader) = others.into_iter().position(|(x, y)| x != y) {
                    return Err(self.undecided(set, reader, sequence));
                }
            }
            payment.add(chosen, &Q::ONE);
        }
        Ok(payment)
    }

    /// Checks that one last move is best whatever the readers know, wherever the sender does not see
    /// that.
    fn check_last_moves(&self, sequence: &MoveSequence) -> Result<(), String> {
        let mut best: BTreeMap<usize, (Vec<usize>, usize, &ReplyCell)> = BTreeMap::new();
        for cell in &sequence.cells {
            for profile in cell.profiles.values() {
                for (&set, moves) in &profile.last {
                    let here = best_moves(moves);
                    let Some((known, node, other)) = best.get_mut(&set) else {
                        best.insert(set, (here, profile.node, cell));
                        continue;
                    };
                    known.retain(|z| here.contains(z));
                    if known.is_empty() {
                        let differs = |r: &usize| cell.sets[*r] != other.sets[*r];
                        let reader = (0..self.readers.len()).find(differs).unwrap_or(0);
                        return Err(self.secret_decides(set, reader, [profile.node, *node]));
                    }
                }
            }
        }
        Ok(())
    }

    /// Checks that what each player gets adds up over readers.
    fn check_sums(
        &self,
        cell: &ReplyCell,
        profiles: &BTreeMap<&[usize], Payment>,
    ) -> Result<(), String> {
        if self.readers.len() == 1 {
            return Ok(());
        }
        let at = |actions: &[usize]| &profiles[actions].payoffs;
        let first = vec![0; self.readers.len()];
        let only = |reader: usize, a: usize| {
            let mut actions = first.clone();
            actions[reader] = a;
            actions
        };
        for actions in profiles.keys() {
            // what a reader gets depends on its own action alone
            for reader in 0..self.readers.len() {
                if at(actions)[reader + 1] == at(&only(reader, actions[reader]))[reader + 1] {
                    continue;
                }
                // one after another takes its first action: where does the payoff change?
                let mut now = actions.to_vec();
                for other in (0..self.readers.len()).filter(|&other| other != reader) {
                    let before = now.clone();
                    now[other] = 0;
                    if at(&now)[reader + 1] != at(&before)[reader + 1] {
                        return Err(self.depends(
                            cell,
                            (reader + 1, reader),
                            other,
                            [&before, &now],
                        ));
                    }
                }
            }
            // what the sender gains by one reply does not depend on the others
            let mut now = actions.to_vec();
            for other in 0..self.readers.len() {
                let before = now.clone();
                now[other] = 0;
                let gain = &at(&before)[0] - &at(&now)[0];
                let alone = &at(&only(other, before[other]))[0] - &at(&first)[0];
                if gain != alone {
                    let rest = (0..now.len()).find(|&r| r != other && now[r] != 0).unwrap_or(0);
                    return Err(self.depends(cell, (0, rest), other, [&before, &now]));
                }
            }
        }
        Ok(())
    }

    /// Says whose payoff depends on whom: what a player gets together with the action of `reader`
    /// depends on what `other` does.
    fn depends(
        &self,
        cell: &ReplyCell,
        (player, reader): (usize, usize),
        other: usize,
        [one, two]: [&Vec<usize>; 2],
    ) -> String {
        let paid = |actions: &[usize]| {
            let profile = &cell.profiles[actions];
            &profile.now.payoffs[player] / &profile.probability
        };
        let label = |reader: usize, actions: &[usize]| self.reply_label(cell, reader, actions);
        let folded = [one, two].iter().any(|actions| !cell.profiles[*actions].last.is_empty());
        let values = match folded {
            true => String::new(),
            false => format!(
                " ({} after {}, {} after {})",
                paid(one),
                label(other, one),
                paid(two),
                label(other, two)
            ),
        };
        let who = if player == 0 { self.sender() } else { self.reader(player - 1) };
        let doubt = match player {
            0 => format!(
                "payoffs do not add up over readers: what {who} gets from {} of {} depends on what \
                 {} does{values}",
                label(reader, one),
                self.reader(reader),
                self.reader(other)
            ),
            _ => format!(
                "payoffs do not add up over readers: what {who} gets by {} depends on what {} \
                 does{values}",
                label(reader, one),
                self.reader(other)
            ),
        };
        self.refusal(&[cell.profiles[one].node], &doubt)
    }
}

/// The moves that are best for the sender.
fn best_moves(moves: &[Payment]) -> Vec<usize> {
    let best = moves.iter().map(|payment| &payment.payoffs[0]).max();
    (0..moves.len()).filter(|&z| Some(&moves[z].payoffs[0]) == best).collect()
}
