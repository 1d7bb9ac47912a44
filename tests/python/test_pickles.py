"""Pickles of every public class: they name only subpackages, and load in another process."""

import io
import pickle
import subprocess
import sys
from typing import Any

import schelling as sg
from schelling import family as families

ROOMS = """
    schelling schelling._common schelling.equilibrium schelling.regime schelling.interop
    schelling.rounds schelling.game schelling.scenarios schelling.library schelling.family
    schelling.sweep schelling.proposition schelling.behaviour
"""


class Reader(pickle.Unpickler):
    """A reader that notes the modules that it is asked for."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.modules: set[str] = set()

    def find_class(self, module: str, name: str) -> Any:
        self.modules.add(module)
        return super().find_class(module, name)


def test_pickles_name_subpackages_only(result: Any) -> None:
    reader = Reader(pickle.dumps(result))
    again = reader.load()
    assert {m for m in reader.modules if m.partition(".")[0] == "schelling"} <= {*ROOMS.split()}
    if type(result).__eq__ is not object.__eq__ and not isinstance(result, Exception):
        assert again == result
    assert type(again) is type(result)


def test_every_public_class_is_pickled(results: list[Any]) -> None:
    seen = {type(value) for value in results} | {one for one in results if isinstance(one, type)}
    found = (getattr(sg, name) for name in {*sg.__all__, *vars(sg), *families.__all__})
    public = {value for value in found if isinstance(value, type)}
    # a handle of the compiled core, and a window: what they fold into and show is pickled
    assert public - seen == {sg.LastMove, sg.Explorer}


def test_another_process_reads_them(tmp_path: Any, results: list[Any]) -> None:
    """A fresh interpreter, which has imported nothing of the package, and sends them back."""
    path = tmp_path / "all.pickle"
    path.write_bytes(pickle.dumps(results))
    code = (
        "import pickle, sys\n"
        "found = pickle.load(open(sys.argv[1], 'rb'))\n"
        "pickle.dump(found, open(sys.argv[1], 'wb'))\n"
    )
    subprocess.run([sys.executable, "-c", code, path], check=True)
    again = pickle.loads(path.read_bytes())
    assert [type(one) for one in again] == [type(one) for one in results]
    for one, other in zip(again, results, strict=True):
        if type(other).__eq__ is not object.__eq__ and not isinstance(other, Exception):
            assert one == other
