"""Timbre: a desktop studio for cloning one's own voice on one's own machine."""

import os

__version__ = "0.1.0"

# Before any numerical library is loaded: its threads are to sleep while they wait for one another.
# Spinning, which is the default, made speech 17 times slower (RTF 4.0 against 0.24) beside other
# programs that want the same two cores, and took the cores from them as well.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
