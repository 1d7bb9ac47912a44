//! Common parts of the claims: gains and losses, beliefs needed, short ladders, solved games.

use crate::equilibrium::{Equilibria, Search};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Folded, Game};
use crate::scenario::crisis::{BACK_DOWN, Challenger, Crisis, Rung};
use crate::scenario::nato::game::crisis;
pub(super) use crate::scenario::nato::parameters::BILATERAL;
use crate::scenario::nato::parameters::{COMMAND, Parameters};
use crate::words::sentence;

/// The rung with the largest exposure.
pub(super) const INVITATION: &str = "invitation";
/// The reply that accepts the rung.
pub(super) const HOLD: usize = 0;
/// The reply that calls the promise.
pub(super) const CALL: usize = 1;

/// A function of the numbers whose sign decides a claim.
pub(super) type Margin = Box<dyn Fn(&Parameters) -> Q>;

/// The evidence for a verdict.
pub(super) struct Evidence {
    /// The game that decides it, where it is a signalling game.
    pub game: Option<Game>,
    /// Its equilibria, one sentence each.
    pub equilibria: Vec<String>,
}

impl Evidence {
    pub(super) fn of(game: Game) -> Result<Evidence, Error> {
        const MOST: usize = 3;
        let all = solved(&game)?;
        let equilibria = all.iter().take(MOST).map(sentence).collect();
        Ok(Evidence { game: Some(game), equilibria })
    }
}

/// All equilibria, or an error where the search cannot be closed.
pub(super) fn solved(game: &Game) -> Result<Equilibria, Error> {
    game.equilibria(&Search::default())?.whole()
}

pub(super) fn rung<'a>(p: &'a Parameters, name: &str) -> Result<&'a Rung, Error> {
    p.ladder.iter().find(|rung| rung.name == name).ok_or_else(|| {
        Error::Game(format!("the claims are about a rung called {name:?}: put it on the ladder"))
    })
}

/// A rung that [`claims`](super::claims) has made sure of.
pub(super) fn known<'a>(p: &'a Parameters, name: &str) -> &'a Rung {
    rung(p, name).expect("the claims check the rungs first")
}

pub(super) fn command(p: &Parameters) -> &Rung {
    known(p, COMMAND)
}

/// The probability that the Alliance is resolved, given outright by the time that claims ask.
pub(super) fn resolve(p: &Parameters) -> Q {
    p.resolve.clone().expect("the claims set it first")
}

/// Moscow's gain from an unanswered probe of a rung.
pub(super) fn gain(p: &Parameters, rung: &Rung) -> Q {
    p.moscow.gain(&p.disruption, rung)
}

/// The Alliance's loss from an unanswered probe of a rung.
pub(super) fn loss(p: &Parameters, rung: &Rung) -> Q {
    &p.disruption * &rung.effect() + &rung.exposure
}

/// Moscow's expected gain from a probe at this belief in an answer: `gain` if it is not answered,
/// and minus the cost of a probe and `fight` if it is. Positive where Moscow probes.
pub(super) fn tempted(p: &Parameters, belief: &Q, gain: &Q, fight: &Q) -> Q {
    gain - &(belief * &(gain + &p.moscow.probe + fight))
}

/// [`tempted`] for a rung that both types send and only the resolved honour.
pub(super) fn tempted_by(p: &Parameters, rung: &Rung) -> Q {
    tempted(p, &resolve(p), &gain(p, rung), &p.moscow.fight)
}

/// The belief at which Moscow is indifferent between probing a rung and not.
pub(super) fn needed(p: &Parameters, rung: &Rung) -> Q {
    needed_by(p, &p.moscow.fight, rung)
}

/// [`needed`] for a Moscow whom an answer would cost this much.
pub(super) fn needed_by(p: &Parameters, fight: &Q, rung: &Rung) -> Q {
    let challenger = Challenger { fight: fight.clone(), ..p.moscow.clone() };
    challenger.belief_needed(&p.disruption, rung)
}

/// The Alliance's payoff from a rung that is not probed.
pub(super) fn worth(rung: &Rung) -> Q {
    rung.effect() - &rung.sinking
}

/// The founding game on another ladder, the last move folded in.
pub(super) fn folded_on(p: &Parameters, ladder: Vec<Rung>) -> Result<Folded, Error> {
    Crisis { ladder, ..crisis(p)? }.game()
}

/// The signalling game of [`folded_on`].
pub(super) fn game_on(p: &Parameters, ladder: Vec<Rung>) -> Result<Game, Error> {
    Ok(folded_on(p, ladder)?.game().clone())
}

/// The founding game with bilateral aid and the command only.
pub(super) fn aid_or_command(p: &Parameters) -> Result<Game, Error> {
    game_on(p, vec![known(p, BILATERAL).clone(), command(p).clone()])
}

/// Does Moscow hold back when all types send message `m`?
pub(super) fn deterred(game: &Game, m: usize) -> bool {
    let expects = |a: usize| -> Q {
        let payoffs = (0..game.types().len()).map(|t| game.receiver_payoff(t, m, a));
        payoffs.zip(game.prior()).map(|(payoff, prior)| payoff * prior).sum()
    };
    expects(HOLD) >= expects(CALL)
}

/// The rungs that the claims are about.
///
/// # Errors
/// [`Error::Game`] when one of them is not on the ladder.
pub(super) fn rungs(p: &Parameters) -> Result<(), Error> {
    [BILATERAL, COMMAND, "trainers", INVITATION].iter().try_for_each(|name| rung(p, name).map(drop))
}

/// Checks that only the resolved answer: the closed forms assume it, and elsewhere the claims have
/// no meaning.
///
/// # Errors
/// [`Error::Game`] when a resolved Alliance would back down somewhere, or an unresolved answer.
pub(super) fn check(p: &Parameters) -> Result<(), Error> {
    rungs(p)?;
    let both_types = Parameters { resolve: Some(Q::ONE / Q::from(2)), ..p.clone() };
    let folded = folded_on(&both_types, p.ladder.clone())?;
    for (m, rung) in p.ladder.iter().enumerate() {
        let backs_down = |t: usize| folded.choice(t, m, CALL) == Some(BACK_DOWN);
        if backs_down(0) || !backs_down(1) {
            return Err(Error::Game(format!(
                "the claims are about an Alliance that answers a probe of {:?} if resolved and \
                 backs down if not: keep resolved_fight below and unresolved_fight above {}",
                rung.name,
                loss(p, rung)
            )));
        }
    }
    Ok(())
}
