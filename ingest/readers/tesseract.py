"""The program tesseract, started as a child for one picture at a time: words with boxes, or which way is up."""

from __future__ import annotations

import functools
import io
import os
import re
import shutil
import subprocess
import unicodedata
from typing import TYPE_CHECKING

from ingest.readers.seen import Seen, level

if TYPE_CHECKING:
    from PIL import Image

LANGUAGE = "vie"
_REMEDY = "install them (Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-vie)"


class TesseractError(Exception):
    """The program failed, or took too long; the message says which, and what to do."""


@functools.cache
def missing() -> str | None:
    """What to install before scans can be read, as a sentence; None when nothing is missing."""
    if shutil.which("tesseract") is None:
        return f"OCR needs the program Tesseract: {_REMEDY}"
    try:
        told = _run(["--list-langs"], b"", seconds=20)
    except TesseractError as error:
        return f"Tesseract cannot be run: {error}"
    if LANGUAGE not in told.split():
        return f"OCR needs Tesseract's Vietnamese data: {_REMEDY}"
    return None


def words_in(grey: Image.Image, *, dpi: int, seconds: float, mode: int = 3) -> list[Seen]:
    """The words of a picture in mode L, in Tesseract's order.

    Raises:
        TesseractError: no answer within `seconds`, or none at all.
    """
    options = ["-", "-", "-l", LANGUAGE, "--dpi", str(dpi), "--psm", str(mode), "-c", "tessedit_create_tsv=1"]
    told = _run(options, _portable(grey), seconds=seconds)
    lines: dict[tuple[str, ...], list[Seen]] = {}
    for line in told.splitlines():
        if seen := _word(line):
            lines.setdefault(tuple(line.split("\t")[1:5]), []).append(seen)
    return [word for line in lines.values() for word in level(line)]


def quarter_turns(grey: Image.Image, *, seconds: float) -> int | None:
    """Degrees (0, 90, 180, 270) to turn the picture anticlockwise until letters stand upright; None when unsure."""
    try:
        told = _run(["-", "-", "--psm", "0", "-l", "osd", "--dpi", "300"], _portable(grey), seconds=seconds)
    except TesseractError:  # too few letters, or no data for orientation
        return None
    found = re.search(r"Orientation in degrees: (\d+).*?Orientation confidence: ([\d.]+)", told, re.DOTALL)

    return int(found[1]) % 360 if found and float(found[2]) >= _SURE else None


_SURE = 2.0
"""Confidence of Tesseract's orientation; right ones of whole pages have 5 and more."""
_ROW = re.compile(r"5(?:\t\d+){5}" + r"\t(\d+)" * 4 + r"\t(\d+(?:\.\d+)?)\t(.*)")
"""A word in TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
_EDGES = " \t\r_|~`¬¦"
"""Signs that begin or end a word only where a line, a border or a speck touches it."""


def _word(line: str) -> Seen | None:
    found = _ROW.fullmatch(line)
    if not found or not (text := unicodedata.normalize("NFC", found[6]).strip(_EDGES)):
        return None
    left, top, width, height, confidence = (float(found[n]) for n in range(1, 6))
    return Seen(text, confidence, left, top, left + width, top + height)


def _portable(grey: Image.Image) -> bytes:
    """PGM: needs no compression on either side."""
    made = io.BytesIO()
    grey.save(made, "PPM")
    return made.getvalue()


def _run(options: list[str], data: bytes, *, seconds: float) -> str:
    """What `tesseract OPTIONS` prints for `data`. One thread: pages are read side by side, not letters."""
    try:
        done = subprocess.run(  # noqa: S603 (options are ours)
            ["tesseract", *options],  # noqa: S607 (where it is installed is the system's business)
            input=data,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise TesseractError(f"takes longer than {seconds:.0f} s; scan the page at 300 dpi and try again") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines() or ["nothing said"]
        raise TesseractError(f"Tesseract ended with {error.returncode}: {said[-1]}; try again") from error
    except OSError as error:
        raise TesseractError(f"Tesseract cannot be started ({error.strerror}); {_REMEDY}") from error
    return done.stdout.decode("utf-8", "replace")
