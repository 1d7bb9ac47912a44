//! A regime written down and read back: its signals and its proof, from which the rest follows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::credibility::CREDIBILITY;
use super::kind::RegimeKind;
use super::kinds::by_name;
use super::objective::Objective;
use super::result::{Asked, Certificate, MessageShare, Promise, Regime, Signal};
use crate::exact::Q;
use crate::game::Game;

/// A regime as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    game: Game,
    regime: String,
    objective: Objective,
    value: Q,
    attained: bool,
    experiment: Vec<Signal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unsent: Vec<Promise>,
    certificate: Certificate,
}

impl Serialize for Regime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let saved = Saved {
            game: self.game.clone(),
            regime: self.kind.name.into(),
            objective: self.objective.clone(),
            value: self.value.clone(),
            attained: self.attained,
            experiment: self.experiment.clone(),
            unsent: self.unsent.clone(),
            certificate: self.certificate.clone(),
        };
        saved.serialize(serializer)
    }
}

fn kind(name: &str) -> Result<&'static RegimeKind, String> {
    if name == CREDIBILITY.name {
        return Ok(&CREDIBILITY);
    }
    by_name(name).map_err(|e| e.to_string())
}

fn is_distribution(row: &[Q], length: usize) -> bool {
    row.len() == length && !row.iter().any(Q::is_negative) && row.iter().sum::<Q>() == Q::ONE
}

impl<'de> Deserialize<'de> for Regime {
    /// Shapes and probabilities are checked; whether the rest is true is for [`Regime::verify`] to say.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Regime, D::Error> {
        let saved = Saved::deserialize(deserializer)?;
        let kind = kind(&saved.regime).map_err(de::Error::custom)?;
        let (game, objective) = (&saved.game, &saved.objective);
        let weights = objective.weights(game).map_err(de::Error::custom)?;
        let (types, messages, actions) =
            (game.types().len(), game.messages().len(), game.actions().len());
        let fits = |signal: &Signal| {
            is_distribution(&signal.belief, types)
                && is_distribution(&signal.reply, actions)
                && signal.message.is_none_or(|m| m < messages)
                && signal.probability.is_positive()
                && signal.official.as_ref().is_none_or(|q| !q.is_negative() && *q <= Q::ONE)
        };
        if let Some(i) = saved.experiment.iter().position(|signal| !fits(signal)) {
            return Err(de::Error::custom(format!("experiment[{i}] does not fit the game")));
        }
        let mean = |t: usize| -> Q {
            saved.experiment.iter().map(|signal| &signal.probability * &signal.belief[t]).sum()
        };
        if (0..types).any(|t| mean(t) != game.prior()[t]) {
            return Err(de::Error::custom(
                "the beliefs of the experiment do not average the prior",
            ));
        }
        let promised = |promise: &Promise| {
            promise.message < messages && is_distribution(&promise.reply, actions)
        };
        if let Some(i) = saved.unsent.iter().position(|promise| !promised(promise)) {
            return Err(de::Error::custom(format!("unsent[{i}] does not fit the game")));
        }
        if !saved.certificate.fits(game) {
            return Err(de::Error::custom("the certificate does not fit the game"));
        }
        let lot = |signal: &Signal| MessageShare {
            message: signal.message.unwrap_or(0),
            mass: signal.belief.iter().map(|x| x * &signal.probability).collect(),
            reply: signal.reply.clone(),
        };
        let lots: Vec<MessageShare> = saved.experiment.iter().map(lot).collect();
        let asked = Asked { game, objective, weights: &weights };
        let mut regime = Regime::new(&asked, kind, &lots, saved.certificate);
        (regime.value, regime.attained) = (saved.value, saved.attained);
        regime.unsent = saved.unsent;
        for (signal, saved) in regime.experiment.iter_mut().zip(saved.experiment) {
            signal.official = saved.official;
        }
        Ok(regime)
    }
}
