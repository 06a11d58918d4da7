"""The child process in which readers run: `main` serves tasks from standard input until it ends.

Limits are set before any reader is imported: memory (Linux: RLIMIT_DATA; no other system has a limit that fits), the
size of files it writes, no core dumps, no sockets. Time is the parent's business; an alarm ends a child whose parent
died. What no reader foresaw ends the child with a traceback on standard error, which the parent keeps.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias

from ingest.readers.formats import Format, find_format
from ingest.readers.wire import receive, send
from retrieval.errors import IngestError, UnsupportedError
from retrieval.types import SourceText, Span

if sys.platform != "win32":
    import resource

Task: TypeAlias = Callable[[Path, bytes, Mapping[str, Any]], Mapping[str, Any]]
"""(path, bytes, the question) → fields of the `Answer`, as JSON knows them."""

READERS: Mapping[Format, tuple[str, str]] = {
    "text": ("ingest.readers.text", "read_text"),
    "html": ("ingest.readers.html", "read_html"),
    "docx": ("ingest.readers.docx", "read_docx"),
    "doc": ("ingest.readers.doc", "read_doc"),
    "rtf": ("ingest.readers.rtf", "read_rtf"),
    "pdf": ("ingest.readers.pdf", "read_pdf"),
    "image": ("ingest.readers.image", "read_image"),
}
"""Module and function; imported when the first such file comes, for some take a tenth of a second."""

_MAX_WRITTEN = 2**28
_GRACE = 15
"""Seconds that a child outlives its limit where no parent ends it."""


def main(memory: int) -> None:
    """Serves what readers and OCR can do, with at most `memory` bytes."""
    serve(TASKS, memory)


def serve(tasks: Mapping[str, Task], memory: int) -> None:
    """Answers questions until standard input ends."""
    questions, answers = _pipes()
    _confine(memory)
    data = b""
    while True:
        try:
            told, sent = receive(questions)
        except EOFError:
            return
        question = json.loads(told)
        data = data if question["held"] else sent
        del sent
        if sys.platform != "win32":
            signal.alarm(int(question["seconds"]) + _GRACE)
        path = Path(question["path"])
        try:
            answer = tasks[question["task"]](path, data, question)
        except IngestError as error:
            answer = {"refusal": {"kind": type(error).__name__, "problem": error.problem}}
        send(answers, {**answer, "memory": _most_memory()})
        if sys.platform != "win32":
            signal.alarm(0)


def _read(path: Path, data: bytes, _: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = find_format(path, data)
    if kind not in READERS:
        raise UnsupportedError(path, f"is a .zip archive, whatever its name says; name it {path.stem}.zip")
    module, function = READERS[kind]
    extract = getattr(importlib.import_module(module), function)(path, data)
    return {"format": kind, "extract": extract}


def _missing(*_: object) -> Mapping[str, Any]:
    return {"missing": importlib.import_module("ingest.readers.ocr").missing()}


def _recognise(path: Path, data: bytes, question: Mapping[str, Any]) -> Mapping[str, Any]:
    ocr = importlib.import_module("ingest.readers.ocr")
    return {"page": ocr.ocr_page(path, data, question["format"], question["index"])}


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output, taken away from whatever readers and their own children print or read."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return questions, answers


def _confine(memory: int) -> None:
    sys.addaudithook(_refuse_network)
    if sys.platform != "win32":
        for limit, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, _MAX_WRITTEN),
            (resource.RLIMIT_DATA, memory),
        ):
            hard = resource.getrlimit(limit)[1]
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (allowed, allowed))


def _refuse_network(event: str, _: tuple[object, ...]) -> None:
    if event.startswith("socket.") or event == "urllib.Request":
        raise PermissionError("readers may not use the network")


def _most_memory() -> int:
    """Bytes held at most, of this program alone: rusage would count what the parent held when it forked."""
    try:
        status = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024


def _understand(_: Path, data: bytes, __: Mapping[str, Any]) -> Mapping[str, Any]:
    told = json.loads(data)
    spans = tuple(Span(*span) for span in told["doubtful"])
    source = SourceText(
        **{**told, "pages": tuple(told["pages"]), "doubtful": spans, "warnings": tuple(told["warnings"])}
    )
    return {"readings": importlib.import_module("ingest.pipeline").understand(source)}


TASKS: Mapping[str, Task] = {
    "read": _read,
    "missing": _missing,
    "recognise": _recognise,
    "understand": _understand,
}
