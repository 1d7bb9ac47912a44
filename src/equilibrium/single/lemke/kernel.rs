//! The two systems of a vertex of the path, and what follows from them.

use nalgebra::{DMatrix, DVector, Dyn, LU};

use super::Event;
use super::board::Board;

/// Which messages types send and which replies follow: the basic variables.
///
/// The first of each list stands for what the others leave of the whole.
#[derive(Clone, Debug)]
pub(super) struct Supports {
    /// `[t]`
    pub sent: Vec<Vec<usize>>,
    /// `[m]`
    pub replies: Vec<Vec<usize>>,
}

/// A vertex of the path with the edge that starts there, factored.
///
/// Unknown are, for each type, the chances of all messages in use but the first, and for each
/// message the chances of all replies in use but the first; as many, at a vertex, as one another.
pub(super) struct Kernel<'a> {
    board: &'a Board,
    supports: &'a Supports,
    /// `[m]`: the place of the first unknown reply, and one more for the end.
    starts: Vec<usize>,
    /// The type and message of each unknown chance.
    columns: Vec<(usize, usize)>,
    /// The receiver's losses from its replies, and what grows, by unknown chance and the noise.
    receiver: LU<f64, Dyn, Dyn>,
    /// What they are where all unknowns are 0, with the other sign.
    constants: DVector<f64>,
    /// The senders' gains from their messages, by unknown reply.
    sender: LU<f64, Dyn, Dyn>,
}

/// The chances of messages, by type in the order of the supports, with the share of noise; or their
/// changes.
pub(super) struct Chances {
    pub sent: Vec<Vec<f64>>,
    pub noise: f64,
}

/// The chances of replies, by message in the order of the supports, or their changes.
pub(super) type Replies = Vec<Vec<f64>>;

