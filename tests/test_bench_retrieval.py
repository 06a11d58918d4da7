"""The retrieval sets of the benchmark: what is written, who competes, and what the report says of it."""

import gzip
import json
import sys

import pytest

from bench import ranker, ranking, ranking_report
from bench.bm25 import Bm25
from bench.chunks import chunks, corpus_rows
from bench.figures import Times
from bench.ranking import Filled, Ranking, Standing, measure
from bench.retrieval_sets import AMONG, BASE, RetrievalSet, retrieval_sets
from bot.ranking import Mean
from bot.resources import Memory
from bot.trial import read_answered

ARTICLE = {
    "id": "36003",
    "title": "Phạm vi điều chỉnh",
    "source": "(Điều 1 Nghị định số 12/2011/NĐ-CP Về thanh niên xung phong, có hiệu lực từ ngày 26/03/2011)",
    "text": "Nghị định này quy định về thanh niên xung phong.",
}
ROWS = {
    "luật@1": ("Luật Thư viện, Điều 1", "Ngân sách tỉnh bảo đảm kinh phí mua sách cho thư viện công cộng."),
    "luật@2": ("Luật Giáo dục, Điều 9", "Giáo viên dạy lớp xóa mù chữ được hưởng phụ cấp hằng tháng."),
}
QUERIES = {"q1": "Ai được hưởng phụ cấp?", "q2": "Kinh phí mua sách do đâu bảo đảm?"}


def write_set(folder):
    folder.mkdir(parents=True)
    rows = [{"_id": row, "title": title, "text": text} for row, (title, text) in ROWS.items()]
    queries = [{"_id": query, "text": text} for query, text in QUERIES.items()]
    for name, lines in {"corpus.jsonl": rows, "queries.jsonl": queries}.items():
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq2\tluật@1\t1\nq1\tluật@2\t1\n", "utf-8")
    return folder


@pytest.fixture
def shared(tmp_path):
    """Two sets, and a codification of ten articles."""
    for name in (BASE, "xquad_en_vi"):
        write_set(tmp_path / "shared" / "bench" / name)
    (tmp_path / "shared" / "training").mkdir()
    with gzip.open(tmp_path / "shared" / "training" / "phapdien.jsonl.gz", "wt", encoding="utf-8") as file:
        for _ in range(10):
            print(json.dumps(ARTICLE), file=file)
    return tmp_path / "shared"


def test_the_largest_set_has_every_article_as_a_row_of_its_own(shared, tmp_path, monkeypatch):
    monkeypatch.setattr("bench.retrieval_sets.PARTS", {"stock": 4, "pyvi": 6})
    *_, among = retrieval_sets(shared, tmp_path, quick=False)
    names = [name for name, _ in corpus_rows(among.folder)]
    assert (among.name, len(names), len(set(names))) == (AMONG, 12, 12)
    assert len(corpus_rows(among.parts["pyvi"])) == 6
    assert [name for name, _ in corpus_rows(among.parts["stock"])] == ["luật@1", "luật@2", "phapdien-1", "phapdien-6"]
    row = json.loads((among.folder / "corpus.jsonl").read_text("utf-8").splitlines()[-1])
    assert row["title"] == "Điều 1 Nghị định số 12/2011/NĐ-CP Về thanh niên xung phong"
    assert row["text"].startswith("Phạm vi điều chỉnh\n\nNghị định này")


def test_a_quick_run_has_one_set_and_english_questions_have_no_tone_marks_to_lose(shared, tmp_path):
    assert [each.name for each in retrieval_sets(shared, tmp_path, quick=True)] == [BASE]
    forms = {each.name: each.forms for each in retrieval_sets(shared, tmp_path, quick=False)}
    assert forms == {BASE: (False, True), "xquad_en_vi": (False,), AMONG: (False, True)}


def test_without_the_sets_nothing_is_measured(tmp_path):
    assert retrieval_sets(tmp_path, tmp_path, quick=False) == []
    assert "**Not measured**" in str(ranking_report.ranking_section(None, None))


