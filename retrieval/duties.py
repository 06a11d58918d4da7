"""“Sở Tài chính phải làm gì?”: everything documents give one body to do."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.agencies import canonical, find_agencies
from retrieval.catalogue import Catalogue
from retrieval.composing import Claim, Pick
from retrieval.judging import Words
from retrieval.ledger import Ledger, Page
from retrieval.phrases import PHRASES
from retrieval.query import Query
from retrieval.tasks import levels
from retrieval.text import fold, squeeze
from retrieval.types import Assignment, AssignmentRole, Document, Passage

_MARKERS = re.compile(r"^(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\s*(?:[.)]|/(?=\s))\s*|^[-+*]\s*|^Điều \d+\.\s*")
_OFFICE = re.compile(r"^(?:Nhiệm vụ|Trách nhiệm)(?:, quyền hạn)? (?:của )?|^Đề nghị ")
_OF = re.compile(r"(?:nhiệm vụ|trách nhiệm|vai trò|việc)(?:\s+\w+){0,2}\s+của\s+", re.IGNORECASE)
_DOES = re.compile(r"\b(?:phải |cần |sẽ )?làm (?:việc )?(?:những )?gì\b|\bcó (?:những )?(?:nhiệm vụ|trách nhiệm) gì\b")
_PERSON = re.compile(
    r"(?:ông|bà|đồng chí)\s|(?:ban\s+)?(?:phó\s+)?(?:giám đốc|hiệu trưởng|chủ nhiệm)\s+(?:trung tâm|trường)",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\bcấp (?:tỉnh|huyện|xã)\b|\bcap (?:tinh|huyen|xa)\b", re.IGNORECASE)
"""“Cấp xã phải làm gì?” asks for the People's Committee there, which documents name."""
_ACTS = re.compile(r"[\s,]*(?:ở\s*,\s*)?(?:có|phải|được|chịu|làm|thì|cần|sẽ)\b")
_LEVELS = frozenset(["tinh", "huyen", "xa", "phuong", "quan", "thanh", "pho", "thi", "tran", "nhan", "dan", "cap"])
_RUNGS = {"tinh": "tinh", "huyen": "huyen", "thi xa": "huyen", "xa": "xa", "phuong": "xa", "thi tran": "xa"}
"""Levels that a body's name tells, and how high they are; a “thành phố” may be any."""
_ANY_LEVEL = frozenset(["uy", "ban", "hoi", "dong"])
"""What is left of the name of a body that each level has, and that is another body on another level."""
_ENOUGH = 0.7
_EXACT = 0.05
"""How much worse another name may fit than the best one."""
_ORDER: dict[AssignmentRole, int] = {"lead": 0, "advise": 1, "execute": 1, "requested": 1, "coordinate": 2}
"""Leading first, then advising and doing, then taking part."""
_HELPS = 3
_ALL_READ = 30
"""Documents up to which all are read, those too that name the body in a heading alone."""
_TASK = 110
"""Characters of a task that a line repeats; the quote says the rest of a longer one."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Duty:
    """A stretch that gives the body its tasks: how well the name fits, how it takes part, and where it stands."""

    fit: float
    order: int
    pick: Pick

    @property
    def place(self) -> tuple[int, int]:
        return self.order, self.pick.passage.ordinal


class Duties:
    """Finds the passages and items that give a body its tasks.

    Args:
        ledger: opens documents.
        words: cuts texts into syllables.
    """

    def __init__(self, ledger: Ledger, words: Words) -> None:
        self._ledger = ledger
        self._words = words

    def named(self, query: Query) -> str | None:
        """The body that a question about tasks names, as written; a person's office is no body."""
        mentions = find_agencies(query.text)
        if not mentions:
            level = _LEVEL.search(query.text)
            return query.agencies[0] if query.agencies else f"UBND {level[0]}" if level else None
        of = _OF.search(query.text)
        after = [mention for mention in mentions if of and mention.span.start >= of.end()]
        acting = [mention for mention in mentions if _ACTS.match(query.text, mention.span.end)]
        does = None if after or acting else _DOES.search(query.text)
        if does and mentions[0].span.start > does.start():
            return None  # who does it is no body that is known: “Đội A làm gì trong kế hoạch của ngành B?”
        name = (after or acting or mentions)[0].name
        return None if _PERSON.match(name) else _in_full(name, query.agencies)

    def find(self, query: Query, name: str, scope: Sequence[Document], catalogue: Catalogue) -> list[Pick]:
        """What documents of `scope` give the body to do, the documents that fit the question best first.

        Within a document: where it leads, where it advises or does, where it takes part; each in source order. The
        first of each document is the last to be spared.
        """
        wanted = canonical(name).split()
        if len(scope) > _ALL_READ:
            named = catalogue.bodies.get(wanted[0], ()) if wanted else ()
            ids = {one for words, owners in named if name_fit(wanted, words) >= _ENOUGH for one in owners}
            scope = [document for document in scope if document.id in ids]
        of_document = [
            (self._subject(query, document, wanted), duties)
            for document in scope
            if (duties := self._of_document(query, wanted, document))
        ]
        if not of_document:
            return []
        every = [duty for _, duties in of_document for duty in duties]
        best = max(duty.fit for duty in [duty for duty in every if duty.order < _HELPS] or every)
        kept = [(subject, [duty for duty in duties if duty.fit >= best - _EXACT]) for subject, duties in of_document]
        kept = [(subject, duties) for subject, duties in kept if any(duty.order < _HELPS for duty in duties)] or kept
        kept = [(subject, duties) for subject, duties in kept if duties]
        top = max(subject for subject, _ in kept)
        return [
            dataclasses.replace(duty.pick, spare=0 if not at else 1 + (duty.order == _HELPS))
            for subject, duties in sorted(kept, key=lambda entry: -entry[0])
            if subject >= top - 0.15
            for at, duty in enumerate(sorted(duties, key=lambda duty: duty.place))
        ]

    def _of_document(self, query: Query, wanted: Sequence[str], document: Document) -> list[_Duty]:
        page = self._ledger.open(document.id)
        facts = [fact for fact in page.facts if isinstance(fact, Assignment)]
        found: list[_Duty] = []
        for passage in page.passages:
            if passage.role == "body" and (fit := _heading_fit(passage, wanted)) >= _ENOUGH:
                inside = [fact for fact in facts if fact.passage_id == passage.id]
                own = [fact for fact in inside if _best_fit(wanted, [fact.agency]) >= _ENOUGH]
                if own and len(own) < len(inside):
                    continue  # the heading names several bodies, and the items say which does what
                order = min((_ORDER[fact.role] for fact in inside), default=1)
                found.append(_Duty(fit, order, Pick(passage, document, passage.text, items=max(1, len(inside)))))
        have = {duty.pick.passage.id for duty in found}
        rest = [fact for fact in facts if fact.passage_id not in have]
        found += [
            _Duty(fit - 0.02, _ORDER[fact.role], _pick(query, page, document, fact))
            for fact in rest
            if (fit := _best_fit(wanted, [fact.agency])) >= _ENOUGH
        ]
        have = {duty.pick.passage.id for duty in found}
        found += [
            _Duty(fit - 0.02, _HELPS, _helping(query, page, document, fact))
            for fact in rest
            if fact.passage_id not in have and (fit := _best_fit(wanted, fact.partners)) >= _ENOUGH
        ]
        return found

    def _subject(self, query: Query, document: Document, wanted: Sequence[str]) -> float:
        """Share of the other words of the question that stand in the document's title."""
        terms = [
            fold(term.syllable) for term in query.terms if term.weight >= 0.5 and fold(term.syllable) not in wanted
        ]
        if not terms:
            return 0.0
        known = self._words.of(f"{document.kind} {document.title}", toned=False)[1]
        return sum(term in known for term in terms) / len(terms)


