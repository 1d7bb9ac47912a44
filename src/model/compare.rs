//! Published claims beside computed equilibria.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;

use super::published::{Claim, Numbers};
use crate::equilibrium::verify::verify;
use crate::equilibrium::{Condition, Equilibria, Equilibrium, Search};
use crate::error::Error;
use crate::exact::Q;
use crate::game::Game;
use crate::refinement::mixture;
use crate::regime::{self, Heard, Objective, Question};

/// The equilibria of a game in the two forms that claims refer to.
#[derive(Clone, Debug)]
pub struct Solved {
    /// One outcome for all that differ only by a permutation of duplicate messages.
    pub together: Equilibria,
    /// Every outcome.
    pub apart: Equilibria,
}

/// A claim, part by part, beside the computed values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The claim.
    pub claim: Claim,
    /// Its parts.
    pub lines: Vec<Line>,
}

/// A part of a claim beside the computed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The quantity.
    pub what: String,
    /// The published value.
    pub published: String,
    /// The computed value.
    pub computed: String,
}

impl Answer {
    /// Is the claim true?
    pub fn agrees(&self) -> bool {
        self.lines.iter().all(Line::agrees)
    }
}

impl Line {
    /// Do the two values agree?
    pub fn agrees(&self) -> bool {
        self.published == self.computed
    }
}

impl Solved {
    /// Solves a game.
    ///
    /// # Errors
    ///
    /// As [`Game::equilibria`].
    pub fn new(game: &Game) -> Result<Solved, Error> {
        Ok(Solved {
            together: game.equilibria(&Search::default())?.whole()?,
            apart: game.equilibria(&Search::default().copies_apart())?.whole()?,
        })
    }
}

/// A row for each type, and one for each message whose reply is claimed.
type Strategies = (Vec<Vec<Q>>, Vec<Option<Vec<Q>>>);

impl Claim {
    /// The claim beside the values computed from these equilibria.
    ///
    /// # Errors
    ///
    /// [`Error::File`] when the claim lacks an entry, or names what the game does not have.
    pub fn compare(&self, solved: &Solved) -> Result<Answer, Error> {
        let alone = match &self.reader {
            Some(name) => Some(Solved::new(&solved.together.game().reader(name)?)?),
            None => None,
        };
        let lines = self.lines(alone.as_ref().unwrap_or(solved)).map_err(Error::File)?;
        Ok(Answer { claim: self.clone(), lines })
    }

    fn lines(&self, solved: &Solved) -> Result<Vec<Line>, String> {
        let all = &solved.together;
        let count = |found: usize| {
            let claimed = self.count.ok_or("count is missing")?;
            Ok(vec![line(&self.claim, claimed, found)])
        };
        match self.claim.as_str() {
            "components" => count(all.components().len()),
            "outcomes" => count(all.len()),
            "pure outcomes" => count(all.iter().filter(|eq| eq.is_pure()).count()),
            "payoffs" => {
                let lines = all.iter().map(|eq| self.payoffs(eq));
                let mut lines = lines.collect::<Result<Vec<_>, _>>()?.concat();
                lines.sort_by(|a, b| (&a.what, &a.computed).cmp(&(&b.what, &b.computed)));
                lines.dedup();
                Ok(lines)
            }
            "absent" => {
                let kind = self.kind.as_ref().ok_or("kind is missing")?;
                let found = all.iter().filter(|eq| eq.kind().name() == kind).count();
                Ok(vec![line(&format!("{kind} outcomes"), 0, found)])
            }
            "regime" => self.regime(all.game()).map(|line| vec![line]),
            "outcome" => self.outcome(&solved.apart),
            "not an equilibrium" => self.refusal(&solved.apart),
            other => Err(format!("there is no claim {other:?}")),
        }
    }

    fn regime(&self, game: &Game) -> Result<Line, String> {
        let name = self.regime.as_ref().ok_or("regime is missing")?;
        let value = self.value.as_ref().ok_or("value is missing")?;
        let heard = self.heard.as_deref().map(Heard::named).transpose();
        let question = Question::new(game, Objective::Sender);
        let solved = heard.and_then(|heard| regime::by_name(name)?.solve(&question.heard(heard)));
        let found = solved.map_err(|e| e.to_string())?;
        let how = self.heard.as_ref().map_or(String::new(), |heard| format!(" in {heard}"));
        Ok(line(&format!("sender gets by {name}{how}"), value, found.value()))
    }

    /// The claimed strategies: `None` where no reply is given.
    fn strategies(&self, game: &Game) -> Result<Strategies, String> {
        let (Some(sender), Some(replies)) = (&self.sender, &self.replies) else {
            return Err("sender or replies is missing".into());
        };
        known(game.types(), sender)?;
        known(game.messages(), replies)?;
        let of_type = |t: &String| {
            let numbers = sender.get(t).ok_or_else(|| format!("type {t:?} is missing"))?;
            row(game.messages(), numbers)
        };
        let to = |m: &String| replies.get(m).map(|reply| row(game.actions(), reply)).transpose();
        let sender = game.types().iter().map(of_type).collect::<Result<_, _>>()?;
        Ok((sender, game.messages().iter().map(to).collect::<Result<_, _>>()?))
    }

