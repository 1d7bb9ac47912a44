//! Decision rules, and the probability that many members answer as one.
//!
//! Each of `n` members is willing with its own probability `w_i`, independently of the others, and
//! a rule says which sets of willing members amount to an answer. The number (or the weight) of the
//! willing is a Poisson-binomial variable (Poisson 1837; Hoeffding 1956); its tail is found exactly
//! by a dynamic programme over members, never over the `2^n` sets. For members who share a shock
//! see [`Council`](super::Council).

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::exact::Q;
use crate::exact::budget::checkpoint;

/// One member of a council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The name, unique in its council.
    pub name: String,
    /// The probability that it is willing, in `0..=1`.
    pub willing: Q,
    /// Its weight under a weighted rule.
    #[serde(default = "one")]
    pub weight: u32,
}

fn one() -> u32 {
    1
}

/// A rule for the sets of willing members that amount to an answer.
///
/// Written and read as `NAME[:NUMBER][+VETO[+VETO...]]`: `consensus`, `majority`, `majority+United
/// States`, `k-of-n:22+United States`, `weighted:2/3`, `coalition:8`. A veto player is a member
/// without whom there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DecisionRule {
    /// Every member is willing.
    Consensus,
    /// More than half of the members are, all veto players among them.
    Majority {
        /// Names of the veto players.
        veto: Vec<String>,
    },
    /// At least `k` members are, all veto players among them.
    KOfN {
        /// The number needed.
        k: usize,
        /// Names of the veto players.
        veto: Vec<String>,
    },
    /// Members with at least a share of the total weight are, all veto players among them.
    Weighted {
        /// The share of the total weight that is needed, in `0..=1`.
        share: Q,
        /// Names of the veto players.
        veto: Vec<String>,
    },
    /// At least `k` members are, whoever they are: they act on their own, and nobody has a veto.
    Coalition {
        /// The number needed, by default 1.
        k: usize,
    },
}

impl DecisionRule {
    /// The probability that members who are willing independently amount to an answer.
    ///
    /// # Errors
    /// [`Error::Game`] when a willingness is outside `0..=1`, a name stands twice, a veto player is
    /// no member or the rule asks for more members than there are; [`Error::Limit`] when the
    /// weights make more partial sums than fit in memory.
    ///
    /// # Complexity
    /// `O(n k)` exact steps, `O(n * total weight)` under a weighted rule.
    ///
    /// ```
    /// use schelling::scenario::{DecisionRule, Member};
    /// let half: schelling::Q = "1/2".parse()?;
    /// let member = |name: &str| Member { name: name.into(), willing: half.clone(), weight: 1 };
    /// let rule: DecisionRule = "coalition:2".parse()?;
    /// assert_eq!(rule.probability(&[member("a"), member("b"), member("c")])?, "1/2".parse()?);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn probability(&self, members: &[Member]) -> Result<Q, Error> {
        check(members)?;
        let (weights, quota) = self.weights_and_quota(members)?;
        let mut all_vetoes_willing = Q::ONE;
        let mut free = Vec::new();
        let mut missing = quota;
        let vetoes = self.veto_indices(members)?;
        for (i, member) in members.iter().enumerate() {
            if vetoes.contains(&i) {
                all_vetoes_willing = all_vetoes_willing * &member.willing;
                missing = missing.saturating_sub(weights[i]);
            } else {
                free.push((&member.willing, weights[i]));
            }
        }
        Ok(all_vetoes_willing * tail(&free, missing)?)
    }

    /// The veto players that the rule names; consensus names none, since there everyone is one.
    pub fn veto(&self) -> &[String] {
        match self {
            DecisionRule::Majority { veto }
            | DecisionRule::KOfN { veto, .. }
            | DecisionRule::Weighted { veto, .. } => veto,
            DecisionRule::Consensus | DecisionRule::Coalition { .. } => &[],
        }
    }

    fn veto_indices(&self, members: &[Member]) -> Result<HashSet<usize>, Error> {
        let find = |name: &String| {
            members.iter().position(|m| m.name == *name).ok_or_else(|| {
                Error::Game(format!("the veto player {name:?} of rule \"{self}\" is not a member"))
            })
        };
        match self {
            DecisionRule::Consensus => Ok((0..members.len()).collect()),
            _ => self.veto().iter().map(find).collect(),
        }
    }

    /// Each member's weight, and the weight needed.
    fn weights_and_quota(&self, members: &[Member]) -> Result<(Vec<u64>, u64), Error> {
        let n = members.len();
        if let DecisionRule::Weighted { share, .. } = self {
            let weights: Vec<u64> = members.iter().map(|m| u64::from(m.weight)).collect();
            let quota = quota(share, weights.iter().sum()).ok_or_else(|| {
                Error::Game(format!("the share {share} of rule \"{self}\" is not between 0 and 1"))
            })?;
            return Ok((weights, quota));
        }
        let k = match self {
            DecisionRule::Majority { .. } => n / 2 + 1,
            DecisionRule::KOfN { k, .. } | DecisionRule::Coalition { k } => *k,
            DecisionRule::Consensus | DecisionRule::Weighted { .. } => n,
        };
        if k > n {
            return Err(Error::Game(format!(
                "rule \"{self}\" asks for {k} of {n} members: ask for at most {n}"
            )));
        }
        Ok((vec![1; n], k as u64))
    }
}

