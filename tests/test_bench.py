"""The benchmark's own arithmetic, and what it says when something is missing. No time is asserted."""

import contextlib
import json
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from bench import __main__ as main
from bench import contest, contestant, machine, parts, ranking_report, reader, reading, reading_report, report
from bench.answers import answer_of
from bench.answers_report import answers_section
from bench.child import ChildError, result_of
from bench.command import ROOT, receipts, write_rows
from bench.contest import Outcome, holds
from bench.figures import Bar, Barred, Times, share
from bench.our_reader import OurReader
from bench.progress import Progress, Took
from bench.ranking import Ranking, Standing
from bench.ranking_report import FIGURES
from bench.real_files import count_pages, real_files, thick_pdf
from bench.remarks import REMARKS, UNKNOWN, remarks
from bench.retrieval_sets import AMONG, BASE
from bench.sets import documents_of, question_sets, without_tone_marks
from bot.contract import answer_json
from bot.evaluation import Evidence
from bot.ranking import Mean
from retrieval.errors import UnreadableError
from tests.fakes.answerer import an_answer

NOT_INSTALLED = "{} is not installed (`pip install -e '.[bench]'`)"
SHARED = Path(__file__).parents[2] / "shared"


def test_tone_marks_are_dropped_and_capitals_stay_unless_asked():
    assert without_tone_marks("Đào tạo ở Sơn La?", small=False) == "Dao tao o Son La?"
    assert without_tone_marks("Đề án", small=True) == "de an"


def test_the_same_questions_are_written_without_tone_marks_every_time(tmp_path):
    written = []
    for run in ("a", "b"):
        scratch = tmp_path / run
        scratch.mkdir()
        sets = question_sets(tmp_path, scratch, documents_of(tmp_path, scratch), quick=True)
        written.append([each.path.read_text("utf-8") for each in sets])
        assert [each.form for each in sets] == ["as written", "no tone marks"]  # the samples alone: nothing is shared
    assert written[0] == written[1]


def test_the_main_questions_are_asked_with_typing_errors_too_each_several_times(tmp_path):
    asked = tmp_path / "shared" / "questions"
    asked.mkdir(parents=True)
    (tmp_path / "shared" / "corpus").mkdir()
    row = {"id": "q1", "question": "Ai chủ trì nhiệm vụ?", "answerable": True, "history": ["Kế hoạch nào?"]}
    for name in ("dev.jsonl", "dev-en.jsonl"):
        (asked / name).write_text(json.dumps(row) + "\n", "utf-8")
    known = documents_of(tmp_path / "shared", tmp_path)
    sets = {each.title: each.questions() for each in question_sets(tmp_path / "shared", tmp_path, known, quick=False)}
    assert "dev-en.jsonl, one typing error" not in sets
    slipped = sets["dev.jsonl, one typing error"]
    assert [each.id for each in slipped] == ["q1/1", "q1/2", "q1/3"]
    assert all(each.question != row["question"] and each.history == ("Kế hoạch nào?",) for each in slipped)


@pytest.mark.parametrize(
    ("arguments", "whole"),
    [
        ([], True),
        (["--full"], True),
        (["--quick"], False),
        (["--only", "answers"], False),
        (["--contestants", "ours"], False),
    ],
)
def test_only_a_whole_run_writes_the_page(monkeypatch, arguments, whole):
    monkeypatch.setattr(sys, "argv", ["bench", *arguments])
    assert main._is_whole(main._options()) is whole


def test_a_part_alone_has_its_sections_and_its_bars(tmp_path, monkeypatch, capsys):
    def part(bench):
        assert bench.shared == tmp_path
        return parts.Part((report.Section("Half", ("of it",)),), {"bars": [Barred("x", 1.0, Bar("=", 1))]})

    monkeypatch.setitem(parts.PARTS, "process", part)
    monkeypatch.setattr(sys, "argv", ["bench", "--shared", str(tmp_path), "--only", "process"])
    monkeypatch.setattr(main, "REPORT", tmp_path / "unwritten.md")
    assert main.main() == 0
    text = capsys.readouterr().out
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Số đo — figures",
        "## The bars",
        "## Half",
    ]
    assert "This is a part of it." in text
    assert not (tmp_path / "unwritten.md").exists()


