//! The test whether one strategy of the receiver supports two polytopes of replies.

use super::extreme_sender::ExtremeSender;
use super::faces::BeliefFace;
use super::game_table::IntegerGame;
use super::receiver::{Deterrence, DeterringReplies, OnPathMessage, SupportingReplies};
use crate::exact::bitset::Bits;
use crate::exact::int::Int;
use crate::exact::work::{Abort, Meter};

/// Do two polytopes of one sender meet?
pub(super) fn overlap<I: Int>(
    table: &IntegerGame<I>,
    faces: &[BeliefFace],
    (sender, x, y): (&ExtremeSender, usize, usize),
    meter: &Meter,
) -> Result<bool, Abort> {
    let mut replies = SupportingReplies::start(table.types());
    let messages = sender.messages(faces);
    for message in &messages {
        match replies.extended(table, message, meter)? {
            Some(next) => replies = next,
            None => unreachable!("a found sender has replies"),
        }
    }
    let SupportingReplies { mut cone, messages: placed, .. } = replies;
    let deterring = DeterringReplies { table, messages: &placed, conditions: &[], meter };
    for (condition, k) in [x, y].iter().flat_map(|&i| sender.cuts(i, &messages)) {
        deterring.restrict_to(&condition, &condition.pieces(table)[k], &mut cone)?;
    }
    Ok(!cone.is_empty())
}

/// The messages of two senders, with the pieces that cut one polytope of each.
struct LabellingSearch<'a, I> {
    table: &'a IntegerGame<I>,
    x: &'a [OnPathMessage],
    y: &'a [OnPathMessage],
    cuts: [Vec<(Deterrence, usize)>; 2],
    meter: &'a Meter<'a>,
}

/// Does one strategy of the receiver support both senders, by replies in the polytope of each, for
/// some labelling of the copies of messages?
pub(super) fn have_common_support<I: Int>(
    table: &IntegerGame<I>,
    faces: &[BeliefFace],
    (x, i): (&ExtremeSender, usize),
    (y, j): (&ExtremeSender, usize),
    meter: &Meter,
) -> Result<bool, Abort> {
    let (sent, other) = (x.messages(faces), y.messages(faces));
    let cuts = [x.cuts(i, &sent), y.cuts(j, &other)];
    let mut places = vec![None; other.len()];
    let search = LabellingSearch { table, x: &sent, y: &other, cuts, meter };
    search.match_from(0, &mut places, SupportingReplies::start(table.types()))
}

impl<I: Int> LabellingSearch<'_, I> {
    /// Matches the messages of `x` from `b` on with messages of `y` that have no place yet, or with
    /// none, in every way; `replies` support those matched so far.
    fn match_from(
        &self,
        b: usize,
        places: &mut Vec<Option<usize>>,
        replies: SupportingReplies<I>,
    ) -> Result<bool, Abort> {
        let (table, y) = (self.table, self.y);
        let Some(message) = self.x.get(b) else {
            return self.complete(places.clone(), replies);
        };
        for k in 0..y.len() {
            if places[k].is_some() || y[k].class != message.class {
                continue;
            }
            let Some(common) = self.common(message, &y[k]) else { continue };
            let (class, types) = (message.class, message.types | y[k].types);
            let readers = &table.classes[class].regions.readers;
            let both = OnPathMessage::new(class, types, &common, readers);
            if let Some(next) = replies.extended(table, &both, self.meter)? {
                places[k] = Some(b);
                if self.match_from(b + 1, places, next)? {
                    return Ok(true);
                }
                places[k] = None;
            }
        }
        if table.classes[message.class].members.len() == 1
            && y.iter().any(|other| other.class == message.class)
        {
            return Ok(false);
        }
        match replies.extended(table, message, self.meter)? {
            Some(alone) => self.match_from(b + 1, places, alone),
            None => Ok(false),
        }
    }

    /// The replies that both messages allow: readers whom one of them does not reach reply as after the
    /// other; `None` if some reader has none.
    fn common(&self, x: &OnPathMessage, y: &OnPathMessage) -> Option<Bits> {
        let readers = &self.table.classes[x.class].regions.readers;
        if readers.len() == 1 {
            let both = |a: &usize| y.replies.contains(a);
            let common: Bits = x.replies.iter().copied().filter(both).collect();
            return (!common.is_empty()).then_some(common);
        }
        let (x, y) = (x.all_replies(), y.all_replies());
        let both = x.intersection(&y);
        let mut common = Bits::default();
        for reader in readers {
            let own = |replies: &Bits| -> Vec<usize> {
                reader.actions.clone().filter(|&a| replies.contains(a)).collect()
            };
            let (ours, theirs, mut kept) = (own(&x), own(&y), own(&both));
            if ours.is_empty() || theirs.is_empty() {
                kept = [ours, theirs].concat();
            } else if kept.is_empty() {
                return None;
            }
            kept.into_iter().for_each(|a| common.insert(a));
        }
        Some(common)
    }

    /// Is anything left, with the messages of `y` that have no place yet and the conditions off the
    /// path?
    ///
    /// Where both send a message, what supports the senders between them there supports each.
    fn complete(
        &self,
        mut places: Vec<Option<usize>>,
        mut replies: SupportingReplies<I>,
    ) -> Result<bool, Abort> {
        let (table, y) = (self.table, self.y);
        for (c, class) in table.classes.iter().enumerate().filter(|(_, c)| c.members.len() > 1) {
            let own = self.x.iter().filter(|b| b.class == c).count();
            let alone = (0..y.len()).filter(|&k| y[k].class == c && places[k].is_none()).count();
            if own + alone > class.members.len() {
                return Ok(false);
            }
        }
        for (message, place) in y.iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
            *place = Some(replies.messages.len());
            match replies.extended(table, message, self.meter)? {
                Some(next) => replies = next,
                None => return Ok(false),
            }
        }
        let SupportingReplies { mut cone, messages, .. } = replies;
        let conditions = &Deterrence::all(table, &messages, std::iter::empty());
        let deterring =
            DeterringReplies { table, messages: &messages, conditions, meter: self.meter };
        let [x, y] = &self.cuts;
        let x = x.iter().cloned();
        let y =
            y.iter().map(|(c, k)| (Deterrence { sent: c.sent.and_then(|b| places[b]), ..*c }, *k));
        for (condition, k) in x.chain(y) {
            deterring.restrict_to(&condition, &condition.pieces(table)[k], &mut cone)?;
        }
        // what is left lies in the polytope of x, so it deters after every message off x's path
        Ok(!cone.is_empty() && (conditions.is_empty() || deterring.is_supported(cone)?))
    }
}
