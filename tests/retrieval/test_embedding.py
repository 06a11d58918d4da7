"""The embedding models: what they give, and what they say when they cannot."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from retrieval.embedding import StaticEmbedder, load_embedder
from retrieval.errors import ModelError

MODEL = Path(__file__).parents[2] / "training" / "model"
TEXTS = [
    "Sở Giáo dục và Đào tạo chủ trì, phối hợp với Hội Khuyến học tỉnh.",
    "So Giao duc va Dao tao chu tri, phoi hop voi Hoi Khuyen hoc tinh.",
    "Đến năm 2030, ít nhất 43% người dân đạt danh hiệu công dân học tập",
    "Uỷ ban nhân dân ủy ban nhân dân uỷ ban nhân dân",
    "Who leads the community learning centre task?",
    "Quyết định số 1373/QĐ-TTg ngày 30/7/2021, 37,5%",
    "kỹ_sư CNTT\n\t– nghuyễnh xyzzyx Škvorecký",
    "",
    "   \n",
    "🙂 học tập suốt đời 🎓",
    "🙂🎓",
    "học",
    "学习 обучение",
    "e\u0302\u0323 dạng tổ hợp: ho\u0323c ta\u0323\u0302p",
    "đường " * 3000,
]


@pytest.fixture(scope="module")
def embedder():
    return StaticEmbedder(MODEL)


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped model that a test may break."""
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def likeness(embedder, left, right):
    first, second = embedder.embed([left, right])
    return float(first @ second)


def rewrite(folder, **arrays):
    """The model of `folder` with some arrays replaced."""
    path = folder / "model.safetensors"
    found = {name: np.array(array) for name, array in load_file(path).items()} | arrays
    save_file({name: array for name, array in found.items() if array is not None}, path)


def test_shape_is_texts_by_dimensions(embedder):
    found = embedder.embed(TEXTS)
    assert found.shape == (len(TEXTS), embedder.dimensions)
    assert found.dtype == np.float32


def test_no_texts_give_no_rows(embedder):
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_known_text_has_length_one_and_unknown_text_length_zero(embedder):
    lengths = np.linalg.norm(embedder.embed(["học tập", "", "🙂🎓"]), axis=1)
    assert lengths == pytest.approx([1, 0, 0], abs=1e-5)


def test_same_text_gives_the_same_bits_whatever_stands_beside_it(embedder):
    together = embedder.embed(TEXTS)
    alone = np.concatenate([StaticEmbedder(MODEL).embed([text]) for text in TEXTS])
    assert together.tobytes() == alone.tobytes()


@pytest.mark.parametrize(
    ("toned", "folded"),
    [
        ("giáo dục và đào tạo", "giao duc va dao tao"),
        ("trung tâm học tập cộng đồng", "trung tam hoc tap cong dong"),
        ("Hội Khuyến học chủ trì", "Hoi Khuyen hoc chu tri"),
        ("giáo dục thường xuyên", "giáo duc thuong xuyên"),
    ],
)
def test_text_without_tone_marks_stays_near(embedder, toned, folded):
    assert likeness(embedder, toned, folded) > 0.6
    assert likeness(embedder, toned, folded) > likeness(embedder, toned, "Phòng chay chua chay rung") + 0.3


@pytest.mark.parametrize(
    ("one", "other"),
    [("uỷ ban", "ủy ban"), ("kỹ sư", "kĩ sư"), ("Học Tập", "học tập"), ("học  tập", "học_tập")],
)
def test_spellings_of_one_word_have_one_vector(embedder, one, other):
    assert likeness(embedder, one, other) == pytest.approx(1, abs=1e-5)


def test_composed_and_decomposed_letters_have_one_vector(embedder):
    assert likeness(embedder, "học tập", "ho\u0323c ta\u0323\u0302p") == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("education", "giáo dục", "khoáng sản"),
        ("people's committee", "ủy ban nhân dân", "tòa án"),
        ("teachers", "giáo viên", "đường sắt"),
        ("giáo viên", "nhà giáo", "đường sắt"),
        ("tiền phạt", "xử phạt vi phạm hành chính", "bảo tồn di tích"),
    ],
)
def test_meaning_counts_beyond_the_word(embedder, question, near, far):
    assert likeness(embedder, question, near) > likeness(embedder, question, far) + 0.1


def test_unknown_words_are_cut_into_pieces_and_match_themselves(embedder):
    assert len(embedder.tokens("xyzzyxan")) > 1
    assert likeness(embedder, "giải thưởng xyzzyxan", "xyzzyxan") > likeness(embedder, "giải thưởng", "xyzzyxan")


def test_a_pair_has_a_row_of_its_own(embedder):
    assert len(embedder.tokens("học tập")) == 3
    assert embedder.tokens("") == []


def test_word_vectors_read_an_underscore_as_a_space(embedder):
    found = embedder.word_vectors(["học_tập", "học tập", "🙂"])
    assert found[0] == pytest.approx(found[1])
    assert not found[2].any()


