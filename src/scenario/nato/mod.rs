//! The founding case: the Alliance, Moscow and the bluff question.
//!
//! In July 2024 the Alliance was about to move its aid to Ukraine under a command of its own.
//! Moller (2024, *Why NATOizing military assistance to Ukraine won't solve the Alliance's Ukraine
//! dilemma*, Foreign Policy Research Institute) argues that this stakes the Alliance's name on a
//! promise that its members have not made, and so invites Moscow to find out. Here that argument is
//! a game. The Alliance is *resolved* or *unresolved*: would it answer a strike on its people as
//! one? It knows; Moscow does not, and holds for the probability of resolve what the [`Council`]'s
//! decision rule makes of its members' willingness. The Alliance picks a rung of [the
//! ladder](Rung), Moscow refrains or probes, and a probe is answered if that is then the better
//! course ([`Crisis`]).
//!
//! Every number is an **illustrative default, not an estimate**: [`Parameters::stated`] lists each
//! with a range and the reason for it, and [`Parameters::with`] changes each by name. The unit is a
//! tenth of what bilateral aid is worth to the Alliance. What can be learnt is where a conclusion
//! flips, not what will happen.
//!
//! Two inequalities carry the defaults. The resolved Alliance answers on every rung and the
//! unresolved on none: if both did the same there would be nothing to find out. And an unanswered
//! probe gains Moscow something on every rung, the more the higher the rung, so that each asks for
//! more belief than the one below. Where the rule's prior falls between two rungs' needs, the lower
//! one deters as a bluff that nobody calls, and the higher one only as a bluff that is sometimes
//! called.
//!
//! What is left out: an answer costs Moscow the same whoever gives it, so that the rule "coalition"
//! is flattered; a rung is chosen once and not climbed; no message is misread, and none comes late.
//!
//! ```
//! use schelling::scenario::nato;
//! let parameters = nato::Parameters::default();
//! let folded = nato::game(&parameters)?;
//! let game = folded.game();
//! assert_eq!(game.messages(), ["bilateral aid", "NATO command", "trainers", "invitation"]);
//! // probed after it put its name to the aid, the unresolved Alliance backs down
//! assert_eq!(folded.choice(1, 1, 1), Some("back down"));
//! # Ok::<(), schelling::Error>(())
//! ```

mod claims;
mod members;
mod numbers;
mod report;

pub use self::claims::{
    Claim, Range, Threshold, Verdict, Verdicts, claim, claims, holds, predicted,
};
pub use self::report::{PivotReport, Report, RuleReport, report};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::numbers::{NUMBERS, OF_THE_GAME, Row};
use super::council::{Council, Shock};
use super::crisis::{Challenger, Crisis, Rung, Temper};
use super::decision::{DecisionRule, unit};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Folded, TieBreak};

/// The type that answers a probe, unless the numbers make it not worth its while.
pub const RESOLVED: &str = "resolved";
/// The type for whom answering costs more.
pub const UNRESOLVED: &str = "unresolved";
/// The name by which [`Parameters::with`] gives the probability that the Alliance is resolved.
pub const RESOLVE: &str = "resolve";
/// The rung that the question is about.
pub const COMMAND: &str = "NATO command";

/// Everything that the founding game is made of.
///
/// [`Default`] gives the illustrative numbers of [`Parameters::stated`]; in JSON a missing part
/// means its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// The members, the rule by which they decide to answer, and the shock that they share.
    pub council: Council,
    /// What answering costs the resolved Alliance.
    pub resolved_fight: Q,
    /// What answering costs the unresolved Alliance.
    pub unresolved_fight: Q,
    /// The share of the aid that is lost when a probe goes unanswered.
    pub disruption: Q,
    /// The levels of commitment, the lowest first.
    pub ladder: Vec<Rung>,
    /// Moscow.
    pub moscow: Challenger,
    /// What an Alliance that is indifferent after a probe is taken to do.
    pub ties: TieBreak,
    /// The probability that the Alliance is resolved, where it is given outright instead of being
    /// what the council's rule makes of its members.
    pub resolve: Option<Q>,
    /// The numbers that only the [claims](claims()) need, by name.
    pub beyond: BTreeMap<String, Q>,
}

