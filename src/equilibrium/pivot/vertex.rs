//! The two systems of a vertex of the path, and what follows from them.

use super::float_game::Board;
use super::lemke::Event;
use super::number::{Number, System};

/// Which messages types send and which replies follow: the basic variables.
///
/// The first of each list stands for what the others leave of the whole.
#[derive(Clone, Debug)]
pub(crate) struct Supports {
    /// `[t]`
    pub sent: Vec<Vec<usize>>,
    /// `[m]`
    pub replies: Vec<Vec<usize>>,
}

/// A vertex of the path with the edge that starts there, factored.
///
/// Unknown are, for each type, the chances of all messages in use but the first, and for each
/// message the chances of all replies in use but the first; as many, at a vertex, as one another.
pub(crate) struct Kernel<'a, N: Number> {
    board: &'a Board<N>,
    supports: &'a Supports,
    /// `[m]`: the place of the first unknown reply, and one more for the end.
    starts: Vec<usize>,
    /// The type and message of each unknown chance.
    columns: Vec<(usize, usize)>,
    /// The receiver's losses from its replies, and what grows, by unknown chance and the noise.
    receiver: N::System,
    /// What they are where all unknowns are 0, with the other sign.
    constants: Vec<N>,
    /// The senders' gains from their messages, by unknown reply.
    sender: N::System,
}

/// The chances of messages, by type in the order of the supports, with the share of noise; or their
/// changes. Both are multiplied by the same positive number.
pub(crate) struct Chances<N> {
    pub sent: Vec<Vec<N>>,
    pub noise: N,
}

/// The chances of replies, by message in the order of the supports, multiplied by
/// [`Kernel::reply_scale`] and the unit of the board; or their changes, without the unit.
pub(crate) type Replies<N> = Vec<Vec<N>>;

/// A square matrix that is being filled, by columns.
struct Square<N> {
    size: usize,
    entries: Vec<N>,
}

impl<N: Number> Square<N> {
    fn new(size: usize) -> Square<N> {
        Square { size, entries: vec![N::ZERO; size * size] }
    }

    fn at(&mut self, i: usize, j: usize) -> &mut N {
        &mut self.entries[j * self.size + i]
    }

    fn factored(self, stop: &dyn Fn() -> bool) -> Option<N::System> {
        N::System::new(self.size, self.entries, stop)
    }
}

