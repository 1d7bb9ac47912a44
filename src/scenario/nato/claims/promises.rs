//! Claims about promises as signals: C1, C2, C3, C6.

use super::common::{
    BILATERAL, CALL, Evidence, HOLD, INVITATION, aid_or_command, command, folded_on, gain, game_on,
    known, loss, needed, resolve, solved, tempted, tempted_by, worth,
};
use super::decide::ClaimDefinition;
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::Objective;
use crate::scenario::crisis::{ANSWER, Rung};
use crate::scenario::nato::numbers;
use crate::scenario::nato::parameters::Parameters;
use crate::words::{decimal, fraction_and_decimal};

/// Assurances short of a guarantee.
pub(super) const C1: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| match assured(p) {
            word if word.exposure == known(p, BILATERAL).exposure => Q::ONE,
            word => -tempted_by(p, &word),
        }))
    },
    solve: |p| {
        let same = |eq: &Equilibrium| {
            let replies: Vec<_> = eq.on_path().into_iter().map(|m| eq.receiver(m)).collect();
            replies.windows(2).all(|pair| pair[0] == pair[1])
        };
        Ok(solved(&assurance(p)?)?.iter().all(same))
    },
    show: |p| Evidence::of(assurance(p)?),
    reason: |p| {
        let word = assured(p);
        Ok(format!(
            "whoever can be struck wants to be believed, resolved or not, and a word that costs {} \
             when broken is given by both; Moscow does the same whatever is said, unless it would \
             probe an Alliance that merely gave its word, which takes a belief in an answer below \
             {} (here {})",
            decimal(&p.beyond("assurance.exposure")),
            fraction_and_decimal(&needed(p, &word)),
            decimal(&resolve(p))
        ))
    },
};

/// Bilateral aid with a word added, which costs something when broken.
fn assured(p: &Parameters) -> Rung {
    let aid = known(p, BILATERAL);
    let exposure = &aid.exposure + &p.beyond("assurance.exposure");
    Rung { name: "assurance".into(), exposure, ..aid.clone() }
}

fn assurance(p: &Parameters) -> Result<Game, Error> {
    game_on(p, vec![known(p, BILATERAL).clone(), assured(p)])
}

/// The invitation that was not made.
pub(super) const C2: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let (aid, call) = (known(p, BILATERAL), known(p, INVITATION));
            let better = worth(call) - worth(aid);
            let rescue = &better + &p.resolved_fight;
            better.max(tempted_by(p, aid).min(rescue))
        }))
    },
    solve: |p| {
        let game = invitation(p)?;
        let all = solved(&game)?.surviving(&["D1"])?;
        let lowers =
            |eq: &Equilibrium| eq.belief(0).is_none_or(|belief| belief[0] < game.prior()[0]);
        Ok(all.iter().all(lowers))
    },
    show: |p| Evidence::of(invitation(p)?),
    reason: |p| {
        let (aid, call) = (known(p, BILATERAL), known(p, INVITATION));
        Ok(format!(
            "an invitation that works is worth {} and quiet aid that nobody strikes {}: while \
             Moscow expects an answer with probability {} or more it leaves bilateral aid alone, \
             the resolved have no reason to invite, and not inviting says nothing; below that they \
             would, and silence would give the others away",
            decimal(&worth(call)),
            decimal(&worth(aid)),
            fraction_and_decimal(&needed(p, aid))
        ))
    },
};

fn invitation(p: &Parameters) -> Result<Game, Error> {
    game_on(p, vec![known(p, BILATERAL).clone(), known(p, INVITATION).clone()])
}

