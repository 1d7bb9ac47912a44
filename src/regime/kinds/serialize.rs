//! The file format of a result: its signals and its certificate, from which the rest follows.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::by_name;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::{
    CREDIBILITY, Certificate, Heard, MessageShare, Objective, Promise, Question, Regime,
    RegimeKind, RegimeSolution, Signal, Unadvised, is_distribution, is_reply,
};

/// The fields of a result in the order in which they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SerializedRegime {
    game: Game,
    regime: String,
    objective: Objective,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heard: Option<Heard>,
    value: Q,
    attained: bool,
    experiment: Vec<Signal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unsent: Vec<Promise>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unadvised: Vec<Unadvised>,
    certificate: Certificate,
}

impl Serialize for Regime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = SerializedRegime {
            game: self.game.clone(),
            regime: self.kind.name.into(),
            objective: self.objective.clone(),
            heard: self.heard,
            value: self.value.clone(),
            attained: self.attained,
            experiment: self.experiment.clone(),
            unsent: self.unsent.clone(),
            unadvised: self.unadvised.clone(),
            certificate: self.certificate.clone(),
        };
        fields.serialize(serializer)
    }
}

/// The kind of this name, which may also be partial credibility: it is not in the table, since it
/// has a parameter.
fn kind(name: &str) -> Result<&'static RegimeKind, String> {
    if name == CREDIBILITY.name {
        return Ok(&CREDIBILITY);
    }
    by_name(name).map_err(|e| e.to_string())
}

impl<'de> Deserialize<'de> for Regime {
    /// Reads a result. Shapes and probabilities are checked here, everything else by
    /// [`Regime::verify`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Regime, D::Error> {
        let fields = SerializedRegime::deserialize(deserializer)?;
        let kind = kind(&fields.regime).map_err(de::Error::custom)?;
        let game = &fields.game;
        if fields.heard.is_none() != game.readers().is_empty() {
            return Err(de::Error::custom(
                "heard is for games with several readers, and needed there",
            ));
        }
        let question = Question::new(game, fields.objective).heard(fields.heard);
        question.weights().map_err(de::Error::custom)?;
        let (types, messages, actions) =
            (game.types().len(), game.messages().len(), game.actions().len());
        let readers = game.information_sets().len();
        let fits = |signal: &Signal| {
            is_distribution(&signal.belief, types)
                && signal.reader.is_none_or(|r| r < readers)
                && is_reply(game, signal.reader, &signal.belief, &signal.reply)
                && signal.message.is_none_or(|m| m < messages)
                && signal.probability.is_positive()
                && signal.official.as_ref().is_none_or(|q| !q.is_negative() && *q <= Q::ONE)
        };
        if let Some(i) = fields.experiment.iter().position(|signal| !fits(signal)) {
            return Err(de::Error::custom(format!("experiment[{i}] does not fit the game")));
        }
        // everybody hears the same, or every reader has an experiment of its own
        let mean = |reader: Option<usize>, t: usize| -> Q {
            let heard = fields.experiment.iter().filter(|signal| signal.reader == reader);
            heard.map(|signal| &signal.probability * &signal.belief[t]).sum()
        };
        let private = fields.experiment.iter().any(|signal| signal.reader.is_some());
        let hearers: Vec<Option<usize>> =
            if private { (0..readers).map(Some).collect() } else { vec![None] };
        if fields.experiment.iter().any(|signal| signal.reader.is_some() != private) {
            return Err(de::Error::custom(
                "some of the experiment is heard by all, and some is not",
            ));
        }
        let averages =
            |&reader: &Option<usize>| (0..types).all(|t| mean(reader, t) == game.prior()[t]);
        if !hearers.iter().all(averages) {
            return Err(de::Error::custom(
                "the beliefs of the experiment do not average the prior",
            ));
        }
        let promised = |promise: &Promise| {
            promise.message < messages && is_distribution(&promise.reply, actions)
        };
        if let Some(i) = fields.unsent.iter().position(|promise| !promised(promise)) {
            return Err(de::Error::custom(format!("unsent[{i}] does not fit the game")));
        }
        let answered = |one: &Unadvised| {
            one.report < types
                && one.told < messages
                && one.sent < messages
                && is_reply(game, None, game.prior(), &one.reply)
        };
        if let Some(i) = fields.unadvised.iter().position(|one| !answered(one)) {
            return Err(de::Error::custom(format!("unadvised[{i}] does not fit the game")));
        }
        if !fields.certificate.fits(game) {
            return Err(de::Error::custom("the certificate does not fit the game"));
        }
        let share = |signal: &Signal| MessageShare {
            message: signal.message.unwrap_or(0),
            reader: signal.reader,
            mass: signal.belief.iter().map(|x| x * &signal.probability).collect(),
            reply: signal.reply.clone(),
        };
        let solution = RegimeSolution {
            shares: fields.experiment.iter().map(share).collect(),
            certificate: fields.certificate,
            value: Some(fields.value),
            attained: fields.attained,
            unsent: fields.unsent,
            unadvised: fields.unadvised,
        };
        let mut regime = Regime::new(&question, kind, solution).map_err(de::Error::custom)?;
        for (signal, written) in regime.experiment.iter_mut().zip(fields.experiment) {
            signal.official = written.official;
        }
        Ok(regime)
    }
}
