"""Trains the shipped model: `python -m training.train --data ../shared/training --out training/model`.

A table of vectors is trained so that a question's sum of vectors points where its passage's does, against
all other passages of the batch (InfoNCE, van den Oord et al. 2018), with the pooling of
retrieval.static_embedding. Vectors begin as random directions as long as the inverse document frequency:
untrained, the model is a lexical one.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from retrieval.static_embedding import StaticEmbedder, Vectors, Vocabulary, damped
from training import model_folder, sources, vocabulary
from training.examples import LONGEST, Examiner, Ids, Pair, Prepared, batches, neighbour_batches, prepare, prepare_pairs
from training.lexicon import Lexicon, read_words
from training.score import read_set, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """One recipe. NOTES.md says what else was tried."""

    dimensions: int = 256
    pairs: int = 56_000
    minimum: int = 8
    epochs: int = 16
    batch: int = 1024
    rate: float = 0.005
    temperature: float = 0.05
    count_power: float = 0.75
    encyclopedia: int = 40_000
    neighbours: float = 0.0
    alike: float = 1.0
    seed: int = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Material:
    """All that is learnt from."""

    legal: list[sources.Article]
    general: list[sources.Article]
    translations: list[tuple[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Lessons:
    """The material as syllable ids."""

    legal: Sequence[Prepared]
    general: Sequence[Prepared]
    translations: Sequence[Pair]

    def steps(self, settings: Settings) -> int:
        """How many batches an epoch has."""
        counts = len(self.legal), min(settings.encyclopedia, len(self.general)), len(self.translations)
        return sum(max(1, count // settings.batch) for count in counts)


def read_material(data: Path, bench: sources.Bench) -> Material:
    """The training data without the articles and questions of the bench sets."""
    return Material(
        [*sources.unseen(sources.codified(data), bench), *sources.unseen(sources.laws(data), bench)],
        list(sources.unseen(sources.encyclopedia(data), bench)),
        list(sources.unasked([*sources.translations(data), *read_words()], bench)),
    )


def build_vocabulary(material: Material, settings: Settings) -> tuple[Vocabulary, int]:
    """The vocabulary of the material, every word of a translated term in it."""
    texts = [f"{article.titles[-1]}\n{article.text}" for article in (*material.legal, *material.general)]
    texts += [text for pair in material.translations for text in pair]
    singles, couples = vocabulary.count_words(texts)
    return vocabulary.build(singles, couples, minimum=settings.minimum, pairs=settings.pairs)


def initial_table(articles: Sequence[Prepared], known: Vocabulary, rows: int, settings: Settings) -> Vectors:
    """Random directions, as long as the row's inverse document frequency; the longest has length one."""
    frequency = np.zeros(rows)
    for start in range(0, len(articles), 4096):
        part = [np.concatenate([*a.titles, *a.sentences]) for a in articles[start : start + 4096]]
        found, owners = known.rows(*_joined(part))
        distinct, _, _ = damped(found, owners, power=0)
        frequency += np.bincount(distinct, minlength=rows)
    weight = np.log((len(articles) + 1) / (frequency + 1)) / np.log(len(articles) + 1)
    table = np.random.default_rng(settings.seed).standard_normal((rows, settings.dimensions))
    table *= np.maximum(weight, 0.02)[:, None] / np.sqrt(settings.dimensions)
    return table.astype(np.float32)


def _joined(texts: Sequence[Ids]) -> tuple[Ids, np.ndarray]:
    return np.concatenate(texts).astype(np.int32), np.fromiter(map(len, texts), np.int64, len(texts))


class Trainer:
    """The table and its optimiser.

    Args:
        known: the vocabulary.
        table: where to start.
        settings: the recipe.
        steps: how many batches there will be; the rate falls to zero over them.
    """

    def __init__(self, known: Vocabulary, table: Vectors, settings: Settings, *, steps: int) -> None:
        self._known = known
        self._settings = settings
        self.table = torch.nn.Parameter(torch.from_numpy(table))
        self._optimiser = torch.optim.Adam([self.table], lr=settings.rate, betas=(0.9, 0.99), fused=True)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: min(1.0, (step + 1) / 50) * max(0.0, 1 - step / steps)
        )

    def step(self, pairs: Sequence[Pair]) -> float:
        """One batch; gives its loss."""
        questions = self._pooled([pair.question for pair in pairs])
        passages = self._pooled([pair.passage for pair in pairs])
        likeness = questions @ passages.T / self._settings.temperature
        if self._settings.alike < 1:  # passages that say the same are no negatives of each other
            twins = (passages @ passages.T).detach() > self._settings.alike
            likeness = likeness.masked_fill(twins.fill_diagonal_(False), -torch.inf)
        target = torch.arange(len(pairs))
        loss = torch.nn.functional.cross_entropy(likeness, target)
        loss = (loss + torch.nn.functional.cross_entropy(likeness.T, target)) / 2
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def vectors(self, articles: Sequence[Prepared]) -> Vectors:
        """What the model makes of the articles as it is, one row each."""
        texts = [np.concatenate([*a.titles, *a.sentences])[:LONGEST].astype(np.int32) for a in articles]
        with torch.no_grad():
            return np.concatenate([self._pooled(texts[at : at + 1024]).numpy() for at in range(0, len(texts), 1024)])

    def _pooled(self, texts: Sequence[Ids]) -> torch.Tensor:
        rows, owners, weights = damped(*self._known.rows(*_joined(texts)), power=self._settings.count_power)
        bounds = np.searchsorted(owners, np.arange(len(texts)))
        sums = torch.nn.functional.embedding_bag(
            torch.from_numpy(rows), self.table, torch.from_numpy(bounds), mode="sum",
            per_sample_weights=torch.from_numpy(weights),
        )  # fmt: skip
        return torch.nn.functional.normalize(sums, dim=1)


