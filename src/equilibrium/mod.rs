//! Perfect Bayesian equilibria: what they are, how all of them are found, how one is checked.
//!
//! # What is listed
//!
//! Write `x[t, m]` for the mass `p_t sigma[t, m]` that type t puts on message m and `rho_m` for the
//! reply. A pair `(x, rho)` is a *perfect Bayesian equilibrium* when no type gains by another message
//! it has, and every reply is optimal at some belief on the types that have the message: at Bayes'
//! belief where the message is sent. In this class of games these are the sequential equilibria
//! (Kreps and Wilson 1982; Fudenberg and Tirole 1991).
//!
//! The equilibria form a finite union of *cells* `X(S, B) x Y(S, B)`, products of two polytopes:
//! `S_t` the messages type t may use, `B_m` the replies allowed after m, jointly optimal at some
//! belief. `X` holds the masses on S that make all of B optimal, `Y` the replies in B that make S
//! optimal. An *outcome* is `x` with the replies on its path. Listed are, for every *extreme sender*
//! (a vertex x of some X), the vertices of the polytopes of on-path replies that go with it, one
//! polytope for each maximal choice of jointly optimal sets off the path and none inside another.
//! They carry every extreme value: a linear function of what the players get is largest at one.
//! Two outcomes are in one *component* when a path of equilibria joins them, moves off the path not
//! counted. Replies off the path factor message by message and are listed on request
//! ([`Equilibrium::off_path`]); their product, which makes lists of Nash equilibria explode, is never
//! formed.
//!
//! # Why it finds all
//!
//! 1. *Regions.* After m the receiver's best replies divide the cone of mass vectors; the pieces are
//!    the cells of the upper envelope of A linear functions. A *face* is the set of mass vectors with
//!    exactly the types K in the support and exactly the best replies B. Every mass vector lies in
//!    one face.
//! 2. *Senders are sets of faces.* Let x be an extreme sender and `F_m` the face of its mass after
//!    each message m on the path. x is a vertex exactly when it is the only point of
//!    `sum_m F_m = p`, and, the faces being relatively open, this says that their linear spans are
//!    independent. So extreme senders are the independent sets of faces, at most one a message, with
//!    the prior inside their sum: each is found once, in degenerate games too, and the dimensions of
//!    its faces add up to at most T.
//! 3. *SupportingReplies, given the faces.* The replies live on the `B_m`. A type in K gets its payoff
//!    `u_t` exactly, the others at most theirs: linear conditions on the weights, whose vertices the
//!    double description method lists. After a message off the path only `u` matters: it must lie in
//!    `U_m`, the union over maximal B of `conv {uS(., m, a) : a in B} + R^T_+`. The facets of these
//!    pieces are again the corners of an upper envelope, computed once a game.
//! 4. *The search* branches over faces of which every completion has one: those with a type that has
//!    no message yet, or those that reach over a plane with the prior on one side and all that is
//!    chosen on the other, whichever are fewest (later branches leave out the earlier faces, so no set
//!    comes twice). It stops when the masses are determined: `sum_m (|K_m| - 1)` unknowns and the
//!    ties between replies, solved without fractions.
//! 5. *Pruning.* A face goes when the best its types can get there leaves them short of some `U_m`;
//!    a smaller face has fewer types and more replies, so faces are built upwards and a dead one ends
//!    its branch. Two faces go together only if some replies serve both; that is asked of all pairs
//!    first, and again of every open face once a choice is made. A partial choice lives only if
//!    its exact polytope of replies is not empty, its spans can be independent, the best payoffs left
//!    are in every unused `U_m`, and the prior lies in the cone of all corners of the faces chosen and
//!    open: a plane between them rules out all completions at once, and a face whose choice would
//!    leave such a plane is crossed out before any is chosen. Separating planes come from linear
//!    programmes in floats, and count only where they separate by more than rounding could make up.
//! 6. *Components.* Two senders are linked when one strategy of the receiver supports both; then it
//!    supports all senders between them. Cells that meet share a corner, so these links give the
//!    connected pieces. Extreme replies that are equal link most in games with many ties; the rest
//!    are compared where their payoffs meet.
//! 7. *Copies.* Messages with equal payoffs and senders form a class; as many faces of a class may be
//!    chosen as it has members, no face twice. One representative is listed with its number of
//!    relabellings.
//! 8. *FixedPayoffs payoffs.* Where most messages can give all types the same payoffs by a reply, all
//!    splittings among the faces with these replies are equilibria, corners of one polytope. They are
//!    put together from connected parts, and the search only looks for senders with another face
//!    (where at most two replies tie).
//!
//! # What it costs
//!
//! For fixed T everything is polynomial in the number of messages and actions: a message has
//! `O(A^T)` faces, an extreme sender uses at most T of them. It is exponential in T (a face chooses
//! types), and in degenerate games the number of vertices to list can be too. In random games with
//! payoffs 0..20 the first test leaves 20 faces for 3x3x3, 60 for 4x4x4 and 400 for 5x5x5; the others
//! leave a few branches for each sender that is found. [`Stats`] has the count for any search.
//! Arithmetic runs on machine words and starts again one size up when a number does not fit.
//!
//! Independent branches run in parallel; the answer is sorted at the end, so it does not depend on
//! the number of threads.
//!
//! # Example
//!
//! ```
//! use schelling::{Game, Q, equilibrium::{Kind, Search}};
//! let q = |n: i64| Q::from(n);
//! // beer and quiche (Cho and Kreps 1987): does the wimp's breakfast give it away?
//! let game = Game::builder()
//!     .types(["wimp", "strong"])
//!     .messages(["quiche", "beer"])
//!     .actions(["duel", "pass"])
//!     .prior([Q::new(1, 10).unwrap(), Q::new(9, 10).unwrap()])
//!     .sender(vec![
//!         vec![vec![q(1), q(3)], vec![q(0), q(2)]],
//!         vec![vec![q(0), q(2)], vec![q(1), q(3)]],
//!     ])
//!     .receiver(vec![
//!         vec![vec![q(1), q(0)], vec![q(1), q(0)]],
//!         vec![vec![q(0), q(1)], vec![q(0), q(1)]],
//!     ])
//!     .build()?;
//! let all = game.equilibria(&Search::default())?;
//! assert!(all.complete());
//! assert_eq!(all.len(), 2);
//! assert!(all.iter().all(|eq| eq.kind() == Kind::Pooling));
//! // both drink beer: quiche is answered by a duel at least half the time
//! let beer = all.iter().find(|eq| eq.on_path() == [1]).unwrap();
//! assert_eq!(beer.off_path(0)[1].reply, [Q::new(1, 2).unwrap(), Q::new(1, 2).unwrap()]);
//! # Ok::<(), schelling::Error>(())
//! ```

mod definition;
pub(crate) mod enumerate;
mod limits;
mod many;
mod method;
pub mod monotone;
mod noisy;
mod pivot;
mod result;
mod solve;

pub use self::definition::{Condition, Failure, Verdict, verify};
#[cfg(feature = "bench")]
pub use self::enumerate::estimate::{Estimate, Estimated};
pub use self::enumerate::extreme::Extreme;
pub(crate) use self::enumerate::game_table::copies;
pub use self::limits::{Monitor, Unwatched};
pub use self::method::Method;
pub use self::monotone::{Monotone, Pool, Riley};
pub use self::noisy::{NoisyEquilibrium, NoisyGame};
pub use self::result::{Equilibria, Equilibrium, Kind, Pruned, Reply, Stats, Stop};
pub(crate) use self::result::{gain, mutual_information};
pub use self::solve::Search;
