//! Claims about fog and time: C7, C9, C10.

use super::common::{
    BILATERAL, Evidence, HOLD, INVITATION, aid_or_command, command, deterred, gain, game_on, known,
    loss, needed, resolve, solved, tempted_by, worth,
};
use super::decide::ClaimDefinition;
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::scenario::crisis::{PROBE, REFRAIN, Rung};
use crate::scenario::horizon::{Horizon, Step, Stride};
use crate::scenario::nato::parameters::{COMMAND, Parameters};
use crate::scenario::ratification::Ratification;
use crate::words::{decimal, fraction_and_decimal};

/// Accidents in the fog.
pub(super) const C7: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let (aid, moved) = (known(p, BILATERAL), command(p));
            let deters = (-tempted_by(p, aid)).min(-tempted_by(p, moved));
            let [still, stirred] = fog(p);
            let foggy = worth(aid) - &(&still * &struck(p, aid)) - &worth(moved)
                + &stirred * &struck(p, moved);
            deters.min(worth(moved) - worth(aid)).min(foggy)
        }))
    },
    solve: |p| {
        let (clear, foggy) = (aid_or_command(p)?, in_fog(p)?);
        let held = |game: &Game, m: usize| -> Q {
            let types = game.prior().iter().enumerate();
            types.map(|(t, prior)| prior * game.sender_payoff(t, m, HOLD)).sum()
        };
        Ok((0..2).all(|m| deterred(&clear, m) && deterred(&foggy, m))
            && held(&clear, 1) > held(&clear, 0)
            && held(&foggy, 1) < held(&foggy, 0))
    },
    show: |p| Evidence::of(in_fog(p)?),
    reason: |p| {
        let (aid, moved) = (known(p, BILATERAL), command(p));
        let [still, stirred] = fog(p);
        let excess = worth(moved) - worth(aid) + &still * &struck(p, aid);
        let enough = &excess / &struck(p, moved);
        Ok(format!(
            "only a command that deters can lose by fog, and it deters from a belief of {} on \
             (here {}). There it gains {} and, with people in reach, is struck by accident with \
             probability {}: fog turns the ranking once that is {}. War by accident then has \
             probability {}",
            fraction_and_decimal(&needed(p, moved)),
            decimal(&resolve(p)),
            decimal(&(worth(moved) - worth(aid))),
            decimal(&stirred),
            decimal(&enough),
            decimal(&(&stirred * &resolve(p)))
        ))
    },
};

/// The probability that Moscow strikes although it means to hold back: by misreading a move, and
/// where people are in reach by an incident too.
fn fog(p: &Parameters) -> [Q; 2] {
    let misread = p.beyond("fog.misread");
    let incident = &(Q::ONE - &misread) * &p.beyond("fog.incident");
    [misread.clone(), misread + incident]
}

/// The Alliance's expected loss from a probe.
fn struck(p: &Parameters, rung: &Rung) -> Q {
    let resolved = resolve(p);
    &resolved * &p.resolved_fight + &(Q::ONE - &resolved) * &loss(p, rung)
}

fn in_fog(p: &Parameters) -> Result<Game, Error> {
    let [still, stirred] = fog(p);
    aid_or_command(p)?.with_incidents(REFRAIN, PROBE, [(BILATERAL, still), (COMMAND, stirred)])
}

/// Salami slices or a fait accompli.
pub(super) const C9: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let most = |first: Stride, second: Stride| {
                let lead = |b: Q| &begun(p, first, &b) - &plan(p, second, &b);
                beliefs().into_iter().map(lead).max().unwrap_or_default()
            };
            most(Stride::Slice, Stride::Jump).min(most(Stride::Jump, Stride::Slice))
        }))
    },
    // the plans are solved by backward induction, which is all that there is to them
    solve: |p| Ok((C9.margin)(p)?(p).is_positive()),
    show: |p| {
        let told = |b: &Q| {
            let course = steps(p, vec![Stride::Stop, Stride::Slice, Stride::Jump]).solve(b)?;
            Ok(format!(
                "if Moscow expects an answer with probability {}: {}",
                decimal(b),
                course.path().join("; ")
            ))
        };
        let equilibria = beliefs().iter().map(told).collect::<Result<_, Error>>()?;
        Ok(Evidence { game: None, equilibria })
    },
    reason: |p| {
        let mut best = [Vec::new(), Vec::new()];
        for belief in beliefs() {
            let (slices, jump) = (plan(p, Stride::Slice, &belief), plan(p, Stride::Jump, &belief));
            if slices != jump {
                best[usize::from(jump > slices)].push(decimal(&belief));
            }
        }
        let list = |found: &[String]| match found {
            [] => "none".to_string(),
            [only] => only.clone(),
            [first, .., last] => format!("{first} to {last}"),
        };
        Ok(format!(
            "slices stake little at a time and pass where a leap would be probed: they are better \
             for beliefs in an answer of {}; a leap is better where it is not probed, for beliefs \
             of {}, since it brings all the aid at once and one quarrel instead of {}",
            list(&best[0]),
            list(&best[1]),
            decimal(&p.beyond("steps.number"))
        ))
    },
};

