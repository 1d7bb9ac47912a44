//! A council: members, the rule they decide by, and a shock that may move all of them at once.
//!
//! With a [`Shock`] the members' willingness is correlated: the probability of an answer is a
//! mixture of two exact tails (see [`DecisionRule::probability`]), one for calm and one for the
//! shock.
//!
//! ```
//! use schelling::Q;
//! use schelling::scenario::{Council, Shock};
//!
//! let q = |text: &str| text.parse::<Q>();
//! let members = [("ann", q("1/2")?), ("bob", q("1/3")?), ("cy", q("1/4")?)];
//! let council = Council::new("k-of-n:2+ann".parse()?, members);
//! assert_eq!(council.probability()?, q("1/4")?); // ann, and bob or cy
//!
//! let scare = Shock { probability: q("1/2")?, pull: q("1")?, towards: q("0")? };
//! assert_eq!(council.with_shock(scare).probability()?, q("1/8")?);
//! # Ok::<(), schelling::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use super::decision::{DecisionRule, Member, check, unit};
use crate::error::Error;
use crate::exact::Q;

/// An event that, with some probability, moves every member's willingness at once, from `w` to
/// `(1 - pull) w + pull * towards`.
///
/// Towards 0 with pull 1/2 halves it; with pull 1 it is replaced; towards 1 is a rally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shock {
    /// Its probability, in `0..=1`.
    pub probability: Q,
    /// The share of the way that willingness moves, in `0..=1`.
    pub pull: Q,
    /// The willingness that it moves to, in `0..=1`.
    pub towards: Q,
}

impl Shock {
    fn apply(&self, members: &[Member]) -> Vec<Member> {
        let kept = Q::ONE - &self.pull;
        let target = &self.pull * &self.towards;
        let moved = |m: &Member| Member { willing: &(&kept * &m.willing) + &target, ..m.clone() };
        members.iter().map(moved).collect()
    }
}

/// Members, the rule they decide by, and the shock they share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// The rule.
    pub rule: DecisionRule,
    /// The members.
    pub members: Vec<Member>,
    /// The shock to all of them, if any.
    #[serde(default)]
    pub shock: Option<Shock>,
}

impl Council {
    /// A council of members that weigh 1 each, given by name and willingness, without a shock.
    pub fn new<N: Into<String>>(
        rule: DecisionRule,
        members: impl IntoIterator<Item = (N, Q)>,
    ) -> Council {
        let member = |(name, willing): (N, Q)| Member { name: name.into(), willing, weight: 1 };
        Council { rule, members: members.into_iter().map(member).collect(), shock: None }
    }

    /// This council under a shock.
    pub fn with_shock(self, shock: Shock) -> Council {
        Council { shock: Some(shock), ..self }
    }

    /// This council under another rule.
    pub fn with_rule(&self, rule: DecisionRule) -> Council {
        Council { rule, ..self.clone() }
    }

    /// This council with the willingness of one member changed.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no such member.
    pub fn with_willing(&self, member: &str, willing: Q) -> Result<Council, Error> {
        let i = self.index(member)?;
        let mut council = self.clone();
        council.members[i].willing = willing;
        Ok(council)
    }

    /// The probability of an answer: the rule's, averaged over shock and calm.
    ///
    /// # Errors
    /// As [`DecisionRule::probability`]; also when a number of the shock is outside `0..=1`.
    pub fn probability(&self) -> Result<Q, Error> {
        self.average(|members| self.rule.probability(members))
    }

    /// The probability that this member is pivotal: that there is an answer if it is willing and
    /// none if it is not.
    ///
    /// # Errors
    /// As [`Council::probability`]; also when there is no such member.
    pub fn pivotality(&self, member: &str) -> Result<Q, Error> {
        let i = self.index(member)?;
        self.average(|members| {
            let mut members = members.to_vec();
            members[i].willing = Q::ONE;
            let with = self.rule.probability(&members)?;
            members[i].willing = Q::ZERO;
            Ok(with - self.rule.probability(&members)?)
        })
    }

    /// The derivative of the probability of an answer, which is linear in this member's
    /// willingness, with respect to it. Without a shock this is the
    /// [pivotality](Council::pivotality).
    ///
    /// # Errors
    /// As [`Council::probability`]; also when there is no such member.
    pub fn marginal(&self, member: &str) -> Result<Q, Error> {
        let at = |w: Q| self.with_willing(member, w)?.probability();
        Ok(at(Q::ONE)? - at(Q::ZERO)?)
    }

    /// The least willingness of this member with which an answer is at least as likely as `target`,
    /// the others staying as they are; `None` when no willingness of this member is enough.
    ///
    /// # Errors
    /// As [`Council::probability`]; also when there is no such member.
    pub fn willingness_for(&self, member: &str, target: &Q) -> Result<Option<Q>, Error> {
        let at = |w: Q| self.with_willing(member, w)?.probability();
        let (none, full) = (at(Q::ZERO)?, at(Q::ONE)?);
        Ok(if none >= *target {
            Some(Q::ZERO)
        } else if full >= *target {
            Some((target - &none) / (full - &none))
        } else {
            None
        })
    }

    /// The largest `k` such that "`k` of `n`, with the veto players of the present rule" gives an
    /// answer with probability `target` or more; `None` when not even `k = 1` does.
    ///
    /// # Errors
    /// As [`Council::probability`].
    pub fn largest_k_for(&self, target: &Q) -> Result<Option<usize>, Error> {
        let veto = self.rule.veto();
        for k in (1..=self.members.len()).rev() {
            let rule = DecisionRule::KOfN { k, veto: veto.to_vec() };
            if self.with_rule(rule).probability()? >= *target {
                return Ok(Some(k));
            }
        }
        Ok(None)
    }

    fn index(&self, member: &str) -> Result<usize, Error> {
        self.members.iter().position(|m| m.name == member).ok_or_else(|| {
            Error::Game(format!("{member:?} is not a member of the council: name one that is"))
        })
    }

    fn average(&self, value: impl Fn(&[Member]) -> Result<Q, Error>) -> Result<Q, Error> {
        check(&self.members)?;
        let Some(shock) = &self.shock else { return value(&self.members) };
        unit(&shock.probability, || "the probability of the shock".into())?;
        unit(&shock.pull, || "the pull of the shock".into())?;
        unit(&shock.towards, || "the willingness that the shock pulls towards".into())?;
        let calm = &(Q::ONE - &shock.probability) * &value(&self.members)?;
        Ok(calm + &shock.probability * &value(&shock.apply(&self.members))?)
    }
}
