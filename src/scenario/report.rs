//! The solution of a crisis: the ladder, every equilibrium, and the promise in each.

use serde::{Serialize, Serializer};

use super::crisis::{ANSWER, Crisis, PROBE};
use super::measures::{Measures, Span, Threat};
use crate::equilibrium::{Equilibrium, Kind, Search};
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Folded, Tie, position};

/// A rung of the ladder, and the belief that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RungReport {
    /// The label of the message.
    pub message: String,
    /// The cost of sending it.
    pub sinking: Q,
    /// The loss when it is probed and not honoured.
    pub exposure: Q,
    /// The value of its aid over the crisis.
    pub aid: Q,
    /// The label of each type's last move when it is probed here.
    pub last_moves: Vec<String>,
    /// The exposure from which each type answers, its hands tied.
    pub hands_tied_from: Vec<Q>,
    /// The belief in being answered that keeps the challenger from probing.
    pub belief_needed: Q,
    /// The belief when all types send this message.
    pub believed_if_all: Q,
    /// Does the message deter a probe when all types send it?
    pub deters_if_all: bool,
}

/// One extreme equilibrium outcome, with its measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EquilibriumReport {
    /// The kind of outcome, by what it reveals.
    pub kind: Kind,
    /// The outcome component that it belongs to.
    pub component: usize,
    /// `[type][message]`: the probability that the type sends the message.
    pub sender: Vec<Vec<Q>>,
    /// The payoff of each type of the defender.
    pub payoffs: Vec<Q>,
    /// The defender's expected payoff.
    pub defender: Q,
    /// The challenger's expected payoff.
    pub challenger: Q,
    /// How far the promise is believed, and how often it is a bluff that is called.
    pub measures: Measures,
}

/// A crisis and all its equilibria.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrisisReport {
    /// The name of the crisis.
    pub name: String,
    /// The names of the defender and the challenger.
    #[serde(serialize_with = "listed")]
    pub players: [String; 2],
    /// Labels of the defender's types.
    pub types: Vec<String>,
    /// Their prior probabilities.
    pub prior: Vec<Q>,
    /// The ladder, the lowest rung first.
    pub ladder: Vec<RungReport>,
    /// Every case of a type indifferent between answering and backing down.
    pub ties: Vec<Tie>,
    /// Every extreme equilibrium outcome.
    pub equilibria: Vec<EquilibriumReport>,
    /// Is the list of equilibria complete?
    pub complete: bool,
}

/// A list, as in JSON, in formats that tell tuples and lists apart.
fn listed<S: Serializer>(players: &[String; 2], serializer: S) -> Result<S::Ok, S::Error> {
    players.as_slice().serialize(serializer)
}

impl Crisis {
    /// Folds in the last move, finds every equilibrium and measures the promise in each.
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
    /// The span of a measure over the equilibria, or `None` when there are none.
    pub fn span(&self, measure: impl Fn(&Measures) -> Q) -> Option<Span> {
        Span::of(self.equilibria.iter().map(|e| measure(&e.measures)))
    }
}
