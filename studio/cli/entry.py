"""From the words after `timbre` to an exit code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence

from studio.cli.exit_codes import BROKEN, CANCELLED, FAILED, OK, TERMINATED
from studio.cli.parser import build_parser
from studio.cli.watching import CancelledByPerson
from studio.core.errors import StudioError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `exit_codes`).

    What went wrong is one sentence on stderr. TIMBRE_DEBUG=1 shows the traceback as well.
    """
    parser = build_parser()
    given = parser.parse_args(arguments)
    if not hasattr(given, "run"):
        parser.print_help()
        return OK
    try:
        return given.run(given)
    except StudioError as error:
        return _say(str(error), FAILED)
    except CancelledByPerson as cancelled:
        code = TERMINATED if cancelled.by == signal.SIGTERM else CANCELLED
        return _say(f"Cancelled. {cancelled}".strip(), code)
    except KeyboardInterrupt:
        return _say("Cancelled.", CANCELLED)
    except BrokenPipeError:  # `timbre … | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        return _say(
            f"Something went wrong inside Timbre ({type(error).__name__}); nothing that was saved "
            "is lost. TIMBRE_DEBUG=1 shows where.",
            BROKEN,
        )


def _say(sentence: str, code: int) -> int:
    if os.environ.get("TIMBRE_DEBUG", "") not in ("", "0"):
        traceback.print_exc()
    print(f"timbre: {sentence}", file=sys.stderr)
    return code
