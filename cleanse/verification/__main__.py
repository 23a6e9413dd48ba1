"""``python -m cleanse.verification OUT``: the standard library is all it needs."""

import sys

from cleanse.verification import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
