"""`python -m bench.throughput WORK RESULT`: how long the files of each kind take, two side by side as in `ingest`."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from ingest.readers.pool import Children
from ingest.reading import read_ahead
from retrieval.config import IngestConfig

_ENOUGH = 12
"""Files of a kind that are read in one go, some of them several times: that none waits at the end for long."""
_TIMES = 3


def seconds_of(paths: list[Path], children: Children) -> float:
    """Seconds for all of `paths` once: the median of several runs, each over many files, after one that warms up."""
    limit = IngestConfig().max_bytes
    rounds = -(-_ENOUGH // len(paths))
    for _ in read_ahead(paths * 2, max_bytes=limit, children=children):
        pass
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        problems = [done.problem for done in read_ahead(paths * rounds, max_bytes=limit, children=children)]
        taken.append((time.perf_counter() - started) / rounds)
        if any(problems):
            raise RuntimeError(next(problem for problem in problems if problem))
    return statistics.median(taken)


def main(work: str, result: str) -> None:
    """Reads the paths by kind from `work` and writes the seconds by kind to `result`."""
    kinds: dict[str, list[str]] = json.loads(Path(work).read_text("utf-8"))
    with Children() as children:
        seconds = {kind: seconds_of([Path(path) for path in paths], children) for kind, paths in kinds.items()}
    Path(result).write_text(json.dumps(seconds), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
