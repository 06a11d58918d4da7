"""`python -m bench.embedding_pace WORK RESULT`: passages a second that the shipped model embeds, on every core."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from bench.command import ROOT
from ingest.beir import read_corpus
from retrieval.config import load_config
from retrieval.embedding import load_embedder
from retrieval.library import passage_text

_TIMES = 7
_BATCH = 1_000
"""Passages that the index gives the model at a time."""


def pace(folder: Path) -> float:
    """Passages a second over all passages of a corpus: the median of several runs after one that warms up."""
    embedder = load_embedder(load_config(ROOT / "config.yaml", {}).embedding.model)
    texts = [passage_text(each) for _, reading in read_corpus(folder, lambda _: None) for each in reading.passages]
    taken = []
    for _ in range(_TIMES + 1):
        started = time.perf_counter()
        for start in range(0, len(texts), _BATCH):
            embedder.embed(texts[start : start + _BATCH])
        taken.append(time.perf_counter() - started)
    return len(texts) / statistics.median(taken[1:])


if __name__ == "__main__":
    work, result = map(Path, sys.argv[1:])
    result.write_text(json.dumps(pace(Path(json.loads(work.read_text("utf-8"))["folder"]))), "ascii")
