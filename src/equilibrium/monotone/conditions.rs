//! The three conditions of a monotone game, checked exactly.

use std::cmp::Ordering;

use super::payoffs::{IntegerPayoffs, NoOutcome};
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow, all_hold};

/// Checks the three conditions; the first that fails is named by a sentence.
pub(super) fn check<C: IntegerPayoffs>(game: &C) -> Result<(), NoOutcome> {
    later_actions_are_liked(game)?;
    later_types_call_for_later_actions(game)?;
    single_crossing(game)
}

/// Condition 1: every type prefers a later action.
fn later_actions_are_liked<C: IntegerPayoffs>(game: &C) -> Result<(), NoOutcome> {
    for t in 0..game.types() {
        checkpoint();
        for m in 0..game.slices()[0] {
            for a in 1..game.actions() {
                if game.sender(t, m, a)? <= game.sender(t, m, a - 1)? {
                    return Err(NoOutcome::NotMonotone(format!(
                        "after message {} type {} does not like action {} better than {}; each \
                         type must like each action better than the one before it",
                        game.message_label(m),
                        game.type_label(t),
                        game.action_label(a),
                        game.action_label(a - 1)
                    )));
                }
            }
        }
    }
    Ok(())
}

/// Condition 2: the receiver's best reply rises with the type.
fn later_types_call_for_later_actions<C: IntegerPayoffs>(game: &C) -> Result<(), NoOutcome> {
    for m in 0..game.slices()[0] {
        checkpoint();
        // `[t]`: the receiver's gain from an action over the one before it, against type t
        let mut before: Vec<C::Number> = Vec::new();
        for a in 1..game.actions() {
            let gains = (0..game.types())
                .map(|t| game.receiver(t, m, a).minus(game.receiver(t, m, a - 1)))
                .collect::<Result<Vec<C::Number>, Overflow>>()?;
            if let Some(t) = (1..gains.len()).find(|&t| gains[t] < gains[t - 1]) {
                return Err(NoOutcome::NotMonotone(format!(
                    "after message {} the receiver gains less from action {} over {} with type {} \
                     than with type {}; later types must call for later actions",
                    game.message_label(m),
                    game.action_label(a),
                    game.action_label(a - 1),
                    game.type_label(t),
                    game.type_label(t - 1)
                )));
            }
            if a > 1 && !single_peaked(&before, &gains)? {
                return Err(NoOutcome::NotMonotone(format!(
                    "after message {} there is a belief at which action {} is no better for the \
                     receiver than both {} and {}; at every belief payoffs must rise to the best \
                     action and fall after it",
                    game.message_label(m),
                    game.action_label(a - 1),
                    game.action_label(a - 2),
                    game.action_label(a)
                )));
            }
            before = gains;
        }
    }
    Ok(())
}

/// Is there no belief at which the first step does not gain and the next does not lose?
///
/// That is so when the points `(first[t], next[t])` are all below one line `next = k first` with k
/// > 0: those with a positive first step bound k from below, those with a negative one from above.
fn single_peaked<I: Int>(first: &[I], next: &[I]) -> Result<bool, Overflow> {
    // the tightest bound on k among the points right of zero, and among those left of it
    let (mut right, mut left): (Option<usize>, Option<usize>) = (None, None);
    for t in 0..first.len() {
        // compares `next / first`
        let steeper =
            |than: usize| I::compare_products(&next[t], &first[than], &next[than], &first[t]);
        match first[t].cmp(&I::ZERO) {
            Ordering::Equal if !next[t].is_negative() => return Ok(false),
            Ordering::Equal => {}
            Ordering::Greater => {
                if next[t].is_positive() && right.is_none_or(|r| steeper(r).is_gt()) {
                    right = Some(t);
                }
            }
            Ordering::Less => {
                if !next[t].is_negative() {
                    return Ok(false);
                }
                if left.is_none_or(|l| steeper(l).is_lt()) {
                    left = Some(t);
                }
            }
        }
    }
    Ok(match (right, left) {
        (Some(r), Some(l)) => I::compare_products(&next[r], &first[l], &next[l], &first[r]).is_lt(),
        _ => true,
    })
}

/// Condition 3: single crossing, in one of its two forms for each pair of neighbouring types.
fn single_crossing<C: IntegerPayoffs>(game: &C) -> Result<(), NoOutcome> {
    for t in 1..game.types() {
        checkpoint();
        if !(free_of_actions(game, t)? || dearer_for_earlier(game, t)?) {
            return Err(NoOutcome::NotMonotone(format!(
                "single crossing cannot be shown for the types {} and {}; what the later type gets \
                 beyond the earlier must rise from message to message, whatever the reply",
                game.type_label(t - 1),
                game.type_label(t)
            )));
        }
    }
    Ok(())
}

/// Compares the gain of type t from a step from one cell to another with that of the type before.
fn compare_steps<C: IntegerPayoffs>(
    game: &C,
    t: usize,
    from: (usize, usize),
    to: (usize, usize),
) -> Result<Ordering, Overflow> {
    let step = |t: usize| game.sender(t, to.0, to.1)?.minus(&game.sender(t, from.0, from.1)?);
    let (later, earlier) = (step(t)?, step(t - 1)?);
    let (zero, scales) = (C::Number::ZERO, [game.scale(t), game.scale(t - 1)]);
    let sizes = C::Number::compare_products(&later, scales[1], &earlier, scales[0]);
    Ok(match (later.cmp(&zero), earlier.cmp(&zero)) {
        (Ordering::Greater, Ordering::Greater) => sizes,
        (Ordering::Less, Ordering::Less) => sizes.reverse(),
        (later, earlier) => later.cmp(&earlier),
    })
}

/// The first form: the difference between t and the type before is the same for all actions and
/// rises with the message.
fn free_of_actions<C: IntegerPayoffs>(game: &C, t: usize) -> Result<bool, Overflow> {
    let alike = |m: usize, a: usize| Ok(compare_steps(game, t, (m, a - 1), (m, a))?.is_eq());
    let rises = |m: usize| Ok(compare_steps(game, t, (m - 1, 0), (m, 0))?.is_gt());
    Ok(all_hold(0..game.slices()[0], |m| all_hold(1..game.actions(), |a| alike(m, a)))?
        && all_hold(1..game.messages(), rises)?)
}

/// The second form: the type before dislikes later messages, and the difference between t and that
/// type falls neither with the message nor with the action and rises with one of them.
fn dearer_for_earlier<C: IntegerPayoffs>(game: &C, t: usize) -> Result<bool, Overflow> {
    let (mut by_message, mut by_action) = (true, true);
    for a in 0..game.slices()[1] {
        for m in 1..game.messages() {
            if game.sender(t - 1, m, a)? >= game.sender(t - 1, m - 1, a)? {
                return Ok(false);
            }
            match compare_steps(game, t, (m - 1, a), (m, a))? {
                Ordering::Less => return Ok(false),
                Ordering::Equal => by_message = false,
                Ordering::Greater => {}
            }
        }
    }
    for m in 0..game.slices()[0] {
        for a in 1..game.actions() {
            match compare_steps(game, t, (m, a - 1), (m, a))? {
                Ordering::Less => return Ok(false),
                Ordering::Equal => by_action = false,
                Ordering::Greater => {}
            }
        }
    }
    Ok(by_message || by_action)
}
