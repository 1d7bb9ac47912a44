//! The file format of results: the strategies, from which everything else follows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::distinct::Distinct;
use super::equilibria::Equilibria;
use super::outcome::Equilibrium;
use super::stats::Stats;
use super::stop::Stop;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::game::{Channel, Game, GameFile, InformationSet, NoisyGame, Profile, check_profile};

/// A result as it is written, one outcome after another.
#[derive(Serialize)]
struct WrittenEquilibria<'a> {
    game: WrittenGame<'a>,
    #[serde(serialize_with = "write_outcomes")]
    outcomes: &'a Equilibria,
    stopped: Option<Stop>,
    stats: &'a Stats,
    #[serde(skip_serializing_if = "Option::is_none")]
    distinct: Option<Distinct>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    refined_by: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    selected_from: Option<usize>,
}

/// The game that a result is about, with its channel.
struct WrittenGame<'a>(&'a Equilibria);

impl Serialize for WrittenGame<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.channel {
            None => self.0.game.serialize(serializer),
            Some(channel) => self.0.game.seen_through(channel).serialize(serializer),
        }
    }
}

/// A result as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadEquilibria {
    game: GameFile,
    outcomes: Vec<StoredOutcome>,
    stopped: Option<Stop>,
    stats: Stats,
    #[serde(default)]
    distinct: Option<Distinct>,
    #[serde(default)]
    refined_by: Vec<String>,
    #[serde(default)]
    selected_from: Option<usize>,
}

/// An outcome as it is stored: `sender[t][m]` and, for messages on the path, `receiver[m][a]`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredOutcome {
    #[serde(deserialize_with = "within_budget")]
    sender: Vec<Vec<Q>>,
    receiver: Vec<Option<Vec<Q>>>,
    component: usize,
    relabellings: u128,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    reply_copies: u128,
}

fn one() -> u128 {
    1
}

fn is_one(n: &u128) -> bool {
    *n == 1
}

impl Serialize for Equilibria {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = WrittenEquilibria {
            game: WrittenGame(self),
            outcomes: self,
            stopped: self.stopped,
            stats: &self.stats,
            distinct: self.distinct,
            refined_by: &self.refined_by,
            selected_from: self.selected_from,
        };
        written.serialize(serializer)
    }
}

/// Writes the outcomes of a result, made one at a time.
fn write_outcomes<S: Serializer>(all: &Equilibria, serializer: S) -> Result<S::Ok, S::Error> {
    let outcome = |eq: &Equilibrium| {
        checkpoint();
        let messages = 0..all.seen().len();
        StoredOutcome {
            sender: eq.sender().to_vec(),
            receiver: messages.map(|m| eq.receiver(m).map(<[Q]>::to_vec)).collect(),
            component: eq.component(),
            relabellings: eq.relabellings(),
            reply_copies: eq.reply_copies(),
        }
    };
    serializer.collect_seq(all.iter().map(outcome))
}

/// The rows of an outcome. The budget is checked first, since there may be millions of outcomes.
fn within_budget<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<Q>>, D::Error> {
    checkpoint();
    Vec::deserialize(deserializer)
}

impl StoredOutcome {
    /// The outcome of a game with noise, likewise.
    fn check_noisy(self, noisy: &NoisyGame) -> Result<Equilibrium, String> {
        let (game, channel) = (noisy.game(), noisy.channel());
        let whole: Vec<Vec<Q>> = match self.receiver.len() == channel.signals().len() {
            true => (0..self.receiver.len())
                .map(|s| channel.completed(game, s, self.receiver[s].as_deref()))
                .collect(),
            false => Vec::new(),
        };
        check_profile(game, channel, &self.sender, &whole).map_err(|e| e.to_string())?;
        let eq = Equilibrium::with_noise(noisy, self.sender, self.receiver, self.component);
        if (0..eq.seen().len()).any(|s| eq.receiver(s).is_some() != eq.belief(s).is_some()) {
            return Err("the replies are not those to the signals that are seen".into());
        }
        check_noisy_path(&eq, channel)?;
        Ok(eq)
    }

    /// The outcome, if its strategies are strategies of the game and optimal on the path.
    fn check(self, game: &Game) -> Result<Equilibrium, String> {
        let sent = |m: usize| self.sender.iter().any(|row| row.get(m).is_some_and(Q::is_positive));
        let rows = self.receiver.iter().enumerate();
        if rows.clone().any(|(m, reply)| reply.is_some() != sent(m)) {
            return Err("the replies are not those to the messages that are sent".into());
        }
        // after a message that no type sends, any reply will do, and of readers who are not met
        let complete = |(m, reply): (usize, &Option<Vec<Q>>)| {
            let mut reply = reply.clone().unwrap_or_else(|| vec![Q::ZERO; game.actions().len()]);
            for set in game.information_sets() {
                let mut own = game.replies(m.min(game.messages().len() - 1)).iter().copied();
                let none = reply.get(set.actions()).is_some_and(|row| row.iter().all(Q::is_zero));
                let sends = |row: &Vec<Q>| row.get(m).is_some_and(Q::is_positive);
                let mut senders = self.sender.iter().zip(set.weights());
                let met = senders.any(|(row, weight)| weight.is_positive() && sends(row));
                let unmet = none && !met;
                if let Some(first) = own.find(|a| unmet && set.actions().contains(a)) {
                    reply[first] = Q::ONE;
                }
            }
            reply
        };
        let replies: Vec<Vec<Q>> = rows.map(complete).collect();
        let profile = Profile::new(game, &self.sender, &replies).map_err(|e| e.to_string())?;
        check_path(&profile)?;
        if self.relabellings == 0 || u32::try_from(self.component).is_err() {
            return Err("its component or its relabellings are none".into());
        }
        let StoredOutcome { sender, receiver, component, relabellings, reply_copies } = self;
        let copies = (relabellings, reply_copies == 1);
        Ok(Equilibrium::new(game, sender, receiver, component, copies))
    }
}

