//! Times of a set, game by game.

use std::hint::black_box;
use std::time::Instant;

use crate::clock::cpu;
use crate::games::{Set, solve};

/// Seconds for each game, the least of several runs.
pub struct Times {
    pub cpu: Vec<f64>,
    pub wall: Vec<f64>,
}

impl Times {
    /// Processor time of all games together.
    pub fn total(&self) -> f64 {
        self.cpu.iter().sum()
    }
}

/// Each game is solved this often at least, and more often while that takes less than `ENOUGH`.
const RUNS: usize = 3;
const ENOUGH: f64 = 0.05;

/// Times every game of a set. Work elsewhere on the machine only ever adds to a time (caches,
/// interrupts), so the least of several runs is the best estimate of the work itself.
pub fn time(set: &Set) -> Times {
    let mut times = Times { cpu: Vec::new(), wall: Vec::new() };
    for game in &set.games {
        let (mut least, mut least_wall) = (f64::INFINITY, f64::INFINITY);
        let (mut runs, mut spent) = (0, 0.0);
        while runs < RUNS || spent < ENOUGH {
            let (wall, start) = (Instant::now(), cpu());
            let eqs = black_box(solve(black_box(game)));
            let (seconds, wall) = ((cpu() - start).as_secs_f64(), wall.elapsed().as_secs_f64());
            assert!(eqs.complete());
            least = least.min(seconds);
            least_wall = least_wall.min(wall);
            runs += 1;
            spent += seconds;
        }
        times.cpu.push(least);
        times.wall.push(least_wall);
    }
    times
}
