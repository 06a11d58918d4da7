"""An answerer that says what it is told to, and remembers what it was asked."""

from retrieval.types import Answer, Citation
from tests.retrieval.builders import a_document, a_passage

SENTENCE = "Hội Khuyến học tỉnh chủ trì. [1]"


def a_citation(marker=1, text="Hội Khuyến học tỉnh chủ trì.", **document):
    return Citation(marker, text, a_passage("d1", marker, text), a_document("d1", **document))


def an_answer(question="Ai chủ trì?", **changes):
    """A sentence, its quote on a line of its own, and a citation."""
    citations = changes.pop("citations", (a_citation(),))
    lines = [SENTENCE, *(f"“{citation.quote}” [{citation.marker}]" for citation in citations)]
    fields = {"language": "vi", "kind": "fact", "text": "\n".join(lines), "confidence": 0.9} | changes
    return Answer(question, citations=citations, **fields)


def a_refusal(question="Thủ đô nước Pháp?"):
    return Answer(question, "vi", "refusal", "Các văn bản đang có không nói về điều này.")


class ScriptedAnswerer:
    """Answers from `answers` by question, else with `an_answer`; writes `lines` on the way."""

    def __init__(self, answers=None, lines=()):
        self.answers = answers or {}
        self.lines = lines
        self.asked = []

    def answer(self, question, history=(), *, hear=None):
        self.asked.append((question, tuple(history)))
        for line in self.lines if hear else ():
            hear(line)
        return self.answers.get(question) or an_answer(question)
