"""Reranking by cross-encoders: the real library, with a model of a few random numbers made here."""

import math

import pytest

from bot.app import open_application
from bot.command import run
from retrieval.config import Config, RetrievalConfig, load_config
from retrieval.errors import ModelError
from retrieval.reranking import ROUTE, CrossEncoderReranker
from retrieval.types import Hit
from tests.retrieval.builders import a_document, a_passage

QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"
TEXTS = [
    "Sở Giáo dục và Đào tạo chủ trì.",
    "Hội Khuyến học phối hợp.",
    "Kinh phí do ngân sách bảo đảm.",
    "Báo cáo trước ngày 30/11.",
]


def make_model(folder, *, labels=1, head=True):
    """A folder with a cross-encoder of 16 dimensions, or with an encoder that has no head."""
    import torch  # noqa: PLC0415 (seconds, and not for collecting tests)
    from transformers import (  # noqa: PLC0415
        BertConfig,
        BertForSequenceClassification,
        BertModel,
        BertTokenizerFast,
    )

    torch.manual_seed(1)
    folder.mkdir(exist_ok=True)
    syllables = sorted({word for text in [QUESTION, *TEXTS] for word in text.lower().strip("?.").split()})
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *syllables]), "utf-8")
    tokenizer = BertTokenizerFast(str(vocabulary), strip_accents=False)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=labels,
        initializer_range=0.5,
    )
    model = BertForSequenceClassification(config) if head else BertModel(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("cross-encoder"))


@pytest.fixture(scope="module")
def reranker(model):
    return CrossEncoderReranker(str(model))


@pytest.fixture
def hits():
    document = a_document()
    return [Hit(a_passage("d1", at, text), document, 1.0 - at / 10) for at, text in enumerate(TEXTS)]


def test_the_models_relevance_takes_the_place_of_the_score(reranker, hits):
    found = reranker.rerank(QUESTION, hits)
    assert {hit.passage.id for hit in found} == {hit.passage.id for hit in hits}
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert all(0 <= hit.score <= 1 and dict(hit.routes)[ROUTE] == hit.score for hit in found)
    assert len({hit.score for hit in found}) == len(hits)


def test_the_order_of_the_hits_does_not_matter(reranker, hits):
    assert reranker.rerank(QUESTION, hits) == reranker.rerank(QUESTION, hits)
    backwards = reranker.rerank(QUESTION, hits[::-1])
    assert [hit.passage.id for hit in backwards] == [hit.passage.id for hit in reranker.rerank(QUESTION, hits)]


def test_equal_relevance_leaves_the_earlier_order_then_that_of_the_ids(reranker):
    twins = [("d9", 0.4), ("d1", 0.2), ("d5", 0.4)]
    hits = [Hit(a_passage(name, 0, TEXTS[0]), a_document(name), score) for name, score in twins]
    assert [hit.document.id for hit in reranker.rerank(QUESTION, hits)] == ["d5", "d9", "d1"]


def test_no_hits_give_none(reranker):
    assert reranker.rerank(QUESTION, []) == []


def test_a_passage_longer_than_the_model_reads_is_cut(reranker):
    long = Hit(a_passage("d1", 0, TEXTS[0] * 200), a_document(), 1.0)
    assert math.isfinite(reranker.rerank(QUESTION, [long])[0].score)


@pytest.mark.parametrize("broken", ["missing", "empty", "two labels", "no head"])
def test_what_is_no_cross_encoder_is_an_error_that_names_the_key(tmp_path, broken):
    folder = tmp_path / "model"
    if broken == "empty":
        folder.mkdir()
    elif broken != "missing":
        make_model(folder, labels=2 if broken == "two labels" else 1, head=broken != "no head")
    with pytest.raises(ModelError, match=r"retrieval\.reranker") as caught:
        CrossEncoderReranker(str(folder))
    assert str(folder) in str(caught.value)


def test_a_model_that_gives_no_numbers_is_an_error(tmp_path, hits):
    import torch  # noqa: PLC0415

    reranker = CrossEncoderReranker(str(make_model(tmp_path / "model")))
    with torch.no_grad():
        for weights in reranker._model.parameters():
            weights.fill_(math.nan)
    with pytest.raises(ModelError, match=r"no numbers.*retrieval\.reranker"):
        reranker.rerank(QUESTION, hits)


def test_the_configuration_puts_it_into_the_retriever(samples, model):
    config = Config(data_dir=samples, retrieval=RetrievalConfig(reranker=str(model)))
    with open_application(config) as application:
        answer = application.answerer().answer("Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?")
    assert answer.answered
    assert all(citation.quote in citation.passage.text for citation in answer.citations)


def test_a_relative_folder_starts_at_the_configuration_file(tmp_path):
    (tmp_path / "models" / "reranker").mkdir(parents=True)
    settings = tmp_path / "config.yaml"
    settings.write_text("retrieval: {reranker: models/reranker}", "utf-8")
    assert load_config(settings, {}).retrieval.reranker == str(tmp_path / "models" / "reranker")


def test_a_wrong_name_is_one_line_and_exit_code_6(samples, monkeypatch, capsys):
    monkeypatch.setenv("HOIVANBAN_RETRIEVAL__RERANKER", "./no/such/reranker")
    assert run(["--data", str(samples), "ask", "Ai chủ trì?"]) == 6
    assert "retrieval.reranker" in capsys.readouterr().err
