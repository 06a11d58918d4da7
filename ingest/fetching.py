"""Documents from web servers that the configuration names, and from no others. The one door to httpx."""

from __future__ import annotations

import email.message
import re
import time
import urllib.parse
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import httpx

from ingest.readers.formats import SUFFIXES
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 30
"""For a document, all redirects included."""

_MAX_REDIRECTS = 5
_MAX_NAME = 120
_PORTS = {"https": 443, "http": 80}
_SUFFIX_OF = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md"}
"""Of what first bytes alone do not tell."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_HEADERS = {"User-Agent": "hoivanban", "Accept-Encoding": "identity"}


def fetch(url: str, folder: Path, *, allowed: Sequence[str], max_bytes: int) -> Path:
    """The document at `url`, as a file in `folder` under the name that the server or the address gives it.

    Args:
        url: https, or http where the list says so.
        folder: where to put it; it exists.
        allowed: hosts as `ingest.allowed_hosts` lists them; redirects lead to no others.
        max_bytes: larger documents are refused.

    Raises:
        UnreadableError: its host is not on the list, it is too large, or it cannot be had.
    """
    deadline = time.monotonic() + SECONDS
    try:
        # No proxy and no password from the environment: what is asked for is what the list names.
        with httpx.Client(trust_env=False, timeout=SECONDS / 3, headers=_HEADERS) as client:
            address = httpx.URL(url)
            for _ in range(_MAX_REDIRECTS + 1):
                _check(url, address, allowed)
                with client.stream("GET", address) as response:
                    if response.next_request is not None:
                        address = response.next_request.url
                        continue
                    if not response.is_success:
                        raise UnreadableError(
                            url, f"is refused by its server ({response.status_code}); check the address"
                        )
                    data = _body(url, response, max_bytes, deadline)
                    path = folder / _name(address, response.headers)
                    path.write_bytes(data)
                    return path
    except httpx.TimeoutException as error:
        raise _late(url) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnreadableError(url, f"cannot be had ({reason}); check the address and the network") from error
    raise UnreadableError(url, f"is redirected more than {_MAX_REDIRECTS} times; give the address it leads to")


def _check(url: str, address: httpx.URL, allowed: Sequence[str]) -> None:
    """Raises unless an entry of the list names scheme, host and port."""
    host, port = address.host.lower(), address.port or _PORTS.get(address.scheme, 0)
    for entry in allowed:
        scheme, _, place = entry.lower().rpartition("://")
        name, _, number = place.partition(":")
        scheme = scheme or "https"
        fits = host.endswith(name) and host != name[1:] if name.startswith(".") else host == name
        if fits and scheme == address.scheme and port == int(number or _PORTS[scheme]):
            return
    shown = host if address.scheme == "https" else f"{address.scheme}://{host}"
    shown += "" if port == _PORTS.get(address.scheme) else f":{port}"
    led = "" if address == httpx.URL(url) else "leads to another server, which is not allowed: "
    raise UnreadableError(url, f"{led}{shown} is not on the list; add it to ingest.allowed_hosts in config.yaml")


def _body(url: str, response: httpx.Response, max_bytes: int, deadline: float) -> bytes:
    data = bytearray()
    for piece in response.iter_bytes(2**16):
        data += piece
        if len(data) > max_bytes:
            limit = max_bytes // 2**20
            raise UnreadableError(url, f"is over the limit of {limit} MiB; raise ingest.max_bytes")
        if time.monotonic() > deadline:
            raise _late(url)
    return bytes(data)


def _late(url: str) -> UnreadableError:
    return UnreadableError(url, f"does not arrive within {SECONDS} s; try again later, or save the file and give that")


def _name(address: httpx.URL, headers: httpx.Headers) -> str:
    """A plain file name: the server's, else the last part of the address."""
    said = email.message.Message()
    said["Content-Disposition"] = headers.get("content-disposition", "")
    told = said.get_filename() or urllib.parse.unquote(PurePosixPath(address.path).name)
    name = _FORBIDDEN.sub("_", re.split(r"[/\\]", told)[-1]).strip(" ._") or address.host
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if suffix.lower() not in SUFFIXES:
        stem, suffix = name, _SUFFIX_OF.get(kind, "")
    return stem[:_MAX_NAME] + suffix
