//! The path, edge by edge.

use std::cmp::Ordering;

use super::float_game::Board;
use super::lemke::Event;
use super::number::Number;
use super::vertex::{Kernel, Supports};

/// A vertex of the path.
pub(crate) struct Walk<'a, N> {
    board: &'a Board<N>,
    supports: Supports,
    /// What grows on the edge ahead.
    grows: Event,
}

/// Where the path ends: an equilibrium without noise.
pub(crate) struct End<N> {
    pub supports: Supports,
    /// `[m]`: how much of it is sent.
    pub reach: Vec<N>,
}

/// Why a path has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It is longer than it may be, or was stopped.
    Long,
    /// It led to what is no vertex, by rounding errors or a tie.
    Astray,
}

/// Follows the path for at most so many vertices.
pub(crate) fn walk<N: Number>(
    board: &Board<N>,
    vertices: usize,
    stop: &dyn Fn() -> bool,
) -> Result<End<N>, Lost> {
    let mut walk = Walk::new(board).ok_or(Lost::Astray)?;
    for _ in 0..vertices {
        if let Some(end) = walk.step(stop).ok_or(Lost::Astray)? {
            return Ok(end);
        }
        if stop() {
            break;
        }
    }
    Err(Lost::Long)
}

/// What becomes 0 first.
struct First<N: Number>(Option<(N::Ratio, Event)>);

impl<N: Number> First<N> {
    fn offer(&mut self, event: Event, value: N, rate: &N) {
        if let Some(time) = N::time(value, rate)
            && self.0.as_ref().is_none_or(|(first, _)| time < *first)
        {
            self.0 = Some((time, event));
        }
    }
}

