//! Families of games: models whose numbers may be changed, each made from its published game.
//!
//! The names of the numbers, their published values and their meaning stand in `parameters.json`.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, GameBuilder};

/// A parameter of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its value in the published game, as text.
    pub default: &'static str,
    /// Its meaning.
    pub meaning: &'static str,
}

/// The parameters of each family, by the name of the model.
pub(super) static PARAMETERS: LazyLock<HashMap<&str, Vec<Parameter>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("parameters.json")).expect("the tests read the file")
});

/// The game for values of the parameters, in their order, made from the published one.
pub(super) type Family = fn(&Game, &[Q]) -> Result<Game, Error>;

/// Beer or quiche, for other beliefs about the stranger (Cho and Kreps 1987). Up to one half of
/// strong types the bully fights whatever both drink alike, and the wimp bluffs; from one half on
/// both pool.
pub(super) fn beer_quiche(game: &Game, values: &[Q]) -> Result<Game, Error> {
    second_type(game, "strong", values)
}

/// The prosecutor and the judge, for other prior beliefs (Kamenica and Gentzkow 2011). Below one
/// half talk convicts nobody; a prosecutor who commits to an investigation convicts with
/// probability `2 guilty`.
pub(super) fn prosecutor(game: &Game, values: &[Q]) -> Result<Game, Error> {
    second_type(game, "guilty", values)
}

/// The game of two types with another probability of the second.
fn second_type(game: &Game, name: &str, values: &[Q]) -> Result<Game, Error> {
    let [second] = values else { unreachable!("one value a parameter") };
    share(name, second)?;
    game.with_prior([Q::ONE - second, second.clone()])
}

/// A bet of any size into a hand that beats only bluffs (Chen and Ankenman 2006). The pot is 1.
/// Unless aces are so many that they can all be bluffed along, the queen bluffs `bet / (1 + bet)`
/// times for each ace, and `1 / (1 + bet)` of the bets are called.
pub(super) fn bluff_catcher(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [ace, bet] = values else { unreachable!("one value a parameter") };
    share("ace", ace)?;
    positive("bet", bet)?;
    let best = |t: usize| Q::from(i64::from(t == 0));
    paying(game, [ace.clone(), Q::ONE - ace], |t, _, a| match (a, t) {
        (0, 0) => (Q::ONE + bet, -bet),
        (0, _) => (-bet, Q::ONE + bet),
        (1, _) => (Q::ONE, Q::ZERO),
        _ => (best(t), Q::ONE - best(t)),
    })
}

/// The last two entrants of the chain store (Kreps and Wilson 1982). For `tough < b` and `a > 1`
/// the weak monopolist fights with probability `tough (1 - b) / ((1 - tough) b)`, and after a fight
/// the last entrant stays out with probability `1/a` (Proposition 1).
pub(super) fn chain_store(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [tough, a, b] = values else { unreachable!("one value a parameter") };
    share("tough", tough)?;
    share("b", b)?;
    paying(game, [tough.clone(), Q::ONE - tough], |t, m, reply| {
        let today = if t == m { Q::ZERO } else { -Q::ONE };
        match (reply, t) {
            (0, _) => (today + a, Q::ZERO),
            (_, 0) => (today, b - &Q::ONE),
            _ => (today, b.clone()),
        }
    })
}

/// Costly lobbying with two messages (Potters and van Winden 1992). Both types want reply 2,
/// `white` by 2 and `black` by 6; the policymaker wants it for black alone.
pub(super) fn lobbying(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [black, cost] = values else { unreachable!("one value a parameter") };
    share("black", black)?;
    paying(game, [Q::ONE - black, black.clone()], |t, m, a| {
        let gain = Q::from([[2, 4], [1, 7]][t][a]);
        let policy = Q::from([[3, 1], [0, 1]][t][a]);
        (if m < 2 { gain - cost } else { gain }, policy)
    })
}

