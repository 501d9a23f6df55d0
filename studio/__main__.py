"""`python -m studio` opens the window."""

import sys

from studio.gui.app import main

if __name__ == "__main__":
    sys.exit(main())
