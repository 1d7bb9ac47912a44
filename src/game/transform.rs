//! Games made from games: costs of sending, costs of backing down, and a last move folded in.
//!
//! Two ways in which a promise is made to cost something, and so to say something (Fearon 1997):
//!
//! - *Sinking costs* are paid when a message is sent, whatever follows
//!   ([`Game::with_message_costs`]).
//! - *Tying hands* is an audience cost, paid only when the threat was sent, the receiver calls it
//!   and the sender then backs down ([`LastMove::with_audience_costs`]; Fearon 1994).
//!
//! Whether a type backs down is its own last move. [`LastMove`] holds a game with such moves, and
//! [`LastMove::fold`] replaces each by what is sequentially rational for the type that makes it
//! (backward induction), which leaves a signalling game.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Game, Parts};
use crate::error::Error;
use crate::exact::Q;

impl Game {
    /// The same game when sending a message costs the sender something, whatever follows: sinking
    /// costs, by label of the message. A negative cost is a gain; messages not named cost nothing.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game.
    ///
    /// ```
    /// use schelling::{Game, Q};
    /// let table = |x: i64| vec![vec![vec![Q::from(x)]; 2]];
    /// let game = Game::builder()
    ///     .types(["weak"]).messages(["quiet", "threat"]).actions(["wait"])
    ///     .prior(vec![Q::ONE]).sender(table(3)).receiver(table(0))
    ///     .build()?;
    /// let costly = game.with_message_costs([("threat", Q::from(2))])?;
    /// assert_eq!(costly.sender_payoff(0, 0, 0), &Q::from(3));
    /// assert_eq!(costly.sender_payoff(0, 1, 0), &Q::from(1));
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with_message_costs<L: AsRef<str>>(
        &self,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let costs = self.per_message(costs)?;
        Ok(self.map_sender(|_, m, _, payoff| payoff - &costs[m]))
    }

    /// [`Game::with_message_costs`] for one type only, by its label.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a type or not a message of the game.
    pub fn with_message_costs_for<L: AsRef<str>>(
        &self,
        kind: &str,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let kind = position(self.types(), kind, "type")?;
        let costs = self.per_message(costs)?;
        Ok(self.map_sender(
            |t, m, _, payoff| {
                if t == kind { payoff - &costs[m] } else { payoff.clone() }
            },
        ))
    }

    /// The same game when the named types lose an audience cost each time that `reply` follows a
    /// message of `costs`: for a game without a last move, where it is known that these types back
    /// down. Where a type chooses whether it does, use [`LastMove::with_audience_costs`].
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a type, a message or an action of the game.
    ///
    /// ```
    /// use schelling::{Game, Q};
    /// let table = || vec![vec![vec![Q::ZERO; 2]; 1]; 2];
    /// let game = Game::builder()
    ///     .types(["firm", "bluffer"]).messages(["threat"]).actions(["yield", "call"])
    ///     .prior(vec!["1/2".parse()?, "1/2".parse()?]).sender(table()).receiver(table())
    ///     .build()?;
    /// let tied = game.with_audience_costs("call", ["bluffer"], [("threat", Q::from(5))])?;
    /// assert_eq!(tied.sender_payoff(1, 0, 1), &Q::from(-5));
    /// assert_eq!(tied.sender_payoff(0, 0, 1), &Q::ZERO);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn with_audience_costs<K: AsRef<str>, L: AsRef<str>>(
        &self,
        reply: &str,
        backing_down: impl IntoIterator<Item = K>,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Game, Error> {
        let reply = position(self.actions(), reply, "action")?;
        let costs = self.per_message(costs)?;
        let kinds = backing_down
            .into_iter()
            .map(|label| position(self.types(), label.as_ref(), "type"))
            .collect::<Result<BTreeSet<_>, _>>()?;
        Ok(self.map_sender(|t, m, a, payoff| {
            if a == reply && kinds.contains(&t) { payoff - &costs[m] } else { payoff.clone() }
        }))
    }

    /// Costs by label of the message as one number a message, summed where a label stands twice.
    fn per_message<L: AsRef<str>>(
        &self,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<Vec<Q>, Error> {
        let mut all = vec![Q::ZERO; self.messages().len()];
        for (label, cost) in costs {
            all[position(self.messages(), label.as_ref(), "message")?] += &cost;
        }
        Ok(all)
    }

    /// The same game with other sender payoffs on the cells that can be reached.
    fn map_sender(&self, payoff: impl Fn(usize, usize, usize, &Q) -> Q) -> Game {
        let mut parts = Parts::clone(&self.0);
        for (t, m, a) in self.cells() {
            parts.sender[t][m][a] = payoff(t, m, a, self.sender_payoff(t, m, a));
        }
        Game::from_parts(parts)
    }

    /// The cells `(t, m, a)` that can be reached.
    fn cells(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..self.messages().len()).flat_map(move |m| {
            self.senders(m).flat_map(move |t| self.replies(m).iter().map(move |&a| (t, m, a)))
        })
    }
}

