//! A promise that binds only once it is ratified, and the window in which it invites an attack.
//!
//! The challenger strikes at once, strikes later if it still can, or waits. Between the two periods
//! the promise is ratified with probability `r`; then nobody can strike any more, and the
//! challenger has lost `L`. Before that a resolved defender answers a strike, which costs the
//! challenger `W`; an unresolved one does not, and the challenger gains `G`. With the belief `b` in
//! an answer:
//!
//! | what the challenger does | what it expects |
//! |---|---|
//! | strike at once | `(1 - b) G - b W` |
//! | strike later | `(1 - r) ((1 - b) G - b W) - r L` |
//! | wait | `-r L` |
//!
//! So the hazard of ratification makes it strike at beliefs at which it would not otherwise: the
//! window of vulnerability of preventive war (Levy 1987; Powell 2006).
//!
//! ```
//! use schelling::Q;
//! use schelling::scenario::Ratification;
//!
//! let q = |text: &str| text.parse::<Q>();
//! let invitation = Ratification::new(q("3")?, q("9")?, q("1/4")?, q("8")?)?;
//! assert_eq!(invitation.belief_needed(), q("5/12")?);
//! assert_eq!(invitation.window(), q("1/6")?);
//! assert_eq!(invitation.assurance(&q("3/10")?)?, Some(q("1/6")?));
//! # Ok::<(), schelling::Error>(())
//! ```

use super::decision::unit;
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;

/// A promise under ratification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ratification {
    /// The challenger's gain from a strike that is not answered.
    pub gain: Q,
    /// The challenger's loss from a strike that is answered.
    pub clash: Q,
    /// The probability of ratification between the periods.
    pub chance: Q,
    /// The challenger's loss from ratification.
    pub loss: Q,
}

impl Ratification {
    /// A promise with these numbers.
    ///
    /// # Errors
    /// [`Error::Game`] when the gain or the clash is not positive, the chance is outside `0..=1` or
    /// the loss is negative.
    pub fn new(gain: Q, clash: Q, chance: Q, loss: Q) -> Result<Ratification, Error> {
        let refuse = |name: &str, x: &Q, cure: &str| {
            Err(Error::Game(format!("{name} is {x}: give a number {cure}")))
        };
        for (name, x) in [("gain", &gain), ("clash", &clash)] {
            if !x.is_positive() {
                return refuse(name, x, "above 0");
            }
        }
        if chance.is_negative() || chance > Q::ONE {
            return refuse("chance", &chance, "from 0 to 1");
        }
        if loss.is_negative() {
            return refuse("loss", &loss, "from 0 or more");
        }
        Ok(Ratification { gain, clash, chance, loss })
    }

    /// The challenger's expected loss from not striking at once.
    pub fn hazard(&self) -> Q {
        &self.chance * &self.loss
    }

    /// The least belief in an answer at which the challenger waits; above 1 if it never does.
    pub fn belief_needed(&self) -> Q {
        (&self.gain + &self.hazard()) / (&self.gain + &self.clash)
    }

    /// The length of the interval of beliefs at which the challenger strikes only because of the
    /// ratification.
    pub fn window(&self) -> Q {
        self.hazard() / (&self.gain + &self.clash)
    }

    /// The least probability of an answer by others, for an unresolved defender, that closes the
    /// window at this belief; `None` when even a certain answer does not.
    ///
    /// # Errors
    /// [`Error::Game`] when the belief is outside `0..=1`.
    pub fn assurance(&self, belief: &Q) -> Result<Option<Q>, Error> {
        unit(belief, || "belief".into())?;
        let needed = self.belief_needed();
        let short = &needed - belief;
        Ok(if !short.is_positive() {
            Some(Q::ZERO)
        } else if needed > Q::ONE {
            None
        } else {
            Some(short / (Q::ONE - belief))
        })
    }

    /// The game of a defender that has made the promise, at a belief in its answer, when others
    /// answer for an unresolved one with probability `assurance`. A strike costs the defender 1.
    ///
    /// # Errors
    /// [`Error::Game`] when the belief or the assurance is outside `0..=1`.
    pub fn game(&self, belief: &Q, assurance: &Q) -> Result<Game, Error> {
        unit(belief, || "belief".into())?;
        unit(assurance, || "assurance".into())?;
        self.game_of("promise", belief, assurance, [Q::ONE, Q::ONE])
    }

    /// The game with its message called `promise`, in which a strike costs the resolved and the
    /// unresolved defender this much.
    pub(super) fn game_of(
        &self,
        promise: &str,
        belief: &Q,
        assurance: &Q,
        [firm, soft]: [Q; 2],
    ) -> Result<Game, Error> {
        let bluff = &(Q::ONE - assurance) * &self.gain - &(assurance * &self.clash);
        let types = [
            ("resolved", belief.clone(), firm, -&self.clash),
            ("unresolved", Q::ONE - belief, soft, bluff),
        ];
        let types: Vec<_> = types.into_iter().filter(|(_, p, ..)| p.is_positive()).collect();
        let (later, hazard) = (Q::ONE - &self.chance, self.hazard());
        Game::from_function(
            types.iter().map(|(name, ..)| *name),
            [promise],
            ["strike at once", "strike later", "wait"],
            types.iter().map(|(_, p, ..)| p.clone()),
            |t, _, a| match a {
                0 => -&types[t].2,
                1 => -(&later * &types[t].2),
                _ => Q::ZERO,
            },
            |t, _, a| match a {
                0 => types[t].3.clone(),
                1 => &later * &types[t].3 - &hazard,
                _ => -&hazard,
            },
        )
    }
}
