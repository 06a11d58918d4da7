"""The sets of questions, and the documents that they are about."""

from __future__ import annotations

import dataclasses
import json
import random
import unicodedata
from typing import TYPE_CHECKING, Any

from bench.command import ROOT
from bot.evaluation import Question, read_questions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SEED = 2026
EVERY = 5
"""A quick run asks every fifth question that the documents cannot answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Documents:
    """A folder of documents and the data folder that they are ingested into."""

    name: str
    folder: Path
    data: Path


@dataclasses.dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions about documents, in a file of their own that other scorers can read.

    Attributes:
        name: how reports call the file they come from.
        toned: as they are; otherwise their tone marks were dropped.
        path: the file.
    """

    name: str
    toned: bool
    documents: Documents
    path: Path

    @property
    def title(self) -> str:
        """How reports call the set."""
        return self.name if self.toned else f"{self.name}, no tone marks"

    def questions(self) -> list[Question]:
        """The questions in their order."""
        return read_questions(self.path)


def documents_of(shared: Path, scratch: Path) -> dict[str, Documents]:
    """The sample decisions, and the real ones where `shared` is there."""
    folders = {"samples": ROOT / "examples" / "decisions", "corpus": shared / "corpus"}
    return {name: Documents(name, folder, scratch / name) for name, folder in folders.items() if folder.is_dir()}


def question_sets(shared: Path, scratch: Path, known: dict[str, Documents], *, quick: bool) -> list[QuestionSet]:
    """Every set whose documents and questions are here, each also without tone marks."""
    asked = shared / "questions"
    files = {
        "dev.jsonl": (asked / "dev.jsonl", "corpus"),
        "dev-en.jsonl": (asked / "dev-en.jsonl", "corpus"),
        "unrelated.jsonl": (asked / "unrelated.jsonl", "corpus"),
        "sample questions": (ROOT / "examples" / "questions.jsonl", "samples"),
    }
    sets = []
    for name, (source, about) in files.items():
        if about in known and source.is_file():
            rows = _rows(source)
            rows = rows[::EVERY] if quick and not any(row["answerable"] for row in rows) else rows
            for toned in (True, False):
                path = scratch / f"{source.stem}-{'toned' if toned else 'plain'}.jsonl"
                _write(path, rows if toned else [_plain(row) for row in rows])
                sets.append(QuestionSet(name, toned, known[about], path))
    return sets


def without_tone_marks(text: str, *, small: bool) -> str:
    """`text` as typed on a keyboard without Vietnamese: “Đào tạo” → “Dao tao”.

    Args:
        text: any.
        small: no capitals either.
    """
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.lower() if small else bare


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The question and its history without tone marks; half of the people leave out capitals too."""
    small = random.Random(f"{SEED} {row['id']}").random() < 0.5
    history = [without_tone_marks(earlier, small=small) for earlier in row.get("history") or ()]
    return row | {"question": without_tone_marks(row["question"], small=small), "history": history}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
