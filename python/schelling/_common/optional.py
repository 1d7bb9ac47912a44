"""Optional dependencies, imported on first use."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def need(module: str, purpose: str, extra: str) -> Any:
    """Import a module and return it, or raise an error that says what to install.

    Parameters
    ----------
    module
        The name of the module.
    purpose
        The feature that needs the module, as the subject of the error sentence.
    extra
        The extra of ``schelling`` that installs the module.

    Raises
    ------
    ImportError
        When the module is missing.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise ImportError(f'{purpose} needs {name}: pip install "schelling[{extra}]"') from error


def data_frame(rows: Any, **options: Any) -> "pandas.DataFrame":
    """Return rows as a ``pandas.DataFrame``; the extra ``frames`` installs pandas."""
    frame: pandas.DataFrame = need("pandas", "a data frame", "frames").DataFrame(rows, **options)
    return frame
