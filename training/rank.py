"""Learns the weights of retrieval/ranking.py: `python -m training.rank LIBRARY ALQAC_2022 [LIBRARY SET]…`.

The first pair is learnt from, the others are only reported. A library is the data folder that
`hoivanban --data FOLDER evaluate --beir SET` makes of a set's corpus; its documents are named by the rows of
the corpus. Nothing but questions, what answers them, and the features of the candidates is seen: no text is
learnt, so the weights are no larger than `ranking.WEIGHTS`.

The likelihood of an answering passage among the candidates of its question (softmax, ListNet: Cao et al. 2007)
is raised by gradient descent; large weights are held back.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from retrieval.config import RetrievalConfig
from retrieval.embedding import load_embedder
from retrieval.glossary import Glossary
from retrieval.index import Index
from retrieval.library import Library
from retrieval.places import Gazetteer
from retrieval.query import read_question
from retrieval.ranking import FEATURES, WEIGHTS, weighed
from retrieval.retriever import Retriever
from training.score import read_answers, read_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_DEPTH = 10
_STEPS = 300
_RATE = 0.03
_HELD_BACK = 0.005


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question.

    Attributes:
        rows: the features of each.
        names: the row of the corpus that each is a passage of.
        answers: the rows that answer, found or not.
    """

    rows: NDArray[np.float64]
    names: tuple[str, ...]
    answers: frozenset[str]


def examples(data: Path, folder: Path, model: str) -> list[Example]:
    """The candidates of every question of a set that has an answer."""
    glossary, gazetteer, embedder = Glossary.load(), Gazetteer.load(), load_embedder(model)
    asked, answers = read_questions(folder), read_answers(folder)
    made = []
    with Library.open(data) as library, Index(library, embedder, data / "index") as index:
        retriever = Retriever(library, index, embedder, RetrievalConfig())
        for name, text in asked.items():
            if name not in answers:
                continue
            query = read_question(text, glossary=glossary, gazetteer=gazetteer, places=(), agencies=())
            found = retriever.candidates(query, RetrievalConfig().candidates)
            passages, documents = library.passages(found.ids), library.documents_by_id()
            names = tuple(documents[passages[at].document_id].source for at in found.ids)
            made.append(Example(found.rows, names, frozenset(answers[name])))
    return made


def learn(learnt: Sequence[Example]) -> NDArray[np.float64]:
    """Weights of the form of `ranking.WEIGHTS`; the same examples give the same weights."""
    known = [example for example in learnt if example.answers & set(example.names)]
    sizes = torch.tensor([len(example.names) for example in known])
    rows = torch.tensor(np.vstack([example.rows for example in known]))
    right = torch.tensor([float(name in example.answers) for example in known for name in example.names])
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    rows, owner = (rows - mean) / spread, torch.repeat_interleave(torch.arange(len(known)), sizes)
    weights = torch.zeros(rows.shape[1], dtype=rows.dtype, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(_STEPS):
        odds = torch.exp((scores := rows @ weights) - scores.detach().max())
        every = torch.zeros(len(known), dtype=odds.dtype).index_add(0, owner, odds)
        answering = torch.zeros(len(known), dtype=odds.dtype).index_add(0, owner, odds * right)
        loss = torch.log(every).sub(torch.log(answering + 1e-12)).mean() + _HELD_BACK * weights.square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    learnt_weights: NDArray[np.float64] = (weights.detach() / spread).numpy()
    return learnt_weights


def report(made: Sequence[Example], weights: NDArray[np.float64]) -> str:
    """Acc@1, R@5, R@10 and MRR@10 of the order that `weights` give."""
    first, five, ten, reciprocal = [], [], [], []
    for example in made:
        order = np.argsort(-weighed(example.rows, weights), kind="stable")
        ranking = list(dict.fromkeys(example.names[at] for at in order))[:_DEPTH]
        places = [place for place, name in enumerate(ranking, 1) if name in example.answers]
        first.append(places[:1] == [1])
        five.append(sum(place <= 5 for place in places) / len(example.answers))
        ten.append(len(places) / len(example.answers))
        reciprocal.append(1 / places[0] if places else 0.0)
    means = (float(np.mean(each)) for each in (first, five, ten, reciprocal))
    return "Acc@1 {:.3f}, R@5 {:.3f}, R@10 {:.3f}, MRR@10 {:.3f}".format(*means)


def main() -> None:
    """Learn, print the weights, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="LIBRARY SET")
    parser.add_argument("--model", default="training/model")
    options = parser.parse_args()
    torch.set_num_threads(1)
    pairs = list(zip(options.sets[::2], options.sets[1::2], strict=True))
    made = {folder.name: examples(data, folder, options.model) for data, folder in pairs}
    weights = learn(next(iter(made.values())))
    for at, name in enumerate(FEATURES):
        print(f"{name:16} {weights[at]:7.2f}")
    print(f"[{', '.join(f'{weight:.2f}' for weight in weights)}]")
    for name, each in made.items():
        print(f"{name}: learnt {report(each, weights)}; shipped {report(each, WEIGHTS)}")


if __name__ == "__main__":
    main()