/// The index of a label; `what` it should be is said in the singular.
pub(crate) fn position(labels: &[String], label: &str, what: &str) -> Result<usize, Error> {
    labels.iter().position(|known| known == label).ok_or_else(|| {
        Error::Game(format!("{label:?} is not one of the {what}s {}", labels.join(", ")))
    })
}

/// A signalling game in which the sender moves once more after some replies.
///
/// ```
/// use schelling::game::{LastMove, TieBreak};
/// use schelling::{Game, Q};
///
/// let nothing = || vec![vec![vec![Q::ZERO; 2]; 2]; 2];
/// let talk = Game::builder()
///     .types(["firm", "weak"]).messages(["quiet", "threat"]).actions(["yield", "call"])
///     .prior(vec!["1/3".parse()?, "2/3".parse()?]).sender(nothing()).receiver(nothing())
///     .build()?;
/// let folded = LastMove::new(&talk)
///     .with_move("call", "fight", |t, _| Some((Q::from([1, -3][t]), Q::from(-4))))?
///     .with_move("call", "back down", |_, _| Some((Q::from(-1), Q::from(2))))?
///     .with_audience_costs("call", "back down", [("threat", Q::from(1))])?
///     .fold(TieBreak::ForReceiver);
/// assert_eq!(folded.choice(0, 1, 1), Some("fight"));
/// assert_eq!(folded.choice(1, 1, 1), Some("back down"));
/// assert_eq!(folded.game().sender_payoff(1, 1, 1), &Q::from(-2));
/// assert!(folded.ties().is_empty());
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastMove {
    game: Game,
    /// Labels of the last moves, each once.
    moves: Vec<String>,
    options: Vec<FinalMove>,
}

/// One thing the sender may do after one reply.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FinalMove {
    reply: usize,
    /// An index into the labels.
    label: usize,
    /// `[t][m]`: the sender's and the receiver's payoff, where this move is open.
    payoffs: Vec<Vec<Option<(Q, Q)>>>,
}

/// Which of the moves that are equally good for the sender is made.
///
/// The sender does not care, but the receiver does, and so the choice may decide whether the reply
/// is worth its while. Moves that are equally good for both are taken in the order they were given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// The move that is better for the receiver.
    #[default]
    ForReceiver,
    /// The move that is worse for the receiver: for the sender's benefit where it fears the reply.
    AgainstReceiver,
}

/// A type that is indifferent between last moves, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tie {
    /// Label of the type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Label of the message sent.
    pub message: String,
    /// Label of the reply.
    pub reply: String,
    /// Labels of the moves that are best, the one that was chosen first.
    pub moves: Vec<String>,
    /// Does the receiver care which is made? If not, the tie changes no payoff.
    pub matters: bool,
}

/// A signalling game whose payoffs already contain the sender's last moves, and what those are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    game: Game,
    moves: Vec<String>,
    choices: Vec<Vec<Vec<Option<usize>>>>,
    ties: Vec<Tie>,
}

impl LastMove {
    /// The game as it is, with no last move yet.
    ///
    /// Where moves are added, their payoffs take the place of those of `game`; where none is open,
    /// the payoffs of `game` stand.
    pub fn new(game: &Game) -> LastMove {
        LastMove { game: game.clone(), moves: Vec::new(), options: Vec::new() }
    }

    /// Let the sender end with the move `label` after `reply`. `payoffs(t, m)` is what the sender
    /// and the receiver get when type `t` sent message `m`, or `None` where this move is not open.
    ///
    /// # Errors
    /// [`Error::Game`] when `reply` is not an action of the game, or has this move already.
    pub fn with_move(
        mut self,
        reply: &str,
        label: &str,
        payoffs: impl Fn(usize, usize) -> Option<(Q, Q)>,
    ) -> Result<LastMove, Error> {
        let action = position(self.game.actions(), reply, "action")?;
        let index = self.moves.iter().position(|known| known == label).unwrap_or_else(|| {
            self.moves.push(label.to_string());
            self.moves.len() - 1
        });
        if self.options.iter().any(|o| o.reply == action && o.label == index) {
            return Err(Error::Game(format!(
                "the last move {label:?} after {reply:?} stands twice: give it once"
            )));
        }
        let (types, messages) = (self.game.types().len(), self.game.messages().len());
        let row = |t| (0..messages).map(|m| payoffs(t, m)).collect();
        let payoffs = (0..types).map(row).collect();
        self.options.push(FinalMove { reply: action, label: index, payoffs });
        Ok(self)
    }

