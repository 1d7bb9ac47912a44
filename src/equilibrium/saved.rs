//! A result written down and read back: the strategies, from which everything else follows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::control::Stop;
use super::equilibria::Equilibria;
use super::ledger::Stats;
use super::outcome::Equilibrium;
use crate::exact::Q;
use crate::game::Game;

/// A result as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    game: Game,
    outcomes: Vec<SavedOutcome>,
    stopped: Option<Stop>,
    stats: Stats,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refined_by: Vec<String>,
}

/// An outcome as it is written: `sender[t][m]` and, for messages on the path, `receiver[m][a]`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedOutcome {
    sender: Vec<Vec<Q>>,
    receiver: Vec<Option<Vec<Q>>>,
    component: usize,
    relabellings: u128,
}

impl Serialize for Equilibria {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcome = |eq: &Equilibrium| SavedOutcome {
            sender: eq.sender().to_vec(),
            receiver: (0..self.game.messages().len())
                .map(|m| eq.receiver(m).map(<[Q]>::to_vec))
                .collect(),
            component: eq.component(),
            relabellings: eq.relabellings(),
        };
        let saved = Saved {
            game: self.game.clone(),
            outcomes: self.outcomes.iter().map(outcome).collect(),
            stopped: self.stopped,
            stats: self.stats.clone(),
            refined_by: self.refined_by.clone(),
        };
        saved.serialize(serializer)
    }
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
