"""`timbre serve`: speech for other programs over HTTP."""

from __future__ import annotations

import argparse
from pathlib import Path

from studio.cli.exit_codes import OK
from studio.cli.options import library_folder
from studio.cli.terminal import print_json
from studio.paths import config_dir


def serve(given: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from studio.server.running import Server, Settings

    token_file: Path | None = None
    if not given.no_token:
        token_file = given.token_file or config_dir() / "serve-token"
    server = Server(
        Settings(
            library_folder(given), given.host, given.port, given.workers, token_file,
            given.allow_network,
        )
    )  # fmt: skip
    if given.json:
        print_json(
            {
                "url": f"{server.url}/v1",
                "token_file": None if token_file is None else str(token_file.absolute()),
            }
        )
    elif not given.quiet:
        print(f"Timbre speaks at {server.url}/v1 until Ctrl-C.")
        print(
            "Whoever uses this computer may ask: no token."
            if token_file is None
            else f"The token is in {token_file}."
        )
    print("", end="", flush=True)
    server.run()
    return OK
