"""Letters of a PDF page → words with boxes, upright. What is stamped on the page wins over what is printed there.

Number and date of a signed document often stand only in the fields of a signature, over a blank or over a printed
number that they correct (a 5 stamped over the printed month 4).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ingest.readers.geometry import Rule, Word
from ingest.readers.legacy import from_font, scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.readers.pdfium import Glyph, Sheet

Place: TypeAlias = Callable[[float, float], tuple[float, float]]
"""Where a point of the page as shown comes to stand when its text is turned upright."""

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xA0: " "}
_SYMBOLS = re.compile(r"symbol|wingding|webding", re.IGNORECASE)
_LABEL = (
    r"(?:(?:Người ký|Ký (?:số |điện tử )?bởi|Được ký bởi|Thời gian ký|Ngày ký)\s*:|Chữ ký (?:số|hợp lệ)|"
    r"Digitally signed|Signed by|Signing time|Signature (?:Not Verified|valid))"
)
_CAPTION = re.compile(
    rf"{_LABEL}|\d\d:\d\d:\d\d\s*[+-]\d\d|(?:CÔNG VĂN|VĂN BẢN) ĐẾN\b|\bĐẾN\W+(?:Số|Giờ|Ngày)\s*:", re.IGNORECASE
)
"""What signing programs write into a field: who, when; and the stamps of those who received the document."""
_CAPTION_LINE = re.compile(
    rf"\s*(?:{_LABEL}|(?:Cơ quan|Tổ chức|Email|Thư điện tử|Date|Reason|Location|Lý do|Nơi ký|Vị trí)\s*:)",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 400
_FILLED_IN = re.compile(r"\d{1,6}[a-z]?|[/.-]", re.IGNORECASE)
_BLANK = 2.5
"""Sizes of a letter that a filled-in number may stand away from the “/” it belongs to."""


class Print(NamedTuple):
    """A word as printed: its box, the line of the file that it stands in, and the annotation (-1: the page itself)."""

    word: Word
    line: int
    stamp: int


class Leaf(NamedTuple):
    """The words and ruled lines of a page, turned so that most of its text is upright."""

    prints: list[Print]
    rules: list[Rule]
    width: float
    height: float


def leaf_of(sheet: Sheet) -> Leaf:
    """The words of a page. Letters on a slant (watermarks) and captions of signatures are left out."""
    turns = Counter(glyph.turn for glyph in sheet.glyphs if glyph.turn >= 0 and glyph.size)
    turn = turns.most_common(1)[0][0] if turns else 0
    place, width, height = _upright(turn, sheet.width, sheet.height)
    prints = _joined(_words(_stamped_over(sheet.glyphs), turn, place))
    rules = [Rule(*_box(place, rule)) for rule in sheet.rules]
    return Leaf(_filled_in(_without_captions(prints)), rules, width, height)


def _upright(turn: int, width: float, height: float) -> tuple[Place, float, float]:
    """How to turn a page back whose lines run `turn` degrees clockwise, and its size then."""
    match turn:
        case 90:
            return (lambda x, y: (y, width - x)), height, width
        case 180:
            return (lambda x, y: (width - x, height - y)), width, height
        case 270:
            return (lambda x, y: (height - y, x)), height, width
        case _:
            return (lambda x, y: (x, y)), width, height


def _box(place: Place, box: Sequence[float]) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = place(box[0], box[1]), place(box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# ---- words


def _words(glyphs: Iterable[Glyph], turn: int, place: Place) -> list[Print]:
    """Letters side by side, up to a space; a line set another way than most of the page is one word."""
    prints: list[Print] = []
    held: list[Glyph] = []
    last: Glyph | None = None
    line, ended = 0, False
    for glyph in glyphs:
        if not glyph.size:
            if last and last.turn != turn:
                held.append(glyph)
            elif held:
                prints += _word(held, turn, place, line)
                held, last = [], None
            ended = True
            continue
        if glyph.turn < 0 or glyph.size < 1:
            continue
        if last and (not _goes_on(last, glyph) or _leaves_space(held, glyph)):
            prints += _word(held, turn, place, line)
            held = []
        if prints and ended and not held:
            line += _is_below(glyph, prints[-1], place)
        ended = False
        held.append(glyph)
        last = glyph
    prints += _word(held, turn, place, line)
    return prints


def _joined(prints: list[Print]) -> list[Print]:
    """`prints` with parts of words put together that were set apart: letters that one font lacks come from another.

    Programs write all letters of one font first and fill in the others afterwards: the parts do not follow each other.
    """
    order = sorted(range(len(prints)), key=lambda at: (prints[at].word.bottom, prints[at].word.left))
    taken: dict[int, Print | None] = {}
    start = 0
    for at in range(1, len(order) + 1):
        first = prints[order[start]].word
        if at < len(order) and prints[order[at]].word.bottom - first.bottom < 0.1 * (first.bottom - first.top):
            continue
        _join_line(prints, sorted(order[start:at], key=lambda each: prints[each].word.left), taken)
        start = at
    return [kept for at, each in enumerate(prints) if (kept := taken.get(at, each)) is not None]


def _join_line(prints: Sequence[Print], line: Sequence[int], taken: dict[int, Print | None]) -> None:
    """Put together what touches on one line; `taken` says what becomes of a print, None for what another one took."""
    head = -1
    for at in line:
        before, one = taken.get(head, prints[head]) if head >= 0 else None, prints[at]
        if before is not None and _touches(before, one):
            box = _union(before.word, one.word)
            box = box._replace(text=unicodedata.normalize("NFC", box.text))
            taken[head], taken[at] = before._replace(word=box), None
        else:
            head = at


def _touches(before: Print, one: Print) -> bool:
    """Whether two parts of a line are one word: nothing is left free between them."""
    size = one.word.bottom - one.word.top
    alike = abs(size - (before.word.bottom - before.word.top)) < 0.1 * size and before.stamp == one.stamp
    return alike and -0.1 * size < one.word.left - before.word.right < 0.09 * size


def _is_below(glyph: Glyph, before: Print, place: Place) -> bool:
    x, y = place(glyph.x, glyph.y)
    word = before.word
    return not word.top <= y <= word.bottom + 0.3 * (word.bottom - word.top) or x < word.left


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    """Whether `glyph` stands right after `last` on its line."""
    if last.turn != glyph.turn or (last.stamp < 0) != (glyph.stamp < 0):
        return False
    if unicodedata.combining(glyph.text):
        return True
    size = max(last.size, glyph.size)
    match glyph.turn:
        case 0:
            along, across = glyph.left - last.right, glyph.y - last.y
        case 180:
            along, across = last.left - glyph.right, glyph.y - last.y
        case 90:
            along, across = glyph.top - last.bottom, glyph.x - last.x
        case _:
            along, across = last.top - glyph.bottom, glyph.x - last.x
    return -0.6 * size < along < 1.0 * size and abs(across) < 0.15 * size


def _leaves_space(held: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether much more is left free before `glyph` than between the letters before it; letters set apart are alike."""
    if len(held) < 2 or glyph.turn or unicodedata.combining(glyph.text):
        return False
    before, last = held[-2:]
    return glyph.left - last.right > 0.13 * glyph.size and last.left - before.right < 0.06 * glyph.size


