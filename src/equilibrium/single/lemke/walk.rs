//! The path, edge by edge.

use super::Event;
use super::board::Board;
use super::kernel::{Kernel, Supports};

/// Rates below this are taken for rounding errors of 0.
const TINY: f64 = 1e-9;

/// A vertex of the path.
pub(super) struct Walk<'a> {
    board: &'a Board,
    supports: Supports,
    /// What grows on the edge ahead.
    grows: Event,
}

/// Where the path ends: an equilibrium without noise.
pub(super) struct End {
    pub supports: Supports,
    /// `[m]`: how much of it is sent.
    pub reach: Vec<f64>,
}

/// Follows the path for at most so many vertices; `None` where it is longer, or lost.
pub(super) fn walk(board: &Board, vertices: usize, stop: &dyn Fn() -> bool) -> Option<End> {
    let mut walk = Walk::new(board)?;
    for _ in 0..vertices {
        if stop() {
            return None;
        }
        let supports = walk.supports.clone();
        let kernel = Kernel::new(board, &supports, walk.grows)?;
        let (event, reach) = walk.less_noise(&kernel)?;
        if event == Event::Noise {
            return Some(End { supports, reach });
        }
        walk.turn(&kernel, event)?;
    }
    None
}

/// What becomes 0 first.
struct First(Option<(f64, Event)>);

impl First {
    fn offer(&mut self, event: Event, value: f64, rate: f64) {
        if rate < -TINY {
            let time = value.max(0.0) / -rate;
            if self.0.is_none_or(|(first, _)| time < first) {
                self.0 = Some((time, event));
            }
        }
    }
}

impl<'a> Walk<'a> {
    /// Everything is noise, and all replies and the first messages are best against it.
    fn new(board: &'a Board) -> Option<Walk<'a>> {
        let mut replies = Vec::with_capacity(board.replies.len());
        for (open, noise) in board.replies.iter().zip(&board.noise) {
            replies.push(vec![*open.iter().max_by(|a, b| noise[**a].total_cmp(&noise[**b]))?]);
        }
        let mut best: Vec<Option<(f64, usize)>> = vec![None; board.types];
        for (m, senders) in board.senders.iter().enumerate() {
            let payoffs = board.sender(m, replies[m][0]);
            for &t in senders {
                let worth = payoffs[t] + board.bonus[m][t];
                if best[t].is_none_or(|(most, _)| worth > most) {
                    best[t] = Some((worth, m));
                }
            }
        }
        let sent = best.into_iter().map(|best| Some(vec![best?.1])).collect::<Option<_>>()?;
        Some(Walk { board, supports: Supports { sent, replies }, grows: Event::Noise })
    }

    /// Along the edge on which the replies stay as they are: what ends it, and how much of each
    /// message is sent there.
    fn less_noise(&self, kernel: &Kernel) -> Option<(Event, Vec<f64>)> {
        let (board, supports) = (self.board, &self.supports);
        let [x, dx] = kernel.chances()?;
        let mut first = First(None);
        first.offer(Event::Noise, x.noise, dx.noise);
        // what the receiver gets from each reply, and its change
        let scaled = |by: f64| -> Vec<Vec<f64>> {
            board.noise.iter().map(|line| line.iter().map(|w| w * by).collect()).collect()
        };
        let (mut worth, mut change) = (scaled(x.noise), scaled(dx.noise));
        for (t, list) in supports.sent.iter().enumerate() {
            for (k, &m) in list.iter().enumerate() {
                let (q, dq) = (x.sent[t][k], dx.sent[t][k]);
                // the only message of a type is sent as long as there is not only noise
                if list.len() > 1 && self.grows != Event::Message(t, m) {
                    first.offer(Event::Message(t, m), q, dq);
                }
                let each = worth[m].iter_mut().zip(&mut change[m]);
                for ((worth, change), gain) in each.zip(board.receiver(m, t)) {
                    *worth += q * gain;
                    *change += dq * gain;
                }
            }
        }
        for (m, list) in supports.replies.iter().enumerate() {
            let (best, rate) = (worth[m][list[0]], change[m][list[0]]);
            for &a in board.replies[m].iter().filter(|a| !list.contains(a)) {
                if self.grows != Event::Reply(m, a) {
                    first.offer(Event::Reply(m, a), best - worth[m][a], rate - change[m][a]);
                }
            }
        }
        let (length, event) = first.0?;
        let mut reach = vec![0.0; board.senders.len()];
        for (t, list) in supports.sent.iter().enumerate() {
            for (k, &m) in list.iter().enumerate() {
                reach[m] += (x.sent[t][k] + length * dx.sent[t][k]).max(0.0);
            }
        }
        // all losses after a message that only noise sends become 0 with the noise
        let none = x.noise + length * dx.noise < TINY;
        Some((if none { Event::Noise } else { event }, reach))
    }

    /// Along the edge on which the noise and the messages stay as they are, to the next vertex.
    fn turn(&mut self, kernel: &Kernel, start: Event) -> Option<()> {
        let (board, supports) = (self.board, &self.supports);
        let (y, dy) = (kernel.replies()?, kernel.shift(start)?);
        let mut first = First(None);
        let mut worth = board.bonus.clone();
        let mut change = vec![vec![0.0; board.types]; board.bonus.len()];
        for (m, list) in supports.replies.iter().enumerate() {
            for (k, &a) in list.iter().enumerate() {
                first.offer(Event::Reply(m, a), y[m][k], dy[m][k]);
                let each = worth[m].iter_mut().zip(&mut change[m]);
                for ((worth, change), u) in each.zip(board.sender(m, a)) {
                    *worth += y[m][k] * u;
                    *change += dy[m][k] * u;
                }
            }
        }
        if let Event::Reply(m, a) = start {
            change[m].iter_mut().zip(board.sender(m, a)).for_each(|(c, u)| *c += u);
        }
        // what each type gets from a message that it goes on sending
        let kept = |(t, list): (usize, &Vec<usize>)| {
            let m = list.iter().find(|&&m| start != Event::Message(t, m))?;
            Some((worth[*m][t], change[*m][t]))
        };
        let kept: Vec<(f64, f64)> =
            supports.sent.iter().enumerate().map(kept).collect::<Option<_>>()?;
        for (m, senders) in board.senders.iter().enumerate() {
            for &t in senders.iter().filter(|&&t| !supports.sent[t].contains(&m)) {
                let (g, dg) = kept[t];
                first.offer(Event::Message(t, m), g - worth[m][t], dg - change[m][t]);
            }
        }
        let (_, next) = first.0?;
        match start {
            Event::Message(t, m) => self.supports.sent[t].retain(|&n| n != m),
            Event::Reply(m, a) => self.supports.replies[m].push(a),
            Event::Noise => return None,
        }
        match next {
            Event::Message(t, m) => self.supports.sent[t].push(m),
            Event::Reply(m, a) => self.supports.replies[m].retain(|&b| b != a),
            Event::Noise => return None,
        }
        self.grows = next;
        Some(())
    }
}
