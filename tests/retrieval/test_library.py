"""The library keeps exactly what was published, and only that."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import LibraryError, LibraryLockedError, LibraryMismatchError, LibraryMissingError
from retrieval.library import Library, passage_key, passage_text
from retrieval.types import Assignment, Deadline, Passage, Reading, Relation, SourceText, Span, Target
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_passage, a_reading, a_source, publish

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "data", create=True) as opened:
        yield opened


@pytest.fixture
def embedder():
    return HashingEmbedder()


def test_missing_library_names_the_remedy_and_leaves_nothing_behind(tmp_path):
    with pytest.raises(LibraryMissingError, match="run: hoivanban ingest <folder>"):
        Library.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_empty_database_file_is_a_missing_library_until_it_is_created(tmp_path):
    (tmp_path / "library.db").touch()
    with pytest.raises(LibraryMissingError):
        Library.open(tmp_path)
    with Library.open(tmp_path, create=True) as library:
        assert library.counter == 0


@pytest.mark.parametrize("create", [False, True])
def test_file_that_is_not_sqlite_is_refused_and_kept(tmp_path, create):
    (tmp_path / "library.db").write_text("Kính gửi " * 300, "utf-8")
    with pytest.raises(LibraryMismatchError, match="hoivanban ingest"):
        Library.open(tmp_path, create=create)
    assert (tmp_path / "library.db").read_text("utf-8") == "Kính gửi " * 300


@pytest.mark.parametrize("create", [False, True])
def test_database_of_something_else_is_refused_and_not_written_to(tmp_path, create):
    with sqlite3.connect(tmp_path / "library.db") as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    before = (tmp_path / "library.db").read_bytes()
    with pytest.raises(LibraryMismatchError, match="other tables"):
        Library.open(tmp_path, create=create)
    assert (tmp_path / "library.db").read_bytes() == before


def test_folder_in_the_place_of_the_database_is_refused(tmp_path):
    (tmp_path / "library.db").mkdir()
    with pytest.raises(LibraryMismatchError, match="is a folder"):
        Library.open(tmp_path, create=True)


def test_library_of_another_format_is_refused(tmp_path):
    Library.open(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "library.db") as database:
        database.execute("UPDATE library SET format = 99")
    database.close()
    with pytest.raises(LibraryMismatchError, match="format 99"):
        Library.open(tmp_path)


def test_url_may_name_another_database(tmp_path):
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    with Library.open(tmp_path / "data", url=url, create=True) as library:
        assert library.documents() == []
    assert not (tmp_path / "data" / "library.db").exists()


def test_a_document_is_told_by_what_it_opens_with(library, embedder):
    document = a_document("d1")
    opening = dataclasses.replace(a_passage("d1", 0, "Xét đề nghị của Công ty A", ()), role="basis")
    passages = (opening, a_passage("d1", 1, "một"))
    library.publish(a_source("d1.txt"), [Reading(document, passages, ())], {}, embedder=embedder.name)
    assert library.preambles(["d1", "d2"]) == {"d1": [opening]}


def test_everything_published_comes_back_equal(library, embedder):
    document = a_document(issued_with="12/QĐ-UBND")
    table = dataclasses.replace(a_passage("d1", 1, "hai", ()), page=3, role="table")
    passages = (a_passage("d1", 0, "một"), table)
    at = passages[0].id
    facts = (
        Assignment("Sở", "lead", ("Hội Khuyến học", "UBND"), "việc", "trích", at),
        Target("tỷ lệ", "ít nhất 43%", 43.0, ">=", "%", "2025", None, "trích", at),
        Deadline(None, "báo cáo", "15/12 hằng năm", "trước 15/12 hằng năm", "Bộ", "trích", passages[1].id),
        Relation("based_on", "1373/QĐ-TTg", "2021-07-30", "Căn cứ", at),
    )
    source = SourceText("d1.txt", "toàn văn\nhai dòng", "ab", (0, 9))
    done = library.publish(source, [Reading(document, passages, facts)], {}, embedder=embedder.name)
    assert [(one.document_id, one.state, one.passages, one.added, one.removed) for one in done] == [
        ("d1", "new", 2, 2, 0)
    ]
    assert library.documents() == [dataclasses.replace(document, source="d1.txt")]
    assert library.document_passages("d1") == list(library.current_passages()) == list(passages)
    assert library.facts() == [("d1", fact) for fact in facts]
    assert library.source("d1") == source
    assert library.check() == []


def test_same_content_changes_nothing_even_under_another_file_name(library, embedder):
    publish(library, a_reading("d1", ["một", "hai"]), embedder)
    again = publish(library, a_reading(a_document(source="bản sao.txt"), ["một", "hai"]), embedder)
    assert (again.state, again.passages, library.counter, embedder.embedded) == ("same", 2, 1, 2)
    assert library.document("d1").source == "d1.txt"


def test_new_version_retires_the_earlier_one_and_embeds_only_what_changed(library, embedder):
    publish(library, a_reading("d1", ["một", "hai", "ba"]), embedder)
    old = {passage.id for passage in library.document_passages("d1")}
    done = publish(library, a_reading("d1", ["một", "bốn"]), embedder)
    assert (done.state, done.passages, done.added, done.removed) == ("new_version", 2, 1, 2)
    assert [passage.text for passage in library.document_passages("d1")] == ["một", "bốn"]
    assert {passage.text for passage in library.passages(old).values()} == {"một"}
    assert (library.counter, embedder.embedded) == (2, 4)


@pytest.mark.parametrize("change", [{"title": "Tên khác"}, {"issued_on": None}, {"legal_bases": ()}, {"signer": None}])
def test_header_is_part_of_the_content(library, embedder, change):
    publish(library, a_reading("d1", ["một"]), embedder)
    done = publish(library, a_reading(a_document("d1", **change), ["một"]), embedder)
    assert (done.state, done.added, done.removed) == ("new_version", 0, 0)


def test_facts_and_spans_are_part_of_the_content(library, embedder):
    reading = a_reading("d1", ["một"])
    publish(library, reading, embedder)
    fact = Relation("amends", "1/QĐ", None, "một", reading.passages[0].id)
    assert publish(library, dataclasses.replace(reading, facts=(fact,)), embedder).state == "new_version"
    moved = dataclasses.replace(reading.passages[0], span=Span(7, 10))
    assert publish(library, dataclasses.replace(reading, passages=(moved,)), embedder).state == "new_version"


def test_content_that_was_retired_can_be_published_again(library, embedder):
    first, second = a_reading("d1", ["một"]), a_reading("d1", ["hai"])
    states = [publish(library, reading, embedder).state for reading in (first, second, first)]
    assert states == ["new", "new_version", "new_version"]
    assert [passage.text for passage in library.document_passages("d1")] == ["một"]


def test_folder_that_holds_one_decision_twice_can_be_read_twice(library, embedder):
    pdf, text = a_reading("d1", ["một"]), a_reading("d1", ["một và hai"])
    states = [
        publish(library, reading, embedder, name=name).state
        for _ in range(2)
        for reading, name in ((pdf, "d1.pdf"), (text, "d1.txt"))
    ]
    assert states == ["new", "new_version", "same", "same"]
    assert library.counter == 2


def test_documents_that_a_file_no_longer_holds_stay(library, embedder):
    both = [a_reading("d1", ["một"]), a_reading("d2", ["hai"])]
    library.publish(a_source("tập.pdf"), both, {}, embedder=embedder.name)
    library.publish(a_source("tập.pdf", "khác"), both[:1], {}, embedder=embedder.name)
    assert {document.id for document in library.documents()} == {"d1", "d2"}


def test_failed_publish_leaves_the_library_as_it_was(library, embedder):
    publish(library, a_reading("d1", ["một"]), embedder)
    bad = a_reading("d2", ["hai"], [Relation("amends", None, None, "hai", "nowhere")])
    with pytest.raises(ValueError, match="not there"):
        library.publish(a_source(), [a_reading("d1", ["ba"]), bad], {}, embedder=embedder.name)
    assert [passage.text for passage in library.current_passages()] == ["một"]
    assert library.counter == 1


def test_line_repeated_under_one_heading_is_one_passage(library, embedder):
    reading = a_reading("d1", ["Như trên.", "Như trên."])
    assert publish(library, reading, embedder).passages == 1


def test_one_passage_id_for_two_texts_is_refused(library, embedder):
    one = a_passage("d1", 0, "một")
    two = dataclasses.replace(one, text="hai")
    with pytest.raises(ValueError, match="two passages"):
        publish(library, Reading(a_document(), (one, two)), embedder)


def test_one_document_twice_in_a_file_is_refused(library, embedder):
    with pytest.raises(ValueError, match="one document id"):
        library.publish(a_source(), [a_reading("d1", ["a"]), a_reading("d1", ["b"])], {}, embedder="x")


def test_many_files_published_at_once_are_as_those_published_one_by_one(library, embedder):
    readings = [a_reading(f"d{number}", [f"một {number}", "hai"]) for number in range(1_200)]
    publish(library, a_reading("d7", ["khác"]), embedder)
    publish(library, readings[8], embedder)
    files = [(a_source(reading.document.source), reading) for reading in readings]
    counter = library.counter
    assert library.publish_all(iter(files)) == 1_199  # d8 is the same
    assert library.counter == counter + 1
    assert len(library.documents()) == 1_200
    for number in (0, 7, 8, 1_199):
        assert library.document_passages(f"d{number}") == list(readings[number].passages)
        assert library.source(f"d{number}").name == f"d{number}.txt"
    assert library.publish_all(files) == 0


def test_of_one_document_twice_among_many_files_the_later_stays(library):
    files = [(a_source(), a_reading("d1", ["trước"])), (a_source(), a_reading("d1", ["sau"]))]
    assert library.publish_all(files) == 2
    assert [passage.text for passage in library.document_passages("d1")] == ["sau"]


def test_what_fails_among_many_files_leaves_the_library_as_it_was(library):
    def files():
        yield a_source(), a_reading("d1", ["một"])
        raise RuntimeError("line 2")

    with pytest.raises(RuntimeError, match="line 2"):
        library.publish_all(files())
    assert (library.documents(), library.counter) == ([], 0)


def test_withdrawn_document_is_gone_and_may_come_back(library, embedder):
    publish(library, a_reading("d1", ["một"]), embedder)
    ids = [passage.id for passage in library.current_passages()]
    library.withdraw("d1")
    assert library.documents() == []
    assert library.document("d1") is None
    assert library.passages(ids) == {}
    assert library.facts() == []
    assert library.counter == 2
    assert publish(library, a_reading("d1", ["một"]), embedder).state == "new"
    assert embedder.embedded == 1


@pytest.mark.parametrize("ask", [Library.withdraw, Library.source])
def test_unknown_document_is_an_error_with_a_remedy(library, ask):
    with pytest.raises(LibraryError, match="hoivanban documents"):
        ask(library, "d9")


def test_documents_are_newest_first_and_undated_last(library, embedder):
    days = {"a": None, "b": dt.date(2020, 1, 1), "c": dt.date(2024, 1, 1), "d": dt.date(2020, 1, 1)}
    for document_id, day in days.items():
        publish(library, a_reading(a_document(document_id, issued_on=day), ["x"]), embedder)
    assert [document.id for document in library.documents()] == ["c", "b", "d", "a"]


def test_documents_are_found_by_number_however_it_is_typed(library, embedder):
    publish(library, a_reading(a_document("d1", number="1788/KH-SGDĐT"), ["x"]), embedder)
    publish(library, a_reading(a_document("d2", number=None), ["x"]), embedder)
    for typed in ("1788/KH-SGDĐT", " 1788 / kh-sgddt ", "1788"):
        assert [document.id for document in library.find_documents(typed)] == ["d1"]
    for typed in ("178", "", "88/KH-SGDĐT"):
        assert library.find_documents(typed) == []


def test_later_document_changes_the_status_of_the_earlier_one_until_it_is_withdrawn(library, embedder):
    publish(library, a_reading(a_document("old", number="10/QĐ-UBND"), ["x"]), embedder)
    reading = a_reading(a_document("new", kind="Quyết định", number="12/QĐ-UBND", issued_on=dt.date(2024, 3, 5)), ["x"])
    fact = Relation("replaces", "10/qđ-ubnd", "2021-08-02", "x", reading.passages[0].id)
    publish(library, dataclasses.replace(reading, facts=(fact,)), embedder)
    old = library.document("old")
    assert (old.status, old.status_note) == ("replaced", "Quyết định số 12/QĐ-UBND ngày 05/03/2024")
    library.withdraw("new")
    assert library.document("old").status == "current"


def test_neighbours_are_those_around_in_order(library, embedder):
    publish(library, a_reading("d1", ["một", "hai", "ba", "bốn"]), embedder)
    ids = {passage.text: passage.id for passage in library.current_passages()}
    assert [found.text for found in library.neighbours(ids["hai"], after=2)] == ["một", "ba", "bốn"]
    assert [found.text for found in library.neighbours(ids["một"], before=5)] == ["hai"]
    assert library.neighbours("nowhere") == []


def test_facts_can_be_asked_by_document_and_passage(library, embedder):
    for name in ("d1", "d2"):
        reading = a_reading(name, ["một", "hai"])
        facts = tuple(Relation("based_on", name, None, "q", passage.id) for passage in reading.passages)
        publish(library, dataclasses.replace(reading, facts=facts), embedder)
    at = library.document_passages("d2")[1].id
    assert [document_id for document_id, _ in library.facts(document_ids=["d2"])] == ["d2", "d2"]
    assert [fact.passage_id for _, fact in library.facts(passage_ids=[at])] == [at]
    assert library.facts(document_ids=[]) == library.facts(passage_ids=[]) == []


def test_thousands_of_ids_can_be_asked_at_once(library, embedder):
    publish(library, a_reading("d1", [f"đoạn {n}" for n in range(1_200)]), embedder)
    ids = [passage.id for passage in library.current_passages()]
    assert list(library.passages([*ids, *(f"none{n}" for n in range(40_000))])) == ids


def test_embeddings_come_back_bit_for_bit_and_are_kept_per_model(library, embedder):
    vector = np.random.default_rng(1).standard_normal(32).astype(np.float32)
    passage = a_passage("d1", 0, "một")
    key = passage_key(passage)
    library.add_embeddings({key: vector}, embedder="a")
    library.add_embeddings({key: vector * 2}, embedder="a")
    assert np.array_equal(library.stored_embeddings([key], embedder="a")[key], vector)
    assert library.stored_embeddings([key], embedder="b") == {}
    assert library.missing_embeddings([passage, passage], embedder="b") == [passage]
    assert library.counter == 0


def test_key_is_of_path_and_text_alone():
    one = a_passage("d1", 0, "một")
    assert passage_text(one) == "I. MỤC TIÊU\nmột"
    assert passage_key(one) == passage_key(a_passage("d2", 5, "một"))
    assert passage_key(one) != passage_key(a_passage("d1", 0, "một", ("II.",)))


def test_second_verdict_of_a_person_takes_the_place_of_the_first(library):
    when = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    library.add_feedback("r1", "up", "ann", "vi", created=when)
    library.add_feedback("r1", "down", "ann", "vi", created=when)
    library.add_feedback("r1", "up", "ben", created=when + dt.timedelta(seconds=1))
    assert [(v.author, v.verdict, v.question_language, v.created) for v in library.verdicts()] == [
        ("ann", "down", "vi", "2026-01-02T03:04:05+00:00"),
        ("ben", "up", None, "2026-01-02T03:04:06+00:00"),
    ]


def test_second_writer_is_refused_with_the_folder_and_the_process(library, tmp_path):
    code = (
        "import sys, pathlib; from retrieval.library import Library\n"
        "with Library.open(pathlib.Path(sys.argv[1])) as library, library.writing():\n"
        "    print('ready', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data")]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, cwd=REPOSITORY) as other:  # noqa: S603
        assert other.stdout.readline() == "ready\n"
        with pytest.raises(LibraryLockedError, match=rf"data: process {other.pid} is writing; wait") as refused:
            publish(library, a_reading("d1", ["một"]), HashingEmbedder())
        assert "stop" in str(refused.value)
        library.add_feedback("r1", "up", "ann")
        other.stdin.close()
    assert publish(library, a_reading("d1", ["một"]), HashingEmbedder()).state == "new"


def test_writing_may_be_nested_but_not_shared_between_threads(library):
    refused = []

    def write():
        try:
            library.withdraw("d1")
        except LibraryError as error:
            refused.append(type(error))

    with library.writing(), library.writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert refused == [LibraryLockedError]


def test_many_threads_may_read_while_one_publishes(library, embedder):
    publish(library, a_reading("d1", ["0"] * 1), embedder)
    stop, wrong = threading.Event(), []

    def read():
        while not stop.is_set():
            texts = [passage.text for passage in library.document_passages("d1")]
            if len(set(texts)) != 1:
                wrong.append(texts)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 15):
        publish(library, a_reading("d1", [str(number)]), embedder)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


class TestMoment:
    def test_takes_the_library_for_unchanged(self, library, embedder, tmp_path):
        with library.moment():
            before = library.counter
            with Library.open(tmp_path / "data") as other:
                publish(other, a_reading("d1", ["một"]), embedder)
                assert other.counter == before + 1
            assert library.counter == before
        assert library.counter == before + 1

    def test_ends_with_the_outermost_block(self, library, embedder, tmp_path):
        with library.moment():
            with library.moment():
                before = library.counter
            with Library.open(tmp_path / "data") as other:
                publish(other, a_reading("d1", ["một"]), embedder)
            assert library.counter == before
        assert library.counter == before + 1

    def test_ends_when_the_block_fails(self, library, embedder, tmp_path):
        with contextlib.suppress(KeyError), library.moment():
            before = library.counter
            raise KeyError
        with Library.open(tmp_path / "data") as other:
            publish(other, a_reading("d1", ["một"]), embedder)
        assert library.counter == before + 1

    def test_is_of_one_thread(self, library, embedder, tmp_path):
        seen = []
        with library.moment():
            with Library.open(tmp_path / "data") as other:
                publish(other, a_reading("d1", ["một"]), embedder)
            thread = threading.Thread(target=lambda: seen.append(library.counter))
            thread.start()
            thread.join()
            assert seen == [library.counter + 1]

    def test_moves_on_with_what_its_own_thread_writes(self, library, embedder):
        with library.moment():
            before = library.counter
            publish(library, a_reading("d1", ["một"]), embedder)
            assert library.counter == before + 1
            assert [document.id for document in library.documents()] == ["d1"]

    def test_sees_the_present_while_its_own_thread_is_the_writer(self, library, embedder, tmp_path):
        publish(library, a_reading("d1", ["một"]), embedder)
        with library.moment():
            assert len(library.documents()) == 1
            with Library.open(tmp_path / "data") as other:
                publish(other, a_reading("d2", ["hai"]), embedder)
            with library.writing(), library.writing():
                assert {document for _, document, _ in library.passage_keys()} == {d.id for d in library.documents()}
                assert len(library.documents()) == 2
            assert len(library.documents()) == 2

    def test_shows_all_that_changed_when_it_has_ended(self, library, embedder, tmp_path):
        with library.moment():
            assert library.documents() == []
            with Library.open(tmp_path / "data") as other:
                publish(other, a_reading("d1", ["một"]), embedder)
        assert [document.id for document in library.documents()] == ["d1"]


def test_damaged_database_is_reported_in_words(tmp_path, embedder):
    with Library.open(tmp_path, create=True) as library:
        publish(library, a_reading("d1", [f"đoạn {n}" for n in range(300)]), embedder)
    data = bytearray((tmp_path / "library.db").read_bytes())
    for page in range(4096 * 4, len(data), 4096 * 3):
        data[page : page + 200] = b"\xff" * 200
    (tmp_path / "library.db").write_bytes(data)

    def look():
        with Library.open(tmp_path) as library:
            return library.check()

    with contextlib.suppress(LibraryMismatchError):
        assert look()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TEXTS, unique=True, max_size=4), min_size=1, max_size=5))
def test_current_is_always_what_was_published_last(tmp_path_factory, versions):
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        for texts in versions:
            before = library.counter
            done = publish(library, a_reading("d1", texts), HashingEmbedder())
            assert [passage.text for passage in library.document_passages("d1")] == texts
            assert library.counter - before == (done.state != "same")
            assert done.passages == len(texts)


def test_passage_may_have_no_path_and_no_page(library, embedder):
    passage = Passage("p", "d1", 0, "header", (), "KẾ HOẠCH", Span(0, 8))
    publish(library, Reading(a_document(), (passage,)), embedder)
    assert library.passages(["p"]) == {"p": passage}


def test_what_is_remembered_of_many_passages_changes_no_answer(library, embedder, monkeypatch):
    monkeypatch.setattr("retrieval.library._REMEMBERED", 3)
    publish(library, a_reading("d1", ["một", "hai", "ba"]), embedder)
    publish(library, a_reading("d2", ["bốn", "năm"]), embedder)
    for _ in range(2):
        listed = [passage for document in ("d1", "d2") for passage in library.document_passages(document)]
        assert [passage.text for passage in listed] == ["một", "hai", "ba", "bốn", "năm"]
        assert list(library.passages(passage.id for passage in listed).values()) == listed
    library.withdraw("d1")
    assert list(library.passages(passage.id for passage in listed).values()) == listed[3:]
    assert library.document_passages("d1") == []
