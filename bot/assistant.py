"""Message → Reply: the same conversation on every channel, no network."""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from typing import TYPE_CHECKING, Protocol

from bot.conversation import Sessions
from bot.messages import Items, Line, Reply
from bot.rendering import clean
from bot.replies import answer_reply, documents_reply, passage_reply
from bot.texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation import Session
    from bot.messages import Message, Verdict
    from retrieval.generation import Hear
    from retrieval.library import Library
    from retrieval.types import Answer, Language

LONGEST_QUESTION = 2_000

_MARKER = re.compile(r"\[?(\d{1,2})[\].]?")
_KEYCAP = re.compile(r"[0-9#*]\ufe0f?\u20e3")
_log = logging.getLogger(__name__)


class Answering(Protocol):
    """Answers questions; `retrieval.answering.Answerer` is one."""

    def answer(self, question: str, history: Sequence[str] = (), *, hear: Hear | None = None) -> Answer:
        """The answer to a question that may refer back to the earlier ones, oldest first; `hear` gets its lines."""
        ...


class DocumentAssistant:
    """Talks about the documents of a library; safe to call from several threads.

    One conversation is answered one message at a time; different ones side by side.

    Args:
        answerer: finds and proves answers.
        library: for the list of documents, passages to open, and verdicts.
        sessions: remembers conversations.
    """

    def __init__(self, answerer: Answering, library: Library, sessions: Sessions | None = None) -> None:
        self._answerer = answerer
        self._library = library
        self._sessions = sessions or Sessions()
        self._commands: dict[str, Callable[[Language], Reply]] = {
            "/start": self._greet,
            "/help": self._help,
            "/vanban": self._documents,
        }

    def reply(self, message: Message, *, hear: Hear | None = None) -> Reply:
        """The reply to anything that a person can type; `hear` gets the lines of an answer that is being written."""
        text = clean(message.text)
        session = self._sessions.of(message.conversation)
        with session.lock:
            language = session.language or message.language
            if text.startswith("/"):
                return self._commands.get(_command(text), self._help)(language)
            if marker := _MARKER.fullmatch(text):
                return self._open_marker(int(marker[1]), session, language)
            return _no_question(text, language) or self._no_documents(language) or self._answer(text, session, hear)

    def open_passage(self, passage_id: str, language: Language) -> Reply:
        """The passage with its neighbours and its document's header, if it is still current."""
        texts = TEXTS[language]
        passage = self._library.passages([passage_id]).get(passage_id)
        document = self._library.document(passage.document_id) if passage else None
        if passage is None or document is None:
            return Reply((Line(texts.no_longer_current),), language)
        near = [*self._library.neighbours(passage_id), passage]
        near.sort(key=lambda passage: passage.ordinal)
        return passage_reply(document, near, passage_id, language)

    def rate(self, reply_id: str, verdict: Verdict, author: str) -> Reply:
        """Keeps what somebody thought of a reply; their last verdict counts."""
        language = self._sessions.language_of(reply_id)
        self._library.add_feedback(reply_id, verdict, author, language)
        texts = TEXTS[language or "vi"]
        thanks = texts.thanks_good if verdict == "good" else texts.thanks_bad
        return Reply((Line(thanks),), language or "vi")

    def _greet(self, language: Language) -> Reply:
        texts = TEXTS[language]
        return Reply((Line(texts.greeting), Items(texts.greeting_examples)), language)

    def _help(self, language: Language) -> Reply:
        return Reply(tuple(Line(line) for line in TEXTS[language].help.splitlines()), language)

    def _documents(self, language: Language) -> Reply:
        return documents_reply(self._library.documents(), language)

    def _no_documents(self, language: Language) -> Reply | None:
        return None if self._library.documents() else documents_reply([], language)

    def _open_marker(self, marker: int, session: Session, language: Language) -> Reply:
        for citation in session.citations:
            if citation.marker == marker:
                return self.open_passage(citation.passage.id, language)
        count = len(session.citations)
        if not count:
            return _ask_for_a_question(language)
        return Reply((Line(TEXTS[language].no_such_citation.format(marker=marker, count=count)),), language)

    def _answer(self, question: str, session: Session, hear: Hear | None) -> Reply:
        started = time.perf_counter()
        answer = self._answerer.answer(question, session.questions, hear=hear)
        reply_id = session.remember(answer)
        self._sessions.note(reply_id, answer.language)
        _log.info(
            "event=answer conversation=%s reply=%s language=%s kind=%s confidence=%.2f citations=%d elapsed_ms=%d",
            session.conversation,
            reply_id,
            answer.language,
            answer.kind,
            answer.confidence,
            len(answer.citations),
            1000 * (time.perf_counter() - started),
        )
        _log.debug("event=asked reply=%s question=%r", reply_id, question)
        return answer_reply(answer, reply_id=reply_id)


def _command(text: str) -> str:
    """The command that a message begins with: “/Help@hoivanban_bot please” → “/help”."""
    return text.split(maxsplit=1)[0].partition("@")[0].lower()


def _no_question(text: str, language: Language) -> Reply | None:
    """What to say to a message that asks nothing, or None when it may be a question."""
    texts = TEXTS[language]
    if len(text) > LONGEST_QUESTION:
        sentence = texts.too_long.format(length=len(text), limit=LONGEST_QUESTION)
    elif any(letter.isalnum() for letter in _KEYCAP.sub("", text)):
        return None
    elif any(unicodedata.category(letter) in {"So", "Sk", "Me"} for letter in text):
        sentence = texts.only_emoji
    else:
        return _ask_for_a_question(language)
    return Reply((Line(sentence),), language)


def _ask_for_a_question(language: Language) -> Reply:
    texts = TEXTS[language]
    return Reply((Line(texts.empty_question.format(example=texts.greeting_examples[0])),), language)
