"""What tests of several packages need: the sample decisions, read into a library once a run."""

import os
import shutil
from pathlib import Path

import pytest

from bot.command import run

SAMPLES = Path(__file__).parents[1] / "examples" / "decisions"


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> Path:
    """A data folder with the sample decisions in it. Only to be read: see `own_samples`."""
    data = tmp_path_factory.mktemp("samples") / "data"
    assert run(["--data", str(data), "ingest", str(SAMPLES), "--json"]) == 0
    return data


@pytest.fixture
def own_samples(samples, tmp_path) -> Path:
    """A copy of the sample library that a test may change or break."""
    return Path(shutil.copytree(samples, tmp_path / "data"))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    """No token and no setting of whoever runs the tests reaches them."""
    for name in list(os.environ):
        ours = name.startswith(("HOIVANBAN_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_"))
        if ours or name in {"TELEGRAM_BOT_TOKEN", "ZALO_BOT_TOKEN"}:
            monkeypatch.delenv(name)
