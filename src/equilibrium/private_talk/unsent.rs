//! Replies to a message that nobody sends, and to the words after it.
//!
//! One deviation explains the message to every audience, and which words go with it may be anything:
//! the beliefs after the words of an audience that go with it mix to the belief about who sends the
//! message, which is one for all audiences. Words that do not go with it have beliefs of their own,
//! so that they may as well be answered as one that does.

use super::listeners::Listeners;
use super::word_cells::{best_replies, orthant};
use crate::exact::budget::checkpoint;
use crate::exact::int::{Int, Overflow};
use crate::exact::polyhedral_cone::PolyhedralCone;

/// Best replies of one audience, `[word][set of the audience]`.
pub(super) type WordAnswers = Vec<Vec<Vec<usize>>>;

/// Replies of all audiences that one deviation makes optimal.
#[derive(Clone, Debug)]
pub(super) struct UnsentReplies {
    /// `[audience]`
    pub(super) replies: Vec<WordAnswers>,
}

/// Replies of one audience, and the masses behind the message that make them optimal.
struct Listening<I> {
    replies: WordAnswers,
    masses: PolyhedralCone<I>,
}

/// The largest replies to a message that nobody sends.
pub(super) fn unsent_replies<I: Int>(
    talk: &Listeners,
    m: usize,
) -> Result<Vec<UnsentReplies>, Overflow> {
    let all = orthant::<I>(talk.types(), talk.senders(m))?;
    let mut partial = vec![(Vec::new(), all.clone())];
    for i in 0..talk.all.len() {
        let own = listening(talk, (i, m), &all)?;
        let mut next = Vec::new();
        for (before, masses) in &partial {
            for one in &own {
                checkpoint();
                let both = masses.intersection(&one.masses)?;
                if !both.is_origin() {
                    let mut replies: Vec<WordAnswers> = Vec::clone(before);
                    replies.push(one.replies.clone());
                    next.push((replies, both));
                }
            }
        }
        partial = next;
    }
    Ok(partial.into_iter().map(|(replies, _)| UnsentReplies { replies }).collect())
}

/// The replies of one audience by the words that go with the message, none of which others make
/// superfluous.
fn listening<I: Int>(
    talk: &Listeners,
    (i, m): (usize, usize),
    all: &PolyhedralCone<I>,
) -> Result<Vec<Listening<I>>, Overflow> {
    let single = best_replies(talk, (i, m), all.clone(), None)?;
    let mut found: Vec<Listening<I>> = Vec::new();
    let mut stack: Vec<(Vec<usize>, PolyhedralCone<I>)> = Vec::new();
    for (k, one) in single.iter().enumerate() {
        stack.push((vec![k], one.masses.clone()));
    }
    while let Some((words, masses)) = stack.pop() {
        checkpoint();
        if words.len() < talk.all[i].words {
            for (k, one) in single.iter().enumerate().skip(words[words.len() - 1] + 1) {
                let sum = masses.sum(&one.masses)?;
                stack.push(([words.as_slice(), &[k]].concat(), sum));
            }
        }
        let replies: WordAnswers = words.iter().map(|&k| single[k].best.clone()).collect();
        let one = Listening { replies, masses };
        let mut kept = true;
        for known in &found {
            kept &= !superfluous(&one, known)?;
        }
        if kept {
            let mut left = Vec::new();
            for known in found {
                if !superfluous(&known, &one)? {
                    left.push(known);
                }
            }
            left.push(one);
            found = left;
        }
    }
    Ok(found)
}

/// Does another do all that one does? Every word of the other allows what some word of the one does.
fn superfluous<I: Int>(one: &Listening<I>, other: &Listening<I>) -> Result<bool, Overflow> {
    let within = |some: &Vec<Vec<usize>>, more: &Vec<Vec<usize>>| {
        some.iter().zip(more).all(|(some, more)| some.iter().all(|a| more.contains(a)))
    };
    let allows = |word: &Vec<Vec<usize>>| one.replies.iter().any(|some| within(some, word));
    Ok(other.replies.iter().all(allows) && one.masses.is_subset(&other.masses)?)
}
