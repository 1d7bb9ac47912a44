//! A crisis, solved and told: the ladder, every equilibrium, and what each does to the promise.

use serde::{Serialize, Serializer};

use super::crisis::{ANSWER, Crisis, PROBE};
use super::measures::{Measures, Span, Threat};
use crate::equilibrium::{Equilibrium, Kind, Search};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Folded, Tie, position};

/// A rung of the ladder, and what it takes to be believed on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RungReport {
    /// The label of the message.
    pub message: String,
    /// What it costs when sent.
    pub sinking: Q,
    /// What is lost if it is probed and not honoured.
    pub exposure: Q,
    /// What its aid is worth over the crisis.
    pub aid: Q,
    /// What each type does when probed, by the label of its last move.
    pub last_moves: Vec<String>,
    /// The exposure from which each type answers, its hands tied.
    pub hands_tied_from: Vec<Q>,
    /// The belief in being answered that keeps the challenger from probing.
    pub belief_needed: Q,
    /// The belief that it has when everybody sends this message.
    pub believed_if_all: Q,
    /// Is that enough: does the message deter when everybody sends it?
    pub deters_if_all: bool,
}

/// One extreme equilibrium outcome and what it does to the promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EquilibriumReport {
    /// What it reveals.
    pub kind: Kind,
    /// The outcome component that it belongs to.
    pub component: usize,
    /// `[type][message]`: how often each type sends each message.
    pub sender: Vec<Vec<Q>>,
    /// What each type of the defender gets.
    pub payoffs: Vec<Q>,
    /// What the defender gets on average.
    pub defender: Q,
    /// What the challenger gets on average.
    pub challenger: Q,
    /// How far it is believed, and how often it bluffs and is called.
    pub measures: Measures,
}

/// A crisis and all its equilibria.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrisisReport {
    /// What it is called.
    pub name: String,
    /// How the defender and the challenger are called.
    #[serde(serialize_with = "listed")]
    pub players: [String; 2],
    /// Labels of the defender's types.
    pub types: Vec<String>,
    /// Their prior probabilities.
    pub prior: Vec<Q>,
    /// The ladder, the lowest rung first.
    pub ladder: Vec<RungReport>,
    /// Where a type is indifferent between answering and backing down.
    pub ties: Vec<Tie>,
    /// Every extreme equilibrium outcome.
    pub equilibria: Vec<EquilibriumReport>,
    /// Was the whole search closed, so that none is missing?
    pub complete: bool,
}

/// A list, as in JSON, in formats that tell tuples and lists apart.
fn listed<S: Serializer>(players: &[String; 2], serializer: S) -> Result<S::Ok, S::Error> {
    players.as_slice().serialize(serializer)
}

impl Crisis {
    /// Fold, solve and measure.
    ///
    /// # Errors
    /// As [`Crisis::game`] and the search.
    pub fn report(&self, search: &Search) -> Result<CrisisReport, Error> {
        let folded = self.game()?;
        let game = folded.game();
        let equilibria = game.equilibria(search)?;
        let threat = Threat::new(&folded, &game.messages()[1..], PROBE, ANSWER)?;
        let ladder = (0..self.ladder.len()).map(|m| self.rung_report(&folded, m));
        Ok(CrisisReport {
            name: self.name.clone(),
            players: self.players.clone(),
            types: game.types().to_vec(),
            prior: game.prior().to_vec(),
            ladder: ladder.collect::<Result<_, _>>()?,
            ties: folded.ties().to_vec(),
            equilibria: equilibria.iter().map(|e| EquilibriumReport::new(e, &threat)).collect(),
            complete: equilibria.complete(),
        })
    }

    fn rung_report(&self, folded: &Folded, m: usize) -> Result<RungReport, Error> {
        let rung = &self.ladder[m];
        let probe = position(folded.game().actions(), PROBE, "action")?;
        let last_move = |t: usize| folded.choice(t, m, probe).unwrap_or_default();
        let last_moves: Vec<&str> = (0..self.tempers.len()).map(last_move).collect();
        let firm = self.tempers.iter().zip(&last_moves).filter(|(_, z)| **z == ANSWER);
        let believed_if_all: Q = firm.map(|(temper, _)| temper.prior.clone()).sum();
        let belief_needed = self.belief_needed(m)?;
        Ok(RungReport {
            message: rung.name.clone(),
            sinking: rung.sinking.clone(),
            exposure: rung.exposure.clone(),
            aid: rung.effect(),
            hands_tied_from: self
                .tempers
                .iter()
                .map(|t| self.hands_tied_from(m, &t.fight))
                .collect(),
            last_moves: last_moves.into_iter().map(String::from).collect(),
            deters_if_all: believed_if_all >= belief_needed,
            belief_needed,
            believed_if_all,
        })
    }
}

impl EquilibriumReport {
    fn new(equilibrium: &Equilibrium, threat: &Threat) -> EquilibriumReport {
        EquilibriumReport {
            kind: equilibrium.kind(),
            component: equilibrium.component(),
            sender: equilibrium.sender().to_vec(),
            payoffs: equilibrium.sender_payoffs().to_vec(),
            defender: equilibrium.sender_payoff(),
            challenger: equilibrium.receiver_payoff().clone(),
            measures: threat.measure(equilibrium),
        }
    }
}

impl CrisisReport {
    /// The span of a measure over the equilibria, `None` when there are none.
    pub fn span(&self, measure: impl Fn(&Measures) -> Q) -> Option<Span> {
        Span::of(self.equilibria.iter().map(|e| measure(&e.measures)))
    }
}