    fn outcome(&self, all: &Equilibria) -> Result<Vec<Line>, String> {
        let game = all.game();
        let (sender, replies) = self.strategies(game)?;
        let is_it = |eq: &&Equilibrium| {
            eq.sender() == sender
                && (0..replies.len()).all(|m| eq.receiver(m) == replies[m].as_deref())
        };
        let found = all.iter().find(is_it);
        let of_type =
            |(t, row): (&String, &Vec<Q>)| (format!("{t} sends"), game.messages(), row.clone());
        let to = |(m, reply): (&String, &Option<Vec<Q>>)| {
            Some((format!("reply to {m}"), game.actions(), reply.clone()?))
        };
        let strategies = game.types().iter().zip(&sender).map(of_type);
        let strategies = strategies.chain(game.messages().iter().zip(&replies).filter_map(to));
        let mut lines: Vec<Line> = strategies
            .map(|(what, labels, row)| {
                let published = mixture(labels, &row);
                let computed = found.map_or("no such outcome".into(), |_| published.clone());
                Line { what, published, computed }
            })
            .collect();
        let Some(eq) = found else { return Ok(lines) };
        if let Some(kind) = &self.kind {
            lines.push(line("kind", kind, eq.kind().name()));
        }
        lines.extend(self.payoffs(eq)?);
        lines.extend(self.threats(eq)?);
        for (tests, claimed) in [(&self.passes, true), (&self.fails, false)] {
            for test in tests {
                let found = eq.survives(test).map_err(|e| e.to_string())?;
                lines.push(line(&format!("survives {test}"), yes(claimed), yes(found)));
            }
        }
        Ok(lines)
    }

    fn payoffs(&self, eq: &Equilibrium) -> Result<Vec<Line>, String> {
        let mut lines = Vec::new();
        let types = eq.game().types();
        if let Some(payoffs) = &self.sender_payoffs {
            let claimed = row(types, payoffs)?.into_iter().zip(eq.sender_payoffs()).zip(types);
            lines.extend(claimed.map(|((claimed, found), t)| line(&gets(t), claimed, found)));
        }
        if let Some(payoff) = &self.sender_payoff {
            lines.push(line(&gets("sender"), payoff, eq.sender_payoff()));
        }
        if let Some(payoff) = &self.receiver_payoff {
            lines.push(line(&gets("receiver"), payoff, eq.receiver_payoff()));
        }
        Ok(lines)
    }

    /// The extreme replies that keep messages unsent.
    fn threats(&self, eq: &Equilibrium) -> Result<Vec<Line>, String> {
        let game = eq.game();
        let threat = |(message, replies): (&String, &Vec<Numbers>)| {
            let m = game.messages().iter().position(|label| label == message);
            let m = m.ok_or_else(|| format!("there is no {message:?}"))?;
            let claimed = replies.iter().map(|reply| row(game.actions(), reply));
            let claimed = claimed.collect::<Result<Vec<_>, String>>()?;
            let found = eq.off_path(m).into_iter().map(|reply| reply.reply).collect();
            let listed = |mut replies: Vec<Vec<Q>>| {
                replies.sort_by(|a, b| b.cmp(a));
                let replies = replies.iter().map(|reply| mixture(game.actions(), reply));
                replies.collect::<Vec<_>>().join("; or ")
            };
            Ok(line(&format!("replies to {message}"), listed(claimed), listed(found)))
        };
        self.off_path.iter().flatten().map(threat).collect()
    }

    fn refusal(&self, all: &Equilibria) -> Result<Vec<Line>, String> {
        let game = all.game();
        let (sender, replies) = self.strategies(game)?;
        let replies = replies.into_iter().collect::<Option<Vec<Vec<Q>>>>();
        let replies = replies.ok_or("a reply to every message is needed")?;
        let verdict = verify(game, &sender, &replies, None).map_err(|e| e.to_string())?;
        let sent = |m: usize| sender.iter().any(|row| !row[m].is_zero());
        let listed = all.iter().any(|eq| {
            eq.sender() == sender
                && (0..replies.len()).all(|m| eq.receiver(m) == sent(m).then_some(&*replies[m]))
        });
        // Nash equilibrium asks nothing of the receiver where no message arrives
        let unsent =
            |label: &String| (0..replies.len()).any(|m| game.messages()[m] == *label && !sent(m));
        let nash = verdict.failures().iter().all(|failure| {
            failure.condition == Condition::ReceiverOptimality && unsent(&failure.message)
        });
        Ok(vec![
            line("a perfect Bayesian equilibrium", yes(false), yes(verdict.ok() || listed)),
            line("a Nash equilibrium", yes(self.nash), yes(nash)),
        ])
    }
}

fn line(what: &str, claimed: impl ToString, found: impl ToString) -> Line {
    Line { what: what.into(), published: claimed.to_string(), computed: found.to_string() }
}

fn gets(whom: &str) -> String {
    format!("{whom} gets")
}

fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn known<T: Debug>(labels: &[String], named: &BTreeMap<String, T>) -> Result<(), String> {
    match named.keys().find(|label| !labels.contains(label)) {
        Some(label) => Err(format!("there is no {label:?}")),
        None => Ok(()),
    }
}

/// Numbers in the order of the labels, 0 where none is given.
fn row(labels: &[String], numbers: &Numbers) -> Result<Vec<Q>, String> {
    known(labels, numbers)?;
    Ok(labels.iter().map(|label| numbers.get(label).cloned().unwrap_or_default()).collect())
}
