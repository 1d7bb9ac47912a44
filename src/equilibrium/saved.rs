//! A result written down and read back: the strategies, from which everything else follows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::control::Stop;
use super::equilibria::Equilibria;
use super::ledger::Stats;
use super::outcome::Equilibrium;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::Game;

/// A result as it is written, one outcome after another.
#[derive(Serialize)]
struct Saving<'a> {
    game: &'a Game,
    outcomes: Outcomes<'a>,
    stopped: Option<Stop>,
    stats: &'a Stats,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    refined_by: &'a [String],
}

/// A result as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    game: Game,
    outcomes: Vec<SavedOutcome>,
    stopped: Option<Stop>,
    stats: Stats,
    #[serde(default)]
    refined_by: Vec<String>,
}

/// An outcome as it is written: `sender[t][m]` and, for messages on the path, `receiver[m][a]`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedOutcome {
    #[serde(deserialize_with = "within_budget")]
    sender: Vec<Vec<Q>>,
    receiver: Vec<Option<Vec<Q>>>,
    component: usize,
    relabellings: u128,
}

impl Serialize for Equilibria {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let saving = Saving {
            game: &self.game,
            outcomes: Outcomes(self),
            stopped: self.stopped,
            stats: &self.stats,
            refined_by: &self.refined_by,
        };
        saving.serialize(serializer)
    }
}

struct Outcomes<'a>(&'a Equilibria);

impl Serialize for Outcomes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcome = |eq: &Equilibrium| {
            checkpoint();
            SavedOutcome {
                sender: eq.sender().to_vec(),
                receiver: (0..self.0.game.messages().len())
                    .map(|m| eq.receiver(m).map(<[Q]>::to_vec))
                    .collect(),
                component: eq.component(),
                relabellings: eq.relabellings(),
            }
        };
        serializer.collect_seq(self.0.iter().map(outcome))
    }
}

/// The rows of an outcome, unless the budget is used up: there may be millions.
fn within_budget<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<Q>>, D::Error> {
    checkpoint();
    Vec::deserialize(deserializer)
}

impl<'de> Deserialize<'de> for Equilibria {
    /// Shapes are checked; whether the outcomes are equilibria is for
    /// [`verify`](super::verify::verify) to say.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Equilibria, D::Error> {
        let Saved { game, outcomes, stopped, stats, refined_by } =
            Saved::deserialize(deserializer)?;
        let (types, messages) = (game.types().len(), game.messages().len());
        let fits = |o: &SavedOutcome| {
            o.sender.len() == types
                && o.sender.iter().all(|row| row.len() == messages)
                && o.receiver.len() == messages
                && o.receiver.iter().flatten().all(|row| row.len() == game.actions().len())
                && (0..messages).all(|m| {
                    o.receiver[m].is_some() == o.sender.iter().any(|row| row[m].is_positive())
                })
        };
        if let Some(i) = outcomes.iter().position(|o| !fits(o)) {
            return Err(de::Error::custom(format!("outcomes[{i}] does not fit the game")));
        }
        let outcome = |o: SavedOutcome| {
            Equilibrium::new(&game, o.sender, o.receiver, o.component, o.relabellings)
        };
        let outcomes = outcomes.into_iter().map(outcome).collect();
        let mut all = Equilibria::assemble(&game, outcomes, stopped, stats);
        all.refined_by = refined_by;
        Ok(all)
    }
}
