//! One equilibrium of a large game: guess who sends what and which replies follow, then solve for
//! it exactly.
//!
//! Given such supports an equilibrium is two systems of linear conditions, one for the masses
//! `x[t,m]` of the sender and one for the replies `y[m,a]` with the type payoffs `u[t]`:
//!
//! ```text
//! sum_m x[t,m] = p[t],    sum_t x[t,m] (uR[t,m,a] - uR[t,m,b]) >= 0   for replies a and all b,
//! sum_a y[m,a] = 1,       u[t] >= sum_a y[m,a] uS[t,m,a],  with equality where t sends m.
//! ```
//!
//! Both are solved in rational arithmetic, and what they give is returned only when
//! [`verify`](super::definition::verify::verify) finds it an equilibrium, beliefs off the path included.
//!
//! The ways to a guess are a table, [`Method::ALL`], with a file for each.

mod deterrence;
mod exact;
mod fallback;
mod float_game;
mod lemke;
mod number;
mod path;
mod vertex;

use super::limits::control::{Control, Stop};
use super::result::outcome::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::unwinding;
use crate::game::Game;

/// How one equilibrium is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// [`Method::Lemke`], and where that finds none, but there is a time limit, the first that the
    /// search for all equilibria comes to.
    #[default]
    Auto,
    /// Complementary pivoting (Lemke 1965) along equilibria of the game with ever less noise, in
    /// floating point, with few messages at first, or in integers where floats lose the path; then
    /// exactly on the supports found.
    Lemke,
    /// The search for all equilibria, of which the first is returned.
    Enumeration,
    /// Least-cost separation in a monotone game: [`Game::riley`].
    Riley,
    /// The outcome of a monotone game that passes D1: [`Game::d1`].
    D1,
}

impl Method {
    /// Every method with its name.
    pub const ALL: [(&str, Method); 5] = [
        ("auto", Method::Auto),
        ("lemke", Method::Lemke),
        ("enumeration", Method::Enumeration),
        ("riley", Method::Riley),
        ("d1", Method::D1),
    ];
}

impl std::str::FromStr for Method {
    type Err = Error;

    fn from_str(name: &str) -> Result<Method, Error> {
        let found = Method::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, method)| *method).ok_or_else(|| {
            let names = Method::ALL.map(|(known, _)| format!("{known:?}")).join(", ");
            Error::Game(format!("method: {name:?} is unknown: choose one of {names}"))
        })
    }
}

/// A reply to a message, which nobody sends, that keeps away types with these payoffs, and a belief
/// at which it is best, where they are found without listing all.
pub(crate) fn deterrents<'a>(
    game: &'a Game,
    payoffs: &'a [Q],
) -> impl Fn(usize) -> Option<(Vec<Q>, Vec<Q>)> + 'a {
    let deterrence = lemke::Deterrence::new(game);
    move |m| deterrence.reply(m, payoffs, &unwinding)
}

/// One equilibrium by pivoting, or `None` where that leads to none.
pub(crate) fn single(game: &Game, control: &Control) -> Result<Option<Equilibrium>, Stop> {
    let found = lemke::lemke(game, &|| control.stopped());
    match (found, control.reason()) {
        (None, Some(stop)) => Err(stop),
        (found, _) => Ok(found),
    }
}
