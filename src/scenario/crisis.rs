//! A crisis: a ladder of commitments, and a challenger who may probe.
//!
//! The *defender* knows whether it would fight. It picks a *rung* of the ladder; the *challenger*
//! sees which and refrains or probes; after a probe the defender answers or backs down, whichever
//! is better for it by then. With the rung's aid effect `A`, its cost when sent `S` (sinking) and
//! its exposure `E` (tying hands), a type with the cost of fighting `F`, the share `d` of the aid
//! that is lost when a probe goes unanswered, and the challenger's harm `h`, prize `z`, cost of
//! probing `c` and cost of being fought `W`:
//!
//! | event | defender | challenger |
//! |---|---|---|
//! | refrain | `A - S` | `-h A` |
//! | probe, answer | `A - S - F` | `-h A - c - W` |
//! | probe, back down | `(1 - d) A - S - E` | `-h (1 - d) A - c + z E` |
//!
//! So a type answers when `F <= d A + E` (a large enough exposure ties every type's hands), and the
//! challenger, who believes that it will be answered with probability `b`, probes when `b` is below
//! `G / (G + c + W)`, where `G = h d A + z E - c` is what an unanswered probe gains it: exposure
//! makes the promise more credible and the bluff more tempting to call. Fearon (1994, 1997)
//! separates the two ways of making a promise cost something.

use serde::{Deserialize, Serialize};

use super::decision::unit;
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Folded, Game, LastMove, TieBreak, position};

/// The challenger's reply that accepts the rung.
pub const REFRAIN: &str = "refrain";
/// The challenger's reply that calls the promise.
pub const PROBE: &str = "probe";
/// The defender's last move that honours the promise.
pub const ANSWER: &str = "answer";
/// The defender's last move that breaks it.
pub const BACK_DOWN: &str = "back down";

/// A type of the defender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temper {
    /// The label of the type.
    pub name: String,
    /// Its prior probability.
    pub prior: Q,
    /// Its cost of answering a probe.
    pub fight: Q,
}

/// A level of commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The label of the message.
    pub name: String,
    /// The cost of sending it, whatever follows.
    pub sinking: Q,
    /// The loss when it is probed and not honoured.
    pub exposure: Q,
    /// The value of its aid once delivered.
    pub aid: Q,
    /// The share of the crisis that passes before the aid is there, in `0..=1`.
    #[serde(default)]
    pub delay: Q,
}

impl Rung {
    /// The value of its aid over the crisis: nothing while it is delayed.
    pub fn effect(&self) -> Q {
        &self.aid * &(Q::ONE - &self.delay)
    }
}

/// The challenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenger {
    /// Its loss for each unit of aid that arrives.
    pub harm: Q,
    /// Its gain for each unit of exposure that the defender loses by backing down.
    pub prize: Q,
    /// Its cost of a probe, whatever follows.
    pub probe: Q,
    /// Its loss when a probe is answered.
    pub fight: Q,
}

impl Challenger {
    /// The gain from an unanswered probe of a rung, which loses the defender this share of its aid.
    pub(super) fn gain(&self, disruption: &Q, rung: &Rung) -> Q {
        &(&self.harm * disruption) * &rung.effect() + &self.prize * &rung.exposure - &self.probe
    }

    /// The belief in an answer at which it is indifferent between probing the rung and not, or 0.
    pub(super) fn belief_needed(&self, disruption: &Q, rung: &Rung) -> Q {
        let gain = self.gain(disruption, rung);
        if gain.is_positive() { &gain / &(&gain + &self.probe + &self.fight) } else { Q::ZERO }
    }
}

/// A crisis with these types, rungs and challenger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crisis {
    /// The name of the game.
    pub name: String,
    /// The names of the defender and the challenger in reports.
    pub players: [String; 2],
    /// The defender's types.
    pub tempers: Vec<Temper>,
    /// The ladder, the lowest rung first: that one claims nothing, and those above it are threats.
    pub ladder: Vec<Rung>,
    /// The challenger.
    pub challenger: Challenger,
    /// The share of the aid that is lost when a probe goes unanswered, in `0..=1`.
    pub disruption: Q,
    /// The choice of a type that is indifferent between answering and backing down.
    #[serde(default)]
    pub ties: TieBreak,
}

