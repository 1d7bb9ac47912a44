"""Try a wheel: ``python .ci/wheel.py FOLDER``, where the folder holds one.

Nothing in it may name a folder of whoever built it. It is installed into an empty environment,
where nothing may be compiled, and must answer the question that the package was made for. Then come
pytest and hypothesis, and with them the tests that need no more; what is tested is the installed
package, not the source.
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
    """Try the only wheel in a folder."""
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