/// The beliefs at which the plans are compared.
fn beliefs() -> Vec<Q> {
    (0..=10).map(|i| &Q::from(i) / &Q::from(10)).collect()
}

/// The Alliance's payoff when it may only stop or make this move.
fn plan(p: &Parameters, stride: Stride, belief: &Q) -> Q {
    let solved = steps(p, vec![Stride::Stop, stride]).solve(belief);
    solved.map_or(Q::ZERO, |course| course.defender)
}

/// [`plan`] when the Alliance begins with the move.
fn begun(p: &Parameters, stride: Stride, belief: &Q) -> Q {
    let solved = steps(p, vec![Stride::Stop, stride]).beginning(stride, belief);
    solved.map_or(Q::ZERO, |course| course.defender)
}

/// From bilateral aid to trainers, in equal steps.
pub(super) fn steps(p: &Parameters, strides: Vec<Stride>) -> Horizon {
    let number = p.beyond("steps.number").small_integer().unwrap_or(1).clamp(1, 12);
    let (from, to) = (known(p, BILATERAL), known(p, "trainers"));
    let between = |a: &Q, b: &Q, i: i64| a + &(&(&(b - a) * &Q::from(i)) / &Q::from(number));
    let level = |i: i64| Step {
        aid: between(&from.effect(), &to.effect(), i),
        exposure: between(&from.exposure, &to.exposure, i),
    };
    Horizon {
        periods: number as usize,
        levels: (0..=number).map(level).collect(),
        strides,
        quarrel: p.beyond("steps.quarrel"),
        fight: p.resolved_fight.clone(),
        challenger: p.moscow.clone(),
        renewal: p.beyond("steps.renewal"),
        decay: p.beyond("steps.decay"),
    }
}

/// The window until ratification.
pub(super) const C10: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let hazard = invited(p).hazard();
            let open = tempted_by(p, known(p, INVITATION)) + &hazard;
            // nothing closes it where even a sure answer is better than to wait
            let closes = &p.moscow.probe + &p.moscow.fight - hazard;
            open.min(-tempted_by(p, known(p, BILATERAL))).min(closes)
        }))
    },
    solve: |p| {
        let before = game_on(p, vec![known(p, BILATERAL).clone()])?;
        let waits = |eq: &Equilibrium| eq.receiver(0).is_some_and(|reply| reply[WAIT] == Q::ONE);
        // closed by an assurance that is sure to be kept, and open without any
        Ok(deterred(&before, 0)
            && !solved(&window(p, &Q::ZERO)?)?.iter().any(waits)
            && solved(&window(p, &Q::ONE)?)?.iter().all(waits))
    },
    show: |p| Evidence::of(window(p, &p.beyond("interim.assurance"))?),
    reason: |p| {
        let (quiet, shut) = (needed(p, known(p, BILATERAL)), invited(p).belief_needed());
        let believed = resolve(p);
        let closing = match (&shut - &believed, Q::ONE - &believed) {
            (short, rest) if short.is_positive() && rest.is_positive() => &short / &rest,
            _ => Q::ZERO,
        };
        Ok(format!(
            "bilateral aid is left alone from a belief of {} on, an invitation that may be \
             ratified soon only from {}: between them lies the window, {} wide. Others who answer \
             meanwhile with probability {} close it (stated: {}; here the belief is {})",
            fraction_and_decimal(&quiet),
            fraction_and_decimal(&shut),
            decimal(&(&shut - &quiet)),
            decimal(&closing),
            decimal(&p.beyond("interim.assurance")),
            decimal(&believed)
        ))
    },
};

const WAIT: usize = 2;

/// An invitation while it may be ratified between two periods.
fn invited(p: &Parameters) -> Ratification {
    Ratification {
        gain: gain(p, known(p, INVITATION)),
        clash: &p.moscow.probe + &p.moscow.fight,
        chance: p.beyond("ratification.chance"),
        loss: p.beyond("ratification.loss"),
    }
}

/// Its game, when others answer for an unresolved Alliance with probability `assured`.
fn window(p: &Parameters, assured: &Q) -> Result<Game, Error> {
    let lost = &(Q::ONE - assured) * &loss(p, known(p, INVITATION));
    let costs = [p.resolved_fight.clone(), lost];
    invited(p).game_of(INVITATION, &resolve(p), assured, costs)
}
