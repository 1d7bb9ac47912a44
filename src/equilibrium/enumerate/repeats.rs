//! Extreme senders that add nothing to a list of distinct allocations, dropped as they come.

use rustc_hash::FxHashMap;

use super::components::{ExtremeReply, extreme_reply, payoffs, ray};
use super::context::SearchContext;
use super::extreme_sender::ExtremeSender;
use crate::exact::Q;
use crate::exact::bitset::members;
use crate::exact::int::{Int, Overflow};

/// What the senders so far have shown.
///
/// A sender is kept for a polytope of replies that is new, or for an allocation that is new with its
/// polytope or takes fewer messages there than before. The polytopes with their messages are all
/// that links components: two senders with the same polytope are linked with each other, and with
/// the same others. So what is dropped is kept elsewhere in its component. An allocation alone
/// would not do, since several components may have it.
#[derive(Default)]
pub(super) struct Repeats {
    /// The numbers of the polytopes.
    polytopes: FxHashMap<Vec<ExtremeReply>, usize>,
    /// By polytope the allocations, each with the fewest messages by which it comes about.
    allocations: FxHashMap<(usize, AllocationKey), usize>,
}

/// The payoffs of the types, the receiver's payoff, and for each reply, as actions of the game with
/// their probabilities, the masses of the types that get it.
type AllocationKey = (Vec<Q>, Q, Vec<ReplyMasses>);
type ReplyMasses = (Vec<(usize, Q)>, Vec<Q>);

impl Repeats {
    /// Does the sender add something to the earlier ones?
    pub(super) fn is_new<I: Int>(
        &mut self,
        context: &SearchContext<I>,
        found: &ExtremeSender,
    ) -> Result<bool, Overflow> {
        let (faces, width) = (context.faces, found.width(context.faces));
        let (messages, mut new) = (found.faces.len(), false);
        for (i, polytope) in found.polytopes.iter().enumerate() {
            let places = (0..polytope.rays.len()).step_by(width);
            let sorted = |at: usize| {
                let mut reply = extreme_reply(faces, found, i, at);
                reply.sort_unstable();
                reply
            };
            let mut replies: Vec<ExtremeReply> = places.clone().map(sorted).collect();
            replies.sort_unstable();
            let next = self.polytopes.len();
            let number = *self.polytopes.entry(replies).or_insert(next);
            for at in places {
                let key = (number, allocation(context, found, (i, at))?);
                let fewest = self.allocations.entry(key).or_insert(usize::MAX);
                new |= messages < *fewest;
                *fewest = messages.min(*fewest);
            }
        }
        Ok(new)
    }
}

/// The allocation at one extreme reply, which starts at an entry of the rays of a polytope.
fn allocation<I: Int>(
    context: &SearchContext<I>,
    found: &ExtremeSender,
    (polytope, at): (usize, usize),
) -> Result<AllocationKey, Overflow> {
    let SearchContext { table, faces, outline, .. } = context;
    let game = outline.game;
    let ray = ray::<I>(&found.polytopes[polytope], at, found.width(faces))?;
    let payoffs = payoffs(table, &found.messages(faces), &ray)?;
    let payoffs = payoffs[1..].iter().map(|u| crate::exact::integers::quotient(u, &payoffs[0]));
    let (mut receiver, mut masses, mut mass) = (Q::ZERO, Vec::<ReplyMasses>::new(), 1);
    for (&f, (class, reply)) in found.faces.iter().zip(extreme_reply(faces, found, polytope, at)) {
        let class = &table.classes[class];
        let m = class.members[0];
        let reply: Vec<(usize, Q)> =
            reply.into_iter().map(|(a, share)| (class.regions.actions[a], share)).collect();
        let place = masses.iter().position(|(known, _)| *known == reply).unwrap_or(masses.len());
        if place == masses.len() {
            masses.push((reply, vec![Q::ZERO; table.types()]));
        }
        let (reply, by_type) = &mut masses[place];
        for t in members(faces[f as usize].types) {
            let x = found.mass.quotient(mass, 0);
            mass += 1;
            let worth: Q = reply.iter().map(|(a, q)| q * game.receiver_payoff(t, m, *a)).sum();
            receiver += &(&x * &worth);
            by_type[t] += &x;
        }
    }
    masses.sort_unstable();
    Ok((payoffs.collect(), receiver, masses))
}
