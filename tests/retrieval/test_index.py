"""The index follows the library, cheaply when there is nothing to do."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from retrieval.errors import LibraryLockedError
from retrieval.index import Followed, Index
from retrieval.lexical import LexicalQuery
from retrieval.library import Library
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_reading, a_source, open_index, publish
from tests.retrieval.forward_words import worded

REPOSITORY = Path(__file__).parents[2]
PROJECTIONS = ("lexical", "vectors", "forward")


@pytest.fixture
def embedder():
    return HashingEmbedder()


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, create=True) as opened:
        yield opened


@pytest.fixture
def index(library, embedder, tmp_path):
    with Index(library, embedder, tmp_path) as opened:
        yield opened


def words(index, text, limit=5):
    return [passage.text for passage, _ in index.lexical(LexicalQuery.of(text), limit)]


def near(index, text, limit=5):
    vector = HashingEmbedder().embed([text])[0]
    return [passage.text for passage, _ in index.dense(vector, limit)]


def test_both_routes_find_what_was_published(library, index, embedder):
    publish(library, a_reading("d1", ["trung tâm học tập cộng đồng", "ngân sách hằng năm"]), embedder)
    done = index.follow()
    assert (done.embedded, done.upserted, done.deleted) == (0, 6, 0)
    assert words(index, "học tập")[0] == near(index, "học tập")[0] == "trung tâm học tập cộng đồng"
    assert index.verify() == []


def test_following_again_does_nothing(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert index.follow() == Followed()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_following_without_publishing_imports_no_chroma(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    code = (
        "import sys, pathlib; from tests.retrieval.builders import open_index\n"
        "library, index = open_index(pathlib.Path(sys.argv[1]))\n"
        "print(index.follow()); index.close(); library.close()\n"
        "sys.exit('chromadb' in sys.modules)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    subprocess.run(command, check=True, cwd=REPOSITORY, stdout=subprocess.DEVNULL)  # noqa: S603


def test_new_version_is_followed_and_embeds_only_what_changed(library, index, embedder):
    library.publish(*_unembedded("d1", ["một", "hai"]), embedder=embedder.name)
    assert index.follow().embedded == 2
    library.publish(*_unembedded("d1", ["một", "ba"]), embedder=embedder.name)
    done = index.follow()
    assert (done.embedded, done.rebuilt) == (1, ())
    assert words(index, "hai") == []
    assert set(near(index, "hai")) == {"một", "ba"}
    assert index.verify() == []


def _unembedded(document_id, texts):
    return a_source(f"{document_id}.txt"), [a_reading(document_id, texts)], {}


def test_same_content_again_moves_nothing(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    counter, embedded = library.counter, embedder.embedded
    publish(library, a_reading("d1", ["một"]), embedder)
    assert index.follow() == Followed()
    assert (library.counter, embedder.embedded) == (counter, embedded)


def test_corrected_title_is_found_without_embedding_anything(library, index, embedder):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    publish(library, a_reading(a_document("d1", title="Phát triển du lịch"), ["một"]), embedder)
    index.follow()
    assert words(index, "du lịch") == ["một"]
    assert words(index, "xã hội học tập") == []
    assert embedder.embedded == 1


def test_retired_version_never_answers_while_the_index_is_behind(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["cũ một", "cũ hai", "chung"]), embedder)
    publish(library, a_reading("d2", ["cũ ba"]), embedder)
    index.follow()
    publish(library, a_reading("d1", ["mới", "chung"]), embedder)
    library.withdraw("d2")
    with _busy_writer(tmp_path):
        assert index.follow().behind
        assert words(index, "cũ chung") == near(index, "cũ") == ["chung"]
        assert words(index, "cũ", limit=1) == []
    assert set(words(index, "cũ mới chung")) == {"mới", "chung"}


def test_library_left_empty_answers_nothing(library, index, embedder):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    library.withdraw("d1")
    assert words(index, "một") == near(index, "một") == []
    assert (index.read(len), index.verify()) == (0, [])
    publish(library, a_reading("d2", ["hai"]), embedder)
    assert words(index, "hai") == near(index, "hai") == ["hai"]
    assert (index.read(len), index.verify()) == (1, [])


def test_keeping_up_brings_every_projection_in_step(library, index, embedder):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.keep_up()
    assert index.follow() == Followed()
    assert index.verify() == []


def test_who_follows_inside_a_moment_sees_what_another_published_since(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    with library.moment():
        assert [document.id for document in library.documents()] == ["d1"]
        with Library.open(tmp_path) as other:
            publish(other, a_reading("d2", ["hai"]), embedder)
        assert words(index, "hai") == ["hai"]
        assert index.follow() == Followed()
    assert index.follow() == Followed()
    assert index.verify() == []


def _busy_writer(folder):
    """Another process that holds the writer lock until the block ends."""
    code = "import sys, filelock\nwith filelock.FileLock(sys.argv[1]): print('ready', flush=True); sys.stdin.read()\n"
    command = [sys.executable, "-c", code, str(folder / "writer.lock")]
    process = subprocess.Popen(command, stdin=-1, stdout=-1, text=True)  # noqa: S603
    assert process.stdout.readline() == "ready\n"
    return process


def test_new_embedder_is_followed_and_the_old_embeddings_stay(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một", "hai"]), embedder)
    index.follow()
    other = HashingEmbedder(name="hashing-2", dimensions=24)
    with Index(library, other, tmp_path) as second:
        done = second.follow()
        assert (done.embedded, len(done.rebuilt)) == (2, 2)
        assert other.embedded == 2
        vector = other.embed(["hai"])[0]
        assert second.dense(vector, 1)[0][0].text == "hai"
    assert index.follow().embedded == 0
    assert near(index, "hai")[0] == "hai"


def test_index_copied_from_another_library_is_noticed(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    with Library.open(tmp_path / "other", create=True) as other:
        publish(other, a_reading("d2", ["hai"]), embedder)
        for name in PROJECTIONS:
            shutil.copytree(tmp_path / name, tmp_path / "other" / name)
        with Index(other, embedder, tmp_path / "other") as copied:
            assert len(copied.verify()) == len(PROJECTIONS)
            copied.follow()
            assert words(copied, "một hai") == near(copied, "một") == ["hai"]
            assert copied.verify() == []


def test_index_that_was_moved_with_its_library_is_not_built_again(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    shutil.copytree(tmp_path, tmp_path.with_name("moved"), copy_function=shutil.copy)
    moved, again = open_index(tmp_path.with_name("moved"))
    with moved, again:
        assert again.follow() == Followed()
        assert words(again, "một") == near(again, "một") == ["một"]


def test_reader_without_any_index_says_that_it_is_being_made(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    with _busy_writer(tmp_path), pytest.raises(LibraryLockedError, match="being made"):
        words(index, "một")
    assert words(index, "một") == ["một"]


def test_warm_index_answers_and_closes(library, index, embedder):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.follow()
    index.warm()
    index.warm()
    assert near(index, "một") == ["một"]


def test_failed_warm_up_surfaces_on_use(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["một"]), embedder)
    index.warm()  # nothing there yet
    with _busy_writer(tmp_path), pytest.raises(LibraryLockedError):
        near(index, "một")


def test_empty_library_answers_nothing(index):
    assert words(index, "một") == near(index, "một") == []
    assert index.read(lambda forward: worded(forward, ["một"])) == [()]
    assert index.follow() == Followed()


def test_progress_counts_to_the_end(library, index, embedder):
    publish(library, a_reading("d1", [f"đoạn {at}" for at in range(30)]), embedder)
    seen = []
    index.follow(lambda done, total: seen.append((done, total)))
    assert seen == [(30, 30)] * len(PROJECTIONS)


def test_order_does_not_depend_on_history(library, index, embedder, tmp_path):
    for number in range(6):
        texts = [f"đoạn {at} của bản {at % (number + 1)}" for at in range(40)]
        publish(library, a_reading(f"d{number % 2}", texts), embedder)
        index.follow()
    asked = ["đoạn 3", "bản 2", "của"]
    before = [(_scored(index, text), near(index, text, 9)) for text in asked]
    index.close()
    for name in PROJECTIONS:
        shutil.rmtree(tmp_path / name)
    assert len(index.follow().rebuilt) == len(PROJECTIONS)
    assert [(_scored(index, text), near(index, text, 9)) for text in asked] == before


def _scored(index, text):
    by_words = [(passage.id, score) for passage, score in index.lexical(LexicalQuery.of(text), 9)]
    return by_words, index.read(lambda words: worded(words, [passage_id for passage_id, _ in by_words]))


def test_two_readers_follow_a_writer(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["bản 0"]), embedder)
    index.follow()
    code = (
        "import sys, pathlib; from tests.retrieval.builders import open_index\n"
        "from tests.retrieval.test_index import near, words\n"
        "library, index = open_index(pathlib.Path(sys.argv[1]))\n"
        "for line in sys.stdin: print(words(index, 'bản'), near(index, 'bản'), flush=True)\n"
        "index.close(); library.close()\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    readers = [
        subprocess.Popen(command, stdin=-1, stdout=-1, text=True, cwd=REPOSITORY)  # noqa: S603
        for _ in range(2)
    ]
    for number in range(4):
        texts = [f"bản {number}"]
        publish(library, a_reading("d1", texts), embedder)
        index.follow()
        for reader in readers:
            reader.stdin.write("ask\n")
            reader.stdin.flush()
        assert [reader.stdout.readline() for reader in readers] == [f"{texts} {texts}\n"] * 2
    for reader in readers:
        with reader:
            pass
        assert reader.returncode == 0
    index.close()
    assert list((tmp_path / "vectors.open").iterdir()) == []


def test_readers_answer_while_a_writer_publishes_without_pause(library, index, embedder, tmp_path):
    publish(library, a_reading("d1", ["bản 0 chung"]), embedder)
    index.follow()
    code = (
        "import sys, pathlib; from tests.retrieval.builders import a_reading, open_index, publish\n"
        "from tests.fakes.embedder import HashingEmbedder\n"
        "library, index = open_index(pathlib.Path(sys.argv[1]))\n"
        "for number in range(1, 11):\n"
        "    with library.writing():\n"
        "        publish(library, a_reading('d1', [f'bản {number} chung']), HashingEmbedder())\n"
        "        index.follow()\n"
        "index.close(); library.close()\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY) as writer:  # noqa: S603
        seen = set()
        for _ in itertools.count():
            over = writer.poll() is not None
            for texts in (words(index, "chung"), near(index, "chung")):
                assert len(texts) <= 1
                seen.update(texts)
            if over:
                break
            time.sleep(0.002)
    assert writer.returncode == 0
    assert words(index, "chung") == near(index, "chung") == ["bản 10 chung"]
    assert len(seen) > 1
