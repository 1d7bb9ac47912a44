//! Reports: layout, tables and sentences about results.

mod layout;
mod results;
mod sentences;