def test_an_answer_comes_back_from_its_json_as_it_can_be_judged():
    answer = an_answer()
    row = json.loads(json.dumps(answer_json(answer, id="q1", question=answer.question, elapsed_ms=1.0)))
    back = answer_of(row)
    assert (back.text, back.answered) == (answer.text, answer.answered)
    assert [(one.quote, one.passage.text, one.document.source) for one in back.citations] == [
        (one.quote, one.passage.text, one.document.source) for one in answer.citations
    ]


def test_an_interval_holds_the_share_and_is_the_same_every_time():
    hits = [True] * 30 + [False] * 10
    found = share(hits)
    assert found.low < found.value == 0.75 < found.high
    assert found == share(hits)


@pytest.mark.parametrize(
    ("bar", "met", "missed"),
    [
        (Bar("≥", 0.85), 0.85, 0.84),
        (Bar("≤", 0.05), 0.05, 0.06),
        (Bar("<", 2, "s"), 1.9, 2.0),
        (Bar("=", 1), 1.0, 0.999),
    ],
)
def test_a_bar_is_met_or_not(bar, met, missed):
    assert Barred("x", met, bar).verdict == "met"
    assert Barred("x", missed, bar).verdict == "**not met**"
    assert Barred("x", None, bar).verdict == "not measured"


def test_evidence_is_held_by_a_passage_of_its_file_whatever_the_layout():
    piece = Evidence("a.txt", "Sở  Nội vụ – chủ trì")
    assert holds([("a.txt", "1. SỞ NỘI VỤ\nchủ trì.")], piece)
    assert not holds([("b.txt", "Sở Nội vụ chủ trì")], piece)


def test_a_peer_that_is_not_installed_is_a_result(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)
    monkeypatch.setattr(sys, "argv", ["contestant", "bm25", "unread", str(tmp_path / "result")])
    assert contestant.main() == 0
    assert json.loads((tmp_path / "result").read_text("utf-8")) == {"missing": NOT_INSTALLED.format("bm25s")}


def test_the_report_names_what_is_missing_and_goes_on():
    ours = Outcome("ours", ours=True, index_s=2.0, asked=Times((1.0, 2.0)))
    section = str(report.contest_section([Outcome("a peer", ours=False, missing="bm25s is not installed"), ours]))
    assert "Not measured: a peer; bm25s is not installed" in section
    assert "| ours" in section


def test_a_contestant_is_asked_once_before_it_is_timed(tmp_path):
    asked = []

    class Fake:
        def index(self, folder):
            assert folder == tmp_path

        def find(self, question, history, limit):
            asked.append((question, history))
            return [("a.txt", question)][:limit]

    rows = [{"question": "one", "history": []}, {"question": "two", "history": ["one"]}]
    result = contestant.compete(Fake(), {"folder": str(tmp_path), "questions": rows})
    assert asked == [("one", []), ("one", []), ("two", ["one"])]
    assert result["found"] == [[("a.txt", "one")], [("a.txt", "two")]]
    assert len(result["ms"]) == 2


def labelled(shared, *files):
    samples = shared / "samples"
    samples.mkdir()
    for name, data, readable in files:
        (samples / name).write_bytes(data)
        with (samples / "labels.jsonl").open("a", encoding="utf-8") as labels:
            print(json.dumps({"file": name, "readable_text": readable, "documents": [], "probes": []}), file=labels)


def test_real_files_come_by_kind_and_a_quick_run_takes_the_smallest_of_each(tmp_path):
    labelled(
        tmp_path, ("a.pdf", b"12", "scan"), ("b.TXT", b"123", "good"), ("c.txt", b"1", "good"), ("d.pdf", b"1", "good")
    )
    assert [(file.path.name, file.kind) for file in real_files(tmp_path)] == [
        ("b.TXT", "text"),
        ("c.txt", "text"),
        ("d.pdf", "pdf"),
        ("a.pdf", "hard"),
    ]
    assert [file.path.name for file in real_files(tmp_path, quick=True)] == ["c.txt", "d.pdf", "a.pdf"]


@pytest.mark.parametrize(("written", "pages"), [("4", 4), ("0", 5), ("50", 5), (None, 5)])
def test_word_is_believed_about_pages_where_that_is_plausible(tmp_path, written, pages):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "")
        if written is not None:
            archive.writestr("docProps/app.xml", f"<Properties><Pages>{written}</Pages></Properties>")
    assert count_pages(path, told=0, characters=9_000) == pages
    assert count_pages(path, told=7, characters=9_000) == 7


