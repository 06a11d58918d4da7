"""Facts as files: JSON lines, CSV that Excel opens right, and a workbook. The one door to XlsxWriter."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import xlsxwriter

from bot.commands.columns import by_kind, columns_of
from bot.commands.wording import WORDINGS
from bot.contract import document_json
from retrieval.types import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.commands.choosing import Found
    from bot.commands.columns import Cell, Column
    from retrieval.types import Language

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, in full width too (OWASP, CSV Injection)."""
_LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds."""


def facts_jsonl(found: Iterable[Found]) -> str:
    """One object a line, with the names and values of the library."""
    return "".join(json.dumps(_fact_json(one), ensure_ascii=False) + "\n" for one in found)


def _fact_json(one: Found) -> dict[str, Any]:
    fact = dataclasses.asdict(one.fact)
    if isinstance(one.fact, Relation):
        fact = {"relation": fact.pop("type"), **fact}
    header = document_json(one.document)
    return {
        "type": one.kind,
        "document": header["id"],
        "document_kind": header["kind"],
        "document_number": header["number"],
        "issued_with": header["issued_with"],
        "issuer": header["issuer"],
        "document_place": header["place"],
        "issued_on": header["issued_on"],
        "status": header["status"],
        **fact,
        "path": list(one.passage.path),
        "page": one.passage.page,
    }


def facts_csv(found: Iterable[Found], kind: str | None, language: Language) -> str:
    """A table with a byte order mark, which tells Excel that it is UTF-8, and lines that end as Windows ends them.

    Without a kind there is a first column that names it, and each kind leaves the columns of the others empty. Text
    that a spreadsheet would take for a formula gets an apostrophe before it; figures stay figures.
    """
    grouped = by_kind(found, kind)
    columns = {wanted: {column.name(language): column for column in columns_of(wanted)} for wanted in grouped}
    names = _in_order([list(named) for named in columns.values()])
    label = "Loại" if language == "vi" else "Type"
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(names if kind else [label, *names])
    for wanted, facts in grouped.items():
        for one in facts:
            cells = [_csv_cell(_read(columns[wanted].get(name), one, language)) for name in names]
            writer.writerow(cells if kind else [WORDINGS[language].kinds[wanted], *cells])
    return "\ufeff" + sheet.getvalue()


def _in_order(lists: Sequence[list[str]]) -> list[str]:
    """Every name once: what all begin with, then what each has of its own, then what all end with."""
    shared = [name for name in lists[0] if all(name in others for others in lists)]
    own = [name for names in lists for name in names if name not in shared]
    own_at = next((at for at, name in enumerate(lists[0]) if name not in shared), len(shared))
    return list(dict.fromkeys([*shared[:own_at], *own, *shared[own_at:]]))


def _read(column: Column | None, one: Found, language: Language) -> Cell:
    return column.read(one, language) if column else None


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return f"{cell:g}" if abs(cell) < 1e6 else str(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def facts_xlsx(found: Iterable[Found], kind: str | None, language: Language) -> bytes:
    """A workbook with a sheet for each kind: the header bold and frozen, dates as dates, text never a formula."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        formats = {
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
            "number": book.add_format({"valign": "top"}),
        }
        for wanted, facts in by_kind(found, kind).items():
            sheet = book.add_worksheet(WORDINGS[language].kinds[wanted])
            _fill(sheet, columns_of(wanted), facts, language=language, formats=formats)
    return data.getvalue()


def _fill(
    sheet: Any, columns: Sequence[Column], facts: Sequence[Found], *, language: Language, formats: Mapping[str, Any]
) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.name(language), formats["header"])
    for row, one in enumerate(facts, 1):
        for at, column in enumerate(columns):
            _write(sheet, row, at, cell=column.read(one, language), formats=formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(facts), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, at: int, *, cell: Cell, formats: Mapping[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, at, cell, formats["date"])
    elif isinstance(cell, str):
        sheet.write_string(row, at, cell[:_LONGEST_CELL], formats["text"])
    else:
        sheet.write_number(row, at, cell, formats["number"])
