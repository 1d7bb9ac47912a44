//! Models, and the games of the literature that they serve.

mod corpus;
