//! The check of a profile against the definition of perfect Bayesian equilibrium, condition by
//! condition.
//!
//! Strategies `sigma[t,m]`, `rho[m,a]` and beliefs `mu[m,t]` are a perfect Bayesian equilibrium
//! (in these games also a sequential one: Kreps and Wilson 1982; Fudenberg and Tirole 1991) when
//!
//! - *sender optimality*: each type sends only messages that are best for it, given `rho`, among
//!   those that it can send;
//! - *Bayes' rule*: after a message that is sent, the belief is the posterior;
//! - *belief support*: after any message, the belief is on types that can send it;
//! - *receiver optimality*: after every message, sent or not, the receiver uses only replies that
//!   are best for one and the same belief.
//!
//! This module shares no code with any search for equilibria: an answer that passes is right,
//! whatever found it.

use super::verdict::{Condition, Failure, Verdict};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::{Game, Profile, check_beliefs};

/// Checks a profile against the definition of perfect Bayesian equilibrium, exactly.
///
/// # Arguments
///
/// `sender[t][m]` and `receiver[m][a]` are the strategies, with a row of `receiver` for every
/// message. `beliefs[m]` is a distribution over the types, or `None` where no belief is claimed; if
/// `beliefs` is `None`, none is claimed anywhere. On the path the posterior is used whatever is
/// claimed, and a claim that differs from it is a failure. Off the path, where no belief is claimed
/// or the claim has weight on a type that cannot send the message, the reply passes when *some*
/// belief on the types that can makes it optimal.
///
/// # Returns
///
/// A [`Verdict`] with every failure, not only the first.
///
/// # Errors
///
/// [`Error::Game`] when an argument has the wrong shape or a row is not a distribution over what is
/// possible; the sentence names the entry.
///
/// # Examples
///
/// In the beer-quiche game of Cho and Kreps (1987) both types drink beer in equilibrium if quiche
/// is answered by a duel:
///
/// ```
/// use schelling::equilibrium::verify::verify;
/// use schelling::{Error, Game, Q};
///
/// # fn main() -> Result<(), Error> {
/// let q = |n: i64| Q::from(n);
/// let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(q).to_vec()).to_vec();
/// let game = Game::builder()
///     .types(["wimp", "strong"])
///     .messages(["quiche", "beer"])
///     .actions(["duel", "pass"])
///     .prior(["1/10".parse()?, "9/10".parse()?])
///     .sender(vec![table([[1, 3], [0, 2]]), table([[0, 2], [1, 3]])])
///     .receiver(vec![table([[1, 0], [1, 0]]), table([[0, 1], [0, 1]])])
///     .build()?;
///
/// let beer = table([[0, 1], [0, 1]]);
/// let verdict = verify(&game, &beer, &table([[1, 0], [0, 1]]), None)?;
/// assert!(verdict.ok());
/// assert_eq!(verdict.sender_payoffs(), [q(2), q(3)]);
///
/// let verdict = verify(&game, &beer, &table([[0, 1], [0, 1]]), None)?;
/// assert_eq!(
///     verdict.to_string(),
///     r#"type "wimp" gains 1 by sending "quiche" instead of "beer""#
/// );
/// # Ok(())
/// # }
/// ```
pub fn verify(
    game: &Game,
    sender: &[Vec<Q>],
    receiver: &[Vec<Q>],
    beliefs: Option<&[Option<Vec<Q>>]>,
) -> Result<Verdict, Error> {
    let profile = Profile::new(game, sender, receiver)?;
    if let Some(beliefs) = beliefs {
        check_beliefs(game, beliefs)?;
    }
    let mut failures = Vec::new();
    for t in 0..game.types().len() {
        check_sender(&profile, t, &mut failures);
    }
    let mut used = Vec::with_capacity(game.messages().len());
    for m in 0..game.messages().len() {
        let claim = beliefs.and_then(|rows| rows[m].as_deref());
        used.push(check_message(&profile, m, claim, &mut failures));
    }
    Ok(Verdict {
        failures,
        beliefs: used,
        sender_payoffs: profile.sender_payoffs(),
        receiver_payoff: profile.receiver_payoff(),
    })
}

