"""Optional packages, imported when somebody asks for what they do."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def need(module: str, purpose: str, extra: str) -> Any:
    """Return a package, or say what to install for it.

    Parameters
    ----------
    module
        What to import.
    purpose
        What needs it, the beginning of the sentence.
    extra
        The extra of this package that brings it.

    Raises
    ------
    ImportError
        When it is missing.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise ImportError(f'{purpose} needs {name}: pip install "schelling[{extra}]"') from error


def data_frame(rows: Any, **options: Any) -> "pandas.DataFrame":
    """Return a data frame of pandas, which the extra ``frames`` brings."""
    frame: pandas.DataFrame = need("pandas", "a data frame", "frames").DataFrame(rows, **options)
    return frame
