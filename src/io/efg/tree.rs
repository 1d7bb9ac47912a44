//! The parser of `.efg` text: the game tree that it describes, of whatever kind.

use std::collections::HashMap;

use super::super::document::position;
use super::super::probability::{Probability, is_decimal, meant};
use super::lexer::{Lexer, Token};
use crate::error::{brief, quoted};
use crate::exact::Q;
use crate::game::distribution;

/// Moves that may follow one another. A signalling game has a dozen at most and those of chance;
/// the limit bounds the path that readers keep for each move.
const DEEPEST: usize = 256;

/// Characters of a label that is read as a number: longer ones are not worth the time.
const LONGEST_NUMBER: usize = 40;

/// A game tree. Every node comes after its parent, and the children of a node in order.
#[derive(Debug)]
pub(super) struct GameTree<'a> {
    pub text: &'a str,
    pub title: String,
    pub comment: String,
    pub players: Vec<String>,
    pub sets: Vec<TreeSet>,
    pub nodes: Vec<TreeNode>,
    /// The payoffs of each outcome, one for each player.
    pub outcomes: Vec<Vec<Q>>,
}

/// An information set.
#[derive(Debug)]
pub(super) struct TreeSet {
    /// The player who moves, or `None` for chance.
    pub player: Option<usize>,
    pub number: i64,
    pub label: String,
    pub actions: Vec<String>,
    /// The probability of each action, if chance moves.
    pub probabilities: Vec<Q>,
}

impl TreeSet {
    /// Is an action without a label, or as a move of chance labelled by its probability only?
    pub(super) fn is_unnamed(&self, action: usize) -> bool {
        let label = self.actions[action].trim();
        let number = || label.parse().ok();
        let chance = self.probabilities.get(action);
        let own = |(p, x): (&Q, Q)| x == *p || Q::from_f64(x.to_f64()).as_ref() == Some(p);
        label.is_empty() || label.len() <= LONGEST_NUMBER && chance.zip(number()).is_some_and(own)
    }
}

#[derive(Debug)]
pub(super) struct TreeNode {
    /// The node above and which of its actions leads here; the root is its own parent.
    pub parent: (usize, usize),
    /// The number of moves that lead here.
    pub depth: usize,
    /// The information set of the move, or `None` where the game ends.
    pub set: Option<usize>,
    pub outcome: Option<usize>,
    /// Can it be reached? Not if chance must take an action of probability 0.
    pub live: bool,
    /// The byte at which the node starts in the text.
    pub place: usize,
}

impl GameTree<'_> {
    /// The line and column of a node.
    pub(super) fn place(&self, node: usize) -> String {
        position(self.text, self.nodes[node].place)
    }

    /// Can what follows this action of a node be reached?
    fn leads_on(&self, (node, action): (usize, usize)) -> bool {
        let TreeNode { set, live, .. } = self.nodes[node];
        let probability = set.and_then(|set| self.sets[set].probabilities.get(action));
        live && probability.is_none_or(|p| !p.is_zero())
    }

    /// The actions that lead to a node, the nearest last.
    pub(super) fn branches(&self, mut node: usize) -> Vec<(usize, usize)> {
        let mut branches = Vec::new();
        while self.nodes[node].depth > 0 {
            let (parent, action) = self.nodes[node].parent;
            branches.extend(self.nodes[parent].set.map(|set| (set, action)));
            node = parent;
        }
        branches.reverse();
        branches
    }
}

/// Builds the tree as tokens come in.
struct Parser<'a> {
    reader: Lexer<'a>,
    tree: GameTree<'a>,
    /// Information sets by player and number.
    sets: HashMap<(Option<usize>, i64), usize>,
    /// Outcomes by number, and where each is first spoken of.
    outcomes: HashMap<i64, (usize, usize)>,
}

