//! Words for one audience alone, beside the public message (Farrell and Gibbons 1989).
//!
//! Type t sends a message m that all hear, and says a word `w_i` to each audience i that has words;
//! audience i hears `(m, w_i)`. Words are cheap: no payoff depends on them. With `x[t,m]` the mass of t
//! behind m and `z_i[t,m,w]` the mass that says w to i with m, the sender's strategy matters by
//!
//! ```text
//! sum_w z_i[t,m,w] = x[t,m]  for every audience i,      sum_m x[t,m] = p_t
//! ```
//!
//! alone: how the words to different audiences go together changes nothing, since payoffs add up. With
//! `v_i[t,m,w]` what t gets from i, a profile is an equilibrium iff
//!
//! - every reply to `(m, w)` is optimal at the masses `z_i[.,m,w]`;
//! - t says only words with the largest `v_i[t,m,w]`, which is `V_i[t,m]`;
//! - t sends only messages with the largest `sum_i V_i[t,m]`, which is `u_t` (the cost of m is part of
//!   what the first audience brings);
//! - replies where nobody is expected go by one chain of beliefs on the pairs of a type and a *full*
//!   message `(m, w_1, ..., w_R)`.
//!
//! *The chain.* A word that is not said with a sent message may be answered as one that is, so it asks
//! nothing. At a message that nobody sends, one deviation explains it to all: the beliefs of audience i
//! after the words that go with it mix to a belief about who sends m, which is the same for every
//! audience. So the replies `(B_i,w)` are possible iff the cones `sum_w C(B_i,w)` of masses, one for
//! each audience, have a point in common.
//!
//! **Outcome**: x, z and the replies to what is said. **Extreme sender**: masses (x, z) that are the
//! only ones with their supports and best replies, a vertex. **Listed** are the extreme senders with
//! the corners of the polytopes of replies that support each, none inside another. Words of one
//! audience after m are copies: the list has one order of them and counts the others. Two words with
//! one answer are one word; outcomes that use two are left out, since merging them leaves a mixture of
//! listed ones with the same replies. **Components**: two senders are joined where some replies
//! support both, and words with equal replies count as one, as long as there are enough words.
//!
//! **Method.** For each message and audience a *word cell* is a set of types with the best replies at
//! some of their masses (an open cone), and a *talk cell* some word cells, one for each word said, with
//! replies by which nobody prefers another word. An extreme sender needs the masses of words to follow
//! from those of the message, so the spans of the word cones are independent. The talk cells of all
//! audiences with masses in common are a *message cell*; one for each message, with independent spans
//! that hold the prior, gives a sender, whose replies are a polytope.
//!
//! **Cost.** The work grows with the ways to assign sets of messages to types, `(2^M - 1)^T`, which
//! may be 1,000,000, and with the talk cells, about `(2^T A^T)^W`. Random games of 4 types, 2
//! messages, 2 words and two audiences of 4 actions take a tenth of a second.

mod components;
mod copies;
mod equilibria;
mod list;
mod listeners;
mod message_cells;
mod outcome;
mod parts;
mod replies;
mod search;
mod serialize;
mod talk_cells;
mod unsent;
mod word_cells;

pub use self::copies::UnsentProfile;
pub use self::equilibria::WordEquilibria;
pub(super) use self::equilibria::word_equilibria;
pub use self::outcome::WordEquilibrium;
