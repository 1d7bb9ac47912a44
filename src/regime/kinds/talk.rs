//! Talk: nobody commits, and the best or the worst equilibrium of the game as it is is played.
//!
//! Payoffs are linear in the sender's strategy for given replies, and in the replies for a given
//! strategy. Over a cell of equilibria they are therefore largest and smallest at extreme outcomes,
//! so that it is enough to compare these.

use std::time::Duration;

use crate::equilibrium::{Equilibrium, Stop};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::gather;
use crate::regime::{Adversary, Certificate, MessageShare, Question, RegimeKind, RegimeSolution};

pub(super) const BEST: RegimeKind = RegimeKind {
    name: "talk",
    title: "talk",
    commits: "nobody",
    summary: "the best perfect Bayesian equilibrium of the game as it is",
    source: "Crawford and Sobel 1982",
    obedience: true,
    honesty: true,
    costly: true,
    adversary: Adversary::None,
    solver: |question| solve(question, false),
};

pub(super) const WORST: RegimeKind = RegimeKind {
    name: "worst_talk",
    title: "worst talk",
    commits: "nobody",
    summary: "the worst perfect Bayesian equilibrium of the game as it is",
    source: "Crawford and Sobel 1982",
    obedience: true,
    honesty: true,
    costly: true,
    adversary: Adversary::None,
    solver: |question| solve(question, true),
};

/// The time that the search keeps back for each outcome: to compute its value and to free it takes
/// about half of the time that it takes to find one, in cheap talk with seven states and thirteen
/// actions. Too small, and a time limit is overrun; too large, and the search ends too early.
const TIME_PER_OUTCOME: Duration = Duration::from_micros(10);

/// The number of outcomes whose values are computed even when the time is over, so that a search
/// that was stopped always has an outcome to show. It affects only time: some 10 ms at most.
const ALWAYS_VALUED: usize = 1_000;

fn solve(question: &Question, worst: bool) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let (search, monitor) = question.equilibrium_search();
    let search = || search.keep_back(TIME_PER_OUTCOME).run(game, monitor);
    let all = question.take_equilibria().map_or_else(search, Ok)?;
    let value = |eq: &Equilibrium| weights.value(eq.sender_payoffs(), eq.receiver_payoff());
    let mut values: Vec<Q> = all.iter().take(ALWAYS_VALUED).map(value).collect();
    let (more, halt) = gather(all.iter().skip(ALWAYS_VALUED), value);
    values.extend(more);
    // the first of those with the largest value, or the smallest
    let chosen = values.iter().zip(&all).reduce(|best, next| {
        let better = if worst { next.0 < best.0 } else { next.0 > best.0 };
        if better { next } else { best }
    });
    let (value, eq) = chosen.ok_or_else(|| question.stopped())?;
    let share = |m: usize| {
        let reply = eq.receiver(m).unwrap_or_default().to_vec();
        MessageShare { message: m, mass: eq.mass(m), reply }
    };
    let shares = eq.on_path().into_iter().map(share).collect();
    let certificate = Certificate::Comparison(all.len());
    let solution = RegimeSolution::new(shares, certificate).with_value(value.clone());
    let stopped = all.stopped().or(halt.as_ref().map(Stop::from));
    if worst {
        question.share_equilibria(all); // the best of the list is the next line of the table
    }
    match stopped {
        None => Ok(solution),
        Some(stop) => Err(Error::Limit(format!(
            "the search for equilibria was stopped ({stop}) after {} outcomes, so that the best \
             and the worst are not known",
            values.len()
        ))
        .with(solution)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::game::Game;
    use crate::regime::{Objective, by_name};

    #[test]
    fn a_comparison_lists_equilibria_once_and_only_a_complete_list_is_shared() {
        let same = || vec![vec![Q::ONE, Q::ZERO], vec![Q::ZERO, Q::ONE]];
        let half = || Q::new(1, 2).unwrap();
        let game = Game::cheap_talk(same(), same(), [half(), half()], ["a", "b"]).unwrap();
        let (worst, best) = (by_name("worst_talk").unwrap(), by_name("talk").unwrap());
        let shared = Mutex::new(None);
        let left = || shared.lock().unwrap().as_ref().map(crate::equilibrium::Equilibria::len);

        let question = Question::new(&game, Objective::Sender);
        assert_eq!(worst.solve(&question.in_part(1, &shared)).unwrap().value(), &half());
        assert!(left().is_some_and(|outcomes| outcomes > 1));
        let together = best.solve(&question.in_part(1, &shared)).unwrap();
        assert_eq!((left(), &together), (None, &game.talk(Objective::Sender).unwrap()));

        let one = crate::equilibrium::Search::default().max_outcomes(1);
        let question = Question::new(&game, Objective::Sender).search(one);
        assert!(worst.solve(&question.in_part(1, &shared)).is_err());
        assert_eq!(left(), None);
    }
}
