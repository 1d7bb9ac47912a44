//! The members of the Alliance, and how willing each is taken to be.

use super::numbers::Stated;
use crate::exact::Q;
use crate::scenario::decision::Member;

/// The pivotal member: most commanders and much of the means are its own.
pub(super) const PIVOT: &str = "United States";

/// A judgement that several members share.
struct MemberGroup {
    /// The range of each member's willingness to both sides, in percentage points.
    range: i64,
    why: &'static str,
}

const PIVOTAL: MemberGroup = MemberGroup {
    range: 35,
    why: "even odds, since its policy turned on an election in November 2024",
};
const EXPOSED: MemberGroup = MemberGroup {
    range: 15,
    why: "next to Russia or Belarus, or once ruled from Moscow, and among the loudest \
          for doing more",
};
const FORWARD: MemberGroup = MemberGroup {
    range: 20,
    why: "among the larger givers of aid, or not willing to exclude sending soldiers",
};
const CAUTIOUS: MemberGroup =
    MemberGroup { range: 25, why: "gives aid, and has been wary of anything that may draw it in" };
const SMALL: MemberGroup = MemberGroup {
    range: 25,
    why: "little at stake of its own and little to send, follows the larger members",
};
const OBSTRUCTIVE: MemberGroup = MemberGroup {
    range: 20,
    why: "has held up common decisions on this war, or on its neighbours' accession, \
          for a price",
};

/// Name, willingness in percent, population in millions (2024, rounded, at least 1), judgement.
const MEMBERS: [(&str, i64, u32, &MemberGroup); 32] = [
    ("Albania", 50, 3, &SMALL),
    ("Belgium", 55, 12, &CAUTIOUS),
    ("Bulgaria", 35, 6, &CAUTIOUS),
    ("Canada", 70, 40, &FORWARD),
    ("Croatia", 40, 4, &SMALL),
    ("Czechia", 70, 11, &FORWARD),
    ("Denmark", 75, 6, &FORWARD),
    ("Estonia", 90, 1, &EXPOSED),
    ("Finland", 80, 6, &EXPOSED),
    ("France", 75, 68, &FORWARD),
    ("Germany", 55, 84, &CAUTIOUS),
    ("Greece", 40, 10, &CAUTIOUS),
    ("Hungary", 10, 10, &OBSTRUCTIVE),
    ("Iceland", 50, 1, &SMALL),
    ("Italy", 45, 59, &CAUTIOUS),
    ("Latvia", 90, 2, &EXPOSED),
    ("Lithuania", 90, 3, &EXPOSED),
    ("Luxembourg", 55, 1, &SMALL),
    ("Montenegro", 45, 1, &SMALL),
    ("Netherlands", 70, 18, &FORWARD),
    ("North Macedonia", 45, 2, &SMALL),
    ("Norway", 70, 6, &FORWARD),
    ("Poland", 85, 37, &EXPOSED),
    ("Portugal", 50, 10, &CAUTIOUS),
    ("Romania", 65, 19, &EXPOSED),
    ("Slovakia", 20, 5, &OBSTRUCTIVE),
    ("Slovenia", 45, 2, &SMALL),
    ("Spain", 45, 48, &CAUTIOUS),
    ("Sweden", 75, 11, &FORWARD),
    ("Türkiye", 25, 85, &OBSTRUCTIVE),
    ("United Kingdom", 80, 68, &FORWARD),
    (PIVOT, 50, 335, &PIVOTAL),
];

fn percent(n: i64) -> Q {
    Q::from(n.clamp(0, 100)) / Q::from(100)
}

/// The 32 members with their illustrative willingness; they weigh what their populations do.
pub(super) fn members() -> Vec<Member> {
    let member = |&(name, willing, weight, _): &(&str, i64, u32, &MemberGroup)| Member {
        name: name.to_string(),
        willing: percent(willing),
        weight,
    };
    MEMBERS.iter().map(member).collect()
}

/// Each member's default willingness, its range, and the reason; the caller fills in the value.
pub(super) fn stated() -> impl Iterator<Item = Stated> {
    MEMBERS.iter().map(|(name, willing, _, group)| Stated {
        path: format!("members.{name}.willing"),
        value: Q::ZERO,
        default: percent(*willing),
        low: percent(willing - group.range),
        high: percent(willing + group.range),
        why: group.why,
    })
}
