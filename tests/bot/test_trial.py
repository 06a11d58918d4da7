"""`hoivanban evaluate --beir` on a tiny set, through the front door."""

import json

import pytest

from bot.command import run

TEXTS = {
    "luật@1": ("Luật Thư viện, Điều 1", "Phạm vi điều chỉnh\n\nLuật này quy định về thành lập thư viện công cộng."),
    "luật@2": ("Luật Thư viện, Điều 2", "Kinh phí\n\nNgân sách tỉnh bảo đảm kinh phí mua sách cho thư viện."),
    "p3": ("Lớp xóa mù chữ", "Giáo viên dạy lớp xóa mù chữ được hưởng phụ cấp hằng tháng."),
}
QUERIES = {
    "q1": "Ngân sách nào bảo đảm kinh phí mua sách?",
    "q2": "Ai được hưởng phụ cấp?",
    "q3": "Không ai hỏi",
    "q4": "Luật quy định gì?",
}
JUDGED = "query-id\tcorpus-id\tscore\nq1\tluật@2\t1\nq2\tp3\t1\nq4\tmất\t1\nq9\tp3\t1\n"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beir") / "tiny"
    folder.mkdir()
    rows = [{"_id": row, "title": title, "text": text} for row, (title, text) in TEXTS.items()]
    queries = [{"_id": query, "text": text} for query, text in QUERIES.items()]
    for name, lines in {"corpus.jsonl": rows, "queries.jsonl": queries}.items():
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (folder / "qrels.tsv").write_text(JUDGED, "utf-8")
    return folder


@pytest.fixture(scope="module")
def kept(tiny, tmp_path_factory):
    """A data folder that has a library of the set."""
    data = tmp_path_factory.mktemp("kept")
    assert run(["--data", str(data), "evaluate", "--beir", str(tiny), "--asks", "0"]) == 0
    return data


@pytest.fixture
def evaluated(tiny, kept, capsys):
    """Runs the command on the kept library: (its JSON object, standard error)."""

    def go(*arguments):
        capsys.readouterr()
        assert run(["--data", str(kept), "evaluate", "--beir", str(tiny), "--json", *arguments]) == 0
        said = capsys.readouterr()
        return json.loads(said.out), said.err

    return go


def test_the_figures_are_one_json_object(evaluated):
    card, _ = evaluated()
    assert (card["documents"], card["passages"], card["queries"], card["asked"]) == (3, 3, 3, 3)
    assert (card["Acc@1"], card["R@5"], card["R@10"], card["MRR@10"]) == (0.6667, 0.6667, 0.6667, 0.6667)
    assert card["intervals"].keys() == {"Acc@1", "R@5", "R@10", "MRR@10"}
    assert all(card[name] > 0 for name in ("p50_ms", "p95_ms", "ask_p50_ms", "ask_p95_ms", "index_s", "disk_bytes"))


def test_an_unchanged_corpus_is_not_built_again(evaluated, kept):
    before = {path: path.stat().st_mtime_ns for path in kept.rglob("library.db")}
    card, _ = evaluated("--asks", "1")
    assert card["index_reused"]
    assert (card["asked"], {path: path.stat().st_mtime_ns for path in kept.rglob("library.db")}) == (1, before)


def test_questions_without_tone_marks_find_the_same(evaluated):
    card, _ = evaluated("--folded", "--asks", "0")
    assert card["folded"]
    assert card["Acc@1"] == 0.6667
    assert card["ask_p50_ms"] is None


def test_judgements_about_nothing_are_told_with_their_lines(evaluated):
    _, err = evaluated("--asks", "0")
    assert "qrels.tsv: line 4 judges mất, which is no row" in err
    assert "qrels.tsv: line 5 judges q9, which is no query" in err


def test_the_library_of_the_configuration_is_left_alone(tiny, samples, capsys, monkeypatch):
    monkeypatch.setenv("HOIVANBAN_LIBRARY__URL", f"sqlite:///{samples}/library.db")
    before = (samples / "library.db").read_bytes()
    assert run(["evaluate", "--beir", str(tiny), "--asks", "1"]) == 0
    assert "Acc@1" in capsys.readouterr().out
    assert (samples / "library.db").read_bytes() == before


@pytest.mark.parametrize("arguments", [["evaluate"], ["evaluate", "questions.jsonl", "--beir", "folder"]])
def test_a_file_or_a_folder_is_asked_for(arguments, capsys):
    assert run(arguments) == 2
    assert "give a file of questions, or --beir and a folder" in capsys.readouterr().err.replace("│\n│", "")


def test_a_malformed_corpus_is_named_with_its_line_and_leaves_nothing(tiny, tmp_path, capsys):
    for path in tiny.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "corpus.jsonl").open("a", encoding="utf-8") as corpus:
        corpus.write('{"_id": "p4"}\n')
    assert run(["evaluate", "--beir", str(tmp_path)]) == 2
    assert 'corpus.jsonl: line 4 needs "text", a string' in capsys.readouterr().err
