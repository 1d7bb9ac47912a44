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
//! With several readers the belief is one for all. A reader whom its types never meet goes by the next
//! belief of a *chain*, on types that have no weight in the earlier ones.
//!
//! This module shares no code with any search for equilibria: an answer that passes is right,
//! whatever found it.

use super::kindest::kindest_belief;
use super::verdict::{Condition, Failure, Verdict};
use crate::error::Error;
use crate::exact::Q;
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
    let chain = |belief: &Option<Vec<Q>>| belief.iter().cloned().collect();
    let chains = beliefs.map(|beliefs| beliefs.iter().map(chain).collect::<Vec<_>>());
    verify_chains(game, sender, receiver, chains.as_deref())
}

/// [`verify`] with a chain of beliefs after each message: `beliefs[m]` is empty where none is claimed,
/// and otherwise has the belief of the readers whom its types meet, then that of those whom these do
/// not meet, and so on. Readers who are left out pass when the chain can be continued.
///
/// # Errors
///
/// As [`verify`].
pub fn verify_chains(
    game: &Game,
    sender: &[Vec<Q>],
    receiver: &[Vec<Q>],
    beliefs: Option<&[Vec<Vec<Q>>]>,
) -> Result<Verdict, Error> {
    game.without_words("a profile without the words that are said")?;
    let profile = Profile::new(game, sender, receiver)?;
    if let Some(beliefs) = beliefs {
        check_beliefs(game, beliefs)?;
    }
    let mut failures = Vec::new();
    for t in 0..game.types().len() {
        check_sender(&profile, t, &mut failures);
    }
    let (mut used, mut later) = (Vec::new(), Vec::new());
    for m in 0..game.messages().len() {
        let claim = beliefs.map_or(&[][..], |chains| &chains[m]);
        let mut chain = check_message(&profile, m, claim, &mut failures).into_iter();
        used.push(chain.next().unwrap_or_default());
        later.push(chain.collect());
    }
    Ok(Verdict {
        failures,
        beliefs: used,
        later,
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
            word: None,
            condition: Condition::SenderOptimality,
            type_label: Some(label.clone()),
            message: message.clone(),
            reader: None,
            action: None,
            better: Some(better.clone()),
            sentence: format!(
                "type {label:?} gains {amount} by sending {better:?} instead of {message:?}"
            ),
            amount,
        });
    }
}

/// Checks the beliefs claimed after `m` and the replies to `m`; returns the chain of beliefs at which the
/// replies were judged.
fn check_message(
    profile: &Profile,
    m: usize,
    claim: &[Vec<Q>],
    failures: &mut Vec<Failure>,
) -> Vec<Vec<Q>> {
    let game = profile.game();
    let before = failures.len();
    check_support(game, m, claim, failures);
    let supported = failures.len() == before;
    let posterior = profile.posterior(m);
    if let (Some(posterior), Some(claim)) = (&posterior, claim.first()) {
        check_bayes(game, m, claim, posterior, failures);
    }
    let sent = posterior.is_some();
    let claimed = claim.iter().skip(usize::from(sent)).filter(|_| supported);
    let given = claimed.map(|belief| (belief.clone(), BeliefSource::Claim { sent }));
    let posterior = posterior.map(|belief| (belief, BeliefSource::Posterior));
    let meets = |r: usize, t: usize| game.information_sets()[r].weights()[t].is_positive();
    let reaches =
        |belief: &[Q], r: usize| (0..belief.len()).any(|t| !belief[t].is_zero() && meets(r, t));
    // the readers that no belief has reached yet, and the types that it may still be on
    let mut types: Vec<usize> = game.senders(m).collect();
    let mut open: Vec<usize> = (0..game.information_sets().len()).collect();
    open.retain(|&r| types.iter().any(|&t| meets(r, t)));
    let mut chain = Vec::new();
    for (belief, source) in posterior.into_iter().chain(given) {
        let (met, rest): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|&&r| reaches(&belief, r));
        met.iter().for_each(|&r| check_reply(profile, (m, r), &belief, source, failures));
        types.retain(|&t| belief[t].is_zero());
        open = rest;
        chain.push(belief);
    }
    while !open.is_empty() {
        types.retain(|&t| open.iter().any(|&r| meets(r, t)));
        let (belief, gain) = kindest_belief(profile, m, &open, &types);
        if gain.is_positive() {
            blame(profile, (m, sent), &open, &types, &belief, failures);
            chain.push(belief);
            break;
        }
        types.retain(|&t| belief[t].is_zero());
        open.retain(|&r| !reaches(&belief, r));
        chain.push(belief);
    }
    chain
}

