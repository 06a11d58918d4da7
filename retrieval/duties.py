"""“Sở Tài chính phải làm gì?”: everything documents give one body to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.agencies import canonical, find_agencies
from retrieval.composing import Pick
from retrieval.judging import Words
from retrieval.library import Library
from retrieval.query import Query
from retrieval.text import fold
from retrieval.types import Assignment, Document, Passage

_MARKERS = re.compile(r"^(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\s*[.)]\s*|^[-+*]\s*|^Điều \d+\.\s*")
_OF = re.compile(r"(?:nhiệm vụ|trách nhiệm|vai trò|việc)(?:\s+\w+){0,2}\s+của\s+", re.IGNORECASE)
_LEVEL = re.compile(r"\bcấp (?:tỉnh|huyện|xã)\b|\bcap (?:tinh|huyen|xa)\b", re.IGNORECASE)
"""“Cấp xã phải làm gì?” asks for the People's Committee there, which documents name."""
_ACTS = re.compile(r"[\s,]*(?:ở\s*,\s*)?(?:có|phải|được|chịu|làm|thì|cần|sẽ)\b")
_LEVELS = frozenset(["tinh", "huyen", "xa", "phuong", "quan", "thanh", "pho", "thi", "tran", "nhan", "dan", "cap"])
_RUNGS = {"tinh": "tinh", "huyen": "huyen", "xa": "xa", "phuong": "xa"}
"""Words of a body's name that tell its level."""
_ENOUGH = 0.7


class Duties:
    """Finds the passages and items that give a body its tasks.

    Args:
        library: gives passages and facts.
        words: cuts texts into syllables.
    """

    def __init__(self, library: Library, words: Words) -> None:
        self._library = library
        self._words = words

    def named(self, query: Query) -> str | None:
        """The body that a question about tasks names, as written."""
        mentions = find_agencies(query.text)
        if not mentions:
            level = _LEVEL.search(query.text)
            return query.agencies[0] if query.agencies else f"UBND {level[0]}" if level else None
        of = _OF.search(query.text)
        after = [mention for mention in mentions if of and mention.span.start >= of.end()]
        acting = [mention for mention in mentions if _ACTS.match(query.text, mention.span.end)]
        return _in_full((after or acting or mentions)[0].name, query.agencies)

    def find(self, query: Query, name: str, scope: Sequence[Document]) -> list[Pick]:
        """What documents of `scope` give the body to do, the documents that fit the question best first."""
        wanted = canonical(name).split()
        found: list[tuple[float, float, Pick]] = []
        for document in scope:
            subject = self._subject(query, document, wanted)
            for fit, pick in self._of_document(wanted, document):
                found.append((fit, subject, pick))
        if not found:
            return []
        best = max(fit for fit, _, _ in found)
        kept = [(subject, pick) for fit, subject, pick in found if fit >= best - 0.05]
        top = max(subject for subject, _ in kept)
        return [pick for subject, pick in sorted(kept, key=lambda entry: -entry[0]) if subject >= top - 0.15]

    def _of_document(self, wanted: Sequence[str], document: Document) -> list[tuple[float, Pick]]:
        passages = self._library.document_passages(document.id)
        found = [
            (fit, Pick(passage, document, passage.text))
            for passage in passages
            if passage.role == "body" and (fit := self._heading_fit(passage, wanted)) >= _ENOUGH
        ]
        have = {pick.passage.id for _, pick in found}
        by_id = {passage.id: passage for passage in passages}
        for _, fact in self._library.facts(document_ids=[document.id]):
            if (
                isinstance(fact, Assignment)
                and fact.passage_id not in have
                and (fit := name_fit(wanted, canonical(fact.agency).split())) >= _ENOUGH
            ):
                passage = by_id[fact.passage_id]
                quote = passage.text if passage.role == "table" else fact.quote
                found.append((fit - 0.02, Pick(passage, document, quote)))
        return found

    @staticmethod
    def _heading_fit(passage: Passage, wanted: Sequence[str]) -> float:
        for part in reversed(passage.path[-2:]):
            bare = re.sub(r"^(?:Nhiệm vụ|Trách nhiệm)(?:, quyền hạn)? (?:của )?|^Đề nghị ", "", _MARKERS.sub("", part))
            mention = next(iter(find_agencies(bare)), None)
            if mention and mention.span.start <= 2:
                return max(name_fit(wanted, canonical(other.name).split()) for other in find_agencies(bare))
        return 0.0

    def _subject(self, query: Query, document: Document, wanted: Sequence[str]) -> float:
        """Share of the other words of the question that stand in the document's title."""
        terms = [
            fold(term.syllable) for term in query.terms if term.weight >= 0.5 and fold(term.syllable) not in wanted
        ]
        if not terms:
            return 0.0
        known = self._words.of(f"{document.kind} {document.title}", toned=False)[1]
        return sum(term in known for term in terms) / len(terms)


def _in_full(name: str, agencies: Sequence[str]) -> str:
    """A body by its whole name where the question shortens it: “Sở Giáo dục” → “Sở Giáo dục và Đào tạo”."""
    words = canonical(name).split()
    told = [(agency, canonical(agency).split()) for agency in agencies]
    longer = [agency for agency, whole in told if whole[:1] == words[:1] and set(words) < set(whole)]
    return longer[0] if longer else name


def _rungs(name: Sequence[str]) -> set[str]:
    """The levels that a canonical name tells; a thị xã is a district, not a commune."""
    words = " ".join(name).replace("thi xa", "huyen").replace("xa hoi", "").split()
    return {_RUNGS[word] for word in words if word in _RUNGS}


def name_fit(wanted: Sequence[str], name: Sequence[str]) -> float:
    """How well two canonical names are the same body: shared words over all, levels (tỉnh, huyện) counting little."""
    if not wanted or not name or wanted[0] != name[0]:
        return 0.0

    def weigh(words: set[str]) -> float:
        return sum(0.25 if word in _LEVELS else 1.0 for word in words)

    mine, theirs = set(wanted), set(name)
    rungs, others = _rungs(wanted), _rungs(name)
    if rungs and others and not rungs & others:
        return 0.0  # “Hội Khuyến học huyện” is not that of the province
    return weigh(mine & theirs) / max(0.01, weigh(mine | theirs))
