//! The numbers that make the founding game, and how each is changed by name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::numbers::{self, Stated};
use crate::error::Error;
use crate::exact::Q;
use crate::game::TieBreak;
use crate::scenario::council::{Council, Shock};
use crate::scenario::crisis::{Challenger, Rung};
use crate::scenario::decision::{DecisionRule, unit};

/// The name by which [`Parameters::with`] gives the probability that the Alliance is resolved.
pub const RESOLVE: &str = "resolve";
/// The rung before any aid is moved.
pub(super) const BILATERAL: &str = "bilateral aid";
/// The rung that the question is about.
pub const COMMAND: &str = "NATO command";

/// The numbers and the rule that make the founding game.
///
/// [`Default`] gives the illustrative numbers of [`Parameters::stated`]; in JSON a missing part
/// means its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// The members, the rule by which they decide to answer, and the shock that they share.
    pub council: Council,
    /// The cost of answering to the resolved Alliance.
    pub resolved_fight: Q,
    /// The cost of answering to the unresolved Alliance.
    pub unresolved_fight: Q,
    /// The share of the aid that is lost when a probe goes unanswered.
    pub disruption: Q,
    /// The levels of commitment, the lowest first.
    pub ladder: Vec<Rung>,
    /// Moscow.
    pub moscow: Challenger,
    /// The choice of an Alliance that is indifferent after a probe.
    pub ties: TieBreak,
    /// The probability that the Alliance is resolved, if given outright instead of derived from the
    /// council.
    pub resolve: Option<Q>,
    /// The numbers that only the [claims](super::claims()) need, by name.
    pub beyond: BTreeMap<String, Q>,
}

impl Default for Parameters {
    fn default() -> Parameters {
        let at = numbers::default;
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
                rule: DecisionRule::Majority { veto: vec![numbers::PIVOT.into()] },
                members: numbers::members(),
                shock: Some(shock),
            },
            resolved_fight: at("resolved_fight"),
            unresolved_fight: at("unresolved_fight"),
            disruption: at("disruption"),
            ladder: [BILATERAL, COMMAND, "trainers", "invitation"].map(rung).to_vec(),
            moscow: Challenger {
                harm: at("moscow.harm"),
                prize: at("moscow.prize"),
                probe: at("moscow.probe"),
                fight: at("moscow.fight"),
            },
            ties: TieBreak::default(),
            resolve: None,
            beyond: numbers::beyond().collect(),
        }
    }
}

impl Parameters {
    /// Every number by name, with its default, its range and the reason for it; those that these
    /// parameters have no place for (a rung or a member taken out) are left out.
    pub fn stated(&self) -> Vec<Stated> {
        let mut here = self.clone();
        let here_too = |s: Stated| Some(Stated { value: here.number(&s.path)?.clone(), ..s });
        numbers::stated().filter_map(here_too).collect()
    }

    /// These parameters with one number changed, by its name in [`Parameters::stated`];
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

    pub(super) fn set(&mut self, path: &str, value: Q) -> Result<(), Error> {
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
    pub(super) fn beyond(&self, path: &str) -> Q {
        self.beyond.get(path).cloned().unwrap_or_else(|| numbers::default(path))
    }

    /// The probability that the Alliance is resolved: as given, or from the council and its rule.
    ///
    /// # Errors
    /// As [`Council::probability`].
    pub fn resolved(&self) -> Result<Q, Error> {
        self.resolve.clone().map_or_else(|| self.council.probability(), Ok)
    }

    /// The number of this name, if these parameters have a place for it.
    pub(super) fn number(&mut self, path: &str) -> Option<&mut Q> {
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
