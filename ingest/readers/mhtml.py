"""Web pages saved in a single file (.mht, and many a .doc that Word saved as such): RFC 2557."""

from __future__ import annotations

import email
import re
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

_HEAD = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:\s*1\.0", re.IGNORECASE)
_RELATED = re.compile(rb"Content-Type:\s*multipart/", re.IGNORECASE)
"""Boundaries within boundaries; the parser of Python's library calls itself for each."""
_MAX_BOUNDARIES = 20


def is_mhtml(data: bytes) -> bool:
    """Whether `data` begins like a message of several parts."""
    start = data[:4096]
    return _HEAD.match(start) is not None and _RELATED.search(start) is not None


def page_in(path: Path, data: bytes) -> bytes:
    """The bytes of the page in a single-file web page, as UTF-8 with its mark where the file says what they are in.

    Raises:
        UnreadableError: there is no page in it.
    """
    if len(re.findall(rb"boundary\s*=", data, re.IGNORECASE)) <= _MAX_BOUNDARIES:
        for part in email.message_from_bytes(data).walk():
            if part.get_content_type() == "text/html":
                return _bytes(part)
    raise UnreadableError(path, "holds no web page; open it in Word or a browser and save it again")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    page = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    if charset and charset != "us-ascii":
        try:
            return b"\xef\xbb\xbf" + page.decode(charset).encode()
        except (LookupError, UnicodeError, ValueError):
            return page
    return page
