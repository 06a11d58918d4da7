"""Tables as copied text leaves them, in five forms.

1. *rows on lines*: “1 | Xây dựng kho học liệu | Sở GDĐT | 2025”, cells separated by bars;
2. *cells on lines*: each cell on lines of its own, a bar alone on a line between them, as legal portals copy;
3. *spaced rows*: “1   Ea Kly   2   40   86”, cells parted by tabs or by three blanks and more;
4. *bare rows*: the bars are lost; a line of column names that begins with STT or TT, or a line for each of them, then
   rows that begin with a number alone on its line;
5. *rows apart*: a cell a line, an empty line between rows, names of columns with years among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.barred import cells_on_lines, rows_on_lines
from ingest.unbarred import bare_rows, rows_apart, spaced_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.lines import Line
    from ingest.table_model import Table


def find_tables(found: Sequence[Line]) -> list[Table]:
    """The tables in `found`, in order, not overlapping."""
    tables: list[Table] = []
    index = 0
    while index < len(found):
        forms = (rows_on_lines, cells_on_lines, spaced_rows, bare_rows, rows_apart)
        table = next((table for form in forms if (table := form(found, index))), None)
        if table:
            tables.append(table)
            index = table.last + 1
        else:
            index += 1
    return tables
