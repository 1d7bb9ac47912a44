//! The founding case with its listeners: three games in which one message has several readers.
//!
//! In [`promise`] the Alliance says words that Moscow, Kyiv and its members' publics hear. Each
//! acts on its belief that the Alliance is resolved: Moscow refrains, Kyiv relies and the publics
//! protest from thresholds that rise in this order. Left alone, the types have `s` and `S`; Kyiv's
//! reliance is worth `k` to the resolved and loses the unresolved `e`; protest loses both `z`.
//! Below Moscow's threshold nobody acts as the Alliance would like, so that a word that tells the
//! types apart is an equilibrium iff `z <= s + k` and `e + z >= S`. Moscow alone is never told the
//! truth, with Kyiv only if `e >= S`, with the publics only if `S <= z <= s`. If words may also be
//! half true, Moscow learns something in some equilibrium iff `e + z >= S` and `e + s + k >= S`:
//! bluffs then leave the belief where half of the publics protest, or Kyiv half relies.
//!
//! In [`bold_or_cautious`] aid stays bilateral or moves under NATO command, and Moscow knows how
//! little an answer would cost it. Revealed by bilateral aid, the unresolved are probed and lose
//! `L`; under command they gain `g = W - w + L` over that, and lose `C` if probed. So a probability
//! `g / C` of a probe keeps them indifferent, whoever makes it. If the bold are fewer than `g / C`,
//! the cautious mix, and the bluff leaves the belief at their threshold; if more, the bold mix at
//! theirs. In [`pushing_ally`] Kyiv, if it trusts the Alliance enough, pushes on besides, which
//! costs the unresolved `k`: then `g - k` takes the place of `g` (the dilemma of Snyder 1984).
//!
//! In [`corridor`] the Alliance also has a word for Kyiv alone. Since `k >= 0` and `e >= 0`, the
//! types tell Kyiv the truth there whatever the promise costs on the podium; and since Moscow hears
//! nothing of it, an assurance in the corridor closes no window of danger.
//!
//! ```
//! use schelling::equilibrium::{Kind, Search};
//! use schelling::scenario::nato::{self, Parameters};
//! # fn main() -> Result<(), schelling::Error> {
//! let game = nato::promise(&Parameters::default())?;
//! let honest = |game: &schelling::Game| -> Result<bool, schelling::Error> {
//!     Ok(game.equilibria(&Search::default())?.iter().any(|eq| eq.kind() == Kind::Separating))
//! };
//! assert!(honest(&game)?);
//! for listener in ["Moscow", "Kyiv", "publics"] {
//!     assert!(!honest(&game.without_reader(listener)?)?);
//! }
//! # Ok(())
//! # }
//! ```

use super::game::{RESOLVED, UNRESOLVED, crisis};
use super::parameters::{BILATERAL, COMMAND, Parameters};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, Reader, ReaderBuilder};
use crate::scenario::crisis::{Challenger, Crisis, PROBE, REFRAIN};
use crate::scenario::decision::unit;

/// Moscow among the readers.
pub(super) const MOSCOW: &str = "Moscow";
/// Kyiv among the readers.
pub(super) const KYIV: &str = "Kyiv";
/// The publics of the members among the readers.
pub(super) const PUBLICS: &str = "publics";
/// A Moscow whom an answer would cost little.
const BOLD: &str = "bold";
/// A Moscow with the costs of the founding game.
const CAUTIOUS: &str = "cautious";

impl Parameters {
    /// The probability of resolve in the games of listeners: as given outright, or their own.
    pub(super) fn believed(&self) -> Q {
        self.resolve.clone().unwrap_or_else(|| self.beyond("listeners.resolve"))
    }
}

/// One promise that Moscow, Kyiv and the members' publics hear: words only.
///
/// # Errors
/// [`Error::Game`] when the probability of resolve is not strictly between 0 and 1.
pub fn promise(p: &Parameters) -> Result<Game, Error> {
    heard_promise("one promise, three listeners", Vec::new(), p)
}

/// [`promise`] with a word in the corridor beside it, which only Kyiv hears.
///
/// # Errors
/// As [`promise`].
pub fn corridor(p: &Parameters) -> Result<Game, Error> {
    let words = vec!["we answer", "do not count on it"];
    heard_promise("a promise on the podium, a word in the corridor", words, p)
}

