"""The forward index gives back the words that were put in, whatever came and went before, or says it is damaged."""

from __future__ import annotations

import contextlib
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.forward import BODY, END, HEAD, PATH, TITLE, ForwardIndex
from retrieval.lexical import IndexedPassage
from retrieval.projection import DamagedError
from retrieval.text import fold
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.forward_words import cut_lines, frequencies, worded

EMBEDDER = HashingEmbedder()
OFTEN = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
PASSAGES = [
    IndexedPassage("d1-a@1", "Kế hoạch 35", "I. MỤC TIÊU\n1. Cụ thể", "- 65% học sinh. Đến năm 2030.\n- Mở lớp"),
    IndexedPassage("d1-b@1", "Kế hoạch 35", "II. NHIỆM VỤ", "Sở Tài chính chủ trì"),
    IndexedPassage("d2-a@1", "Quyết định 7", "", "hoc sinh mo lop", about="Số: 7\nBộ Nội vụ"),
]
LETTERS = st.lists(st.sampled_from("học hoc hóc tập tâp tap sở. So 2030 12,5 . ; TTHTCĐ".split()), max_size=9)
TEXT = st.lists(LETTERS.map(" ".join), max_size=3).map("\n".join)


def vectors(passages):
    """For each its own vector and that of its nearest heading."""
    bodies = EMBEDDER.embed([passage.body for passage in passages])
    return np.stack([bodies, EMBEDDER.embed([passage.path.split("\n")[-1] for passage in passages])], axis=1)


def paired(passages):
    """Each with its two vectors."""
    return list(zip(passages, vectors(passages), strict=True))


def indexed(name, title, path, body, about):
    return IndexedPassage(name, title, path, body, about=about)


