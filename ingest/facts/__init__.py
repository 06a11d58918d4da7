"""Tree → facts: assignments, targets, deadlines and relations, each with the words that prove it.

The rules follow the form of administrative documents (Nghị định 30/2020/NĐ-CP and the practice of plans),
not any particular document. Where the form says nothing there is no fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.facts.assignments import find_assignments
from ingest.facts.deadlines import find_deadlines
from ingest.facts.labelled import find_labelled
from ingest.facts.persons import find_persons
from ingest.facts.quoting import Quoter
from ingest.facts.relations import find_relations
from ingest.facts.tables import find_in_tables
from ingest.facts.targets import find_targets
from retrieval.types import Assignment, Deadline, Document, Fact, Passage, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.structure import Unit

__all__ = ["find_facts"]


def find_facts(document: Document, root: Unit, passages: Sequence[Passage]) -> tuple[Fact, ...]:
    """The facts that `document` states, in source order, each once.

    Args:
        document: gives the place of targets.
        root: its tree.
        passages: what `ingest.splitter.split` made of the tree; every quote is a substring of one of them.
    """
    quoter = Quoter(passages)
    found: list[Fact] = [
        *find_relations(document, root, quoter),
        *find_assignments(root, quoter),
        *find_targets(document, root, quoter),
        *find_deadlines(root, quoter),
        *find_in_tables(root, quoter),
        *find_labelled(root, quoter),
        *find_persons(root, quoter),
    ]
    texts = {passage.id: (passage.ordinal, passage.text) for passage in passages}

    def place(fact: Fact) -> tuple[int, int, int]:
        ordinal, text = texts[fact.passage_id]
        return ordinal, text.find(fact.quote), _kind(fact)

    return tuple(sorted(dict.fromkeys(found), key=place))


def _kind(fact: Fact) -> int:
    """The order of facts that rest on the same words."""
    kinds = (Assignment, Target, Deadline)
    return next((index for index, kind in enumerate(kinds) if isinstance(fact, kind)), len(kinds))
