//! Models of the literature, each a game with its source and its published answer.
//!
//! A model is one line of [`TABLE`]. One file of `tests/games`, which is compiled in, holds its
//! game and the claims about it. Some models have parameters, whose defaults give the published
//! game.
//!
//! ```
//! use schelling::{Q, model};
//!
//! let poker = model::by_name("bluff-catcher")?;
//! assert_eq!(poker.published().source.year, 2006);
//! assert!(poker.answers()?.iter().all(|answer| answer.agrees()));
//!
//! // twice the pot is bluffed more often, and called less
//! let game = poker.game(&[("bet", Q::from(2))])?;
//! let all = game.equilibria(&schelling::equilibrium::Search::default())?;
//! assert_eq!(all[0].sender()[1][0], "2/3".parse()?);
//! assert_eq!(all[0].receiver(0).unwrap()[0], "1/3".parse()?);
//! # Ok::<(), schelling::Error>(())
//! ```

mod compare;
mod families;
mod published;
mod reader_families;

pub use compare::{Answer, Line, Solved};
pub use families::Parameter;
pub use published::{Claim, Numbers, Published, Source};

use self::families::Family;
use crate::error::{Error, did_you_mean};
use crate::exact::Q;
use crate::game::Game;

/// A model, one line of [`TABLE`].
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Its name here, in Python and on the command line.
    pub name: &'static str,
    file: &'static str,
    family: Option<Family>,
}

/// A line of the table: its game is the file of the same name.
macro_rules! published {
    ($name:literal) => {
        Model {
            name: $name,
            file: include_str!(concat!("../../tests/games/", $name, ".json")),
            family: None,
        }
    };
}

/// Every model.
pub static TABLE: &[Model] = &[
    published!("banks-sobel-1987-example-1"),
    published!("bcp-1994-game-1"),
    published!("bcp-1994-game-2"),
    published!("bcp-1994-game-3"),
    published!("bcp-1994-game-4"),
    published!("bcp-1994-game-5"),
    published!("bcp-1994-game-6"),
    published!("bcp-1994-game-7"),
    published!("bcp-1994-game-10"),
    published!("beer-quiche-mostly-wimps"),
    published!("beer-quiche").with(families::beer_quiche),
    published!("bluff-catcher").with(families::bluff_catcher),
    published!("brandts-holt-1993-game-1"),
    published!("brandts-holt-1993-game-2"),
    published!("brandts-holt-1993-game-3"),
    published!("brandts-holt-1993-game-4"),
    published!("brandts-holt-1993-game-5"),
    published!("crawford-sobel").with(families::crawford_sobel),
    published!("dye-evidence"),
    published!("farrell-gibbons-1989").with(reader_families::two_audiences),
    published!("farrell-neologism"),
    published!("farrell-rabin-job"),
    published!("fearon-sinking-costs").with(families::sinking_costs),
    published!("fearon-tying-hands").with(families::tying_hands),
    published!("gibbons-1992-signaling"),
    published!("guess-the-ace"),
    published!("half-street-poker").with(reader_families::half_street),
    published!("hofbauer-pawlowitsch-spence").with(families::discrete_spence),
    published!("informed-receiver").with(reader_families::informed_receiver),
    published!("kreps-wilson-chain-store").with(families::chain_store),
    published!("lewis-1969-two-states"),
    published!("lewis-three-states"),
    published!("matthews-1991-announcement"),
    published!("milgrom-roberts-limit-pricing"),
    published!("myerson-1991-card-game"),
    published!("potters-van-winden-lobbying").with(families::lobbying),
    published!("prosecutor-without-commitment").with(families::prosecutor),
    published!("sir-philip-sidney"),
    published!("spence-1973").with(families::spence),
    published!("stripped-down-poker"),
    published!("transparent-motives"),
    published!("two-sided-crisis").with(reader_families::two_sided_crisis),
    published!("unravelling").with(families::unravelling),
    published!("von-neumann-poker").with(reader_families::grid_poker),
    published!("von-stengel-forges-2008"),
    published!("watson-2013-job-market"),
];

/// The model of this name, in which `_` may stand for `-`.
///
/// # Errors
///
/// [`Error::Game`] when there is no such model.
pub fn by_name(name: &str) -> Result<&'static Model, Error> {
    let wanted = name.replace('_', "-");
    TABLE.iter().find(|model| model.name == wanted).ok_or_else(|| {
        let close = did_you_mean(name, TABLE.iter().map(|model| model.name));
        Error::Game(format!("there is no model {name:?}, `schelling models` lists them{close}"))
    })
}

impl Model {
    const fn with(mut self, family: Family) -> Model {
        self.family = Some(family);
        self
    }

    /// The published game with its source and its claims.
    pub fn published(&self) -> Published {
        serde_json::from_str(self.file).expect("the files are read by the tests")
    }

    /// The parameters of the model; none when it is the published game only.
    pub fn parameters(&self) -> &'static [Parameter] {
        families::PARAMETERS.get(self.name).map_or(&[], Vec::as_slice)
    }

    /// The game for these values of parameters; without any it is the published game.
    ///
    /// # Errors
    ///
    /// [`Error::Game`] when there is no such parameter, or no game for its value.
    pub fn game(&self, values: &[(&str, Q)]) -> Result<Game, Error> {
        let published = self.published().game;
        for (i, (name, _)) in values.iter().enumerate() {
            if !self.parameters().iter().any(|parameter| parameter.name == *name) {
                return Err(Error::Game(self.unknown(name)));
            }
            if values[..i].iter().any(|(other, _)| other == name) {
                return Err(Error::Game(format!("{}: {name} is given twice", self.name)));
            }
        }
        let Some(family) = self.family.filter(|_| !values.is_empty()) else {
            return Ok(published);
        };
        let value = |parameter: &Parameter| {
            let given = values.iter().find(|(name, _)| *name == parameter.name);
            given.map_or_else(|| parameter.default.parse(), |(_, value)| Ok(value.clone()))
        };
        let numbers: Vec<Q> = self.parameters().iter().map(value).collect::<Result<_, _>>()?;
        let game = family(&published, &numbers).map_err(|error| error.at(self.name))?;
        let set = values.iter().map(|(name, value)| format!("{name} {value}"));
        let set = set.collect::<Vec<_>>().join(", ");
        game.rename(format!("{}, {set}", published.name().unwrap_or(self.name)))
    }

    fn unknown(&self, name: &str) -> String {
        let known: Vec<&str> = self.parameters().iter().map(|parameter| parameter.name).collect();
        match known.is_empty() {
            true => format!("{} has no parameters, so {name} cannot be set", self.name),
            false => format!(
                "{} has no parameter {name:?} (its parameters: {})",
                self.name,
                known.join(", ")
            ),
        }
    }

    /// Published answers beside computed ones, claim by claim.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] when the search for the equilibria is refused.
    pub fn answers(&self) -> Result<Vec<Answer>, Error> {
        let published = self.published();
        let solved = Solved::new(&published.game)?;
        published.claims.iter().map(|claim| claim.compare(&solved)).collect()
    }
}
