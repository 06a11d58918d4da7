"""The sample decisions with everything that is shipped: real reading, real indexes, the real model.

`samples` of conftest.py is the data folder, built once a run; here it is opened for answering.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings as hypothesis_settings

from bot.app import Application, open_application
from ingest.publishing import find_files, publish
from ingest.reading import read_file
from retrieval.config import Config, load_config
from retrieval.glossary import Glossary
from retrieval.places import Gazetteer
from retrieval.query import Query, read_question

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "examples" / "decisions"
QUESTIONS = ROOT / "examples" / "questions.jsonl"
GLOSSARY = Glossary.load()
GAZETTEER = Gazetteer.load()

PATIENT = hypothesis_settings(deadline=None, max_examples=30)
"""Properties are tried on machines that are busy with other things."""

PLACES = ("Châu Lĩnh", "Lam Giang", "Nậm Vân", "Vân Khê")
"""The places of the sample decisions."""

AGENCIES = ("Hội Khuyến học tỉnh", "Phòng Văn hóa - Xã hội", "Sở Giáo dục và Đào tạo", "Sở Tài chính")
"""Some bodies of the sample decisions."""


TODAY = dt.date(2025, 11, 15)
"""The day on which the sample decisions are asked about."""


def read(question: str, *, places: Iterable[str] = PLACES, agencies: Iterable[str] = AGENCIES) -> Query:
    """A question read as over the sample library, with the glossary and the provinces that are shipped."""
    return read_question(
        question, glossary=GLOSSARY, gazetteer=GAZETTEER, places=tuple(places), agencies=tuple(agencies)
    )


def settings(data: Path) -> Config:
    """The shipped config.yaml with another data folder; the environment counts for nothing."""
    return load_config(ROOT / "config.yaml", {}).model_copy(update={"data_dir": data})


def open_samples(data: Path) -> Application:
    """The library in `data`, open. Close it, or use it in a `with`."""
    return open_application(settings(data), today=lambda: TODAY)


def build_samples(data: Path, *, decisions: Path = DECISIONS, backwards: bool = False) -> Application:
    """A library of its own with the decisions of a folder, read in the order of their names or the other way."""
    application = open_application(settings(data), create=True, today=lambda: TODAY)
    files, problems = find_files([decisions])
    assert not problems
    for path in reversed(files) if backwards else files:
        receipt = publish(read_file(path, max_bytes=2**25), application.library, application.embedder)
        assert receipt.error is None, receipt.error
    application.index.follow()
    return application
