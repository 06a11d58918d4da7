"""Both routes propose, the library disposes, and the order is the same every time."""

from __future__ import annotations

import dataclasses
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval import ranking
from retrieval.config import RetrievalConfig
from retrieval.errors import ModelError
from retrieval.index import Index
from retrieval.library import Library
from retrieval.retriever import Retriever
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_reading, open_index, publish
from tests.retrieval.sample_library import open_samples, read

QUESTION = "Ai chủ trì xóa mù chữ?"


@pytest.fixture(scope="module")
def application(samples):
    with open_samples(samples) as application:
        yield application


@pytest.fixture(scope="module")
def sampled(application):
    return application.retriever()


@pytest.fixture
def small(tmp_path):
    """A retriever whose index has yet to be made, and its parts."""
    embedder = HashingEmbedder()
    library, index = open_index(tmp_path, create=True)
    with library, index:
        for name in ("d1", "d2"):
            publish(library, a_reading(name, [f"{name} đoạn {at} học tập" for at in range(12)]), embedder)
        yield Retriever(library, index, embedder, RetrievalConfig()), library, index


class Broken:
    """An embedder that has lost its model."""

    name, dimensions = "hashing-1", 32

    def embed(self, texts):
        raise ModelError(f"no model for {len(texts)} texts")


class TestRetrieve:
    def test_the_best_has_the_score_one_and_the_others_less(self, sampled):
        scores = [hit.score for hit in sampled.retrieve(read(QUESTION))]
        assert scores[0] == 1.0
        assert scores == sorted(scores, reverse=True)
        assert min(scores) >= 0

    def test_those_far_behind_the_best_are_ordered_by_what_speaks_for_them_too(self, sampled):
        query = read("Người lao động là gì?")
        found = sampled.candidates(query, 60)
        exact = dict(zip(found.ids, np.round(ranking.weighed(found.rows), 6), strict=True))
        ids = [hit.passage.id for hit in sampled.retrieve(query, limit=60)]
        assert ids == sorted(ids, key=lambda at: (-exact[at], at))

    def test_equal_passages_are_ordered_by_id(self, tmp_path):
        embedder = HashingEmbedder()
        library, index = open_index(tmp_path, create=True)
        with library, index:
            for name in ("d3", "d1", "d2"):
                publish(library, a_reading(a_document(name, number=None), ["học tập"]), embedder)
            hits = Retriever(library, index, embedder, RetrievalConfig()).retrieve(read("học tập"))
        assert [hit.passage.document_id for hit in hits] == ["d1", "d2", "d3"]
        assert {hit.score for hit in hits} == {1.0}

    @pytest.mark.parametrize("limit", [1, 3, 7])
    def test_gives_no_more_than_the_limit(self, sampled, limit):
        assert len(sampled.retrieve(read(QUESTION), limit=limit)) == limit

    def test_gives_each_passage_once_with_what_the_routes_think_of_it(self, sampled):
        hits = sampled.retrieve(read(QUESTION))
        assert len({hit.passage.id for hit in hits}) == len(hits)
        assert all(dict(hit.routes).keys() <= {"lexical", "dense"} for hit in hits)
        assert all(0 <= dict(hit.routes)["dense"] <= 1 for hit in hits)
        assert any("lexical" in dict(hit.routes) for hit in hits)

    def test_within_documents_gives_passages_of_these_alone(self, sampled, application):
        for document in application.library.documents():
            hits = sampled.retrieve(read(QUESTION), within=[document.id])
            assert hits
            assert {hit.document.id for hit in hits} == {document.id}

    def test_within_a_document_that_is_not_there_gives_nothing(self, sampled):
        assert sampled.retrieve(read(QUESTION), within=["d999"]) == []

    @pytest.mark.parametrize("question", ["", "?", "🙂", "x" * 2_000, "học " * 500, "zzz qqq"])
    def test_takes_any_question(self, sampled, question):
        assert all(0 <= hit.score <= 1 for hit in sampled.retrieve(read(question)))

    def test_of_an_empty_library_gives_nothing(self, tmp_path):
        library, index = open_index(tmp_path, create=True)
        with library, index:
            assert Retriever(library, index, HashingEmbedder(), RetrievalConfig()).retrieve(read(QUESTION)) == []

    def test_never_gives_what_was_withdrawn(self, small):
        found, library, _ = small
        assert {hit.document.id for hit in found.retrieve(read("học tập"))} == {"d1", "d2"}
        library.withdraw("d1")
        assert {hit.document.id for hit in found.retrieve(read("học tập"))} == {"d2"}