/// The smallest whole weight that is at least `share` of `total`, or `None` when the share is no
/// share.
fn quota(share: &Q, total: u64) -> Option<u64> {
    if share.is_negative() || *share > Q::ONE {
        return None;
    }
    let rounded_up = share.numerator() * total + share.denominator() - 1u8;
    u64::try_from(rounded_up / share.denominator()).ok()
}

/// Partial sums of weights kept at once: about a hundred megabytes of exact numbers. There are
/// never more sums than the total weight, so that populations in millions stay far below.
const MAX_SUMS: usize = 1 << 18;

/// Probability that the weights of the willing sum to at least `needed`.
fn tail(members: &[(&Q, u64)], needed: u64) -> Result<Q, Error> {
    let mut reached = if needed == 0 { Q::ONE } else { Q::ZERO };
    let mut below = BTreeMap::new();
    if needed > 0 {
        below.insert(0u64, Q::ONE);
    }
    for (willing, weight) in members {
        let unwilling = Q::ONE - *willing;
        let mut next: BTreeMap<u64, Q> = BTreeMap::new();
        for (sum, probability) in &below {
            checkpoint();
            *next.entry(*sum).or_default() += &(probability * &unwilling);
            let with = probability * *willing;
            match sum + weight {
                more if more >= needed => reached += &with,
                more => *next.entry(more).or_default() += &with,
            }
        }
        below = next;
        if below.len() > MAX_SUMS {
            return Err(Error::Limit(
                "the members' weights make too many different sums: use smaller weights".into(),
            ));
        }
    }
    Ok(reached)
}

/// Checks a council: names differ, every willingness is a probability, and there is a member.
pub(super) fn check(members: &[Member]) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for Member { name, willing, .. } in members {
        unit(willing, || format!("the willingness of member {name:?}"))?;
        if !seen.insert(name) {
            return Err(Error::Game(format!("member {name:?} stands twice: give it another name")));
        }
    }
    if members.is_empty() {
        return Err(Error::Game("a council needs at least one member".into()));
    }
    Ok(())
}

/// Checks that a number is a probability or a share.
pub(super) fn unit(x: &Q, what: impl Fn() -> String) -> Result<(), Error> {
    if x.is_negative() || *x > Q::ONE {
        return Err(Error::Game(format!("{} is {x}: it must be between 0 and 1", what())));
    }
    Ok(())
}

impl fmt::Display for DecisionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecisionRule::Consensus => f.write_str("consensus"),
            DecisionRule::Majority { .. } => f.write_str("majority"),
            DecisionRule::KOfN { k, .. } => write!(f, "k-of-n:{k}"),
            DecisionRule::Weighted { share, .. } => write!(f, "weighted:{share}"),
            DecisionRule::Coalition { k } => write!(f, "coalition:{k}"),
        }?;
        self.veto().iter().try_for_each(|name| write!(f, "+{name}"))
    }
}

impl FromStr for DecisionRule {
    type Err = Error;
    fn from_str(text: &str) -> Result<DecisionRule, Error> {
        let mut parts = text.split('+').map(str::trim);
        let head = parts.next().unwrap_or_default();
        let veto: Vec<String> = parts.map(String::from).collect();
        let (name, number) = match head.split_once(':') {
            Some((name, number)) => (name.trim(), Some(number.trim())),
            None => (head, None),
        };
        let count = |number: &str| {
            number.parse::<usize>().map_err(|_| {
                Error::Number(format!("{number:?} in rule {text:?} is not a number of members"))
            })
        };
        let refuse = |why: &str| Err(Error::Game(format!("rule {text:?} {why}")));
        match (name, number) {
            ("consensus", None) if veto.is_empty() => Ok(DecisionRule::Consensus),
            ("consensus", None) => refuse("names a veto player: under consensus everyone is one"),
            ("majority", None) => Ok(DecisionRule::Majority { veto }),
            ("k-of-n", Some(number)) => Ok(DecisionRule::KOfN { k: count(number)?, veto }),
            ("k-of-n", None) => refuse("lacks its number: write \"k-of-n:22\""),
            ("weighted", Some(number)) => {
                Ok(DecisionRule::Weighted { share: number.parse()?, veto })
            }
            ("weighted", None) => refuse("lacks its share of the weight: write \"weighted:2/3\""),
            ("coalition", _) if !veto.is_empty() => {
                refuse("names a veto player: nobody can stop a coalition of the willing")
            }
            ("coalition", number) => {
                Ok(DecisionRule::Coalition { k: number.map_or(Ok(1), count)? })
            }
            _ => refuse(
                "is not one of consensus, majority, k-of-n:K, weighted:SHARE and coalition:K, \
                 with veto players added as \"+NAME\"",
            ),
        }
    }
}

impl TryFrom<String> for DecisionRule {
    type Error = Error;
    fn try_from(text: String) -> Result<DecisionRule, Error> {
        text.parse()
    }
}

impl From<DecisionRule> for String {
    fn from(rule: DecisionRule) -> String {
        rule.to_string()
    }
}
