//! Text files: read up to a limit of size, written whole or not at all.

use std::fs;
use std::fs::{File, OpenOptions};
use std::io;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{MAX_BYTES, too_large};
use crate::error::Error;

/// Why a file was not read or not written.
pub(crate) enum Trouble {
    /// The system refused it.
    System(io::Error),
    /// The text in the file, or meant for it, is not acceptable.
    Content(Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::System(error)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::Content(error)
    }
}

impl Trouble {
    /// The trouble as an error of this crate, with the path in front of what the system says.
    pub(super) fn of(self, path: &Path) -> Error {
        match self {
            Trouble::System(error) => Error::File(place(path, &reason(&error))),
            Trouble::Content(error) => error,
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
pub(super) fn read(file: File, path: &Path) -> Result<String, Trouble> {
    let refused = |problem: String| Trouble::Content(Error::File(place(path, &problem)));
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

/// Replaces what a file holds by a text, so that nobody ever finds half of it there.
///
/// The text goes into a new file beside the old one, which then takes the old name and permissions.
/// A symbolic link stays one, and the file that it leads to is replaced. Whatever is no regular
/// file, such as a device or a pipe, is written to in place, and so is a file in a folder where no
/// other file may be created.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let old = match fs::metadata(path) {
        Ok(facts) if facts.is_file() => {
            // Whoever may not write to the file may not replace it either.
            OpenOptions::new().write(true).open(path)?;
            Some((fs::canonicalize(path)?, facts.permissions()))
        }
        Ok(_) => return fs::write(path, text),
        Err(_) if path.is_symlink() => return fs::write(path, text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let target = old.as_ref().map_or(path, |(target, _)| target);
    let (beside, mut file) = match create_beside(target) {
        Err(error) if old.is_some() && error.kind() == ErrorKind::PermissionDenied => {
            return fs::write(path, text);
        }
        made => made?,
    };
    let put = || {
        file.write_all(text.as_bytes())?;
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

/// What the system says, in the words of this crate where the case is a common one.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::IsADirectory => "this is a directory, not a file".into(),
        _ => error.to_string(),
    }
}

/// A problem with the path of its file in front.
pub(super) fn place(path: &Path, problem: &str) -> String {
    format!("{}: {problem}", path.display())
}
