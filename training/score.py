"""How well a model finds the passage that answers a question: `python -m training.score [MODEL]`.

Acc@1, R@5, R@10 and MRR@10 by cosine alone, for the questions as written and without their tone marks. Sets
are in the layout of BEIR: corpus.jsonl, queries.jsonl, qrels.tsv.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embedding import Embedder, load_embedder
from retrieval.text import fold
from training.sources import beginning, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

DEPTH = 10


@dataclasses.dataclass(frozen=True, slots=True)
class BenchSet:
    """Questions, passages, and for each question the positions of the passages that answer it."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[frozenset[int], ...]


def read_questions(folder: Path) -> dict[str, str]:
    """The questions of a set by id."""
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["_id"]: entry["text"] for entry in map(json.loads, lines)}


def read_answers(folder: Path) -> dict[str, set[str]]:
    """For each question of a set, the ids of the passages that answer it."""
    answers: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, _ = line.split("\t")
        answers.setdefault(query, set()).add(passage)
    return answers


def read_set(folder: Path) -> BenchSet:
    """The set in `folder`; a passage is its title, then its text."""
    corpus = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    position = {entry["_id"]: at for at, entry in enumerate(corpus)}
    questions, answers = read_questions(folder), read_answers(folder)
    return BenchSet(
        folder.name,
        tuple(f"{entry.get('title', '')}\n{entry['text']}" for entry in corpus),
        tuple(questions.values()),
        tuple(frozenset(position[passage] for passage in answers[query]) for query in questions),
    )


def distractors(data: Path, bench_set: BenchSet) -> list[str]:
    """The articles of the codification that the set does not hold."""
    held = {beginning(passage.partition("\n")[2]) for passage in bench_set.passages}
    lines = read_lines(data / "phapdien.jsonl.gz")
    texts = [f"{line['source']}\n{line['title']}\n{line['text']}" for line in lines]
    return [text for text in texts if beginning(text.partition("\n")[2]) not in held]


def score(embedder: Embedder, bench_set: BenchSet, *, folded: bool, beside: Sequence[str] = ()) -> dict[str, float]:
    """Acc@1, R@5, R@10 and MRR@10 over the passages of the set and those `beside` them."""
    passages = embedder.embed([*bench_set.passages, *beside])
    questions = embedder.embed([fold(text) if folded else text for text in bench_set.questions])
    sums = np.zeros(4)
    for start in range(0, len(questions), 64):
        likeness = questions[start : start + 64] @ passages.T
        best = np.argsort(-likeness, axis=1, kind="stable")[:, :DEPTH]
        for ranking, answers in zip(best, bench_set.answers[start : start + 64], strict=True):
            sums += _measures([int(at) in answers for at in ranking], len(answers))
    return dict(zip(("Acc@1", "R@5", "R@10", "MRR@10"), (sums / len(questions)).tolist(), strict=True))


def _measures(found: list[bool], wanted: int) -> tuple[float, float, float, float]:
    first = found.index(True) + 1 if any(found) else 0
    return float(found[0]), sum(found[:5]) / wanted, sum(found) / wanted, 1 / first if first else 0.0


def main() -> None:
    """Print a table of all sets in the bench folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="?", default="training/model")
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--data", type=Path, help="also ALQAC-2023 among the codification of this folder")
    options = parser.parse_args()
    embedder = load_embedder(options.model)
    print(f"{embedder.name}, {embedder.dimensions} dimensions")
    print(f"{'set':<24}{'questions':<12}" + "".join(f"{name:>8}" for name in ("Acc@1", "R@5", "R@10", "MRR@10")))
    for folder in sorted(path for path in options.bench.iterdir() if path.is_dir()):
        bench_set = read_set(folder)
        _print(embedder, bench_set, bench_set.name, ())
        if options.data and bench_set.name == "alqac2023":
            beside = distractors(options.data, bench_set)
            _print(embedder, bench_set, f"alqac2023 in {len(beside) + len(bench_set.passages)}", beside)


def _print(embedder: Embedder, bench_set: BenchSet, name: str, beside: Sequence[str]) -> None:
    for folded in (False, True):
        measured = score(embedder, bench_set, folded=folded, beside=beside)
        kind = "no marks" if folded else "as written"
        print(f"{name:<24}{kind:<12}" + "".join(f"{value:8.3f}" for value in measured.values()), flush=True)


if __name__ == "__main__":
    main()
