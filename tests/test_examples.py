"""Each program of examples/ runs, offline, as its docstring says; the README shows what the program says."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from examples.transcript import README, renewed

ROOT = Path(__file__).parents[1]
QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"


def example(name, *arguments, data):
    """What an example prints, run as a newcomer runs it, in a process that may not touch the network."""
    code = (
        f"import runpy, sys, tests.offline as offline; offline.refuse_network(); "
        f"sys.argv = {['', *arguments]!r}; runpy.run_module('examples.{name}', run_name='__main__')"
    )
    done = subprocess.run(  # noqa: S603 (ours)
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"HOIVANBAN_DATA_DIR": str(data), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ask_prints_the_answer_and_what_proves_it(samples):
    said = example("ask", QUESTION, data=samples)
    assert "Hội Khuyến học tỉnh" in said
    assert "203/KH-UBND" in said
    assert "04-ke-hoach-203-tinh-chau-linh.txt characters" in said


def test_ask_says_that_a_refusal_cites_nothing(samples):
    said = example("ask", "Học phí đại học là bao nhiêu?", data=samples)
    assert "a refusal" in said
    assert "[1]" not in said


def test_the_chain_gives_a_model_numbered_passages_and_needs_none(samples):
    said = example("langchain_chain", QUESTION, data=samples)
    assert said.startswith("(Một mô hình ngôn ngữ sẽ trả lời ở đây")
    assert "[1] Kế hoạch số 203/KH-UBND ngày 30/11/2021 (Châu Lĩnh) › " in said


def test_any_sentence_transformers_folder_takes_the_place_of_the_model(tmp_path):
    library = pytest.importorskip("sentence_transformers")  # seconds: not while tests are collected
    modules = pytest.importorskip("sentence_transformers.sentence_transformer.modules")
    tokenizer = Tokenizer.from_file(str(ROOT / "training" / "model" / "tokenizer.json"))
    weights = np.random.default_rng(1).standard_normal((tokenizer.get_vocab_size(), 8)).astype(np.float32)
    static = modules.StaticEmbedding(tokenizer, embedding_weights=weights)
    library.SentenceTransformer(modules=[static]).save(str(tmp_path / "mine"), create_model_card=False)
    said = example("own_embedder", str(tmp_path / "mine"), QUESTION, data=tmp_path)
    assert said.startswith("sentence-transformers-mine-")
    assert "vectors of 8 numbers" in said
    assert "203/KH-UBND" in said


def test_the_readme_shows_what_the_program_says():
    text = README.read_text("utf-8")
    assert renewed(text) == text, "run: .venv/bin/python -m examples.transcript --write"
