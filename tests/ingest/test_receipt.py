"""What a receipt says of a file, as JSON and in a terminal."""

import dataclasses
import json
from pathlib import Path

import pytest

from bot.commands.tables import drawn, receipts_table
from ingest.changes import compare, other_of
from ingest.pipeline import understand
from ingest.receipt import Entry, Receipt, receipt_json
from retrieval.types import Span
from tests.conftest import SAMPLES
from tests.ingest.documents import PLAN, source

CONTRACT = {"file", "status", "error", "documents", "text_chars", "pages", "warnings"}
DOCUMENT = {
    "kind", "number", "issuer", "place", "issued_on", "signer", "title", "legal_bases", "articles", "annexes", "tables",
    "passages", "facts",
}  # fmt: skip
FACTS = {
    "assignments": {"agency", "role", "partners", "task", "quote", "path"},
    "targets": {"indicator", "value", "by", "place", "quote", "path"},
    "deadlines": {"who", "what", "when", "to", "quote", "path"},
    "relations": {"type", "number", "date", "quote"},
}


def receipt(read, *, state="new", others=(), name=None):
    """The receipt of a source, compared with readings of other files."""
    readings = understand(read)
    known = [other_of(reading) for reading in others]
    entries = [Entry(reading, state, compare(reading, None, (), (), known)) for reading in readings]
    return Receipt.of(Path(name or read.name), read, entries)


def sample(name):
    (path,) = SAMPLES.glob(f"{name}*")
    return dataclasses.replace(source(path.read_text("utf-8")), name=path.name)


class TestJson:
    @pytest.mark.parametrize("name", ["01", "02", "03", "06"])
    def test_the_keys_are_a_contract(self, name):
        found = json.loads(json.dumps(receipt_json(receipt(sample(name))), ensure_ascii=False))
        assert found.keys() >= CONTRACT
        assert "text" not in found
        for document in found["documents"]:
            assert document.keys() >= DOCUMENT
            assert document["facts"].keys() == FACTS.keys()
            for kind, keys in FACTS.items():
                assert all(fact.keys() >= keys for fact in document["facts"][kind])

    def test_the_text_comes_when_it_is_asked_for(self):
        assert receipt_json(receipt(source(PLAN)), text=True)["text"] == PLAN

    def test_articles_and_annexes_are_counted(self):
        decision, plan = receipt_json(receipt(sample("01")))["documents"]
        assert (decision["articles"], decision["annexes"], decision["tables"]) == (3, 0, 0)
        assert (plan["articles"], plan["annexes"], plan["tables"]) == (0, 1, 1)

    def test_a_failure_is_a_receipt_too(self):
        found = receipt_json(Receipt(Path("a.pdf"), error="is damaged; send it again"))
        assert (found["status"], found["error"], found["documents"]) == ("failed", "is damaged; send it again", [])

    def test_doubtful_words_are_listed_with_their_pages(self):
        at = PLAN.index("Khuyến")
        read = dataclasses.replace(source(PLAN), doubtful=(Span(at, at + 6),), pages=(0,))
        assert receipt_json(receipt(read))["doubtful"] == [{"word": "Khuyến", "page": 1}]

    def test_twins_and_changes_are_told(self):
        (other,) = understand(dataclasses.replace(source(PLAN), name="a.docx"))
        (document,) = receipt_json(receipt(source(PLAN), others=[other]))["documents"]
        (twin,) = document["changes"]["twins"]
        assert (twin["source"], twin["reason"], twin["share"]) == ("a.docx", "number", 1.0)

    def test_without_a_comparison_there_are_no_changes(self):
        (reading,) = understand(source(PLAN))
        found = receipt_json(Receipt(Path("a.txt"), (Entry(reading, "new"),)))
        assert found["documents"][0]["changes"] is None


class TestWarnings:
    def test_they_name_the_document_where_there_are_several(self):
        read = sample("01")
        read = dataclasses.replace(read, text=read.text.replace("Lương Thị Hoài Sa", ""))
        assert "Quyết định số 2764/QĐ-UBND ngày 28/10/2021: no signer was found" in receipt(read).warnings

    def test_those_of_the_file_come_first(self):
        read = dataclasses.replace(source(PLAN.replace("37/KH", "   /KH")), warnings=("the margins were cut",))
        assert receipt(read).warnings[:2] == ("the margins were cut", "the number is blank")


class TestTerminal:
    @pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
    def test_it_fits_every_screen(self, width):
        receipts = [receipt(sample(name)) for name in ("01", "03", "06")]
        receipts.append(
            Receipt(Path("mot-tep-co-ten-rat-dai-khong-co-dau-cach.pdf"), error="is damaged; send it again")
        )
        assert max(map(len, drawn(receipts_table(receipts), width).splitlines())) <= width

    def test_it_says_what_was_understood_and_what_is_uncertain(self):
        text = PLAN.replace("37/KH-UBND", "    /KH-UBND")
        shown = " ".join(drawn(receipts_table([receipt(source(text))]), 80).split())
        assert "new van-ban.txt Kế hoạch · 05/03/2024 · Ủy ban nhân dân tỉnh Hà Nam" in shown
        assert "signed by Trần Thị Mai" in shown
        assert "! the number is blank" in shown

    def test_a_twin_is_told_as_such(self):
        (other,) = understand(dataclasses.replace(source(PLAN), name="a.docx"))
        shown = " ".join(drawn(receipts_table([receipt(source(PLAN), others=[other])]), 80).split())
        assert "= seems to be the document of a.docx: the same number, 100% of the passages" in shown

    def test_what_it_does_to_others_is_told(self):
        others = understand(sample("07"))
        shown = " ".join(drawn(receipts_table([receipt(sample("06"), others=others)]), 100).split())
        assert "→ replaces Quyết định 18/2014/QĐ-UBND · 12/05/2014" in shown

    def test_of_what_is_the_same_there_is_little_to_say(self):
        shown = drawn(receipts_table([receipt(source(PLAN), state="same")]), 80)
        assert len(shown.splitlines()) == 2

    def test_a_new_version_says_what_comes_and_goes(self):
        (before,) = understand(source(PLAN))
        (reading,) = understand(source(PLAN.replace("- Bố trí sách và phòng đọc.", "- Mua sách mới.")))
        changes = compare(reading, before.document, before.passages, before.facts, ())
        made = Receipt(Path("a.txt"), (Entry(reading, "new_version", changes),))
        assert "~ passages +1 -1" in drawn(receipts_table([made]), 80)
