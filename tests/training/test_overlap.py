"""What the shipped model learnt from shares nothing with what it is measured on."""

from pathlib import Path

import pytest

from retrieval.text import letters
from training import sources
from training.train import read_material

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent: the training data and bench sets are not here")
def test_no_training_text_is_a_bench_passage_or_question():
    bench = sources.read_bench(SHARED / "bench")
    material = read_material(SHARED / "training", bench)
    assert len(bench.beginnings) > 3000
    assert len(bench.questions) > 3000
    assert len(material.legal) > 50_000
    for article in (*material.legal, *material.general):
        assert sources.beginning(article.text) not in bench.beginnings
        assert letters(article.titles[-1]) not in bench.questions
    assert not bench.questions & {letters(text) for pair in material.translations for text in pair}
