"""Pictures: what opens, what is refused, and frames the right way up."""

import base64
import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest.readers.image import frame, read_image
from retrieval.errors import IngestError, UnreadableError

PATH = Path("photo.jpg")


def page(size=(120, 160)) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (10, 10, 40, 20))
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_each_kind_of_picture_is_one_page_for_ocr(kind):
    extract = read_image(PATH, saved(page(), kind))
    assert [one.text for one in extract.pages] == [None]
    assert not extract.paged


# 64 × 48 pixels, white, the upper left corner black; no library here writes this format.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "AA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAAPgACAAEAAAAAAAAA"
    "AQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAA"
    "ALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQED"
    "cAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlz"
    "cGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGlt"
    "ZwACAAEAAQAAAEZtZGF0AAAAOigBrxmASqsUEAG3AZq4D5XYxcci3dWn81I3PK4epME5EhCC8d8mYc5tHsYif4VxPO+gwRX69pUJ"
    "dlg="
)


def test_photos_of_phones_open():
    assert len(read_image(Path("photo.heic"), HEIC).pages) == 1
    shown = frame(HEIC, 0).convert("L")
    assert shown.size == (64, 48)
    assert shown.getpixel((15, 8)) < 60
    assert shown.getpixel((50, 40)) > 200


def test_a_photo_of_a_phone_that_was_cut_off_says_so():
    with pytest.raises(UnreadableError, match="cut off"):
        read_image(Path("photo.heic"), HEIC[:400])


def test_each_frame_of_a_tiff_is_a_page():
    data = saved(page(), "TIFF", save_all=True, append_images=[page((100, 90)), page((80, 70))])
    extract = read_image(PATH, data)
    assert len(extract.pages) == 3
    assert extract.paged
    assert frame(data, 2).size == (80, 70)


def test_an_animation_is_its_first_frame():
    data = saved(page(), "PNG", save_all=True, append_images=[page()])
    assert len(read_image(PATH, data).pages) == 1


def test_a_photo_stands_as_the_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = frame(saved(page(), "JPEG", exif=exif), 0)
    assert shown.size == (160, 120)
    assert shown.getpixel((145, 25)) < (60, 60, 60), "the mark of the upper left corner is in the upper right one"


def test_what_is_transparent_is_paper():
    layer = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert frame(saved(layer, "PNG"), 0).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_mode_ends_in_grey_or_rgb(mode):
    kind = "TIFF" if mode in {"CMYK", "I;16"} else "PNG"
    picture = Image.new("I;16", (40, 40), 65535) if mode == "I;16" else page((40, 40)).convert(mode)
    shown = frame(saved(picture, kind), 0)
    assert shown.mode in {"L", "RGB"}
    assert shown.convert("L").getpixel((39, 39)) > 250, "paper is white"


def test_a_large_photo_is_reduced():
    shown = frame(saved(Image.new("L", (8000, 6000), 255), "PNG"), 0)
    assert shown.width * shown.height <= 25_000_000
    assert shown.width / shown.height == pytest.approx(4 / 3, rel=0.01)


def test_a_bomb_is_refused_before_it_is_opened():
    with pytest.raises(UnreadableError, match="million pixels; save it smaller"):
        read_image(PATH, saved(Image.new("1", (30_000, 30_000)), "PNG"))


def test_a_thumbnail_is_refused():
    with pytest.raises(UnreadableError, match="take the photo again"):
        read_image(PATH, saved(Image.new("L", (4, 4)), "PNG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_that_was_cut_off_says_so(kind):
    noise = Image.effect_noise((300, 300), 80)
    data = saved(noise, kind)
    with pytest.raises(UnreadableError, match="cut off; copy it again"):
        read_image(PATH, data[: len(data) // 2])


def test_a_page_that_is_not_there_is_refused():
    with pytest.raises(UnreadableError, match="no page 2"):
        frame(saved(page(), "PNG"), 1)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_bytes_end_in_pages_or_an_ingest_error(data):
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "TIFF", "WEBP"]))
    found = bytearray(saved(page(), kind))
    for at in data.draw(st.lists(st.integers(0, len(found) - 1), min_size=1, max_size=8)):
        found[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(IngestError):
        assert read_image(PATH, bytes(found)).pages
        frame(bytes(found), 0)
