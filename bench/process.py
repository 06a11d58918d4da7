"""The process: how long the command takes from its start, and how much memory it holds."""

from __future__ import annotations

import dataclasses
import os
import re
import select
import subprocess
import time
from typing import IO, TYPE_CHECKING

from bench.command import command_line, environment, run
from bench.figures import Times
from bot.resources import Memory, memory_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_EMBEDDED = re.compile(r"(\d+) passages? embedded")
_PATIENCE = 60.0
"""Seconds that a reply may take before the measurement is given up."""
_QUIET = 0.4
"""A reply is written at once, so it has ended when nothing came for so many seconds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ingested:
    """One `hoivanban ingest`: how long it took, and how many passages it says that it embedded."""

    seconds: float
    embedded: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Costs:
    """What the command costs.

    Attributes:
        cold: seconds of `hoivanban ask`, each a process of its own.
        first: ingest into an empty data folder.
        second: the same files again.
        chat: what `hoivanban chat` holds after its questions; None where there is no /proc.
    """

    cold: Times
    first: Ingested
    second: Ingested
    chat: Memory | None


def costs(data: Path, folder: Path, questions: Sequence[str], *, times: int) -> Costs:
    """Ingests `folder` into the empty `data`, twice, then asks.

    Args:
        data: where the library goes; it stays.
        folder: the documents.
        questions: for the chat; the first one is asked from cold.
        times: how often it is asked from cold.
    """
    first, second = ingest(data, folder), ingest(data, folder)
    return Costs(cold_ask(data, questions[0], times=times), first, second, chat_memory(data, questions))


def cold_ask(data: Path, question: str, *, times: int) -> Times:
    """Seconds of `hoivanban ask` from the start of the process to its end."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run(data, "ask", question)
        taken.append(time.perf_counter() - started)
    return Times(tuple(taken))


def ingest(data: Path, folder: Path) -> Ingested:
    """Ingests a folder in a process of its own."""
    started = time.perf_counter()
    done = run(data, "ingest", folder)
    seconds = time.perf_counter() - started
    told = _EMBEDDED.search(f"{done.stdout}\n{done.stderr}")
    return Ingested(seconds, int(told[1]) if told else None)


def chat_memory(data: Path, questions: Sequence[str]) -> Memory | None:
    """What `hoivanban chat` holds after it has answered `questions`; None where there is no /proc."""
    line = command_line(data, "chat")
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment()) as chat:
        if chat.stdin is None or chat.stdout is None:
            raise RuntimeError("hoivanban chat: has no pipes")
        try:
            _reply(chat.stdout)  # the greeting
            for question in questions:
                chat.stdin.write(f"{question}\n".encode())
                chat.stdin.flush()
                _reply(chat.stdout)
            memory = memory_of(chat.pid)
            chat.stdin.close()
            chat.wait(_PATIENCE)
        finally:
            chat.kill()
    return memory


def _reply(stream: IO[bytes]) -> bytes:
    """What came until it was quiet."""
    told, patience = b"", _PATIENCE
    while select.select([stream], [], [], patience)[0]:
        part = os.read(stream.fileno(), 1 << 16)
        if not part:
            raise RuntimeError("hoivanban chat: ended before it had answered")
        told, patience = told + part, _QUIET
    if not told:
        raise RuntimeError(f"hoivanban chat: no reply within {_PATIENCE:.0f} s")
    return told