/// Records each message that type `t` sends although another is better.
fn check_sender(profile: &Profile, t: usize, failures: &mut Vec<Failure>) {
    let game = profile.game();
    let available = (0..game.messages().len()).filter(|&m| game.is_available(t, m));
    let payoffs: Vec<(usize, Q)> = available.map(|m| (m, profile.message_payoff(t, m))).collect();
    check_choice(game, t, &profile.sender()[t], &payoffs, failures);
}

/// Records each message that type `t` sends by this strategy although another has a larger payoff.
pub(super) fn check_choice(
    game: &Game,
    t: usize,
    strategy: &[Q],
    payoffs: &[(usize, Q)],
    failures: &mut Vec<Failure>,
) {
    let Some((best, most)) = first_best(payoffs) else { return };
    for (m, payoff) in payoffs {
        if strategy[*m].is_zero() || payoff == most {
            continue;
        }
        let amount = most - payoff;
        let (label, message) = (&game.types()[t], &game.messages()[*m]);
        let better = &game.messages()[best];
        failures.push(Failure {
            condition: Condition::SenderOptimality,
            type_label: Some(label.clone()),
            message: message.clone(),
            action: None,
            better: Some(better.clone()),
            sentence: format!(
                "type {label:?} gains {amount} by sending {better:?} instead of {message:?}"
            ),
            amount,
        });
    }
}

/// Checks the belief claimed after `m` and the reply to `m`; returns the belief at which the reply
/// was judged.
fn check_message(
    profile: &Profile,
    m: usize,
    claim: Option<&[Q]>,
    failures: &mut Vec<Failure>,
) -> Vec<Q> {
    let game = profile.game();
    let before = failures.len();
    if let Some(claim) = claim {
        check_support(game, m, claim, failures);
    }
    let supported = failures.len() == before;
    if let Some(posterior) = profile.posterior(m) {
        if let Some(claim) = claim {
            check_bayes(game, m, claim, &posterior, failures);
        }
        check_reply(profile, m, &posterior, BeliefSource::Posterior, failures);
        return posterior;
    }
    match claim {
        Some(claim) if supported => {
            check_reply(profile, m, claim, BeliefSource::Claim, failures);
            claim.to_vec()
        }
        _ => {
            let belief = kindest_belief(profile, m);
            check_reply(profile, m, &belief, BeliefSource::Kindest, failures);
            belief
        }
    }
}

/// Records each type with weight in the belief that cannot send `m`.
fn check_support(game: &Game, m: usize, belief: &[Q], failures: &mut Vec<Failure>) {
    for (t, weight) in belief.iter().enumerate() {
        if weight.is_zero() || game.is_available(t, m) {
            continue;
        }
        let fault = format!("{weight}, but that type cannot send {:?}", game.messages()[m]);
        let condition = Condition::BeliefSupport;
        failures.push(belief_failure(game, (t, m), condition, weight.clone(), &fault));
    }
}

/// Records each type for which the belief claimed after `m` differs from the posterior.
fn check_bayes(game: &Game, m: usize, claim: &[Q], posterior: &[Q], failures: &mut Vec<Failure>) {
    for (t, (given, due)) in claim.iter().zip(posterior).enumerate() {
        if given == due {
            continue;
        }
        let amount = if given > due { given - due } else { due - given };
        let fault = format!("{given}, but Bayes' rule gives {due}");
        failures.push(belief_failure(game, (t, m), Condition::BayesRule, amount, &fault));
    }
}

/// A failure of the belief in type t after message m.
fn belief_failure(
    game: &Game,
    (t, m): (usize, usize),
    condition: Condition,
    amount: Q,
    fault: &str,
) -> Failure {
    let (label, message) = (&game.types()[t], &game.messages()[m]);
    Failure {
        condition,
        type_label: Some(label.clone()),
        message: message.clone(),
        action: None,
        better: None,
        amount,
        sentence: format!("after {message:?} the belief in type {label:?} is {fault}"),
    }
}

/// The source of the belief at which a reply is judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BeliefSource {
    /// Bayes' rule, on the path.
    Posterior,
    /// The caller, off the path.
    Claim,
    /// [`kindest_belief`], off the path.
    Kindest,
}