def _pick(query: Query, page: Page, document: Document, fact: Assignment) -> Pick:
    """An assignment that stands outside the body's own section, with its role."""
    claims = tuple(_said(PHRASES[query.language].duty[fact.role], fact))
    return Pick(page.passage(fact), document, page.quote(fact), claims=claims, items=1)


def _helping(query: Query, page: Page, document: Document, fact: Assignment) -> Pick:
    """An assignment of another body that names this one beside it."""
    phrases = PHRASES[query.language]
    claims = tuple(_said(phrases.helps.replace("{agency}", fact.agency), fact, fact.agency))
    return Pick(page.passage(fact), document, page.quote(fact), claims=claims, items=1)


def _said(pattern: str, fact: Assignment, *names: str) -> Iterator[Claim]:
    task = squeeze(fact.task).rstrip(" .;,")
    if len(task) > _TASK:
        yield Claim(pattern.replace("{task}", task[:_TASK].rsplit(" ", 1)[0] + "…"), names)
    else:
        yield Claim(pattern.replace("{task}", task) + ".", names)


def _best_fit(wanted: Sequence[str], names: Sequence[str]) -> float:
    return max((name_fit(wanted, canonical(name).split()) for name in names), default=0.0)


def _heading_fit(passage: Passage, wanted: Sequence[str]) -> float:
    for part in reversed(passage.path[-2:]):
        bare = _OFFICE.sub("", _MARKERS.sub("", part))
        mention = next(iter(find_agencies(bare)), None)
        if mention and mention.span.start <= 2:
            return max(name_fit(wanted, canonical(other.name).split()) for other in find_agencies(bare))
    return 0.0


def _in_full(name: str, agencies: Sequence[str]) -> str:
    """A body by its whole name where the question shortens it: “Sở Giáo dục” → “Sở Giáo dục và Đào tạo”."""
    words = canonical(name).split()
    told = [(agency, canonical(agency).split()) for agency in agencies]
    longer = [agency for agency, whole in told if whole[:1] == words[:1] and set(words) < set(whole)]
    return longer[0] if longer else name


def _rungs(names: Iterable[str]) -> set[str]:
    return {_RUNGS[name] for name in names if name in _RUNGS}


def name_fit(wanted: Sequence[str], name: Sequence[str]) -> float:
    """How well two canonical names are the same body: shared words over all, levels (tỉnh, huyện) counting little.

    A body of the level that is asked for fits though it stands for several levels: “UBND xã” and “UBND xã, thị trấn”.
    """
    if not wanted or not name or wanted[0] != name[0]:
        return 0.0
    mine, theirs = set(wanted), set(name)
    asked, told = levels(" ".join(wanted)), levels(" ".join(name))
    rungs, others = _rungs(asked), _rungs(told)
    if rungs and others and not rungs & others:
        return 0.0  # “Hội Khuyến học huyện” is not that of the province
    if asked and asked <= told:
        mine, theirs = mine - _LEVELS, theirs - _LEVELS
    elif asked and told and not asked & told and not rungs & others and mine <= _LEVELS | _ANY_LEVEL:
        return 0.0

    def weigh(words: set[str]) -> float:
        return sum(0.25 if word in _LEVELS else 1.0 for word in words)

    return weigh(mine & theirs) / max(0.01, weigh(mine | theirs))
