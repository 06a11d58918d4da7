"""Pictures: scans and photos. The one door to pi-heif.

Here a file is only shown to be a picture that opens; its letters are read by `ingest.readers.ocr`, frame by frame.
"""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from ingest.readers.extract import Extract, Page
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "HEIF", "MPO")
_HEIF = b"ftyp"
_MOST_PIXELS = 100_000_000
"""Of a frame: A3 at 600 dpi and the largest phone cameras fit."""
_MOST_FRAMES = 1000
_LEAST_SIDE = 16
_REDUCED = 25_000_000
"""Pixels of a frame as it is given: A4 at 300 dpi has 9 million, and OCR reads no finer."""
_UNNAMED = Path("picture")
_DAMAGED = "is a damaged picture or was cut off; copy it again, or take the photo again"
_ERRORS = (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, OverflowError, EOFError, RuntimeError,
           struct.error, ZeroDivisionError, AttributeError, AssertionError)  # fmt: skip
"""What Pillow and pi-heif raise for bytes that lie: their decoders promise no exception of their own."""


def read_image(path: Path, data: bytes) -> Extract:
    """A page without text for each frame of .jpg, .png, .tif, .webp or .heic, for OCR to read.

    Raises:
        UnreadableError: the picture is damaged, cut off or too large.
    """
    with _opened(path, data) as picture:
        frames = min(getattr(picture, "n_frames", 1), _MOST_FRAMES + 1)
        if picture.format not in {"TIFF", "HEIF"}:  # an animation or a photo with its preview is one page
            frames = 1
        if frames > _MOST_FRAMES:
            raise UnreadableError(path, f"has more than {_MOST_FRAMES} pages; split it")
        for index in range(frames):
            picture.seek(index)
            _check_size(path, picture)
        picture.seek(0)
        picture.load()
    return Extract((Page(None),) * frames, paged=frames > 1)


def frame(data: bytes, index: int, *, path: Path = _UNNAMED) -> Image.Image:
    """Frame `index` the way up that the camera says, in grey or RGB, on white where it is transparent.

    At most 25 million pixels; larger frames are reduced.

    Raises:
        UnreadableError: as `read_image`, or there is no frame of that number.
    """
    with _opened(path, data) as picture:
        if not 0 <= index < getattr(picture, "n_frames", 1):
            raise UnreadableError(path, f"has no page {index + 1}; copy it again")
        picture.seek(index)
        _check_size(path, picture)
        most = (_REDUCED / (picture.width * picture.height)) ** 0.5
        if most < 1:
            picture.draft(None, (round(picture.width * most), round(picture.height * most)))
        shown = _opaque(ImageOps.exif_transpose(picture))
        most = (_REDUCED / (shown.width * shown.height)) ** 0.5
        if most < 1:
            shown = shown.resize((int(shown.width * most), int(shown.height * most)), Image.Resampling.BOX)
        return shown


@contextmanager
def _opened(path: Path, data: bytes) -> Iterator[Image.Image]:
    """The picture in `data`; what goes wrong while it is open is an `UnreadableError`."""
    if data[4:8] == _HEIF:
        import pi_heif  # noqa: PLC0415 (30 ms; few files need it)

        pi_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # metadata that lies is no matter; size is checked here
            with Image.open(io.BytesIO(data), formats=_known()) as picture:
                yield picture
    except UnidentifiedImageError as error:
        raise UnreadableError(path, _DAMAGED) from error
    except Image.DecompressionBombError as error:
        raise UnreadableError(path, _too_large()) from error
    except (MemoryError, *_ERRORS) as error:
        raise UnreadableError(path, _DAMAGED) from error


def _known() -> list[str]:
    Image.init()
    return [name for name in _FORMATS if name in Image.OPEN]


def _check_size(path: Path, picture: Image.Image) -> None:
    if picture.width * picture.height > _MOST_PIXELS:
        raise UnreadableError(path, _too_large())
    if min(picture.size) < _LEAST_SIDE:
        raise UnreadableError(path, f"is only {picture.width} × {picture.height} pixels; take the photo again")


def _too_large() -> str:
    return f"has more than {_MOST_PIXELS // 10**6} million pixels; save it smaller and try again"


def _opaque(picture: Image.Image) -> Image.Image:
    """In grey or RGB: 16-bit grey by its upper half, transparency on white."""
    if picture.mode in {"L", "RGB"}:
        picture.load()
        return picture.copy()
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode == "1":
        return picture.convert("L")
    if "A" in picture.mode or "transparency" in picture.info or picture.mode == "P":
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture.convert("RGB")
