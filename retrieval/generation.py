"""Extracted answers in the words of a language model, sentence by sentence, as far as their citations bear them out.

What is cited never changes, and nothing that the extracted answer says is lost: a sentence of it that the model
does not say stays. When the model cannot be reached, rambles or says nothing that holds, the answer stays as it was.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeAlias

from retrieval.agencies import canonical, find_agencies
from retrieval.claims import figures_of
from retrieval.errors import ModelError
from retrieval.phrases import PHRASES, WARNING, name_document
from retrieval.prompting import prompt
from retrieval.proof import MARKER, Proof, markers_of, sentences_of
from retrieval.text import CAPITALS, nfc, squeeze
from retrieval.writing import printed

if TYPE_CHECKING:
    from retrieval.glossary import Glossary
    from retrieval.types import Answer

Hear: TypeAlias = Callable[[str], None]
"""Is told each line of a written answer as soon as it may be shown."""

_LONGEST = 4_000
"""Characters of a reply; who writes more does not answer in a few sentences."""
_LONGEST_THOUGHT = 40_000
_PATIENCE_S = 5.0
_REST_S = 30.0
"""How long a model that failed after more than `_PATIENCE_S` is left alone: nobody waits in vain again and again."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)|\A.*</think>", re.DOTALL)
_THINKING = re.compile(r"\s*<think>(?!.*</think>)", re.DOTALL)
_BEGINS = re.compile(rf"[{CAPITALS}\n]")
"""What a piece must hold to show that the sentence before it is whole."""
_LATE_MARKER = re.compile(r"(?<!\])([.!?…]+)\s*((?:\[[\d,; ]+\]\s*)+)")
_END = re.compile(rf"(?<=[.!?…])[”\"’)]*\s+(?=[“\"‘(]?[{CAPITALS}])|(?<=\][.!?…])\s+")
_SHORTENED = re.compile(r"(?:^|[\s(.])(?:[A-ZĐ]{1,3}|\d{1,2})\.$")
_FINISHED = re.compile(r"[.!?…\]][”\"’)]*$")
_BULLET = re.compile(r"^(?:[-*•+–]\s+|\d{1,2}[.)]\s+|#+\s*)+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_log = logging.getLogger(__name__)


class Model(Protocol):
    """Writes; `retrieval.language_model.LanguageModel` is one."""

    def stream(self, rules: str, asked: str) -> Generator[str, None, None]:
        """The reply to `asked` under `rules`, piece by piece; raises ModelError."""
        ...


class Writer:
    """Writes answers anew; safe to call from several threads.

    Args:
        model: writes.
        glossary: English names of bodies.
    """

    def __init__(self, model: Model, glossary: Glossary) -> None:
        self._model = model
        self._glossary = glossary
        self._lock = threading.Lock()
        self._resting_until = 0.0

    def write(self, answer: Answer, hear: Hear | None = None) -> Answer:
        """`answer` in the model's words, or as it is; a refusal is never written.

        Args:
            answer: extracted.
            hear: is told each line that holds, while the model still writes. When the reply fails later on, what
                was heard held too, but is not part of the answer.
        """
        if not answer.citations or answer.kind not in {"fact", "extract"} or self._rests():
            return answer
        started = time.perf_counter()
        written = _Written(answer, self._glossary, hear)
        try:
            with contextlib.closing(self._model.stream(*prompt(answer, written.proof))) as pieces:
                written.take(pieces)
        except ModelError as error:
            self._rest(after=time.perf_counter() - started)
            _log.warning("event=not_written reason=%r elapsed_ms=%d", str(error), _since(started))
            return answer
        dropped = ",".join(f"{why}:{count}" for why, count in sorted(written.dropped.items()))
        event = "written" if written.lines else "not_written"
        _log.info("event=%s sentences=%d dropped=%s elapsed_ms=%d", event, written.count, dropped or 0, _since(started))
        return dataclasses.replace(answer, kind="generated", text=written.text()) if written.lines else answer

    def _rests(self) -> bool:
        with self._lock:
            return time.monotonic() < self._resting_until

    def _rest(self, *, after: float) -> None:
        if after > _PATIENCE_S:
            with self._lock:
                self._resting_until = time.monotonic() + _REST_S


class _Written:
    """An answer as it is being written.

    Attributes:
        lines: what may be shown: sentences, each document's under a line that names it.
        count: how many of them are sentences.
        dropped: how many sentences were dropped, by reason.
    """

    def __init__(self, answer: Answer, glossary: Glossary, hear: Hear | None) -> None:
        self._answer = answer
        self._hear = hear or (lambda _: None)
        self._documents = {citation.marker: citation.document for citation in answer.citations}
        self._under = ""
        self._sentences: dict[str, None] = {}
        self.proof = Proof(answer, glossary)
        self.lines: list[str] = []
        self.dropped: Counter[str] = Counter()

    @property
    def count(self) -> int:
        return len(self._sentences)

    def take(self, pieces: Iterable[str]) -> None:
        """Reads a reply to its end.

        Raises:
            ModelError: it has no end.
        """
        for sentence in read_sentences(pieces):
            if sentence in self._sentences:
                continue
            if objection := self.proof.objection(sentence):
                self.dropped[objection] += 1
                continue
            self._sentences[sentence] = None
            self._say(sentence, self.lines, self._hear)

    def text(self) -> str:
        """The whole answer: what was written, what else was extracted, every quote, and notes on them."""
        lines = list(self.lines)
        notes = []
        for line in sentences_of(self._answer):
            markers = markers_of(line)
            if not markers:
                notes += [] if line.endswith(":") else [line]
            elif line.startswith(WARNING) or not (_heads(line) or self._is_said(line, markers)):
                self._say(line, lines)
        quotes = [printed(citation) for citation in self._answer.citations]
        return "\n".join([*lines, *quotes, *notes])

    def _say(self, sentence: str, lines: list[str], hear: Hear = lambda _: None) -> None:
        """Adds a sentence, after the name of its document where the one before it is of another."""
        language = self._answer.language
        names = {name_document(self._documents[marker], language) for marker in markers_of(sentence)}
        under = PHRASES[language].according.format(document=names.pop()) if len(names) == 1 else ""
        for line in filter(None, [under if under != self._under else "", sentence]):
            lines.append(line)
            hear(line)
        self._under = under

    def _is_said(self, line: str, markers: list[int]) -> bool:
        """Whether what was written with these markers has every figure and body of an extracted sentence."""
        said = " ".join(sentence for sentence in self._sentences if set(markers) & set(markers_of(sentence)))
        told, known = MARKER.sub("", said), MARKER.sub("", line)
        bodies = {canonical(mention.name) for mention in find_agencies(told)}
        wanted = {canonical(mention.name) for mention in find_agencies(known)}
        return bool(told) and figures_of(known) <= figures_of(told) and wanted <= bodies


def _heads(line: str) -> bool:
    """Whether a line only says what follows: “Tỷ lệ công dân học tập: [1]”."""
    return MARKER.sub("", line).strip().endswith(":")


def read_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """The sentences of a reply, each as soon as it is whole, its markers before its full stop.

    Thoughts are left out, and a last sentence that breaks off.

    Raises:
        ModelError: the reply is longer than any answer.
    """
    raw, given = "", 0
    for piece in pieces:
        raw += piece
        visible = "" if _THINKING.match(raw) else _THOUGHT.sub("", raw)
        if len(visible) > _LONGEST or len(raw) > _LONGEST_THOUGHT:
            raise ModelError("the reply does not end")
        if visible and _BEGINS.search(piece):
            sentences = _cut(visible)
            whole = len(sentences) - 1
            if whole > given and not sentences[-1].startswith("["):
                yield from sentences[given:whole]
                given = whole
    last = _cut(_THOUGHT.sub("", raw))[given:]
    yield from last if last and _FINISHED.search(last[-1]) else last[:-1]


def _cut(text: str) -> list[str]:
    """The sentences of `text`, without what only lays them out."""
    text = _LATE_MARKER.sub(lambda at: f" {squeeze(at[2])}{at[1]} ", nfc(text))
    found = [_tidy(part) for line in text.splitlines() for part in _parts(line)]
    return [part for part in found if part]


def _parts(line: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(line):
        if not _SHORTENED.search(line[start : end.start()]):
            yield line[start : end.end()]
            start = end.end()
    yield line[start:]


def _tidy(part: str) -> str:
    printable = "".join(letter for letter in part if letter.isprintable())
    single = MARKER.sub(lambda at: "".join(f"[{number}]" for number in markers_of(at[0])), printable)
    return squeeze(_BULLET.sub("", _EMPHASIS.sub("", single).strip()))


def _since(started: float) -> int:
    return round(1000 * (time.perf_counter() - started))
