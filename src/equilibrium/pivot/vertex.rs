//! A vertex of the path: its basis, and the two linear systems that it solves.

use super::number::{PathNumber, SquareSystem};
use super::perturbed_game::PerturbedGame;

/// Two quantities that are never negative and of which one is 0: a probability, and what is lost by
/// the choice that it belongs to. Both are 0 at a vertex that ends one edge and starts the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComplementaryPair {
    /// The probability that a type sends a message, and what the type loses by sending it.
    Message(usize, usize),
    /// The probability of a reply to a message, and what the receiver loses by it.
    Reply(usize, usize),
    /// The share of noise.
    Noise,
}

/// The basic variables: the messages that each type sends, and the replies to each message.
///
/// The first of each list has the probability that the others leave.
#[derive(Clone, Debug)]
pub(super) struct Supports {
    /// `[t]`
    pub(super) sent: Vec<Vec<usize>>,
    /// `[m]`
    pub(super) replies: Vec<Vec<usize>>,
}

/// The two systems of a vertex and of the edge that starts there, factored.
///
/// The unknowns of the first are the probabilities of each type's messages but the first, and those
/// of the second the probabilities of the replies to each message but the first. At a vertex there
/// are as many of one kind as of the other, and each kind has an indifference condition of the
/// other player for a row.
pub(super) struct VertexSystems<'a, N: PathNumber> {
    game: &'a PerturbedGame<N>,
    supports: &'a Supports,
    /// `[m]`: the index of its first unknown reply, with the number of them all at the end.
    starts: Vec<usize>,
    /// The type and message of each unknown probability of a message.
    columns: Vec<(usize, usize)>,
    /// The receiver's losses from its replies and the entering variable, as functions of the
    /// unknown probabilities of messages and of the noise.
    receiver: N::System,
    /// The right side: minus the values of these rows where all unknowns are 0.
    constants: Vec<N>,
    /// The senders' gains from their messages, as functions of the unknown replies.
    sender: N::System,
}

/// The probabilities of messages, by type in the order of the supports, with the share of noise; or
/// their rates of change. All are multiplied by the same positive number.
pub(super) struct MessageProbabilities<N> {
    pub(super) sent: Vec<Vec<N>>,
    pub(super) noise: N,
}

/// The probabilities of replies, by message in the order of the supports, multiplied by
/// [`VertexSystems::reply_scale`] and the unit of the game; or their rates of change, without the
/// unit.
pub(super) type ReplyProbabilities<N> = Vec<Vec<N>>;

/// A square matrix that is being filled, stored by columns.
struct SquareMatrix<N> {
    size: usize,
    entries: Vec<N>,
}

impl<N: PathNumber> SquareMatrix<N> {
    fn new(size: usize) -> SquareMatrix<N> {
        SquareMatrix { size, entries: vec![N::ZERO; size * size] }
    }

    fn at(&mut self, i: usize, j: usize) -> &mut N {
        &mut self.entries[j * self.size + i]
    }

    fn factored(self, stop: &dyn Fn() -> bool) -> Option<N::System> {
        N::System::new(self.size, self.entries, stop)
    }
}