/// Records the readers whose reply no belief on these types makes optimal or, if there are none, the one
/// that loses most at the belief which suits all of them best.
fn blame(
    profile: &Profile,
    (m, sent): (usize, bool),
    open: &[usize],
    types: &[usize],
    belief: &[Q],
    failures: &mut Vec<Failure>,
) {
    let before = failures.len();
    for &r in open {
        let weights = profile.game().information_sets()[r].weights();
        let own: Vec<usize> = types.iter().copied().filter(|&t| weights[t].is_positive()).collect();
        let (kindest, gain) = kindest_belief(profile, m, &[r], &own);
        if gain.is_positive() {
            check_reply(profile, (m, r), &kindest, BeliefSource::Kindest { sent }, failures);
        }
    }
    if failures.len() == before {
        for &r in open {
            check_reply(profile, (m, r), belief, BeliefSource::Common { sent }, failures);
        }
        let most = failures[before..].iter().map(|failure| &failure.amount).max().cloned();
        let worst = (before..failures.len()).find(|&i| Some(&failures[i].amount) == most.as_ref());
        if let Some(worst) = worst {
            failures.swap(before, worst);
            failures.truncate(before + 1);
        }
    }
}

/// Records each type with weight in a belief that cannot send `m`, or has weight in an earlier belief.
fn check_support(game: &Game, m: usize, chain: &[Vec<Q>], failures: &mut Vec<Failure>) {
    for (i, belief) in chain.iter().enumerate() {
        for (t, weight) in belief.iter().enumerate().filter(|(_, weight)| !weight.is_zero()) {
            let fault = if !game.is_available(t, m) {
                format!("{weight}, but that type cannot send {:?}", game.messages()[m])
            } else if chain[..i].iter().any(|earlier| !earlier[t].is_zero()) {
                format!("{weight}, but an earlier belief of the chain has that type")
            } else {
                continue;
            };
            let condition = Condition::BeliefSupport;
            failures.push(belief_failure(game, (t, m), condition, weight.clone(), &fault));
        }
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
        word: None,
        condition,
        type_label: Some(label.clone()),
        message: message.clone(),
        reader: None,
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
    /// The caller, off the path or, where the message is `sent`, for readers who are not met.
    Claim { sent: bool },
    /// [`kindest_belief`] of one reader.
    Kindest { sent: bool },
    /// [`kindest_belief`] of several readers, each of whom some belief suits.
    Common { sent: bool },
}

/// Records each reply used by reader `r` after `m` that is not best at `belief`. At the kindest belief
/// only the worst is recorded, since it is this one's loss that the belief minimises.
fn check_reply(
    profile: &Profile,
    (m, r): (usize, usize),
    belief: &[Q],
    source: BeliefSource,
    failures: &mut Vec<Failure>,
) {
    let game = profile.game();
    let set = &game.information_sets()[r];
    let own = game.replies(m).iter().copied().filter(|a| set.actions().contains(a));
    let payoffs: Vec<(usize, Q)> = own.map(|a| (a, reply_payoff(game, m, a, belief))).collect();
    let Some((best, most)) = first_best(&payoffs) else { return };
    let mut wrong: Vec<&(usize, Q)> = payoffs
        .iter()
        .filter(|(a, payoff)| profile.receiver()[m][*a].is_positive() && payoff < most)
        .collect();
    if matches!(source, BeliefSource::Kindest { .. } | BeliefSource::Common { .. }) {
        wrong.sort_by(|(_, x), (_, y)| x.cmp(y)); // the sort is stable: ties go to the first reply
        wrong.truncate(1);
    }
    // payoffs carry the chance that the reader is there, which is not its concern
    let there: Q = belief.iter().zip(set.weights()).map(|(mu, w)| mu * w).sum();
    for (a, payoff) in wrong {
        let amount = &(most - payoff) / &there;
        let (message, action, better) =
            (&game.messages()[m], game.own_action(*a), game.own_action(best));
        let reader = game.reader_label(r);
        let gain = format!("{amount} by replying {better:?} instead of {action:?}");
        let unmet = |sent: bool| match sent {
            true => format!("after {message:?}, whose senders never meet it,"),
            false => format!("after {message:?}, which no type sends,"),
        };
        let sentence = match source {
            BeliefSource::Posterior => format!("after {message:?} {reader} gains {gain}"),
            BeliefSource::Claim { sent } => {
                format!("{} {reader} gains {gain} at the belief given", unmet(sent))
            }
            BeliefSource::Kindest { sent } => format!(
                "{} the reply is optimal at no belief: {reader} gains at least {gain}",
                unmet(sent)
            ),
            BeliefSource::Common { sent } => format!(
                "{} the replies are optimal at no belief of all readers: where they lose least, \
                 {reader} gains {gain}",
                unmet(sent)
            ),
        };
        failures.push(Failure {
            word: None,
            condition: Condition::ReceiverOptimality,
            type_label: None,
            message: message.clone(),
            reader: (!game.readers().is_empty()).then_some(reader),
            action: Some(action.into()),
            better: Some(better.into()),
            amount,
            sentence,
        });
    }
}

/// The expected payoff from the reply `a` to `m` at `belief`, times the chance that its reader is
/// there.
fn reply_payoff(game: &Game, m: usize, a: usize, belief: &[Q]) -> Q {
    belief.iter().enumerate().map(|(t, mu)| mu * game.receiver_payoff(t, m, a)).sum()
}

/// The first choice with the largest payoff, and that payoff.
pub(super) fn first_best(payoffs: &[(usize, Q)]) -> Option<(usize, &Q)> {
    let most = payoffs.iter().map(|(_, payoff)| payoff).max()?;
    payoffs.iter().find(|(_, payoff)| payoff == most).map(|(choice, _)| (*choice, most))
}
