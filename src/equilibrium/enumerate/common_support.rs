//! The test whether one strategy of the receiver supports two polytopes of replies.

use super::extreme_sender::{ExtremeSender, PackedPolytope};
use super::faces::BeliefFace;
use super::game_table::IntegerGame;
use super::receiver::{OnPathMessage, SupportingReplies, restrict_to};
use crate::exact::int::Int;
use crate::exact::work::{Abort, Meter};

/// Do two polytopes of one sender meet?
pub(super) fn overlap<I: Int>(
    table: &IntegerGame<I>,
    faces: &[BeliefFace],
    sender: &ExtremeSender,
    (x, y): (&PackedPolytope, &PackedPolytope),
    meter: &Meter,
) -> Result<bool, Abort> {
    let mut replies = SupportingReplies::start(table.types());
    for message in &sender.messages(faces) {
        match replies.extended(table, message, meter)? {
            Some(next) => replies = next,
            None => unreachable!("a found sender has replies"),
        }
    }
    for &(c, k) in x.cuts.iter().chain(&y.cuts) {
        restrict_to(&table.classes[c].pieces[k], &mut replies.cone, table.types(), meter)?;
    }
    Ok(!replies.cone.is_empty())
}

/// The messages of two senders, with the pieces that cut one polytope of each.
struct LabellingSearch<'a, I> {
    table: &'a IntegerGame<I>,
    x: &'a [OnPathMessage],
    y: &'a [OnPathMessage],
    cuts: Vec<(usize, usize)>,
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
    let cuts = x.polytopes[i].cuts.iter().chain(&y.polytopes[j].cuts).copied().collect();
    let (x, y) = (x.messages(faces), y.messages(faces));
    let mut used = vec![false; y.len()];
    let search = LabellingSearch { table, x: &x, y: &y, cuts, meter };
    search.match_from(0, &mut used, SupportingReplies::start(table.types()))
}

impl<I: Int> LabellingSearch<'_, I> {
    /// Matches the messages of `x` from `b` on with unused messages of `y`, or with none, in every way;
    /// `replies` support those matched so far.
    fn match_from(
        &self,
        b: usize,
        used: &mut Vec<bool>,
        replies: SupportingReplies<I>,
    ) -> Result<bool, Abort> {
        let (table, y) = (self.table, self.y);
        let Some(message) = self.x.get(b) else {
            return self.complete(used, replies);
        };
        for k in 0..y.len() {
            if used[k] || y[k].class != message.class {
                continue;
            }
            let common: Vec<usize> =
                message.replies.iter().copied().filter(|a| y[k].replies.contains(a)).collect();
            if common.is_empty() {
                continue;
            }
            let both = OnPathMessage {
                class: message.class,
                types: message.types | y[k].types,
                replies: common,
            };
            if let Some(next) = replies.extended(table, &both, self.meter)? {
                used[k] = true;
                if self.match_from(b + 1, used, next)? {
                    return Ok(true);
                }
                used[k] = false;
            }
        }
        if table.classes[message.class].members.len() == 1
            && y.iter().any(|other| other.class == message.class)
        {
            return Ok(false);
        }
        match replies.extended(table, message, self.meter)? {
            Some(alone) => self.match_from(b + 1, used, alone),
            None => Ok(false),
        }
    }

    /// Is anything left, with the unused messages of `y` and the conditions off the path?
    fn complete(&self, used: &[bool], mut replies: SupportingReplies<I>) -> Result<bool, Abort> {
        let (table, y) = (self.table, self.y);
        for (c, class) in table.classes.iter().enumerate().filter(|(_, c)| c.members.len() > 1) {
            let own = self.x.iter().filter(|b| b.class == c).count();
            let alone = (0..y.len()).filter(|&k| y[k].class == c && !used[k]).count();
            if own + alone > class.members.len() {
                return Ok(false);
            }
        }
        for (message, used) in y.iter().zip(used) {
            if !used {
                match replies.extended(table, message, self.meter)? {
                    Some(next) => replies = next,
                    None => return Ok(false),
                }
            }
        }
        for &(c, k) in &self.cuts {
            restrict_to(&table.classes[c].pieces[k], &mut replies.cone, table.types(), self.meter)?;
        }
        // what is left lies in the polytope of x, so it deters after every message off x's path
        Ok(!replies.cone.is_empty())
    }
}