def test_name_follows_the_weights(folder, embedder):
    assert embedder.name == StaticEmbedder(folder).name
    assert embedder.name.startswith("static-")
    rewrite(folder, scales=load_file(folder / "model.safetensors")["scales"] * 2)
    assert StaticEmbedder(folder).name != embedder.name


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < 32 * 2**20


def test_static_model_is_loaded_without_torch():
    program = (
        "import sys; from retrieval.embedding import load_embedder; "
        f"load_embedder({str(MODEL)!r}).embed(['học tập']); "
        "print([name for name in ('torch', 'sentence_transformers', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 (our own interpreter, our own program)
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=MODEL.parents[1]
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def sentence_transformer(tmp_path_factory):
    """The shipped folder as sentence-transformers loads it; its module is copied to a scratch folder only."""
    library = pytest.importorskip("sentence_transformers")  # seconds: not while tests are collected
    with pytest.MonkeyPatch.context() as patch:
        dynamic = pytest.importorskip("transformers.dynamic_module_utils")
        patch.setattr(dynamic, "HF_MODULES_CACHE", str(tmp_path_factory.mktemp("modules")))
        patch.setattr(sys, "path", [*sys.path])
        yield library.SentenceTransformer(str(MODEL), trust_remote_code=True, local_files_only=True)


def test_both_loaders_agree(embedder, sentence_transformer):
    theirs = sentence_transformer.encode(TEXTS, convert_to_numpy=True)
    assert np.abs(theirs - embedder.embed(TEXTS)).max() < 1e-4


def test_sentence_transformers_can_save_the_model(embedder, sentence_transformer, tmp_path):
    sentence_transformer.save(str(tmp_path), create_model_card=False)
    assert StaticEmbedder(tmp_path).embed(TEXTS) == pytest.approx(embedder.embed(TEXTS), abs=1e-5)


def test_missing_folder_names_the_key_and_the_remedy(tmp_path):
    with pytest.raises(ModelError, match=r"nowhere: no such folder; set embedding\.model"):
        load_embedder(str(tmp_path / "nowhere"))


def test_misspelt_default_is_a_missing_folder(monkeypatch):
    monkeypatch.chdir(MODEL.parents[1])
    with pytest.raises(ModelError, match=r"training/modle: no such folder"):
        load_embedder("training/modle")


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{folder}.*{name} missing.*embedding\.model"):
        load_embedder(str(folder))


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("share", [0, 0.5, 0.9])
def test_file_cut_off_is_named(folder, name, share):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match=rf"{folder}.*{name}.*embedding\.model"):
        load_embedder(str(folder))


@pytest.mark.parametrize(
    "arrays",
    [
        {"vectors": np.zeros((7, 256), np.int8)},
        {"vectors": np.zeros(7, np.int8)},
        {"scales": None},
        {"pair_keys": None},
        {"folded": np.zeros(5, np.int32)},
        {"pair_rows": np.zeros(5, np.int32)},
        {"syllable_rows": np.full(3, 1, np.int32)},
    ],
    ids=lambda arrays: next(iter(arrays)),
)
def test_arrays_that_do_not_fit_are_refused(folder, arrays):
    rewrite(folder, **arrays)
    with pytest.raises(ModelError, match=rf"{folder}.*embedding\.model"):
        load_embedder(str(folder))


def test_row_beyond_the_table_is_refused(folder):
    rows = load_file(folder / "model.safetensors")["pair_rows"].copy()
    rows[-1] = 10**6
    rewrite(folder, pair_rows=rows)
    with pytest.raises(ModelError, match="row 1000000 is asked for"):
        load_embedder(str(folder))


def test_another_format_is_refused(folder):
    (folder / "config.json").write_text(json.dumps({"format": "hoivanban-static-9"}))
    with pytest.raises(ModelError, match="written as hoivanban-static-9"):
        load_embedder(str(folder))


def test_folder_that_is_no_model_at_all_is_explained(tmp_path):
    (tmp_path / "modules.json").write_text("[")
    with pytest.raises(ModelError, match=rf"{tmp_path}: sentence-transformers cannot load it.*embedding\.model"):
        load_embedder(str(tmp_path))


def test_any_sentence_transformers_folder_can_be_used(tmp_path):
    library = pytest.importorskip("sentence_transformers")
    modules = pytest.importorskip("sentence_transformers.sentence_transformer.modules")
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    weights = np.random.default_rng(1).standard_normal((tokenizer.get_vocab_size(), 8)).astype(np.float32)
    other = library.SentenceTransformer(modules=[modules.StaticEmbedding(tokenizer, embedding_weights=weights)])
    other.save(str(tmp_path / "other"), create_model_card=False)
    found = load_embedder(str(tmp_path / "other"))
    assert found.name.startswith("sentence-transformers-other-")
    assert found.dimensions == 8
    assert np.linalg.norm(found.embed(["học tập", "giáo dục"]), axis=1) == pytest.approx([1, 1])
    assert found.embed([]).shape == (0, 8)
