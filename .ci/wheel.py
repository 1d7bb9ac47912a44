"""A test of a wheel: ``python .ci/wheel.py FOLDER``, where the folder holds exactly one.

No file in the wheel may name a folder of its builder. The wheel is installed into an empty
environment in which nothing may be compiled, and must run ``schelling nato``. The tests that need
only pytest and hypothesis then run on the installed package, not on the sources.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from nameless import check

ROOT = Path(__file__).resolve().parent.parent
TESTS = [
    "test_bad_input.py",
    "test_package.py",
    "common/test_numbers.py",
    "common/test_table.py",
    "equilibrium/test_equilibria.py",
    "equilibrium/test_extreme.py",
    "equilibrium/test_verify.py",
    "game/test_game.py",
]


def main(folder: str) -> None:
    """Test the only wheel in a folder."""
    [wheel] = Path(folder).resolve().glob("*.whl")
    check(wheel)
    with tempfile.TemporaryDirectory() as place:
        environment = Path(place, "environment")
        venv.create(environment, with_pip=True)
        programs = environment / ("Scripts" if os.name == "nt" else "bin")
        python = programs / "python"

        def run(*command: str | Path) -> None:
            print("+", *command, flush=True)
            subprocess.run(command, check=True, cwd=place)

        pip = (python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:")
        run(*pip, wheel)
        run(programs / "schelling", "nato")
        run(*pip, "pytest", "hypothesis")
        tests = [ROOT / "tests" / "python" / name for name in TESTS]
        settings = ("-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml")
        run(python, "-m", "pytest", *settings, *tests)


if __name__ == "__main__":
    main(*sys.argv[1:])
