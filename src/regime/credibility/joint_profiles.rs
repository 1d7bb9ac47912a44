//! Partial credibility with several readers who all hear the report.
//!
//! Where the sender's payoff from every reply is the same for all its types, and so are the chances of
//! the readers' types, a profile of replies is worth one number to all of them. The game is then that
//! of one receiver whose actions are the profiles that are optimal together at some belief, and whose
//! payoff is the readers' sum: at every belief the best of these are the profiles of best replies.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::regime::{
    CREDIBILITY, Heard, MessageShare, Objective, Question, Regime, RegimeSolution, joint_replies,
};

/// The most profiles. A round number, not tuned: a game with more is refused.
const MAX_PROFILES: usize = 2_000;

/// The game of one receiver whose actions are profiles of replies.
pub(super) struct JointProfiles {
    pub(super) game: Game,
    profiles: Vec<Vec<usize>>,
}

impl JointProfiles {
    /// The profiles of a cheap-talk game with several readers, or one who has types.
    pub(super) fn new(question: &Question) -> Result<JointProfiles, Error> {
        let game = question.game();
        CREDIBILITY.require_cheap_talk(game, "")?;
        let types = game.types().len();
        let alike = game.information_sets().iter().all(|set| {
            let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a);
            set.weights().iter().all(|weight| weight == &set.weights()[0])
                && set.actions().all(|a| (1..types).all(|t| payoff(t, a) == payoff(0, a)))
        });
        if !alike {
            return Err(Error::Game(
                "partial credibility of several readers is defined where the sender's payoff from \
                 every reply, and the chances of the readers' types, are the same for all its types"
                    .into(),
            ));
        }
        let mut found: BTreeSet<Vec<usize>> = BTreeSet::new();
        for joint in joint_replies(question)? {
            let mut profiles: Vec<Vec<usize>> = vec![Vec::new()];
            for own in joint {
                let longer = |profile: &Vec<usize>| {
                    let profile = profile.clone();
                    own.clone().into_iter().map(move |a| [profile.as_slice(), &[a]].concat())
                };
                profiles = profiles.iter().flat_map(longer).collect();
                if found.len() + profiles.len() > MAX_PROFILES {
                    return Err(Error::Limit(format!(
                        "more than {MAX_PROFILES} profiles of replies are optimal together, too \
                         many for partial credibility"
                    )));
                }
            }
            found.extend(profiles);
        }
        let profiles: Vec<Vec<usize>> = found.into_iter().collect();
        let table = |payoff: &dyn Fn(usize, usize) -> Q| -> Vec<Vec<Q>> {
            let row = |t| {
                let sum = |profile: &Vec<usize>| profile.iter().map(|&a| payoff(t, a)).sum();
                profiles.iter().map(sum).collect()
            };
            (0..types).map(row).collect()
        };
        let sender = table(&|t, a| game.sender_payoff(t, 0, a).clone());
        let receiver = table(&|t, a| game.receiver_payoff(t, 0, a).clone());
        let messages = game.messages().to_vec();
        let game = Game::cheap_talk(sender, receiver, game.prior().to_vec(), messages)?;
        Ok(JointProfiles { game, profiles })
    }

    /// The result for the game of readers, from that for the game of profiles.
    pub(super) fn by_reader(&self, question: &Question, found: &Regime) -> Result<Regime, Error> {
        let question = Question::new(question.game(), Objective::Sender).heard(Heard::Public);
        let shares = found.experiment.iter().zip(found.masses()).map(|(signal, mass)| {
            let mut reply = vec![Q::ZERO; question.game().actions().len()];
            for (profile, q) in self.profiles.iter().zip(&signal.reply) {
                profile.iter().for_each(|&a| reply[a] += q);
            }
            MessageShare::public(0, mass, reply)
        });
        let solution = RegimeSolution::new(shares.collect(), found.certificate.clone());
        let mut regime = Regime::new(&question, &CREDIBILITY, solution)?;
        for (signal, other) in regime.experiment.iter_mut().zip(&found.experiment) {
            signal.official.clone_from(&other.official);
        }
        Ok(regime)
    }
}
