"""Statements → the sentences that answer with them, for what a question asks."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterator, Sequence

from retrieval.agencies import find_agencies
from retrieval.composing import Claim, Pick
from retrieval.evidence import Statement
from retrieval.glossary import Glossary
from retrieval.intents import unmarked
from retrieval.phrases import PHRASES
from retrieval.query import Query
from retrieval.references import PERCENT, find_numbers, own_dates, years
from retrieval.text import CAPITALS, cells, fold, letters, squeeze, syllables
from retrieval.types import Assignment, Deadline, Language, Passage, Target

_HEADING_MARKER = re.compile(
    r"^(?:(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\s*(?:[.)]|/(?=\s))\s*|[-+*]\s*|Điều \d+\.\s*)?"
    r"(?:Đề nghị\s+|(?:Nhiệm vụ|Trách nhiệm)(?:, quyền hạn)? (?:của )?)?"
)

_MEASURE = re.compile(r"(?:tỷ|tỉ) (?:lệ|suất)\b|mức\b|tổng\b|số lượng\b", re.IGNORECASE)
"""Indicators that a value follows: “tỷ lệ lao động qua đào tạo 65%”."""
_SUBJECT = 3
"""Syllables in a row from which a subject is told apart from others."""
_LONG_CELL = 120
"""Characters of a cell that is said beside its quote."""
_UNIT_COLUMN = re.compile(r"^(?:don vi|dvt)")


class Sentences:
    """Makes the sentence of a statement for what a question asks."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary

    def pick(self, query: Query, statement: Statement, *, first: bool = True) -> Pick:
        """The statement with the sentence that answers `query`; `first` of its document, or beside another."""
        made = {
            "lead": self._lead,
            "coordinate": self._coordinate,
            "target": self._target,
            "compare": self._target,
            "deadline": self._deadline,
            "basis": self._basis,
        }.get(query.intent)
        sentence, names = made(query, statement) if made else ("", ())
        if query.intent == "lead" and first and self._names_no_lead(query, statement):
            sentence = PHRASES[query.language].no_lead.format(sentence=sentence)
        pick = Pick(statement.passage, statement.document, statement.text, sentence, names)
        return pick if sentence else _row_by_row(query, pick)

    def beside(self, query: Query, statement: Statement) -> Iterator[Claim]:
        """What an assignment says beside the sentence: with whom, or who leads what others take part in."""
        assignment = best_assignment(query, statement)
        if assignment is None:
            return
        phrases = PHRASES[query.language]
        if query.intent == "coordinate" and assignment.role == "lead":
            agency = self.agency(assignment.agency, query.language)
            yield Claim(phrases.roles["lead"].format(agency=agency) + ".", (assignment.agency,))
        elif query.intent != "coordinate" and assignment.partners and _told(assignment.partners, statement):
            names = "; ".join(self.agency(partner, query.language) for partner in assignment.partners)
            yield Claim(phrases.partners.format(partners=names) + ".", assignment.partners)

    def agency(self, name: str, language: Language) -> str:
        """A body as an answer names it: in English with its English name beside the Vietnamese one."""
        if language == "vi":
            return name
        plain = fold(name)
        found = max(
            (vi for vi in self._glossary.english_agencies if plain.startswith(fold(vi))),
            key=len,
            default=None,
        )
        return f"{name} ({self._glossary.english_agencies[found]})" if found else name

    def _lead(self, query: Query, statement: Statement) -> tuple[str, tuple[str, ...]]:
        phrases = PHRASES[query.language]
        assignment = best_assignment(query, statement)
        if assignment is None:
            agency = acting_body(statement.text) or heading_agency(statement)
            if agency is None or asked_about(query, agency):
                return "", ()
            return phrases.roles["execute"].format(agency=self.agency(agency, query.language)) + ".", (agency,)
        sentence = phrases.roles[assignment.role].format(agency=self.agency(assignment.agency, query.language))
        return sentence + ".", (assignment.agency,)

    @staticmethod
    def _names_no_lead(query: Query, statement: Statement) -> bool:
        assignment = best_assignment(query, statement)
        return assignment is not None and assignment.role != "lead" and asks_lead(query)

    def _coordinate(self, query: Query, statement: Statement) -> tuple[str, tuple[str, ...]]:
        phrases = PHRASES[query.language]
        partners = [partner for fact in statement.facts if isinstance(fact, Assignment) for partner in fact.partners]
        partners += [
            fact.agency for fact in statement.facts if isinstance(fact, Assignment) and fact.role == "coordinate"
        ]
        unique = tuple(dict.fromkeys(partners))
        if not unique:
            return self._lead(query, statement)
        return phrases.coordinators.format(
            partners="; ".join(self.agency(name, query.language) for name in unique)
        ) + ".", unique

    def _target(self, query: Query, statement: Statement) -> tuple[str, tuple[str, ...]]:
        phrases = PHRASES[query.language]
        target = best_target(query, statement)
        if target is None:
            return "", ()
        said = _said_target(target, value_of(target, statement.passage))
        if target.by:
            by = (
                phrases.in_period.format(period=target.by)
                if "-" in target.by
                else phrases.by_year.format(year=target.by)
            )
            return phrases.target.format(by=by, value=said) + ".", ()
        return phrases.target_bare.format(value=said) + ".", ()

    def _deadline(self, query: Query, statement: Statement) -> tuple[str, tuple[str, ...]]:
        phrases = PHRASES[query.language]
        if deadline := best_deadline(query, statement):
            return phrases.deadline.format(when=squeeze(deadline.when_text)) + ".", ()
        if found := own_dates(statement.text):
            return phrases.deadline.format(when=squeeze(found[0])) + ".", ()
        return "", ()

    def _basis(self, query: Query, statement: Statement) -> tuple[str, tuple[str, ...]]:
        numbers = find_numbers(statement.text)
        if not numbers or len(numbers) > 4:
            return "", ()
        return PHRASES[query.language].basis.format(numbers="; ".join(numbers)) + ".", ()


