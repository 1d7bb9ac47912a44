//! Components: which outcomes are joined by common replies, and why no others are.

use super::lemmas::{Lemmas, Slot};
use super::replies::{Replies, ReplyPart, Sender};
use super::tables::{MassFace, Tables};
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::union_find::UnionFind;

/// An outcome: a sender by number, a vertex of its replies, and the component.
pub(crate) struct Outcome {
    pub sender: usize,
    pub replies: Replies,
    pub component: usize,
}

/// Two outcomes, with the replies by which they are joined if these are not their own.
pub(crate) struct Link {
    pub ends: [usize; 2],
    pub replies: Option<[Replies; 2]>,
}

/// Two outcomes of different components, and the lemmas that keep their parts apart.
pub(crate) struct Apart {
    pub ends: [usize; 2],
    pub lemmas: Vec<usize>,
}

/// A way in which two senders may share messages: slots of the first with slots of the second.
type Sharing = Vec<(usize, usize)>;

/// Links that connect each component, and what keeps them apart; an error names two outcomes that
/// ought to be apart and are not, or to be connected.
pub(crate) fn links(
    tables: &Tables,
    lemmas: &mut Lemmas,
    senders: &[Sender],
    outcomes: &[Outcome],
) -> Result<(Vec<Link>, Vec<Apart>), [usize; 2]> {
    let parts: Vec<(usize, &ReplyPart)> = senders
        .iter()
        .enumerate()
        .flat_map(|(s, sender)| sender.parts.iter().map(move |part| (s, part)))
        .collect();
    let of = |&(s, part): &(usize, &ReplyPart)| -> Vec<usize> {
        let at = |(_, o): &(usize, &Outcome)| o.sender == s && part.vertices.contains(&o.replies);
        outcomes.iter().enumerate().filter(at).map(|(i, _)| i).collect()
    };
    let vertices: Vec<Vec<usize>> = parts.iter().map(of).collect();
    let sets = UnionFind::new(outcomes.len());
    for vertices in &vertices {
        vertices.windows(2).for_each(|pair| {
            sets.join(pair[0], pair[1]);
        });
    }
    let mut links = Vec::new();
    for i in 0..outcomes.len() {
        for j in 0..i {
            let alike = outcomes[i].component == outcomes[j].component;
            if alike && sets.root(i) != sets.root(j) && agree(tables, senders, outcomes, i, j) {
                sets.join(i, j);
                links.push(Link { ends: [j, i], replies: None });
            }
        }
    }
    let mut apart = Vec::new();
    for p in 0..parts.len() {
        checkpoint();
        for q in 0..p {
            let (i, j) = (vertices[p][0], vertices[q][0]);
            let alike = outcomes[i].component == outcomes[j].component;
            if alike && sets.root(i) == sets.root(j) || !alike && separate(parts[p].1, parts[q].1) {
                continue;
            }
            let (mine, rest) = (&senders[parts[p].0], &senders[parts[q].0]);
            match common(tables, lemmas, (mine, parts[p].1), (rest, parts[q].1)) {
                Ok(replies) if alike => {
                    sets.join(i, j);
                    links.push(Link { ends: [i, j], replies: Some(replies) });
                }
                Err(found) if !alike => {
                    let mut numbers: Vec<usize> =
                        found.into_iter().map(|slots| lemmas.number(slots)).collect();
                    numbers.sort_unstable();
                    numbers.dedup();
                    apart.push((p, q, numbers));
                }
                Ok(_) => return Err([i, j]),
                Err(_) => {}
            }
        }
    }
    for i in 0..outcomes.len() {
        for j in 0..i {
            let alike = outcomes[i].component == outcomes[j].component;
            if alike && sets.root(i) != sets.root(j) {
                return Err([j, i]);
            }
        }
    }
    Ok((links, entries(&vertices, apart)))
}

/// What keeps parts apart, by outcomes: of each part a vertex of as few parts as possible, since an
/// outcome stands for all the parts of which it is a vertex.
fn entries(vertices: &[Vec<usize>], apart: Vec<(usize, usize, Vec<usize>)>) -> Vec<Apart> {
    apart
        .into_iter()
        .map(|(p, q, lemmas)| {
            let own = |p: usize| {
                let count = |i: &usize| vertices.iter().filter(|all| all.contains(i)).count();
                *vertices[p].iter().min_by_key(|i| count(i)).expect("a vertex")
            };
            Apart { ends: [own(p), own(q)], lemmas }
        })
        .collect()
}

