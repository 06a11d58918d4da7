"""Files into the library: which ones, in which state, and what a bad one changes."""

import json
import shutil

import pytest

from ingest import publishing
from ingest.publishing import find_files, preview, publish
from ingest.reading import read_file
from ingest.receipt import receipt_json
from retrieval.errors import LibraryLockedError
from retrieval.library import Library
from tests.conftest import SAMPLES
from tests.fakes.embedder import HashingEmbedder

LIMIT = 1024 * 1024
PLAN = SAMPLES / "04-ke-hoach-203-tinh-chau-linh.txt"
WITH_ATTACHMENT = SAMPLES / "06-quyet-dinh-27-2023-quy-che-trung-tam-hoc-tap-cong-dong.txt"


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "data", create=True) as library:
        yield library


@pytest.fixture
def embedder():
    return HashingEmbedder()


class TestFindFiles:
    def test_folders_are_read_in_the_order_of_names_without_hidden_files(self, tmp_path):
        for name in ("b.txt", "a/z.html", "a/.hidden.txt", ".git/x.txt", "README.md", "c.xlsx", "a/b.TXT"):
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.touch()
        files, problems = find_files([tmp_path])
        assert [str(path.relative_to(tmp_path)) for path in files] == ["b.txt", "a/b.TXT", "a/z.html"]
        assert problems == []

    def test_a_file_that_is_named_is_read_whatever_it_is_called(self, tmp_path):
        names = [tmp_path / name for name in ("README.md", ".hidden.txt", "c.xlsx")]
        for path in names:
            path.touch()
        assert find_files(names) == (names, [])

    def test_a_file_named_twice_is_read_once(self, tmp_path):
        path = tmp_path / "a.txt"
        path.touch()
        assert find_files([path, tmp_path, path])[0] == [path]

    def test_what_is_not_there_is_a_problem_with_its_name(self, tmp_path):
        files, (problem,) = find_files([tmp_path / "nowhere"])
        assert files == []
        assert "nowhere: no such file or folder" in str(problem)

    def test_a_folder_with_nothing_to_read_says_what_could_be(self, tmp_path):
        _, (problem,) = find_files([tmp_path])
        assert ".txt" in problem.problem


class TestPublish:
    def test_a_new_file_is_published_and_embedded(self, library, embedder):
        receipt = publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        (entry,) = receipt.entries
        assert receipt.status == "new"
        assert entry.reading.document.number == "203/KH-UBND"
        assert receipt.embedded == embedder.embedded == len(entry.reading.passages)

    def test_the_same_bytes_again_change_nothing_and_embed_nothing(self, library, embedder):
        publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        counter = library.counter
        receipt = publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        assert (receipt.status, receipt.embedded, library.counter) == ("same", 0, counter)

    def test_a_changed_file_is_a_new_version_and_only_the_change_is_embedded(self, library, embedder, tmp_path):
        publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        changed = tmp_path / PLAN.name
        changed.write_text(PLAN.read_text("utf-8").replace("Quý II/2022", "Quý III/2022"), "utf-8")
        receipt = publish(read_file(changed, max_bytes=LIMIT), library, embedder)
        assert receipt.status == "new_version"
        assert 0 < receipt.embedded < len(receipt.entries[0].reading.passages) / 2

    def test_one_file_may_hold_a_decision_and_what_it_issues(self, library, embedder):
        receipt = publish(read_file(WITH_ATTACHMENT, max_bytes=LIMIT), library, embedder)
        kinds = [entry.reading.document.kind for entry in receipt.entries]
        assert kinds == ["Quyết định", "Quy chế"]

    def test_what_a_strange_file_provokes_is_its_own_failure(self, library, embedder, monkeypatch):
        def fail(*_):
            raise RecursionError("too\ndeep")

        monkeypatch.setattr(publishing, "_embed", fail)
        receipt = publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        assert receipt.status == "failed"
        assert "RecursionError: too deep" in receipt.error

    def test_a_locked_library_is_not_the_failure_of_a_file(self, library, embedder, tmp_path):
        with Library.open(tmp_path / "data") as other, other.writing(), pytest.raises(LibraryLockedError):
            publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)


class TestPreview:
    def test_without_a_library_everything_is_new(self):
        assert preview(read_file(PLAN, max_bytes=LIMIT), None).status == "new"

    def test_it_tells_what_publishing_would_do(self, library, embedder, tmp_path):
        publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        assert preview(read_file(PLAN, max_bytes=LIMIT), library).status == "same"
        changed = tmp_path / PLAN.name
        changed.write_text(PLAN.read_text("utf-8").replace("Quý II/2022", "Quý III/2022"), "utf-8")
        counter = library.counter
        assert preview(read_file(changed, max_bytes=LIMIT), library).status == "new_version"
        assert library.counter == counter

    def test_the_same_document_under_another_file_name_is_the_same(self, library, embedder, tmp_path):
        publish(read_file(PLAN, max_bytes=LIMIT), library, embedder)
        copy = shutil.copy(PLAN, tmp_path / "copy.txt")
        assert preview(read_file(tmp_path / copy, max_bytes=LIMIT), library).status == "same"


class TestReceipt:
    def test_its_json_tells_what_was_understood(self):
        told = receipt_json(preview(read_file(WITH_ATTACHMENT, max_bytes=LIMIT), None))
        decision, regulation = told["documents"]
        assert json.loads(json.dumps(told)).keys() == told.keys()
        assert (told["status"], told["error"], told["pages"]) == ("new", None, 0)
        assert decision["number"] == "27/2023/QĐ-UBND"
        assert decision["issued_on"] == "2023-09-15"
        assert regulation["articles"] > 10
        assert set(decision["facts"]) == {"assignments", "targets", "deadlines", "relations"}

    def test_a_file_that_failed_has_its_error(self, tmp_path):
        (tmp_path / "a.txt").write_text("Chào bạn, hôm nay trời đẹp.", "utf-8")
        told = receipt_json(preview(read_file(tmp_path / "a.txt", max_bytes=LIMIT), None))
        assert (told["status"], told["documents"]) == ("failed", [])
        assert "administrative document" in told["error"]