def test_a_contestant_is_asked_once_before_it_is_timed_and_rows_come_once(tmp_path):
    asked = []

    class Fake:
        def index(self, folder):
            assert folder == tmp_path
            return 2.5

        def find(self, question):
            asked.append(question)
            return ["a", "a", "b"]

        def disk(self):
            return 7

        def passages(self):
            return 2

    result = ranker.compete(Fake(), {"folder": str(tmp_path), "questions": {"x": ["one", "two"], "y": ["three"]}})
    assert asked == ["one", "one", "two", "three"]
    assert (result["index_s"], result["disk"], result["asked"]["x"]["found"]) == (2.5, 7, [["a", "b"]] * 2)
    assert len(result["asked"]["y"]["ms"]) == 1


def test_a_peer_that_is_filled_up_is_asked_again_for_its_times_alone(tmp_path):
    small, large = write_set(tmp_path / "small"), write_set(tmp_path / "large")
    with (large / "corpus.jsonl").open("a", encoding="utf-8") as corpus:
        corpus.write(json.dumps({"_id": "p3", "text": "Thêm"}) + "\n")

    class Fake:
        def __init__(self):
            self.rows, self.limits = [], []

        def index_rows(self, rows):
            self.rows += rows
            return 1.0

        def fill(self, rows):
            self.rows += rows
            return len(self.rows)

        def find(self, question, history, limit):
            assert history == ()
            self.limits.append(limit)
            return [("luật@1", question)]

        def disk(self):
            return len(self.rows)

        passages = disk

    fake = Fake()
    work = {"folder": str(small), "fill": str(large), "questions": {"x": ["một", "hai"], "y": ["mot"]}}
    result = ranker.compete(ranker.Peer(fake), work)
    assert [name for name, _ in fake.rows] == ["luật@1", "luật@2", "p3"]
    assert fake.limits == [40, 40, 40, 40, 10, 10]
    assert (result["passages"], result["filled"]["disk"], result["filled"]["passages"]) == (2, 3, 3)
    assert len(result["filled"]["ms"]) == 2