def _word(held: Sequence[Glyph], turn: int, place: Place, line: int) -> list[Print]:
    letters = [glyph for glyph in held if glyph.size]
    if not letters:
        return []
    text = " ".join("".join(_shown(glyph) for glyph in held).split())
    if scheme_of(letters[0].font):
        text = from_font(text, letters[0].font)
    text = unicodedata.normalize("NFC", text)
    if not text:
        return []
    boxes = [_box(place, glyph[1:5]) for glyph in letters] if turn else [glyph[1:5] for glyph in letters]
    left, right = min([box[0] for box in boxes]), max([box[2] for box in boxes])
    if letters[0].turn == turn:
        size = max(glyph.size for glyph in letters)
        baseline = place(letters[0].x, letters[0].y)[1]
        top, bottom = baseline - 0.78 * size, baseline + 0.22 * size
    else:
        top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return [Print(Word(text, left, top, max(right, left), bottom), line, letters[0].stamp)]


def _shown(glyph: Glyph) -> str:
    code = ord(glyph.text)
    if 0xF020 <= code <= 0xF0FF and _SYMBOLS.search(glyph.font):
        plain = chr(code - 0xF000)
        return plain if plain in "-+" else "•"
    return _LIGATURES.get(code, glyph.text)


# ---- stamps


