"""The blocks of an answer as plain text."""

from __future__ import annotations

import dataclasses

import pytest

from retrieval.types import Citation, Line, Shown, Table
from retrieval.writing import aligned, as_items, printed, write
from tests.retrieval.builders import BARE, a_document, a_passage

TABLE = Table(("Nơi", "Mức", "Năm", ""), (("Lam Giang", "85%", "2030", "[1]"), ("Vân Khê", "không nêu", "", "")))


def test_columns_are_as_wide_as_their_widest_cell():
    assert aligned(TABLE) == [
        "Nơi        Mức        Năm",
        "Lam Giang  85%        2030  [1]",
        "Vân Khê    không nêu",
    ]


def test_a_row_is_an_item_with_its_markers_last():
    assert as_items(TABLE) == ["Lam Giang: 85% · 2030 [1]", "Vân Khê: không nêu"]


def test_blocks_are_written_one_after_the_other():
    citation = Citation(1, "mở 06 lớp", a_passage("d1", 0, "mở 06 lớp"), a_document())
    blocks = (Line("Theo Kế hoạch:"), Line("06 lớp. [1]", strong=True), Shown(1))
    assert write(blocks, [citation]) == "Theo Kế hoạch:\n06 lớp. [1]\n“mở 06 lớp” [1]"


@pytest.mark.parametrize("blocks", [(), (Table((), ()),)])
def test_nothing_is_nothing(blocks):
    assert write(blocks, []) == ""


def test_the_cells_of_a_quoted_row_stand_on_one_line():
    passage = dataclasses.replace(a_passage("d1", 0, "8\nVụ Bổn\n2", ("TT | Xã | Số lớp",)), role="table")
    assert printed(Citation(1, passage.text, passage, BARE)) == "“8 | Vụ Bổn | 2” [1]"
