//! The game in integers: classes of messages, belief regions, and the payoffs that replies can deter
//! with off the path.

use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::int::{Int, Overflow, all_hold, any_holds};
use crate::exact::integers::{integers, shifted_integers};
use crate::exact::matrix::Matrix;
use crate::exact::upper_envelope::upper_envelope;
use crate::exact::work::Abort;
use crate::game::Game;
use crate::game::replies::{Regions, spread_points};

/// A game in integers of one size: the sender's payoffs scaled and shifted for each type, the
/// receiver's for each message.
#[derive(Debug)]
pub(super) struct IntegerGame<I> {
    /// The prior without denominators.
    pub(super) prior: Vec<I>,
    pub(super) classes: Vec<MessageClass<I>>,
}

/// Messages that are copies of one another: the same senders, replies and payoffs.
#[derive(Debug)]
pub(super) struct MessageClass<I> {
    pub(super) members: Vec<usize>,
    pub(super) regions: Regions<I>,
    /// `[t][a]`: the sender's payoffs, by position among the actions of the regions.
    pub(super) sender: Matrix<I>,
    /// The payoffs of the types at which the message can be kept off the path: a union of pieces.
    pub(super) pieces: Vec<Piece<I>>,
}

/// The type payoffs that some mixture of one jointly optimal set of actions supports off the path:
/// `conv {uS(., m, a) : a in rows} + R^T_+`, by its facets `w . u + z >= 0`.
#[derive(Debug)]
pub(super) struct Piece<I> {
    /// The set of actions.
    rows: Bits,
    /// Each `z`, then `w`.
    pub(super) facets: Matrix<I>,
}

impl<I: Int> Piece<I> {
    /// Does the point `u / scale` lie in the piece? It is given by `scale`, then `u`.
    pub(super) fn contains(&self, point: &[I]) -> Result<bool, Overflow> {
        all_hold(self.facets.iter(), |facet| Ok(!I::dot(facet, point)?.is_negative()))
    }
}

impl<I: Int> MessageClass<I> {
    /// Is `u / scale`, given by `scale` and `u`, supported off the path after these messages?
    pub(super) fn deters(&self, point: &[I]) -> Result<bool, Overflow> {
        any_holds(&self.pieces, |piece| piece.contains(point))
    }
}

/// A game with its classes of copies, from which the tables in all sizes of integer are made.
pub(super) struct Outline<'a> {
    pub(super) game: &'a Game,
    pub(super) classes: Vec<Vec<usize>>,
    /// Are copies kept apart, of messages and of replies?
    pub(super) copies_apart: bool,
    /// The largest number of belief corners of a message.
    pub(super) limit: usize,
    /// Asked in long steps whether to stop.
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Outline<'_> {
    /// The number of messages in a class.
    pub(super) fn copies(&self, class: usize) -> usize {
        self.classes[class].len()
    }

    /// The table in one size of integer.
    pub(super) fn table<I: Int>(&self) -> Result<IntegerGame<I>, Abort> {
        let payoffs: Matrix<I> = self.sender()?;
        let mut classes = Vec::with_capacity(self.classes.len());
        for members in &self.classes {
            classes.push(MessageClass::new(self, &payoffs, members)?);
        }
        Ok(IntegerGame { prior: integers(self.game.prior())?, classes })
    }

    /// The sender's payoffs `[t][m * actions + a]`, with one scale and one shift for each type, and 0
    /// where the type has no such message or the message no such reply.
    fn sender<I: Int>(&self) -> Result<Matrix<I>, Overflow> {
        let game = self.game;
        let (types, messages) = (game.types().len(), game.messages().len());
        let (actions, width) = (game.actions().len(), messages * game.actions().len());
        let mut all = vec![I::ZERO; types * width];
        let mut cells: Vec<&Q> = Vec::with_capacity(width);
        for (t, row) in all.chunks_exact_mut(width).enumerate() {
            let open = (0..messages).filter(|&m| game.is_available(t, m));
            let reached = open.flat_map(|m| game.replies(m).iter().map(move |&a| (m, a)));
            cells.clear();
            cells.extend(reached.clone().map(|(m, a)| game.sender_payoff(t, m, a)));
            for ((m, a), payoff) in reached.zip(shifted_integers(&cells, width)?) {
                row[m * actions + a] = payoff;
            }
        }
        Ok(Matrix::new(width, all))
    }
}

