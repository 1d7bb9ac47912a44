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

/// A row of [`NUMBERS`], its numbers as text.
pub(super) struct NumberRow {
    pub path: &'static str,
    default: &'static str,
    low: &'static str,
    high: &'static str,
    why: &'static str,
}

const fn number(
    path: &'static str,
    default: &'static str,
    low: &'static str,
    high: &'static str,
    why: &'static str,
) -> NumberRow {
    NumberRow { path, default, low, high, why }
}

impl NumberRow {
    /// The row of this name.
    pub(super) fn find(path: &str) -> Option<&'static NumberRow> {
        NUMBERS.iter().find(|row| row.path == path)
    }

    pub(super) fn default(&self) -> Q {
        read(self.default)
    }

    /// Both ends of the range.
    pub(super) fn range(&self) -> [Q; 2] {
        [read(self.low), read(self.high)]
    }

    /// The number as reports state it, for the caller to fill in its value.
    pub(super) fn stated(&self) -> Stated {
        let [low, high] = self.range();
        let (path, default, why) = (self.path.into(), self.default(), self.why);
        Stated { path, value: Q::ZERO, default, low, high, why }
    }
}

/// A number written in this file.
fn read(text: &str) -> Q {
    text.parse().unwrap_or_default()
}

/// Every number but the members' willingness.
pub(super) static NUMBERS: [NumberRow; 44] = [
    number(
        "bilateral aid.sinking",
        "0",
        "0",
        "1",
        "what is done already costs nothing more to announce",
    ),
    number(
        "bilateral aid.exposure",
        "2",
        "0",
        "5",
        "national aid stakes little of the Alliance's name",
    ),
    number("bilateral aid.aid", "10", "10", "10", "the unit: ten for the aid as it stands"),
    number("NATO command.sinking", "1", "0", "3", "a headquarters and a quarrel in the council"),
    number(
        "NATO command.exposure",
        "15",
        "5",
        "25",
        "the Alliance's name and some hundreds of its people are at stake, though not in Ukraine",
    ),
    number(
        "NATO command.aid",
        "12",
        "8",
        "14",
        "steadier aid say some, one more layer to obstruct it say others: so also less than ten",
    ),
    number("trainers.sinking", "3", "1", "6", "a deployment, against open refusals by members"),
    number(
        "trainers.exposure",
        "20",
        "10",
        "35",
        "its soldiers stand where a strike can find them",
    ),
    number("trainers.aid", "15", "12", "18", "training near the front is worth half as much again"),
    number("invitation.sinking", "4", "1", "8", "the quarrel over it, and years of ratification"),
    number(
        "invitation.exposure",
        "30",
        "15",
        "45",
        "to fail an invitee puts Article 5 itself in doubt",
    ),
    number(
        "invitation.aid",
        "11",
        "10",
        "13",
        "status, and little more materiel, until it is ratified",
    ),
    number(
        "resolved_fight",
        "6",
        "0",
        "7",
        "less than an unanswered strike on bilateral aid loses, which is what resolve means",
    ),
    number(
        "unresolved_fight",
        "40",
        "20",
        "80",
        "more than backing down after an invitation loses; from 35 down some rung ties hands",
    ),
    number("disruption", "1/2", "1/4", "1", "an unanswered strike stops half of the aid"),
    number("moscow.harm", "1", "1/2", "2", "what helps Ukraine hurts Moscow as much"),
    number(
        "moscow.prize",
        "1",
        "1/2",
        "2",
        "the standing that the Alliance loses is Moscow's gain",
    ),
    number("moscow.probe", "4", "0", "8", "a strike has its price even when nobody answers"),
    number(
        "moscow.fight",
        "20",
        "8",
        "60",
        "between the Alliance's two types; whether Moscow fears a clash is what the camps dispute",
    ),
    number(
        "shock.probability",
        "1/4",
        "0",
        "1/2",
        "a nuclear scare or a change of government, one in four",
    ),
    number("shock.pull", "1/2", "0", "1", "it halves everybody's willingness"),
    number("shock.towards", "0", "0", "0", "a scare, not a rally"),
    number(
        "assurance.exposure",
        "1",
        "0",
        "6",
        "what a broken word alone costs: little was lost by those broken since 2008",
    ),
    number(
        "coalition.size",
        "8",
        "4",
        "16",
        "how many must join before a coalition acts: any number",
    ),
    number(
        "pivot.share",
        "2/3",
        "1/2",
        "4/5",
        "the United States makes about two thirds of the members' military spending",
    ),
    number(
        "pivot.pull",
        "1/2",
        "0",
        "1",
        "how far the others' willingness falls when it leaves: who goes without it is disputed",
    ),
    number(
        "moscow.caution",
        "1",
        "1/2",
        "3",
        "how much a loss weighs against a gain; experiments find up to two or three",
    ),
    number("fog.misread", "1/20", "0", "1/4", "one move in twenty is taken for something else"),
    number("fog.incident", "1/20", "0", "1/4", "one chance in twenty that people in reach are hit"),
    number(
        "article5.exposure",
        "60",
        "30",
        "100",
        "twice an invitation's: it is what all else rests on",
    ),
    number("article5.belief", "19/20", "4/5", "1", "hardly anybody doubted it before"),
    number(
        "article5.spill",
        "1/2",
        "0",
        "1",
        "how far failing here is taken to foretell failing a member: nobody knows",
    ),
    number(
        "article5.subset",
        "1/4",
        "0",
        "1/2",
        "how far some who answer alone make up for the rest",
    ),
    number(
        "steps.number",
        "3",
        "2",
        "4",
        "command, trainers near the front, and what would be next",
    ),
    number("steps.quarrel", "1", "0", "4", "each decision costs what the one on a command does"),
    number(
        "steps.renewal",
        "1/10",
        "0",
        "1/4",
        "one chance in ten that a next government will answer",
    ),
    number("steps.decay", "1/10", "0", "1/4", "one chance in ten that a next government will not"),
    number("ratification.chance", "1/4", "0", "1", "in a period; Sweden waited for twenty months"),
    number(
        "ratification.loss",
        "20",
        "0",
        "40",
        "to Moscow, once the window is shut: as a lost clash",
    ),
    number(
        "interim.assurance",
        "1/5",
        "0",
        "1",
        "the chance that others answer meanwhile: the agreements of 2024 promise no soldiers",
    ),
    number("camps.bold", "1/20", "0", "1/10", "those for whom the nuclear threats are a bluff"),
    number(
        "camps.wary",
        "1/4",
        "1/10",
        "1/2",
        "those for whom Moscow's intentions cannot be known",
    ),
    number("nuclear.loss", "10", "5", "100", "as much as all aid is worth, or far more"),
    number(
        "nuclear.standing",
        "1",
        "0",
        "5",
        "what a threat that is called and not carried out costs",
    ),
];

/// The number of rows that make the game; the others are for the claims only.
pub(super) const OF_THE_GAME: usize = 22;