def test_a_thick_pdf_takes_its_pages_from_every_file_in_turn(tmp_path):
    sources = []
    for name, width in (("a.pdf", 100), ("b.pdf", 200)):
        with contextlib.closing(pypdfium2.PdfDocument.new()) as made:
            made.new_page(width, 100)
            made.save(tmp_path / name)
        sources.append(tmp_path / name)
    with contextlib.closing(pypdfium2.PdfDocument(thick_pdf(sources, 5))) as thick:
        assert [thick.get_page_size(at)[0] for at in range(len(thick))] == [100, 100, 200, 200, 200]


class OneOfTwo:
    """Reads a.txt and fails with anything else."""

    def __init__(self):
        self.asked = []

    def read(self, path):
        self.asked.append(path.name)
        if path.name != "a.txt":
            raise KeyError("no such\nthing")
        return reader.Read("Điều 1")

    def child_peak(self):
        return 0.0


def test_a_reader_reads_once_before_it_is_timed_and_may_fail():
    fake = OneOfTwo()
    result = reader.read_all(fake, ["/x/a.txt", "/x/b.doc"], times=2)
    assert fake.asked == ["a.txt", "a.txt", "a.txt", "b.doc"]
    first, second = result["rows"]
    assert (first["text"], first["error"], len(first["seconds"])) == ("Điều 1", None, 2)
    assert second == {"file": "b.doc", "error": "KeyError: 'no such\\nthing'"}


def test_what_is_slow_is_read_once(monkeypatch):
    monkeypatch.setattr(reader, "SLOW", -1.0)
    fake = OneOfTwo()
    reader.read_all(fake, ["a.txt"], times=5)
    assert fake.asked == ["a.txt"]


def test_a_peer_reader_that_is_not_installed_is_a_result(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "bs4", None)
    monkeypatch.setattr(sys, "argv", ["reader", "loaders", "unread", str(tmp_path / "result")])
    assert reader.main() == 0
    assert json.loads((tmp_path / "result").read_text("utf-8")) == {"missing": NOT_INSTALLED.format("bs4")}


def test_our_reader_gives_the_text_that_the_command_gives(tmp_path):
    path = ROOT / "examples" / "decisions"
    path = min(path.glob("*.txt"), key=lambda file: file.stat().st_size)
    read = OurReader(understanding=True).read(path)
    (row,) = receipts([path], "--text")
    assert (row["file"], row["text"]) == (path.name, read.text)
    assert OurReader(understanding=False).read(path) == read


