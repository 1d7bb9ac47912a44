//! What the claims are made of: gains, lacks of belief, short ladders, solved games.

use crate::equilibrium::{Equilibria, Search};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::scenario::crisis::{BACK_DOWN, Crisis, Rung};
use crate::scenario::nato::game::crisis;
use crate::scenario::nato::parameters::{COMMAND, Parameters};
use crate::words::sentence;

/// The rung that stands before anything is moved.
pub(super) const BILATERAL: &str = "bilateral aid";
/// The rung that asks for the most.
pub(super) const INVITATION: &str = "invitation";
/// Which replies leave things as they are, and which call the promise.
pub(super) const HOLD: usize = 0;
pub(super) const CALL: usize = 1;

/// Decides a claim by its sign, at numbers that are moved one way or another.
pub(super) type Margin = Box<dyn Fn(&Parameters) -> Q>;

/// What stands behind a verdict.
pub(super) struct Evidence {
    /// The game that decides it, where it is a signalling game.
    pub game: Option<Game>,
    /// What happens in it, in sentences.
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

/// What an unanswered probe of a rung gains Moscow.
pub(super) fn gain(p: &Parameters, rung: &Rung) -> Q {
    let moscow = &p.moscow;
    &(&moscow.harm * &p.disruption) * &rung.effect() + &moscow.prize * &rung.exposure
        - &moscow.probe
}

/// What an unanswered probe of a rung loses the Alliance.
pub(super) fn loss(p: &Parameters, rung: &Rung) -> Q {
    &p.disruption * &rung.effect() + &rung.exposure
}

/// What Moscow expects of a probe that gains `gain`, and if answered with the probability `belief`
/// costs it what a probe does and `fight`: positive where it probes.
pub(super) fn tempted(p: &Parameters, belief: &Q, gain: &Q, fight: &Q) -> Q {
    gain - &(belief * &(gain + &p.moscow.probe + fight))
}

/// The same of a rung that everybody is on, while only the resolved would answer.
pub(super) fn tempted_by(p: &Parameters, rung: &Rung) -> Q {
    tempted(p, &resolve(p), &gain(p, rung), &p.moscow.fight)
}

/// The belief at which Moscow is indifferent between probing a rung and not.
pub(super) fn needed(p: &Parameters, rung: &Rung) -> Q {
    let gain = gain(p, rung);
    if gain.is_positive() { &gain / &(&gain + &p.moscow.probe + &p.moscow.fight) } else { Q::ZERO }
}

/// What sending a rung is worth when nobody probes it.
pub(super) fn worth(rung: &Rung) -> Q {
    rung.effect() - &rung.sinking
}

/// The founding game on another ladder.
pub(super) fn on(p: &Parameters, ladder: Vec<Rung>) -> Result<Crisis, Error> {
    Ok(Crisis { ladder, ..crisis(p)? })
}

/// The founding game on another ladder, the last move folded in.
pub(super) fn game_on(p: &Parameters, ladder: Vec<Rung>) -> Result<Game, Error> {
    Ok(on(p, ladder)?.game()?.game().clone())
}

/// Does Moscow hold back when everybody sends message `m`?
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
    [BILATERAL, COMMAND, "trainers", INVITATION]
        .iter()
        .try_for_each(|name| rung(p, name).map(|_| ()))
}

/// The claims are decided in closed form where resolve is what tells the types apart; elsewhere
/// their question does not arise.
///
/// # Errors
/// [`Error::Game`] when a resolved Alliance would back down somewhere, or an unresolved answer.
pub(super) fn check(p: &Parameters) -> Result<(), Error> {
    rungs(p)?;
    let folded =
        on(&p.clone().with("resolve", Q::new(1, 2).unwrap_or_default())?, p.ladder.clone())?
            .game()?;
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
