"""Wheels name no folder of whoever built them: ``python .ci/nameless.py FOLDER`` sees to it.

Cargo names a package that comes from no registry by the folder it was built in, and that name goes
into the bill of materials (SBOM) which maturin puts into a wheel: what the package is called by
suffices, and is written there instead. The binary is built with `--remap-path-prefix`; whether
that reached every place is checked.
"""

import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = re.compile(rb"path\+file://[^#\"]*#")
PLACES = [
    rb"path\+file://",
    # where cargo keeps what it has fetched, on any machine
    rb"(?:/|\b[A-Za-z]:\\)[\w.@+~ \\/-]*[\\/]\.(?:cargo|rustup)[\\/]",
    # this machine's folders
    *(re.escape(bytes(place)) + rb"[\\/]" for place in (ROOT, Path.home()) if place.name),
]


def check(wheel: Path) -> None:
    """Refuse a wheel in which a file names a folder of its builder."""
    with zipfile.ZipFile(wheel) as files:
        for name in files.namelist():
            found = re.search(b"|".join(PLACES), files.read(name))
            if found:
                sys.exit(f"{wheel.name}: {name} names {found[0].decode(errors='replace')}")


def rewrite(wheel: Path) -> None:
    """Take the folder out of the bill of materials, and note its new hash."""
    with zipfile.ZipFile(wheel) as old:
        files = {entry: old.read(entry) for entry in old.infolist()}
    hashes = {}
    for entry, content in files.items():
        if "/sboms/" in entry.filename:
            files[entry] = plain = SOURCE.sub(b"pkg:cargo/", content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(plain).digest()).rstrip(b"=")
            hashes[entry.filename] = f"sha256={digest.decode()},{len(plain)}"
    for entry, content in files.items():
        if entry.filename.endswith(".dist-info/RECORD"):
            lines = (line.split(",", 1) for line in content.decode().splitlines())
            kept = (f"{name},{hashes.get(name, rest)}\n" for name, rest in lines)
            files[entry] = "".join(kept).encode()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as new:
        for entry, content in files.items():
            new.writestr(entry, content)


def main(folder: str) -> None:
    """Rewrite and check every wheel in a folder."""
    for wheel in Path(folder).glob("*.whl"):
        rewrite(wheel)
        check(wheel)


if __name__ == "__main__":
    main(*sys.argv[1:])
