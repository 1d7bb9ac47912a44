//! The methods that find one equilibrium, by name.

use crate::error::Error;

/// A method that finds one equilibrium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// [`Method::Lemke`], and where that finds none and there is a time limit, the first
    /// equilibrium of the search for all.
    #[default]
    Auto,
    /// Complementary pivoting (Lemke 1965) along equilibria of the game with less and less noise,
    /// with few messages at first, in floating point or, where floats lose the path, in integers;
    /// then the exact solution with the supports found.
    Lemke,
    /// The first equilibrium of the search for all.
    Enumeration,
    /// Least-cost separation in a monotone game: [`Game::riley`](crate::Game::riley).
    Riley,
    /// The outcome of a monotone game that passes D1: [`Game::d1`](crate::Game::d1).
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
