"""`hoivanban facts`: what it finds, and the files it makes of it."""

import csv
import datetime as dt
import io
import json
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command import run
from bot.commands.choosing import Found, Wish, choose, falls_in
from bot.commands.exporting import facts_csv, facts_jsonl, facts_xlsx
from bot.commands.fact_view import facts_view
from bot.commands.tables import drawn
from retrieval.library import Library
from retrieval.types import Assignment, Deadline, Document, Passage, Reading, Relation, SourceText, Span, Target


@pytest.fixture
def facts(samples, capsys):
    """Runs the command: (exit code, standard output, standard error)."""

    def go(*arguments, data=samples):
        code = run(["--data", str(data), "facts", *map(str, arguments)])
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return go


@pytest.fixture
def rows(facts):
    """The facts that filters leave, as objects."""

    def go(*arguments, **options):
        code, out, _ = facts(*arguments, "--format", "json", **options)
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    return go


def plan(place, *told, number="12/KH-UBND", issued_on=dt.date(2024, 3, 5), issuer=None):
    """A plan of a place as it would be published, with facts in one passage."""
    issuer = issuer or f"Ủy ban nhân dân tỉnh {place}"
    document = Document(
        f"{number}-{place}", "Kế hoạch", number, issuer, place, issued_on, None, "Khuyến học", (), f"{place}.txt"
    )
    passage = Passage(f"p-{place}", document.id, 0, "body", ("I. MỤC TIÊU",), "Nội dung.", Span(0, 9), 3)
    return Reading(document, (passage,), tuple(told))


def target(place="Lào Cai", by="2025", indicator="xã có thư viện"):
    return Target(indicator, "90%", 90.0, "=", "%", by, place, "90% xã có thư viện.", f"p-{place}")


def deadline(when, place="Lào Cai", who=None):
    return Deadline(who, "báo cáo", when, f"trước {when}", "Ủy ban nhân dân tỉnh", "Báo cáo đúng hạn.", f"p-{place}")


@pytest.fixture
def library(tmp_path):
    """An empty library, and a way to put readings in it."""
    with Library.open(tmp_path / "data", create=True) as library:
        yield library


def put(library, *readings):
    for reading in readings:
        source = SourceText(reading.document.source, "Nội dung.", reading.document.id)
        library.publish(source, [reading], {}, embedder="none")
    return library


class TestPlaces:
    @pytest.mark.parametrize("name", ["Lam Giang", "lam giang", "LAM GIANG", "tỉnh Lam Giang", "tinh  lam giang"])
    def test_neither_case_nor_marks_nor_the_word_province_matter(self, rows, name):
        found = rows("--place", name)
        assert found
        assert {row["issuer"] for row in found} == {"Ủy ban nhân dân tỉnh Lam Giang"}

    def test_a_province_of_today_covers_those_merged_into_it(self, library):
        put(library, plan("Yên Bái", target("Yên Bái")), plan("Lào Cai", target()), plan("Sơn La", target("Sơn La")))
        assert {one.document.place for one in choose(library, Wish(place="lao cai"))} == {"Yên Bái", "Lào Cai"}
        assert {one.document.place for one in choose(library, Wish(place="Yên Bái"))} == {"Yên Bái"}

    def test_the_province_behind_a_commune_is_its_place_too(self, library):
        put(library, plan("Nậm Vân", target("Nậm Vân"), issuer="Ủy ban nhân dân xã Nậm Vân tỉnh Lào Cai"))
        assert len(choose(library, Wish(place="Lào Cai"))) == 1

    def test_a_target_for_another_place_is_of_that_place(self, library):
        fact = Target("xã có thư viện", "5", 5.0, "=", "xã", None, "Vân Khê", "5 xã.", "p-Lào Cai")
        put(library, plan("Lào Cai", fact))
        assert len(choose(library, Wish(place="van khe"))) == 1

    def test_places_of_the_library_are_named_when_nothing_matches(self, facts):
        code, out, err = facts("--place", "Atlantis", "--format", "json")
        assert (code, out) == (0, "")
        assert "no facts match; places in the library: Châu Lĩnh, Lam Giang" in err