impl<'a, N: PathNumber> VertexSystems<'a, N> {
    /// The systems for a basis and the pair that enters; `None` where the supports are not those of
    /// a vertex, or when `stop` says so.
    pub(super) fn new(
        game: &'a PerturbedGame<N>,
        supports: &'a Supports,
        entering: ComplementaryPair,
        stop: &dyn Fn() -> bool,
    ) -> Option<VertexSystems<'a, N>> {
        let mut starts = vec![0];
        for list in &supports.replies {
            starts.push(starts.last()? + list.len() - 1);
        }
        let each = supports.sent.iter().enumerate();
        let columns: Vec<(usize, usize)> =
            each.flat_map(|(t, list)| list[1..].iter().map(move |&m| (t, m))).collect();
        let size = columns.len();
        if *starts.last()? != size {
            return None;
        }
        let mut receiver = SquareMatrix::<N>::new(size + 1);
        let mut constants = vec![N::ZERO; size + 1];
        // a row for the loss from reply `a` to `m`
        let mut row = |i: usize, m: usize, a: usize| {
            let first = supports.replies[m][0];
            let loss = |t: usize| {
                let gains = game.receiver(m, t);
                gains[first].clone() - &gains[a]
            };
            let mut of_noise = game.noise[m][first].clone() - &game.noise[m][a];
            for (j, &(t, n)) in columns.iter().enumerate() {
                if n == m {
                    *receiver.at(i, j) = loss(t);
                } else if supports.sent[t][0] == m {
                    *receiver.at(i, j) = -loss(t);
                }
            }
            for (t, _) in supports.sent.iter().enumerate().filter(|(_, sent)| sent[0] == m) {
                let loss = game.mass[t].times(&loss(t));
                of_noise = of_noise - &loss;
                constants[i] = constants[i].clone() - &loss;
            }
            *receiver.at(i, size) = of_noise;
        };
        for (m, list) in supports.replies.iter().enumerate() {
            list[1..].iter().enumerate().for_each(|(k, &a)| row(starts[m] + k, m, a));
        }
        match entering {
            ComplementaryPair::Reply(m, a) => row(size, m, a),
            ComplementaryPair::Message(t, m) if supports.sent[t][0] == m => {
                let others = columns.iter().enumerate().filter(|(_, (s, _))| *s == t);
                others.for_each(|(j, _)| *receiver.at(size, j) = -N::ONE);
                *receiver.at(size, size) = -game.mass[t].clone();
                constants[size] = -game.mass[t].clone();
            }
            ComplementaryPair::Message(t, m) => {
                let j = columns.iter().position(|&column| column == (t, m))?;
                *receiver.at(size, j) = N::ONE;
            }
            // the share of senders that are not noise grows
            ComplementaryPair::Noise => {
                *receiver.at(size, size) = -N::ONE;
                constants[size] = -N::ONE;
            }
        }
        let mut sender = SquareMatrix::<N>::new(size);
        for (j, &(t, m)) in columns.iter().enumerate() {
            for (m, more) in [(m, true), (supports.sent[t][0], false)] {
                let (first, others) = supports.replies[m].split_first()?;
                let base = &game.sender(m, *first)[t];
                for (k, &b) in others.iter().enumerate() {
                    let worth = &game.sender(m, b)[t];
                    *sender.at(j, starts[m] + k) =
                        if more { worth.clone() - base } else { base.clone() - worth };
                }
            }
        }
        let (receiver, sender) = (receiver.factored(stop)?, sender.factored(stop)?);
        Some(VertexSystems { game, supports, starts, columns, receiver, constants, sender })
    }

    /// The probabilities of messages at the vertex, and their rates of change along the edge, on
    /// which the entering variable grows at rate 1.
    pub(super) fn messages(&self) -> Option<[MessageProbabilities<N>; 2]> {
        let size = self.columns.len();
        let mut right = self.constants.clone();
        right.resize(2 * size + 1, N::ZERO);
        right.push(N::ONE);
        let solved = self.receiver.solve(right)?;
        let (at_vertex, change) = solved.split_at(size + 1);
        let spread = |values: &[N], whole: N| {
            let (mut others, noise) = (values, values[size].clone());
            let each = self.supports.sent.iter().zip(&self.game.mass).map(|(list, mass)| {
                let row;
                (row, others) = others.split_at(list.len() - 1);
                with_rest((whole.clone() - &noise).times(mass), row)
            });
            MessageProbabilities { sent: each.collect(), noise }
        };
        Some([spread(at_vertex, self.receiver.scale()), spread(change, N::ZERO)])
    }

    /// The factor of all replies, apart from the unit of the game.
    pub(super) fn reply_scale(&self) -> N {
        self.sender.scale()
    }

    /// The replies at the vertex, which make the messages in use equally good for their senders.
    pub(super) fn replies(&self) -> Option<ReplyProbabilities<N>> {
        let (game, supports) = (self.game, self.supports);
        let pure = |t: usize, m: usize| {
            let mut worth = game.bonus[m][t].clone();
            worth.add_product(&game.unit, &game.sender(m, supports.replies[m][0])[t]);
            worth
        };
        let right = self.columns.iter().map(|&(t, m)| pure(t, supports.sent[t][0]) - &pure(t, m));
        let y = self.sender.solve(right.collect())?;
        Some(self.spread(&y, |_| self.sender.scale().times(&game.unit)))
    }

    /// The rates of change of the replies along the edge with fixed probabilities of messages on
    /// which a message becomes worse for a type than the others that it sends, or a new reply is
    /// used.
    pub(super) fn reply_change(&self, start: ComplementaryPair) -> Option<ReplyProbabilities<N>> {
        let sent = &self.supports.sent;
        match start {
            ComplementaryPair::Message(t, m) => {
                let first = sent[t][0] == m;
                let right = self.columns.iter().map(|&(s, n)| match first {
                    true if s == t => N::ONE,
                    false if (s, n) == (t, m) => -N::ONE,
                    _ => N::ZERO,
                });
                let y = self.sender.solve(right.collect())?;
                Some(self.spread(&y, |_| N::ZERO))
            }
            ComplementaryPair::Reply(m, a) => {
                let (new, old) =
                    (self.game.sender(m, a), self.game.sender(m, self.supports.replies[m][0]));
                let right = self.columns.iter().map(|&(t, n)| match () {
                    () if n == m => old[t].clone() - &new[t],
                    () if sent[t][0] == m => new[t].clone() - &old[t],
                    () => N::ZERO,
                });
                let y = self.sender.solve(right.collect())?;
                let less = -self.sender.scale();
                Some(self.spread(&y, |n| if n == m { less.clone() } else { N::ZERO }))
            }
            ComplementaryPair::Noise => None,
        }
    }

    /// The replies to each message, of which the first has what the others leave of the whole.
    fn spread(&self, y: &[N], whole: impl Fn(usize) -> N) -> ReplyProbabilities<N> {
        let each = self.supports.replies.iter().enumerate();
        each.map(|(m, list)| with_rest(whole(m), &y[self.starts[m]..][..list.len() - 1])).collect()
    }
}

/// What the others leave of the whole, then the others.
fn with_rest<N: PathNumber>(whole: N, others: &[N]) -> Vec<N> {
    let rest = others.iter().fold(whole, |rest, other| rest - other);
    std::iter::once(rest).chain(others.iter().cloned()).collect()
}
