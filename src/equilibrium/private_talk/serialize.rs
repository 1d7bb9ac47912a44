//! The file format of results: the strategies, from which everything else follows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::equilibria::WordEquilibria;
use super::outcome::{SaidReplies, WordEquilibrium};
use crate::equilibrium::result::Stop;
use crate::exact::Q;
use crate::game::{Game, WordProfile, WordStrategies};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEquilibria {
    game: Game,
    outcomes: Vec<StoredWords>,
    stopped: Option<Stop>,
    #[serde(default)]
    selected_from: Option<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredWords {
    sender: Vec<Vec<Q>>,
    words: WordStrategies,
    receiver: SaidReplies,
    component: usize,
}

impl Serialize for WordEquilibria {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = |eq: &WordEquilibrium| StoredWords {
            sender: eq.sender.clone(),
            words: eq.words.clone(),
            receiver: eq.receiver.clone(),
            component: eq.component,
        };
        let outcomes = self.iter().map(stored).collect();
        let (game, stopped, selected_from) = (self.game.clone(), self.stopped, self.selected_from);
        StoredEquilibria { game, outcomes, stopped, selected_from }.serialize(serializer)
    }
}

impl StoredWords {
    /// The outcome, if its strategies are strategies of the game, with a reply to all that is said.
    fn check(self, game: &Game) -> Result<WordEquilibrium, String> {
        // a word that is not said may have any reply
        let mut whole = Vec::new();
        for (set, rows) in game.information_sets().iter().zip(&self.receiver) {
            let reader = &game.readers()[set.audience()];
            let any = |m: usize| -> Vec<Q> {
                let first = reader.replies(m.min(game.messages().len() - 1))[0];
                (0..reader.actions().len()).map(|a| Q::from(i64::from(a == first))).collect()
            };
            let row = |(m, row): (usize, &Vec<Option<Vec<Q>>>)| -> Vec<Vec<Q>> {
                row.iter().map(|reply| reply.clone().unwrap_or_else(|| any(m))).collect()
            };
            whole.push(rows.iter().enumerate().map(row).collect());
        }
        let StoredWords { sender, words, receiver, component } = self;
        WordProfile::new(game, sender.clone(), words.clone(), whole).map_err(|e| e.to_string())?;
        let shaped = words
            .iter()
            .enumerate()
            .all(|(i, types)| types.iter().flatten().all(|row| row.len() == game.word_count(i)));
        if !shaped {
            return Err("the words are not those of the game".into());
        }
        let eq = WordEquilibrium { game: game.clone(), sender, words, receiver, component };
        for (r, set) in game.information_sets().iter().enumerate() {
            for m in 0..game.messages().len() {
                let said = eq.said(set.audience(), m);
                let sent = eq.posterior(m).is_some();
                let fits = |w: usize| eq.reply(r, m, w).is_some() == (sent && said.contains(&w));
                if !(0..game.word_count(set.audience())).all(fits) {
                    return Err("the replies are not those to the words that are said".into());
                }
            }
        }
        if !eq.holds_on_path() {
            return Err("the strategies are not optimal on the path".into());
        }
        for (m, label) in game.messages().iter().enumerate() {
            if eq.posterior(m).is_none() && eq.off_path(m).is_empty() {
                return Err(format!("no replies to {label:?}, which is not sent, support it"));
            }
        }
        Ok(eq)
    }
}

impl<'de> Deserialize<'de> for WordEquilibria {
    /// That the strategies are optimal on the path is checked, and that some replies to messages that
    /// are not sent support them.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WordEquilibria, D::Error> {
        let StoredEquilibria { game, outcomes, stopped, selected_from } =
            StoredEquilibria::deserialize(deserializer)?;
        let outcome = |(i, stored): (usize, StoredWords)| {
            stored.check(&game).map_err(|why| {
                de::Error::custom(format!("outcomes[{i}] does not fit the game: {why}"))
            })
        };
        let outcomes = outcomes.into_iter().enumerate().map(outcome).collect::<Result<_, _>>()?;
        Ok(WordEquilibria { game, outcomes, stopped, selected_from })
    }
}
