//! Regimes of commitment: the same game under each of them, from cheap talk to a planner.
//!
//! # Definitions
//!
//! A *rule* gives the probability `y[t,a]` that type t meets action a. Two sorts of constraint bind
//! rules. Under *obedience* the receiver, who learns only which action is recommended to it, wants
//! to take it; under *honesty* no type of the sender prefers the row of another. Which of them hold
//! depends on who can commit, and the best rule for an [`Objective`] solves a linear programme:
//!
//! | regime | obedience | honesty | who commits | source |
//! |---|---|---|---|---|
//! | persuasion | yes | no | the sender | Kamenica and Gentzkow 2011 |
//! | mediation | yes | yes | a mediator | Myerson 1982 |
//! | robust persuasion | yes | no | the sender, with Nature against it | Dworczak and Pavan 2022 |
//! | credible persuasion | yes | no | the sender, to frequencies | Lin and Liu 2024 |
//! | arbitration | no | yes | the receiver | Holmström 1977 |
//! | first best | no | no | a planner | |
//! | talk | an equilibrium of the game as it is, the best or the worst | | nobody | |
//! | no talk | the receiver's best reply to the prior | | nobody | |
//!
//! So for every objective, without rounding,
//!
//! ```text
//! worst talk <= talk <= mediation <= persuasion, arbitration <= first best,
//! ```
//!
//! and for the sender no talk <= talk. The differences are the value of commitment.
//!
//! Where payoffs depend on the message, there are two kinds of persuasion: each message may carry
//! labels that tell its uses apart (*rich*, a linear programme over `[t,m,a]`), or is one signal
//! only (*given*, solved by branch and bound). Arbitration is then *screening*: the receiver
//! announces one reply to each message, found by branch and bound too. Persuasion when the receiver
//! breaks ties against the objective (*ties against*: Lipnowski, Ravid and Shishkin 2024) has a
//! value that need not be attained. Where Nature may also tell the receiver more, the value is what
//! is certain, and the rule is the best among those that are certain of it ([`Regime::hoped`]). So
//!
//! ```text
//! robust persuasion <= persuasion, ties against <= persuasion.
//! ```
//!
//! # Proofs
//!
//! A [`Regime`] carries the prices of its constraints. They are the cost of each, and prove that no
//! rule does better. [`Regime::verify`] checks this in exact arithmetic.
//!
//! # Example
//!
//! A prosecutor wants a conviction, a judge wants to convict the guilty, who are 3 in 10 (Kamenica
//! and Gentzkow 2011). Bound to report an investigation of its choice, it gets a conviction 6 times
//! in 10:
//!
//! ```
//! use schelling::regime::Objective;
//! use schelling::{Game, Q};
//!
//! let q = |text: &str| text.parse::<Q>().unwrap();
//! let table = |rows: [[i64; 2]; 2]| rows.map(|row| row.map(Q::from).to_vec()).to_vec();
//! let trial = Game::builder()
//!     .types(["innocent", "guilty"]).actions(["acquit", "convict"]).messages(["i", "g"])
//!     .prior([q("7/10"), q("3/10")])
//!     .cheap_talk(table([[0, 1], [0, 1]]), table([[1, 0], [0, 1]]))
//!     .build()?;
//! assert_eq!(trial.talk(Objective::Sender)?.value(), &q("0"));
//! let best = trial.persuasion(Objective::Sender)?;
//! assert_eq!(best.value(), &q("3/5"));
//! assert_eq!(best.rule()[0], [q("4/7"), q("3/7")]);
//! assert!(best.verify());
//! assert_eq!(best.reasons(), [
//!     "the sender would gain 1 for each unit that the receiver would give up to reply \
//!      \"convict\" rather than \"acquit\"",
//! ]);
//! # Ok::<(), schelling::Error>(())
//! ```

mod belief;
mod best_equilibrium;
mod certificate;
mod credibility;
mod dual_prices;
mod explain;
mod heard;
mod kind;
mod kinds;
mod mediation_proof;
mod objective;
mod program;
mod public;
mod public_proof;
mod question;
mod result;
mod robust_proof;
mod solution;
mod sometimes_best;
mod tie_class;
mod verify;

use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

pub use self::belief::{
    Blackwell, Envelope, Facet, Piecewise, Point, Triangle, Witness, blackwell, envelope, triangle,
};
pub use self::best_equilibrium::Best;
pub use self::certificate::{
    Certificate, Conflict, Constraint, Guarantee, Pool, Price, Temptation,
};
pub use self::credibility::{Curve, credibility, curve};
pub use self::heard::Heard;
pub use self::kind::RegimeKind;
pub use self::kinds::{Credible, Exchange, TABLE, by_name};
pub use self::objective::{Event, Objective};
pub use self::question::Question;
pub use self::result::{Regime, Signal};
pub use self::solution::{Promise, Unadvised};

