//! Text files: read up to a limit of size, written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io};

use crate::error::Error;

/// The largest file that is read or written: 16 MiB, some millions of payoffs.
///
/// A larger file is more likely a mistake than a game.
pub const MAX_BYTES: u64 = 16 << 20;

/// Why a file was not read or not written.
pub(crate) enum FileError {
    /// The system refused it.
    System(io::Error),
    /// The text in the file, or meant for it, is not acceptable.
    Content(Error),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> FileError {
        FileError::System(error)
    }
}

impl From<Error> for FileError {
    fn from(error: Error) -> FileError {
        FileError::Content(error)
    }
}

impl FileError {
    /// The failure as an error of this crate, with the path in front of a message of the system.
    pub(super) fn of(self, path: &Path) -> Error {
        match self {
            FileError::System(error) => Error::File(place(path, &reason(&error))),
            FileError::Content(error) => error,
        }
    }
}

/// The error number of every Unix for a directory that is read as if it were a file.
const EISDIR: i32 = 21;

/// Opens a file for reading, and refuses a directory.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Windows has refused to open it by now.
    if file.metadata()?.is_dir() {
        return Err(io::Error::from_raw_os_error(EISDIR));
    }
    Ok(file)
}

/// The text of a file, if the file is not too large.
pub(super) fn read(file: File, path: &Path) -> Result<String, FileError> {
    let refused = |problem: String| FileError::Content(Error::File(place(path, &problem)));
    let length = file.metadata()?.len();
    if length > MAX_BYTES {
        return Err(refused(too_large(length)));
    }
    // The limit holds for what is read as well, since a device or a pipe has no length.
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refused(too_large(bytes.len() as u64)));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        refused(format!("this is not UTF-8 text (byte {}): save it as UTF-8", at + 1))
    })?;
    // Some editors start a file with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Replaces the content of a file, all of it or nothing.
///
/// The content goes into a new file beside the old one, which then takes the old name and permissions.
/// A symbolic link stays one, and the file that it leads to is replaced. A device or a pipe is
/// written to in place, and so is a file in a folder where no other file may be created.
pub(super) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let old = match fs::metadata(path) {
        Ok(facts) if facts.is_file() => {
            // Whoever may not write to the file may not replace it either.
            OpenOptions::new().write(true).open(path)?;
            Some((fs::canonicalize(path)?, facts.permissions()))
        }
        Ok(_) => return fs::write(path, content),
        Err(_) if path.is_symlink() => return fs::write(path, content),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let target = old.as_ref().map_or(path, |(target, _)| target);
    let (beside, mut file) = match create_beside(target) {
        Err(error) if old.is_some() && error.kind() == ErrorKind::PermissionDenied => {
            return fs::write(path, content);
        }
        made => made?,
    };
    let put = || {
        file.write_all(content)?;
        if let Some((_, permissions)) = &old {
            file.set_permissions(permissions.clone())?;
        }
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, target)
    };
    put().inspect_err(|_| {
        fs::remove_file(&beside).ok();
    })
}

/// Creates a file in the folder of another, under a name that no other file has.
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!(".schelling-{}-{number}.tmp", std::process::id());
        let path = target.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(|file| (path, file)),
        }
    }
}

/// The message of the system, in the words of this crate for the common cases.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::IsADirectory => "this is a directory, not a file".into(),
        _ => error.to_string(),
    }
}

/// The size of a file that is larger than [`MAX_BYTES`], against the limit.
pub(super) fn too_large(bytes: u64) -> String {
    let (size, limit) = (bytes.div_ceil(1 << 20), MAX_BYTES >> 20);
    format!("{size} MiB is more than the {limit} MiB that a file may have")
}

/// A problem with the path of its file in front.
pub(super) fn place(path: &Path, problem: &str) -> String {
    format!("{}: {problem}", path.display())
}
