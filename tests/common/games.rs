//! Textbook games with many ties, which benches time too.

use schelling::{Game, Q};

use super::ratio;

fn quotient(n: usize, d: usize) -> Q {
    ratio(n as i64, d as i64)
}

/// Job-market signalling (Spence 1973) on a grid: workers of productivity 1, 2, ..., equally
/// likely, get education 0, 1/2, 1, ..., which is worth nothing to the firm and costs a worker
/// education over productivity. The firm pays one of evenly spaced wages from the least
/// productivity to the largest, and loses the square of wage less productivity, so that it pays the
/// wage nearest to the expected productivity.
pub fn spence_grid(types: usize, levels: usize, wages: usize) -> Game {
    let productivity = |t: usize| Q::from(t as i64 + 1);
    let education = |m: usize| quotient(m, 2);
    let wage = |a: usize| Q::ONE + quotient(a * (types - 1), wages - 1);
    let worker = |t: usize, m: usize, a: usize| wage(a) - education(m) / productivity(t);
    let firm = |t: usize, _: usize, a: usize| {
        let error = wage(a) - productivity(t);
        -(&error * &error)
    };
    let prior = vec![quotient(1, types); types];
    let workers = (0..types).map(|t| format!("productivity {}", productivity(t)));
    let levels: Vec<String> = (0..levels).map(|m| format!("education {}", education(m))).collect();
    let wages: Vec<String> = (0..wages).map(|a| format!("wage {}", wage(a))).collect();
    let name = format!("spence {types}x{}x{}", levels.len(), wages.len());
    Game::from_function(workers, levels, wages, prior, worker, firm)
        .and_then(|game| game.rename(name))
        .expect("a well formed game")
}

/// Cheap talk (Crawford and Sobel 1982) on a grid: states 0, ..., 1, equally likely and evenly
/// spaced, actions too, both lose the square of the distance to the right action; for the sender
/// that is 1/10 above the state.
pub fn talk_grid(types: usize, messages: usize, actions: usize) -> Game {
    biased_talk([types, messages, actions], quotient(1, 10))
}

/// [`talk_grid`] with another bias.
pub fn biased_talk([types, messages, actions]: [usize; 3], bias: Q) -> Game {
    let state = |t: usize| quotient(t, types - 1);
    let action = |a: usize| quotient(a, actions - 1);
    let loss = |error: Q| -(&error * &error);
    let sender = |t: usize, a: usize| loss(action(a) - state(t) - &bias);
    let receiver = |t: usize, a: usize| loss(action(a) - state(t));
    let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
    let prior = vec![quotient(1, types); types];
    Game::from_function(
        labels('t', types),
        labels('m', messages),
        labels('a', actions),
        prior,
        |t, _, a| sender(t, a),
        |t, _, a| receiver(t, a),
    )
    .and_then(|game| game.rename(format!("talk {types}x{messages}x{actions}")))
    .expect("a well formed game")
}

/// Threats that tie hands (Fearon 1997): states from weak to strong, equally likely, make one of
/// several threats, from none to loud, and the rival challenges or yields. Yielding is worth 1 to
/// the state. When it is challenged it fights, for a payoff from -5/4 to 1/2 that grows with its
/// strength, or backs down and loses a quarter for each step of the threat, whichever is better.
/// The rival gets -1 from a fight, 1 when the state backs down, and 0 when it yields itself.
pub fn threats(types: usize, messages: usize) -> Game {
    let name = format!("threats {types}x{messages}x2");
    threats_at(types, messages, Q::ZERO).rename(name).expect("a plain name")
}

/// The same with a cost of a tenth for each step of the threat, sunk when it is made.
pub fn costly_threats(types: usize, messages: usize) -> Game {
    let name = format!("costly threats {types}x{messages}x2");
    threats_at(types, messages, quotient(1, 10)).rename(name).expect("a plain name")
}

/// Each step of the threat costs so much when it is made.
fn threats_at(types: usize, messages: usize, step: Q) -> Game {
    let fight = |t: usize| quotient(7 * t, 4 * (types - 1)) - quotient(5, 4);
    let back_down = |m: usize| -quotient(m, 4);
    let fights = |t: usize, m: usize| fight(t) > back_down(m);
    let state = |t: usize, m: usize, a: usize| {
        let payoff = match (a, fights(t, m)) {
            (1, _) => Q::ONE,
            (_, true) => fight(t),
            (_, false) => back_down(m),
        };
        payoff - &step * &Q::from(m as i64)
    };
    let rival = |t: usize, m: usize, a: usize| match (a, fights(t, m)) {
        (1, _) => Q::ZERO,
        (_, true) => -Q::ONE,
        (_, false) => Q::ONE,
    };
    let prior = vec![quotient(1, types); types];
    let states = (1..=types).map(|t| format!("strength {t}"));
    let threats = (0..messages).map(|m| format!("threat {m}"));
    Game::from_function(states, threats, ["challenge", "yield"], prior, state, rival)
        .expect("a well formed game")
}

/// Beer and quiche (Cho and Kreps 1987), nine in ten strong.
pub fn beer_quiche() -> Game {
    let breakfast = |t: usize, m: usize, a: usize| Q::from(i64::from(t == m) + 2 * a as i64);
    let duel = |t: usize, _: usize, a: usize| Q::from(i64::from(t == a));
    let prior = [ratio(1, 10), ratio(9, 10)];
    let types = ["wimp", "strong"];
    Game::from_function(types, ["quiche", "beer"], ["duel", "pass"], prior, breakfast, duel)
        .and_then(|game| game.rename("beer-quiche"))
        .expect("a well formed game")
}
