//! Claims about the two camps of the debate, and about a golden fix: C11, C12.

use super::common::{
    BILATERAL, Evidence, command, gain, known, needed, resolve, solved, tempted, worth,
};
use super::decide::ClaimDefinition;
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::Objective;
use crate::scenario::crisis::Rung;
use crate::scenario::nato::game::game;
use crate::scenario::nato::parameters::Parameters;
use crate::words::{decimal, fraction_and_decimal};

/// Moscow's nuclear threats.
pub(super) const C11: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let gain = worth(command(p)) - worth(known(p, BILATERAL));
            let risk = &gain + &p.beyond("nuclear.loss");
            let dares = |belief: Q| &gain - &(&belief * &risk);
            dares(p.beyond("camps.bold")).min(-dares(p.beyond("camps.wary")))
        }))
    },
    solve: |p| {
        let moves = |camp: &str| -> Result<Vec<bool>, Error> {
            let all = solved(&threat(p, &p.beyond(camp))?)?;
            let moved = |m: usize, eq: &Equilibrium| {
                eq.receiver(m).is_some_and(|reply| reply[MOVE].is_positive())
            };
            Ok(all.iter().map(|eq| moved(0, eq) || moved(1, eq)).collect())
        };
        let (bold, wary) = (moves("camps.bold")?, moves("camps.wary")?);
        Ok(bold.into_iter().all(|moved| moved) && !wary.into_iter().any(|moved| moved))
    },
    show: |p| Evidence::of(threat(p, &p.beyond("camps.bold"))?),
    reason: |p| {
        let gain = worth(command(p)) - worth(known(p, BILATERAL));
        let risk = &gain + &p.beyond("nuclear.loss");
        if !gain.is_positive() || !risk.is_positive() {
            return Ok("moving aid gains nothing here, so that neither camp would".into());
        }
        Ok(format!(
            "moving aid gains {}, and {} is lost if Moscow means it: it is right to move while \
             that has probability below {}. One camp believes in {}, the other in {}; both would \
             move below that number, and neither above it",
            decimal(&gain),
            decimal(&p.beyond("nuclear.loss")),
            fraction_and_decimal(&(&gain / &risk)),
            decimal(&p.beyond("camps.bold")),
            decimal(&p.beyond("camps.wary"))
        ))
    },
};

const MOVE: usize = 1;

/// Moscow's threats as a signalling game in which Moscow is the one who knows, and the Alliance
/// holds back or moves the aid; `means` is the probability that the threats are meant.
fn threat(p: &Parameters, means: &Q) -> Result<Game, Error> {
    let gain = worth(command(p)) - worth(known(p, BILATERAL));
    let (loss, standing) = (p.beyond("nuclear.loss"), p.beyond("nuclear.standing"));
    let types = [("means it", means.clone()), ("bluffs", Q::ONE - means)];
    let types: Vec<_> = types.into_iter().filter(|(_, prior)| prior.is_positive()).collect();
    let bluffs = |t: usize| types[t].0 == "bluffs";
    let game = Game::from_function(
        types.iter().map(|(name, _)| *name),
        ["threaten", "keep silent"],
        ["hold back", "move the aid"],
        types.iter().map(|(_, prior)| prior.clone()),
        |t, m, a| match (m, a) {
            (_, 0) => Q::ZERO,
            (0, _) if bluffs(t) => -(Q::ONE + &standing),
            _ => -Q::ONE,
        },
        |t, _, a| match a {
            0 => Q::ZERO,
            _ if bluffs(t) => gain.clone(),
            _ => -&loss,
        },
    )?;
    game.rename("Moscow's threats")
}

/// The golden fix.
pub(super) const C12: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let lacks = |rung: &Rung| tempted(p, &resolve(p), &gain(p, rung), &p.moscow.fight);
            best(p).into_iter().map(lacks).min().unwrap_or_default()
        }))
    },
    solve: |p| {
        let game = game(p)?;
        let persuaded = game.game().persuasion(Objective::Sender)?;
        Ok(persuaded.value() < game.game().first_best(Objective::Sender)?.value())
    },
    show: |p| Evidence::of(game(p)?.game().clone()),
    reason: |p| {
        let game = game(p)?;
        let value = |name: &str| -> Result<Q, Error> {
            Ok(game.game().regime(name, Objective::Sender)?.value().clone())
        };
        let (talk, told, full) = (value("talk")?, value("persuasion")?, value("first_best")?);
        let rung = best(p).into_iter().min_by_key(|rung| needed(p, rung));
        let rung = rung.unwrap_or_else(|| command(p));
        Ok(format!(
            "bound to answer, the Alliance would get {}; the best equilibrium without that gives \
             {}, and even the best way of telling Moscow what it needs to know gives {}: a gap of \
             {}. It closes where {} deters by itself, from a belief of {} on",
            decimal(&full),
            decimal(&talk),
            decimal(&told),
            decimal(&(&full - &told)),
            rung.name,
            fraction_and_decimal(&needed(p, rung))
        ))
    },
};

/// The rungs with the highest payoff when they are not probed.
fn best(p: &Parameters) -> Vec<&Rung> {
    let most = p.ladder.iter().map(worth).max();
    p.ladder.iter().filter(|rung| Some(worth(rung)) == most).collect()
}
