"""Who may ask the server: by host, origin and token, before anything of a request is read."""

from __future__ import annotations

import hmac
import ipaddress
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from studio.core.errors import StudioError, explain_os_error
from studio.server.requests import Refused

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_LEAST = 20  # characters of a token that somebody has chosen


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules of one server."""

    token: str | None
    """None: whoever is on this computer may ask."""
    local: bool
    """Bound to loopback, so that a name in `Host` that is not of this computer is a trick."""
    host: str = "127.0.0.1"

    def check(self, headers: Mapping[str, str], *, needs_token: bool = True) -> None:
        """Raises Refused when this request may not be made. `headers` have names in lower case."""
        host = headers.get("host", "")
        if self.local and _name(f"//{host}") not in _LOCAL_NAMES | {self.host}:
            # A page of somebody's, whose name was made to point here (DNS rebinding).
            raise Refused(403, "This server answers on this computer alone.", "wrong_host")
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
            raise Refused(403, "Pages of other sites may not ask here.", "wrong_origin")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise Refused(403, "Pages of other sites may not ask here.", "wrong_origin")
        if needs_token and self.token is not None:
            self._check_token(headers.get("authorization", ""), self.token)

    @staticmethod
    def _check_token(given: str, token: str) -> None:
        kind, _, value = given.partition(" ")
        fits = hmac.compare_digest(value.strip().encode(), token.encode())
        if kind.lower() != "bearer" or not fits:
            raise Refused(
                401,
                "The token is missing or wrong: send it as “Authorization: Bearer TOKEN”; "
                "`timbre serve` says where it stands.",
                "invalid_api_key",
                headers={"www-authenticate": "Bearer"},
            )


def token_in(path: Path) -> str:
    """The token in a file; made, for the owner's eyes alone, where there is none."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise StudioError(
                f"Others may read the token in {path}: allow it to you alone (chmod 600), or "
                "delete the file to get a new one."
            )
        token = path.read_bytes()[:1000].decode("ascii").strip()
    except OSError as error:
        raise explain_os_error(error, path) from error
    except UnicodeDecodeError:
        token = ""
    if len(token) < _LEAST or any(letter.isspace() for letter in token):
        raise StudioError(
            f"{path} holds no token of at least {_LEAST} letters: delete it to get a new one."
        )
    return token


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
