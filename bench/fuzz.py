"""Every reader, and all that understands its text, against damaged and hostile files: `make fuzz`.

    python -m bench.fuzz --shared ../shared --count 300 docx pdf

Each file must end in an extract or an `IngestError`; a limit that is reached is allowed, and counted. A crash, an
exception that no reader should raise, and a connection to the trap are failures, shown with what makes the file again.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import itertools
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from bench.hostile import FAMILIES, hostile
from bench.mutations import mutants
from ingest.readers import Children, join
from ingest.readers.archives import list_members, read_bytes
from ingest.readers.extract import Page
from ingest.readers.formats import find_format
from ingest.readers.process import DeadChildError, File
from ingest.readers.recognition import recognise
from retrieval.errors import IngestError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.hostile import Mutant

Ending: TypeAlias = Literal["read", "refused", "limit", "crash", "fault"]

MAX_BYTES = 2**25
_SIDE_BY_SIDE = 2
_FRAMES = 8
_LIMITS = frozenset({"time", "memory", "depth"})


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """What became of one file.

    Attributes:
        mutant: the file.
        ending: how it ended; the last two are failures.
        seconds: that it took.
        told: the message of the error.
        trace: where it comes from; for developers.
    """

    mutant: Mutant
    ending: Ending
    seconds: float
    told: str = ""
    trace: str = ""

    @property
    def failed(self) -> bool:
        """Whether a reader must be mended."""
        return self.ending in {"crash", "fault"}


def attempt(mutant: Mutant, children: Children) -> Trial:
    """Reads one file; of scans one page is recognised."""
    started = time.perf_counter()
    ending: Ending = "read"
    told = trace = ""
    try:
        _read(mutant, children)
    except DeadChildError as error:
        ending = "limit" if error.death in _LIMITS else "crash" if error.death == "crash" else "fault"
        told, trace = f"{error.death}: {error.problem}", error.trace
    except IngestError as error:
        ending, told = "refused", error.problem
    return Trial(mutant, ending, time.perf_counter() - started, told, trace)


def _read(mutant: Mutant, children: Children) -> None:
    path = Path(mutant.name)
    if path.suffix == ".zip":
        _unpack(mutant)
        return
    file = File.of(path, mutant.data)
    kind, extract = children.read(file)
    if kind == "image":
        extract = dataclasses.replace(extract, pages=extract.pages[:1])
        extract = recognise(file, kind, extract, children)
    elif any(page.text is None for page in extract.pages):
        extract = dataclasses.replace(extract, pages=tuple(Page(page.text or "") for page in extract.pages))
    children.understand(path, join(file, extract))


def _unpack(mutant: Mutant) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.zip")
        path.write_bytes(mutant.data)
        found = list_members(path, max_bytes=MAX_BYTES)
        for member in found.paths[:20]:
            with contextlib.suppress(IngestError):
                read_bytes(member, max_bytes=MAX_BYTES)
        if not found.paths:
            raise found.problems[0] if found.problems else UnsupportedError(path, "nothing in it")


@contextlib.contextmanager
def trap() -> Iterator[tuple[str, list[object]]]:
    """An address that nobody may ask, and who asked it all the same."""
    visitors: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, visitor = server.accept()
                    visitors.append(visitor)
                    connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", visitors
        server.shutdown(socket.SHUT_RDWR)


def run(family: str, files: Iterator[Mutant], children: Children) -> list[Trial]:
    """Every file, two side by side; no more of them in memory than are being read."""
    places = threading.BoundedSemaphore(2 * _SIDE_BY_SIDE)
    trials: list[Trial] = []

    def work(mutant: Mutant) -> None:
        try:
            trial = attempt(mutant, children)
            keep = trial.failed or trial.ending == "limit"
            kept = mutant if keep else mutant._replace(data=b"")
            trials.append(dataclasses.replace(trial, mutant=kept))
            if trial.failed:
                print(f"{family} {mutant.label}: {trial.told}", flush=True)
        finally:
            places.release()

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        futures = []
        for mutant in files:
            places.acquire()
            futures.append(pool.submit(work, mutant))
        for future in futures:
            future.result()
    return trials


def originals(family: str, folders: Sequence[Path]) -> list[tuple[str, bytes]]:
    """The real files of a family, by what they are."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size <= MAX_BYTES:
                data = path.read_bytes()
                with contextlib.suppress(IngestError):
                    if find_format(path, data) == family:
                        found.append((path.name, data))
    return found


def table(rows: Sequence[tuple[str, list[Trial], int]]) -> str:
    """One line a family."""
    heads = ("format", "tried", "read", "refused", "limit", "crash", "fault", "slowest", "memory")
    lines = ["".join(f"{head:>9}" for head in heads)]
    for family, trials, memory in rows:
        counts = Counter(trial.ending for trial in trials)
        slowest = max((trial.seconds for trial in trials), default=0.0)
        numbers = (len(trials), *(counts[ending] for ending in ("read", "refused", "limit", "crash", "fault")))
        shown = "".join(f"{number:>9}" for number in numbers)
        lines.append(f"{family:>9}{shown}{slowest:>7.1f} s{memory // 2**20:>5} MiB")
    return "\n".join(lines)


def where(trace: str) -> str:
    """The innermost frames: Python writes them last, the fault handler of a child that was killed first."""
    lines = trace.strip().splitlines()
    first = next((at for at, line in enumerate(lines) if "most recent call first" in line), None)
    return "\n".join(lines[-_FRAMES:] if first is None else lines[first + 1 : first + 1 + _FRAMES])


def main() -> int:
    """Reads the arguments, tries every family, prints the table; 1 where something has to be mended."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("families", nargs="*", default=list(FAMILIES), metavar="FAMILY", help=" ".join(FAMILIES))
    parser.add_argument("--shared", type=Path, help="folder whose samples/ are mutated")
    parser.add_argument("--files", type=Path, action="append", default=[], help="another folder of real files")
    parser.add_argument("--count", type=int, default=2000, help="files a family")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to write the files that failed or reached a limit")
    arguments = parser.parse_args()
    folders = [*([arguments.shared / "samples"] if arguments.shared else []), *arguments.files]
    rows = []
    with trap() as (address, visitors):
        for family in arguments.families:
            known = originals(family, folders)
            damaged = mutants(family, known, count=arguments.count, seed=arguments.seed)
            files = itertools.islice(itertools.chain(hostile(family, address), damaged), arguments.count)
            with Children() as children:
                rows.append((family, run(family, files, children), children.largest))
            print(table(rows[-1:]), flush=True)
    print(f"\n{table(rows)}\nseed {arguments.seed}; asked the trap: {len(visitors)}")
    notable = [
        (family, trial) for family, trials, _ in rows for trial in trials if trial.failed or trial.ending == "limit"
    ]
    for number, (family, trial) in enumerate(notable):
        print(f"\n{family} {trial.mutant.label} ({trial.seconds:.1f} s): {trial.told}")
        print(where(trial.trace))
        if arguments.keep:
            arguments.keep.mkdir(parents=True, exist_ok=True)
            (arguments.keep / f"{family}-{number}-{trial.mutant.name}").write_bytes(trial.mutant.data)
    return 1 if visitors or any(trial.failed for _, trials, _ in rows for trial in trials) else 0


if __name__ == "__main__":
    sys.exit(main())