class TestYears:
    DOCUMENT = plan("Lào Cai").document

    @pytest.mark.parametrize(
        ("fact", "years"),
        [
            (target(by="2025"), {2025}),
            (target(by="2024-2026"), {2024, 2025, 2026}),
            (target(by=None), set()),
            (deadline("2025-12-31"), {2025}),
            (deadline("Quý IV/2025"), {2025}),
            (deadline("Tháng 10/2025"), {2025}),
            (deadline("20/11"), {2024}),
            (deadline("Quý II"), {2024}),
            (deadline("15/12 hằng năm"), {2024, 2025, 2026, 2027}),
            (deadline("hằng quý"), {2024, 2025, 2026, 2027}),
            (Relation("based_on", "1/QĐ-TTg", "2022-01-01", "Căn cứ", "p-Lào Cai"), {2024}),
            (Assignment("Sở Y tế", "lead", (), "khám bệnh", "Chủ trì.", "p-Lào Cai"), {2024}),
        ],
    )
    def test_each_kind_has_its_years(self, fact, years):
        assert {year for year in range(2022, 2028) if falls_in(year, fact, self.DOCUMENT)} == years

    def test_what_has_no_date_at_all_is_of_no_year(self):
        document = plan("Lào Cai", issued_on=None).document
        assert not falls_in(2024, deadline("20/11"), document)
        assert falls_in(2024, deadline("15/12 hằng năm"), document)

    def test_deadlines_of_every_year_are_marked(self, facts):
        _, out, _ = facts("--type", "deadline", "--year", "2026", "--format", "csv")
        found = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
        assert "hằng năm" in {row["Định kỳ"] for row in found}


class TestAgencies:
    @pytest.mark.parametrize("name", ["Sở Giáo dục và Đào tạo", "so giao duc", "Sở GDĐT", "so gddt", "sở GD&ĐT"])
    def test_a_body_is_found_however_it_is_written(self, rows, name):
        found = rows("--type", "assignment", "--agency", name)
        assert len(found) >= 10
        assert all("Sở Giáo dục và Đào tạo" in " ".join([row["agency"], *row["partners"]]) for row in found)

    def test_it_acts_as_a_partner_and_as_who_is_reported_to(self, library):
        lead = Assignment("Sở Y tế", "lead", ("Công an tỉnh",), "khám bệnh", "Chủ trì.", "p-Lào Cai")
        put(library, plan("Lào Cai", lead, deadline("2025-12-31"), target()))
        assert [one.kind for one in choose(library, Wish(agency="công an"))] == ["assignment"]
        assert [one.kind for one in choose(library, Wish(agency="UBND tỉnh"))] == ["deadline"]

    def test_targets_of_an_agency_are_a_usage_error(self, facts):
        code, _, err = facts("--type", "target", "--agency", "Sở Y tế")
        assert code == 2
        assert "--agency" in err


class TestDocuments:
    @pytest.mark.parametrize("name", ["2764/QĐ-UBND", "2764", "2764/qd-ubnd", "2764 / QĐ-UBND"])
    def test_what_was_issued_with_a_decision_comes_along(self, rows, name):
        assert {row["document_kind"] for row in rows("--document", name)} == {"Quyết định", "Kế hoạch"}

    def test_part_of_an_id_will_do(self, rows):
        assert {row["document_number"] for row in rows("--document", "94-kh")} == {"94/KH-UBND"}

    @pytest.mark.parametrize("name", ["9999/QĐ-UBND", "", " "])
    def test_one_that_is_not_there_is_refused(self, facts, name):
        code, _, err = facts("--document", name)
        assert code == 5
        assert "hoivanban documents" in err


class TestJson:
    def test_a_relation_keeps_its_kind_and_its_type(self, rows):
        found = rows("--type", "relation")
        assert {row["type"] for row in found} == {"relation"}
        assert {"replaces", "amends", "based_on"} <= {row["relation"] for row in found}

    def test_every_fact_says_where_it_stands(self, rows):
        for row in rows():
            assert {"document", "document_number", "issuer", "issued_on", "status", "quote", "path", "page"} <= set(row)

    def test_the_newest_document_comes_first(self, rows):
        dates = [row["issued_on"] for row in rows()]
        assert dates == sorted(dates, reverse=True)


