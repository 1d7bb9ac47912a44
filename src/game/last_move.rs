//! A last move of the sender, folded in by sequential rationality, and the costs of having
//! signalled it.
//!
//! Quek (2021) distinguishes four kinds of costly signals, by when they are paid and whether they
//! depend on what the sender finally does:
//!
//! | | whatever the sender does | depends on what it does |
//! |---|---|---|
//! | **paid when sent** | sunk costs | reducible costs |
//! | **paid afterwards** | installment costs | audience costs: tied hands |

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::labels::{check_text, position};
use super::signalling_game::{Game, GameData};
use crate::error::{Error, quoted};
use crate::exact::Q;

/// A signalling game in which the sender moves again after some replies.
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
    /// The audience whose replies are followed by a last move; none in a game of one receiver.
    reader: Option<String>,
    /// Labels of the last moves, each once.
    moves: Vec<String>,
    options: Vec<FinalMove>,
}

/// A last move that the sender may make after one reply.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FinalMove {
    reply: usize,
    /// An index into the labels.
    label: usize,
    /// `[t][m]`: the sender's and the receiver's payoffs, where this move is open.
    payoffs: Vec<Vec<Option<(Q, Q)>>>,
}

/// The rule that selects among moves that are equally good for the sender.
///
/// The sender is indifferent but the receiver may not be, so that the rule may decide whether a
/// reply is optimal. Moves that are equally good for both are taken in the order in which they were
/// given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// The move that is better for the receiver.
    #[default]
    ForReceiver,
    /// The move that is worse for the receiver, which deters replies that the sender fears.
    AgainstReceiver,
}

/// A place where a type is indifferent between last moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tie {
    /// The label of the type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The label of the message sent.
    pub message: String,
    /// The label of the reply.
    pub reply: String,
    /// The labels of the best moves, beginning with the one chosen.
    pub moves: Vec<String>,
    /// Does the choice affect the receiver? If not, the tie changes no payoff.
    pub matters: bool,
}

/// A signalling game into whose payoffs the sender's last moves were folded, and those moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    game: Game,
    moves: Vec<String>,
    choices: Vec<Vec<Vec<Option<usize>>>>,
    ties: Vec<Tie>,
}

impl LastMove {
    /// The game with no last move yet.
    ///
    /// Where moves are added, their payoffs replace those of `game`; where none is open, the
    /// payoffs of `game` stand.
    pub fn new(game: &Game) -> LastMove {
        let reader = game.only_reader().ok().flatten().map(String::from);
        LastMove { game: game.clone(), reader, moves: Vec::new(), options: Vec::new() }
    }

    /// The game with no last move yet, to which moves after replies of one of its readers are added.
    ///
    /// The payoffs of a last move do not depend on the reader's type: the sender, who may guess it
    /// from the reply, would otherwise learn something before it moves.
    ///
    /// # Errors
    /// [`Error::Game`] when there is no audience of this name.
    pub fn of_reader(game: &Game, name: &str) -> Result<LastMove, Error> {
        game.reader_position(name)?;
        Ok(LastMove { reader: Some(name.into()), ..LastMove::new(game) })
    }

    /// The actions that a last move may follow.
    fn replies(&self) -> Result<&[String], Error> {
        match &self.reader {
            Some(name) => Ok(self.game.readers()[self.game.reader_position(name)?].actions()),
            None => self.game.only_reader().map(|_| self.game.actions()),
        }
    }

    /// Adds the last move `label` after `reply`. `payoffs(t, m)` are the payoffs of the sender and
    /// the receiver when type `t` sent message `m`, or `None` where this move is not open.
    ///
    /// # Errors
    /// [`Error::Game`] when `reply` is not an action of the game or has this move already, the label
    /// has control characters, or the game has several readers and none was named
    /// ([`LastMove::of_reader`]).
    pub fn with_move(
        mut self,
        reply: &str,
        label: &str,
        payoffs: impl Fn(usize, usize) -> Option<(Q, Q)>,
    ) -> Result<LastMove, Error> {
        let action = position(self.replies()?, reply, "action")?;
        check_text(|| "the last move".into(), label).map_err(Error::Game)?;
        let index = self.moves.iter().position(|known| known == label).unwrap_or_else(|| {
            self.moves.push(label.to_string());
            self.moves.len() - 1
        });
        if self.options.iter().any(|o| o.reply == action && o.label == index) {
            return Err(Error::Game(format!(
                "the last move {} after {} stands twice: give it once",
                quoted(label),
                quoted(reply)
            )));
        }
        let (types, messages) = (self.game.types().len(), self.game.messages().len());
        let row = |t| (0..messages).map(|m| payoffs(t, m)).collect();
        let payoffs = (0..types).map(row).collect();
        self.options.push(FinalMove { reply: action, label: index, payoffs });
        Ok(self)
    }