/// Hands tied by NATO command.
pub(super) const C3: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let (aid, moved) = (known(p, BILATERAL), command(p));
            let staked = loss(p, moved);
            (&staked - &p.unresolved_fight).min(&staked - &loss(p, aid))
        }))
    },
    solve: |p| {
        let (aid, moved) = (known(p, BILATERAL), command(p));
        let folded = folded_on(p, vec![aid.clone(), moved.clone()])?;
        let game = folded.game();
        let tied = (0..game.types().len()).all(|t| folded.choice(t, 1, CALL) == Some(ANSWER));
        let safe = |eq: &Equilibrium| eq.receiver(1).is_none_or(|reply| reply[HOLD] == Q::ONE);
        Ok(tied && solved(game)?.iter().all(safe) && loss(p, moved) > loss(p, aid))
    },
    show: |p| Evidence::of(aid_or_command(p)?),
    reason: |p| {
        let (aid, moved) = (known(p, BILATERAL), command(p));
        let from = &p.unresolved_fight - &(&p.disruption * &moved.effect());
        Ok(format!(
            "the price is there: a called bluff loses {} instead of {}; the tie is not: an \
             unresolved Alliance backs down all the same until the exposure is {} (here {}), and \
             what the move stakes makes a probe more tempting, so that Moscow needs to believe in \
             an answer with probability {} instead of {}",
            decimal(&loss(p, moved)),
            decimal(&loss(p, aid)),
            fraction_and_decimal(&from),
            decimal(&moved.exposure),
            fraction_and_decimal(&needed(p, moved)),
            fraction_and_decimal(&needed(p, aid))
        ))
    },
};

/// Ambiguity or red lines.
pub(super) const C6: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let [bold, wary] = cautions();
            tempted_when(p, &bold).min(-tempted_when(p, &wary))
        }))
    },
    solve: |p| {
        let [bold, wary] = cautions();
        // told everything, Moscow holds back before the resolved alone
        let told = resolve(p);
        let guessing =
            |caution: &Q| Ok(ambiguity(p, caution)?.no_talk(Objective::Sender)?.value().clone());
        Ok(guessing(&bold)? < told && guessing(&wary)? > told)
    },
    show: |p| Evidence::of(ambiguity(p, &p.beyond("moscow.caution"))?),
    reason: |p| {
        let (gain, believed) = (gain(p, command(p)), resolve(p));
        let risk = &believed * &(&p.moscow.probe + &p.moscow.fight);
        if !gain.is_positive() || !risk.is_positive() {
            return Ok(
                "Moscow has nothing to gain, or nothing to fear, whatever it believes".into()
            );
        }
        let swap = &(&gain * &(Q::ONE - &believed)) / &risk;
        Ok(format!(
            "kept guessing, Moscow leaves everybody alone if a loss weighs at least {} times \
             what a gain does, and nobody if less; told who is resolved, it always leaves those \
             alone, {} of the time; ranges of caution on both sides of that number make both \
             camps right",
            decimal(&swap),
            decimal(&believed)
        ))
    },
};

/// The ends of the range of Moscow's caution.
fn cautions() -> [Q; 2] {
    numbers::range("moscow.caution").unwrap_or([Q::ONE, Q::ONE])
}

/// [`tempted_by`] for the command, when a loss weighs `caution` times a gain: positive where Moscow
/// probes.
fn tempted_when(p: &Parameters, caution: &Q) -> Q {
    let gain = gain(p, command(p));
    let more = &(&p.moscow.probe + &p.moscow.fight) * caution - &p.moscow.probe;
    tempted(p, &resolve(p), &gain, &more)
}

/// Cheap talk about resolve: both types of the Alliance want to be left alone.
pub(super) fn ambiguity(p: &Parameters, caution: &Q) -> Result<Game, Error> {
    let gain = gain(p, command(p));
    let clash = -(caution * &(&p.moscow.probe + &p.moscow.fight));
    let gain = if gain.is_negative() { caution * &gain } else { gain };
    let believed = resolve(p);
    let types = [("resolved", believed.clone(), clash), ("unresolved", Q::ONE - &believed, gain)];
    let types: Vec<_> = types.into_iter().filter(|(_, prior, _)| prior.is_positive()).collect();
    Game::builder()
        .name("what Moscow is told of the Alliance")
        .types(types.iter().map(|(name, ..)| *name))
        .actions(["refrain", "probe"])
        .messages(["say resolved", "say unresolved"])
        .prior(types.iter().map(|(_, prior, _)| prior.clone()))
        .cheap_talk(
            vec![vec![Q::ONE, Q::ZERO]; types.len()],
            types.iter().map(|(.., probe)| vec![Q::ZERO, probe.clone()]).collect(),
        )
        .build()
}