    /// [`Game::with_message_costs`], paid whichever last move follows.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game.
    pub fn with_message_costs<L: AsRef<str>>(
        mut self,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<LastMove, Error> {
        let costs = self.game.per_message(costs)?;
        self.game = self.game.map_sender(|_, m, _, payoff| payoff - &costs[m]);
        self.options.iter_mut().for_each(|option| option.charge(&costs));
        Ok(self)
    }

    /// Tie the sender's hands: ending with `label` after `reply` costs it an audience cost, by
    /// label of the message that was sent (Fearon 1994).
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game, or there is no such last move.
    pub fn with_audience_costs<L: AsRef<str>>(
        mut self,
        reply: &str,
        label: &str,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<LastMove, Error> {
        let costs = self.game.per_message(costs)?;
        let action = position(self.game.actions(), reply, "action")?;
        let index = position(&self.moves, label, "last move")?;
        let option = self.options.iter_mut().find(|o| o.reply == action && o.label == index);
        let option = option.ok_or_else(|| {
            Error::Game(format!("{label:?} is not a last move after {reply:?}: add it first"))
        })?;
        option.charge(&costs);
        Ok(self)
    }

    /// Let every type make the last move that is best for it, by sequential rationality, and write
    /// what follows into the payoffs of a signalling game.
    ///
    /// The last mover knows its type and all that was done, so its choice needs no belief, and
    /// every perfect Bayesian equilibrium of the longer game is one of the folded game for some way
    /// of breaking the ties (mixed ways included); with no tie that matters the two are the same.
    pub fn fold(&self, ties: TieBreak) -> Folded {
        let mut parts = Parts::clone(&self.game.0);
        let mut found = Vec::new();
        let (types, messages) = (self.game.types().len(), self.game.messages().len());
        let mut choices = vec![vec![vec![None; self.game.actions().len()]; messages]; types];
        for (t, m, a) in self.game.cells() {
            let mut open: Vec<(usize, &(Q, Q))> = self
                .options
                .iter()
                .filter(|option| option.reply == a)
                .filter_map(|option| Some((option.label, option.payoffs[t][m].as_ref()?)))
                .collect();
            let Some(best) = open.iter().map(|(_, (sender, _))| sender).max().cloned() else {
                continue;
            };
            open.retain(|(_, (sender, _))| *sender == best);
            open.sort_by(|(i, (_, x)), (j, (_, y))| match ties {
                TieBreak::ForReceiver => y.cmp(x).then(i.cmp(j)),
                TieBreak::AgainstReceiver => x.cmp(y).then(i.cmp(j)),
            });
            let (chosen, (sender, receiver)) = open[0];
            choices[t][m][a] = Some(chosen);
            parts.sender[t][m][a] = sender.clone();
            parts.receiver[t][m][a] = receiver.clone();
            if open.len() > 1 {
                found.push(Tie {
                    kind: self.game.types()[t].clone(),
                    message: self.game.messages()[m].clone(),
                    reply: self.game.actions()[a].clone(),
                    moves: open.iter().map(|(i, _)| self.moves[*i].clone()).collect(),
                    matters: open.iter().any(|(_, (_, other))| other != receiver),
                });
            }
        }
        Folded { game: Game::from_parts(parts), moves: self.moves.clone(), choices, ties: found }
    }
}

impl FinalMove {
    fn charge(&mut self, costs: &[Q]) {
        for row in &mut self.payoffs {
            for (payoffs, cost) in row.iter_mut().zip(costs) {
                if let Some((sender, _)) = payoffs {
                    *sender -= cost;
                }
            }
        }
    }
}

impl Folded {
    /// The signalling game that is left, to be solved like any other.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// Labels of the last moves.
    pub fn moves(&self) -> &[String] {
        &self.moves
    }

    /// What type `t` does after its message `m` met the reply `a`; `None` where it has no last
    /// move.
    pub fn choice(&self, t: usize, m: usize, a: usize) -> Option<&str> {
        self.choices[t][m][a].map(|z| self.moves[z].as_str())
    }

    /// Where a type was indifferent, in the order of message, type and reply.
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }
}
