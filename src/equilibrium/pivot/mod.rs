//! One equilibrium of a large game: supports found by complementary pivoting, then solved exactly.
//!
//! Given the supports, an equilibrium is a solution of two systems of linear conditions, one for
//! the masses `x[t,m]` of the sender and one for the replies `y[m,a]` with the type payoffs `u[t]`:
//!
//! ```text
//! sum_m x[t,m] = p[t],    sum_t x[t,m] (uR[t,m,a] - uR[t,m,b]) >= 0   for replies a and all b,
//! sum_a y[m,a] = 1,       u[t] >= sum_a y[m,a] uS[t,m,a],  with equality where t sends m.
//! ```
//!
//! Both are solved in rational arithmetic, and their solution is returned only when
//! [`verify`](super::definition::verify::verify) accepts it, beliefs off the path included.
//!
//! `lemke` chooses the problems and tries again where a path fails; `path` follows a path from
//! vertex to vertex of a `perturbed_game`, `vertex` solves the linear systems of a vertex, and
//! `number` has the two arithmetics, floating point and integers. `given_supports` solves for the
//! equilibrium with given supports, `deterrence` finds a reply after a message that nobody sends,
//! and `assessment` completes an outcome with such replies.

mod assessment;
mod deterrence;
mod given_supports;
mod lemke;
mod number;
mod path;
mod perturbed_game;
mod vertex;

pub(crate) use self::lemke::single;
