//! A table in one piece of memory, so that a look at an entry follows one pointer.

use std::ops::{Index, IndexMut};
use std::slice::ChunksExact;

/// Rows of one width, one after another.
#[derive(Clone, Debug)]
pub(crate) struct Matrix<T> {
    width: usize,
    entries: Vec<T>,
}

impl<T> Matrix<T> {
    /// Rows of `width` entries, at least one.
    pub(crate) fn new(width: usize, entries: Vec<T>) -> Matrix<T> {
        debug_assert!(entries.len().is_multiple_of(width));
        Matrix { width, entries }
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.entries.len() / self.width
    }

    /// The number of entries of a row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Exchanges two rows.
    pub(crate) fn swap(&mut self, i: usize, j: usize) {
        let (i, j) = (i.min(j), i.max(j));
        if i < j {
            let (upper, lower) = self.entries.split_at_mut(j * self.width);
            upper[i * self.width..][..self.width].swap_with_slice(&mut lower[..self.width]);
        }
    }

    /// The rows.
    pub(crate) fn iter(&self) -> ChunksExact<'_, T> {
        self.entries.chunks_exact(self.width)
    }
}

impl<T> Index<usize> for Matrix<T> {
    type Output = [T];
    fn index(&self, row: usize) -> &[T] {
        &self.entries[row * self.width..][..self.width]
    }
}

impl<T> IndexMut<usize> for Matrix<T> {
    fn index_mut(&mut self, row: usize) -> &mut [T] {
        &mut self.entries[row * self.width..][..self.width]
    }
}
