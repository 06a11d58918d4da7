"""Questions of examiners on documents of theirs, answered with everything that is shipped; see exam/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation import judge, read_questions, squeezed
from tests.retrieval.sample_library import build_samples

EXAMS = Path(__file__).parent / "exam"
LEAST = {"first": 0.9, "second": 0.84}
"""Share of each exam that has been right since it was learnt from."""


@pytest.fixture(scope="module", params=LEAST)
def judged(request, tmp_path_factory):
    """The least share of an exam, and how each of its questions was answered."""
    folder = EXAMS / request.param
    with build_samples(tmp_path_factory.mktemp(request.param), decisions=folder) as application:
        ask, library = application.answerer().answer, application.library
        sources = {document.source: squeezed(library.source(document.id).text) for document in library.documents()}
        return LEAST[request.param], [
            judge(asked, ask(asked.question, asked.history), sources, elapsed_ms=0)
            for asked in read_questions(folder.with_suffix(".jsonl"))
        ]


def test_as_many_are_right_as_before(judged):
    least, answers = judged
    assert sum(answer.right for answer in answers) >= least * len(answers)


def test_every_quote_is_verbatim(judged):
    _, answers = judged
    assert all(answer.verbatim == answer.quotes for answer in answers)