/// A number of the game, how far it may reasonably be moved, and where its default comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The name by which [`Parameters::with`] changes it.
    pub path: String,
    /// What it is.
    pub value: Q,
    /// What it is unless somebody changes it.
    pub default: Q,
    /// The low end of its range.
    pub low: Q,
    /// The high end of its range.
    pub high: Q,
    /// One line on where it comes from.
    pub why: &'static str,
}

/// A decision rule that the Alliance might be taken to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NamedRule {
    /// What it is called, on the command line as well.
    pub name: &'static str,
    /// The [`DecisionRule`] as text.
    pub rule: &'static str,
    /// What it says, in a line.
    pub summary: &'static str,
}

/// The rules that are compared.
pub const RULES: [NamedRule; 5] = [
    NamedRule {
        name: "consensus",
        rule: "consensus",
        summary: "all members are willing, as the North Atlantic Council formally decides",
    },
    NamedRule {
        name: "k-of-n",
        rule: "k-of-n:22+United States",
        summary: "22 of 32 are willing, the United States among them",
    },
    NamedRule {
        name: "weighted",
        rule: "weighted:2/3+United States",
        summary: "members with two thirds of the people are willing, the United States among them",
    },
    NamedRule {
        name: "majority",
        rule: "majority+United States",
        summary: "more than half are willing, the United States too, and the rest keep silent",
    },
    NamedRule {
        name: "coalition",
        rule: "coalition:8",
        summary: "any eight are willing and act on their own, whatever the others say",
    },
];

/// The rule called `text` in [`RULES`], or the one that `text` spells out as a [`DecisionRule`]
/// does.
///
/// # Errors
/// [`Error::Game`] or [`Error::Number`] when it is neither.
///
/// ```
/// use schelling::scenario::nato;
/// assert_eq!(nato::rule("majority")?.to_string(), "majority+United States");
/// assert_eq!(nato::rule("k-of-n:20+United States+Germany")?.veto().len(), 2);
/// # Ok::<(), schelling::Error>(())
/// ```
pub fn rule(text: &str) -> Result<DecisionRule, Error> {
    let named = RULES.iter().find(|r| r.name == text.trim());
    named.map_or(text, |r| r.rule).parse()
}

/// A number written in this file.
fn written(text: &str) -> Q {
    text.parse().unwrap_or_default()
}

impl Default for Parameters {
    fn default() -> Parameters {
        let at = |path: &str| -> Q {
            NUMBERS.iter().find(|row| row.0 == path).map_or(Q::ZERO, |row| written(row.1))
        };
        let rung = |name: &str| Rung {
            name: name.into(),
            sinking: at(&format!("{name}.sinking")),
            exposure: at(&format!("{name}.exposure")),
            aid: at(&format!("{name}.aid")),
            delay: Q::ZERO,
        };
        let shock = Shock {
            probability: at("shock.probability"),
            pull: at("shock.pull"),
            towards: at("shock.towards"),
        };
        Parameters {
            council: Council {
                rule: DecisionRule::Majority { veto: vec![members::PIVOT.into()] },
                members: members::members(),
                shock: Some(shock),
            },
            resolved_fight: at("resolved_fight"),
            unresolved_fight: at("unresolved_fight"),
            disruption: at("disruption"),
            ladder: ["bilateral aid", COMMAND, "trainers", "invitation"].map(rung).to_vec(),
            moscow: Challenger {
                harm: at("moscow.harm"),
                prize: at("moscow.prize"),
                probe: at("moscow.probe"),
                fight: at("moscow.fight"),
            },
            ties: TieBreak::default(),
            resolve: None,
            beyond: NUMBERS[OF_THE_GAME..].iter().map(|r| (r.0.into(), written(r.1))).collect(),
        }
    }
}

impl Parameters {
    /// Every number by name, with its default, its range and the reason for it; those that these
    /// parameters have no place for (a rung or a member taken out) are left out.
    pub fn stated(&self) -> Vec<Stated> {
        let mut here = self.clone();
        let number = |&(path, default, low, high, why): &Row| Stated {
            path: path.into(),
            value: Q::ZERO,
            default: written(default),
            low: written(low),
            high: written(high),
            why,
        };
        let all = NUMBERS.iter().map(number).chain(members::stated());
        all.filter_map(|s| Some(Stated { value: here.number(&s.path)?.clone(), ..s })).collect()
    }