// what the files of this folder share
use self::dual_prices::DualPrices;
use self::kind::{Adversary, CREDIBILITY};
use self::objective::{Weights, transparent_payoffs};
use self::program::{Mediation, MessageCopies, Optimum, RuleProgram, best_replies};
use self::robust_proof::{eligible, full_disclosure_values};
use self::solution::{
    MessageShare, RegimeSolution, is_distribution, is_reply, reader_of, sparse_row,
};
use self::sometimes_best::{is_sometimes_best, sometimes_best};
use self::tie_class::TieClass;

/// One objective under every regime that is defined for the game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The results, those with less commitment first.
    pub regimes: Vec<Regime>,
    /// The regimes without a result, by name, each with the reason.
    pub missing: Vec<(&'static str, String)>,
}

impl Comparison {
    /// Returns the result under the regime of this name; where several readers hear it in public and
    /// in private, that in public.
    pub fn get(&self, name: &str) -> Option<&Regime> {
        let wanted = by_name(name).ok()?;
        self.regimes.iter().find(|regime| regime.kind == wanted)
    }

    /// Returns the result under the regime of this name when several readers hear it so.
    pub fn get_heard(&self, name: &str, heard: Heard) -> Option<&Regime> {
        let wanted = by_name(name).ok()?;
        self.regimes.iter().find(|regime| regime.kind == wanted && regime.heard == Some(heard))
    }

    /// The amount by which a regime falls short of the first best.
    pub fn gap(&self, regime: &Regime) -> Option<Q> {
        Some(self.get(kinds::FIRST_BEST.name)?.value() - regime.value())
    }
}

/// Solves every regime for one objective.
///
/// A regime that meets a limit, such as talk in a large game, is among the missing. Each regime has
/// an equal part of the time that is left when its turn comes.
///
/// # Errors
///
/// [`Error::Game`] when the objective does not fit the game; [`Error::Limit`] when interrupted.
pub fn compare(question: &Question) -> Result<Comparison, Error> {
    let cheap = question.game().is_cheap_talk();
    let (mut regimes, mut missing) = (Vec::new(), Vec::new());
    let lines = TABLE.iter().filter(|line| cheap || line.costly);
    let lines: Vec<(&RegimeKind, Option<Heard>)> = match question.game().readers() {
        [] => lines.map(|kind| (kind, None)).collect(),
        _ => lines
            .flat_map(|kind| kind.heard.iter().map(move |&heard| (kind, Some(heard))))
            .filter(|(kind, heard)| {
                let asked = question.clone().heard(*heard);
                kind.hearing(&asked).is_ok() && (cheap || kind.name != kinds::ARBITRATION.name)
            })
            .collect(),
    };
    for (i, &(kind, heard)) in lines.iter().enumerate() {
        match kind.solve(&question.in_part((lines.len() - i) as u32).heard(heard)) {
            Ok(regime) => regimes.push(regime),
            Err(error) if error.is_limit() && !question.interrupted() => {
                missing.push((kind.name, error.to_string()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Comparison { regimes, missing })
}

impl Game {
    /// Finds the receiver's best reply to the prior; of several, the one that is best for the
    /// objective.
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn no_talk(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("no_talk", objective)
    }

    /// Finds the best equilibrium of the game as it is.
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn talk(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("talk", objective)
    }

    /// Finds the worst equilibrium of the game as it is.
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn worst_talk(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("worst_talk", objective)
    }

    /// Finds the best rule of a mediator, to whom the sender is honest and whom the receiver obeys
    /// (Myerson 1982).
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn mediation(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("mediation", objective)
    }

    /// Finds the best experiment that the sender can commit to (Kamenica and Gentzkow 2011). Each
    /// message may carry any number of labels, and the receiver breaks ties for the objective.
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn persuasion(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("persuasion", objective)
    }

    /// Finds the best rule that the receiver can commit to (Holmström 1977).
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn arbitration(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("arbitration", objective)
    }

    /// Finds the best rule of a planner whom everybody obeys.
    ///
    /// # Errors
    /// As [`RegimeKind::solve`].
    pub fn first_best(&self, objective: Objective) -> Result<Regime, Error> {
        self.regime("first_best", objective)
    }

    /// Finds the best under the regime of this name, a line of [`TABLE`].
    ///
    /// # Errors
    /// As [`RegimeKind::solve`], and when there is no such regime.
    pub fn regime(&self, name: &str, objective: Objective) -> Result<Regime, Error> {
        by_name(name)?.solve(&Question::new(self, objective))
    }

    /// Solves every regime for one objective.
    ///
    /// # Errors
    /// As [`compare`].
    pub fn regimes(&self, objective: Objective) -> Result<Comparison, Error> {
        compare(&Question::new(self, objective))
    }
}