impl Crisis {
    /// The game before the defender's last move is folded in.
    ///
    /// # Errors
    /// [`Error::Game`] when the ladder or the types do not make a game (no rung, a label twice,
    /// priors that are not positive or do not sum to 1), or the disruption or a delay is outside
    /// `0..=1`.
    pub fn last_move(&self) -> Result<LastMove, Error> {
        self.check()?;
        let Challenger { harm, prize, probe, fight } = &self.challenger;
        let whole = |_: usize, m: usize, _: usize| self.ladder[m].effect();
        let hurt = |_: usize, m: usize, _: usize| -(harm * &self.ladder[m].effect());
        let game = Game::from_function(
            self.tempers.iter().map(|t| t.name.as_str()),
            self.ladder.iter().map(|r| r.name.as_str()),
            [REFRAIN, PROBE],
            self.tempers.iter().map(|t| t.prior.clone()),
            whole,
            hurt,
        )?;
        let costs = |cost: fn(&Rung) -> &Q| {
            self.ladder.iter().map(move |r| (r.name.as_str(), cost(r).clone()))
        };
        let kept = Q::ONE - &self.disruption;
        let answer = |t: usize, m: usize| {
            let aid = self.ladder[m].effect();
            Some((&aid - &self.tempers[t].fight, -(harm * &aid) - probe - fight))
        };
        let back_down = |_: usize, m: usize| {
            let exposure = &self.ladder[m].exposure;
            let rest = &kept * &self.ladder[m].effect();
            Some((rest.clone(), prize * exposure - probe - &(harm * &rest)))
        };
        LastMove::new(&game.rename(&self.name)?)
            .with_move(PROBE, ANSWER, answer)?
            .with_move(PROBE, BACK_DOWN, back_down)?
            .with_message_costs(costs(|r| &r.sinking))?
            .with_audience_costs(PROBE, BACK_DOWN, costs(|r| &r.exposure))
    }

    /// The signalling game that is left when the last move is folded in.
    ///
    /// # Errors
    /// As [`Crisis::last_move`].
    pub fn game(&self) -> Result<Folded, Error> {
        Ok(self.last_move()?.fold(self.ties))
    }

    /// `[type][rung]`: the defender's last move when it is probed there.
    ///
    /// # Errors
    /// As [`Crisis::last_move`].
    pub fn last_moves(&self) -> Result<Vec<Vec<String>>, Error> {
        let folded = self.game()?;
        let probe = position(folded.game().actions(), PROBE, "action")?;
        let last = |t, m| folded.choice(t, m, probe).unwrap_or_default().to_string();
        let row = |t| (0..self.ladder.len()).map(|m| last(t, m)).collect();
        Ok((0..self.tempers.len()).map(row).collect())
    }

    /// The least belief in being answered that keeps the challenger from probing after rung `m`: at
    /// exactly this belief it is indifferent; 0 where even an unanswered probe gains it nothing.
    ///
    /// # Errors
    /// [`Error::Game`] when a number of the challenger is negative, the disruption is outside
    /// `0..=1` or there is no such rung.
    pub fn belief_needed(&self, m: usize) -> Result<Q, Error> {
        self.check()?;
        let rung = self.ladder.get(m).ok_or_else(|| {
            Error::Game(format!("there is no rung {m}: the ladder has {}", self.ladder.len()))
        })?;
        Ok(self.challenger.belief_needed(&self.disruption, rung))
    }

    fn check(&self) -> Result<(), Error> {
        unit(&self.disruption, || "disruption".into())?;
        for Rung { name, delay, .. } in &self.ladder {
            unit(delay, || format!("the delay of {name:?}"))?;
        }
        let Challenger { harm, prize, probe, fight } = &self.challenger;
        let numbers = [("harm", harm), ("prize", prize), ("probe", probe), ("fight", fight)];
        match numbers.iter().find(|(_, x)| x.is_negative()) {
            Some((name, x)) => Err(Error::Game(format!(
                "the challenger's {name} is {x}: costs and gains are given as numbers from 0 up"
            ))),
            None => Ok(()),
        }
    }

    /// The exposure from which a type with this cost of fighting answers at rung `m`, since backing
    /// down would cost it more: from here on its hands are tied.
    pub fn hands_tied_from(&self, m: usize, fight: &Q) -> Q {
        fight - &(&self.disruption * &self.ladder[m].effect())
    }
}