/// Checks that on the path each message is best for its senders and each reply is best.
fn check_path(profile: &Profile) -> Result<(), String> {
    let game = profile.game();
    let payoffs = profile.sender_payoffs();
    for m in 0..game.messages().len() {
        let Some(belief) = profile.posterior(m) else { continue };
        let likely = || (0..belief.len()).filter(|&t| belief[t].is_positive());
        let worth =
            |a: usize| -> Q { likely().map(|t| &belief[t] * game.receiver_payoff(t, m, a)).sum() };
        let meets = |set: &InformationSet, t: usize| set.weights()[t].is_positive();
        for set in game.information_sets() {
            let own = || game.replies(m).iter().filter(|a| set.actions().contains(a));
            let most = own().map(|&a| worth(a)).max();
            if own().any(|&a| profile.receiver()[m][a].is_positive() && most != Some(worth(a))) {
                return Err(format!("the reply to {:?} is not optimal", game.messages()[m]));
            }
        }
        // what types get by replies of readers who are not met, the outcome does not say
        let told = |t: usize| {
            let mut sets = game.information_sets().iter().filter(|set| meets(set, t));
            sets.all(|set| likely().any(|s| meets(set, s)))
        };
        for t in (0..payoffs.len()).filter(|&t| game.is_available(t, m) && told(t)) {
            let here = profile.message_payoff(t, m);
            if here > payoffs[t] || (belief[t].is_positive() && here != payoffs[t]) {
                return Err(format!("type {:?} gains by another message", game.types()[t]));
            }
        }
    }
    Ok(())
}

/// Checks likewise that messages and replies are best on the path of a game with noise.
fn check_noisy_path(eq: &Equilibrium, channel: &Channel) -> Result<(), String> {
    let game = eq.game();
    for s in eq.seen_on_path() {
        let worth = |a: usize| -> Q {
            let types = 0..game.types().len();
            let pairs = types.flat_map(|t| (0..game.messages().len()).map(move |m| (t, m)));
            let mass = |t: usize, m: usize| {
                &(&game.prior()[t] * &eq.sender()[t][m]) * &channel.noise()[t][m][s]
            };
            let pairs = pairs.filter(|&(t, m)| !eq.sender()[t][m].is_zero());
            pairs.map(|(t, m)| &mass(t, m) * game.receiver_payoff(t, m, a)).sum()
        };
        let reply = eq.receiver(s).unwrap_or_default();
        for (_, set) in channel.readers(game, s) {
            let own = || channel.replies(s).iter().filter(|a| set.actions().contains(a));
            let most = own().map(|&a| worth(a)).max();
            if own().any(|&a| reply[a].is_positive() && most != Some(worth(a))) {
                return Err(format!("the reply to {:?} is not optimal", eq.seen()[s]));
            }
        }
    }
    for (t, row) in eq.sender().iter().enumerate() {
        for (m, sent) in row.iter().enumerate().filter(|(m, _)| game.is_available(t, *m)) {
            // what types get by replies of readers who are not met, the outcome does not say
            let told = channel.seen(t, m).all(|(s, _)| {
                let mut readers = channel.readers(game, s);
                readers.all(|(_, set)| {
                    let reply = eq.receiver(s).unwrap_or_default();
                    set.weights()[t].is_zero()
                        || reply.get(set.actions()).is_some_and(|own| !own.iter().all(Q::is_zero))
                })
            });
            let Some(met) = eq.met(t, m).filter(|_| told) else { continue };
            let met = met.iter().enumerate().filter(|(_, q)| !q.is_zero());
            let here: Q = met.map(|(a, q)| q * game.sender_payoff(t, m, a)).sum();
            let payoff = &eq.sender_payoffs()[t];
            if here > *payoff || (sent.is_positive() && here != *payoff) {
                return Err(format!("type {:?} gains by another message", game.types()[t]));
            }
        }
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Equilibria {
    /// Strategies are checked on the path. Whether beliefs off the path support them, which takes
    /// as long as finding these, is for [`verify`](crate::equilibrium::verify::verify) to say.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Equilibria, D::Error> {
        let ReadEquilibria { game, outcomes, stopped, stats, distinct, refined_by, selected_from } =
            ReadEquilibria::deserialize(deserializer)?;
        let outcome = |(i, stored): (usize, StoredOutcome)| {
            let checked = match &game {
                GameFile::Plain(game) => stored.check(game),
                GameFile::Noisy(noisy) => stored.check_noisy(noisy),
            };
            checked.map_err(|why| {
                de::Error::custom(format!("outcomes[{i}] does not fit the game: {why}"))
            })
        };
        let outcomes = outcomes.into_iter().enumerate().map(outcome).collect::<Result<_, _>>()?;
        let mut all = match &game {
            GameFile::Plain(game) => Equilibria::assemble(game, outcomes, stopped, stats),
            GameFile::Noisy(noisy) => Equilibria::with_noise(noisy, outcomes, stopped, stats),
        };
        all.distinct = distinct;
        all.refined_by = refined_by;
        all.selected_from = selected_from;
        Ok(all)
    }
}
