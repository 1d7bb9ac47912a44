//! Every test that strikes types, and divinity, again for any number of types: the definitions,
//! with a linear programme for each set of actions and each pattern of signs.

use schelling::equilibrium::Equilibrium;
use schelling::exact::lp::{Program, Solution};
use schelling::{Game, Q};

use super::{TESTS, count_failures};
use crate::common::subsets;

/// Beliefs allowed: the cone of these mass vectors.
type Beliefs = Vec<Vec<Q>>;

struct Unsent<'a> {
    eq: &'a Equilibrium,
    game: &'a Game,
    m: usize,
    senders: Vec<usize>,
}

fn feasible(program: &Program) -> bool {
    !matches!(program.solve(), Solution::Infeasible { .. })
}

impl Unsent<'_> {
    fn unit(&self, types: &[usize]) -> Beliefs {
        let weight = |t: usize, s: usize| if s == t { Q::ONE } else { Q::ZERO };
        let unit = |&t: &usize| (0..self.game.types().len()).map(|s| weight(t, s)).collect();
        types.iter().map(unit).collect()
    }

    /// The sets of actions that are best together at some belief.
    fn best(&self, beliefs: &Beliefs) -> Vec<Vec<usize>> {
        let together = |set: &Vec<usize>| {
            let mut program = Program::new();
            let weights: Vec<usize> = beliefs.iter().map(|_| program.variable(Q::ZERO)).collect();
            program.equal(weights.iter().map(|&w| (w, Q::ONE)), Q::ONE);
            for &a in set {
                for &b in self.game.replies(self.m) {
                    let better = |x: &Vec<Q>| -> Q {
                        let of = |t: usize, a: usize| self.game.receiver_payoff(t, self.m, a);
                        self.senders.iter().map(|&t| &x[t] * &(of(t, b) - of(t, a))).sum()
                    };
                    program.at_most(
                        weights.iter().zip(beliefs).map(|(&w, x)| (w, better(x))),
                        Q::ZERO,
                    );
                }
            }
            feasible(&program)
        };
        subsets(self.game.replies(self.m)).into_iter().filter(together).collect()
    }

    fn gain(&self, t: usize, a: usize) -> Q {
        self.game.sender_payoff(t, self.m, a) - &self.eq.sender_payoffs()[t]
    }

    /// Is there a reply from which `up` do not lose and `down` do not gain?
    fn exists(&self, sets: &[Vec<usize>], up: &[usize], down: &[usize]) -> bool {
        sets.iter().any(|set| {
            let mut program = Program::new();
            let weights: Vec<usize> = set.iter().map(|_| program.variable(Q::ZERO)).collect();
            program.equal(weights.iter().map(|&w| (w, Q::ONE)), Q::ONE);
            for &t in down {
                let row = weights.iter().zip(set).map(|(&w, &a)| (w, self.gain(t, a)));
                program.at_most(row, Q::ZERO);
            }
            for &t in up {
                let row = weights.iter().zip(set).map(|(&w, &a)| (w, -self.gain(t, a)));
                program.at_most(row, Q::ZERO);
            }
            feasible(&program)
        })
    }

    fn may_gain(&self, sets: &[Vec<usize>], t: usize) -> bool {
        sets.iter().flatten().any(|&a| self.gain(t, a).is_positive())
    }

    fn struck(&self, test: &str, sets: &[Vec<usize>], t: usize) -> bool {
        let others: Vec<usize> = self.senders.iter().copied().filter(|&s| s != t).collect();
        let keen = others.iter().any(|&s| self.may_gain(sets, s));
        match test {
            "dominated" => !self.exists(sets, &[t], &[]),
            "D1" => {
                others.iter().any(|&s| self.may_gain(sets, s) && !self.exists(sets, &[t], &[s]))
            }
            "D2" => keen && !self.exists(sets, &[t], &others),
            _ => keen && !self.exists(sets, &[t], &self.senders),
        }
    }

    /// The replies after rounds of striking, and the types left.
    fn left(&self, test: &str, rounds: usize) -> (Vec<usize>, Vec<Vec<usize>>) {
        let mut left = self.senders.clone();
        let mut sets = self.best(&self.unit(&left));
        for _ in 0..rounds {
            let kept: Vec<usize> =
                left.iter().copied().filter(|&t| !self.struck(test, &sets, t)).collect();
            if kept.is_empty() || kept == left {
                break;
            }
            sets = self.best(&self.unit(&kept));
            left = kept;
        }
        (left, sets)
    }

    fn survives(&self, test: &str) -> bool {
        let strike = |rule: &str, rounds| {
            let (_, sets) = self.left(rule, rounds);
            self.exists(&sets, &[], &self.senders)
        };
        let intuitive = |rounds| {
            let (left, sets) = self.left("dominated", rounds);
            let sure = |&t: &usize| sets.iter().flatten().all(|&a| self.gain(t, a).is_positive());
            !left.iter().any(sure)
        };
        match test {
            "intuitive" => intuitive(1),
            "iterated_intuitive" => intuitive(99),
            "equilibrium_domination" => strike("dominated", 1),
            "D1" => strike("D1", 1),
            "iterated_D1" => strike("D1", 99),
            "D2" => strike("D2", 1),
            "universally_divine" => strike("D2", 99),
            "NWBR" => strike("NWBR", 1),
            "iterated_NWBR" => strike("NWBR", 99),
            "divine" => self.divine(),
            other => panic!("{other} has no programme"),
        }
    }

    fn divine(&self) -> bool {
        let mut sets = self.best(&self.unit(&self.senders));
        loop {
            let mut beliefs = Beliefs::new();
            for set in subsets(&self.senders) {
                let rest: Vec<usize> =
                    self.senders.iter().copied().filter(|t| !set.contains(t)).collect();
                if self.exists(&sets, &set, &rest) {
                    let mut mass = vec![Q::ZERO; self.game.types().len()];
                    set.iter().for_each(|&t| mass[t] = self.game.prior()[t].clone());
                    beliefs.push(mass);
                }
            }
            let next = if beliefs.is_empty() { sets.clone() } else { self.best(&beliefs) };
            if next == sets {
                return self.exists(&sets, &[], &self.senders);
            }
            sets = next;
        }
    }
}

#[test]
fn every_test_agrees_with_its_programmes() {
    let sizes = [([3, 2, 3], 8), ([3, 2, 4], 4), ([4, 2, 3], 3)];
    // every test but stability, for which there is no programme here
    let tests = &TESTS[..TESTS.len() - 1];
    let failures = count_failures(&sizes, &[2, 6, 20], 71, tests, |eq, test| {
        let game = eq.game();
        let unsent = (0..game.messages().len()).filter(|&m| eq.receiver(m).is_none());
        let unsent = unsent.map(|m| Unsent { eq, game, m, senders: game.senders(m).collect() });
        unsent.filter(|unsent| !unsent.survives(test)).map(|unsent| unsent.m).collect()
    });
    assert!(failures.iter().all(|&n| n > 10), "{failures:?}");
}