@pytest.fixture
def index(tmp_path):
    with ForwardIndex(tmp_path) as opened:
        opened.replace(paired(PASSAGES), ())
        yield opened


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Files of an index of a few passages."""
    folder = tmp_path_factory.mktemp("written")
    with ForwardIndex(folder) as index:
        index.replace(paired(PASSAGES), ())
    return folder


class TestWording:
    def test_has_the_lines_of_each_part_in_reading_order(self, index):
        assert worded(index, ["d1-a"]) == [
            (
                (TITLE, "kế hoạch 35"),
                (PATH, "i mục tiêu"),
                (HEAD, "1 cụ thể"),
                (BODY, "65 học sinh"),
                (BODY, "đến năm 2030"),
                (BODY, "mở lớp"),
            )
        ]

    def test_has_what_the_header_says_above_the_headings(self, index):
        assert worded(index, ["d2-a"]) == [
            ((TITLE, "quyết định 7"), (PATH, "số 7"), (PATH, "bộ nội vụ"), (BODY, "hoc sinh mo lop"))
        ]
        index.replace(paired([IndexedPassage("d3@1", "Luật", "I. Một\nĐiều 2", "hai", about="Quốc hội")]), ())
        assert worded(index, ["d3"])[0][1:4] == ((PATH, "quốc hội"), (PATH, "i một"), (HEAD, "điều 2"))

    def test_comes_in_the_order_asked_for_and_as_often(self, index):
        a, b = worded(index, ["d1-a"])[0], worded(index, ["d1-b"])[0]
        assert worded(index, ["d1-b", "d1-a", "d1-b"]) == [b, a, b]

    def test_of_an_unknown_passage_is_empty(self, index):
        assert worded(index, ["d9", "d1-b", ""])[::2] == [(), ()]

    def test_of_no_passage_is_empty(self, index):
        wording = index.wording([])
        assert [len(wording.tokens), len(wording.owners), len(wording.parts), len(wording.lengths)] == [0, 0, 0, 0]

    def test_lengths_are_those_of_the_own_text(self, index):
        lengths = index.wording(["d1-b", "d9", "d2-a"]).lengths
        assert lengths.tolist() == [len("Sở Tài chính chủ trì".split()) + 1, 0, 5]

    def test_ends_after_every_passage(self, index):
        wording = index.wording(["d1-a", "d1-b", "d2-a"])
        lasts = np.flatnonzero(np.diff(wording.owners, append=3))
        assert (wording.tokens[lasts] == END).all()


class TestWords:
    def test_are_folded_to_the_word_without_marks(self, index):
        assert index.folded[index.number("mở")] == index.number("mo")
        assert index.folded[index.number("mo")] == index.number("mo")

    def test_end_stays_when_folded(self, index):
        assert index.folded[END] == END

    @pytest.mark.parametrize(("word", "count"), [("học", 1), ("hoc", 2), ("kế", 2), ("35", 2), ("mục", 1)])
    def test_count_passages_and_plain_ones_every_spelling(self, index, word, count):
        assert index.frequency[index.number(word)] == count

    @pytest.mark.parametrize("word", ["astronomy", "", "học sinh", "\n"])
    def test_that_no_passage_has_have_no_number(self, index, word):
        assert index.number(word) is None

    def test_that_went_with_their_last_passage_have_no_number(self, index):
        index.replace([], ["d1-b@1"])
        assert index.number("tài") is index.number("tai") is None
        assert index.number("kế") is not None

    def test_that_come_again_are_known_again(self, index):
        index.replace([], ["d1-b@1"])
        index.replace(paired(PASSAGES[1:2]), ())
        assert index.frequency[index.number("tài")] == 1

    def test_of_a_hundred_letters_are_cut(self, tmp_path):
        with ForwardIndex(tmp_path) as index:
            index.replace(paired([IndexedPassage("a", "", "", "x" * 100)]), ())
            assert index.number("x" * 40) is not None


class TestLikeness:
    def test_is_the_inner_product_with_the_passage_and_with_its_heading(self, index):
        vector = EMBEDDER.embed(["Mở lớp học sinh, nhiệm vụ cụ thể"])[0]
        wanted = vectors(PASSAGES) @ vector
        assert wanted[:2].all()
        assert index.likeness(vector, ["d1-a", "d1-b", "d2-a"]) == pytest.approx(wanted, abs=2e-3)

    def test_of_an_unknown_passage_is_zero(self, index):
        assert index.likeness(EMBEDDER.embed(["lớp"])[0], ["d9"]).tolist() == [[0.0, 0.0]]

    def test_of_no_passage_is_nothing(self, index):
        assert index.likeness(EMBEDDER.embed(["lớp"])[0], []).shape == (0, 2)

    def test_is_the_same_to_the_last_bit_in_any_company(self, tmp_path):
        names = [f"p{at}" for at in range(40)]
        random = np.random.default_rng(7)
        asked = random.normal(size=256).astype(np.float32)
        rows = random.normal(size=(40, 2, 256)).astype(np.float32)
        with ForwardIndex(tmp_path) as index:
            passages = [IndexedPassage(name, "", "", name) for name in names]
            index.replace(list(zip(passages, rows, strict=True)), ())
            together = dict(zip(names, index.likeness(asked, names).tolist(), strict=True))
            backwards = index.likeness(asked, names[::-1]).tolist()
            assert dict(zip(names[::-1], backwards, strict=True)) == together
            assert {name: index.likeness(asked, [name]).tolist()[0] for name in names} == together


class TestReplacing:
    def test_nothing_by_nothing_leaves_an_empty_index(self, tmp_path):
        with ForwardIndex(tmp_path) as index:
            index.replace([], ())
            assert (len(index), index.ids(), index.mean_length) == (0, set(), 1.0)
        with ForwardIndex(tmp_path) as again:
            assert worded(again, ["d1"]) == [()]

    def test_all_by_nothing_and_again(self, index):
        index.replace([], [passage.id for passage in PASSAGES])
        assert (len(index), frequencies(index)) == (0, {})
        index.replace(paired(PASSAGES), ())
        assert len(index) == len(PASSAGES)

    def test_an_entry_that_is_added_takes_the_place_of_its_earlier_self(self, index):
        index.replace(paired([IndexedPassage("d1-b@1", "", "", "khác")]), ())
        assert len(index) == len(PASSAGES)
        assert worded(index, ["d1-b"]) == [((BODY, "khác"),)]

    def test_what_is_added_stays_where_it_is_removed_too(self, index):
        index.replace(paired(PASSAGES[:1]), ["d1-a@1"])
        assert index.ids() == {passage.id for passage in PASSAGES}

    def test_removing_what_is_not_there_changes_nothing(self, index):
        before = worded(index, ["d1-a", "d1-b", "d2-a"])
        index.replace([], ["d7@1"])
        assert worded(index, ["d1-a", "d1-b", "d2-a"]) == before

    def test_a_passage_without_words_has_none(self, tmp_path):
        with ForwardIndex(tmp_path) as index:
            index.replace(paired([IndexedPassage("a", "", "", "… – ?!"), IndexedPassage("b", "", "\n", "")]), ())
            assert worded(index, ["a", "b"]) == [(), ()]
            assert index.mean_length == 1.0

    def test_entries_may_hold_any_character_but_a_line_feed(self, tmp_path):
        names = ["a b", "a\x0bb", "a\u2028b", "đ@x", "\x85"]
        with ForwardIndex(tmp_path) as index:
            index.replace(paired([IndexedPassage(f"{name}@1", "", "", "một") for name in names]), ())
        with ForwardIndex(tmp_path) as again:
            assert again.ids() == {f"{name}@1" for name in names}
            assert worded(again, names) == [((BODY, "một"),)] * len(names)

    @OFTEN
    @given(
        st.lists(
            st.tuples(
                st.dictionaries(st.integers(0, 5), st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=4),
                st.sets(st.integers(0, 5), max_size=4),
            ),
            max_size=5,
        )
    )
    def test_in_any_steps_gives_what_is_built_at_once(self, tmp_path, steps):
        folders = [tmp_path / "steps", tmp_path / "once"]
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        held: dict[str, IndexedPassage] = {}
        with ForwardIndex(folders[0]) as grown, ForwardIndex(folders[1]) as once:
            for added, removed in steps:
                fresh = [indexed(f"p{at}@{len(text[2])}", *text) for at, text in added.items()]
                gone = {entry for entry in held if int(entry[1]) in removed | added.keys()}
                held = {entry: passage for entry, passage in held.items() if entry not in gone}
                held |= {passage.id: passage for passage in fresh}
                grown.replace(paired(fresh), gone)
            once.replace(paired(sorted(held.values(), key=lambda passage: passage.id)), ())
            asked = [f"p{at}" for at in range(6)]
            vector = EMBEDDER.embed(["học tập"])[0]
            assert worded(grown, asked) == worded(once, asked)
            assert frequencies(grown) == frequencies(once)
            assert grown.likeness(vector, asked).tolist() == once.likeness(vector, asked).tolist()
            assert (grown.ids(), grown.mean_length) == (once.ids(), once.mean_length) == (held.keys(), once.mean_length)

    @OFTEN
    @given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=4))
    def test_keeps_every_word_and_counts_each_passage_once(self, tmp_path, texts):
        shutil.rmtree(tmp_path, ignore_errors=True)
        tmp_path.mkdir()
        with ForwardIndex(tmp_path) as index:
            index.replace(paired([indexed(f"p{at}", *text) for at, text in enumerate(texts)]), ())
            assert worded(index, [f"p{at}" for at in range(len(texts))]) == [cut_lines(*text) for text in texts]
            wanted: dict[str, set[int]] = {}
            for at, text in enumerate(texts):
                for _, line in cut_lines(*text):
                    for word in line.split():
                        wanted.setdefault(word, set()).add(at)
                        wanted.setdefault(fold(word), set()).add(at)
            assert frequencies(index) == {word: len(places) for word, places in wanted.items()}


class TestFiles:
    def test_of_words_and_vectors_are_neither_mapped_nor_kept(self, index, tmp_path):
        before = worded(index, ["d1-a"]), index.likeness(EMBEDDER.embed(["lớp"])[0], ["d1-a"]).any()
        assert not {"tokens.npy", "vectors.npy"} & held_files(tmp_path, mapped=True)
        assert {"tokens.npy", "vectors.npy"} <= held_files(tmp_path)
        for name in ("tokens.npy", "vectors.npy"):
            file = tmp_path / name
            file.write_bytes(file.read_bytes()[:128] + bytes(file.stat().st_size - 128))
        after = worded(index, ["d1-a"]), index.likeness(EMBEDDER.embed(["lớp"])[0], ["d1-a"]).any()
        assert before[0] != after[0]
        assert (before[1], after[1]) == (True, False)

    def test_are_let_go_of_when_it_is_closed(self, tmp_path):
        with ForwardIndex(tmp_path) as index:
            index.replace(paired(PASSAGES), ())
            assert {"tokens.npy", "vectors.npy", "bounds.npy"} <= held_files(tmp_path)
        assert held_files(tmp_path) == set()

    @pytest.mark.parametrize("name", ["tokens", "bounds", "folded", "frequency", "vectors"])
    def test_are_let_go_of_when_they_are_damage(self, written, tmp_path, name):
        folder = shutil.copytree(written, tmp_path / "copy")
        whole = (folder / f"{name}.npy").read_bytes()
        (folder / f"{name}.npy").write_bytes(whole[:-1])
        with pytest.raises(DamagedError) as raised:
            ForwardIndex(folder)
        assert not {"tokens.npy", "vectors.npy"} & held_files(folder)
        raised.match("no forward index")

    def test_that_became_shorter_are_damage_when_they_are_read(self, index, tmp_path):
        for name in ("tokens.npy", "vectors.npy"):
            file = tmp_path / name
            file.write_bytes(file.read_bytes()[:128])
        with pytest.raises(DamagedError):
            index.wording(["d1-a"])
        with pytest.raises(DamagedError):
            index.likeness(EMBEDDER.embed(["lớp"])[0], ["d1-a"])

    def test_with_another_number_of_vectors_a_passage_are_damage(self, written, tmp_path):
        folder = shutil.copytree(written, tmp_path / "copy")
        rows = np.load(folder / "vectors.npy")
        np.save(folder / "vectors.npy", rows.reshape(len(rows), 1, -1))
        with pytest.raises(DamagedError):
            ForwardIndex(folder)

    def test_are_the_same_bytes_for_the_same_steps(self, written, tmp_path):
        with ForwardIndex(tmp_path) as index:
            index.replace(paired(PASSAGES), ())
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
            file.name: file.read_bytes() for file in written.iterdir()
        }

    @pytest.mark.parametrize("name", ["entries.txt", "words.txt", "tokens.npy", "bounds.npy", "folded.npy"])
    def test_that_are_missing_are_damage(self, written, tmp_path, name):
        folder = shutil.copytree(written, tmp_path / "copy")
        (folder / name).unlink()
        with pytest.raises(DamagedError, match="no forward index"):
            ForwardIndex(folder)

    def test_of_another_size_are_damage(self, written, tmp_path):
        for file in written.iterdir():
            whole = file.read_bytes()
            for size in sorted({0, 1, 64, 100, len(whole) // 2, len(whole) - 1} & set(range(len(whole)))):
                folder = shutil.copytree(written, tmp_path / f"{file.name}-{size}")
                (folder / file.name).write_bytes(whole[:size])
                with pytest.raises(DamagedError):
                    ForwardIndex(folder)

    def test_that_were_swapped_are_damage(self, written, tmp_path):
        names = sorted(file.name for file in written.iterdir())
        for one in names:
            for other in names:
                if one < other:
                    folder = shutil.copytree(written, tmp_path / f"{one}-{other}")
                    shutil.copy(written / one, folder / other)
                    shutil.copy(written / other, folder / one)
                    with pytest.raises(DamagedError):
                        _read_all(folder)

    def test_of_an_archive_or_of_objects_are_damage(self, written, tmp_path):
        for at, save in enumerate((np.savez, lambda file, array: np.save(file, array.astype(object)))):
            folder = shutil.copytree(written, tmp_path / str(at))
            with (folder / "tokens.npy").open("wb") as file:
                save(file, np.zeros(3, np.uint32))
            with pytest.raises(DamagedError):
                ForwardIndex(folder)

    @settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(["tokens", "bounds", "folded", "frequency", "vectors"]), st.data())
    def test_with_any_bytes_changed_are_damage_or_can_be_read(self, written, tmp_path, name, data):
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        folder = shutil.copytree(written, tmp_path / "copy")
        whole = bytearray((folder / f"{name}.npy").read_bytes())
        places = st.integers(0, 127) if data.draw(st.booleans()) else st.integers(0, len(whole) - 1)
        for at in data.draw(st.lists(places, min_size=1, max_size=4)):
            whole[at] = data.draw(st.integers(0, 255) | st.sampled_from(list(b" (),'-9{}O<>")))
        (folder / f"{name}.npy").write_bytes(whole)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # NumPy on headers of Python 2
                _read_all(folder)
        except DamagedError:
            pass


def held_files(folder, *, mapped=False):
    """Names of the files in `folder` that this process has mapped, or mapped or open."""
    if not Path("/proc/self/maps").exists():
        pytest.skip("this system does not tell which files are held")
    lines = Path("/proc/self/maps").read_text().splitlines()
    paths = [Path(line.split(maxsplit=5)[-1]) for line in lines]
    for handle in [] if mapped else Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that lists them
            paths.append(handle.readlink())
    return {path.name for path in paths if path.parent == folder}


def _read_all(folder):
    with ForwardIndex(folder) as index:
        wording = index.wording(["d1-a", "d1-b", "d2-a"])
        assert len(index.folded[wording.tokens]) == len(wording.owners) == len(wording.parts)
        assert (index.frequency[wording.tokens] <= len(index)).all()
        index.likeness(EMBEDDER.embed(["học"])[0], ["d1-a", "d1-b", "d2-a"])
