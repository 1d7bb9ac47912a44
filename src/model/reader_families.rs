//! Families of games in which the receiver knows something too, or several audiences listen.

use super::families::{positive, quotient, share, whole};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Game, Reader};

/// A payoff by type, receiver type, message and action.
type Payoff<'a> = &'a dyn Fn(usize, usize, usize, usize) -> Q;

/// Half-street poker (Chen and Ankenman 2006): one bet of a given size, or a check, and a call or a
/// fold. With three cards and a pot P in bets the queen bluffs with probability `1 / (P + 1)`, and
/// the king calls with `(P - 1) / (P + 1)`.
pub(super) fn half_street(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [cards, pot, bet] = values else { unreachable!("one value a parameter") };
    let cards = whole("cards", cards, [2, 8])?;
    let names = ["A", "K", "Q", "J", "10", "9", "8", "7"].map(String::from);
    let deal = |t: usize, s: usize| match t == s {
        true => Q::ZERO,
        false => quotient(1, cards * (cards - 1)),
    };
    poker(game, &names[..cards], [pot, bet], deal)
}

/// Poker with one bet on a grid of hands, drawn with replacement (von Neumann and Morgenstern 1944,
/// chapter 19). Equal hands share the pot. The value comes near that of hands from an interval.
pub(super) fn grid_poker(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [cards, pot, bet] = values else { unreachable!("one value a parameter") };
    let cards = whole("cards", cards, [2, 8])?;
    let names: Vec<String> = (1..=cards).rev().map(|card| card.to_string()).collect();
    poker(game, &names, [pot, bet], |_, _| quotient(1, cards * cards))
}

/// Poker with a bet or a check; the strongest card comes first.
fn poker(
    game: &Game,
    cards: &[String],
    [pot, bet]: [&Q; 2],
    deal: impl Fn(usize, usize) -> Q,
) -> Result<Game, Error> {
    positive("pot", pot)?;
    positive("bet", bet)?;
    let (bets, folds) = (1, 1);
    let won = |t: usize, s: usize, m: usize, a: usize| {
        let stake = if m == bets { bet.clone() } else { Q::ZERO };
        match t.cmp(&s) {
            _ if (m, a) == (bets, folds) => pot.clone(),
            std::cmp::Ordering::Less => pot + &stake,
            std::cmp::Ordering::Equal => pot / &Q::from(2),
            std::cmp::Ordering::Greater => -stake,
        }
    };
    let prior = (0..cards.len()).map(|t| (0..cards.len()).map(|s| deal(t, s)).collect()).collect();
    secrets(game, [cards, cards], prior, &won, &|t, s, m, a| pot - &won(t, s, m, a))
}

/// A crisis in which both sides have a secret (Lewis and Schultz 2003). For fewer than four fifths
/// of strong challengers and more than half of targets with low costs, a weak challenger bluffs
/// with probability `strong / (4 (1 - strong))`, and such a target resists with `1 / (2 hi)`.
pub(super) fn two_sided_crisis(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [strong, hi] = values else { unreachable!("one value a parameter") };
    share("strong", strong)?;
    share("hi", hi)?;
    let rows = [strong.clone(), Q::ONE - strong];
    let columns = [hi.clone(), Q::ONE - hi];
    let prior = rows.iter().map(|p| columns.iter().map(|q| p * q).collect()).collect();
    let (challenge, resist) = (1, 0);
    let sender = |t: usize, _: usize, m: usize, a: usize| match (m == challenge, a == resist) {
        (false, _) => Q::ZERO,
        (true, false) => Q::ONE,
        (true, true) => [quotient(1, 2), -Q::ONE][t].clone(),
    };
    let receiver = |t: usize, s: usize, m: usize, a: usize| match (m == challenge, a == resist) {
        (false, _) => Q::ONE,
        (true, false) => Q::ZERO,
        (true, true) if t == 1 => Q::ONE,
        (true, true) => [-quotient(1, 4), Q::from(-3)][s].clone(),
    };
    let names = [game.types(), game.readers()[0].types()];
    secrets(game, names, prior, &sender, &receiver)
}

/// A receiver with a private threshold (Kolotilin, Mylovanov, Zapechelnyuk and Li 2017): it acts
/// from this belief in the state 1 on.
pub(super) fn informed_receiver(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [state, eager, low, high] = values else { unreachable!("one value a parameter") };
    share("state", state)?;
    share("eager", eager)?;
    let rows = [Q::ONE - state, state.clone()];
    let columns = [eager.clone(), Q::ONE - eager];
    let prior = rows.iter().map(|p| columns.iter().map(|q| p * q).collect()).collect();
    let acts = |a: usize, payoff: Q| if a == 0 { payoff } else { Q::ZERO };
    let threshold = |s: usize| if s == 0 { low } else { high };
    let sender = |_: usize, _: usize, _: usize, a: usize| acts(a, Q::ONE);
    let receiver = |t, s, _, a| acts(a, quotient(t, 1) - threshold(s));
    secrets(game, [game.types(), game.readers()[0].types()], prior, &sender, &receiver)
}

/// Cheap talk with two audiences (Farrell and Gibbons 1989): what it is worth to the sender, by
/// type, that P is right, and that Q is. Told to P alone the types separate iff both `v` are at
/// least 0, told to Q alone iff both `w` are, and told to both iff both sums are.
pub(super) fn two_audiences(game: &Game, values: &[Q]) -> Result<Game, Error> {
    let [v1, v2, w1, w2] = values else { unreachable!("one value a parameter") };
    let listener = |name: &str, actions: [&str; 2], gains: [&Q; 2]| {
        let right = |t: usize, gain: &Q| {
            (0..2).map(|a| if a == t { gain.clone() } else { Q::ZERO }).collect::<Vec<Q>>()
        };
        let rows = |gains: [&Q; 2]| gains.iter().enumerate().map(|(t, g)| right(t, g)).collect();
        Reader::builder(name).actions(actions).cheap_talk(rows(gains), rows([&Q::ONE, &Q::ONE]))
    };
    let readers = [listener("P", ["p1", "p2"], [v1, v2]), listener("Q", ["q1", "q2"], [w1, w2])];
    game.to_builder().readers(readers).build()
}

/// The game of this form with other types, a joint prior and payoffs.
fn secrets(
    game: &Game,
    [types, receiver_types]: [&[String]; 2],
    prior: Vec<Vec<Q>>,
    sender: Payoff<'_>,
    receiver: Payoff<'_>,
) -> Result<Game, Error> {
    let form = &game.readers()[0];
    let table = |payoff: Payoff<'_>| -> Vec<Vec<Vec<Vec<Q>>>> {
        let row = |t, s, m| (0..form.actions().len()).map(|a| payoff(t, s, m, a)).collect();
        let rows = |t, s| (0..game.messages().len()).map(|m| row(t, s, m)).collect();
        (0..types.len()).map(|t| (0..receiver_types.len()).map(|s| rows(t, s)).collect()).collect()
    };
    let builder = Game::builder()
        .name(game.name().unwrap_or_default())
        .types(types)
        .receiver_types(receiver_types)
        .messages(game.messages())
        .actions(form.actions())
        .joint_prior(prior)
        .sender(table(sender))
        .receiver(table(receiver));
    let restricted =
        (0..game.messages().len()).filter(|&m| form.replies(m).len() < form.actions().len());
    let builder = restricted.fold(builder, |builder, m| {
        let replies = form.replies(m).iter().map(|&a| form.actions()[a].as_str());
        builder.replies(&game.messages()[m], replies)
    });
    builder.build()
}
