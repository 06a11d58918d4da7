"""Bodies, schools, companies and people that a question names: does a statement name them too?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.agencies import canonical, find_agencies
from retrieval.text import CAPITALS, fold

if TYPE_CHECKING:
    from retrieval.evidence import Statement
    from retrieval.query import Query

_ENOUGH = 0.7
"""Share of the words of a body's name by which it is named, for names are shortened."""
_ANOTHER_BODY, _ANOTHER_NAME = 1.5, 1.0
"""How much it speaks against a statement that it is about another body, or does not know a name."""
_SHORTENED = re.compile(rf"\b[{CAPITALS}&]{{2,}}\b")
_OF_ONE_KIND = re.compile(
    r"(?:Sở|Phòng|Ban|Bộ|Vụ|Cục|Chi cục|Hội|Liên đoàn|Đoàn|Công an|Thanh tra|Văn phòng)\b", re.IGNORECASE
)
"""Bodies of which there is one for each place and field, which schools and centres are not."""
_GIVEN_TO = re.compile(r"\bgiao (?:nhiệm vụ )?(?:cho )?$", re.IGNORECASE)
_PROPER = re.compile(rf"(?<=[^\W_] )[{CAPITALS}][a-zà-ỹđ]+(?: [{CAPITALS}][a-zà-ỹđ]+)+")
"""Two words and more with a capital letter each, not at the beginning."""


def unnamed(query: Query, statement: Statement) -> float:
    """How much speaks against a statement that names nothing of what the question names; 0 where it does."""
    document = statement.document
    under = (*statement.context, document.title, document.issuer, document.signer)
    told = [statement.text, *(part for part in under if part)]
    return _another_body(query, told) + _another_name(query, told)


def _another_body(query: Query, told: list[str]) -> float:
    """Bodies were asked what they do: is one of them named?"""
    asked = [set(canonical(name).split()) for name in _doers(query.text)] if query.language == "vi" else []
    known = [set(canonical(name).split()) for part in told for name in _single_bodies(part)] if asked else []
    named = any(len(one & other) >= _ENOUGH * len(one) for one in asked for other in known)
    return _ANOTHER_BODY if asked and not named else 0.0


def _another_name(query: Query, told: list[str]) -> float:
    """A school, a company, a person was asked about by name: is one of them named?"""
    names = [match[0] for match in _PROPER.finditer(query.text)] if query.toned and not query.text.isupper() else []
    names = [fold(name) for name in names if not find_agencies(name)]
    said = fold(" ".join(told)) if names else ""
    return _ANOTHER_NAME if names and not any(name in said for name in names) else 0.0


def _single_bodies(text: str) -> list[str]:
    return [mention.name for mention in find_agencies(text) if mention.specific and mention.name[:1].isupper()]


def _doers(question: str) -> list[str]:
    """The bodies that a question asks what they do: one opens it, or is given something; no abbreviated ones."""
    return [
        mention.name
        for mention in find_agencies(question)
        if mention.specific
        and _OF_ONE_KIND.match(mention.name)
        and mention.name[:1].isupper()
        and not _SHORTENED.search(mention.name)
        and (not mention.span.start or _GIVEN_TO.search(question, 0, mention.span.start))
    ]
