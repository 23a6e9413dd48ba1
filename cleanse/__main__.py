"""``python -m cleanse`` and the command ``cleanse``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit status."""
    from cleanse.cli import command

    return command(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
