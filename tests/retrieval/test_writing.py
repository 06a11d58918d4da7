"""The blocks of an answer as plain text."""

from __future__ import annotations

import pytest

from retrieval.types import Citation, Line, Shown, Table
from retrieval.writing import aligned, as_items, write
from tests.retrieval.builders import a_document, a_passage

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