impl<'a> Kernel<'a> {
    /// `None` where the supports are not those of a vertex.
    pub fn new(board: &'a Board, supports: &'a Supports, grows: Event) -> Option<Kernel<'a>> {
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
        let mut receiver = DMatrix::zeros(size + 1, size + 1);
        let mut constants = DVector::zeros(size + 1);
        // a row for the loss from reply `a` to `m`
        let mut row = |i: usize, m: usize, a: usize| {
            let first = supports.replies[m][0];
            let loss = |t: usize| {
                let gains = board.receiver(m, t);
                gains[first] - gains[a]
            };
            receiver[(i, size)] += board.noise[m][first] - board.noise[m][a];
            for (j, &(t, n)) in columns.iter().enumerate() {
                if n == m {
                    receiver[(i, j)] += loss(t);
                } else if supports.sent[t][0] == m {
                    receiver[(i, j)] -= loss(t);
                }
            }
            for (t, _) in supports.sent.iter().enumerate().filter(|(_, sent)| sent[0] == m) {
                let loss = board.mass[t] * loss(t);
                receiver[(i, size)] -= loss;
                constants[i] -= loss;
            }
        };
        for (m, list) in supports.replies.iter().enumerate() {
            list[1..].iter().enumerate().for_each(|(k, &a)| row(starts[m] + k, m, a));
        }
        match grows {
            Event::Reply(m, a) => row(size, m, a),
            Event::Message(t, m) if supports.sent[t][0] == m => {
                let others = columns.iter().enumerate().filter(|(_, (s, _))| *s == t);
                others.for_each(|(j, _)| receiver[(size, j)] = -1.0);
                receiver[(size, size)] = -board.mass[t];
                constants[size] = -board.mass[t];
            }
            Event::Message(t, m) => {
                let j = columns.iter().position(|&column| column == (t, m))?;
                receiver[(size, j)] = 1.0;
            }
            // what grows is what is not noise
            Event::Noise => {
                receiver[(size, size)] = -1.0;
                constants[size] = -1.0;
            }
        }
        let mut sender = DMatrix::zeros(size, size);
        for (j, &(t, m)) in columns.iter().enumerate() {
            for (m, sign) in [(m, 1.0), (supports.sent[t][0], -1.0)] {
                let (first, others) = supports.replies[m].split_first()?;
                let base = board.sender(m, *first)[t];
                for (k, &b) in others.iter().enumerate() {
                    sender[(j, starts[m] + k)] = sign * (board.sender(m, b)[t] - base);
                }
            }
        }
        let (receiver, sender) = (receiver.lu(), sender.lu());
        Some(Kernel { board, supports, starts, columns, receiver, constants, sender })
    }

    /// The chances of messages at the vertex, and their change along the edge when what grows does
    /// so at speed 1.
    pub fn chances(&self) -> Option<[Chances; 2]> {
        let size = self.columns.len();
        let mut right = DMatrix::zeros(size + 1, 2);
        right.set_column(0, &self.constants);
        right[(size, 1)] = 1.0;
        if !self.receiver.solve_mut(&mut right) {
            return None;
        }
        let spread = |column: usize, whole: f64| {
            let noise = right[(size, column)];
            let mut at = 0;
            let each = self.supports.sent.iter().zip(&self.board.mass).map(|(list, mass)| {
                let mut chances = vec![(whole - noise) * mass];
                for _ in 1..list.len() {
                    chances[0] -= right[(at, column)];
                    chances.push(right[(at, column)]);
                    at += 1;
                }
                chances
            });
            Chances { sent: each.collect(), noise }
        };
        Some([spread(0, 1.0), spread(1, 0.0)])
    }

    /// The replies at the vertex: they make the messages in use equally good for their senders.
    pub fn replies(&self) -> Option<Replies> {
        let (board, supports) = (self.board, self.supports);
        let pure =
            |t: usize, m: usize| board.sender(m, supports.replies[m][0])[t] + board.bonus[m][t];
        let right = self.columns.iter().map(|&(t, m)| pure(t, supports.sent[t][0]) - pure(t, m));
        let y = self.solve(right)?;
        Some(self.spread(&y, |_| 1.0))
    }

    /// The change of the replies along the edge on which, the chances of messages staying as they
    /// are, a message becomes worse for a type than the others it sends, or a new reply is used.
    pub fn shift(&self, start: Event) -> Option<Replies> {
        let sent = &self.supports.sent;
        match start {
            Event::Message(t, m) => {
                let first = sent[t][0] == m;
                let right = self.columns.iter().map(|&(s, n)| match first {
                    true => f64::from(u8::from(s == t)),
                    false => -f64::from(u8::from((s, n) == (t, m))),
                });
                let y = self.solve(right)?;
                Some(self.spread(&y, |_| 0.0))
            }
            Event::Reply(m, a) => {
                let (new, old) =
                    (self.board.sender(m, a), self.board.sender(m, self.supports.replies[m][0]));
                let right = self.columns.iter().map(|&(t, n)| match () {
                    () if n == m => old[t] - new[t],
                    () if sent[t][0] == m => new[t] - old[t],
                    () => 0.0,
                });
                let y = self.solve(right)?;
                Some(self.spread(&y, |n| if n == m { -1.0 } else { 0.0 }))
            }
            Event::Noise => None,
        }
    }

    fn solve(&self, right: impl Iterator<Item = f64>) -> Option<DVector<f64>> {
        let mut y = DVector::from_iterator(self.columns.len(), right);
        (y.is_empty() || self.sender.solve_mut(&mut y)).then_some(y)
    }

    /// The replies to each message, where the first has what the others leave of the whole.
    fn spread(&self, y: &DVector<f64>, whole: impl Fn(usize) -> f64) -> Replies {
        let each = self.supports.replies.iter().enumerate().map(|(m, list)| {
            let others = &y.as_slice()[self.starts[m]..][..list.len() - 1];
            let mut chances = vec![whole(m) - others.iter().sum::<f64>()];
            chances.extend(others);
            chances
        });
        each.collect()
    }
}
