//! Claims about who decides: C4, C5, C8.

use std::cell::RefCell;
use std::collections::HashMap;

use super::common::{Evidence, aid_or_command, command, deterred, gain, needed, resolve, tempted};
use super::decide::ClaimDefinition;
use super::promises::ambiguity;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::scenario::council::Council;
use crate::scenario::crisis::{Crisis, Rung, Temper};
use crate::scenario::decision::DecisionRule;
use crate::scenario::nato::game::{crisis, game};
use crate::scenario::nato::numbers::PIVOT;
use crate::scenario::nato::parameters::Parameters;
use crate::scenario::nato::rules::RULES;
use crate::words::{decimal, fraction_and_decimal};

/// Consensus or a coalition of the willing.
pub(super) const C4: ClaimDefinition = ClaimDefinition {
    margin: |p| {
        let coalitions = coalitions(&p.council)?;
        let all = p.council.with_rule(DecisionRule::Consensus).probability()?;
        Ok(Box::new(move |p| {
            let lack = |b: &Q| tempted(p, b, &gain(p, command(p)), &p.moscow.fight);
            lack(&all).min(-lack(by_size(&coalitions, p)))
        }))
    },
    solve: |p| {
        let deters = |rule: DecisionRule| -> Result<bool, Error> {
            let council = p.council.with_rule(rule);
            Ok(deterred(game(&Parameters { council, resolve: None, ..p.clone() })?.game(), 1))
        };
        Ok(deters(coalition(p)?)? && !deters(DecisionRule::Consensus)?)
    },
    show: |p| {
        let council = p.council.with_rule(DecisionRule::Consensus);
        let p = Parameters { council, resolve: None, ..p.clone() };
        Evidence::of(aid_or_command(&p)?)
    },
    reason: |p| {
        let all = p.council.with_rule(DecisionRule::Consensus).probability()?;
        let some = p.council.with_rule(coalition(p)?).probability()?;
        Ok(format!(
            "all {} are willing with probability {}, some {} of them with {}; Moscow leaves a \
             command alone from {} on. The probability falls with each member that is needed: a \
             rule deters up to a number of members, which is where this flips",
            p.council.members.len(),
            decimal(&all),
            decimal(&p.beyond("coalition.size")),
            decimal(&some),
            fraction_and_decimal(&needed(p, command(p)))
        ))
    },
};

/// The coalition of the willing that the numbers ask for.
fn coalition(p: &Parameters) -> Result<DecisionRule, Error> {
    let size = p.beyond("coalition.size");
    let k = size.small_integer().and_then(|k| usize::try_from(k).ok()).ok_or_else(|| {
        Error::Game(format!("coalition.size is {size}: give a whole number of members"))
    })?;
    Ok(DecisionRule::Coalition { k })
}

/// The probability of an answer by how many are needed, from 0 to all.
fn coalitions(council: &Council) -> Result<Vec<Q>, Error> {
    let rule = |k| council.with_rule(DecisionRule::Coalition { k }).probability();
    (0..=council.members.len()).map(rule).collect()
}

fn by_size<'a>(coalitions: &'a [Q], p: &Parameters) -> &'a Q {
    let size = p.beyond("coalition.size").small_integer().unwrap_or(0).max(0) as usize;
    &coalitions[size.min(coalitions.len() - 1)]
}

/// Support that the pivotal member cannot undo.
pub(super) const C5: ClaimDefinition = ClaimDefinition {
    margin: |p| {
        // where the pivotal member has a veto nothing is left; a coalition is the hardest case
        left(p, &Q::ZERO)?;
        let council = p.council.clone();
        let known: RefCell<HashMap<[Q; 2], Q>> = RefCell::default();
        Ok(Box::new(move |p| {
            let key = [p.beyond("coalition.size"), p.beyond("pivot.pull")];
            let found = known.borrow().get(&key).cloned();
            let answer = found.unwrap_or_else(|| {
                let p = Parameters { council: council.clone(), ..p.clone() };
                let left =
                    left(&p, &key[1]).and_then(|c| c.with_rule(coalition(&p)?).probability());
                let left = left.unwrap_or_default();
                known.borrow_mut().insert(key, left.clone());
                left
            });
            tempted(p, &answer, &gain(p, command(p)), &without_pivot(p))
        }))
    },
    solve: |p| {
        let left = left(p, &p.beyond("pivot.pull"))?;
        let weaker = |rule: DecisionRule| -> Result<bool, Error> {
            let mut p = Parameters { council: left.with_rule(rule), resolve: None, ..p.clone() };
            p.moscow.fight = without_pivot(&p);
            Ok(!deterred(game(&p)?.game(), 1))
        };
        let mut none = weaker(coalition(p)?)?;
        for named in RULES.iter().filter(|named| named.name != "coalition") {
            none &= weaker(named.rule.parse()?)?;
        }
        Ok(none)
    },
    show: |p| Evidence::of(ambiguity(p, &Q::ONE)?),
    reason: |p| {
        let left = left(p, &p.beyond("pivot.pull"))?.with_rule(coalition(p)?);
        let gain = gain(p, command(p));
        let all = &gain + &p.moscow.probe + &without_pivot(p);
        let willing = p.council.members.iter().find(|m| m.name == PIVOT);
        Ok(format!(
            "under every rule that asks for its consent nothing is left. A coalition of {} without \
             it, whose members are then less willing by {} of what they were, answers with \
             probability {}, and Moscow, whom that costs {} instead of {}, holds back only from {} \
             on. {}",
            decimal(&p.beyond("coalition.size")),
            fraction_and_decimal(&p.beyond("pivot.pull")),
            decimal(&left.probability()?),
            decimal(&without_pivot(p)),
            decimal(&p.moscow.fight),
            decimal(&(&gain / &all)),
            trust(p, willing.map_or(Q::ZERO, |m| m.willing.clone()))
        ))
    },
};

