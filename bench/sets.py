"""The sets of questions, and the documents that they are about."""

from __future__ import annotations

import dataclasses
import json
import random
import unicodedata
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from bench.command import ROOT
from bench.typing_errors import mistyped
from bot.evaluation import Question, read_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Form: TypeAlias = Literal["as written", "no tone marks", "one typing error"]

SEED = 2026
EVERY = 5
"""A quick run asks every fifth question that the documents cannot answer."""
MAIN = "dev.jsonl"
"""The set that is asked with typing errors too."""
SLIPS_EACH = 3
"""How often each of its questions is asked so, for one slip more or less is chance."""


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
        form: what was done to them.
        path: the file.
    """

    name: str
    form: Form
    documents: Documents
    path: Path

    @property
    def title(self) -> str:
        """How reports call the set."""
        return self.name if self.form == "as written" else f"{self.name}, {self.form}"

    def questions(self) -> list[Question]:
        """The questions in their order."""
        return read_questions(self.path)


def documents_of(shared: Path, scratch: Path) -> dict[str, Documents]:
    """The sample decisions, and the real ones where `shared` is there."""
    folders = {"samples": ROOT / "examples" / "decisions", "corpus": shared / "corpus"}
    return {name: Documents(name, folder, scratch / name) for name, folder in folders.items() if folder.is_dir()}


def question_sets(shared: Path, scratch: Path, known: dict[str, Documents], *, quick: bool) -> list[QuestionSet]:
    """Every set that is here with its documents, each also without tone marks, the main one also with typing errors."""
    asked = shared / "questions"
    files = {
        MAIN: (asked / MAIN, "corpus"),
        "dev-en.jsonl": (asked / "dev-en.jsonl", "corpus"),
        "unrelated.jsonl": (asked / "unrelated.jsonl", "corpus"),
        "sample questions": (ROOT / "examples" / "questions.jsonl", "samples"),
    }
    sets = []
    for name, (source, about) in files.items():
        if about in known and source.is_file():
            rows = _rows(source)
            rows = rows[::EVERY] if quick and not any(row["answerable"] for row in rows) else rows
            for form, change in _CHANGES.items():
                if form != "one typing error" or name == MAIN:
                    path = scratch / f"{source.stem}, {form}.jsonl"
                    _write(path, [each for row in rows for each in change(row)])
                    sets.append(QuestionSet(name, form, known[about], path))
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


def _plain(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The question and its history without tone marks; half of the people leave out capitals too."""
    small = random.Random(f"{SEED} {row['id']}").random() < 0.5
    history = [without_tone_marks(earlier, small=small) for earlier in row.get("history") or ()]
    return [row | {"question": without_tone_marks(row["question"], small=small), "history": history}]


def _slipped(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The question several times, each time with another typing error."""
    ids = [f"{row['id']}/{time}" for time in range(1, SLIPS_EACH + 1)]
    return [row | {"id": each, "question": mistyped(row["question"], f"{SEED} {each}")[0]} for each in ids]


_CHANGES: dict[Form, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {
    "as written": lambda row: [row],
    "no tone marks": _plain,
    "one typing error": _slipped,
}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
