"""The command line."""

import sys

from schelling import __version__


def main() -> int:
    """Run the command line."""
    print(f"schelling {__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
