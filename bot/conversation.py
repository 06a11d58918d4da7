"""Sessions: what was asked and shown, so that “còn năm 2030 thì sao?” and a typed “1” mean something."""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.types import Answer, Citation, Language

REMEMBERED_QUESTIONS = 5


@dataclasses.dataclass(slots=True)
class Session:
    """One conversation. Hold `lock` while it is used.

    Attributes:
        questions: the last ones as they were understood, oldest first.
        citations: those of the last answer.
        language: of the last question; None before the first.
        turns: how many questions there were.
    """

    conversation: str
    questions: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    language: Language | None = None
    turns: int = 0
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def remember(self, answer: Answer) -> str:
        """Takes in an answer; the id of the reply is made of conversation, turn and question."""
        understood = answer.resolved or answer.understood_as or answer.question
        self.questions = (*self.questions, understood)[-REMEMBERED_QUESTIONS:]
        self.citations = answer.citations
        self.language = answer.language
        self.turns += 1
        key = "\x1f".join([self.conversation, str(self.turns), answer.question])
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Sessions:
    """The conversations of late; the one that was silent longest is forgotten first.

    Args:
        limit: how many are remembered.
    """

    def __init__(self, limit: int = 2_000) -> None:
        self._limit = limit
        self._languages: dict[str, Language] = {}
        self._sessions: collections.OrderedDict[str, Session] = collections.OrderedDict()
        self._lock = threading.Lock()

    def of(self, conversation: str) -> Session:
        """The session of a conversation; a new one when it is not remembered."""
        with self._lock:
            session = self._sessions.setdefault(conversation, Session(conversation))
            self._sessions.move_to_end(conversation)
            if len(self._sessions) > self._limit:
                self._sessions.popitem(last=False)
            return session

    def note(self, reply_id: str, language: Language) -> None:
        """Keeps the language of a reply, to thank in it for a verdict."""
        with self._lock:
            self._languages[reply_id] = language
            if len(self._languages) > self._limit:
                del self._languages[next(iter(self._languages))]

    def language_of(self, reply_id: str) -> Language | None:
        """The language of a reply; None when it is forgotten."""
        return self._languages.get(reply_id)

    def __len__(self) -> int:
        return len(self._sessions)