impl<'a, N: Number> Kernel<'a, N> {
    /// `None` where the supports are not those of a vertex, or when `stop` says so.
    pub fn new(
        board: &'a Board<N>,
        supports: &'a Supports,
        grows: Event,
        stop: &dyn Fn() -> bool,
    ) -> Option<Kernel<'a, N>> {
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
        let mut receiver = Square::<N>::new(size + 1);
        let mut constants = vec![N::ZERO; size + 1];
        // a row for the loss from reply `a` to `m`
        let mut row = |i: usize, m: usize, a: usize| {
            let first = supports.replies[m][0];
            let loss = |t: usize| {
                let gains = board.receiver(m, t);
                gains[first].minus(&gains[a])
            };
            let mut of_noise = board.noise[m][first].minus(&board.noise[m][a]);
            for (j, &(t, n)) in columns.iter().enumerate() {
                if n == m {
                    *receiver.at(i, j) = loss(t);
                } else if supports.sent[t][0] == m {
                    *receiver.at(i, j) = loss(t).negated();
                }
            }
            for (t, _) in supports.sent.iter().enumerate().filter(|(_, sent)| sent[0] == m) {
                let loss = board.mass[t].times(&loss(t));
                of_noise = of_noise.minus(&loss);
                constants[i] = constants[i].minus(&loss);
            }
            *receiver.at(i, size) = of_noise;
        };
        for (m, list) in supports.replies.iter().enumerate() {
            list[1..].iter().enumerate().for_each(|(k, &a)| row(starts[m] + k, m, a));
        }
        match grows {
            Event::Reply(m, a) => row(size, m, a),
            Event::Message(t, m) if supports.sent[t][0] == m => {
                let others = columns.iter().enumerate().filter(|(_, (s, _))| *s == t);
                others.for_each(|(j, _)| *receiver.at(size, j) = N::ONE.negated());
                *receiver.at(size, size) = board.mass[t].negated();
                constants[size] = board.mass[t].negated();
            }
            Event::Message(t, m) => {
                let j = columns.iter().position(|&column| column == (t, m))?;
                *receiver.at(size, j) = N::ONE;
            }
            // what grows is what is not noise
            Event::Noise => {
                *receiver.at(size, size) = N::ONE.negated();
                constants[size] = N::ONE.negated();
            }
        }
        let mut sender = Square::<N>::new(size);
        for (j, &(t, m)) in columns.iter().enumerate() {
            for (m, more) in [(m, true), (supports.sent[t][0], false)] {
                let (first, others) = supports.replies[m].split_first()?;
                let base = &board.sender(m, *first)[t];
                for (k, &b) in others.iter().enumerate() {
                    let worth = &board.sender(m, b)[t];
                    *sender.at(j, starts[m] + k) =
                        if more { worth.minus(base) } else { base.minus(worth) };
                }
            }
        }
        let (receiver, sender) = (receiver.factored(stop)?, sender.factored(stop)?);
        Some(Kernel { board, supports, starts, columns, receiver, constants, sender })
    }

    /// The chances of messages at the vertex, and their change along the edge when what grows does
    /// so at speed 1.
    pub fn chances(&self) -> Option<[Chances<N>; 2]> {
        let size = self.columns.len();
        let mut right = self.constants.clone();
        right.resize(2 * size + 1, N::ZERO);
        right.push(N::ONE);
        let solved = self.receiver.solve(right)?;
        let (at_vertex, change) = solved.split_at(size + 1);
        let spread = |values: &[N], whole: N| {
            let noise = values[size].clone();
            let mut others = values.iter();
            let each = self.supports.sent.iter().zip(&self.board.mass).map(|(list, mass)| {
                let mut chances = vec![whole.minus(&noise).times(mass)];
                for other in others.by_ref().take(list.len() - 1) {
                    chances[0] = chances[0].minus(other);
                    chances.push(other.clone());
                }
                chances
            });
            Chances { sent: each.collect(), noise }
        };
        Some([spread(at_vertex, self.receiver.scale()), spread(change, N::ZERO)])
    }

    /// What replies are multiplied by, apart from the unit of the board.
    pub fn reply_scale(&self) -> N {
        self.sender.scale()
    }

    /// The replies at the vertex: they make the messages in use equally good for their senders.
    pub fn replies(&self) -> Option<Replies<N>> {
        let (board, supports) = (self.board, self.supports);
        let pure = |t: usize, m: usize| {
            let mut worth = board.bonus[m][t].clone();
            worth.add(&board.unit, &board.sender(m, supports.replies[m][0])[t]);
            worth
        };
        let right =
            self.columns.iter().map(|&(t, m)| pure(t, supports.sent[t][0]).minus(&pure(t, m)));
        let y = self.sender.solve(right.collect())?;
        Some(self.spread(&y, |_| self.sender.scale().times(&board.unit)))
    }

    /// The change of the replies along the edge on which, the chances of messages staying as they
    /// are, a message becomes worse for a type than the others it sends, or a new reply is used.
    pub fn shift(&self, start: Event) -> Option<Replies<N>> {
        let sent = &self.supports.sent;
        match start {
            Event::Message(t, m) => {
                let first = sent[t][0] == m;
                let right = self.columns.iter().map(|&(s, n)| match first {
                    true if s == t => N::ONE,
                    false if (s, n) == (t, m) => N::ONE.negated(),
                    _ => N::ZERO,
                });
                let y = self.sender.solve(right.collect())?;
                Some(self.spread(&y, |_| N::ZERO))
            }
            Event::Reply(m, a) => {
                let (new, old) =
                    (self.board.sender(m, a), self.board.sender(m, self.supports.replies[m][0]));
                let right = self.columns.iter().map(|&(t, n)| match () {
                    () if n == m => old[t].minus(&new[t]),
                    () if sent[t][0] == m => new[t].minus(&old[t]),
                    () => N::ZERO,
                });
                let y = self.sender.solve(right.collect())?;
                let less = self.sender.scale().negated();
                Some(self.spread(&y, |n| if n == m { less.clone() } else { N::ZERO }))
            }
            Event::Noise => None,
        }
    }

    /// The replies to each message, where the first has what the others leave of the whole.
    fn spread(&self, y: &[N], whole: impl Fn(usize) -> N) -> Replies<N> {
        let each = self.supports.replies.iter().enumerate().map(|(m, list)| {
            let others = &y[self.starts[m]..][..list.len() - 1];
            let mut chances = vec![whole(m)];
            for other in others {
                chances[0] = chances[0].minus(other);
                chances.push(other.clone());
            }
            chances
        });
        each.collect()
    }
}
