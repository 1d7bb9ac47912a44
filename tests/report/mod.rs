//! Reports: layout, tables and sentences about results.

mod layout;
mod length;
mod results;
mod sentences;
