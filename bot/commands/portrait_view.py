"""The portrait of a document in a terminal: labels in the reader's language, the document in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.commands.choosing import KINDS
from bot.commands.fact_view import bulleted
from bot.commands.wording import WORDINGS, kind_of, show_number, tell, tell_relation
from bot.rendering import clean
from retrieval.phrases import name_document, show_date
from retrieval.types import Relation

if TYPE_CHECKING:
    from bot.commands.portrait import Heading, Link, Portrait
    from retrieval.types import Language

_INDENT = (0, 0, 0, 2)


def portrait_view(portrait: Portrait, *, language: Language) -> RenderableType:
    """The portrait for a terminal of any width; plain text where it is piped."""
    labels = WORDINGS[language].labels
    parts: list[RenderableType] = [
        Text(clean(name_document(portrait.document, language, place=False)), style="bold cyan"),
        Text(clean(portrait.document.title), style="bold"),
        Text(""),
        _header(portrait, language),
    ]
    if portrait.document.legal_bases:
        parts.append(_section(labels["bases"]))
        parts += [Padding(bulleted(basis, "", style=""), _INDENT) for basis in portrait.document.legal_bases]
    count = labels["passages"].format(count=len(portrait.passages))
    parts += [_section(f"{labels['outline']} ({count})"), *_outline_lines(portrait.outline, language)]
    parts += list(_fact_sections(portrait, language))
    if portrait.links:
        parts.append(_section(labels["relations"]))
        parts += [Padding(_link_line(link, language), _INDENT) for link in portrait.links]
    return Group(*parts)


def _section(name: str) -> Text:
    return Text(f"\n{name}", style="bold underline")


def _header(portrait: Portrait, language: Language) -> Table:
    document = portrait.document
    labels, statuses = WORDINGS[language].labels, WORDINGS[language].statuses
    status = statuses[document.status] + (f": {document.status_note}" if document.status_note else "")
    signer = f"{document.signer} ({portrait.office})" if document.signer and portrait.office else document.signer
    fields = {
        "number": show_number(document, language),
        "issuer": document.issuer,
        "place": document.place,
        "issued_on": show_date(document.issued_on, language) if document.issued_on else None,
        "signer": signer,
        "status": status,
        "source": document.source,
        "id": document.id,
    }
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in fields.items():
        shown = Text(clean(value)) if value else Text(f"({labels['blank']})", style="dim")
        if name == "status" and document.status != "current":
            shown.stylize("yellow")
        grid.add_row(labels[name], shown)
    return grid


def _outline_lines(outline: Iterable[Heading], language: Language) -> Iterator[RenderableType]:
    for heading in outline:
        line = Text().append(clean(heading.text), style="" if heading.depth else "bold")
        if heading.page:
            line.append(f"  {WORDINGS[language].page.format(page=heading.page)}", style="dim")
        yield Padding(line, (0, 0, 0, 2 + 2 * min(heading.depth, 6)))


def _fact_sections(portrait: Portrait, language: Language) -> Iterator[RenderableType]:
    words = WORDINGS[language]
    pages = {passage.id: passage.page for passage in portrait.passages}
    told = [fact for fact in portrait.facts if not isinstance(fact, Relation)]
    for kind in KINDS:
        of_kind = [fact for fact in told if kind_of(fact) == kind]
        if of_kind:
            yield _section(f"{words.kinds[kind]} ({len(of_kind)})")
        for fact in of_kind:
            page = pages.get(fact.passage_id)
            yield Padding(bulleted(*tell(fact, language), words.page.format(page=page) if page else ""), _INDENT)
    if not told:
        yield Text(f"\n{words.labels['nothing']}", style="dim")


def _link_line(link: Link, language: Language) -> RenderableType:
    words = WORDINGS[language]
    if link.document:
        verb = words.relations[link.type] if link.outgoing else words.passive[link.type]
        return bulleted(verb, f"{name_document(link.document, language)} [{link.document.id}]")
    verb, named = tell_relation(link.relation, language) if link.relation else ("", "")
    absent = f" ({words.labels['absent']})" if link.relation and link.relation.number else ""
    return bulleted(verb, named + absent)
