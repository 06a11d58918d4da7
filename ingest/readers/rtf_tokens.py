"""The tokens of RTF (Rich Text Format Specification 1.9.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?"
    rb"|\\'([0-9A-Fa-f]{2})"
    rb"|\\([^A-Za-z])"
    rb"|([{}])"
    rb"|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One token; exactly one of the first four is set, `number` only with a word.

    Attributes:
        word: of a control word, without its backslash.
        mark: a brace that opens or closes a group, or the letter of a control symbol.
        letters: bytes of text.
        code: a byte of text written in hexadecimal.
        number: what stands after the word.
        end: where in the file the next token begins.
    """

    word: str
    mark: str
    letters: bytes
    code: bytes
    number: int | None
    end: int


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens of `data`; the bytes after \bin are skipped."""
    at = 0
    while found := _TOKEN.search(data, at):
        word, number, code, symbol, brace, letters = found.groups()
        at = found.end()
        value = int(number) if number else None
        if word == b"bin" and value:
            at += max(value, 0)
        if symbol and symbol in b"{}\\":
            letters, symbol = symbol, b""
        yield Token(
            word.decode("ascii") if word else "",
            (symbol or brace or b"").decode("latin-1"),
            letters or b"",
            bytes.fromhex(code.decode("ascii")) if code else b"",
            value,
            at,
        )
