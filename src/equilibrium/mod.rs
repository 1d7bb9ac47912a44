//! Perfect Bayesian equilibria: their definition, the search for all of them, and the check of one.
//!
//! # What is listed
//!
//! Write `x[t, m]` for the mass `p_t sigma[t, m]` that type t puts on message m and `rho_m` for the
//! reply. A pair `(x, rho)` is a *perfect Bayesian equilibrium* when no type gains by another
//! message it has, and every reply is optimal at some belief on the types that have the message: at
//! Bayes' belief where the message is sent. In this class of games these are the sequential
//! equilibria (Kreps and Wilson 1982; Fudenberg and Tirole 1991).
//!
//! The equilibria form a finite union of *cells* `X(S, B) x Y(S, B)`, products of two polytopes:
//! `S_t` the messages type t may use, `B_m` the replies allowed after m, jointly optimal at some
//! belief. `X` holds the masses on S that make all of B optimal, `Y` the replies in B that make S
//! optimal. An *outcome* is `x` with the replies on its path. Listed are, for every *extreme
//! sender* (a vertex x of some X), the vertices of the polytopes of on-path replies that go with
//! it, one polytope for each maximal choice of jointly optimal sets off the path and none inside
//! another. They carry every extreme value: a linear function of what the players get is largest at
//! one. Two outcomes are in one *component* when a path of equilibria joins them, moves off the
//! path not counted. Replies off the path factor message by message and are listed on request
//! ([`Equilibrium::off_path`]); their product, which makes lists of Nash equilibria explode, is
//! never formed.
//!
//! # Each allocation once
//!
//! An *allocation* is a rule `y[t, a]` (the probability that type t gets action a) with the payoffs
//! u of the types and w of the receiver. With ties a few allocations have very many outcomes, which
//! differ only in who says what. [`Search::distinct`] lists an allocation once in each component
//! that has it.
//!
//! *Lemma*: let messages m and n get the same reply, let every type that sends n get from it what
//! it would get from m, and let the receiver compare actions after m as after n. Then all of n's
//! mass can move to m, and the allocation stays: a mixture of two beliefs at which a reply is best
//! is such a belief, and n stays deterred by its old belief. The equilibria on the way have the
//! allocation too, so the component stays as well. This holds for copies of a message, and in cheap
//! talk all messages are copies. So outcomes count in which copies get *different* replies.
//!
//! Let `z[t, r]` be the mass of type t that gets the reply r, all messages with the same reply put
//! together. *Listed* are, for each component and u, the allocations of those extreme outcomes with
//! different replies to copies whose `(z, w)` are corners of the convex hull of all these, each
//! allocation once; [`Distinct::Payoffs`] lists each `(u, w)` among them once.
//!
//! *These are enough*: the y, u and w of every equilibrium are a convex combination of those of
//! listed allocations of its component whose rules use, for each type, only actions that its own
//! rule uses. Proof. Take an equilibrium `(x, rho)`. (0) By the lemma copies get different replies in
//! it, or fewer messages do. (1) For fixed rho the masses that make it an equilibrium, zero where x
//! is, form a polytope; x is a convex combination of its vertices `x_i`, which are extreme senders of
//! the same component. (2) For fixed `x_i` the replies form polytopes, one of which contains rho; rho
//! is a convex combination of the vertices of the face around it, whose supports are inside its own.
//! If copies get the same reply at one of these, go on with it at (0): each time the messages are
//! fewer. For fixed rho y, u and w are linear in x, and for fixed x in rho; so in these steps they are
//! a convex combination of those of extreme outcomes of the component. (3) The `(z, w)` of an extreme
//! outcome is a convex combination of corners with the same u, which are zero where z is, since masses
//! are not negative; and y is linear in z.
//!
//! *Faces with different replies.* The search looks only for senders that some replies support of
//! which copies get different ones. Two faces of one class of copies are compatible only if different
//! replies support them (`enumerate::prune::pair_test`), and a face counts only if each type outside
//! it has a corner that is compatible with it (`enumerate::prune::closing`). In the talk of Crawford
//! and Sobel (1982) the types that get one reply form an interval: with ten types and nineteen actions
//! 353 faces count of 29,747. *Components stay*: put the mass of copies with the same reply together
//! at each point of a path of equilibria, and it is a path again. Where it goes on from one set of
//! faces to the next, both sets have an equilibrium there with the same allocation and replies; put
//! together, that is supported by its own extreme senders, with the same replies, which are linked
//! with both.
//!
//! The outcomes may be far too many to list and then to compare. At given payoffs u all masses by
//! type and reply are put together at once, and only their corners are made into outcomes
//! (`enumerate::at_payoffs`). So the search is for payoffs: a branch ends when its replies leave
//! one u, and where the types that have a message get what they get at a u that is done, it goes on
//! only with faces that allow these types another. Where one outcome for each allocation might miss
//! a component, the search is for outcomes, and drops those whose replies and allocation it has met
//! together (`enumerate::repeats`).
//!
//! # How all are found
//!
//! 1. *Regions.* After m the receiver's best replies divide the cone of mass vectors; the regions
//!    are the cells of the upper envelope of A linear functions. A *face* is the set of mass
//!    vectors with exactly the types K in the support and exactly the best replies B. Every mass
//!    vector lies in one face.
//! 2. *Senders are sets of faces.* Let x be an extreme sender and `F_m` the face of its mass after
//!    each message m on the path. x is a vertex exactly when it is the only point of
//!    `sum_m F_m = p`, and, the faces being relatively open, this says that their linear spans are
//!    independent. So extreme senders are the independent sets of faces, at most one a message,
//!    with the prior inside their sum. Each is found once, in degenerate games too, and the
//!    dimensions of its faces add up to at most T. The masses have `sum_m (|K_m| - 1)` unknowns;
//!    the ties between replies determine them, solved without fractions.
//! 3. *Replies, given the faces.* The replies live on the `B_m`. A type in K gets its payoff `u_t`
//!    exactly, the others at most theirs: linear conditions on the weights, whose vertices the
//!    double description method lists. After a message off the path only `u` matters: it must lie
//!    in `U_m`, the union over maximal B of `conv {uS(., m, a) : a in B} + R^T_+`. The facets of
//!    these pieces are again the corners of an upper envelope, computed once a game.
//! 4. *Search.* A node of the search tree is a set of faces, and the search branches over faces of
//!    which every completion has one, such as those with a type that has no message yet. Later
//!    branches leave out the faces of earlier ones, so no set comes twice. A face is left out when
//!    the best that its types can get by it leaves them short of some `U_m`; a smaller face has
//!    fewer types and more replies, so faces are built upwards, and one that is left out ends its
//!    branch. A set of faces lives only if its exact polytope of replies is not empty, its spans
//!    can be independent, and the best payoffs left are in every unused `U_m`.
//! 5. *Pruning.* Two faces are compatible only if some replies support both; that is asked of all
//!    pairs first, and of every open face again once a choice is made. A set has completions only
//!    if the prior lies in the cone of all corners of its faces and the open ones: a plane between
//!    them rules out all completions at once, and a face whose choice would leave such a plane is
//!    closed before any is chosen. Planes between the prior and the chosen faces give other faces
//!    to branch over, and the search takes whichever are fewest. Separating planes come from linear
//!    programmes in floats, and count only where they separate by more than rounding could make up.
//! 6. *Fixed payoffs.* Where most messages can give all types the same payoffs by a reply, all
//!    splittings among the faces with these replies are equilibria, vertices of one polytope. They
//!    are put together from connected blocks, and the search only looks for senders with another
//!    face (where at most two replies tie).
//! 7. *Copies.* Messages with equal payoffs and senders form a class; as many faces of a class may
//!    be chosen as it has members, no face twice. One representative is listed with its number of
//!    relabellings. Replies to one message with equal payoffs for all who can send it and for the
//!    receiver are copies too. They tie wherever one of them is best, so that faces and extreme
//!    senders stay as they are when only the first of them is kept; and a vertex of the replies
//!    puts the weight of a class on one member. So each outcome stands for as many as there are
//!    members to choose for each reply in use.
//! 8. *Components.* Two senders are linked when one strategy of the receiver supports both; then it
//!    supports all senders between them. Cells that meet share a vertex, so these links give the
//!    connected components. Extreme replies that are equal link most in games with many ties; the
//!    rest are compared where their payoffs meet.
//!
//! | step | modules in `equilibrium` |
//! | --- | --- |
//! | what an equilibrium is | `definition`, which shares nothing with the rest |
//! | options, entry points | `search`, `solve`, `many`; `limits` for time, memory and threads |
//! | 1, 3, 7: game in integers, regions, `U_m`, classes | `enumerate::game_table`, `payoff_ranks` |
//! | 1, 4: the faces, built upwards | `enumerate::faces` |
//! | 2: masses, given the faces | `enumerate::sender` |
//! | 3: replies, given the faces | `enumerate::receiver`, `deterring` |
//! | 4: the tree, a node of it, one more face | `enumerate::tree`, `node`, `candidates`, `expand` |
//! | 5: pruning, optional | `enumerate::pruner`, the seam, and `enumerate::prune` |
//! | 6: senders without branches, optional | `enumerate::fixed_payoffs` |
//! | 8: components | `enumerate::components`, `common_support` |
//! | several readers: chains of corners, copies merged | `game::replies`, `game::merged` |
//! | each allocation once | `distinct`; `enumerate::at_payoffs`, `repeats`; `prune::closing`, `pair_test` |
//! | all steps put together, the list | `enumerate`, its `extreme_sender` and `listing`; `result` |
//! | one equilibrium, without a list | `pivot`, [`monotone`] |
//! | messages that are seen with noise | `noisy` |
//! | words for one audience alone | `private_talk` |
//! | the best, without a list | `optimize` |
//!
//! # Several readers
//!
//! A message may be heard by several audiences, each of which acts once and may hold a private type.
//! An audience with one of its types is an information set r, called a *reader* here: it reads with one
//! piece of information. Type t meets it with the chance `w_r(t)`, and payoffs add up, so that only these
//! chances matter and not how the audiences' types go together. The actions of the game are those of
//! all readers, its payoffs are multiplied by the chances, and a reply `rho_m` sums to 1 over the
//! actions of each reader. All formulas above then hold, with "optimal" read as "optimal among the
//! actions of its reader"; one reader whom all types meet is the game above.
//!
//! *Beliefs.* A *chain* at m is a list of beliefs `mu^1, mu^2, ...` on disjoint sets of the types that
//! have m, Bayes' belief first where m is sent. A reader goes by the first belief that has a type it
//! meets. In a perfect Bayesian equilibrium one chain at each message makes all replies optimal. These
//! are the sequential equilibria (Kreps and Wilson 1982): along a subsequence a tremble orders the pairs
//! (t, m) by how fast they vanish, which is a chain, and `x + eps x^2 + eps^2 x^3 + ...` is a tremble.
//! Where no chance is 0 the first belief serves all readers, sent or not. A reader whom the types that
//! send m never meet is *unexpected* there.
//!
//! *Regions.* The best replies of all readers divide the mass vectors into the *common refinement* of
//! their upper envelopes. It is the lower side of one polyhedron, `{(z, x) : x >= 0, z_r >= rows[a] . x
//! for the actions a of reader r}`, which is cut out reader by reader (`exact::upper_envelope`): a set
//! of replies that are nowhere optimal together is never formed. For fixed T it has polynomially many
//! corners, `O((R A^2)^(T-1))` for R readers of A actions, where there are `A^R` plans.
//!
//! *Faces and replies.* A face has a set `B_r` of best replies for each reader; the smallest face around
//! two others intersects these reader by reader. Masses are determined by the ties within each `B_r`.
//! The replies of a face are a product of simplices, its payoffs the sum of the convex hulls
//! `conv {uS(., m, a) : a in B_r}` over r. The facets of such a sum plus `R^T_+` are again corners of a
//! common refinement, as the support function of a sum is the sum of the support functions.
//!
//! *Chains sit at corners.* Let a chain make a profile optimal, and move its first belief to a corner of
//! its face. Readers whom the corner does not meet thought only of the types that it leaves out: they
//! think the same of the rest of the old belief, which becomes the second. So the maximal sets that are
//! optimal along some chain are those of chains of corners, and off the path `U_m` is made of these.
//!
//! *Unexpected readers.* Readers whom no type K of a face meets tie between all their actions there and
//! get no weight on the path. To the other types t that have m they add what the room `u_t` less the
//! payoff by the readers who are met must allow: the vector of rooms must lie in the union, over the
//! maximal sets of these readers along chains on the types outside K, of polyhedra like those of `U_m`.
//! That is one more condition of the kind of step 3, on the replies of a message on the path.
//!
//! *Why steps 2 and 8 stand.* For a fixed strategy of the readers, the senders that make it an
//! equilibrium are convex: with x and y the mean of both, since at m the chain of x, without the types
//! that y sends, serves those whom neither meets. They are closed: what a limit loses becomes the next
//! belief of the chain. And their supports and ties are those of a cell, so they are a face of its X:
//! every equilibrium's sender is a mean of extreme senders with the same replies, and two senders with a
//! common strategy are joined by a segment.
//!
//! *Copies.* Readers with proportional chances and the same payoffs matter by the weighted mean of their
//! replies alone. They are merged before the search and listed with equal replies
//! ([`Equilibrium::copies`]).
//!
//! *The game of tuples*, with one receiver who chooses a plan for all readers
//! ([`Game::by_plans`](crate::Game::by_plans)), has the same equilibria up to marginals if no chance is
//! 0. Otherwise it also has replies of unexpected readers that suit no chain.
//!
//! # Private words
//!
//! An audience may hear cheap words of its own beside the public message
//! ([`Reader::words`](crate::game::Reader::words)). [`Game::word_equilibria`](crate::Game::word_equilibria)
//! lists the outcomes, in which words are part of the strategies; the front page of `private_talk`
//! has the mathematics. Purely private talk, with one public message, falls apart: its equilibria are
//! the combinations of those of the games [`Game::reader`](crate::Game::reader), where words are
//! messages.
//!
//! # Messages that are seen with noise
//!
//! In a [`NoisyGame`] the receiver sees a signal of the message; a signal that may follow several
//! messages ties these together, so that the search above does not apply. The outcomes are the same
//! vertices, found from two polyhedra (`noisy`); at signals that are never seen one chain of beliefs
//! makes all replies optimal, so that these are the sequential equilibria. Outcomes that differ by an
//! exchange of copies are listed apart.
//!
//! # The best without a list
//!
//! [`Game::best_equilibrium`](crate::Game::best_equilibrium) finds the equilibrium that is best for
//! an objective where the list is too long. The search divides boxes of type payoffs: on a box, all
//! that equilibria can do is in a linear programme over `z[t, m, a]`, the probability that type t
//! sends m and meets a, with obedience, honesty and deterrence. Its value is a bound, its supports
//! name equilibria, and where the two meet a box is closed. The front page of `optimize` has the
//! mathematics.
//!
//! # What it costs
//!
//! For fixed T everything is polynomial in the number of messages and actions: a message has
//! `O(A^T)` faces, an extreme sender uses at most T of them. It is exponential in T (a face chooses
//! types), and in degenerate games the number of vertices to list can be too. In random games with
//! payoffs 0..20 the off-path conditions leave 20 faces for 3x3x3, 60 for 4x4x4 and 400 for 5x5x5;
//! the other tests leave a few branches for each sender that is found. [`Stats`] has the counts of
//! any search. Arithmetic runs on machine words; a branch whose numbers do not fit is repeated one
//! size up.
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
mod distinct;
mod enumerate;
mod limits;
mod many;
pub mod monotone;
mod noisy;
mod optimize;
mod pivot;
mod private_talk;
pub(crate) mod proof;
mod result;
mod search;
mod solve;
#[cfg(feature = "bench")]
mod workload;

pub use self::definition::{Condition, Failure, Verdict, verify};
pub use self::enumerate::Extreme;
pub(crate) use self::enumerate::copies;
#[cfg(feature = "bench")]
pub use self::enumerate::{Estimate, Estimated};
pub use self::limits::{Monitor, Unwatched};
pub use self::monotone::{Monotone, Pool, Riley};
pub(crate) use self::optimize::{LinearObjective, OptimalEquilibrium, WeightedEvent};
pub use self::private_talk::{UnsentProfile, WordEquilibria, WordEquilibrium};
pub use self::result::{
    Distinct, Equilibria, Equilibrium, Filter, Grouping, Kind, Pruned, Ranges, Reply, ReplyProfile,
    Stats, Stop,
};
pub(crate) use self::result::{gain, mutual_information};
pub use self::search::{Method, Search};
pub use crate::game::NoisyGame;