def test_a_peer_that_is_not_installed_is_a_result(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyvi", None)
    (tmp_path / "work").write_text("{}", "utf-8")
    monkeypatch.setattr(sys, "argv", ["ranker", "pyvi", str(tmp_path / "work"), str(tmp_path / "result")])
    pytest.importorskip("bm25s")
    pytest.importorskip("langchain_text_splitters")
    assert ranker.main() == 0
    assert json.loads((tmp_path / "result").read_text("utf-8")) == {
        "missing": "pyvi is not installed (`pip install -e '.[bench]'`)"
    }


def test_a_row_is_cut_with_its_title_and_its_parts_keep_its_id(tmp_path):
    pytest.importorskip("langchain_text_splitters")
    rows = corpus_rows(write_set(tmp_path / "set"))
    assert rows[0] == ("luật@1", "\n".join(ROWS["luật@1"]))
    assert {name for name, _ in chunks([("a", "chữ " * 600)])} == {"a"}
    assert len(chunks([("a", "chữ " * 600)])) > 2


def test_bm25_finds_the_row_with_the_words(tmp_path):
    pytest.importorskip("bm25s")
    pytest.importorskip("langchain_text_splitters")
    peer = Bm25()
    peer.index_rows(corpus_rows(write_set(tmp_path / "set")))
    assert peer.find("hưởng phụ cấp", (), 10)[0][0] == "luật@2"


def test_peers_who_embed_are_asked_some_questions_evenly_spread(tmp_path):
    queries = ranking._some(read_answered(write_set(tmp_path / "set")), 1)
    assert list(queries.texts) == ["q1"]
    assert list(ranking._some(read_answered(tmp_path / "set"), None).texts) == ["q1", "q2"]


def test_ours_and_its_routes_compete_on_a_set_and_share_its_library(shared, tmp_path):
    sets = [RetrievalSet(BASE, shared / "bench" / BASE), RetrievalSet("xquad_en_vi", shared / "bench" / "xquad_en_vi")]
    said = []
    found = measure(sets, tmp_path, ["ours", "dense"], full=False, say=lambda *told: said.append(", ".join(told)))
    assert len(list((tmp_path / "beir").iterdir())) == 1
    assert said == [
        f"retrieval: ours, {BASE}, xquad_en_vi",
        f"retrieval: ours: dense alone, {BASE}, xquad_en_vi",
    ]
    asked = [(each.contestant, each.set_name, each.folded) for each in found.standings]
    forms = [(BASE, False), (BASE, True), ("xquad_en_vi", False)]
    assert asked == [(name, *form) for name in ("ours", "dense") for form in forms]
    assert found.of("ours", BASE).figures["Acc@1"].value == 1.0
    assert found.of("dense", BASE, folded=True).figures["R@10"].value == 1.0
    assert found.of("dense", BASE).index_s == pytest.approx(found.of("ours", BASE).index_s, abs=0.1)
    assert found.of("stock", BASE) is None


def test_peers_for_whom_no_time_is_left_are_told_of(shared, tmp_path):
    sets = [RetrievalSet(BASE, shared / "bench" / BASE)]
    found = measure(sets, tmp_path, ["stock"], full=False, say=lambda *_: None, until=0.0)
    assert [each.missing for each in found.standings] == ["no time was left for it in this run"] * 2


def a_standing(contestant="ours", set_name=AMONG, *, folded=False, value=0.9, **changes):
    figures = {name: Mean(value, value - 0.01, value + 0.01) for name in ranking_report.FIGURES}
    costs = {
        "questions": 210,
        "passages": 3_000,
        "p50_ms": 8.0,
        "p95_ms": 9.0,
        "index_s": 100.0,
        "disk": 5_000_000,
        "resident": 300.0,
    }
    return Standing(contestant, set_name, folded, figures=figures, **(costs | changes))


def test_the_bars_of_retrieval_stand_beside_what_was_measured():
    standings = (
        a_standing(ask_ms=(10.0, 50.0)),
        a_standing(folded=True, value=0.86),
        a_standing(set_name=BASE, value=0.96),
    )
    filled = Filled(90_000, Times((45.0, 55.0)), 1, Memory(900.0, 900.0))
    verdicts = {each.figure: each.verdict for each in ranking_report.bars(Ranking(standings, filled), 4_000)}
    assert verdicts == {
        f"{BASE}: Acc@1": "met",
        f"{BASE}: R@5": "**not met**",
        f"{BASE}: MRR@10": "met",
        f"{AMONG}: Acc@1": "met",
        f"{AMONG}: R@5": "**not met**",
        f"{AMONG}: MRR@10": "met",
        f"{AMONG}, no tone marks: the most that one of these loses": "**not met**",
        f"{AMONG}: whole ask, median": "met",
        f"{AMONG}: whole ask, p95": "**not met**",
        f"{AMONG}: resident after asking": "met",
        ranking_report.RATIO: "met",
        "embedding with the shipped model": "**not met**",
    }


def test_the_section_says_what_was_found_among_a_part_and_what_is_missing():
    standings = (
        a_standing(ask_ms=(10.0, 50.0)),
        a_standing("stock", partial=True),
        Standing("pyvi", AMONG, folded=False, missing="it was given up after 600 s"),
        Standing("bm25s", "alqac2022", folded=False, missing="bm25s is not installed"),
    )
    filled = Filled(90_000, Times((45.0, 55.0)), 2_000_000, None)
    section = str(ranking_report.ranking_section(Ranking(standings, filled), 6_000.0))
    assert "| stock recipe† " in section
    assert "stock recipe among 3,000 passages" in section
    assert "**That is an easier task than the one of all others in the tables.**" in section
    assert "under vectors of no text" in section
    assert "to 90,000 chunks" in section
    speed = [
        line.split("|")[1:] for line in section.splitlines() if line.startswith(("| ours: a", "| stock recipe: p"))
    ]
    assert [[cell.strip() for cell in line] for line in speed] == [
        ["ours: a whole answer", "3,000", "10.0", "50.0", "1.0", ""],
        ["stock recipe: passages alone, filled up", "90,000", "50.0", "54.5", "5.0", ""],
    ]
    assert "embeds 6,000 passages" in section
    assert f"Not measured: bm25s, words of pyvi on {AMONG}; it was given up after 600 s." in section
    assert "Not measured: bm25s, syllables on alqac2022; bm25s is not installed." in section
    assert "### alqac2022\n\n**Not measured.**" in section
