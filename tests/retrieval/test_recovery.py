"""Whatever is killed, deleted or damaged: nothing is lost, duplicated or stale."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.forward import BODY
from retrieval.index import Followed, Index
from retrieval.lexical import LexicalQuery
from retrieval.library import Library
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_reading, open_index, publish
from tests.retrieval.forward_words import worded
from tests.retrieval.publishing_process import DOCUMENTS, texts

REPOSITORY = Path(__file__).parents[2]
PROJECTIONS = ("lexical", "vectors", "forward")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A library of two documents and its index, in step and closed, and what it answers."""
    data = tmp_path_factory.mktemp("built") / "data"
    library, index = open_index(data, create=True)
    with library, index:
        for name in ("d1", "d2"):
            reading = a_reading(name, [f"{name} đoạn {at} học tập" for at in range(40)])
            publish(library, reading, HashingEmbedder())
        index.follow()
        return data, answers(index)


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built[0], tmp_path / "data")


@pytest.fixture
def expected(built):
    return built[1]


def answers(index):
    """What the projections give for a few questions: scores of both routes, words and likeness of what they found."""
    found = []
    for question in ("d1 đoạn 7", "học tập", "doan 12"):
        vector = HashingEmbedder().embed([question])[0]
        hits = index.lexical(LexicalQuery.of(question), 8) + index.dense(vector, 8)
        ids = [passage.id for passage, _ in hits]
        found.append([(passage.id, score) for passage, score in hits])
        found.append(index.read(lambda words, ids=ids: worded(words, ids)))
        found.append(index.read(lambda words, ids=ids, vector=vector: words.likeness(vector, ids).tolist()))
    return found


def _delete(path: Path) -> None:
    shutil.rmtree(path)