def test_our_reader_says_what_it_does_not_understand(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Mua hai cân cam.", "utf-8")
    with pytest.raises(UnreadableError, match="does not look like"):
        OurReader(understanding=True).read(path)


def test_rows_survive_scorers_that_cut_them_with_splitlines(tmp_path):
    path = tmp_path / "rows.jsonl"
    write_rows(path, [{"text": "một\u2028hai\x85ba"}])
    assert [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()] == ["một\u2028hai\x85ba"]


def test_paces_are_of_what_could_be_read_and_ocr_counts_the_cores_at_work(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "cores", lambda: 2)
    labelled(tmp_path, ("a.txt", b"", "good"), ("b.txt", b"", "good"), ("c.pdf", b"", "scan"), ("d.pdf", b"", "scan"))
    row = {"pages": 0, "recognised": 0}
    rows = {
        "a.txt": {**row, "text": "Điều", "seconds": [3.0, 1.0, 2.0]},
        "c.pdf": {"text": "Điều 1", "pages": 4, "recognised": 3, "seconds": [6.0]},
        "d.pdf": {"text": "Điều 2", "pages": 1, "recognised": 1, "seconds": [3.0]},
    }
    found = reading.paces(real_files(tmp_path), rows)
    assert found["text"] == reading.Pace(files=1, megabytes=7e-6, pages=1, seconds=2.0)
    assert (found["hard"].pages, found["hard"].seconds) == (5, 9.0)
    assert reading.ocr_pace(rows.values()) == 4 / (2 * 6.0 + 3.0)
    assert reading.ocr_pace([rows["a.txt"]]) is None


CARD = dict.fromkeys([*"kind number issuer place issued_on signer title".split(), "bases_f1"], 1.0) | {
    "fields": 0.96,
    "articles": 0.94,
    "probes": 1.0,
    "probes_hard": None,
}


def a_reading(*, thick):
    ours = reading.Outcome("ours", found={"probes": 1.0, "probes_hard": None}, seconds={"text": 2.0}, peak=200.0)
    return reading.Reading(
        files={"text": 1},
        card=CARD,
        command_s=3.0,
        failed={"b.doc": "is cut off; copy it again"},
        outcomes=(reading.Outcome("a peer", missing="markitdown is not installed"), ours),
        paces={"text": reading.Pace(1, 3.0, 1, 2.0)},
        ocr=None,
        thick=thick,
    )


def test_the_bars_of_reading_stand_beside_what_was_measured():
    found = reading_report.bars(a_reading(thick=reading.Thick(child=90.0, parent=50.0)), None)
    verdicts = {each.figure: each.verdict for each in found}
    assert verdicts["header fields right"] == "met"
    assert verdicts["counts of articles right"] == "**not met**"
    assert verdicts["probes found in scans and broken text layers"] == "not measured"
    assert verdicts["text: text read"] == "met"
    assert verdicts[".docx: pages read"] == "not measured"
    assert verdicts["PDF of 300 pages: memory of the process that reads"] == "met"


def test_the_bars_of_facts_stand_where_reading_was_not_measured():
    counts = {"assignment": 2, "target": 0, "deadline": 1}
    facts = {kind: {"f1": 0.9, "labelled": count} for kind, count in counts.items()}
    assert [(each.value, each.verdict) for each in reading_report.bars(None, facts)] == [
        (0.9, "met"),
        (None, "not measured"),
        (0.9, "met"),
    ]


def test_the_section_names_missing_readers_and_what_could_not_be_read():
    section = str(reading_report.reading_section(a_reading(thick=reading.Thick("takes too long"))))
    assert section.split("\n\n")[1].startswith("The 1 real files read here")
    assert "Not measured: a peer; markitdown is not installed" in section
    assert "**The command could not read** b.doc: is cut off; copy it again." in section
    assert "**The PDF of 300 pages could not be read**: takes too long." in section


def test_without_the_real_files_the_section_says_so(tmp_path):
    assert reading.measure(tmp_path, tmp_path, quick=True) is None
    assert "**Not measured**: the real files" in str(reading_report.reading_section(None))


def test_a_figure_that_misses_its_bar_does_not_look_like_it():
    assert Barred("x", 0.8996, Bar("≥", 0.9)).shown == "0.8996"
    assert Barred("x", 15.04, Bar("≤", 15, "ms")).shown == "15.04"
    assert Barred("x", 0.9004, Bar("≥", 0.9)).shown == "0.900"
    assert Barred("x", 0.8, Bar("≥", 0.9)).shown == "0.800"


def test_bars_that_are_not_met_have_what_is_known_of_them_below_and_others_have_not():
    missed = Barred(f"{BASE}: R@5", 0.952, Bar("≥", 0.97))
    groups = {"retrieval": [missed, Barred(f"{AMONG}: R@5", None, Bar("≥", 0.94)), Barred("x", 1.0, Bar("=", 1))]}
    (told,) = remarks(groups)
    assert told.startswith(f"**{BASE}: R@5 (0.952, bar ≥ 0.97).** Tried")
    assert str(report.bars_section(groups, remarks(groups))).endswith(told)
    assert "not met" not in str(report.bars_section({"x": [Barred("x", 1.0, Bar("=", 1))]}, remarks({})))
    assert remarks({"x": [Barred("x", 0.9, Bar("=", 1))]}) == [f"**x (0.900, bar = 1).** {UNKNOWN}"]


def test_remarks_are_about_bars_that_there_are():
    ours = Standing("ours", AMONG, folded=False, ask_ms=(1.0, 1.0), figures=dict.fromkeys(FIGURES, Mean(1.0, 1.0, 1.0)))
    known = {each.figure for each in ranking_report.bars(Ranking((ours,), None), 1.0)}
    assert set(REMARKS) - known == {"ask from cold, median", "dev.jsonl: p95 ms"}


def test_a_part_that_fails_leaves_the_others_and_the_report_says_so(tmp_path, monkeypatch, capsys):
    def broken(bench):
        bench.progress.step("the process", "first")
        raise RuntimeError("hoivanban ask: exit code 1: no library at /some/where/else")

    def whole(bench):
        return parts.Part((report.Section("Whole", ("of it",)),), {})

    monkeypatch.setitem(parts.PARTS, "process", broken)
    monkeypatch.setitem(parts.PARTS, "reading", whole)
    monkeypatch.setattr(sys, "argv", ["bench", "--shared", str(tmp_path), "--only", "process", "reading"])
    assert main.main() == 1
    said = capsys.readouterr()
    assert "**This part failed**: hoivanban ask: exit code 1: no library at …" in said.out
    assert "## Whole" in said.out
    assert "| the process |" in said.out
    assert said.err.startswith("[ 0:00] the process, first … ")


def test_retrieval_is_measured_last_and_reported_in_its_place(tmp_path, monkeypatch, capsys):
    order = []
    for name in parts.PARTS:
        part = parts.Part((report.Section(name, ()),), {})
        monkeypatch.setitem(parts.PARTS, name, lambda _, name=name, part=part: order.append(name) or part)
    monkeypatch.setattr(sys, "argv", ["bench", "--shared", str(tmp_path), "--out", str(tmp_path / "out.md")])
    assert main.main() == 0
    assert order[-1] == "retrieval"
    headings = [line[3:] for line in (tmp_path / "out.md").read_text("utf-8").splitlines() if line.startswith("## ")]
    assert headings == list(parts.PARTS)
    assert "in 0.0 minutes" in capsys.readouterr().out


def test_steps_of_one_title_are_added_up(capsys):
    progress = Progress()
    for title in ("a", "b", "a"):
        progress.step(title)
    progress.end()
    assert list(progress.took) == ["a", "b"]
    assert capsys.readouterr().err.count(" s\n") == 3


def test_what_other_programs_use_is_told_where_the_system_does():
    took = Took()
    took.add(2.0, 0.5)
    took.add(2.0, 0.5)
    assert took.cores == 0.25
    took.add(1.0, None)
    assert took.cores is None
    before, after = machine.others(), machine.others()
    assert (before is None) == (after is None)
    assert str(report.took_section({"a": Took(3.2, 1.6), "b": took})).splitlines()[-2:] == [
        "| a    |   3 |            0.50 |",
        "| b    |   5 |               — |",
    ]


def test_a_child_that_crashes_or_takes_too_long_is_told_in_a_sentence(tmp_path):
    with pytest.raises(ChildError, match=r"^it failed: RuntimeError: no such file$"):
        result_of("bench.throughput", {"text": ["/nowhere/at/all.txt"]}, tmp_path)
    with pytest.raises(ChildError, match=r"^it was given up after 0 s$"):
        result_of("bench.throughput", {}, tmp_path, patience=0.01)
    with pytest.raises(ChildError, match=r"^no time was left for it in this run$"):
        result_of("bench.throughput", {}, tmp_path, patience=-1.0)


def test_a_contestant_that_crashes_is_a_result(tmp_path, monkeypatch):
    def crash(*_, **__):
        raise ChildError("it was ended by signal 9")

    monkeypatch.setattr(contest, "result_of", crash)
    samples = tmp_path / "scratch"
    samples.mkdir()
    sets = question_sets(tmp_path, samples, documents_of(tmp_path, samples), quick=True)
    outcome = contest.hold("bm25", sets, samples)
    assert (outcome.missing, outcome.index_s) == ("it was ended by signal 9", 0.0)


def test_sets_that_could_not_be_asked_stand_below_the_table():
    section = str(answers_section([], {"dev.jsonl": "hoivanban ask: exit code 1"}))
    assert "**Not measured**: dev.jsonl; hoivanban ask: exit code 1." in section


def test_every_table_has_a_sentence_above_it():
    table = report.Table(("a", "b"), (("x", "1"),), "What a is.")
    assert str(table).startswith("What a is.\n\n| a ")


def test_groups_of_bars_have_their_titles_and_empty_ones_are_left_out():
    section = str(report.bars_section({"answers": [Barred("x", 1.0, Bar("=", 1))], "reading": []}))
    assert section.startswith("## The bars\n\nWhat is asked of answers, and what this run measured.\n\n| answers |")
    assert "reading" not in section


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "tools").is_dir(), reason="../shared with the scorers is absent")
def test_the_scorer_reads_what_a_peer_gives(tmp_path):
    files = [file for file in real_files(SHARED, quick=True) if file.kind == "text"]
    row = {"file": files[0].path.name, "error": None, "seconds": [1.0], "text": files[0].path.read_text("utf-8")}
    result = {"rows": [row], "start_s": 1.0, "peak": 50.0, "child_peak": 1.0}
    found = reading.outcome("markitdown", result, files, SHARED, tmp_path)
    assert found.found == {"probes": 1.0, "probes_hard": None}
    assert (found.unread, found.seconds, found.peak) == ((), {"text": 1.0}, 51.0)
