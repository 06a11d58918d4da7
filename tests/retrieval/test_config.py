"""config.yaml, the environment and what becomes of mistakes in them."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from retrieval.config import Config, load_config
from retrieval.errors import ConfigError
from tests.retrieval.sample_library import PATIENT

SHIPPED = Path(__file__).resolve().parents[2] / "config.yaml"


def keys_of_model(model: type[BaseModel], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= keys_of_model(inner, f"{prefix}{name}.")
        else:
            found.add(prefix + name)
    return found


def keys_of_mapping(mapping: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in mapping.items():
        found |= keys_of_mapping(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return found


@pytest.fixture
def written(tmp_path):
    """Writes a config.yaml and reads it with an environment."""

    def load(text: str = "", environ: dict[str, str] | None = None) -> Config:
        path = tmp_path / "config.yaml"
        path.write_text(text, "utf-8")
        return load_config(path, environ or {})

    return load


class TestTheShippedFile:
    def test_it_names_every_key_and_no_other(self):
        assert keys_of_mapping(yaml.safe_load(SHIPPED.read_text("utf-8"))) == keys_of_model(Config)

    def test_it_says_the_same_as_the_defaults(self):
        shipped, defaults = load_config(SHIPPED, {}), Config()
        rooted = {"data_dir", "embedding"}
        assert shipped.model_dump(exclude=rooted) == defaults.model_dump(exclude=rooted)

    def test_its_model_is_the_folder_that_is_shipped(self):
        assert (Path(load_config(SHIPPED, {}).embedding.model) / "modules.json").is_file()


class TestOrder:
    def test_the_file_wins_over_the_defaults(self, written):
        assert written("web: {port: 9000}").web.port == 9000

    def test_the_environment_wins_over_the_file(self, written):
        assert written("web: {port: 9000}", {"HOIVANBAN_WEB__PORT": "9001"}).web.port == 9001

    def test_a_vendor_token_wins_over_the_file(self, written):
        token = written("telegram: {token: '1:file'}", {"TELEGRAM_BOT_TOKEN": "1:vendor"}).telegram.token
        assert token.get_secret_value() == "1:vendor"

    def test_our_own_variable_wins_over_the_vendor_token(self, written):
        environ = {"TELEGRAM_BOT_TOKEN": "1:vendor", "HOIVANBAN_TELEGRAM__TOKEN": "1:ours"}
        assert written("", environ).telegram.token.get_secret_value() == "1:ours"

    def test_the_zalo_bot_token_is_read_too(self, written):
        assert written("", {"ZALO_BOT_TOKEN": "1:z"}).zalo_bot.token.get_secret_value() == "1:z"

    def test_an_empty_vendor_token_is_no_token(self, written):
        assert written("", {"TELEGRAM_BOT_TOKEN": ""}).telegram.token is None

    def test_null_in_the_environment_takes_a_value_away(self, written):
        config = written("web: {public_url: 'https://a.vn'}", {"HOIVANBAN_WEB__PUBLIC_URL": "null"})
        assert config.web.public_url is None

    def test_other_variables_count_for_nothing(self, written):
        assert written("", {"LANG": "vi_VN.UTF-8", "WEB__PORT": "1"}) == written()

    def test_a_key_without_a_section_can_be_set_too(self, written, tmp_path):
        assert written("", {"HOIVANBAN_DATA_DIR": "elsewhere"}).data_dir == tmp_path / "elsewhere"


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "named", "suggested"),
        [
            ("telegrm: {token: a}", "telegrm", "did you mean telegram?"),
            ("telegram: {tokn: a}", "telegram.tokn", "did you mean token?"),
            ("retrieval: {candidate: 5}", "retrieval.candidate", "did you mean candidates?"),
            ("data_dirr: x", "data_dirr", "did you mean data_dir?"),
            ("web: {zzzzzz: 1}", "web.zzzzzz", "see docs/configuration.md"),
        ],
    )
    def test_a_misspelt_key_is_named_and_the_nearest_suggested(self, written, text, named, suggested):
        with pytest.raises(ConfigError) as caught:
            written(text)
        assert f"{named}: no such key" in str(caught.value)
        assert suggested in str(caught.value)

    @pytest.mark.parametrize(
        ("variable", "named"),
        [
            ("HOIVANBAN_TELEGRM__TOKEN", "telegrm"),
            ("HOIVANBAN_TELEGRAM__TOKN", "telegram.tokn"),
            ("HOIVANBAN_DATADIR", "datadir"),
        ],
    )
    def test_a_misspelt_variable_is_named_too(self, written, variable, named):
        with pytest.raises(ConfigError, match=rf"{named}: no such key, did you mean"):
            written("", {variable: "a"})

    def test_a_variable_below_a_plain_key_is_refused_with_its_name(self, written):
        with pytest.raises(ConfigError, match="HOIVANBAN_DATA_DIR__X: data_dir is not a section"):
            written("data_dir: data", {"HOIVANBAN_DATA_DIR__X": "a"})

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("web: {port: 70000}", "web.port"),
            ("web: {port: many}", "web.port"),
            ("retrieval: {candidates: 0}", "retrieval.candidates"),
            ("answering: {max_citations: 7}", "answering.max_citations"),
            ("answering: {refuse_below: -1}", "answering.refuse_below"),
            ("telegram: {mode: push}", "telegram.mode"),
            ("web: {public_url: 'ftp://a'}", "web.public_url"),
            ("ingest: {max_bytes: 0}", "ingest.max_bytes"),
        ],
    )
    def test_an_impossible_value_is_named_by_its_key(self, written, text, named):
        with pytest.raises(ConfigError, match=named):
            written(text)

    def test_every_mistake_is_told_at_once(self, written):
        with pytest.raises(ConfigError, match=r"web\.port.*; .*telegram\.mode|telegram\.mode.*; .*web\.port"):
            written("web: {port: 70000}\ntelegram: {mode: push}")

    @pytest.mark.parametrize("text", ["- a\n- b", "hello", "42"])
    def test_a_file_that_is_no_mapping_is_refused(self, written, text):
        with pytest.raises(ConfigError, match="must be a mapping"):
            written(text)

    def test_a_file_that_is_not_yaml_is_refused_in_one_line(self, written):
        with pytest.raises(ConfigError, match="is not YAML") as caught:
            written("web: {port: [")
        assert "\n" not in str(caught.value)

    def test_bytes_that_are_not_text_are_refused(self, tmp_path):
        (tmp_path / "config.yaml").write_bytes(b"\xff\xfe\x00web")
        with pytest.raises(ConfigError, match="cannot be read"):
            load_config(tmp_path / "config.yaml", {})

    def test_a_missing_file_tells_how_to_name_one(self, tmp_path):
        with pytest.raises(ConfigError, match="--config FILE"):
            load_config(tmp_path / "none.yaml", {})

    def test_an_empty_file_means_the_defaults(self, written):
        assert written("# nothing\n").retrieval == Config().retrieval

    def test_nothing_can_be_changed_afterwards(self, written):
        with pytest.raises(ValueError, match="frozen"):
            written().web.port = 1


class TestSecrets:
    TEXT = (
        "telegram: {token: '1:hidden', webhook_secret: hidden_too}\nzalo_bot: {token: hidden-z}\n"
        "zalo_oa: {app_secret: hidden-a, oa_secret: hidden-o}"
    )

    @pytest.mark.parametrize("show", [repr, str, lambda config: repr(config.model_dump())])
    def test_no_way_to_print_shows_them(self, written, show):
        assert "hidden" not in show(written(self.TEXT))

    def test_every_key_that_sounds_secret_is_one(self):
        for name in keys_of_model(Config):
            section, _, key = name.rpartition(".")
            if key.endswith(("token", "secret")):
                model = Config.model_fields[section].annotation
                assert model.model_fields[key].annotation == SecretStr | None, name

    def test_a_refused_secret_is_not_repeated(self, written):
        with pytest.raises(ConfigError) as caught:
            written("telegram: {webhook_secret: 'not allowed!'}")
        assert "not allowed!" not in str(caught.value)

    def test_nor_in_what_a_traceback_prints(self, written):
        with pytest.raises(ConfigError) as caught:
            written("telegram: {webhook_secret: 'not allowed!'}")
        assert "not allowed!" not in str(caught.value.__cause__)

    @pytest.mark.parametrize("secret", ["a", "A-z_09", "x" * 256])
    def test_a_webhook_secret_of_the_letters_telegram_allows_is_taken(self, written, secret):
        assert written(f"telegram: {{webhook_secret: {secret}}}").telegram.webhook_secret is not None

    @pytest.mark.parametrize("secret", ["''", "a b", "đ", "x" * 257, "a.b", '"a\\n"'])
    def test_any_other_webhook_secret_is_refused(self, written, secret):
        with pytest.raises(ConfigError, match="1 to 256 characters"):
            written(f"telegram: {{webhook_secret: {secret}}}")

    @pytest.mark.parametrize(
        "variable",
        ["HOIVANBAN_ZALO_OA__APP_ID", "HOIVANBAN_ZALO_OA__OA_SECRET", "HOIVANBAN_TELEGRAM__WEBHOOK_SECRET"],
    )
    def test_a_value_of_digits_alone_is_text_where_text_is_wanted(self, written, variable):
        assert written("", {variable: "1234567890123456789"}) is not None


class TestPaths:
    def test_the_data_folder_starts_at_the_folder_of_the_file(self, written, tmp_path):
        assert written("data_dir: here").data_dir == tmp_path / "here"

    def test_a_whole_path_stays_as_it_is(self, written, tmp_path):
        assert written(f"data_dir: {tmp_path / 'other'}").data_dir == tmp_path / "other"

    def test_a_model_folder_starts_there_too(self, written, tmp_path):
        (tmp_path / "model").mkdir()
        assert written("embedding: {model: model}").embedding.model == str(tmp_path / "model")

    def test_a_model_name_that_is_no_folder_stays_a_name(self, written):
        assert written("embedding: {model: some/model}").embedding.model == "some/model"

    def test_where_the_program_is_run_counts_for_nothing(self, written, tmp_path, monkeypatch):
        before = written("data_dir: here")
        monkeypatch.chdir(tmp_path.parent)
        assert written("data_dir: here") == before


@PATIENT
@given(
    st.dictionaries(
        st.sampled_from(sorted(f"HOIVANBAN_{key.upper().replace('.', '__')}" for key in keys_of_model(Config))),
        st.text(max_size=12),
        max_size=4,
    )
)
def test_any_environment_gives_a_configuration_or_a_config_error(environ):
    with contextlib.suppress(ConfigError):
        assert isinstance(load_config(SHIPPED, environ), Config)
