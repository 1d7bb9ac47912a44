//! Files: read and written by extension, replaced as a whole, and one line for what cannot be used.

use std::path::{Path, PathBuf};

use schelling::io::{self, FORMATS, json};
use schelling::{Error, Game, Q};

use super::formats::{TEXT, game};

/// A path in a folder of its own for each test, so that tests can run side by side.
fn scratch(test: &str, name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("schelling-io-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn files_are_read_and_written_by_extension() {
    for format in FORMATS {
        for ending in [format.extension.to_string(), format.extension.to_uppercase()] {
            let path = scratch("extension", &format!("game.{ending}"));
            io::write(&game(), &path).unwrap();
            assert_eq!(io::read(&path).unwrap(), game(), "{}", format.name);
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text, (format.to_string)(&game()).unwrap());
            std::fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
            assert_eq!(io::read(&path).unwrap(), game(), "{} with CR and BOM", format.name);
        }
        assert!(format.summary.ends_with('.'));
    }
    std::fs::remove_dir_all(scratch("extension", "")).unwrap();
}

#[test]
fn a_file_that_cannot_be_used_is_one_line() {
    let path = |name: &str| scratch("refusal", name);
    let refused = |path: PathBuf, problem: &str| {
        let sentence = format!("{}: {problem}", path.display());
        assert_eq!(io::read(&path).unwrap_err().to_string(), sentence);
    };
    refused(path("missing.json"), "there is no such file");
    for name in ["game.txt", "json"] {
        refused(path(name), "there is no such file");
        std::fs::write(path(name), TEXT).unwrap();
        refused(path(name), "the name must end in .json or .toml or .efg");
    }

    std::fs::create_dir_all(path("folder.json")).unwrap();
    refused(path("folder.json"), "this is a directory, not a file");

    std::fs::write(path("latin.json"), b"{\"name\": \"caf\xe9\"}").unwrap();
    refused(path("latin.json"), "this is not UTF-8 text (byte 14): save it as UTF-8");
    std::fs::write(path("wide.json"), b"\xff\xfe{\0}\0").unwrap();
    refused(path("wide.json"), "this is not UTF-8 text (byte 1): save it as UTF-8");

    std::fs::write(path("wrong.json"), "{}").unwrap();
    let version = "write 1, the version of the format";
    refused(path("wrong.json"), &format!("the key \"schelling\" is missing: {version}"));
    std::fs::write(path("prior.json"), TEXT.replace("9/10", "8/10")).unwrap();
    refused(path("prior.json"), "prior sums to 9/10: its entries must sum to 1 exactly");
    assert!(matches!(io::read(path("prior.json")), Err(Error::Game(_))));

    // A sparse file: nothing of it may be read.
    std::fs::File::create(path("huge.json")).unwrap().set_len(100_000_000).unwrap();
    refused(path("huge.json"), "96 MiB is more than the 16 MiB that a file may have");
    #[cfg(target_os = "linux")]
    {
        std::os::unix::fs::symlink("/dev/zero", path("endless.json")).unwrap();
        refused(path("endless.json"), "17 MiB is more than the 16 MiB that a file may have");
    }

    let nowhere = path("no-folder").join("game.json");
    let error = io::write(&game(), &nowhere).unwrap_err().to_string();
    assert_eq!(error, format!("{}: there is no such file", nowhere.display()));
    let error = io::write(&game(), path("folder.json")).unwrap_err().to_string();
    assert!(error.ends_with("folder.json: this is a directory, not a file"), "{error}");
    std::fs::remove_dir_all(path("")).unwrap();
}

#[test]
fn nothing_is_written_that_is_too_large_to_read() {
    let label = "x".repeat(17 << 20);
    let row = vec![vec![Q::ONE]];
    let game = Game::cheap_talk(row.clone(), row, [Q::ONE], [label]).unwrap();
    let path = scratch("large", "game.json");
    let error = io::write(&game, &path).unwrap_err().to_string();
    assert!(error.ends_with("18 MiB is more than the 16 MiB that a file may have"), "{error}");
    assert!(!path.exists());
    std::fs::remove_dir_all(scratch("large", "")).unwrap();
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_as_a_whole() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    let path = |name: &str| scratch("whole", name);
    let alone = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    io::write(&game(), path("game.json")).unwrap();
    let before = std::fs::metadata(path("game.json")).unwrap();
    std::fs::set_permissions(path("game.json"), PermissionsExt::from_mode(0o640)).unwrap();
    let old = std::fs::File::open(path("game.json")).unwrap();

    // whoever has opened the old file reads the old game to its end
    let other = game().rename("another").unwrap();
    io::write(&other, path("game.json")).unwrap();
    let text = std::io::read_to_string(old).unwrap();
    assert_eq!(json::from_str(&text).unwrap(), game());
    assert_eq!(io::read(path("game.json")).unwrap(), other);
    let after = std::fs::metadata(path("game.json")).unwrap();
    assert_ne!(after.ino(), before.ino());
    assert_eq!(after.mode() & 0o777, 0o640);
    assert_eq!(alone(&path("")), 1);

    // a link stays a link, and one that leads nowhere gets its file
    symlink("game.json", path("link.json")).unwrap();
    symlink("new.json", path("loose.json")).unwrap();
    for name in ["link.json", "loose.json"] {
        io::write(&game(), path(name)).unwrap();
        assert!(path(name).is_symlink());
        assert_eq!(io::read(path(name)).unwrap(), game());
    }
    assert_eq!(io::read(path("game.json")).unwrap(), game());
    assert!(!path("new.json").is_symlink());

    // what cannot be put in place leaves nothing behind; a device is written to
    std::fs::create_dir(path("folder.json")).unwrap();
    let count = alone(&path(""));
    assert!(io::write(&game(), path("folder.json")).is_err());
    symlink("/dev/null", path("device.json")).unwrap();
    io::write(&game(), path("device.json")).unwrap();
    assert!(path("device.json").is_symlink());
    assert_eq!(alone(&path("")), count + 1);
    std::fs::remove_dir_all(path("")).unwrap();
}