/// Records each reply used after `m` that is not best at `belief`. At the kindest belief only the
/// worst is recorded, since it is this one's loss that the belief minimises.
fn check_reply(
    profile: &Profile,
    m: usize,
    belief: &[Q],
    source: BeliefSource,
    failures: &mut Vec<Failure>,
) {
    let game = profile.game();
    let payoffs: Vec<(usize, Q)> =
        game.replies(m).iter().map(|&a| (a, reply_payoff(game, m, a, belief))).collect();
    let Some((best, most)) = first_best(&payoffs) else { return };
    let mut wrong: Vec<&(usize, Q)> = payoffs
        .iter()
        .filter(|(a, payoff)| profile.receiver()[m][*a].is_positive() && payoff < most)
        .collect();
    if source == BeliefSource::Kindest {
        wrong.sort_by(|(_, x), (_, y)| x.cmp(y)); // the sort is stable: ties go to the first reply
        wrong.truncate(1);
    }
    for (a, payoff) in wrong {
        let amount = most - payoff;
        let (message, action) = (&game.messages()[m], &game.actions()[*a]);
        let better = &game.actions()[best];
        let gain = format!("{amount} by replying {better:?} instead of {action:?}");
        let sentence = match source {
            BeliefSource::Posterior => format!("after {message:?} the receiver gains {gain}"),
            BeliefSource::Claim => format!(
                "after {message:?}, which no type sends, the receiver gains {gain} at the belief \
                 given"
            ),
            BeliefSource::Kindest => format!(
                "after {message:?}, which no type sends, the reply is optimal at no belief: the \
                 receiver gains at least {gain}"
            ),
        };
        failures.push(Failure {
            condition: Condition::ReceiverOptimality,
            type_label: None,
            message: message.clone(),
            action: Some(action.clone()),
            better: Some(better.clone()),
            amount,
            sentence,
        });
    }
}

/// The belief on the types that can send `m` at which the largest gain over a reply in use is
/// smallest: 0 exactly when some belief makes the reply optimal.
///
/// ```text
/// minimise v >= 0  over beliefs mu and a number w
/// subject to  w >= sum_t mu_t uR[t,m,a]       for every a that may follow m,
///             w - sum_t mu_t uR[t,m,a] <= v   for every a in use.
/// ```
fn kindest_belief(profile: &Profile, m: usize) -> Vec<Q> {
    let game = profile.game();
    let mut lp = Program::new();
    let weights: Vec<(usize, usize)> = game.senders(m).map(|t| (t, lp.variable(Q::ZERO))).collect();
    let gain = lp.variable(-Q::ONE);
    let most = lp.free(Q::ZERO);
    lp.equal(weights.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
    for &a in game.replies(m) {
        let payoff = |sign: &Q| -> Vec<(usize, Q)> {
            weights.iter().map(|&(t, j)| (j, sign * game.receiver_payoff(t, m, a))).collect()
        };
        let mut row = payoff(&Q::ONE);
        row.push((most, -Q::ONE));
        lp.at_most(row, Q::ZERO);
        if profile.receiver()[m][a].is_positive() {
            let mut row = payoff(&-Q::ONE);
            row.extend([(most, Q::ONE), (gain, -Q::ONE)]);
            lp.at_most(row, Q::ZERO);
        }
    }
    let Solution::Optimal { primal, .. } = lp.solve() else {
        unreachable!("any belief is feasible with w and v large, and v is at least 0")
    };
    let mut belief = vec![Q::ZERO; game.types().len()];
    for (t, j) in weights {
        belief[t] = primal[j].clone();
    }
    belief
}

/// The receiver's expected payoff from the reply `a` to `m` at `belief`.
fn reply_payoff(game: &Game, m: usize, a: usize, belief: &[Q]) -> Q {
    belief.iter().enumerate().map(|(t, mu)| mu * game.receiver_payoff(t, m, a)).sum()
}

/// The first choice with the largest payoff, and that payoff.
pub(super) fn first_best(payoffs: &[(usize, Q)]) -> Option<(usize, &Q)> {
    let most = payoffs.iter().map(|(_, payoff)| payoff).max()?;
    payoffs.iter().find(|(_, payoff)| payoff == most).map(|(choice, _)| (*choice, most))
}
