//! The numbers of the founding case: default, range, and the reason for both.
//!
//! They stand in `numbers.json`. Those before `assurance.exposure` make the game, those from there
//! on only the claims. A member's willingness is in percent, its population in millions (2024,
//! rounded, at least 1), and the range of a judgement in percentage points to both sides.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::exact::Q;
use crate::scenario::decision::Member;

/// A number of the game, how far it may reasonably be moved, and where its default comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The name by which [`Parameters::with`](super::Parameters::with) changes it.
    pub path: String,
    /// Its value here.
    #[serde(default)]
    pub value: Q,
    /// Its default.
    pub default: Q,
    /// The low end of its range.
    pub low: Q,
    /// The high end of its range.
    pub high: Q,
    /// The origin of the default, in a line.
    pub why: &'static str,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct DefaultNumbers {
    numbers: Vec<Stated>,
    judgements: HashMap<&'static str, StatedRange>,
    members: Vec<JudgedMember>,
}

/// A judgement that several members share.
#[derive(Deserialize)]
struct StatedRange {
    range: i64,
    why: &'static str,
}

#[derive(Deserialize)]
struct JudgedMember {
    name: &'static str,
    willing: i64,
    population: u32,
    judgement: &'static str,
}

static DEFAULTS: LazyLock<DefaultNumbers> = LazyLock::new(|| {
    serde_json::from_str(include_str!("numbers.json")).expect("the tests read the file")
});

/// The pivotal member: most commanders and much of the means are its own.
pub(super) const PIVOT: &str = "United States";

fn number(path: &str) -> Option<&'static Stated> {
    DEFAULTS.numbers.iter().find(|number| number.path == path)
}

/// The default of a number, by its path; 0 where there is none of this path.
pub(super) fn default(path: &str) -> Q {
    number(path).map(|number| number.default.clone()).unwrap_or_default()
}

/// Both ends of the range of a number, by its path.
pub(super) fn range(path: &str) -> Option<[Q; 2]> {
    number(path).map(|number| [number.low.clone(), number.high.clone()])
}

/// The numbers that only claims need, by path.
pub(super) fn beyond() -> impl Iterator<Item = (String, Q)> {
    let claims_only = DEFAULTS.numbers.iter().skip_while(|n| n.path != "assurance.exposure");
    claims_only.map(|number| (number.path.clone(), number.default.clone()))
}

/// The 32 members with their illustrative willingness; they weigh what their populations do.
pub(super) fn members() -> Vec<Member> {
    let member = |m: &JudgedMember| Member {
        name: m.name.into(),
        willing: percent(m.willing),
        weight: m.population,
    };
    DEFAULTS.members.iter().map(member).collect()
}

/// Every number as reports state it, the members' willingness last; the caller fills in the value.
pub(super) fn stated() -> impl Iterator<Item = Stated> {
    let of_member = |JudgedMember { name, willing, judgement, .. }: &JudgedMember| {
        let StatedRange { range, why } = DEFAULTS.judgements[judgement];
        Stated {
            path: format!("members.{name}.willing"),
            value: Q::ZERO,
            default: percent(*willing),
            low: percent(willing - range),
            high: percent(willing + range),
            why,
        }
    };
    DEFAULTS.numbers.iter().cloned().chain(DEFAULTS.members.iter().map(of_member))
}

fn percent(n: i64) -> Q {
    Q::from(n.clamp(0, 100)) / Q::from(100)
}
