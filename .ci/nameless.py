"""The removal of the builder's folders from wheels: ``python .ci/nameless.py FOLDER``.

Cargo identifies a package that comes from no registry by the folder in which it was built, and
maturin writes that identifier into the bill of materials (SBOM) of a wheel. The name of the package
is enough there, and replaces the folder. The binary is built with `--remap-path-prefix`; this
script checks that no path was missed.
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
    # The folders in which cargo and rustup keep downloads, on any machine.
    rb"(?:/|\b[A-Za-z]:\\)[\w.@+~ \\/-]*[\\/]\.(?:cargo|rustup)[\\/]",
    # The folder of the project, and the home folder of its builder.
    *(re.escape(bytes(place)) + rb"[\\/]" for place in (ROOT, Path.home()) if place.name),
]


def check(wheel: Path) -> None:
    """Exit with an error if a file in the wheel names a folder of its builder."""
    with zipfile.ZipFile(wheel) as files:
        for name in files.namelist():
            found = re.search(b"|".join(PLACES), files.read(name))
            if found:
                sys.exit(f"{wheel.name}: {name} names {found[0].decode(errors='replace')}")


def rewrite(wheel: Path) -> None:
    """Remove the folder from the bill of materials, and record the new hash of that file."""
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
