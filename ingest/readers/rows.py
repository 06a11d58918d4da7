"""Tables of any format as lines of text: what `ingest.tables` and `ingest.header` understand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERHEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ|ÕA)|ĐẢNG CỘNG SẢN|Nơi nhận|^Số\s*:|TM\.|KT\.|T/M|,\s*ngày\s.{0,14}tháng.{0,8}\snăm"
)
_MAX_CELL = 3000
"""Characters beyond which a cell holds a page, not an entry of a table."""


_MAX_ENTRY = 160
"""Characters of a cell that stands in every row it spans: “Sở Tài chính”, “Quý II/2026”."""


def repeated(text: str) -> str:
    """What a cell that goes on over several rows says in the lower ones: the same, where it is an entry, not a text."""
    return text if len(text) <= _MAX_ENTRY else ""


def show_row(cells: Sequence[str], *, nested: bool = False) -> str:
    """A row as lines: cells of entries on one line with bars; a layout table keeps the lines of its cells.

    Args:
        cells: in the order of the columns, empty where a merged cell goes on; lines inside a cell by newlines.
        nested: whether a cell holds a table of its own.
    """
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 and (nested or len(cells) < 2):
        return "".join(filled)
    if nested or any(len(cell) > _MAX_CELL for cell in filled):
        return "\n|\n".join(filled)
    if len(filled) == 2 and any(_LETTERHEAD.search(re.sub(r"\s+", " ", cell)) or _signs(cell) for cell in filled):
        return "\n|\n".join(filled) + "\n|"
    return " | ".join(" ".join(line for raw in cell.split("\n") if (line := raw.strip())) for cell in cells)


def _signs(cell: str) -> bool:
    """Whether a cell is one side of a signature: an office in capitals, and a name under it."""
    first, _, rest = cell.partition("\n")
    return len(first) > 4 and first.isupper() and any(line.istitle() for line in rest.split("\n"))
