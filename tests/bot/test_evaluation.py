"""Verdicts and scorecards, by the rules that evidence is judged by."""

import json

import pytest

from bot.evaluation import Evidence, Question, judge, read_questions, scorecard, squeezed
from retrieval.errors import ConfigError
from tests.fakes.answerer import a_citation, a_refusal, an_answer

QUOTE = "Hội Khuyến học tỉnh chủ trì."
SOURCES = {"d1.txt": squeezed(f"Điều 1. {QUOTE} Điều 2.")}


def a_question(**changes):
    fields = {
        "id": "q1",
        "category": "lead",
        "question": "Ai chủ trì?",
        "answerable": True,
        "evidence": (Evidence("d1.txt", "hội  khuyến học - TỈNH"),),
        "answer_must_include": ("Khuyến học",),
    }
    return Question(**(fields | changes))


def judged(question, answer):
    return judge(question, answer, SOURCES, elapsed_ms=1.0)


def test_evidence_and_words_make_an_answer_right():
    verdict = judged(a_question(), an_answer())
    assert (verdict.right, verdict.first, verdict.found, verdict.said) == (True, True, True, True)
    assert (verdict.verbatim, verdict.quotes) == (1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"answer_must_include": ("Sở Nội vụ",)},
        {"evidence": (Evidence("other.txt", QUOTE),)},
        {"evidence": (Evidence("d1.txt", QUOTE), Evidence("d1.txt", "chín"))},
        {"answerable": False},
    ],
    ids=["a word is missing", "another file", "half of the evidence", "should have been refused"],
)
def test_anything_less_is_not_right(changes):
    assert not judged(a_question(**changes), an_answer()).right


def test_any_piece_of_evidence_is_enough_where_the_question_says_so():
    evidence = (Evidence("d1.txt", "chín"), Evidence("d1.txt", QUOTE))
    assert judged(a_question(evidence=evidence, evidence_mode="any"), an_answer()).right


def test_a_refusal_is_right_only_where_nothing_can_be_answered():
    assert judged(a_question(answerable=False, evidence=()), a_refusal()).right
    assert not judged(a_question(), a_refusal()).right


def test_a_quote_that_its_source_lacks_is_not_verbatim():
    citation = a_citation(text="Sở Nội vụ chủ trì.")
    assert judged(a_question(), an_answer(citations=(citation,))).verbatim == 0


def test_a_scorecard_counts_shares_and_categories():
    verdicts = [
        judged(a_question(), an_answer()),
        judged(a_question(), a_refusal()),
        judged(a_question(category="none", answerable=False, evidence=()), a_refusal()),
    ]
    card = scorecard(verdicts)
    assert (card["right"], card["wrongly_refused"], card["rightly_refused"]) == (0.667, 0.5, 1.0)
    assert (card["verbatim"], card["p50_ms"]) == (1.0, 1.0)
    assert card["by_category"] == {"lead": "1/2", "none": "1/1"}


def test_a_file_of_questions_is_read(tmp_path):
    row = {"id": 7, "question": "Ai?", "answerable": True, "history": ["Gì?"], "evidence_mode": "any"}
    (tmp_path / "q.jsonl").write_text(json.dumps(row) + "\n\n", "utf-8")
    (question,) = read_questions(tmp_path / "q.jsonl")
    assert (question.id, question.history, question.evidence_mode) == ("7", ("Gì?",), "any")


@pytest.mark.parametrize(
    "content", ["", "{", '{"id": 1}', "[1]", '{"id":1,"question":"a","answerable":1,"evidence":[1]}']
)
def test_what_is_no_file_of_questions_is_refused_by_name(tmp_path, content):
    (tmp_path / "q.jsonl").write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=r"q\.jsonl"):
        read_questions(tmp_path / "q.jsonl")