def _empty(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()


def _file_instead(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("không phải thư mục", "utf-8")


def _each_file(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file() and file.suffix != ".lock")


def _garbage(path: Path) -> None:
    for file in _each_file(path):
        file.write_bytes(random.Random(file.name).randbytes(max(1, file.stat().st_size)))  # noqa: S311


def _truncate(path: Path) -> None:
    for file in _each_file(path):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _no_state(path: Path) -> None:
    (path / "state.json").unlink()


def _odd_state(path: Path) -> None:
    (path / "state.json").write_text('{"generation": [], "files": 7}')


def _no_generation(path: Path) -> None:
    shutil.rmtree(path / "1")


@pytest.mark.parametrize("projection", PROJECTIONS)
@pytest.mark.parametrize(
    "harm", [_delete, _empty, _file_instead, _garbage, _truncate, _no_state, _odd_state, _no_generation]
)
def test_harmed_projection_is_built_again_and_answers_the_same(folder, expected, projection, harm):
    harm(folder / projection)
    library, index = open_index(folder)
    with library, index:
        done = index.follow()
        assert (done.embedded, len(done.rebuilt)) == (0, 1)
        assert answers(index) == expected
        assert index.verify() == []


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_harm_to_any_one_file_is_noticed_without_being_told(folder, expected, projection):
    names = [file.relative_to(folder) for file in _each_file(folder / projection)]
    for name in names:
        size = (folder / name).stat().st_size if (folder / name).exists() else 0
        if size == 0:
            continue
        data = bytearray((folder / name).read_bytes())
        data[size // 2] ^= 0xFF
        (folder / name).write_bytes(data)
        library, index = open_index(folder)
        with library, index:
            assert answers(index) == expected, name
            assert index.verify() == []


def test_file_in_the_place_of_the_folder_of_all_is_moved_aside(tmp_path):
    (tmp_path / "index").write_text("không phải thư mục", "utf-8")
    with Library.open(tmp_path, create=True) as library:
        publish(library, a_reading("d1", ["một"]), HashingEmbedder())
        with Index(library, HashingEmbedder(), tmp_path / "index") as index:
            assert len(index.follow().rebuilt) == len(PROJECTIONS)
            assert index.verify() == []


@pytest.mark.parametrize(
    ("one", "other"), [("tokens.npy", "folded.npy"), ("bounds.npy", "vectors.npy"), ("words.txt", "entries.txt")]
)
def test_swapped_files_are_damage_and_built_again(folder, expected, one, other):
    generation = folder / "forward" / "1"
    held = (generation / one).read_bytes()
    (generation / one).write_bytes((generation / other).read_bytes())
    (generation / other).write_bytes(held)
    library, index = open_index(folder)
    with library, index:
        assert answers(index) == expected
        assert index.verify() == []
    assert (folder / "forward.damaged-1").exists()


@pytest.mark.parametrize("name", ["tokens.npy", "bounds.npy", "folded.npy", "frequency.npy", "vectors.npy"])
def test_harm_to_the_words_that_keeps_size_and_time_is_found_when_they_are_read(folder, expected, name):
    file = folder / "forward" / "1" / name
    status = file.stat()
    whole = file.read_bytes()
    file.write_bytes(whole[:128] + b"\xff" * (len(whole) - 128))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    library, index = open_index(folder)
    with library, index:
        assert index.follow() == Followed()
        assert answers(index) == expected
        assert index.verify() == []


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_projection_deleted_under_an_open_index_comes_back(folder, expected, projection):
    library, index = open_index(folder)
    with library, index:
        assert answers(index) == expected
        shutil.rmtree(folder / projection)
        assert answers(index) == expected


def test_private_copy_deleted_under_an_open_index_comes_back(folder, expected):
    library, index = open_index(folder)
    with library, index:
        assert answers(index) == expected
        shutil.rmtree(folder / "vectors.open")
        assert answers(index) == expected


def test_damaged_folder_is_moved_aside_and_kept(folder):
    for _ in range(2):
        _garbage(folder / "vectors")
        library, index = open_index(folder)
        with library, index:
            assert index.verify()
            index.follow()
    assert sorted(path.name for path in folder.glob("*.damaged-*")) == [
        "vectors.damaged-1",
        "vectors.damaged-2",
    ]


def test_harm_that_keeps_size_and_time_is_found_by_verify_and_repaired(folder, expected):
    file = next(path for path in _each_file(folder / "vectors") if path.name == "data_level0.bin")
    status = file.stat()
    file.write_bytes(bytes(status.st_size))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    library, index = open_index(folder)
    with library, index:
        assert index.follow() == Followed()
        assert len(index.verify()) == 1
        assert len(index.repair().rebuilt) == 1
        assert index.verify() == []
        assert answers(index) == expected


def test_touched_files_are_not_damage(folder):
    for projection in PROJECTIONS:
        for file in _each_file(folder / projection):
            file.touch()
    library, index = open_index(folder)
    with library, index:
        assert index.follow() == Followed()


def test_copies_of_killed_readers_are_removed(folder):
    code = (
        "import os, pathlib, sys; from tests.retrieval.builders import open_index\n"
        "from tests.retrieval.test_recovery import answers\n"
        "library, index = open_index(pathlib.Path(sys.argv[1])); answers(index); os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False, cwd=REPOSITORY)  # noqa: S603
    assert len(list((folder / "vectors.open").iterdir())) == 2
    library, index = open_index(folder)
    with library, index:
        answers(index)
    assert list((folder / "vectors.open").iterdir()) == []


def test_process_killed_while_publishing_loses_nothing(tmp_path):
    command = [sys.executable, "-m", "tests.retrieval.publishing_process", str(tmp_path)]
    moments = random.Random(20)  # noqa: S311
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, cwd=REPOSITORY) as process:  # noqa: S603
        for _ in range(10):
            process.stdin.write(f"{moments.uniform(0, 0.6)}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "killed\n"
            _assert_whole(tmp_path)
        process.stdin.close()


def _assert_whole(folder: Path) -> None:
    promised = {}
    for line in (folder / "done").read_text().splitlines():
        with contextlib.suppress(ValueError):
            document, number = line.split()
            promised[document] = int(number)
    library, index = open_index(folder)
    with library, index:
        assert library.check() == []
        index.follow()
        assert index.verify() == []
        assert set(promised) <= {document.id for document in library.documents()}
        for document in library.documents():
            _assert_one_version(library, document.id, promised.get(document.id, 1))
        found = [passage.id for passage, _ in index.lexical(LexicalQuery.of("đoạn"), 1_000)]
        current = list(library.current_passages())
        assert sorted(found) == sorted(passage.id for passage in current)
        held = index.read(lambda words: [lines[-1] for lines in worded(words, [passage.id for passage in current])])
        assert held == [(BODY, passage.text) for passage in current]
    assert not list(folder.glob("*.damaged-*"))


def _assert_one_version(library: Library, document_id: str, at_least: int) -> None:
    held = [passage.text for passage in library.document_passages(document_id)]
    assert held in [texts(at_least), texts(at_least + DOCUMENTS), texts(at_least + 1)]
    assert len(library.missing_embeddings(library.document_passages(document_id), embedder="hashing-1")) == 0
