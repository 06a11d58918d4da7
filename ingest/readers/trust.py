"""Whether the text layer of a page can be believed, or the page has to be read by OCR."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from ingest.readers.vietnamese import is_english, is_vietnamese, share_of_syllables

Verdict: TypeAlias = Literal["text", "blank", "picture"]

_STAMPED = ((0.5, 60), (0.85, 250))
"""Shares of a page that pictures cover, and the letters up to which text on them is a stamp, not that of the page."""
_SCANNED = 0.85
"""The share of a page from which it is a scan, and the share of syllables from which somebody's OCR of it is good."""
_SHAPES = 400
"""Drawn shapes from which a page without letters has its letters drawn."""
_FIGURE = re.compile(r"[\d.,/%():+–-]*\d[\d.,/%():+–-]*")
_STRANGE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x1f]|[^\W\d_a-zA-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
"""Letters that neither Vietnamese nor English is written with."""
_MOST_STRANGE = 0.05
"""Of the words of a page; formulas have some."""
_BEYOND_ASCII = re.compile(r"[^\W\d_]*[^\W\d_a-zA-Z][^\W\d_]*")


def verdict(text: str, *, pictured: float, drawn: int) -> Verdict:
    """What a page is, by its text layer, the share of it that pictures cover, and the shapes drawn on it.

    Text is believed when it is Vietnamese with its marks, English, or mostly figures.
    """
    letters = sum(letter.isalnum() for letter in text)
    if not letters:
        return "picture" if pictured > 0.2 or drawn > _SHAPES else "blank"
    if any(pictured > share and letters <= few for share, few in _STAMPED):
        return "picture"
    if letters <= _STAMPED[0][1] and drawn > _SHAPES:
        return "picture"
    if pictured > _SCANNED and share_of_syllables(text) < _SCANNED and not is_english(text):
        return "picture"
    return "text" if is_sane(text) else "picture"


def is_sane(text: str) -> bool:
    """Whether `text` reads like Vietnamese, English or figures, not like codes of glyphs or OCR without marks."""
    tokens = text.split()
    strange = sum(bool(_STRANGE.search(token)) for token in tokens)
    if strange > _MOST_STRANGE * len(tokens):
        return False
    if is_vietnamese(text) or is_english(text):
        return True
    figures = sum(bool(_FIGURE.fullmatch(token)) for token in tokens)
    if figures >= 0.5 * len(tokens):
        return True
    marked = " ".join(_BEYOND_ASCII.findall(text))
    if len(marked) >= 0.1 * len(text) and share_of_syllables(marked) >= 0.85:
        return True  # tables of names and abbreviations, pages in two languages
    return len(tokens) - figures < 8 and strange == 0