    /// Adds the costs of [`Game::with_message_costs`], paid whichever last move follows.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game.
    pub fn with_message_costs<L: AsRef<str>>(
        mut self,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<LastMove, Error> {
        let costs = self.game.per_message(costs)?;
        self.game = self.game.charge(|_, m| costs[m].clone());
        // with several readers the costs stand beside the payoffs from each
        if self.game.readers().len() <= 1 {
            self.options.iter_mut().for_each(|option| option.charge(&costs));
        }
        Ok(self)
    }

    /// Ties the sender's hands: the last move `label` after `reply` has an audience cost, given by
    /// the label of the message that was sent (Fearon 1994).
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
        let action = position(self.replies()?, reply, "action")?;
        let index = position(&self.moves, label, "last move")?;
        let option = self.options.iter_mut().find(|o| o.reply == action && o.label == index);
        let option = option.ok_or_else(|| {
            let (label, reply) = (quoted(label), quoted(reply));
            Error::Game(format!("{label} is not a last move after {reply}: add it first"))
        })?;
        option.charge(&costs);
        Ok(self)
    }

    /// Adds costs that are paid in parts after the message was sent, whatever happens: the k-th
    /// part counts `discount` to the power of k (Quek 2021). Parts are given by label of the
    /// message.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game, or the discount is no
    /// probability.
    pub fn with_installment_costs<L: AsRef<str>>(
        self,
        discount: &Q,
        costs: impl IntoIterator<Item = (L, Vec<Q>)>,
    ) -> Result<LastMove, Error> {
        if discount.is_negative() || *discount > Q::ONE {
            return Err(Error::Game(format!("discount is {discount}: give a number from 0 to 1")));
        }
        let worth = |parts: Vec<Q>| {
            parts.iter().rev().fold(Q::ZERO, |later, part| discount * &(part + &later))
        };
        self.with_message_costs(costs.into_iter().map(|(m, parts)| (m, worth(parts))))
    }

    /// Adds costs that are reduced when the sender carries out what it signalled (Quek 2021): all
    /// types pay when they send the message, and those that end with `label` after `reply` get the
    /// `share` back, since what is built for a fight is of use in it. Costs are given by label of
    /// the message.
    ///
    /// # Errors
    /// [`Error::Game`] when a label is not a message of the game, there is no such last move, or
    /// the share is not a probability.
    pub fn with_reducible_costs<L: AsRef<str>>(
        self,
        reply: &str,
        label: &str,
        share: &Q,
        costs: impl IntoIterator<Item = (L, Q)>,
    ) -> Result<LastMove, Error> {
        if share.is_negative() || *share > Q::ONE {
            return Err(Error::Game(format!("share is {share}: give a number from 0 to 1")));
        }
        let costs: Vec<(L, Q)> = costs.into_iter().collect();
        let back: Vec<(String, Q)> =
            costs.iter().map(|(m, cost)| (m.as_ref().to_string(), -(share * cost))).collect();
        self.with_message_costs(costs)?.with_audience_costs(reply, label, back)
    }

    /// The signalling game whose payoffs are those after each type's best last move, by sequential
    /// rationality.
    ///
    /// The last mover knows its type and the history, so that its choice depends on no belief, and
    /// every perfect Bayesian equilibrium of the longer game is one of the folded game under some
    /// rule for ties (mixed rules included). If no tie matters, the equilibria of the two games are
    /// the same.
    pub fn fold(&self, ties: TieBreak) -> Folded {
        let Some(name) = &self.reader else { return self.fold_into(&self.game, ties) };
        let last = RefCell::new(None);
        let whole = self.game.with_reader(name, |alone| {
            let folded = self.fold_into(alone, ties);
            let game = folded.game.clone();
            last.replace(Some(folded));
            Ok(game)
        });
        let game = whole.expect("a reader of the game");
        // the choices are the same for all types of the reader
        Folded { game, ..last.take().expect("a reader has a type or none") }
    }

    /// The last moves folded into a game of one receiver without types.
    fn fold_into(&self, game: &Game, ties: TieBreak) -> Folded {
        let mut data = GameData::clone(&game.0);
        let mut found = Vec::new();
        let (types, messages) = (game.types().len(), game.messages().len());
        let mut choices = vec![vec![vec![None; game.actions().len()]; messages]; types];
        for (t, m, a) in game.cells() {
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
            data.sender[t][m][a] = sender.clone();
            data.receiver[t][m][a] = receiver.clone();
            if open.len() > 1 {
                found.push(Tie {
                    kind: game.types()[t].clone(),
                    message: game.messages()[m].clone(),
                    reply: game.actions()[a].clone(),
                    moves: open.iter().map(|(i, _)| self.moves[*i].clone()).collect(),
                    matters: open.iter().any(|(_, (_, other))| other != receiver),
                });
            }
        }
        Folded { game: Game::from_data(data), moves: self.moves.clone(), choices, ties: found }
    }
}

impl FinalMove {
    /// Subtracts a cost `[m]` from the sender's payoffs.
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
    /// The signalling game that remains, to be solved like any other.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The labels of the last moves.
    pub fn moves(&self) -> &[String] {
        &self.moves
    }

    /// The number of actions of the reader whose replies last moves may follow.
    pub fn replies(&self) -> usize {
        self.choices[0][0].len()
    }

    /// The last move of type `t` after its message `m` and the reply `a`; `None` where it has none.
    pub fn choice(&self, t: usize, m: usize, a: usize) -> Option<&str> {
        self.choices[t][m][a].map(|z| self.moves[z].as_str())
    }

    /// The places where a type is indifferent, ordered by message, type and reply.
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }
}
