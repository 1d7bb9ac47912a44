//! Claims decided again with all who listen: C1, C6 and C12 by one promise to three of them, C11 by
//! a Moscow whose boldness is its secret, and the dilemma of an ally that pushes on (Snyder 1984).
//!
//! Thresholds of the readers rise from Moscow's by Kyiv's to the publics', and the prior is below
//! Moscow's where a margin does not ask for it: that is how their ranges are stated.

use std::collections::BTreeSet;

use super::common::{BILATERAL, Evidence, command, known, loss, needed_by, solved, worth};
use super::decide::ClaimDefinition;
use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::{self, Heard, Objective, Question};
use crate::scenario::nato::listeners::{KYIV, MOSCOW, bold_or_cautious, promise, pushing_ally};
use crate::scenario::nato::parameters::Parameters;
use crate::words::{decimal, fraction_and_decimal};

/// The position of the move under command.
const MOVED: usize = 1;
/// The positions of the types.
const RESOLVED: usize = 0;
const UNRESOLVED: usize = 1;

/// The unresolved gain by a promise that all believe if this is positive.
fn temptation(p: &Parameters) -> Q {
    of_promise(p, "safety.unresolved") - of_promise(p, "letdown") - of_promise(p, "protest")
}

fn of_promise(p: &Parameters, name: &str) -> Q {
    p.beyond(&format!("promise.{name}"))
}

/// Assurances, heard by three.
pub(super) const L1: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let [safety, more] = ["safety.resolved", "safety.unresolved"].map(|n| of_promise(p, n));
            let half_true = more - safety - of_promise(p, "reliance") - of_promise(p, "letdown");
            temptation(p).max(half_true)
        }))
    },
    solve: |p| {
        let game = promise(p)?;
        let moscow = game.information_sets()[game.reader_position(MOSCOW)?].actions();
        let same = |eq: &Equilibrium| {
            let replies: Vec<_> = eq.on_path().into_iter().filter_map(|m| eq.receiver(m)).collect();
            replies.windows(2).all(|pair| pair[0][moscow.clone()] == pair[1][moscow.clone()])
        };
        Ok(solved(&game)?.iter().all(same))
    },
    show: |p| Evidence::of(promise(p)?),
    reason: |p| {
        let [safety, reliance, protest, letdown] =
            ["safety.resolved", "reliance", "protest", "letdown"].map(|name| of_promise(p, name));
        let honest = protest <= &safety + &reliance && !temptation(p).is_positive();
        Ok(format!(
            "before Moscow alone both types would promise; Kyiv's reliance loses the unresolved {} \
             and protest {}, together {} against the {} that safety is worth to them, and the \
             resolved would promise all the same while protest costs no more than {}: {}",
            decimal(&letdown),
            decimal(&protest),
            decimal(&(&letdown + &protest)),
            decimal(&of_promise(p, "safety.unresolved")),
            decimal(&(safety + reliance)),
            match honest {
                true => "what is said in public is then honest",
                false => "what is said in public is not honest",
            }
        ))
    },
};

/// Ambiguity to whom?
pub(super) const L6: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let gains = plain_words(p);
            let most = gains.iter().max().cloned().unwrap_or_default();
            most.min(-gains.into_iter().min().unwrap_or_default())
        }))
    },
    solve: |p| {
        let game = promise(p)?;
        let mut gains = Vec::new();
        for reader in game.readers() {
            let alone = game.reader(reader.name())?;
            let silent = alone.no_talk(Objective::Sender)?.value().clone();
            gains.push(told_everything(&alone) - silent);
        }
        Ok(gains.iter().any(Q::is_positive) && gains.iter().any(Q::is_negative))
    },
    show: |p| Evidence::of(promise(p)?),
    reason: |p| {
        let game = promise(p)?;
        let [moscow, kyiv, publics] = plain_words(p).map(|gain| decimal(&gain));
        let [same, apart] = [Heard::Public, Heard::Private].map(|h| value(&game, "persuasion", h));
        let (same, apart) = (same?, apart?);
        Ok(format!(
            "told who is resolved instead of nothing, Moscow brings {moscow} more, Kyiv {kyiv} and \
             the publics {publics}; the best that can be told to all alike is worth {}, and {} if \
             each is told its own, so that the question is not whether to be ambiguous but to \
             whom: that is worth {}",
            decimal(&same),
            decimal(&apart),
            fraction_and_decimal(&(&apart - &same))
        ))
    },
};

/// What the sender gains from each listener if it knows the type instead of nothing.
fn plain_words(p: &Parameters) -> [Q; 3] {
    let resolved = p.believed();
    let other = Q::ONE - &resolved;
    let gain = |threshold: &str, [yes, no]: [Q; 2]| match resolved >= of_promise(p, threshold) {
        true => -(&other * &no),
        false => &resolved * &yes,
    };
    let [safety, more] = ["safety.resolved", "safety.unresolved"].map(|name| of_promise(p, name));
    let protest = -of_promise(p, "protest");
    [
        gain("deters", [safety, more]),
        gain("convinces", [of_promise(p, "reliance"), -of_promise(p, "letdown")]),
        gain("alarms", [protest.clone(), protest]),
    ]
}

/// What the sender gets from one reader, without types and ties, that knows the sender's type.
fn told_everything(game: &Game) -> Q {
    let payoff = |(t, p): (usize, &Q)| {
        let best = |a: &usize| game.receiver_payoff(t, 0, *a);
        let a = (0..game.actions().len()).max_by_key(best).unwrap_or(0);
        p * game.sender_payoff(t, 0, a)
    };
    game.prior().iter().enumerate().map(payoff).sum()
}