    /// The same parameters with one number changed, by the name it has in [`Parameters::stated`];
    /// or with [`RESOLVE`] given outright.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no number of that name.
    ///
    /// ```
    /// use schelling::scenario::nato::Parameters;
    /// let bold = Parameters::default().with("members.United States.willing", "9/10".parse()?)?;
    /// assert!(bold.council.probability()? > Parameters::default().council.probability()?);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with(mut self, path: &str, value: Q) -> Result<Parameters, Error> {
        self.set(path, value)?;
        Ok(self)
    }

    fn set(&mut self, path: &str, value: Q) -> Result<(), Error> {
        if path == RESOLVE {
            unit(&value, || "resolve".into())?;
            self.resolve = Some(value);
            return Ok(());
        }
        let number = self.number(path).ok_or_else(|| {
            Error::Game(format!("{path:?} is not a number of the NATO game: see those it states"))
        })?;
        *number = value;
        Ok(())
    }

    /// A number that only claims need.
    fn beyond(&self, path: &str) -> Q {
        let default = || NUMBERS.iter().find(|row| row.0 == path).map(|row| written(row.1));
        self.beyond.get(path).cloned().or_else(default).unwrap_or_default()
    }

    /// The probability that the Alliance is resolved: as given, or as its rule makes it.
    ///
    /// # Errors
    /// As [`Council::probability`].
    pub fn resolved(&self) -> Result<Q, Error> {
        self.resolve.clone().map_or_else(|| self.council.probability(), Ok)
    }

    fn number(&mut self, path: &str) -> Option<&mut Q> {
        if let Some((owner, field)) = path.rsplit_once('.') {
            if let Some(name) = owner.strip_prefix("members.") {
                let member = self.council.members.iter_mut().find(|m| m.name == name);
                return member.filter(|_| field == "willing").map(|m| &mut m.willing);
            }
            if let Some(rung) = self.ladder.iter_mut().find(|r| r.name == owner) {
                return match field {
                    "sinking" => Some(&mut rung.sinking),
                    "exposure" => Some(&mut rung.exposure),
                    "aid" => Some(&mut rung.aid),
                    _ => None,
                };
            }
        }
        match path {
            "resolved_fight" => Some(&mut self.resolved_fight),
            "unresolved_fight" => Some(&mut self.unresolved_fight),
            "disruption" => Some(&mut self.disruption),
            "moscow.harm" => Some(&mut self.moscow.harm),
            "moscow.prize" => Some(&mut self.moscow.prize),
            "moscow.probe" => Some(&mut self.moscow.probe),
            "moscow.fight" => Some(&mut self.moscow.fight),
            "shock.probability" => self.council.shock.as_mut().map(|s| &mut s.probability),
            "shock.pull" => self.council.shock.as_mut().map(|s| &mut s.pull),
            "shock.towards" => self.council.shock.as_mut().map(|s| &mut s.towards),
            _ => self.beyond.get_mut(path),
        }
    }
}

/// The founding case as a [`Crisis`]. An Alliance that is sure to answer, or sure not to, has only
/// the one type.
///
/// # Errors
/// As [`Council::probability`].
pub fn crisis(parameters: &Parameters) -> Result<Crisis, Error> {
    let resolved = parameters.resolved()?;
    let temper =
        |name: &str, prior: Q, fight: &Q| Temper { name: name.into(), prior, fight: fight.clone() };
    let mut tempers = vec![
        temper(RESOLVED, resolved.clone(), &parameters.resolved_fight),
        temper(UNRESOLVED, Q::ONE - &resolved, &parameters.unresolved_fight),
    ];
    tempers.retain(|temper| temper.prior.is_positive());
    Ok(Crisis {
        name: "NATO".into(),
        players: ["the Alliance", "Moscow"].map(Into::into),
        tempers,
        ladder: parameters.ladder.clone(),
        challenger: parameters.moscow.clone(),
        disruption: parameters.disruption.clone(),
        ties: parameters.ties,
    })
}

/// The founding game, the Alliance's last move folded in.
///
/// # Errors
/// As [`crisis`] and [`Crisis::game`].
pub fn game(parameters: &Parameters) -> Result<Folded, Error> {
    crisis(parameters)?.game()
}
