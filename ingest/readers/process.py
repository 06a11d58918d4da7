"""One child process as its parent sees it: questions, answers, a deadline, and what it died of."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, NamedTuple, Self, TypeAlias, TypedDict

from ingest.readers.wire import MAX_ANSWER, parse_answer, receive, send
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from ingest.readers.formats import Format
    from ingest.readers.wire import Answer

_log = logging.getLogger(__name__)

Death: TypeAlias = Literal["time", "memory", "depth", "crash", "fault"]
"""A limit was reached (the first three), a library crashed, or a reader raised what it should not."""

_START = (
    "import importlib, sys; name, memory, *sys.path = sys.argv[1:]; importlib.import_module(name).main(int(memory))"
)
_ENVIRONMENT = frozenset(
    "PATH HOME LANG TMPDIR TEMP TMP SYSTEMROOT TESSDATA_PREFIX LD_LIBRARY_PATH DYLD_LIBRARY_PATH PYTHONHOME".split()
)
"""What a child gets to see, beside the locale; no token is in it."""
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_RAISED = re.compile(r"^((?:\w+\.)*[A-Z]\w*)(?:: (.*))?$", re.MULTILINE)
_NONSENSE = "gets no sensible answer from its reader; please report it with the file"
_LAST_WORDS = 1.0
"""Seconds that a child has to end by itself after it has stopped talking."""


class File(NamedTuple):
    """A file on its way to a child.

    Attributes:
        path: for messages.
        data: its bytes.
        sha256: of them; a child that still holds them is not sent them again.
    """

    path: Path
    data: bytes
    sha256: str

    @classmethod
    def of(cls, path: Path, data: bytes) -> Self:
        """The file with these bytes."""
        return cls(path, data, hashlib.sha256(data).hexdigest())


class Question(TypedDict):
    """What a child is asked; `format` and `index` matter to OCR only."""

    task: Literal["read", "missing", "recognise", "understand"]
    path: str
    seconds: float
    format: Format | None
    index: int


class DeadChildError(UnreadableError):
    """The child that read the file died of it.

    Attributes:
        death: of what.
        trace: what it left on standard error; for developers.
    """

    def __init__(self, path: Path, problem: str, *, death: Death, trace: str) -> None:
        super().__init__(path, problem)
        self.death = death
        self.trace = trace


class ChildProcess:
    """One process.

    Args:
        module: its `main(memory)` is what runs in it.
        memory: bytes that it may hold.

    Attributes:
        served: how many questions it has answered.
        holds: the hash of the file that it was sent last.
        killed: whether somebody wanted it to end.
    """

    def __init__(self, module: str, memory: int) -> None:
        self.served = 0
        self.holds: str | None = None
        self.killed = False
        self._late = False
        self._memory = memory
        self._ending = threading.Lock()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `close`)
        environment = {name: value for name, value in os.environ.items() if name in _ENVIRONMENT or name[:3] == "LC_"}
        paths = [path or str(Path.cwd()) for path in sys.path]
        self._process = subprocess.Popen(  # noqa: S603 (this very Python; nothing here comes from a file)
            [sys.executable, "-P", "-X", "utf8", "-X", "faulthandler", "-c", _START, module, str(memory), *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment | _ONE_THREAD,
            start_new_session=True,  # Ctrl-C is the parent's; and what the child starts dies with it
        )

    def ask(self, file: File, question: Question) -> Answer:
        """The answer to one question.

        Raises:
            DeadChildError: the child died, was killed when its time was over, or talks nonsense; close it.
        """
        held, self.holds = self.holds == file.sha256, file.sha256
        timer = threading.Timer(question["seconds"], self._expire)
        timer.daemon = True
        timer.start()
        try:
            questions, answers = self._pipes()
            send(questions, {**question, "held": held}, b"" if held else file.data)
            told, _ = receive(answers, most=MAX_ANSWER)
        except (OSError, EOFError) as error:
            raise self._died(file.path, question["seconds"]) from error
        finally:
            timer.cancel()
        try:
            answer = parse_answer(told)
        except ValueError as error:
            raise DeadChildError(file.path, _NONSENSE, death="fault", trace=str(error)) from error
        self.served += 1
        return answer

    def kill(self) -> None:
        """Ends the process and all that it started, while another thread may be asking it."""
        self.killed = True
        self._end()

    def close(self) -> None:
        """Ends the process and frees what it needed; only for who asks it."""
        self._end()
        self._process.wait()
        for stream in (*self._pipes(), self._errors):
            with contextlib.suppress(OSError):  # what was not sent yet, nobody reads
                stream.close()

    def _end(self) -> None:
        with self._ending:
            if self._process.returncode is None:  # else its number may be another's by now
                _kill_group(self._process)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise TypeError("a process without pipes")
        return questions, answers

    def _expire(self) -> None:
        """Lets the child say where it is, by its fault handler, and kills it."""
        self._late = self.killed = True
        with self._ending:
            if self._process.returncode is None and sys.platform != "win32":
                self._process.send_signal(signal.SIGABRT)
        time.sleep(_LAST_WORDS)
        self.kill()

    def _died(self, path: Path, seconds: float) -> DeadChildError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)
        _kill_group(self._process)  # and what the child started
        code = self._process.wait()
        self._errors.seek(0)
        trace = self._errors.read(2**20).decode("utf-8", "replace")
        death, problem = _explain(code, trace, self._memory)
        if self._late:
            death, problem = "time", f"takes longer than {seconds:.0f} s to read"
        _log.info("event=child_died death=%s file=%s\n%s", death, path.name, trace)  # where: seen with --debug
        remedy = "please report it with the file" if death == "fault" else "split it, or save it anew and try again"
        return DeadChildError(path, f"{problem}; {remedy}", death=death, trace=trace)


def _explain(code: int, trace: str, memory: int) -> tuple[Death, str]:
    """What a child with this exit code and these last words died of.

    PDFium aborts without a word when it gets no memory; the C library would say what it found broken.
    """
    told = trace.rpartition("Traceback (most recent call last)")[2]
    raised = [found for found in _RAISED.finditer(told) if found[1] not in {"Traceback", "Fatal"}] if told else []
    name, words = (raised[-1][1].rpartition(".")[2], raised[-1][2] or "") if raised and code > 0 else ("", "")
    aborted = code == -getattr(signal, "SIGABRT", 0) and trace.lstrip().startswith("Fatal Python error: Aborted")
    if aborted or name == "MemoryError" or "bad_alloc" in trace or "MemoryError" in told[-200:]:
        return "memory", f"needs more than {memory // 2**20} MiB of memory to read"
    if name == "RecursionError":
        return "depth", "nests its parts too deeply to be read"
    if code < 0:
        names = {number.value: number.name for number in signal.Signals}
        return "crash", f"crashes its reader ({names.get(-code, str(-code))})"
    if name:
        return "fault", f"upsets its reader ({name}: {' '.join(words.split())[:200]})"
    return "crash", f"ends its reader (exit code {code})"


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
