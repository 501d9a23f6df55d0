"""`python -m studio` opens the window."""

import sys

if __name__ == "__main__":
    # Imported here: a spawned worker runs this file too, under another name, and needs no window.
    from studio.gui.app import main

    sys.exit(main())
