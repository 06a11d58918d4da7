"""The benchmark's own arithmetic, and what it says when something is missing. No time is asserted."""

import json
import sys

import pytest

from bench import contestant, report
from bench.answers import answer_of
from bench.contest import Outcome, holds
from bench.figures import Bar, Barred, Times, share
from bench.sets import documents_of, question_sets, without_tone_marks
from bot.contract import answer_json
from bot.evaluation import Evidence
from tests.fakes.answerer import an_answer


def test_tone_marks_are_dropped_and_capitals_stay_unless_asked():
    assert without_tone_marks("Đào tạo ở Sơn La?", small=False) == "Dao tao o Son La?"
    assert without_tone_marks("Đề án", small=True) == "de an"


def test_the_same_questions_are_written_without_tone_marks_every_time(tmp_path):
    written = []
    for run in ("a", "b"):
        scratch = tmp_path / run
        scratch.mkdir()
        sets = question_sets(tmp_path, scratch, documents_of(tmp_path, scratch), quick=True)
        written.append([each.path.read_text("utf-8") for each in sets])
        assert [each.toned for each in sets] == [True, False]  # the samples alone: nothing is shared
    assert written[0] == written[1]


def test_an_answer_comes_back_from_its_json_as_it_can_be_judged():
    answer = an_answer()
    row = json.loads(json.dumps(answer_json(answer, id="q1", question=answer.question, elapsed_ms=1.0)))
    back = answer_of(row)
    assert (back.text, back.answered) == (answer.text, answer.answered)
    assert [(one.quote, one.passage.text, one.document.source) for one in back.citations] == [
        (one.quote, one.passage.text, one.document.source) for one in answer.citations
    ]


def test_an_interval_holds_the_share_and_is_the_same_every_time():
    hits = [True] * 30 + [False] * 10
    found = share(hits)
    assert found.low < found.value == 0.75 < found.high
    assert found == share(hits)


@pytest.mark.parametrize(
    ("bar", "met", "missed"),
    [
        (Bar("≥", 0.85), 0.85, 0.84),
        (Bar("≤", 0.05), 0.05, 0.06),
        (Bar("<", 2, "s"), 1.9, 2.0),
        (Bar("=", 1), 1.0, 0.999),
    ],
)
def test_a_bar_is_met_or_not(bar, met, missed):
    assert Barred("x", met, bar).verdict == "met"
    assert Barred("x", missed, bar).verdict == "**not met**"
    assert Barred("x", None, bar).verdict == "not measured"


def test_evidence_is_held_by_a_passage_of_its_file_whatever_the_layout():
    piece = Evidence("a.txt", "Sở  Nội vụ – chủ trì")
    assert holds([("a.txt", "1. SỞ NỘI VỤ\nchủ trì.")], piece)
    assert not holds([("b.txt", "Sở Nội vụ chủ trì")], piece)


def test_a_peer_that_is_not_installed_is_a_result(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)
    monkeypatch.setattr(sys, "argv", ["contestant", "bm25", "unread", str(tmp_path / "result")])
    assert contestant.main() == 0
    assert json.loads((tmp_path / "result").read_text("utf-8")) == {"missing": "bm25s"}


def test_the_report_names_what_is_missing_and_goes_on():
    ours = Outcome("ours", ours=True, index_s=2.0, asked=Times((1.0, 2.0)))
    section = str(report.contest_section([Outcome("a peer", ours=False, missing="bm25s"), ours]))
    assert "Not measured: a peer; bm25s is not installed" in section
    assert "| ours" in section


def test_a_contestant_is_asked_once_before_it_is_timed(tmp_path):
    asked = []

    class Fake:
        def index(self, folder):
            assert folder == tmp_path

        def find(self, question, history, limit):
            asked.append((question, history))
            return [("a.txt", question)][:limit]

    rows = [{"question": "one", "history": []}, {"question": "two", "history": ["one"]}]
    result = contestant.compete(Fake(), {"folder": str(tmp_path), "questions": rows})
    assert asked == [("one", []), ("one", []), ("two", ["one"])]
    assert result["found"] == [[("a.txt", "one")], [("a.txt", "two")]]
    assert len(result["ms"]) == 2
