"""Learns how sure an answer may be: `python -m training.confidence DATA QUESTIONS.jsonl … [DATA QUESTIONS.jsonl …]`.

Each DATA is a data folder, the files after it are questions about its documents, as in examples/questions.jsonl.
Each is asked as written, and without tone marks; what is learnt is whether the answer cites the evidence.
Prints the weights for retrieval/confidence.py and how far confidence and share of right answers are apart.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.answering import Answerer
from retrieval.confidence import SIGNS
from retrieval.config import load_config
from retrieval.embedding import load_embedder
from retrieval.glossary import Glossary
from retrieval.index import Index
from retrieval.library import Library
from retrieval.places import Gazetteer
from retrieval.retriever import Retriever
from retrieval.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from retrieval.types import Answer

_RIDGE = 3.0
_UNRELATED = 0.5
"""What a question about something else counts: there are many, and they are easily told."""
_UNANSWERABLE = 1.5
_BINS = 10
_ROUNDED = 0.001


def main() -> None:
    """Reads the arguments, asks, learns, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="DATA|QUESTIONS.jsonl")
    rows: list[tuple[float, ...]] = []
    right: list[float] = []
    worth: list[float] = []
    for data, files in _grouped(parser.parse_args().paths):
        for question, signs, held in _asked(data, files):
            rows.append(signs)
            right.append(held)
            hard = _UNRELATED if question["category"] == "unrelated" else _UNANSWERABLE
            worth.append(1.0 if question["answerable"] else hard)
    table, truth = np.array(rows), np.array(right)
    weights = learnt(table, truth, np.array(worth))
    for name, weight in zip((*SIGNS, "bias"), weights.tolist(), strict=True):
        print(f"{name:12}{weight:7.2f}")
    sure = 1 / (1 + np.exp(-(table @ weights[:-1] + weights[-1])))
    print(f"{len(truth)} questions; expected calibration error {calibration_error(sure, truth):.3f}")
    print(f"answered: {((sure >= 0.5) & (truth == 1)).sum()} of {int(truth.sum())} that can be, ", end="")
    print(f"{((sure >= 0.5) & (truth == 0)).sum()} of {int((1 - truth).sum())} that cannot")


def learnt(table: NDArray[np.float64], truth: NDArray[np.float64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of a logistic regression with a ridge on what each sign is worth, and the bias, by Newton's steps."""
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    signs = np.c_[(table - mean) / spread, np.ones(len(table))]
    ridge = np.r_[np.full(table.shape[1], _RIDGE), 0.0]
    weights = np.zeros(len(ridge))
    for _ in range(50):
        sure = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (worth * (sure - truth)) + ridge * weights
        curve = (signs * (worth * sure * (1 - sure))[:, None]).T @ signs + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    scaled = weights[:-1] / spread
    return np.r_[scaled, weights[-1] - scaled @ mean]


def calibration_error(sure: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """How far confidence and share of right answers are apart, over bins of equal width, weighted by answers."""
    bins = np.minimum(_BINS - 1, (sure * _BINS).astype(int))
    return float(np.abs(np.bincount(bins, sure - truth, _BINS)).sum() / len(truth))


def _grouped(paths: Sequence[Path]) -> list[tuple[Path, list[Path]]]:
    """Each data folder with the files that come after it."""
    groups: list[tuple[Path, list[Path]]] = []
    for path in paths:
        if path.is_dir():
            groups.append((path, []))
        else:
            groups[-1][1].append(path)
    return groups


def _asked(data: Path, files: Sequence[Path]) -> Iterator[tuple[dict[str, Any], tuple[float, ...], float]]:
    """Every question, the signs of the best statement found for it, and whether what was found answers it."""
    config = load_config(Path("config.yaml"), {}).model_copy(update={"data_dir": data})
    library, embedder = Library.open(data), load_embedder(config.embedding.model)
    with Index(library, embedder, data / "index") as index:
        answerer = Answerer(
            library,
            Retriever(library, index, embedder, config.retrieval),
            index=index,
            glossary=Glossary.load(),
            gazetteer=Gazetteer.load(),
            config=config.answering.model_copy(update={"refuse_below": 0.0}),
            today=dt.date.today,
        )
        for line in (line for file in files for line in file.read_text(encoding="utf-8").splitlines()):
            question = json.loads(line)
            said = question.get("history") or []
            for change in (str, fold):
                asked, history = change(question["question"]), [change(earlier) for earlier in said]
                found, answer = answerer.evidence(asked, history), answerer.answer(asked, history)
                if (
                    found.signs and abs(answer.confidence - found.confidence) < _ROUNDED
                ):  # others are not answered from statements
                    yield question, found.signs, float(question["answerable"] and _held(question, answer))
    library.close()


def _held(question: dict[str, Any], answer: Answer) -> bool:
    texts = [_squeezed(citation.passage.text) for citation in answer.citations]
    held = [any(_squeezed(piece["text"]) in text for text in texts) for piece in question["evidence"]]
    return any(held) if question.get("evidence_mode") == "any" else all(held)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


if __name__ == "__main__":
    main()
