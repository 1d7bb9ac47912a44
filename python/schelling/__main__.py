"""The entry point of ``python -m schelling``, which runs the command line."""

import sys

from schelling.cli import main

if __name__ == "__main__":
    sys.exit(main())
