"""The training: small, repeatable, ends in a model that loads, and never sees the bench."""

import dataclasses
import gzip
import json
from collections import Counter

import numpy as np
import pytest

from retrieval.embedding import StaticEmbedder
from retrieval.text import letters
from training.examples import Prepared, neighbour_batches
from training.score import read_set, score
from training.sources import OVERLAP_LETTERS, Bench, read_bench
from training.train import Settings, read_material, train

TOPICS = {
    "Trồng rừng": "Chủ rừng trồng lại rừng sau khai thác, chăm sóc cây giống và phòng cháy, chữa cháy rừng.",
    "Học phí": "Học sinh nộp học phí theo tháng; trường miễn, giảm học phí cho con thương binh, hộ nghèo.",
    "Giấy phép lái xe": "Người lái xe qua sát hạch được cấp giấy phép lái xe; hết hạn thì đổi giấy phép.",
    "Khám bệnh": "Bệnh nhân có thẻ bảo hiểm y tế khám bệnh, chữa bệnh tại bệnh viện được trả viện phí.",
    "Đấu thầu": "Nhà thầu nộp hồ sơ dự thầu; bên mời thầu mở thầu, chấm thầu và công bố kết quả.",
    "Kết hôn": "Nam nữ đăng ký kết hôn tại Ủy ban nhân dân xã; giấy chứng nhận kết hôn được cấp cho hai bên.",
}
SETTINGS = Settings(dimensions=32, pairs=200, minimum=1, epochs=3, batch=12, encyclopedia=6)


def write_lines(path, lines):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


@pytest.fixture
def data(tmp_path):
    """A training folder of six topics."""
    folder = tmp_path / "data"
    folder.mkdir()
    articles = [
        {
            "topic": f"Đề mục {at}.1 {topic}",
            "chapter": "Chương I QUY ĐỊNH CHUNG",
            "title": topic,
            "source": f"(Điều {number} Luật số {at}/2020/QH14, có hiệu lực thi hành kể từ ngày 01/01/2021)",
            "text": f"{number}. {text} Khoản {number} của {topic}. {text}",
        }
        for at, (topic, text) in enumerate(TOPICS.items(), start=1)
        for number in range(1, 5)
    ]
    write_lines(folder / "phapdien.jsonl.gz", articles)
    law = "\n".join(f"Điều {at}. {topic}\n{text}" for at, (topic, text) in enumerate(TOPICS.items(), start=1))
    write_lines(folder / "legal_documents.jsonl.gz", [{"title": "Luật mẫu", "text": f"QUỐC HỘI\n{law}"}])
    pages = [{"title": topic, "text": f"{text} {text}"} for topic, text in TOPICS.items()]
    write_lines(folder / "viwiki.jsonl.gz", pages)
    with gzip.open(folder / "en_vi.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("tuition fee\tHọc phí\ttest\ndriving licence\tGiấy phép lái xe\ttest\n")
    (folder / "glossary_en_vi.tsv").write_text("bidding\tĐấu thầu\ttest\n", encoding="utf-8")
    return folder


@pytest.fixture
def bench(tmp_path):
    """A bench folder with one set of two questions."""
    folder = tmp_path / "bench" / "small"
    folder.mkdir(parents=True)
    passages = [{"_id": topic, "title": topic, "text": text} for topic, text in TOPICS.items()]
    questions = [
        {"_id": "q1", "text": "Ai được giảm học phí?"},
        {"_id": "q2", "text": "Đổi giấy phép lái xe"},
    ]
    for name, lines in {"corpus": passages, "queries": questions}.items():
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (folder / f"{name}.jsonl").write_text(text + "\n", encoding="utf-8")
    rows = "query-id\tcorpus-id\tscore\nq1\tHọc phí\t1\nq2\tGiấy phép lái xe\t1\n"
    (folder / "qrels.tsv").write_text(rows, encoding="utf-8")
    return folder


def test_training_ends_in_a_model_that_loads_and_finds(data, bench, tmp_path):
    train(read_material(data, Bench()), SETTINGS, out=tmp_path / "model")
    embedder = StaticEmbedder(tmp_path / "model")
    assert embedder.dimensions == 32
    for folded in (False, True):
        assert score(embedder, read_set(bench), folded=folded)["Acc@1"] == 1


def test_training_with_neighbours_as_negatives_finds_too(data, bench, tmp_path):
    mined = dataclasses.replace(SETTINGS, neighbours=1.0, alike=0.9)
    train(read_material(data, Bench()), mined, out=tmp_path / "model")
    assert score(StaticEmbedder(tmp_path / "model"), read_set(bench), folded=False)["Acc@1"] == 1


def test_neighbours_come_into_one_batch_and_every_article_once():
    random = np.random.default_rng(1)
    directions = np.repeat(np.eye(8), 32, axis=0) + random.normal(0, 0.1, (256, 8))
    order = random.permutation(256)
    articles = [Prepared(str(at // 32), (np.array([at]),), ()) for at in order.tolist()]
    batches = neighbour_batches(articles, directions[order].astype(np.float32), random, size=32)
    assert sorted(int(article.titles[0][0]) for batch in batches for article in batch) == list(range(256))
    most = [Counter(article.group for article in batch).most_common(1)[0][1] for batch in batches]
    assert np.mean(most) > 16  # by chance it is about eight


def test_same_seed_gives_the_same_files(data, tmp_path):
    for name in ("one", "two"):
        train(read_material(data, Bench()), SETTINGS, out=tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "hoivanban_static.py" in files
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_articles_of_the_bench_are_dropped(data, bench):
    everything = read_material(data, Bench())
    law = [{"_id": "1", "title": "", "text": everything.legal[0].text}]
    (bench / "corpus.jsonl").write_text(json.dumps(law[0]), encoding="utf-8")
    kept = read_material(data, read_bench(bench.parent))
    dropped = {letters(article.text)[:OVERLAP_LETTERS] for article in everything.legal[:1]}
    assert len(kept.legal) == len(everything.legal) - 1
    assert not dropped & {letters(article.text)[:OVERLAP_LETTERS] for article in kept.legal}


def test_a_bench_question_among_the_translations_is_dropped(data, bench):
    (data / "glossary_en_vi.tsv").write_text("x\tai được giảm học phí\ttest\n", encoding="utf-8")
    everything = read_material(data, Bench()).translations
    kept = read_material(data, read_bench(bench.parent)).translations
    assert [pair for pair in everything if pair not in kept] == [("x", "ai được giảm học phí")]


def test_score_counts_only_what_answers(bench):
    class First:
        """Finds the first passage whatever is asked."""

        name = "first"
        dimensions = len(TOPICS)

        def embed(self, texts):
            if len(texts) == len(TOPICS):
                return np.eye(len(TOPICS), dtype=np.float32)
            return np.array([[3, 2, 1, 0, 0, 0]] * len(texts), dtype=np.float32)

    measured = score(First(), read_set(bench), folded=False)
    assert measured == pytest.approx({"Acc@1": 0, "R@5": 1, "R@10": 1, "MRR@10": (1 / 2 + 1 / 3) / 2})
