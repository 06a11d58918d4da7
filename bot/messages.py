"""What goes in and out of the assistant, the same for every channel. No wire format here."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from retrieval.types import Answer, Document, Language, Line, Passage, Table

if TYPE_CHECKING:
    from retrieval.generation import Hear


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote.

    Attributes:
        text: as typed; may be anything.
        conversation: stable key of the chat, unique across channels: “telegram:42”.
        author: stable key of the person; in a private chat the same as the conversation.
        language: the language the client says it speaks, a hint for replies to unreadable messages.
    """

    text: str
    conversation: str
    author: str = ""
    language: Language = "vi"


@dataclasses.dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, with the marker of the citation and where they stand."""

    text: str
    marker: int | None
    origin: str
    """One line: kind, number, place and date of the document quoted, where nothing above says it, and its headings."""


@dataclasses.dataclass(frozen=True, slots=True)
class Items:
    """A list, in order."""

    items: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """Lines that stand together: the name of a document, and what it says."""

    lines: tuple[Line, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Copyable:
    """Words to be copied as they stand: a tap copies them where the channel can."""

    text: str


Block: TypeAlias = Line | Quote | Items | Table | Card | Copyable


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap: a button where the channel has them, a typed number where not.

    `action` is one of: “passage:<passage id>”, “ask:<text of a question>”, “good:<reply id>”, “bad:<reply id>”.
    """

    label: str
    action: str


@dataclasses.dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says: blocks to render, choices to offer.

    Attributes:
        id: of the answer, for feedback; deterministic per conversation and turn; None for menus and passages.
        choices: rows of buttons: one per citation, then the suggestions.
        ratable: whether 👍 👎 belong under it.
    """

    blocks: tuple[Block, ...]
    language: Language
    choices: tuple[Choice, ...] = ()
    id: str | None = None
    ratable: bool = False
    answer: Answer | None = None


Verdict: TypeAlias = Literal["good", "bad"]


class Assistant(Protocol):
    """What every channel talks to. Methods are blocking and safe to call from several threads."""

    def reply(self, message: Message, *, hear: Hear | None = None) -> Reply:
        """Answer `message`; remembers the conversation. Commands (/start, /help, /vanban) are messages too.

        A channel that can show an answer while it is being written gives `hear`; the reply repeats the lines heard,
        unless the writing failed in the end and the answer is another one.
        """

    def open_passage(self, passage_id: str, language: Language) -> Reply:
        """The passage with its neighbours and the document's header; says so when it is no longer current."""

    def rate(self, reply_id: str, verdict: Verdict, author: str) -> Reply:
        """Store what somebody thought of a reply; the last verdict of an author counts."""


__all__ = [
    "Answer",
    "Assistant",
    "Block",
    "Card",
    "Choice",
    "Copyable",
    "Document",
    "Items",
    "Line",
    "Message",
    "Passage",
    "Quote",
    "Reply",
    "Table",
    "Verdict",
]
