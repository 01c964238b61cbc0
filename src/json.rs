//! JSON text: read into a [`Value`], and written member by member.
//!
//! Both are our own. One reader on every host means that no text is good in one and bad in another, and it costs the
//! module less than handing a tree over from the page's parser. `docs/decisions/json.md` has the figures.

mod reader;
mod tree;
mod writer;

pub use reader::parse;
pub use tree::{array, write};
pub use writer::ObjectWriter;