class TestCsv:
    def test_excel_is_told_that_it_is_utf8(self, facts, tmp_path):
        path = tmp_path / "targets.csv"
        code, out, err = facts("--type", "target", "--output", path)
        assert (code, out) == (0, "")
        assert "targets.csv" in err
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in path.read_bytes()

    def test_columns_have_vietnamese_or_english_names(self, facts):
        names = [
            next(csv.reader(io.StringIO(facts("--type", "target", "--format", "csv", "--language", language)[1])))
            for language in ("vi", "en")
        ]
        assert len(names[0]) == len(names[1])
        assert "Chỉ tiêu" in names[0]
        assert "Indicator" in names[1]
        assert names[0][-1] == "Trích nguyên văn"

    def test_without_a_kind_each_fact_says_which_it_is(self, facts):
        _, out, _ = facts("--format", "csv")
        found = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
        assert {row["Loại"] for row in found} == {"Phân công", "Chỉ tiêu", "Thời hạn", "Quan hệ"}
        for row in found:
            assert bool(row["Nhiệm vụ"]) == (row["Loại"] == "Phân công")

    @pytest.mark.parametrize("text", ["=1+1", "+84", "-5%", "@SUM(A1)", "\t=1", "\uff1d1"])
    def test_text_that_looks_like_a_formula_is_no_formula(self, text):
        (row,) = csv.DictReader(io.StringIO(facts_csv([found(target(indicator=text))], "target", "vi")[1:]))
        assert row["Chỉ tiêu"] == f"'{text}"
        assert row["Con số"] == "90"

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=30)))
    def test_every_text_comes_back(self, texts):
        facts = [found(target(indicator=text)) for text in texts]
        data = facts_csv(facts, "target", "en")[1:]
        back = [row["Indicator"] for row in csv.DictReader(io.StringIO(data, newline=""))]
        assert [text.removeprefix("'") for text in back] == [text.removeprefix("'") for text in texts]


def found(fact, place="Lào Cai"):
    reading = plan(place, fact)
    return Found(reading.document, fact, reading.passages[0])


class TestWorkbook:
    @staticmethod
    def part(data, name):
        return zipfile.ZipFile(io.BytesIO(data)).read(f"xl/{name}.xml").decode()

    def test_a_sheet_for_each_kind(self, facts, tmp_path):
        path = tmp_path / "facts.xlsx"
        assert facts("--output", path)[0] == 0
        book = self.part(path.read_bytes(), "workbook")
        assert re.findall(r'<sheet name="([^"]+)"', book) == ["Phân công", "Chỉ tiêu", "Thời hạn", "Quan hệ"]

    def test_the_header_is_frozen_and_filters(self):
        sheet = self.part(facts_xlsx([found(target())], "target", "vi"), "worksheets/sheet1")
        assert 'state="frozen"' in sheet
        assert '<autoFilter ref="A1:P2"/>' in sheet

    @pytest.mark.parametrize("text", ["=1+1", "http://example.org/", "0123"])
    def test_text_stays_text(self, text):
        data = facts_xlsx([found(target(indicator=text))], "target", "vi")
        sheet = self.part(data, "worksheets/sheet1")
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
        assert f">{text}<" in self.part(data, "sharedStrings")

    def test_dates_and_figures_are_what_they_are(self):
        sheet = self.part(facts_xlsx([found(deadline("2025-12-31"))], "deadline", "vi"), "worksheets/sheet1")
        days = (dt.date(2025, 12, 31) - dt.date(1899, 12, 30)).days
        assert f"<v>{days}</v>" in sheet

    def test_without_facts_there_is_still_a_workbook(self):
        assert "Chỉ tiêu" in self.part(facts_xlsx([], None, "vi"), "workbook")

    def test_it_cannot_be_printed(self, facts):
        code, out, err = facts("--format", "xlsx")
        assert (code, out) == (2, "")
        assert "--output" in err

    def test_a_folder_that_is_not_there_is_named(self, facts, tmp_path):
        code, _, err = facts("--output", tmp_path / "nowhere" / "facts.xlsx")
        assert code == 2
        assert "cannot be written" in " ".join(err.split())

    def test_a_suffix_that_says_nothing_asks_for_the_format(self, facts, tmp_path):
        code, _, err = facts("--output", tmp_path / "facts.odt")
        assert code == 2
        assert "--format" in err


class TestTerminal:
    @pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
    def test_no_line_is_wider_than_the_screen_and_no_word_is_lost(self, samples, width):
        with Library.open(samples) as library:
            chosen = choose(library, Wish(kind="assignment", document="203"))
        shown = drawn(facts_view(chosen, "assignment", language="vi", width=width), width)
        assert max(map(len, shown.splitlines())) <= width
        assert "…" not in "".join(line for line in shown.splitlines() if "“" not in line and "│" not in line)
        if width < 110:
            assert "".join(chosen[0].fact.task.split()) in "".join(shown.split())

    def test_what_was_replaced_says_so(self, facts):
        _, out, _ = facts("--document", "18/2014/QĐ-UBND")
        assert "đã bị thay thế" in " ".join(out.split())

    def test_a_document_cannot_steer_the_terminal(self):
        hostile = found(target(indicator="\x1b[2Jxóa màn hình"))
        for width in (60, 160):
            assert "\x1b" not in drawn(facts_view([hostile], None, language="vi", width=width), width)

    def test_json_of_the_same_is_untouched(self):
        (row,) = map(json.loads, facts_jsonl([found(target(indicator="=1"))]).splitlines())
        assert row["indicator"] == "=1"