/// Are the ranges of some type's payoff disjoint?
fn separate(first: &ReplyPart, second: &ReplyPart) -> bool {
    (0..first.payoffs[0].len()).any(|t| {
        let ((low, high), (least, most)) = (first.range(t), second.range(t));
        high < least || most < low
    })
}

/// Do two outcomes have the same payoffs, and enough equal replies in each class?
fn agree(tables: &Tables, senders: &[Sender], outcomes: &[Outcome], i: usize, j: usize) -> bool {
    let sender = |k: usize| &senders[outcomes[k].sender];
    let payoffs = |k: usize| sender(k).payoffs(tables, &outcomes[k].replies);
    if payoffs(i) != payoffs(j) {
        return false;
    }
    tables.classes.iter().enumerate().all(|(c, class)| {
        let of = |k: usize| -> Vec<&Vec<Q>> {
            let slots = sender(k).slots.iter().zip(&outcomes[k].replies);
            slots.filter(|((face, _), _)| face.class == c).map(|(_, reply)| reply).collect()
        };
        let (mine, mut rest) = (of(i), of(j));
        let total = mine.len() + rest.len();
        let mut equal = 0;
        for reply in mine {
            if let Some(at) = rest.iter().position(|other| *other == reply) {
                rest.swap_remove(at);
                equal += 1;
            }
        }
        total <= class.members.len() + equal
    })
}

/// Replies that two parts have in common, for each sender, or lemmas that refute all ways of
/// sharing messages.
fn common(
    tables: &Tables,
    lemmas: &Lemmas,
    (first, part): (&Sender, &ReplyPart),
    (second, other): (&Sender, &ReplyPart),
) -> Result<[Replies; 2], Vec<Vec<Slot>>> {
    let extra: Vec<MassFace> =
        [first.elements(tables, part), second.elements(tables, other)].concat();
    let mut refuting: Vec<Vec<Slot>> = Vec::new();
    for sharing in sharings(tables, first, second) {
        let mut faces: Vec<MassFace> = Vec::new();
        let mut places = [vec![0; first.slots.len()], vec![0; second.slots.len()]];
        for &(i, j) in &sharing {
            let (f, g) = (first.slots[i].0, second.slots[j].0);
            (places[0][i], places[1][j]) = (faces.len(), faces.len());
            let (types, replies) = (f.types | g.types, f.replies & g.replies);
            faces.push(MassFace { class: f.class, types, replies });
        }
        for i in (0..first.slots.len()).filter(|&i| sharing.iter().all(|pair| pair.0 != i)) {
            places[0][i] = faces.len();
            faces.push(first.slots[i].0);
        }
        for j in (0..second.slots.len()).filter(|&j| sharing.iter().all(|pair| pair.1 != j)) {
            places[1][j] = faces.len();
            faces.push(second.slots[j].0);
        }
        faces.extend(&extra);
        if refuting.iter().any(|slots| lemmas.refutes_faces(slots, &faces)) {
            continue;
        }
        match lemmas.find(&faces) {
            Ok(slots) => refuting.push(slots),
            Err(replies) => {
                return Ok(
                    places.map(|places| places.into_iter().map(|at| replies[at].clone()).collect())
                );
            }
        }
    }
    Err(refuting)
}

/// All ways in which two senders may share messages: as many as the copies make necessary, or more.
fn sharings(tables: &Tables, first: &Sender, second: &Sender) -> Vec<Sharing> {
    let mut all: Vec<Sharing> = vec![Vec::new()];
    for (c, class) in tables.classes.iter().enumerate() {
        let of = |sender: &Sender| -> Vec<usize> {
            (0..sender.slots.len()).filter(|&s| sender.slots[s].0.class == c).collect()
        };
        let (mine, rest) = (of(first), of(second));
        let least = (mine.len() + rest.len()).saturating_sub(class.members.len());
        let compatible =
            |&i: &usize, &j: &usize| first.slots[i].0.replies & second.slots[j].0.replies != 0;
        let mut ways: Vec<Sharing> = vec![Vec::new()];
        for i in &mine {
            let more: Vec<Sharing> = ways
                .iter()
                .flat_map(|way| {
                    let free = rest.iter().filter(|j| way.iter().all(|pair| pair.1 != **j));
                    let partner = free.filter(|j| compatible(i, j));
                    partner.map(|j| [way.as_slice(), &[(*i, *j)]].concat()).collect::<Vec<_>>()
                })
                .collect();
            ways.extend(more);
        }
        ways.retain(|way| way.len() >= least);
        let joined = |way: &Sharing| ways.iter().map(|more| [&way[..], more].concat()).collect();
        all = all.iter().flat_map(|way| -> Vec<Sharing> { joined(way) }).collect();
    }
    all
}
