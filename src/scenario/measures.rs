//! Measures of a promise in equilibrium: its credibility, how often it is a bluff, and how often
//! the bluff is called.

use serde::Serialize;

use crate::equilibrium::Equilibrium;
use crate::error::Error;
use crate::exact::Q;
use crate::game::{Folded, position};

/// The messages that are threats, the reply that calls them, and the types that would carry them
/// out.
///
/// ```
/// use schelling::equilibrium::Search;
/// use schelling::scenario::{Threat, nato};
///
/// let folded = nato::game(&nato::Parameters::default())?;
/// let threats = ["NATO command", "trainers", "invitation"];
/// let threat = Threat::new(&folded, threats, "probe", "answer")?;
/// for equilibrium in &folded.game().equilibria(&Search::default())? {
///     let measures = threat.measure(equilibrium);
///     assert!(measures.bluff_called <= measures.bluff);
/// }
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Threat {
    /// `[m]`: is it a threat?
    threats: Vec<bool>,
    /// The reply that calls a threat.
    call: usize,
    /// `[t][m]`: would type t, called after m, do what it threatened?
    honours: Vec<Vec<bool>>,
}

/// The least and the greatest value of a quantity that equilibrium does not pin down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The least.
    pub low: Q,
    /// The greatest.
    pub high: Q,
}

impl Span {
    /// The span of some values, or `None` of none.
    pub fn of(values: impl IntoIterator<Item = Q>) -> Option<Span> {
        values.into_iter().fold(None, |span: Option<Span>, x| match span {
            None => Some(Span { low: x.clone(), high: x }),
            Some(Span { low, high }) => Some(Span { low: low.min(x.clone()), high: high.max(x) }),
        })
    }
}

/// The standing of one message in an equilibrium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its label.
    pub message: String,
    /// The probability that it is sent.
    pub sent: Q,
    /// Its credibility: the probability, once it is sent, that its sender would honour it if
    /// called. For an unsent message, the span over the beliefs that support the outcome.
    pub credibility: Span,
    /// The probability of a call once it is sent. For an unsent message, the span over the replies
    /// that support the outcome.
    pub called: Span,
}

/// The promises in an equilibrium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// The standing of each message.
    pub messages: Vec<Standing>,
    /// The probability of a bluff: a threat sent by a type that would not carry it out.
    pub bluff: Q,
    /// The probability of a bluff given a type that would fail to carry out some threat; 0 if there
    /// is no such type.
    pub bluff_rate: Q,
    /// The probability of a bluff that is called.
    pub bluff_called: Q,
    /// The probability of a call, after whatever message.
    pub called: Q,
    /// The probability of a call that is answered.
    pub honoured: Q,
}

impl Threat {
    /// The messages named are threats; `call` is the reply that tests them, and `honour` the last
    /// move that carries them out.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message, an action or a last move of the game.
    pub fn new<L: AsRef<str>>(
        folded: &Folded,
        messages: impl IntoIterator<Item = L>,
        call: &str,
        honour: &str,
    ) -> Result<Threat, Error> {
        let game = folded.game();
        let mut threats = vec![false; game.messages().len()];
        for label in messages {
            threats[position(game.messages(), label.as_ref(), "message")?] = true;
        }
        let call = position(game.actions(), call, "action")?;
        position(folded.moves(), honour, "last move")?;
        let honours = |t| {
            let row = 0..game.messages().len();
            row.map(|m| folded.choice(t, m, call) == Some(honour)).collect()
        };
        let honours = (0..game.types().len()).map(honours).collect();
        Ok(Threat { threats, call, honours })
    }

    /// The measures of the threats in this equilibrium of the folded game.
    pub fn measure(&self, equilibrium: &Equilibrium) -> Measures {
        let game = equilibrium.game();
        let messages: Vec<Standing> =
            (0..game.messages().len()).map(|m| self.standing(equilibrium, m)).collect();
        let called = |m: usize| equilibrium.receiver(m).map_or(Q::ZERO, |r| r[self.call].clone());
        let mut all = Measures {
            messages,
            bluff: Q::ZERO,
            bluff_rate: Q::ZERO,
            bluff_called: Q::ZERO,
            called: Q::ZERO,
            honoured: Q::ZERO,
        };
        let mut bluffers = Q::ZERO;
        for (t, (prior, row)) in game.prior().iter().zip(equilibrium.sender()).enumerate() {
            let fails =
                |m: usize| self.threats[m] && game.is_available(t, m) && !self.honours[t][m];
            if (0..row.len()).any(fails) {
                bluffers += prior;
            }
            for (m, sent) in row.iter().enumerate().filter(|(_, sent)| sent.is_positive()) {
                let sent = prior * sent;
                let probed = &sent * &called(m);
                if fails(m) {
                    all.bluff += &sent;
                    all.bluff_called += &probed;
                }
                if self.honours[t][m] {
                    all.honoured += &probed;
                }
                all.called += &probed;
            }
        }
        if bluffers.is_positive() {
            all.bluff_rate = &all.bluff / &bluffers;
        }
        all
    }

    fn standing(&self, equilibrium: &Equilibrium, m: usize) -> Standing {
        let believed = |belief: &[Q]| -> Q {
            let firm = belief.iter().zip(&self.honours).filter(|(_, honours)| honours[m]);
            firm.map(|(probability, _)| probability.clone()).sum()
        };
        let (credibility, called) = match (equilibrium.belief(m), equilibrium.receiver(m)) {
            (Some(belief), Some(reply)) => {
                (Span::of([believed(belief)]), Span::of([reply[self.call].clone()]))
            }
            _ => {
                let supports = equilibrium.off_path(m);
                let beliefs = supports.iter().flat_map(|support| &support.beliefs);
                (
                    Span::of(beliefs.map(|belief| believed(belief))),
                    Span::of(supports.iter().map(|support| support.reply[self.call].clone())),
                )
            }
        };
        // Every outcome has supporting replies; without any listed, nothing would be known.
        let anything = || Span { low: Q::ZERO, high: Q::ONE };
        Standing {
            message: equilibrium.game().messages()[m].clone(),
            sent: equilibrium.probability(m),
            credibility: credibility.unwrap_or_else(anything),
            called: called.unwrap_or_else(anything),
        }
    }
}