fn value(game: &Game, name: &str, heard: Heard) -> Result<Q, Error> {
    let question = Question::new(game, Objective::Sender).heard(heard);
    Ok(regime::by_name(name)?.solve(&question)?.value().clone())
}

/// The camps, before a Moscow whose boldness is its secret.
pub(super) const L11: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let (gain, called) = (bluff_gain(p), loss(p, command(p)));
            let above = |share: &str| &p.beyond(share) * &called - &gain;
            above("camps.wary").min(-above("camps.bold"))
        }))
    },
    solve: |p| {
        let [bold, wary] = ["camps.bold", "camps.wary"].map(|camp| bluffs(&seen_by(p, camp)?));
        Ok(bold?.is_disjoint(&wary?))
    },
    show: |p| Evidence::of(seen_by(p, "camps.wary")?),
    reason: |p| {
        let called = loss(p, command(p));
        let share = &bluff_gain(p) / &called;
        let rates = ["camps.bold", "camps.wary"].map(|camp| bluffs(&seen_by(p, camp)?));
        let [bold, wary] = rates.map(|rates| {
            let rates: Vec<String> = rates?.iter().map(fraction_and_decimal).collect();
            Ok::<_, Error>(if rates.is_empty() { "0".into() } else { rates.join(" or ") })
        });
        Ok(format!(
            "aid under command is probed with probability {}, whoever is bold; while fewer are bold \
             than that, the cautious make up the rest and the bluff follows their threshold, {}, \
             and beyond it the threshold of the bold, {}. The camps believe in {} and {} of bold \
             ones, and expect the unresolved to bluff with probability {} and {}",
            fraction_and_decimal(&share),
            fraction_and_decimal(&needed_by(p, &p.moscow.fight, command(p))),
            fraction_and_decimal(&needed_by(p, &p.beyond("bold.fight"), command(p))),
            decimal(&p.beyond("camps.bold")),
            decimal(&p.beyond("camps.wary")),
            bold?,
            wary?
        ))
    },
};

/// The gain of the unresolved from a command that is not probed, over being found out.
fn bluff_gain(p: &Parameters) -> Q {
    let aid = known(p, BILATERAL);
    worth(command(p)) - worth(aid) + loss(p, aid)
}

/// The game as a camp sees it, by the number that holds its belief in a bold Moscow.
fn seen_by(p: &Parameters, camp: &str) -> Result<Game, Error> {
    let share = p.beyond(camp);
    let p = p.clone().with("bold.if_resolved", share.clone())?.with("bold.if_unresolved", share)?;
    bold_or_cautious(&p)
}

/// How often the unresolved move aid under command, over the outcomes in which the resolved do.
fn bluffs(game: &Game) -> Result<BTreeSet<Q>, Error> {
    let all = solved(game)?;
    let moved = all.iter().filter(|eq| eq.sender()[RESOLVED][MOVED] == Q::ONE);
    Ok(moved.map(|eq| eq.sender()[UNRESOLVED][MOVED].clone()).collect())
}

/// A mediator who speaks to each alone.
pub(super) const L12: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let resolved = p.believed();
            let alarmed = &resolved - &of_promise(p, "alarms");
            (of_promise(p, "deters") - resolved).max(alarmed.min(of_promise(p, "protest")))
        }))
    },
    solve: |p| {
        let game = promise(p)?;
        let full = game.first_best(Objective::Sender)?;
        Ok(value(&game, "mediation", Heard::Private)? < *full.value())
    },
    show: |p| Evidence::of(promise(p)?),
    reason: |p| {
        let game = promise(p)?;
        let [open, discreet] =
            [Heard::Public, Heard::Private].map(|heard| value(&game, "mediation", heard));
        let (open, discreet) = (open?, discreet?);
        Ok(format!(
            "the best talk is worth {}, a mediator whom all can hear {}, one who speaks to each \
             alone {}, so that discretion is worth {}; listeners bound to do what the Alliance \
             likes best would be worth {}",
            decimal(game.talk(Objective::Sender)?.value()),
            decimal(&open),
            decimal(&discreet),
            fraction_and_decimal(&(&discreet - &open)),
            decimal(game.first_best(Objective::Sender)?.value())
        ))
    },
};

/// The ally that pushes on.
pub(super) const L13: ClaimDefinition = ClaimDefinition {
    margin: |_| Ok(Box::new(|p| p.beyond("kyiv.push") - bluff_gain(p))),
    solve: |p| {
        let game = pushing_ally(p)?;
        Ok(bluffs(&game)?.iter().all(Q::is_zero))
    },
    show: |p| Evidence::of(pushing_ally(p)?),
    reason: |p| {
        let bold = &p.beyond("bold.if_resolved") * &loss(p, command(p));
        let mixed = (bluff_gain(p) - bold).max(Q::ZERO);
        Ok(format!(
            "{KYIV} pushes on wherever {MOSCOW} could be deterred, so that the push takes the place \
             of probes: up to a cost of {} the cautious make up for it and the bluff stays, then \
             only the bold are left to probe and it falls, and above {} nobody bluffs. Above {} the \
             intuitive criterion strikes staying bilateral with an ally that holds, since only the \
             resolved would gain by moving the aid",
            fraction_and_decimal(&mixed),
            fraction_and_decimal(&bluff_gain(p)),
            fraction_and_decimal(&(worth(command(p)) - worth(known(p, BILATERAL))))
        ))
    },
};
