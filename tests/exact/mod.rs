//! Numbers and linear programmes.

mod lp;
mod rational;
