"""Retrieval sets in the layout of BEIR: what is read of them, and what is said of a malformed one."""

import json

import pytest

from ingest.beir import fingerprint, read_corpus, read_judgements, read_queries
from retrieval.errors import ConfigError
from retrieval.text import letters

ROW = {"_id": "Luật A@1", "title": "Luật A, Điều 1", "text": "Phạm vi điều chỉnh\n\nLuật này quy định về A."}

QUERY = {"_id": "q1", "text": "A là gì?"}


@pytest.fixture
def folder(tmp_path):
    def write(
        *rows, queries=({"_id": "q1", "text": "A là gì?"},), judged="query-id\tcorpus-id\tscore\nq1\tLuật A@1\t1\n"
    ):
        for name, lines in {"corpus.jsonl": rows or (ROW,), "queries.jsonl": queries}.items():
            told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
            (tmp_path / name).write_text("".join(f"{line}\n" for line in told), "utf-8")
        (tmp_path / "qrels.tsv").write_text(judged, "utf-8")
        return tmp_path

    return write


def readings(folder, notices=None):
    return [reading for _, reading in read_corpus(folder, [].append if notices is None else notices.append)]


def test_a_row_is_a_document_and_its_lone_first_line_a_heading(folder):
    ((source, reading),) = read_corpus(folder(), print)
    (passage,) = reading.passages
    assert (reading.document.id, reading.document.title, reading.document.source) == (
        "Luật A@1",
        "Luật A, Điều 1",
        "Luật A@1",
    )
    assert (passage.path, passage.text) == (("Luật A, Điều 1", "Phạm vi điều chỉnh"), "Luật này quy định về A.")
    assert source.text[slice(*passage.span)].strip() == passage.text


@pytest.mark.parametrize("text", ["Luật này\nquy định", "Luật này.", "Một dòng\n\n", "x " * 200 + "\n\nHai"])
def test_a_first_line_that_does_not_stand_alone_above_others_is_no_heading(folder, text):
    (reading,) = readings(folder(ROW | {"text": text}))
    assert {passage.path for passage in reading.passages} == {("Luật A, Điều 1",)}
    assert letters("".join(passage.text for passage in reading.passages)) == letters(text)


def test_a_row_without_text_is_found_by_its_title(folder):
    (reading,) = readings(folder({"_id": "a", "title": "Chỉ có tên", "text": " "}))
    assert [passage.text for passage in reading.passages] == ["Chỉ có tên"]


def test_a_row_without_any_word_has_no_passage(folder):
    (reading,) = readings(folder({"_id": "a", "text": ""}))
    assert reading.passages == ()


def test_a_long_row_has_passages_of_at_most_1200_characters_with_ids_of_their_own(folder):
    (reading,) = readings(folder(ROW | {"text": "Phạm vi\n\n" + "Cùng một câu.\n" * 400}))
    assert len(reading.passages) == len({passage.id for passage in reading.passages}) > 4
    assert max(len(passage.text) for passage in reading.passages) <= 1_200


def test_an_id_that_comes_twice_is_told_and_counts_as_one_row(folder):
    notices = []
    first, second = readings(folder(ROW, ROW | {"text": "Khác"}), notices)
    assert (first.document.source, second.document.source) == ("Luật A@1", "Luật A@1")
    assert first.document.id != second.document.id
    assert "line 2 has the _id of line 1" in notices[0]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2 is not JSON"),
        ("[1]", "line 2 is not an object"),
        ('{"title": "a", "text": "b"}', 'line 2 needs "_id", a string'),
        ('{"_id": "b"}', 'line 2 needs "text", a string'),
        ('{"_id": "b", "text": "b", "title": 3}', 'line 2 needs "title", a string'),
    ],
)
def test_a_line_that_is_no_row_is_named(folder, line, problem):
    with pytest.raises(ConfigError, match=f"corpus.jsonl: {problem}"):
        readings(folder(ROW, line))


def test_bytes_that_are_no_utf_8_are_named_by_their_line(folder):
    path = folder() / "corpus.jsonl"
    path.write_bytes(path.read_bytes() + b'{"_id": "\xff"}')
    with pytest.raises(ConfigError, match="line 2 is not UTF-8"):
        readings(path.parent)


def test_a_half_of_a_surrogate_pair_does_not_stop_the_rest(folder):
    (reading,) = readings(folder('{"_id": "a", "text": "một \\ud800 hai"}'))
    assert reading.passages[0].text == "một ? hai"


def test_queries_are_read_in_their_order(folder):
    queries = ({"_id": 2, "text": "hai", "answer": []}, {"_id": "1", "text": "một"})
    assert list(read_queries(folder(queries=queries)).items()) == [("2", "hai"), ("1", "một")]


def test_a_query_twice_and_no_query_at_all_are_errors(folder):
    query = {"_id": "q1", "text": "A?"}
    with pytest.raises(ConfigError, match=r"queries\.jsonl: line 2 the _id q1 comes a second time"):
        read_queries(folder(queries=(query, query)))
    with pytest.raises(ConfigError, match=r"queries\.jsonl: has no query"):
        read_queries(folder(queries=()))


@pytest.mark.parametrize("header", ["query-id\tcorpus-id\tscore\n", ""])
def test_judgements_with_a_score_answer_with_or_without_a_header(folder, header):
    found = read_judgements(folder(judged=f"{header}q1\ta\t1\nq1\tb\t0\nq1\ta\t2\nq2\ta\t1.0\n"))
    assert [(each.query, each.row) for each in found] == [("q1", "a"), ("q2", "a")]


@pytest.mark.parametrize(
    ("judged", "problem"),
    [
        ("h\th\th\nq1 a 1\n", "line 2 has 1 columns"),
        ("h\th\th\nq1\ta\tyes\n", "line 2 the score 'yes' is not a number"),
        ("h\th\th\nq1\ta\t0\n", "no row answers any query"),
    ],
)
def test_judgements_that_say_nothing_are_errors(folder, judged, problem):
    with pytest.raises(ConfigError, match=problem):
        read_judgements(folder(judged=judged))


def test_a_missing_file_is_named_with_what_is_needed(tmp_path):
    for read in (fingerprint, read_queries, read_judgements):
        with pytest.raises(ConfigError, match=r"a folder with corpus\.jsonl, queries\.jsonl and qrels\.tsv is needed"):
            read(tmp_path)


def test_another_corpus_has_another_fingerprint(folder):
    first = fingerprint(folder())
    assert fingerprint(folder()) == first != fingerprint(folder(ROW | {"text": "Khác"}))
