//! The search for a proof that a list of equilibria is complete: tables, lemmas, planes, the tree,
//! the replies of senders, and what links outcomes. What they mean stands in [`crate::proof`].

mod lemmas;
mod links;
mod planes;
mod replies;
mod tables;
mod tree;

pub(crate) use self::lemmas::{Lemmas, Refuter};
pub(crate) use self::links::{Apart, Link, Outcome, links};
pub(crate) use self::replies::{Replies, Sender};
pub(crate) use self::tables::{MassFace, Numbering, Tables, members};
pub(crate) use self::tree::{Close, ClosedNode, Faces, NodeStep, Prover};
