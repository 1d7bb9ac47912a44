//! Extreme senders that realise basic splittings, with few messages for their shares.

use rustc_hash::{FxHashMap, FxHashSet};

use super::options::ReplyOptions;
use super::splittings::{ExtremeSplitting, Share, Splitting};
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::deterring::{DeterrenceCondition, DeterringReplies};
use crate::equilibrium::enumerate::extreme_sender::ExtremeSender;
use crate::equilibrium::enumerate::receiver::{OnPathMessage, SupportingReplies};
use crate::equilibrium::enumerate::sender::{Split, split};
use crate::exact::bitset::Bits;
use crate::exact::int::{Int, Overflow, any_holds};
use crate::exact::integers::lcm;
use crate::exact::work::{Abort, Meter};

/// The numbers of the faces, by class, types and replies.
pub(super) type FaceNumbers = FxHashMap<(usize, u128, Bits), u32>;

/// The most choices of messages that are tried for one splitting. After so many in vain the
/// allocations are left to the search tree; it affects only time.
const MAX_TRIES: usize = 256;

/// An extreme sender for each choice of extreme splittings of all blocks; `None` where some choice
/// has none, or none was found.
pub(super) fn lifts<I: Int>(
    context: &SearchContext<I>,
    options: &ReplyOptions<I>,
    blocks: &[Vec<ExtremeSplitting<I>>],
    point: &[I],
    (numbers, meter): (&FaceNumbers, &Meter),
) -> Result<Option<Vec<ExtremeSender>>, Abort> {
    let mut found = Vec::new();
    let extreme = blocks.iter().map(Vec::as_slice);
    for corner in products(extreme.collect()) {
        let mut tries = MAX_TRIES;
        let mut lifted = None;
        for basic in products(corner.into_iter().map(Vec::as_slice).collect()) {
            if meter.stopped() {
                return Err(Abort::Stopped);
            }
            let shares: Vec<&Share<I>> = basic.iter().flat_map(|b| &b.shares).collect();
            let (chosen, tried) = (Vec::new(), FxHashSet::default());
            let factors = factors(&basic)?;
            let mut lift = Lift {
                context,
                options,
                shares,
                factors,
                point,
                numbers,
                meter,
                chosen,
                tried,
                tries,
            };
            lifted = lift.extend()?;
            tries = lift.tries;
            if lifted.is_some() || tries == 0 {
                break;
            }
        }
        match lifted {
            Some(sender) => found.push(sender),
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// Every choice of one entry of each list, the last list changing first.
fn products<T>(lists: Vec<&[T]>) -> impl Iterator<Item = Vec<&T>> {
    let mut choice = lists.iter().all(|list| !list.is_empty()).then(|| vec![0; lists.len()]);
    std::iter::from_fn(move || {
        let now = choice.as_mut()?;
        let chosen = lists.iter().zip(&*now).map(|(list, &i)| &list[i]).collect();
        match (0..lists.len()).rfind(|&k| now[k] + 1 < lists[k].len()) {
            Some(k) => {
                now[k] += 1;
                now[k + 1..].fill(0);
            }
            None => choice = None,
        }
        Some(chosen)
    })
}

/// The factor for each share that brings all to one scale.
fn factors<I: Int>(basic: &[&Splitting<I>]) -> Result<Vec<I>, Overflow> {
    let mut scale = I::ONE;
    for block in basic {
        scale = lcm(&scale, &block.scale)?;
    }
    let each = |block: &&Splitting<I>| vec![scale.divided(&block.scale); block.shares.len()];
    Ok(basic.iter().flat_map(each).collect())
}

/// A search for messages that offer the shares of a splitting.
struct Lift<'a, I> {
    context: &'a SearchContext<'a, I>,
    options: &'a ReplyOptions<I>,
    shares: Vec<&'a Share<I>>,
    factors: Vec<I>,
    /// The payoffs, as a scale and then those of each type.
    point: &'a [I],
    numbers: &'a FaceNumbers,
    meter: &'a Meter<'a>,
    /// For the first shares the option that each gets.
    chosen: Vec<usize>,
    /// The sets of options that were tried.
    tried: FxHashSet<Vec<usize>>,
    /// How many more may be tried.
    tries: usize,
}

impl<I: Int> Lift<'_, I> {
    /// Chooses an option for each share that has none yet, one in use if possible.
    fn extend(&mut self) -> Result<Option<ExtremeSender>, Abort> {
        let Some(share) = self.shares.get(self.chosen.len()) else {
            return self.attempt();
        };
        let (used, unused): (Vec<usize>, Vec<usize>) =
            share.offers.iter().partition(|option| self.chosen.contains(option));
        for option in used.into_iter().chain(unused) {
            if self.tries == 0 {
                return Ok(None);
            }
            self.chosen.push(option);
            let found = self.extend()?;
            self.chosen.pop();
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The sender of the chosen options, if it is extreme and has their replies, at these payoffs,
    /// at a vertex.
    fn attempt(&mut self) -> Result<Option<ExtremeSender>, Abort> {
        let mut used = self.chosen.clone();
        used.sort_unstable();
        used.dedup();
        if !self.tried.insert(used.clone()) {
            return Ok(None);
        }
        self.tries -= 1;
        let table = &self.context.table;
        let mut faces: Vec<(u32, usize, OnPathMessage)> = Vec::with_capacity(used.len());
        for option in used {
            let message = self.message(option)?;
            let replies = message.replies.iter().copied().collect();
            // a face that is not among those of the search is part of no equilibrium that it lists
            match self.numbers.get(&(message.class, message.types, replies)) {
                Some(&number) => faces.push((number, option, message)),
                None => return Ok(None),
            }
        }
        faces.sort_unstable_by_key(|(number, ..)| *number);
        let messages: Vec<&OnPathMessage> = faces.iter().map(|(.., message)| message).collect();
        let Split::Unique { scale, mass } = split(table, &messages)? else { return Ok(None) };
        let mut replies = SupportingReplies::start(table.types());
        for message in &messages {
            match replies.extended(table, message, self.meter)? {
                Some(more) => replies = more,
                None => return Ok(None),
            }
        }
        let unsent = |c: &usize| messages.iter().all(|message| message.class != *c);
        let unsent = (0..table.classes.len()).filter(unsent);
        let conditions = &DeterrenceCondition::all(table, &replies.messages, unsent);
        let (messages, meter) = (&replies.messages, self.meter);
        let deterring = DeterringReplies { table, messages, conditions, meter };
        let polytopes = deterring.supported(replies.cone.clone())?;
        let mut rays = polytopes.iter().flat_map(|polytope| polytope.cone.rays());
        let chosen: Vec<usize> = faces.iter().map(|(_, option, _)| *option).collect();
        let found = any_holds(&mut rays, |ray| self.is_wanted(&replies, &chosen, ray))?;
        drop(rays);
        let numbers: Vec<u32> = faces.iter().map(|(number, ..)| *number).collect();
        let sender = || ExtremeSender::new(&numbers, &replies, (scale, mass), polytopes);
        Ok(found.then(sender))
    }

    /// The message that the masses of an option make.
    fn message(&self, option: usize) -> Result<OnPathMessage, Overflow> {
        let class = self.options.options[option].class;
        let mut mass = vec![I::ZERO; self.context.types()];
        for ((share, factor), _) in
            self.shares.iter().zip(&self.factors).zip(&self.chosen).filter(|(_, o)| **o == option)
        {
            for (sum, x) in mass.iter_mut().zip(&share.mass) {
                *sum = sum.plus(&x.times(factor)?)?;
            }
        }
        let sent = mass.iter().enumerate().filter(|(_, x)| !x.is_zero());
        let types = sent.fold(0u128, |set, (t, _)| set | 1 << t);
        let receiver = &self.context.table.classes[class].regions.receiver;
        let worth = receiver.iter().map(|row| I::dot(&mass, row));
        let worth = worth.collect::<Result<Vec<I>, Overflow>>()?;
        let most = worth.iter().max().expect("a message has a reply");
        let replies = (0..worth.len()).filter(|&a| worth[a] == *most).collect();
        Ok(OnPathMessage { class, types, replies, sole: Vec::new() })
    }

    /// Does the ray have the payoffs of the point and the replies of the options?
    fn is_wanted(
        &self,
        replies: &SupportingReplies<I>,
        chosen: &[usize],
        ray: &[I],
    ) -> Result<bool, Overflow> {
        for (u, v) in self.point.iter().zip(ray) {
            if u.times(&ray[0])? != v.times(&self.point[0])? {
                return Ok(false);
            }
        }
        for ((message, first), option) in replies.messages.iter().zip(chosen) {
            let reply = &self.options.options[*option].reply;
            for (j, &a) in message.replies.iter().enumerate() {
                if ray[first + j].times(&reply[0])? != reply[1 + a].times(&ray[0])? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}