def epoch(
    lessons: Lessons,
    examiner: Examiner,
    random: np.random.Generator,
    settings: Settings,
    *,
    near: Vectors | None = None,
) -> Iterator[list[Pair]]:
    """The batches of one pass: law, encyclopedia and translations, each kind in batches of its own.

    Args:
        lessons: what is learnt from.
        examiner: makes the questions.
        random: the one source of chance.
        settings: the recipe.
        near: the model's vectors of the articles of law, to put neighbours into one batch; None: those of one law.
    """
    size = settings.batch
    kinds = [
        *(
            batches(lessons.legal, random, size=size)
            if near is None
            else neighbour_batches(lessons.legal, near, random, size=size)
        ),
        *batches(lessons.general, random, size=size, limit=settings.encyclopedia),
    ]
    made = [(False, members) for members in kinds]
    order = random.permutation(len(lessons.translations))
    starts = range(0, max(1, len(order) - size + 1), size)
    made += [(True, [lessons.translations[at] for at in order[start : start + size]]) for start in starts]
    for at in random.permutation(len(made)):
        translated, members = made[at]
        yield [examiner.translation(member) if translated else examiner.pair(member) for member in members]


def train(material: Material, settings: Settings, *, out: Path, bench: Path | None = None) -> None:
    """Train on `material` and write the model to `out`; print loss and, with `bench`, scores."""
    torch.use_deterministic_algorithms(mode=True)
    known, rows = build_vocabulary(material, settings)
    lessons = Lessons(
        prepare(material.legal, known),
        prepare(material.general, known),
        prepare_pairs(material.translations, known),
    )
    print(f"{rows} rows, {lessons.steps(settings)} batches in an epoch", flush=True)
    table = initial_table([*lessons.legal, *lessons.general], known, rows, settings)
    trainer = Trainer(known, table, settings, steps=lessons.steps(settings) * settings.epochs)
    random = np.random.default_rng(settings.seed)
    examiner = Examiner(known, Lexicon(material.translations), random)
    started = time.monotonic()
    for number in range(settings.epochs):
        mined = settings.neighbours > 0 and number > 0 and random.random() < settings.neighbours
        near = trainer.vectors(lessons.legal) if mined else None
        losses = [trainer.step(pairs) for pairs in epoch(lessons, examiner, random, settings, near=near)]
        model_folder.write(out, known, trainer.table.detach().numpy(), count_power=settings.count_power)
        seconds = time.monotonic() - started
        print(f"epoch {number + 1}: loss {np.mean(losses):.3f}, {seconds:.0f} s", flush=True)
        if bench is not None:
            _report(out, bench)


def _report(out: Path, bench: Path) -> None:
    """How the tuning sets stand; ALQAC-2023 is looked at only when the recipe is settled."""
    embedder = StaticEmbedder(out)
    for name in ("alqac2022", "uit_reg", "xquad_en_vi"):
        bench_set = read_set(bench / name)
        for folded in (False, True):
            measured = score(embedder, bench_set, folded=folded).items()
            kind = "no marks" if folded else "as written"
            print(f"  {name}, {kind}: " + ", ".join(f"{key} {value:.3f}" for key, value in measured))


def main() -> None:
    """Read the data, train, write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/training"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"), help="left out, and scored")
    parser.add_argument("--out", type=Path, default=Path("training/model"))
    for field in dataclasses.fields(Settings):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=type(field.default), default=field.default)
    options = vars(parser.parse_args())
    data, bench, out = options.pop("data"), options.pop("bench"), options.pop("out")
    torch.set_num_threads(2)
    material = read_material(data, sources.read_bench(bench))
    train(material, Settings(**options), out=out, bench=bench if bench.is_dir() else None)


if __name__ == "__main__":
    main()