/// The promise with its three listeners, of whom Kyiv also hears these words.
fn heard_promise(name: &str, words: Vec<&str>, p: &Parameters) -> Result<Game, Error> {
    let at = |name: &str| p.beyond(&format!("promise.{name}"));
    // the gain from the first action is linear in the belief, and 0 at the threshold
    let acts = |threshold: &str, up: bool| {
        let threshold = at(threshold);
        let gain = |t: usize| {
            let gain = Q::from(i64::from(t == 0)) - &threshold;
            vec![if up { gain } else { -gain }, Q::ZERO]
        };
        vec![gain(0), gain(1)]
    };
    let pays =
        |resolved: Q, unresolved: Q| vec![vec![resolved, Q::ZERO], vec![unresolved, Q::ZERO]];
    let swapped = |rows: Vec<Vec<Q>>| {
        rows.into_iter().map(|row| row.into_iter().rev().collect()).collect::<Vec<Vec<Q>>>()
    };
    let safety = pays(at("safety.resolved"), at("safety.unresolved"));
    let protest = -at("protest");
    let moscow = Reader::builder(MOSCOW)
        .actions([REFRAIN, PROBE])
        .cheap_talk(safety, swapped(acts("deters", false)));
    let kyiv = Reader::builder(KYIV)
        .actions(["rely", "hedge"])
        .cheap_talk(pays(at("reliance"), -at("letdown")), acts("convinces", true));
    let kyiv = if words.is_empty() { kyiv } else { kyiv.words(words) };
    let publics = Reader::builder(PUBLICS)
        .actions(["protest", "watch"])
        .cheap_talk(pays(protest.clone(), protest), acts("alarms", true));
    Game::builder()
        .name(name)
        .types([RESOLVED, UNRESOLVED])
        .messages(["promise", "silence"])
        .prior(prior(p)?)
        .readers([moscow, kyiv, publics])
        .build()
}

/// Bilateral aid or NATO command before a Moscow that is bold or cautious, which is its secret.
///
/// # Errors
/// [`Error::Game`] when a probability is out of range, or the ladder has no such rungs.
pub fn bold_or_cautious(p: &Parameters) -> Result<Game, Error> {
    let game = Game::builder().name("NATO command before a bold or cautious Moscow");
    let game = game.types([RESOLVED, UNRESOLVED]).messages([BILATERAL, COMMAND]);
    game.prior(prior(p)?).reader(moscow(p)?).build()
}

/// [`bold_or_cautious`] with Kyiv as a second reader, which pushes on if it trusts the Alliance.
///
/// # Errors
/// As [`bold_or_cautious`].
pub fn pushing_ally(p: &Parameters) -> Result<Game, Error> {
    let trust = p.beyond("kyiv.emboldened");
    let kyiv = Reader::builder(KYIV).actions(["push on", "hold"]).cheap_talk(
        vec![vec![Q::ZERO, Q::ZERO], vec![-p.beyond("kyiv.push"), Q::ZERO]],
        vec![vec![Q::ONE - &trust, Q::ZERO], vec![-trust, Q::ZERO]],
    );
    let game = Game::builder().name("the ally that pushes on");
    let game = game.types([RESOLVED, UNRESOLVED]).messages([BILATERAL, COMMAND]);
    game.prior(prior(p)?).reader(moscow(p)?).reader(kyiv).build()
}

/// Moscow with its two types, the Alliance's last move folded into the payoffs.
fn moscow(p: &Parameters) -> Result<ReaderBuilder, Error> {
    let both_types = Parameters { resolve: Some(p.believed()), ..p.clone() };
    let rung = |name: &str| {
        let found = p.ladder.iter().find(|rung| rung.name == name).cloned();
        found.ok_or_else(|| Error::Game(format!("{name:?} is not a rung of the ladder")))
    };
    let ladder = vec![rung(BILATERAL)?, rung(COMMAND)?];
    let facing = |fight: &Q| -> Result<Game, Error> {
        let challenger = Challenger { fight: fight.clone(), ..p.moscow.clone() };
        let ladder = ladder.clone();
        Ok(Crisis { ladder, challenger, ..crisis(&both_types)? }.game()?.game().clone())
    };
    let chance = |name: &str| {
        let bold = p.beyond(name);
        unit(&bold, || name.into()).map(|()| [bold.clone(), Q::ONE - &bold])
    };
    let chances = [chance("bold.if_resolved")?, chance("bold.if_unresolved")?];
    // a Moscow that no type of the Alliance ever meets is left out
    let met = |s: &usize| chances.iter().any(|row| row[*s].is_positive());
    let kinds: Vec<usize> = (0..2).filter(met).collect();
    let fights = [p.beyond("bold.fight"), p.moscow.fight.clone()];
    let games: Vec<Game> = kinds.iter().map(|&s| facing(&fights[s])).collect::<Result<_, _>>()?;
    let table = |payoff: fn(&Game, usize, usize, usize) -> &Q| -> Vec<Vec<Vec<Vec<Q>>>> {
        let row = |t, m, game| (0..2).map(|a| payoff(game, t, m, a).clone()).collect();
        let of_type = |t, game| (0..2).map(|m| row(t, m, game)).collect();
        (0..2).map(|t| games.iter().map(|game| of_type(t, game)).collect()).collect()
    };
    let of_kinds = |row: &[Q; 2]| kinds.iter().map(|&s| row[s].clone()).collect();
    Ok(Reader::builder(MOSCOW)
        .actions([REFRAIN, PROBE])
        .types(kinds.iter().map(|&s| [BOLD, CAUTIOUS][s]))
        .chances(chances.iter().map(of_kinds).collect())
        .sender(table(Game::sender_payoff))
        .receiver(table(Game::receiver_payoff)))
}

fn prior(p: &Parameters) -> Result<[Q; 2], Error> {
    let resolved = p.believed();
    if !resolved.is_positive() || resolved >= Q::ONE {
        return Err(Error::Game(format!(
            "resolve is {resolved}: with listeners, give a number between 0 and 1, without the ends"
        )));
    }
    let other = Q::ONE - &resolved;
    Ok([resolved, other])
}
