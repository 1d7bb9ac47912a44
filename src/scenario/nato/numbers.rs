//! The numbers of the founding case: default, range, and the reason for both.
//!
//! The first part makes the game; the second, from `assurance.exposure` on, only the claims.

use serde::Serialize;

use crate::exact::Q;

/// A number of the game, how far it may reasonably be moved, and where its default comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The name by which [`Parameters::with`](super::Parameters::with) changes it.
    pub path: String,
    /// Its value here.
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

/// Path, default, low, high, why.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

fn row(path: &str) -> Option<&'static Row> {
    NUMBERS.iter().find(|row| row.0 == path)
}

/// A number written in this file.
fn read(text: &str) -> Q {
    text.parse().unwrap_or_default()
}

/// The default of a number, by its path; 0 where there is none of this path.
pub(super) fn default(path: &str) -> Q {
    row(path).map(|row| read(row.1)).unwrap_or_default()
}

/// Both ends of the range of a number, by its path.
pub(super) fn range(path: &str) -> Option<[Q; 2]> {
    row(path).map(|row| [read(row.2), read(row.3)])
}

/// The numbers that only claims need, by path.
pub(super) fn beyond() -> impl Iterator<Item = (String, Q)> {
    NUMBERS[OF_THE_GAME..].iter().map(|row| (row.0.into(), read(row.1)))
}

/// Every number as reports state it; the caller fills in the value.
pub(super) fn stated() -> impl Iterator<Item = Stated> {
    NUMBERS.iter().map(|&(path, default, low, high, why)| Stated {
        path: path.into(),
        value: Q::ZERO,
        default: read(default),
        low: read(low),
        high: read(high),
        why,
    })
}

const NUMBERS: [Row; 44] = [
    ("bilateral aid.sinking", "0", "0", "1", "what is done already costs nothing more to announce"),
    ("bilateral aid.exposure", "2", "0", "5", "national aid stakes little of the Alliance's name"),
    ("bilateral aid.aid", "10", "10", "10", "the unit: ten for the aid as it stands"),
    ("NATO command.sinking", "1", "0", "3", "a headquarters and a quarrel in the council"),
    (
        "NATO command.exposure",
        "15",
        "5",
        "25",
        "the Alliance's name and some hundreds of its people are at stake, though not in Ukraine",
    ),
    (
        "NATO command.aid",
        "12",
        "8",
        "14",
        "steadier aid say some, one more layer to obstruct it say others: so also less than ten",
    ),
    ("trainers.sinking", "3", "1", "6", "a deployment, against open refusals by members"),
    ("trainers.exposure", "20", "10", "35", "its soldiers stand where a strike can find them"),
    ("trainers.aid", "15", "12", "18", "training near the front is worth half as much again"),
    ("invitation.sinking", "4", "1", "8", "the quarrel over it, and years of ratification"),
    ("invitation.exposure", "30", "15", "45", "to fail an invitee puts Article 5 itself in doubt"),
    ("invitation.aid", "11", "10", "13", "status, and little more materiel, until it is ratified"),
    (
        "resolved_fight",
        "6",
        "0",
        "7",
        "less than an unanswered strike on bilateral aid loses, which is what resolve means",
    ),
    (
        "unresolved_fight",
        "40",
        "20",
        "80",
        "more than backing down after an invitation loses; from 35 down some rung ties hands",
    ),
    ("disruption", "1/2", "1/4", "1", "an unanswered strike stops half of the aid"),
    ("moscow.harm", "1", "1/2", "2", "what helps Ukraine hurts Moscow as much"),
    ("moscow.prize", "1", "1/2", "2", "the standing that the Alliance loses is Moscow's gain"),
    ("moscow.probe", "4", "0", "8", "a strike has its price even when nobody answers"),
    (
        "moscow.fight",
        "20",
        "8",
        "60",
        "between the Alliance's two types; whether Moscow fears a clash is what the camps dispute",
    ),
    (
        "shock.probability",
        "1/4",
        "0",
        "1/2",
        "a nuclear scare or a change of government, one in four",
    ),
    ("shock.pull", "1/2", "0", "1", "it halves everybody's willingness"),
    ("shock.towards", "0", "0", "0", "a scare, not a rally"),
    (
        "assurance.exposure",
        "1",
        "0",
        "6",
        "what a broken word alone costs: little was lost by those broken since 2008",
    ),
    ("coalition.size", "8", "4", "16", "how many must join before a coalition acts: any number"),
    (
        "pivot.share",
        "2/3",
        "1/2",
        "4/5",
        "the United States makes about two thirds of the members' military spending",
    ),
    (
        "pivot.pull",
        "1/2",
        "0",
        "1",
        "how far the others' willingness falls when it leaves: who goes without it is disputed",
    ),
    (
        "moscow.caution",
        "1",
        "1/2",
        "3",
        "how much a loss weighs against a gain; experiments find up to two or three",
    ),
    ("fog.misread", "1/20", "0", "1/4", "one move in twenty is taken for something else"),
    ("fog.incident", "1/20", "0", "1/4", "one chance in twenty that people in reach are hit"),
    ("article5.exposure", "60", "30", "100", "twice an invitation's: it is what all else rests on"),
    ("article5.belief", "19/20", "4/5", "1", "hardly anybody doubted it before"),
    (
        "article5.spill",
        "1/2",
        "0",
        "1",
        "how far failing here is taken to foretell failing a member: nobody knows",
    ),
    ("article5.subset", "1/4", "0", "1/2", "how far some who answer alone make up for the rest"),
    ("steps.number", "3", "2", "4", "command, trainers near the front, and what would be next"),
    ("steps.quarrel", "1", "0", "4", "each decision costs what the one on a command does"),
    ("steps.renewal", "1/10", "0", "1/4", "one chance in ten that a next government will answer"),
    ("steps.decay", "1/10", "0", "1/4", "one chance in ten that a next government will not"),
    ("ratification.chance", "1/4", "0", "1", "in a period; Sweden waited for twenty months"),
    ("ratification.loss", "20", "0", "40", "to Moscow, once the window is shut: as a lost clash"),
    (
        "interim.assurance",
        "1/5",
        "0",
        "1",
        "the chance that others answer meanwhile: the agreements of 2024 promise no soldiers",
    ),
    ("camps.bold", "1/20", "0", "1/10", "those for whom the nuclear threats are a bluff"),
    ("camps.wary", "1/4", "1/10", "1/2", "those for whom Moscow's intentions cannot be known"),
    ("nuclear.loss", "10", "5", "100", "as much as all aid is worth, or far more"),
    ("nuclear.standing", "1", "0", "5", "what a threat that is called and not carried out costs"),
];

/// The number of rows that make the game; the others are for the claims only.
const OF_THE_GAME: usize = 22;