def _row_by_row(query: Query, pick: Pick) -> Pick:
    """A row of a table said cell by cell under the names of its columns, those that were asked for first."""
    row = [(squeeze(head), cell) for head, cell in named_cells(pick.passage) if len(cell) <= _LONG_CELL]
    named = next((at for at, (_, cell) in enumerate(row) if sum(map(str.isalpha, cell)) > 1), None)
    if named is None or pick.quote != pick.passage.text:
        return pick
    label, told = row[named][1], [(head, cell) for head, cell in row[named + 1 :] if head and cell.strip()]
    wanted = {fold(term.syllable) for term in query.terms if term.weight >= 0.4}
    shares = [len(wanted & set(map(fold, syllables(head)))) for head, _ in told]
    asked = [each for each, share in zip(told, shares, strict=True) if share and share >= 0.5 * max(shares)]
    others = [each for each in told if each not in asked]
    line = "{}: {}".format
    sentence = f"{label} – {'; '.join(line(*each) for each in asked)}." if asked else ""
    rest = "; ".join(line(*each) for each in others)
    claims = (Claim(f"{rest}." if asked else f"{label} – {rest}."),) if rest else ()
    return dataclasses.replace(pick, sentence=sentence, claims=claims)


def _told(names: Sequence[str], statement: Statement) -> bool:
    """Whether a statement itself has the names, not only another sentence of its item."""
    said = letters(fold(statement.text))
    return all(letters(fold(name)) in said for name in names)


def _said_target(target: Target, value: str) -> str:
    """“70% các trung tâm …”; “375 trường học đạt chuẩn” where value and indicator share their unit."""
    indicator = squeeze(target.indicator)
    if not indicator or fold(indicator) in fold(value):
        return value
    unit = value.rsplit(maxsplit=1)[-1]
    if fold(indicator).startswith(fold(unit)):
        value = value[: -len(unit)].rstrip()
    if not indicator[1:2].isupper():
        indicator = indicator[:1].lower() + indicator[1:]
    return f"{indicator} {value}" if _MEASURE.match(indicator) else f"{value} {indicator}"


def value_of(target: Target, passage: Passage) -> str:
    """The value as an answer says it: “70%”, “375 trường”, “70 %” where the unit has a column of its own."""
    value = squeeze(target.value)
    if not re.fullmatch(r"[\d.,]+", value):
        return value
    unit = target.unit or _unit(passage)
    return f"{value}%" if unit == "%" else squeeze(f"{value} {unit}")


def _unit(passage: Passage) -> str:
    """The cell of a row that stands under “Đơn vị”, when rows and heads have the same number of cells."""
    return next((cell for head, cell in named_cells(passage) if _UNIT_COLUMN.match(fold(head))), "")


def named_cells(passage: Passage) -> list[tuple[str, str]]:
    """The cells of a row with the names of their columns; none where these are not known for sure."""
    if passage.role != "table" or not passage.path:
        return []
    heads, found = cells(passage.path[-1]), cells(passage.text)
    return list(zip(heads, found, strict=True)) if len(heads) == len(found) > 1 else []


def subject(query: Query) -> tuple[str, ...]:
    """The longest run of content words of a question, folded; empty when it is too short to be told apart."""
    runs: dict[int, list[str]] = {}
    for term in query.terms:
        if term.weight >= 0.5:
            runs.setdefault(term.chunk, []).append(fold(term.syllable))
    longest = max(runs.values(), key=len, default=[])
    return tuple(longest) if len(longest) >= _SUBJECT else ()


def holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether `wanted` stands in `words` in a row."""
    return any(tuple(words[at : at + len(wanted)]) == tuple(wanted) for at in range(len(words) - len(wanted) + 1))


def asks_lead(query: Query) -> bool:
    """Whether the question asks who leads, not just who does it."""
    return _asks_lead(query.question)


@functools.lru_cache(maxsize=512)
def _asks_lead(question: str) -> bool:
    return bool(_LEADING.search(unmarked(question)))


_LEADING = re.compile(
    r"chu tri|dau moi|phu trach|dung dau|\bai (?:la nguoi )?(?:lo|chiu trach nhiem)\b|\bleads?\b|in charge|focal"
)


def asked_about(query: Query, name: str) -> bool:
    """Whether a body is itself what a question is about."""
    asked = {fold(term.syllable) for term in query.terms}
    return all(fold(word) in asked for word in syllables(name))


def best_assignment(query: Query, statement: Statement) -> Assignment | None:
    """The assignment of a statement whose task has most of the question's words; leads first among equals."""
    wanted = {fold(term.syllable) for term in query.terms}
    order = {"lead": 0, "advise": 1, "execute": 2, "coordinate": 3, "requested": 4}
    found = [fact for fact in statement.facts if isinstance(fact, Assignment)]
    if not found:
        return None

    def merit(fact: Assignment) -> tuple[float, int, str]:
        words = {fold(word) for word in syllables(fact.task)}
        return (-round(len(wanted & words) / max(1, len(wanted)), 1), order[fact.role], fact.agency)

    return min(found, key=merit)


def heading_agency(statement: Statement) -> str | None:
    """The body named by the nearest heading, when that heading is a body's name."""
    return next((name for part in statement.context if (name := _agency_of(part))), None)


PERSON = re.compile(rf"(?:Ông|Bà|ông|bà|[Đđ]/c|[Đđ]ồng chí)[.:]?\s+[{CAPITALS}]")
"""A form of address and the capital letter of a name after it."""


def presides(statement: Statement) -> bool:
    """Whether a statement names a person under a line that says that persons preside: “Chủ trì cuộc họp:”."""
    above = statement.context[0] if statement.context else ""
    return above.endswith(":") and bool(_LEADING.search(fold(above))) and bool(PERSON.search(statement.text))


_GIVES = r"(?<!theo )(?:\b[Gg]iao(?: cho)?|\b[Dd]o|\b[Bb]ởi|\b[Yy]êu cầu|\b[Đđ]ề nghị)\s+"
_GIVES_TO = re.compile(f"{_GIVES}$")
_MAY_GIVE = re.compile(_GIVES + r"\w")
_ONLY_ISSUES = re.compile(r"\W*(?:[^\W\d]+\s+){0,4}?(?:ban hành|quy định)\b")


@functools.lru_cache(maxsize=8_192)
def acting_body(text: str) -> str | None:
    """The body that a text gives something to do in passing: “do Văn phòng Sở … bố trí”, “Giao Sở Công Thương …”."""
    if not _MAY_GIVE.search(text):
        return None
    return next(
        (
            body.name
            for body in find_agencies(text)
            if _GIVES_TO.search(text[: body.span.start]) and not _ONLY_ISSUES.match(text[body.span.end :])
        ),
        None,
    )


@functools.lru_cache(maxsize=20_000)
def _agency_of(heading: str) -> str | None:
    bare = _HEADING_MARKER.sub("", heading)
    for mention in find_agencies(bare):
        if mention.span.start <= 2 and (mention.specific or mention.span.end >= len(bare.rstrip(" :.")) - 2):
            return mention.name
    return None


def best_deadline(query: Query, statement: Statement) -> Deadline | None:
    """The deadline of a statement whose work has most of the question's words; the first among equals."""
    wanted = {fold(term.syllable) for term in query.terms}
    found = [fact for fact in statement.facts if isinstance(fact, Deadline)]
    return max(found, key=lambda fact: len(wanted & {fold(word) for word in syllables(fact.what)}), default=None)


def best_target(query: Query, statement: Statement) -> Target | None:
    """The target of a statement whose indicator has most of the question's words."""
    wanted = {fold(term.syllable) for term in query.terms}
    found = [fact for fact in statement.facts if isinstance(fact, Target) and _is_for(fact, query)]
    if not found:
        return None
    return min(
        found,
        key=lambda fact: (-len(wanted & {fold(word) for word in syllables(fact.indicator)}), fact.value),
    )


def _is_for(target: Target, query: Query) -> bool:
    """Whether a target is for a year that was asked for, when one was and the target names one."""
    if not query.years or not target.by:
        return True
    return bool(set(query.years) & set(years(target.by)))


def has_value(text: str) -> bool:
    """Whether `text` holds a figure that could be a target: a percentage or a count."""
    return bool(PERCENT.search(text) or re.search(r"(?<![\d/.])\d{1,3}(?:\.\d{3})*\s+[a-zà-ỹđ]", text))
