//! Talk: nobody commits, and the best or the worst equilibrium of the game as it is is played.

use crate::error::{Error, brief};
use crate::regime::{
    Adversary, Best, Certificate, Heard, MessageShare, Question, RegimeKind, RegimeSolution,
};

pub(super) const BEST: RegimeKind = RegimeKind {
    name: "talk",
    title: "talk",
    commits: "nobody",
    summary: "the best perfect Bayesian equilibrium of the game as it is",
    source: "Crawford and Sobel 1982",
    obedience: true,
    honesty: true,
    heard: &[Heard::Public],
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
    heard: &[Heard::Public],
    costly: true,
    adversary: Adversary::None,
    solver: |question| solve(question, true),
};

/// The best equilibrium, or the worst; of several the one that is best for the other player.
fn solve(question: &Question, worst: bool) -> Result<RegimeSolution, Error> {
    question.weights()?; // refuses what is no payoff
    let (search, monitor) = question.equilibrium_search();
    let best = search.best(question.game(), question.objective(), worst, monitor)?;
    let proved = best.proved();
    let Best { equilibrium: eq, value, bound, nodes, stopped, .. } = best;
    let share = |m: usize| {
        let reply = eq.receiver(m).unwrap_or_default().to_vec();
        MessageShare::public(m, eq.mass(m), reply)
    };
    let shares = eq.on_path().into_iter().map(share).collect();
    let solution =
        RegimeSolution::new(shares, Certificate::Branches(nodes)).with_value(value.clone());
    if proved {
        return Ok(solution);
    }
    let (found, reason) =
        (brief(value), stopped.map_or(String::new(), |stop| format!(" ({stop})")));
    let side = if worst { "least" } else { "most" };
    Err(Error::Limit(format!(
        "the search for the {} equilibrium was stopped{reason} with one that is worth {found}, where \
         any is worth at {side} {}",
        if worst { "worst" } else { "best" },
        brief(bound),
    ))
    .with(solution))
}