/// The messages grouped into classes of exact copies, in the order of their first members.
pub(crate) fn copies(game: &Game) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for m in 0..game.messages().len() {
        match classes.iter_mut().find(|c| game.are_copies(c[0], m)) {
            Some(class) => class.push(m),
            None => classes.push(vec![m]),
        }
    }
    classes
}

impl<I: Int> IntegerGame<I> {
    /// The number of types.
    pub(super) fn types(&self) -> usize {
        self.prior.len()
    }
}

impl<I: Int> MessageClass<I> {
    fn new(
        outline: &Outline,
        payoffs: &Matrix<I>,
        members: &[usize],
    ) -> Result<MessageClass<I>, Abort> {
        let &Outline { game, copies_apart, limit, stop, .. } = outline;
        let m = members[0];
        let regions = Regions::new(game, m, copies_apart, limit, stop)?;
        let first = m * game.actions().len();
        let mut sender = Vec::with_capacity(payoffs.len() * regions.actions.len());
        for row in payoffs.iter() {
            sender.extend(regions.actions.iter().map(|&a| row[first + a].clone()));
        }
        let sender = Matrix::new(regions.actions.len(), sender);
        let pieces = pieces(&regions, &sender, limit, stop)?;
        Ok(MessageClass { members: members.to_vec(), regions, sender, pieces })
    }
}

/// The pieces of the maximal jointly optimal sets of actions, without those inside another piece.
fn pieces<I: Int>(
    regions: &Regions<I>,
    sender: &Matrix<I>,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Piece<I>>, Abort> {
    // the payoffs by each reply, as points: 1, then each type's payoff
    let mut points = Vec::with_capacity(sender.width() * (sender.len() + 1));
    for a in 0..sender.width() {
        points.push(I::ONE);
        points.extend(sender.iter().map(|row| row[a].clone()));
    }
    let points = Matrix::new(sender.len() + 1, points);
    let inside = |inner: &Piece<I>, outer: &Piece<I>| {
        all_hold(inner.rows.iter(), |a| outer.contains(&points[a]))
    };
    let mut pieces: Vec<Piece<I>> = Vec::new();
    for rows in regions.jointly_optimal() {
        let facets = facets(rows, regions.senders, &points, limit, stop)?;
        let piece = Piece { rows: rows.clone(), facets };
        if any_holds(&pieces, |old| inside(&piece, old))? {
            continue;
        }
        let mut i = 0;
        while i < pieces.len() {
            if inside(&pieces[i], &piece)? {
                pieces.remove(i);
            } else {
                i += 1;
            }
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

/// The facets of `conv {points[a] : a in rows} + R^T_+`, which are the corners of an upper envelope.
fn facets<I: Int>(
    rows: &Bits,
    senders: u128,
    points: &Matrix<I>,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Matrix<I>, Abort> {
    let width = points.width();
    let types = senders.count_ones() as usize;
    if rows.len() == 1 {
        // the payoffs by one reply, or more: an orthant
        let mut facets = Vec::with_capacity(types * width);
        for (a, t) in rows.iter().flat_map(|a| members(senders).map(move |t| (a, t))) {
            let first = facets.len();
            facets.resize(first + width, I::ZERO);
            facets[first] = points[a][1 + t].negated()?;
            facets[first + 1 + t] = I::ONE;
        }
        return Ok(Matrix::new(width, facets));
    }
    let mut downward = Vec::with_capacity(rows.len() * types);
    for (a, t) in rows.iter().flat_map(|a| members(senders).map(move |t| (a, t))) {
        downward.push(points[a][1 + t].negated()?);
    }
    let facets = upper_envelope(&Matrix::new(types, downward), limit, stop)?.points;
    if types + 1 == width {
        return Ok(facets);
    }
    Ok(spread_points(&facets, senders, width - 1))
}
