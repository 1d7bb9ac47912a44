//! Every test again for two types, by brute force.
//!
//! A belief is a number q, the weight on the second type. The best replies change only at the
//! beliefs where two actions tie, so these, the ends of an interval and the middles between them
//! say all about it. A set of replies with given signs of the two gains is a polytope if it is not
//! empty, so it has a corner: one action, or two that make a type indifferent, or three that make
//! both so.

use schelling::equilibrium::{Equilibria, Equilibrium};
use schelling::{Game, Q, io};

use super::{TESTS, count_failures};
use crate::common::random_games::{Family, random_game};
use crate::common::solve;
use crate::oracle::random::Random;

/// A corner: the actions in use, and for each type the sign of its gain.
struct Point {
    support: Vec<usize>,
    signs: [i8; 2],
}

/// An unsent message.
struct Unsent<'a> {
    eq: &'a Equilibrium,
    game: &'a Game,
    m: usize,
    senders: Vec<usize>,
}

fn sign(x: &Q) -> i8 {
    i8::from(x.is_positive()) - i8::from(x.is_negative())
}

fn half() -> Q {
    Q::new(1, 2).expect("a denominator that is not 0")
}

impl<'a> Unsent<'a> {
    fn all(eq: &'a Equilibrium) -> Vec<Unsent<'a>> {
        let game = eq.game();
        let unsent = (0..game.messages().len()).filter(|&m| eq.receiver(m).is_none());
        unsent.map(|m| Unsent { eq, game, m, senders: game.senders(m).collect() }).collect()
    }

    /// The beliefs on these types, from the least to the largest.
    fn range(&self, types: &[usize]) -> [Q; 2] {
        let weight = |second: bool| if second { Q::ONE } else { Q::ZERO };
        [weight(!types.contains(&0)), weight(types.contains(&1))]
    }

    fn worth(&self, a: usize, q: &Q) -> Q {
        let [one, two] = [0, 1].map(|t| self.game.receiver_payoff(t, self.m, a));
        (Q::ONE - q) * one + q * two
    }

    fn best(&self, q: &Q) -> Vec<usize> {
        let worths: Vec<(usize, Q)> =
            self.game.replies(self.m).iter().map(|&a| (a, self.worth(a, q))).collect();
        let most = worths.iter().map(|(_, w)| w).max().expect("an action").clone();
        worths.into_iter().filter(|(_, w)| *w == most).map(|(a, _)| a).collect()
    }

    /// Beliefs between two that show all best replies there are.
    fn beliefs(&self, [low, high]: &[Q; 2]) -> Vec<Q> {
        let mut found = vec![low.clone(), high.clone()];
        for &a in self.game.replies(self.m) {
            for &b in self.game.replies(self.m) {
                let [at_0, at_1] = [Q::ZERO, Q::ONE].map(|q| self.worth(a, &q) - self.worth(b, &q));
                if at_0 != at_1 {
                    let tie = &at_0 / &(&at_0 - &at_1);
                    found.extend((*low < tie && tie < *high).then_some(tie));
                }
            }
        }
        found.sort();
        found.dedup();
        let middles: Vec<Q> = found.windows(2).map(|w| (&w[0] + &w[1]) * half()).collect();
        found.extend(middles);
        found
    }

    fn gain(&self, t: usize, a: usize) -> Q {
        self.game.sender_payoff(t, self.m, a) - &self.eq.sender_payoffs()[t]
    }

    /// Corners of the replies that are best at one belief.
    fn points_at(&self, q: &Q) -> Vec<Point> {
        let best = self.best(q);
        let gain = |a: usize| {
            [0, 1].map(|t| if self.senders.contains(&t) { self.gain(t, a) } else { -Q::ONE })
        };
        let mut points = Vec::new();
        for &a in &best {
            points.push(Point { support: vec![a], signs: gain(a).map(|g| sign(&g)) });
            for &b in best.iter().filter(|&&b| b > a) {
                let (x, y) = (gain(a), gain(b));
                for t in 0..2 {
                    if sign(&x[t]) * sign(&y[t]) < 0 {
                        let weight = y[t].abs() / (x[t].abs() + y[t].abs());
                        let mixed = |s: usize| &weight * &x[s] + (Q::ONE - &weight) * &y[s];
                        let signs = [mixed(0), mixed(1)].map(|g| sign(&g));
                        points.push(Point { support: vec![a, b], signs });
                    }
                }
                for &c in best.iter().filter(|&&c| c > b) {
                    let z = gain(c);
                    let cross = |u: &[Q; 2], v: &[Q; 2]| sign(&(&u[0] * &v[1] - &u[1] * &v[0]));
                    let turns = [cross(&x, &y), cross(&y, &z), cross(&z, &x)];
                    if turns[0] != 0 && turns.iter().all(|turn| *turn == turns[0]) {
                        points.push(Point { support: vec![a, b, c], signs: [0, 0] });
                    }
                }
            }
        }
        points
    }

    fn points(&self, range: &[Q; 2]) -> Vec<Point> {
        self.beliefs(range).iter().flat_map(|q| self.points_at(q)).collect()
    }

    /// The types that no round strikes.
    fn left(&self, rounds: usize, struck: &dyn Fn(&[Point], usize) -> bool) -> Vec<usize> {
        let mut left = self.senders.clone();
        for _ in 0..rounds {
            let points = self.points(&self.range(&left));
            let next: Vec<usize> = left.iter().copied().filter(|&t| !struck(&points, t)).collect();
            if next.is_empty() {
                break;
            }
            left = next;
        }
        left
    }

    fn deterred(&self, points: &[Point]) -> bool {
        points.iter().any(|p| self.senders.iter().all(|&t| p.signs[t] <= 0))
    }

    fn survives(&self, test: &str) -> bool {
        let others = |t: usize| self.senders.iter().copied().filter(move |&s| s != t);
        let dominated = |points: &[Point], t: usize| points.iter().all(|p| p.signs[t] < 0);
        let keen = |points: &[Point], s: usize| points.iter().any(|p| p.signs[s] > 0);
        let d1 = |points: &[Point], t: usize| {
            let inside = |s: usize| points.iter().all(|p| p.signs[t] < 0 || p.signs[s] > 0);
            others(t).any(|s| keen(points, s) && inside(s))
        };
        let weak = |points: &[Point], t: usize| {
            let inside = |s: usize| points.iter().all(|p| p.signs[t] != 0 || p.signs[s] > 0);
            others(t).any(|s| keen(points, s) && inside(s))
        };
        let after = |left: Vec<usize>| self.points(&self.range(&left));
        match test {
            "equilibrium_domination" => self.deterred(&after(self.left(1, &dominated))),
            "intuitive" | "iterated_intuitive" => {
                let rounds = if test == "intuitive" { 1 } else { 9 };
                let left = self.left(rounds, &dominated);
                let points = self.points(&self.range(&left));
                !left.iter().any(|&t| points.iter().all(|p| p.signs[t] > 0))
            }
            "D1" | "D2" => self.deterred(&after(self.left(1, &d1))),
            "iterated_D1" | "universally_divine" => self.deterred(&after(self.left(9, &d1))),
            "NWBR" => self.deterred(&after(self.left(1, &weak))),
            "iterated_NWBR" => self.deterred(&after(self.left(9, &weak))),
            "divine" => self.divine(),
            "stable" => self.stable(),
            other => panic!("{other} has no brute force"),
        }
    }

    /// The belief when the first type sends the message with chance x and the second with y.
    fn posterior(&self, x: i64, y: i64) -> Q {
        let prior = self.game.prior();
        let [one, two] = [&Q::from(x) * &prior[0], &Q::from(y) * &prior[1]];
        &two / &(one + &two)
    }

    fn divine(&self) -> bool {
        let mut range = self.range(&self.senders);
        loop {
            let mut beliefs = Vec::new();
            for point in self.points(&range) {
                let chances = point.signs.map(|sign| match sign {
                    1 => vec![1],
                    0 => vec![0, 1],
                    _ => vec![0],
                });
                for &x in &chances[0] {
                    for &y in chances[1].iter().filter(|&&y| x + y > 0) {
                        beliefs.push(self.posterior(x, y));
                    }
                }
            }
            let (Some(low), Some(high)) = (beliefs.iter().min(), beliefs.iter().max()) else {
                return self.deterred(&self.points(&range));
            };
            let next = [low.clone(), high.clone()];
            if next == range {
                return self.deterred(&self.points(&range));
            }
            range = next;
        }
    }

    /// For every tremble theta, a reply and a belief between theta and the indifferent types.
    fn stable(&self) -> bool {
        let range = self.range(&self.senders);
        let all = self.beliefs(&range);
        let mut resisted: Vec<[Q; 2]> = Vec::new();
        for q in &all {
            for point in self.points_at(q).into_iter().filter(|p| p.signs.iter().all(|s| *s <= 0)) {
                let best = |q: &&Q| point.support.iter().all(|a| self.best(q).contains(a));
                let low = all.iter().filter(best).min().expect("q itself").clone();
                let high = all.iter().filter(best).max().expect("q itself").clone();
                // an indifferent first type moves the belief down, so a larger theta will do
                let high = if point.signs[0] == 0 { Q::ONE } else { high };
                let low = if point.signs[1] == 0 { Q::ZERO } else { low };
                resisted.push([low, high]);
            }
        }
        let mut thetas: Vec<Q> = resisted.iter().flatten().cloned().chain(range.clone()).collect();
        thetas.retain(|theta| range[0] <= *theta && *theta <= range[1]);
        thetas.sort();
        let middles: Vec<Q> = thetas.windows(2).map(|w| (&w[0] + &w[1]) * half()).collect();
        thetas.extend(middles);
        let met = |theta: &Q| resisted.iter().any(|[low, high]| low <= theta && theta <= high);
        thetas.iter().all(met)
    }

    /// Do some beliefs that keep the types away agree with what other pure outcomes propose?
    fn undefeated(&self, eqs: &Equilibria) -> bool {
        let mut proposed: Vec<[Q; 2]> = Vec::new();
        for other in eqs.iter().filter(|other| other.is_pure()) {
            for n in other.on_path().into_iter().filter(|&n| self.game.are_copies(n, self.m)) {
                let sends = |t: usize| !other.sender()[t][n].is_zero();
                let change =
                    |t: usize| sign(&(&other.sender_payoffs()[t] - &self.eq.sender_payoffs()[t]));
                let set: Vec<usize> = (0..2).filter(|&t| sends(t)).collect();
                if set.iter().any(|&t| change(t) < 0) || set.iter().all(|&t| change(t) == 0) {
                    continue;
                }
                let low = |t: usize| i64::from(sends(t) && change(t) > 0);
                let high = |t: usize| i64::from(sends(t));
                proposed.push([self.posterior(high(0), low(1)), self.posterior(low(0), high(1))]);
            }
        }
        let range = self.range(&self.senders);
        let low = proposed.iter().map(|p| &p[0]).fold(&range[0], |a, b| a.max(b)).clone();
        let high = proposed.iter().map(|p| &p[1]).fold(&range[1], |a, b| a.min(b)).clone();
        low <= high && self.deterred(&self.points(&[low, high]))
    }
}

#[test]
fn every_test_agrees_with_brute_force() {
    let sizes =
        [([2, 2, 2], 40), ([2, 2, 3], 40), ([2, 3, 3], 25), ([2, 3, 4], 12), ([2, 2, 6], 8)];
    let failures = count_failures(&sizes, &[2, 4, 20], 51, &TESTS, |eq, test| {
        let unsent = Unsent::all(eq).into_iter();
        unsent.filter(|unsent| !unsent.survives(test)).map(|unsent| unsent.m).collect()
    });
    assert!(failures.iter().all(|&n| n > 50), "{failures:?}");
}

#[test]
fn undefeated_agrees_with_brute_force() {
    let mut random = Random(52);
    let mut defeats = 0;
    for (size, games) in [([2, 2, 2], 60), ([2, 3, 3], 30), ([2, 4, 3], 15)] {
        for family in Family::ALL {
            for top in [2, 4, 20] {
                for _ in 0..games {
                    let game = random_game(&mut random, size, family, top);
                    let text = io::json::to_string(&game);
                    let eqs = solve(&game);
                    let standings = eqs.undefeated().expect("a small game");
                    let pure: Vec<usize> = (0..eqs.len()).filter(|&i| eqs[i].is_pure()).collect();
                    let judged: Vec<usize> = standings.iter().map(|s| s.outcome).collect();
                    assert_eq!(judged, pure, "{text}");
                    for standing in standings {
                        let eq = &eqs[standing.outcome];
                        let failing: Vec<usize> = Unsent::all(eq)
                            .into_iter()
                            .filter(|unsent| !unsent.undefeated(&eqs))
                            .map(|unsent| unsent.m)
                            .collect();
                        let found = standing.defeat.as_ref().map(|defeat| defeat.message);
                        assert_eq!(found, failing.first().copied(), "{text}\n{eq:?}");
                        defeats += failing.len();
                    }
                }
            }
        }
    }
    assert!(defeats > 50, "{defeats}");
}
