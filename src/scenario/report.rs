//! A crisis, solved and told: the ladder, every equilibrium, and what each does to the promise.

use std::fmt;

use serde::Serialize;

use super::crisis::{ANSWER, Crisis, PROBE};
use super::measures::{Measures, Span, Standing, Threat};
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

impl RungReport {
    fn describe_last_moves(&self, types: &[String]) -> String {
        let does = |(kind, does): (&String, &String)| format!("{kind} {does}");
        types.iter().zip(&self.last_moves).map(does).collect::<Vec<_>>().join(", ")
    }
}

/// A number as a reader wants it: whole, or three decimals, or what keeps it apart from 0 and 1
/// when that would round away.
pub(super) fn decimal(x: &Q) -> String {
    const CLOSE: f64 = 0.0005;
    let near = x.to_f64();
    let short = (Q::ONE - x).to_f64();
    if near.fract() == 0.0 && *x == Q::from(near as i64) {
        format!("{near}")
    } else if near.abs() < CLOSE {
        format!("{near:.1e}")
    } else if short > 0.0 && short < CLOSE {
        ">0.999".into()
    } else {
        format!("{near:.3}").trim_end_matches('0').trim_end_matches('.').into()
    }
}

/// A number as a reader wants it, after the exact fraction when that is short.
pub(super) fn exact(x: &Q) -> String {
    let (fraction, near) = (x.to_string(), decimal(x));
    if fraction == near || fraction.len() > 9 { near } else { format!("{fraction} ({near})") }
}

/// Both ends of a span, or the one number that they are.
pub(super) fn range(span: &Span) -> String {
    let (low, high) = (decimal(&span.low), decimal(&span.high));
    if low == high { low } else { format!("{low} to {high}") }
}

impl fmt::Display for CrisisReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width =
            self.ladder.iter().map(|r| r.message.chars().count()).max().unwrap_or(0).max(10);
        writeln!(
            f,
            "{:width$}  {:>7}  {:>8}  {:>5}  {:>13}  {:>19}  when probed",
            "The ladder", "sinking", "exposure", "aid", "belief needed", "all hands tied from",
        )?;
        for rung in &self.ladder {
            writeln!(
                f,
                "{:width$}  {:>7}  {:>8}  {:>5}  {:>13}  {:>19}  {}",
                rung.message,
                decimal(&rung.sinking),
                decimal(&rung.exposure),
                decimal(&rung.aid),
                exact(&rung.belief_needed),
                rung.hands_tied_from.iter().max().map(decimal).unwrap_or_default(),
                rung.describe_last_moves(&self.types)
            )?;
        }
        for tie in &self.ties {
            writeln!(
                f,
                "tie: {} after {} and {} is indifferent between {}; the first is taken",
                tie.kind,
                tie.message,
                tie.reply,
                tie.moves.join(" and ")
            )?;
        }
        let whole = if self.complete { "all of them" } else { "the search was stopped early" };
        writeln!(f, "\nEquilibria: {} extreme outcomes ({whole})", self.equilibria.len())?;
        self.equilibria.iter().enumerate().try_for_each(|(i, equilibrium)| {
            writeln!(f)?;
            self.write_equilibrium(f, i, equilibrium, width)
        })
    }
}

impl CrisisReport {
    fn write_equilibrium(
        &self,
        f: &mut fmt::Formatter<'_>,
        i: usize,
        equilibrium: &EquilibriumReport,
        width: usize,
    ) -> fmt::Result {
        let measures = &equilibrium.measures;
        write!(f, "{}. {}:", i + 1, equilibrium.kind)?;
        for (kind, row) in self.types.iter().zip(&equilibrium.sender) {
            let sent = row.iter().zip(&self.ladder).filter(|(sigma, _)| sigma.is_positive());
            let sent = sent.map(|(sigma, rung)| match *sigma == Q::ONE {
                true => rung.message.clone(),
                false => format!("{} {}", rung.message, decimal(sigma)),
            });
            write!(f, " {kind} sends {};", sent.collect::<Vec<_>>().join(", "))?;
        }
        writeln!(
            f,
            " worth {} to {}, {} to {}",
            decimal(&equilibrium.defender),
            self.players[0],
            decimal(&equilibrium.challenger),
            self.players[1]
        )?;
        for Standing { message, sent, credibility, called } in &measures.messages {
            writeln!(
                f,
                "   {message:width$}  sent {:>6}  believed {:14}  probed {}",
                decimal(sent),
                range(credibility),
                range(called)
            )?;
        }
        writeln!(
            f,
            "   bluff {} (of those who would back down {}), called {}; probed {}, answered {}",
            decimal(&measures.bluff),
            decimal(&measures.bluff_rate),
            decimal(&measures.bluff_called),
            decimal(&measures.called),
            decimal(&measures.honoured)
        )
    }
}