class TestCandidates:
    def test_have_a_row_of_features_each(self, sampled):
        found = sampled.candidates(read(QUESTION), 20)
        assert found.rows.shape == (len(found.ids), len(ranking.FEATURES))
        assert 20 <= len(found.ids) <= 40
        assert len(set(found.ids)) == len(found.ids)

    def test_are_what_both_routes_propose(self, sampled):
        query = read(QUESTION)
        by_words, by_meaning = sampled.by_words(query, 20), sampled.by_meaning(query, 20)
        found = sampled.candidates(query, 20)
        assert set(found.ids) == {p.id for p, _ in [*by_words, *by_meaning]}
        assert found.routes["lexical"] == {passage.id: score for passage, score in by_words}

    def test_have_a_likeness_each_that_is_the_one_the_dense_route_gives(self, sampled):
        query = read(QUESTION)
        found = sampled.candidates(query, 20)
        near = found.routes["dense"]
        assert near.keys() == set(found.ids)
        for passage, likeness in sampled.by_meaning(query, 20):
            assert near[passage.id] == pytest.approx(likeness, abs=2e-3)
            assert ("dense", near[passage.id]) in found.thought_of(passage.id)

    def test_are_thought_of_by_the_routes_that_propose_them(self, sampled):
        found = sampled.candidates(read(QUESTION), 20)
        for passage_id in found.ids:
            wanted = {route: said[passage_id] for route, said in found.routes.items() if passage_id in said}
            assert dict(found.thought_of(passage_id)) == wanted
        assert found.thought_of("d999") == ()

    def test_without_a_word_that_has_a_meaning_come_from_words_alone(self, sampled):
        assert sampled.by_meaning(read("?"), 20) == []
        assert list(sampled.candidates(read("?"), 20).ids) == []

    def test_narrowed_to_documents_are_proposed_by_words_from_there(self, sampled, application):
        document = application.library.documents()[0].id
        found = sampled.candidates(read(QUESTION), 20, within=[document]).routes["lexical"]
        held = application.library.passages(list(found))
        assert found.keys() == held.keys()
        assert {passage.document_id for passage in held.values()} == {document}
        everywhere = {passage.id: score for passage, score in sampled.by_words(read(QUESTION), 1_000)}
        assert all(everywhere[passage] == pytest.approx(score, abs=1e-3) for passage, score in found.items())


class TestAlongsideTheIndex:
    def test_an_index_that_is_not_there_yet_is_made(self, small):
        assert small[0].retrieve(read("d1 đoạn 7"))[0].passage.text == "d1 đoạn 7 học tập"

    def test_what_was_just_published_is_proposed_by_both_routes(self, small):
        found, library, _ = small
        for number in range(5):
            publish(library, a_reading("d3", [f"bản {number} con dấu"]), HashingEmbedder())
            best = found.retrieve(read(f"bản {number} con dấu"))[0]
            assert best.passage.text == f"bản {number} con dấu"
            assert [route for route, _ in best.routes] == ["lexical", "dense"]

    def test_an_index_that_is_deleted_meanwhile_is_made_again(self, small, tmp_path):
        found, _, _ = small
        before = found.retrieve(read("học tập"))
        for name in ("lexical", "forward", "vectors"):
            shutil.rmtree(tmp_path / name)
            assert found.retrieve(read("học tập")) == before

    def test_a_route_that_fails_leaves_nothing_running(self, small):
        _, library, index = small
        broken = Retriever(library, index, Broken(), RetrievalConfig())
        index.follow()
        with pytest.raises(ModelError, match="no model"):
            broken.retrieve(read("học tập"))
        assert broken._beside._work_queue.empty()


class TestManyThreads:
    def test_get_the_hits_of_one_after_the_other(self, sampled):
        questions = [read(text) for text in (QUESTION, "kinh phí", "hoc lieu mo", "Trung tâm học tập là gì?")]
        alone = [sampled.retrieve(query) for query in questions]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(sampled.retrieve, questions * 4)) == alone * 4


def test_headings_mean_nothing_to_a_model_that_would_take_long(small):
    found = small[0].candidates(read("học tập"), 10)
    assert not found.rows[:, ranking.FEATURES.index("heading_meaning")].any()


def test_the_same_library_in_another_order_gives_the_same_hits(tmp_path):
    embedder = HashingEmbedder()
    readings = [a_reading(f"d{at}", [f"đoạn {number} của d{at} học tập" for number in range(5)]) for at in range(4)]
    found = []
    for name, order in (("one", readings), ("other", readings[::-1])):
        with Library.open(tmp_path / name, create=True) as library, Index(library, embedder, tmp_path / name) as index:
            publish(library, a_reading("d0", ["bản cũ học tập con dấu"]), embedder)
            for reading in order:
                publish(library, reading, embedder)
                index.follow()
            hits = Retriever(library, index, embedder, RetrievalConfig()).retrieve(read("đoạn 3 học tập con dấu"))
            found.append([dataclasses.astuple(hit) for hit in hits])
    assert found[0] == found[1]