/// A threat that ties hands (Fearon 1997): its cost is an audience cost, paid by those who back
/// down.
pub(super) fn tying_hands(game: &Game, values: &[Q]) -> Result<Game, Error> {
    threat(game, values, |t, a| t == 1 && a == 1)
}

/// A threat that sinks costs (Fearon 1997): its cost is paid by all who threaten.
pub(super) fn sinking_costs(game: &Game, values: &[Q]) -> Result<Game, Error> {
    threat(game, values, |_, _| true)
}

/// The game of a threat whose cost the types pay that `pays` says, by type and reply.
///
/// A threat that works is worth `prize`. If it is resisted, the resolved fight and get 1, and the
/// unresolved back down and get 0; either way less what the threat costs. Whoever stays quiet gets
/// 0. The other side loses 3 when it resists the resolved and gains 1 from everyone else who does
/// not get the prize, so it yields from a belief of 1/4 in resolve on.
fn threat(game: &Game, values: &[Q], pays: fn(usize, usize) -> bool) -> Result<Game, Error> {
    let [resolved, prize, cost] = values else { unreachable!("one value a parameter") };
    share("resolved", resolved)?;
    positive("prize", prize)?;
    paying(game, [resolved.clone(), Q::ONE - resolved], |t, m, a| {
        let (gain, other) = match (m, a, t) {
            (1, ..) => return (Q::ZERO, Q::ONE),
            (_, 0, _) => (prize.clone(), Q::ZERO),
            (_, _, 0) => (Q::ONE, Q::from(-3)),
            _ => (Q::ZERO, Q::ONE),
        };
        (if pays(t, a) { gain - cost } else { gain }, other)
    })
}

/// Education as a signal in the discrete game in use today: it costs the high type less, and the
/// receiver accepts from one half on (Hofbauer and Pawlowitsch 2019).
pub(super) fn discrete_spence(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [high, cost_high, cost_low] = values else { unreachable!("one value a parameter") };
    share("high", high)?;
    let costs = [cost_high, cost_low];
    paying(game, [high.clone(), Q::ONE - high], |t, m, a| {
        let cost = if m == 0 { costs[t].clone() } else { Q::ZERO };
        (Q::from(i64::from(a == 0)) - cost, Q::from(i64::from(t == a)))
    })
}

/// Education as a signal with Spence's own numbers: products 1 and 2, education at cost y and y/2,
/// wages on a grid from 1 to 2 (Spence 1973). Any education y between 1 and 2 that is paid the wage
/// 2 separates the groups.
pub(super) fn spence(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [high, education, steps] = values else { unreachable!("one value a parameter") };
    share("high", high)?;
    positive("education", education)?;
    let steps = whole("steps", steps, [1, 20])?;
    let wage = |a: usize| Q::ONE + quotient(a, steps);
    let cost = |t: usize, m: usize| quotient(m, 1 + t) * education;
    Game::from_function(
        game.types(),
        game.messages(),
        (0..=steps).map(|a| wage(a).to_string()),
        [Q::ONE - high, high.clone()],
        |t, m, a| wage(a) - cost(t, m),
        |t, _, a| quadratic_loss(wage(a) - quotient(1 + t, 1)),
    )
}

/// Strategic information transmission on a grid (Crawford and Sobel 1982): states 0, 1, .. with
/// equal probabilities, actions between them, and a sender that wants the action to be its state
/// plus the bias, the receiver the state itself, both with quadratic loss.
pub(super) fn crawford_sobel(_: &Game, values: &[Q]) -> Result<Game, Error> {
    let [bias, states, steps] = values else { unreachable!("one value a parameter") };
    let states = whole("states", states, [1, 8])?;
    let steps = whole("steps", steps, [1, 20])?;
    let miss = |t: usize, a: usize| quotient(a, steps) - quotient(t, 1);
    Game::from_function(
        (0..states).map(|t| t.to_string()),
        (1..=states).map(|m| format!("m{m}")),
        (0..=steps * (states - 1)).map(|a| quotient(a, steps).to_string()),
        (0..states).map(|_| quotient(1, states)),
        |t, _, a| quadratic_loss(miss(t, a) - bias),
        |t, _, a| quadratic_loss(miss(t, a)),
    )
}

