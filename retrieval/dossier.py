"""Questions about a document itself: its number, date and signatory, what it is based on, what it replaces."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from retrieval.catalogue import Catalogue
from retrieval.composing import Pick
from retrieval.intents import HeaderField
from retrieval.library import Library
from retrieval.phrases import PHRASES, show_date
from retrieval.query import Query
from retrieval.references import DATE, find_numbers, parse_date
from retrieval.text import fold
from retrieval.types import Document, Passage, PassageRole, Relation, RelationType

_FIELD_ROLES: tuple[tuple[PassageRole, tuple[HeaderField, ...]], ...] = (
    ("header", ("number", "date", "issuer", "title")),
    ("signature", ("signer",)),
    ("recipients", ("signer",)),
)
_KINDS_OF_BASIS = (
    "thông tư",
    "nghị định",
    "quyết định",
    "nghị quyết",
    "luật",
    "chỉ thị",
    "công văn",
    "kết luận",
    "tờ trình",
)
_OPENING = 6
"""Passages at the beginning of a document that may show its date."""
_WHOLE_BASIS = re.compile(r"\bcan cu\b|\bco so phap ly\b|\blegal bas|\bbased on\b|\bon what basis\b")
_CHANGES: tuple[tuple[RelationType, re.Pattern[str]], ...] = (
    ("replaces", re.compile(r"thay (?:the|cho)|replace|hieu luc|in force|valid")),
    ("repeals", re.compile(r"bai bo|thay (?:the|cho)|replace|repeal|hieu luc|in force|valid")),
    ("amends", re.compile(r"sua doi|amend|hieu luc|in force|valid")),
)


_CHANGED = re.compile(
    r"(?:thay the|thay cho|bai bo|sua doi)(?: bo sung)? (?:van ban|quyet dinh|ke hoach|quy che|quy dinh|thong tu|"
    r"nghi dinh|nghi quyet|luat|phap lenh|chi thi|cac|nhung|gi|cho)|"
    r"(?:replace|amend|repeal)s? (?:which|what)|which .* does"
)
_STILL_STANDS = re.compile(
    r"(?:con|het) (?:gia tri|hieu luc)|(?:bi|duoc|da) (?:thay the|sua doi|bai bo|thay)|in force|still valid|"
    r"(?:been|was|is) (?:replaced|amended|repealed)"
)
_CHANGER_FIRST = re.compile(
    r"(?:quyet dinh|van ban|ke hoach|thong tu|nghi dinh|luat|which|what) (?:so )?(?:nao|document|decision)"
)


class Dossier:
    """Answers what stands in a document's header, preamble and relations.

    Args:
        library: gives passages and facts.
        catalogue: the documents as of now.
    """

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._catalogue = catalogue

    def header(self, query: Query, scope: Sequence[Document]) -> list[Pick]:
        """Number, date, signatory, issuer or title of the document that the question means; empty when unclear."""
        document = self._meant(query, scope, least=0.3)
        if document is None:
            return []
        document = self._catalogue.parent(document) or document
        passages = self._library.document_passages(document.id)
        picks: list[Pick] = []
        told: set[HeaderField] = set()
        for role, fields in _FIELD_ROLES:
            said = [field for field in query.fields if field in fields and field not in told]
            if "date" in said and role == "header" and (dated := _dated(query, document, passages)):
                said.remove("date")
                told.add("date")
                picks.append(dated)
            passage = next(
                (passage for passage in passages if passage.role == role and _holds(passage, document, fields)),
                None,
            )
            if passage and said:
                told.update(said)
                picks.append(_field_pick(query, document, passage, said))
        return picks

    def basis(self, query: Query, scope: Sequence[Document]) -> list[Pick]:
        """The bases of the document that the question means, of the kind it asks for; empty when it asks for more."""
        if not _WHOLE_BASIS.search(fold(query.question)):
            return []
        document = self._meant(query, scope, least=0.45)
        if document is None:
            return []
        asked = next(
            (words for words in _KINDS_OF_BASIS if re.search(rf"{words} (?:số )?(?:nào|gì|mấy)", query.text.lower())),
            None,
        )
        picks = []
        for passage in self._library.document_passages(document.id):
            if passage.role != "basis":
                continue
            for line in passage.text.split("\n"):
                if re.match(r"(?:Căn\s+cứ|Thực hiện|Theo|Xét)", line) and (asked is None or asked in line.lower()):
                    numbers = find_numbers(line)
                    sentence = PHRASES[query.language].basis.format(numbers="; ".join(numbers)) + "." if numbers else ""
                    picks.append(Pick(passage, document, line, sentence))
        return picks

    def relations(self, query: Query, scope: Sequence[Document]) -> list[Pick]:
        """Which documents replace, repeal or amend the one that the question means, and which it does so to."""
        plain = fold(query.question)
        types = {kind for kind, pattern in _CHANGES if pattern.search(plain)}
        document = self._meant(query, scope, least=0.45)
        if document is None or not types:
            return []
        document = self._catalogue.parent(document) or document
        number = fold(document.number or "")
        found = [(owner, fact) for owner, fact in self._catalogue.changes if fact.type in types]
        incoming = [
            (owner, fact)
            for owner, fact in found
            if number and fold(fact.number or "") == number and owner != document.id
        ]
        attached = self._catalogue.issued_with(document.number) if document.number else []
        family = {document.id, *(other.id for other in attached)}
        outgoing = [(owner, fact) for owner, fact in found if owner in family]
        if _STILL_STANDS.search(plain):
            chosen = incoming
        else:
            chosen = (outgoing or incoming) if _asks_what_it_changes(plain) else (incoming or outgoing)
        return [
            pick
            for owner, fact in chosen
            if (pick := self._relation_pick(query, owner, fact, incoming=(owner, fact) in incoming))
        ]

    def asked_whether_changed(self, query: Query, scope: Sequence[Document]) -> Document | None:
        """The document that a question asks to be still in force; None for other questions."""
        if query.intent != "relation" or not _STILL_STANDS.search(fold(query.question)):
            return None
        return self._meant(query, scope, least=0.45)

    def _relation_pick(self, query: Query, owner: str, fact: Relation, *, incoming: bool) -> Pick | None:
        document = self._catalogue.by_id.get(owner)
        passage = self._library.passages([fact.passage_id]).get(fact.passage_id)
        if document is None or passage is None:
            return None
        phrases = PHRASES[query.language]
        pattern = (phrases.relation_passive if incoming else phrases.relation)[fact.type]
        sentence = pattern.format(number=fact.number) + "." if fact.number else ""
        return Pick(passage, document, fact.quote, sentence)

    def _meant(self, query: Query, scope: Sequence[Document], *, least: float) -> Document | None:
        """The document of `scope` that a question is about; None when its words fit none well enough."""
        ranking = self._catalogue.rank(query, scope)
        if not ranking:
            return None
        subject = [term for term in query.terms if term.weight >= 0.5]
        document, score = ranking[0]
        if subject and score < least and not query.numbers:
            return None
        return document if subject or query.places or query.numbers else None


def _field_pick(query: Query, document: Document, passage: Passage, fields: Sequence[HeaderField]) -> Pick:
    phrases = PHRASES[query.language]
    parts = [
        _tell(field, document, query) or phrases.header_unknown.format(field=phrases.fields[field]) for field in fields
    ]
    sentence = "; ".join(parts)
    names = (document.signer,) if "signer" in fields and document.signer else ()
    return Pick(passage, document, _header_quote(passage, fields), sentence[:1].upper() + sentence[1:] + ".", names)


def _dated(query: Query, document: Document, passages: Sequence[Passage]) -> Pick | None:
    """The date of a document whose header shows none, with the line of its opening that does: that of minutes."""
    opening = passages[:_OPENING]
    if document.issued_on is None or any(
        passage.role == "header" and _shows(passage.text, document.issued_on) for passage in opening
    ):
        return None
    for passage in opening:
        for line in passage.text.split("\n"):
            if _shows(line, document.issued_on):
                sentence = _tell("date", document, query)
                return Pick(passage, document, line, f"{sentence[:1].upper()}{sentence[1:]}.")
    return None


def _shows(text: str, day: dt.date) -> bool:
    return any(parse_date(found[0]) == day for found in DATE.finditer(text))


def _holds(passage: Passage, document: Document, fields: Sequence[HeaderField]) -> bool:
    return "signer" not in fields or bool(document.signer and document.signer in passage.text)


def _tell(field: HeaderField, document: Document, query: Query) -> str:
    phrases = PHRASES[query.language]
    if field == "number":
        return phrases.number.format(number=document.number) if document.number else ""
    if field == "date":
        return phrases.date.format(date=show_date(document.issued_on, query.language)) if document.issued_on else ""
    if field == "signer":
        return phrases.signer.format(signer=document.signer) if document.signer else ""
    if field == "issuer":
        return phrases.issuer.format(issuer=document.issuer) if document.issuer else ""
    return phrases.title.format(title=document.title)


def _header_quote(passage: Passage, fields: Sequence[HeaderField]) -> str:
    """The shortest stretch of a header that shows what is asked: from the number to the date, or the whole."""
    text = passage.text
    if passage.role != "header" or "title" in fields or "issuer" in fields:
        return text
    number = re.search(r"S[ốô]\s*[:.]", text)
    date = re.search(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", text)
    return text[number.start() : date.end()] if number and date and number.start() < date.end() else text


def _asks_what_it_changes(plain: str) -> bool:
    """“Quyết định 27 thay thế văn bản nào?” asks what it does; “Văn bản nào thay thế …?” asks what is done to it."""
    return bool(_CHANGED.search(plain)) and not _CHANGER_FIRST.match(plain)