/// The council once the pivotal member has left and pulled the others' willingness down.
fn left(p: &Parameters, pull: &Q) -> Result<Council, Error> {
    let mut left = p.council.with_willing(PIVOT, Q::ZERO)?;
    let stays = Q::ONE - pull;
    for member in &mut left.members {
        member.willing = &member.willing * &stays;
    }
    Ok(left)
}

/// Moscow's loss from an answer without the pivotal member.
fn without_pivot(p: &Parameters) -> Q {
    &(Q::ONE - &p.beyond("pivot.share")) * &p.moscow.fight
}

/// The credibility at which trust in an announced promise collapses (Lipnowski, Ravid and Shishkin
/// 2022), in words.
fn trust(p: &Parameters, willing: Q) -> String {
    let (believed, need) = (resolve(p), needed(p, command(p)));
    if believed >= need {
        return "A promise is believed even if nobody is bound by it".into();
    }
    let odds = &believed * &(Q::ONE - &need);
    let collapse = Q::ONE - &(&odds / &(&need * &(Q::ONE - &believed)));
    format!(
        "A promise that is kept to as announced with probability {}, the pivotal member's \
         willingness, is worth something only from {} on: below that trust collapses",
        decimal(&willing),
        decimal(&collapse)
    )
}

/// The guarantee itself after a probe.
pub(super) const C8: ClaimDefinition = ClaimDefinition {
    margin: |_| {
        Ok(Box::new(|p| {
            let before = p.beyond("article5.belief");
            let tempted = |belief: &Q| tempted(p, belief, &gain(p, &article_5(p)), &p.moscow.fight);
            (-tempted(&before)).min(tempted(&after(p, &p.beyond("article5.subset"))))
        }))
    },
    solve: |p| {
        let deters = |belief: Q| Ok::<bool, Error>(deterred(&guarantee(p, belief)?, 0));
        Ok(deters(p.beyond("article5.belief"))?
            && !deters(after(p, &p.beyond("article5.subset")))?
            && !deters(after(p, &Q::ZERO))?)
    },
    show: |p| Evidence::of(guarantee(p, after(p, &p.beyond("article5.subset")))?),
    reason: |p| {
        let united = resolve(p);
        Ok(format!(
            "a member is safe while an answer is expected with probability {} or more: {} before, \
             {} once a probe met nothing, {} once some answered alone; and a probe would find the \
             Alliance not united with probability {}",
            fraction_and_decimal(&needed(p, &article_5(p))),
            decimal(&p.beyond("article5.belief")),
            decimal(&after(p, &Q::ZERO)),
            decimal(&after(p, &p.beyond("article5.subset"))),
            decimal(&(Q::ONE - &united))
        ))
    },
};

/// The guarantee to members, as a rung.
fn article_5(p: &Parameters) -> Rung {
    let exposure = p.beyond("article5.exposure");
    Rung { name: "Article 5".into(), sinking: Q::ZERO, exposure, aid: Q::ZERO, delay: Q::ZERO }
}

/// The belief in Article 5 after a probe that only some answered, whose answer counts as `part` of
/// one by all.
fn after(p: &Parameters, part: &Q) -> Q {
    let lost = &p.beyond("article5.spill") * &(Q::ONE - part);
    &p.beyond("article5.belief") * &(Q::ONE - &lost)
}

/// The game in which Moscow may then test the guarantee itself.
fn guarantee(p: &Parameters, belief: Q) -> Result<Game, Error> {
    let rung = article_5(p);
    let temper = |name: &str, prior: Q, fight: Q| Temper { name: name.into(), prior, fight };
    let mut tempers = vec![
        temper("stands by Article 5", belief.clone(), Q::ZERO),
        temper("does not", Q::ONE - &belief, &rung.exposure + &Q::ONE),
    ];
    tempers.retain(|temper| temper.prior.is_positive());
    let name = "Article 5 after a probe elsewhere".into();
    Ok(Crisis { name, tempers, ladder: vec![rung], ..crisis(p)? }.game()?.game().clone())
}