/// Disclosure of quality to a sceptical buyer (Milgrom 1981; Grossman 1981): qualities 1, 2, ..
/// with equal probabilities; each may be proved, or nothing said. The buyer pays the quality that
/// it expects, on a grid of prices. However many qualities there are, on a grid of halves or finer
/// all but the lowest are revealed.
pub(super) fn unravelling(_: &Game, values: &[Q]) -> Result<Game, Error> {
    let [qualities, steps] = values else { unreachable!("one value a parameter") };
    let qualities = whole("qualities", qualities, [1, 6])?;
    let steps = whole("steps", steps, [1, 10])?;
    let price = |a: usize| Q::ONE + quotient(a, steps);
    let proof = |quality: usize| format!("proof of {quality}");
    let every_proof = Game::from_function(
        (1..=qualities).map(|quality| quality.to_string()),
        ["silence".into()].into_iter().chain((1..=qualities).map(proof)),
        (0..=steps * (qualities - 1)).map(|a| price(a).to_string()),
        (0..qualities).map(|_| quotient(1, qualities)),
        |_, _, a| price(a),
        |t, _, a| quadratic_loss(price(a) - quotient(1 + t, 1)),
    )?;
    let own = |builder: GameBuilder, quality: usize| {
        builder.available(quality.to_string(), ["silence".into(), proof(quality)])
    };
    (1..=qualities).fold(every_proof.to_builder(), own).build()
}

/// This game with another prior and other payoffs `(sender, receiver)` by type, message and action.
fn paying(
    game: &Game,
    prior: impl IntoIterator<Item = Q>,
    payoffs: impl Fn(usize, usize, usize) -> (Q, Q),
) -> Result<Game, Error> {
    let table = |whose: fn((Q, Q)) -> Q| {
        let row = |t, m| (0..game.actions().len()).map(|a| whose(payoffs(t, m, a))).collect();
        let rows = |t| (0..game.messages().len()).map(|m| row(t, m)).collect();
        (0..game.types().len()).map(rows).collect::<Vec<Vec<Vec<Q>>>>()
    };
    let builder = game.to_builder().prior(prior);
    builder.sender(table(|both| both.0)).receiver(table(|both| both.1)).build()
}

fn quadratic_loss(miss: Q) -> Q {
    -(&miss * &miss)
}

pub(super) fn quotient(n: usize, d: usize) -> Q {
    Q::from(n as i64) / Q::from(d as i64)
}

/// Checks that a number is strictly between 0 and 1: at the ends a type or a message would vanish.
pub(super) fn share(name: &str, value: &Q) -> Result<(), Error> {
    let inside = *value > Q::ZERO && *value < Q::ONE;
    inside
        .then_some(())
        .ok_or_else(|| refusal(name, value, "number between 0 and 1, without the ends"))
}

/// Checks that a number is positive.
pub(super) fn positive(name: &str, value: &Q) -> Result<(), Error> {
    (*value > Q::ZERO).then_some(()).ok_or_else(|| refusal(name, value, "number above 0"))
}

/// A whole number from `least` to `most`.
pub(super) fn whole(name: &str, value: &Q, [least, most]: [i64; 2]) -> Result<usize, Error> {
    let found = value.small_integer().filter(|n| (least..=most).contains(n));
    let cure = format_args!("whole number from {least} to {most}");
    found.map(|n| n as usize).ok_or_else(|| refusal(name, value, cure))
}

fn refusal(name: &str, value: &Q, cure: impl fmt::Display) -> Error {
    Error::Game(format!("{name} is {value}: give a {cure}"))
}
