//! Games whose messages are observed with noise (Bagwell 1995), with signals that may be
//! unexpected.
//!
//! Below the receiver is one and knows nothing else; several audiences, which see signals of their
//! own, and readers with types are the same with an information set k = (s, r) of a signal and a
//! reader in the place of s, and `N[t,m,s] w_r(t)` in that of `N[t,m,s]`.
//!
//! When type t sends m, the receiver sees the signal s with probability `N[t,m,s] >= 0`. An
//! equilibrium consists of masses `x[t,m]` on the pairs (t, m) of a type and a message that it can
//! send, which sum to `p_t` for each type, and of replies `rho[s,a]`, each optimal given the other:
//!
//! ```text
//! v_s >= sum_{t,m} x[t,m] N[t,m,s] uR[t,m,a]               for all a, with equality where rho > 0,
//! u_t >= sum_{s,a} N[t,m,s] rho[s,a] uS[t,m,a]             for all m, with equality where x > 0.
//! ```
//!
//! A signal is *unexpected* when no pair (t, m) with `x > 0` produces it. There the first line says
//! `v_s = 0` and restricts `rho[s,.]` in no way. Perfect Bayesian equilibrium requires a **chain of
//! beliefs**: mass vectors `x^1 = x, x^2, ..., x^L` on the pairs (t, m) with disjoint supports. The
//! belief after a signal comes from the first of them that produces it, and every reply is optimal
//! at that belief. One chain serves all unexpected signals, so that the relative likelihood of two
//! deviations (t, m) does not depend on the signal. Such chains are the limits of trembles of the
//! sender, so that these are the sequential equilibria (Kreps and Wilson 1982).
//!
//! **Extreme equilibria.** The two lines above define two polyhedra, of (x, v) and of (rho, u), as
//! in a bimatrix game, and the *extreme equilibria* are the pairs of a vertex of each (Mangasarian
//! 1964) that are equilibria, chain included. Every equilibrium is a mixture of them: weights on
//! masses `x_i` and weights on replies `rho_j`, where all the pairs `(x_i, rho_j)` are listed. To
//! see this, let `x_i` be the vertices of the smallest face that contains (x, v), and `rho_j` those
//! of the smallest face that contains (rho, u); both faces are bounded, since v and u are as small
//! as possible. What x does not use, `x_i` does not use either, and what is optimal against x is
//! also optimal against `x_i`, and likewise for rho; so each pair is complementary. Its chain is
//! `x_i`, then x on the pairs that `x_i` leaves out, then the chain of x: the belief after a signal
//! that x produces and `x_i` does not comes from x, as before.
//!
//! **Mixtures.** Masses `x_i` that are all listed with one rho mix freely. (From the chain of one
//! of them, leave out the pairs that the mixture plays: they produce no signal that stays
//! unexpected.) Replies `rho_j` that are all listed with one x mix freely too if every signal is
//! produced. If not, they mix only where one chain makes all of them optimal, since each may need
//! a belief of its own: a mixture of two of them at an unexpected signal need not be optimal at any
//! belief.
//!
//! **What is listed.** As without noise: for every extreme sender (a vertex x), the corners of the
//! polytopes of replies to signals that are seen, one polytope for each choice of a maximal profile of
//! replies that one chain makes optimal at the signals that are not, and none inside another. Two
//! outcomes are in one component when polytopes that share a vertex, a whole reply, join them.
//!
//! **How they are found.** Both polyhedra are built in turns, one signal and one type after another, and
//! only vertices that suit one of the other are kept (`senders`). Unseen signals fall into blocks that
//! no deviation joins, and within a block the chains are found at vertices again (`game::noisy`).
//! Only the vertices that are kept cost time: some thousands are compared pair by pair. The first
//! step has one vertex for each pure strategy, `M^T` for the sender and `A^S` for the receiver, so that
//! games with more than some ten thousand pure strategies on either side take long.
//!
//! As soon as every signal may follow every message, the leader loses the gain from moving first in
//! pure strategies (Bagwell 1995); a mixed equilibrium close to it remains (van Damme and Hurkens
//! 1997).

mod replies;
mod search;
mod senders;

pub(super) use self::search::{noisy_outcomes, noisy_profiles};