impl<'a, N: Number> Walk<'a, N> {
    /// Everything is noise, and all replies and the first messages are best against it.
    fn new(board: &'a Board<N>) -> Option<Walk<'a, N>> {
        let mut replies = Vec::with_capacity(board.replies.len());
        for (open, noise) in board.replies.iter().zip(&board.noise) {
            let best = |a: &&usize, b: &&usize| noise[**a].partial_cmp(&noise[**b]);
            replies.push(vec![*open.iter().max_by(|a, b| best(a, b).unwrap_or(Ordering::Equal))?]);
        }
        let mut best: Vec<Option<(N, usize)>> = vec![None; board.types];
        for (m, senders) in board.senders.iter().enumerate() {
            let payoffs = board.sender(m, replies[m][0]);
            for &t in senders {
                let mut worth = board.bonus[m][t].clone();
                worth.add(&board.unit, &payoffs[t]);
                if best[t].as_ref().is_none_or(|(most, _)| worth > *most) {
                    best[t] = Some((worth, m));
                }
            }
        }
        let sent = best.into_iter().map(|best| Some(vec![best?.1])).collect::<Option<_>>()?;
        Some(Walk { board, supports: Supports { sent, replies }, grows: Event::Noise })
    }

    /// To the next vertex, or to the end; `None` where there is neither.
    fn step(&mut self, stop: &dyn Fn() -> bool) -> Option<Option<End<N>>> {
        let supports = self.supports.clone();
        let kernel = Kernel::new(self.board, &supports, self.grows, stop)?;
        let (event, reach) = self.less_noise(&kernel)?;
        if event == Event::Noise {
            return Some(Some(End { supports, reach }));
        }
        self.turn(&kernel, event)?;
        Some(None)
    }

    /// Along the edge on which the replies stay as they are: what ends it, and how much of each
    /// message is sent there.
    fn less_noise(&self, kernel: &Kernel<N>) -> Option<(Event, Vec<N>)> {
        let (board, supports) = (self.board, &self.supports);
        let [x, dx] = kernel.chances()?;
        let mut first = First(None);
        first.offer(Event::Noise, x.noise.clone(), &dx.noise);
        // what the receiver gets from each reply, and its change
        let scaled = |by: &N| -> Vec<Vec<N>> {
            board.noise.iter().map(|line| line.iter().map(|w| w.times(by)).collect()).collect()
        };
        let (mut worth, mut change) = (scaled(&x.noise), scaled(&dx.noise));
        for (t, list) in supports.sent.iter().enumerate() {
            for (k, &m) in list.iter().enumerate() {
                let (q, dq) = (&x.sent[t][k], &dx.sent[t][k]);
                // the only message of a type is sent as long as there is not only noise
                if list.len() > 1 && self.grows != Event::Message(t, m) {
                    first.offer(Event::Message(t, m), q.clone(), dq);
                }
                let each = worth[m].iter_mut().zip(&mut change[m]);
                for ((worth, change), gain) in each.zip(board.receiver(m, t)) {
                    worth.add(q, gain);
                    change.add(dq, gain);
                }
            }
        }
        for (m, list) in supports.replies.iter().enumerate() {
            let (best, rate) = (&worth[m][list[0]], &change[m][list[0]]);
            for &a in board.replies[m].iter().filter(|a| !list.contains(a)) {
                if self.grows != Event::Reply(m, a) {
                    let falls = rate.minus(&change[m][a]);
                    first.offer(Event::Reply(m, a), best.minus(&worth[m][a]), &falls);
                }
            }
        }
        let (length, event) = first.0?;
        let mut reach = vec![N::ZERO; board.senders.len()];
        for (t, list) in supports.sent.iter().enumerate() {
            for (k, &m) in list.iter().enumerate() {
                let end = N::later(&x.sent[t][k], &dx.sent[t][k], &length);
                if end > N::ZERO {
                    reach[m] = reach[m].plus(&end);
                }
            }
        }
        // all losses after a message that only noise sends become 0 with the noise
        let none = N::later(&x.noise, &dx.noise, &length).vanishes();
        Some((if none { Event::Noise } else { event }, reach))
    }

    /// Along the edge on which the noise and the messages stay as they are, to the next vertex.
    fn turn(&mut self, kernel: &Kernel<N>, start: Event) -> Option<()> {
        let (board, supports) = (self.board, &self.supports);
        let (y, dy) = (kernel.replies()?, kernel.shift(start)?);
        let mut first = First(None);
        let scale = kernel.reply_scale();
        let scaled = |line: &Vec<N>| line.iter().map(|b| b.times(&scale)).collect();
        let mut worth: Vec<Vec<N>> = board.bonus.iter().map(scaled).collect();
        let mut change = vec![vec![N::ZERO; board.types]; board.bonus.len()];
        for (m, list) in supports.replies.iter().enumerate() {
            for (k, &a) in list.iter().enumerate() {
                first.offer(Event::Reply(m, a), y[m][k].clone(), &dy[m][k]);
                let each = worth[m].iter_mut().zip(&mut change[m]);
                for ((worth, change), u) in each.zip(board.sender(m, a)) {
                    worth.add(&y[m][k], u);
                    change.add(&dy[m][k], u);
                }
            }
        }
        if let Event::Reply(m, a) = start {
            change[m].iter_mut().zip(board.sender(m, a)).for_each(|(c, u)| c.add(&scale, u));
        }
        // what each type gets from a message that it goes on sending
        let kept = |(t, list): (usize, &Vec<usize>)| {
            let m = list.iter().find(|&&m| start != Event::Message(t, m))?;
            Some((&worth[*m][t], &change[*m][t]))
        };
        let kept: Vec<(&N, &N)> =
            supports.sent.iter().enumerate().map(kept).collect::<Option<_>>()?;
        for (m, senders) in board.senders.iter().enumerate() {
            for &t in senders.iter().filter(|&&t| !supports.sent[t].contains(&m)) {
                let (g, dg) = kept[t];
                let falls = dg.minus(&change[m][t]);
                first.offer(Event::Message(t, m), g.minus(&worth[m][t]), &falls);
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
