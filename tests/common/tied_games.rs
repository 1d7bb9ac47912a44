//! Games of the literature with so many ties that outcomes outnumber what is done in them.
//!
//! Types are equally likely; grids are evenly spaced.

use schelling::{Game, Q};

use super::ratio;

/// The point `i` of a grid of `n` from `low` to `high`.
fn grid(low: i64, high: &Q, n: usize, i: usize) -> Q {
    let low = Q::from(low);
    &low + &((high - &low) * ratio(i as i64, (n - 1).max(1) as i64))
}

fn square(x: Q) -> Q {
    &x * &x
}

fn game(
    [types, messages, actions]: [usize; 3],
    sender: impl Fn(usize, usize, usize) -> Q,
    receiver: impl Fn(usize, usize, usize) -> Q,
) -> Game {
    let labels = |letter: char, n: usize| (1..=n).map(move |i| format!("{letter}{i}"));
    let prior = vec![ratio(1, types as i64); types];
    let (types, messages) = (labels('t', types), labels('m', messages));
    Game::from_function(types, messages, labels('a', actions), prior, sender, receiver)
        .expect("a well formed game")
}

/// Cheap talk (Crawford and Sobel 1982): states and actions from 0 to 1, quadratic losses.
pub fn biased_talk([types, messages, actions]: [usize; 3], bias: &Q) -> Game {
    let loss = |t: usize, a: usize, bias: &Q| {
        let state = grid(0, &Q::ONE, types, t);
        -square(grid(0, &Q::ONE, actions, a) - state - bias.clone())
    };
    let receiver = |t, _, a| loss(t, a, &Q::ZERO);
    game([types, messages, actions], |t, _, a| loss(t, a, bias), receiver)
}

/// Costly lies (Kartik 2009): states and actions in steps, a bias of one step, and half the square
/// of the lie as its cost.
pub fn costly_lies(types: usize, messages: usize, actions: usize) -> Game {
    let steps = Q::from(types as i64 - 1);
    let action = |a: usize| grid(0, &steps, actions, a);
    let step = |t: usize| Q::from(t as i64);
    let lie = |t: usize, m: usize| square(grid(0, &steps, messages, m) - step(t)) * ratio(1, 2);
    let sender = |t: usize, m: usize, a: usize| -square(action(a) - step(t) - Q::ONE) - lie(t, m);
    game([types, messages, actions], sender, |t, _, a| -square(action(a) - step(t)))
}

/// A price that tells quality (Bagwell and Riordan 1991; Ellingsen 1997): the buyer takes it or
/// not.
pub fn prices(types: usize, messages: usize) -> Game {
    let price = |m: usize| grid(1, &Q::from(3), messages, m);
    let quality = |t: usize| grid(1, &Q::from(3), types, t);
    let taken = |a: usize| Q::from(a as i64);
    let seller = |t: usize, m: usize, a: usize| taken(a) * (price(m) - quality(t) * ratio(2, 3));
    game([types, messages, 2], seller, |t, m, a| taken(a) * (quality(t) - price(m)))
}

/// Hard evidence (Grossman 1981; Milgrom 1981): a message says that the value lies in an interval,
/// and the buyer pays the nearest of `2 types - 1` prices.
pub fn intervals(types: usize) -> Game {
    let intervals: Vec<(usize, usize)> =
        (0..types).flat_map(|i| (i..types).map(move |j| (i, j))).collect();
    let label = |&(i, j): &(usize, usize)| format!("{} to {}", i + 1, j + 1);
    let actions = 2 * types - 1;
    let price = |a: usize| grid(1, &Q::from(types as i64), actions, a);
    let table = |cell: &dyn Fn(usize, usize) -> Q| -> Vec<Vec<Vec<Q>>> {
        let row = |t: usize| (0..actions).map(|a| cell(t, a)).collect::<Vec<Q>>();
        (0..types).map(|t| vec![row(t); intervals.len()]).collect()
    };
    let mut builder = Game::builder()
        .types((1..=types).map(|t| format!("value {t}")))
        .messages(intervals.iter().map(label))
        .prior(vec![ratio(1, types as i64); types])
        .sender(table(&|_, a| price(a)))
        .receiver(table(&|t, a| -square(price(a) - Q::from(t as i64 + 1))));
    for t in 0..types {
        let own = intervals.iter().filter(|(i, j)| (*i..=*j).contains(&t)).map(label);
        builder = builder.available(format!("value {}", t + 1), own);
    }
    builder.build().expect("a well formed game")
}

/// Job-market signalling (Spence 1973) with education up to half a step above what separates the
/// best type of `types`; the firm pays the wage nearest to the expected productivity.
pub fn education(types: usize, messages: usize, actions: usize) -> Game {
    let most = ratio((types * (types - 1)) as i64, 2) + ratio(1, 2);
    let productivity = |t: usize| Q::from(t as i64 + 1);
    let wage = |a: usize| grid(1, &Q::from(types as i64), actions, a);
    let worker =
        |t: usize, m: usize, a: usize| wage(a) - grid(0, &most, messages, m) / productivity(t);
    game([types, messages, actions], worker, |t, _, a| -square(wage(a) - productivity(t)))
}

/// A convention (Lewis 1969): both want the action that fits the state.
pub fn convention(n: usize) -> Game {
    let fits = |t: usize, _: usize, a: usize| Q::from(i64::from(t == a));
    game([n, n, n], fits, fits)
}

/// Breakfasts (Cho and Kreps 1987) for more types: one's own is worth 1, not to be challenged 2,
/// and the challenger beats the weaker half.
pub fn breakfasts(n: usize) -> Game {
    let sender = |t: usize, m: usize, a: usize| Q::from(i64::from(t == m) + 2 * a as i64);
    game([n, n, 2], sender, |t, _, a| Q::from(i64::from((a == 0) == (2 * t + 1 < n))))
}