def _stamped_over(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """`glyphs` without the printed ones that lie under stamped ones of about their size."""
    stamped: defaultdict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.stamp >= 0 and glyph.turn >= 0:
            for band in range(int(glyph.top // 8), int(glyph.bottom // 8) + 1):
                stamped[band].append(glyph)
    if not stamped:
        return list(glyphs)
    return [
        glyph
        for glyph in glyphs
        if glyph.stamp >= 0
        or not glyph.size
        or not any(_covers(over, glyph) for over in stamped.get(int((glyph.top + glyph.bottom) / 2 // 8), ()))
    ]


def _covers(over: Glyph, under: Glyph) -> bool:
    if not 0.6 < over.size / under.size < 1.7:
        return False
    wide = min(over.right, under.right) - max(over.left, under.left)
    high = min(over.bottom, under.bottom) - max(over.top, under.top)
    narrower = min(over.right - over.left, under.right - under.left)
    lower = min(over.bottom - over.top, under.bottom - under.top)
    return wide > 0.4 * narrower and high > 0.5 * lower


def is_caption(text: str) -> bool:
    """Whether `text` is what signing programs write beside a signature, no text of the document."""
    return len(text) <= _LONGEST_CAPTION and _CAPTION.search(text) is not None


def _without_captions(prints: Sequence[Print]) -> list[Print]:
    """`prints` without what signing programs write: whole fields, and blocks of such lines on the page itself."""
    fields: defaultdict[int, list[str]] = defaultdict(list)
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for one in prints:
        if one.stamp >= 0:
            fields[one.stamp].append(one.word.text)
        else:
            lines[one.line].append(one.word.text)
    captions = {stamp for stamp, words in fields.items() if is_caption(" ".join(words))}
    dropped = _caption_lines({line: " ".join(words) for line, words in lines.items()})
    return [one for one in prints if (one.stamp not in captions if one.stamp >= 0 else one.line not in dropped)]


def _caption_lines(lines: dict[int, str]) -> set[int]:
    """Lines of captions: at least two labels of signing programs one under the other, and what goes on in between."""
    dropped: set[int] = set()
    run: list[int] = []
    for line in (*sorted(lines), -1):
        if line >= 0 and _CAPTION_LINE.match(lines[line]):
            run.append(line)
            continue
        if line >= 0 and run and len(lines[line]) < 60 and re.search(r"\d\d:\d\d:\d\d", lines[line]):
            run.append(line)
            continue
        if len(run) > 1 and any(re.match(_LABEL, lines[n].strip(), re.IGNORECASE) for n in run):
            dropped.update(run)
        run = []
    return dropped


def _filled_in(prints: Sequence[Print]) -> list[Print]:
    """Stamped numbers joined with the printed “/” beside them: “1696” over “Số:      /QĐ-UBND” → “1696/QĐ-UBND”."""
    kept = list(prints)
    filled = [n for n, one in enumerate(kept) if one.stamp >= 0 and _FILLED_IN.fullmatch(one.word.text)]
    bands: defaultdict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(kept if filled else ()):
        bands[_band(one.word)].append(number)
    for index in filled:
        if not kept[index].word.text:
            continue
        band = _band(kept[index].word)
        level = [n for step in (-1, 0, 1) for n in bands[band + step]]
        while (found := _next(kept, index, level)) is not None:
            kept[index] = kept[index]._replace(word=_union(kept[index].word, kept[found].word))
            kept[found] = kept[found]._replace(word=kept[found].word._replace(text=""))
    return [one for one in kept if one.word.text]


def _band(word: Word) -> int:
    return int((word.top + word.bottom) // 40)


def _next(prints: Sequence[Print], index: int, level: Sequence[int]) -> int | None:
    """What a filled-in number goes on with: a word right of it that begins with “/”, or after its own “/” a number."""
    word = prints[index].word
    height = word.bottom - word.top
    best, nearest = None, _BLANK * height
    for other in level:
        candidate = prints[other].word
        apart = candidate.left - word.right
        beside = abs(candidate.top + candidate.bottom - word.top - word.bottom) < height
        if other == index or not candidate.text or not beside or not -0.5 * height < apart < nearest:
            continue
        if candidate.text[0] == "/" if word.text[-1] != "/" else candidate.text[0].isdigit():
            best, nearest = other, apart
    return best


def _union(left: Word, right: Word) -> Word:
    return Word(
        left.text + right.text,
        min(left.left, right.left),
        min(left.top, right.top),
        max(left.right, right.right),
        max(left.bottom, right.bottom),
    )