/// Reads a tree.
pub(super) fn parse(text: &str) -> Result<GameTree<'_>, String> {
    let mut parser = Parser::new(text)?;
    parser.nodes()?;
    if parser.reader.token != Token::End {
        return Err(parser.reader.wanted("nothing more, since the tree is complete"));
    }
    let outcomes = &parser.tree.outcomes;
    let hollow = parser.outcomes.iter().filter(|(_, (outcome, _))| outcomes[*outcome].is_empty());
    if let Some((number, (_, place))) = hollow.min_by_key(|(_, (_, place))| *place) {
        let problem = format!("outcome {number} is given payoffs nowhere: give them");
        return Err(parser.reader.problem_at(*place, &problem));
    }
    Ok(parser.tree)
}

impl<'a> Parser<'a> {
    /// Reads what stands before the nodes.
    fn new(text: &'a str) -> Result<Parser<'a>, String> {
        let mut reader = Lexer::new(text)?;
        reader.expect(&Token::Word("EFG"), "\"EFG\", with which such a file starts")?;
        reader.expect(&Token::Number("2"), "2, the version of the format")?;
        if !matches!(reader.token, Token::Word("R" | "D")) {
            return Err(reader.wanted("\"R\" or \"D\""));
        }
        reader.next()?;
        let title = reader.text("the title in quotes")?;
        reader.expect(&Token::Open, "\"{\" before the players")?;
        let mut players = Vec::new();
        while players.is_empty() || reader.token != Token::Close {
            players.push(reader.text("the name of a player in quotes")?);
        }
        reader.next()?;
        let comment = reader.optional_text()?.unwrap_or_default();
        let (sets, nodes, outcomes) = Default::default();
        let tree = GameTree { text, title, comment, players, sets, nodes, outcomes };
        Ok(Parser { reader, tree, sets: HashMap::new(), outcomes: HashMap::new() })
    }

    /// Reads every node, each followed by its children.
    fn nodes(&mut self) -> Result<(), String> {
        // The moves on the way to the present node, and how many of their actions came already.
        let mut open: Vec<(usize, usize)> = Vec::new();
        loop {
            let node = self.tree.nodes.len();
            let (place, depth) = (self.reader.start, open.len());
            let set = self.node()?;
            let outcome = self.outcome()?;
            let parent = open.last().copied().unwrap_or_default();
            let live = depth == 0 || self.tree.leads_on(parent);
            self.tree.nodes.push(TreeNode { parent, depth, set, outcome, live, place });
            if set.is_some() {
                if open.len() == DEEPEST {
                    let problem = format!("more than {DEEPEST} moves follow one another");
                    return Err(self.reader.problem_at(place, &problem));
                }
                open.push((node, 0));
                continue;
            }
            while let Some((node, done)) = open.last_mut() {
                *done += 1;
                let set = self.tree.nodes[*node].set.map(|set| &self.tree.sets[set]);
                if set.is_some_and(|set| *done < set.actions.len()) {
                    break;
                }
                open.pop();
            }
            if open.is_empty() {
                return Ok(());
            }
        }
    }

    /// Reads a node up to its outcome: the information set, unless the game ends.
    fn node(&mut self) -> Result<Option<usize>, String> {
        let Token::Word(kind @ ("c" | "p" | "t")) = self.reader.token else {
            return Err(self.reader.wanted("a node (\"c\", \"p\" or \"t\")"));
        };
        self.reader.next()?;
        self.reader.text("the label of the node in quotes")?;
        match kind {
            "t" => Ok(None),
            "c" => self.set(None).map(Some),
            _ => {
                let count = self.tree.players.len();
                let place = self.reader.start;
                let player: usize = self.reader.number("the number of a player")?;
                if player == 0 || player > count {
                    let problem = format!("there is no player {player} (there are {count})");
                    return Err(self.reader.problem_at(place, &problem));
                }
                self.set(Some(player - 1)).map(Some)
            }
        }
    }

    /// Reads an information set: its number and, the first time, its actions.
    fn set(&mut self, player: Option<usize>) -> Result<usize, String> {
        let place = self.reader.start;
        let number: i64 = self.reader.number("the number of an information set")?;
        let label = self.reader.optional_text()?.unwrap_or_default();
        let known = self.sets.get(&(player, number)).copied();
        if self.reader.token != Token::Open {
            return known.ok_or_else(|| {
                let problem = format!("the actions of information set {number} are missing");
                self.reader.problem_at(place, &problem)
            });
        }
        let place = self.reader.start;
        let (actions, probabilities) = self.actions(player.is_none())?;
        let Some(known) = known else {
            self.sets.insert((player, number), self.tree.sets.len());
            self.tree.sets.push(TreeSet { player, number, label, actions, probabilities });
            return Ok(self.tree.sets.len() - 1);
        };
        let set = &self.tree.sets[known];
        if set.actions != actions || set.probabilities != probabilities {
            let problem = format!("information set {number} had other actions before");
            return Err(self.reader.problem_at(place, &problem));
        }
        Ok(known)
    }

    /// Reads a list of actions, with probabilities if chance takes them.
    fn actions(&mut self, chance: bool) -> Result<(Vec<String>, Vec<Q>), String> {
        let place = self.reader.start;
        self.reader.next()?;
        let (mut actions, mut given) = (Vec::new(), Vec::new());
        while let Some(action) = self.reader.optional_text()? {
            if chance {
                let place = self.reader.start;
                let decimal = matches!(self.reader.token, Token::Number(text) if is_decimal(text));
                let value: Q = self.reader.number("the probability of an action")?;
                if value.is_negative() {
                    let (action, value) = (quoted(&action), brief(value));
                    let problem = format!("the probability of {action} is {value}: give 0 or more");
                    return Err(self.reader.problem_at(place, &problem));
                }
                given.push(Probability { value, decimal });
            }
            actions.push(action);
        }
        self.reader.expect(&Token::Close, "an action in quotes or \"}\"")?;
        if actions.is_empty() {
            return Err(self.reader.problem_at(place, "expected an action, found none"));
        }
        if !chance {
            return Ok((actions, Vec::new()));
        }
        let (probabilities, rounded) = meant(given);
        let probabilities = distribution("this list of probabilities", probabilities, rounded)
            .map_err(|problem| self.reader.problem_at(place, &problem))?;
        Ok((actions, probabilities))
    }

    /// Reads the outcome of a node: its number and, at least once in the file, its payoffs.
    fn outcome(&mut self) -> Result<Option<usize>, String> {
        let place = self.reader.start;
        let number: i64 = self.reader.number("the number of an outcome")?;
        let labelled = self.reader.optional_text()?.is_some();
        let payoffs = if self.reader.token == Token::Open { Some(self.payoffs()?) } else { None };
        if number == 0 {
            if labelled || payoffs.is_some() {
                let problem = "outcome 0 is no outcome and pays nothing: give another number";
                return Err(self.reader.problem_at(place, problem));
            }
            return Ok(None);
        }
        let (outcome, _) = *self.outcomes.entry(number).or_insert_with(|| {
            self.tree.outcomes.push(Vec::new());
            (self.tree.outcomes.len() - 1, place)
        });
        if let Some(payoffs) = payoffs {
            let known = &mut self.tree.outcomes[outcome];
            if known.is_empty() {
                *known = payoffs;
            } else if *known != payoffs {
                let problem = format!("outcome {number} had other payoffs before");
                return Err(self.reader.problem_at(place, &problem));
            }
        }
        Ok(Some(outcome))
    }

    /// Reads one payoff for each player, each with or without a comma behind it.
    fn payoffs(&mut self) -> Result<Vec<Q>, String> {
        self.reader.next()?;
        let mut payoffs = Vec::new();
        for player in &self.tree.players {
            payoffs.push(self.reader.number(&format!("what {} gets", quoted(player)))?);
            if self.reader.token == Token::Comma {
                self.reader.next()?;
            }
        }
        self.reader.expect(&Token::Close, "\"}\", since every player has a payoff")?;
        Ok(payoffs)
    }
}
