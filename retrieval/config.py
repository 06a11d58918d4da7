"""config.yaml, line for line, as frozen values that were checked once.

Order of precedence: defaults < config.yaml < environment < command line. The environment is merged into the YAML
mapping before validation, so a misspelt section or key is an error wherever it stands.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from retrieval.errors import ConfigError

ENVIRONMENT_PREFIX = "HOIVANBAN_"
VENDOR_VARIABLES = {"TELEGRAM_BOT_TOKEN": ("telegram", "token"), "ZALO_BOT_TOKEN": ("zalo_bot", "token")}
"""Names that the vendors' own tools use; they win over config.yaml and lose against HOIVANBAN_…."""

_HOST = r"^(?:https?://)?\.?[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?$"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LibraryConfig(_Section):
    """Where the source of truth is kept."""

    url: str | None = None


class EmbeddingConfig(_Section):
    """Which model turns text into vectors."""

    model: str = "training/model"


class RetrievalConfig(_Section):
    """How passages are found."""

    candidates: Annotated[int, Field(ge=1, le=1000)] = 60
    reranker: str | None = None


class AnsweringConfig(_Section):
    """When to answer, and with how much proof."""

    refuse_below: Annotated[float, Field(ge=0, le=1)] = 0.5
    max_citations: Annotated[int, Field(ge=1, le=6)] = 6


class GenerationConfig(_Section):
    """The optional language model."""

    model: str | None = None
    base_url: Annotated[str | None, Field(pattern=r"^https?://")] = None
    api_key: SecretStr | None = None
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60
    max_tokens: Annotated[int, Field(ge=64, le=8192)] = 600

    @field_validator("model")
    @classmethod
    def _with_provider(cls, model: str | None) -> str | None:
        if model is not None and not re.fullmatch(r"[a-z][a-z0-9_]*:\S+", model):
            raise ValueError("must be provider:model as LangChain names them, for example ollama:qwen3")
        return model


class IngestConfig(_Section):
    """Limits on what is read."""

    max_bytes: Annotated[int, Field(ge=1)] = 32 * 1024 * 1024
    allowed_hosts: list[Annotated[str, Field(pattern=_HOST)]] = []

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _separated(cls, hosts: object) -> object:
        """A list, or as a variable has it: names separated by commas or spaces."""
        return re.split(r"[\s,]+", hosts.strip(" ,")) if isinstance(hosts, str) else hosts or []


class TelegramConfig(_Section):
    """The Telegram channel; on when it has a token."""

    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr | None = None

    @field_validator("webhook_secret")
    @classmethod
    def _letters_only(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("must be 1 to 256 characters of A-Z a-z 0-9 _ -")
        return secret


class ZaloBotConfig(_Section):
    """The Zalo bot channel; on when it has a token."""

    token: SecretStr | None = None
    base_url: str = "https://bot-api.zaloplatforms.com/bot"


class ZaloOaConfig(_Section):
    """The Zalo Official Account channel."""

    app_id: str | None = None
    app_secret: SecretStr | None = None
    oa_secret: SecretStr | None = None


class WebConfig(_Section):
    """Where webhooks and pages are served."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Annotated[str | None, Field(pattern=r"^https?://")] = None


class Config(_Section):
    """The whole of config.yaml. Only the composition root sees it; every part takes its own section."""

    data_dir: Path = Path("data")
    library: LibraryConfig = LibraryConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    retrieval: RetrievalConfig = RetrievalConfig()
    answering: AnsweringConfig = AnsweringConfig()
    generation: GenerationConfig = GenerationConfig()
    ingest: IngestConfig = IngestConfig()
    telegram: TelegramConfig = TelegramConfig()
    zalo_bot: ZaloBotConfig = ZaloBotConfig()
    zalo_oa: ZaloOaConfig = ZaloOaConfig()
    web: WebConfig = WebConfig()


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration of `path`, overridden by `environ`.

    Args:
        path: config.yaml; relative paths in it start at its folder.
        environ: environment variables; HOIVANBAN_SECTION__KEY and the vendors' token names are read.

    Raises:
        ConfigError: the file is missing or not YAML, or a key or a value is wrong; the message names it.
    """
    settings = _read(path)
    for variable, names in VENDOR_VARIABLES.items():
        if environ.get(variable):
            _put(settings, names, environ[variable], variable)
    for variable in sorted(environ):
        if variable.startswith(ENVIRONMENT_PREFIX):
            keys = tuple(variable.removeprefix(ENVIRONMENT_PREFIX).lower().split("__"))
            _put(settings, keys, _scalar(environ[variable]), variable)
    try:
        config = Config.model_validate(settings)
    except ValidationError as error:
        raise ConfigError(_explain(path, error)) from error
    return _rooted(config, path.resolve().parent)


def _read(path: Path) -> dict[str, Any]:
    try:
        settings = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file; give one with --config FILE") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); give another with --config FILE") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: is not YAML ({' '.join(str(error).split())})") from error
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        raise ConfigError(f"{path}: must be a mapping of sections, see docs/configuration.md")
    return settings


def _scalar(value: str) -> str | None:
    """An environment value: text, which the model turns into what a key wants; “null” and nothing mean null."""
    return None if value.strip().lower() in {"", "null", "~"} else value


def _put(settings: dict[str, Any], keys: tuple[str, ...], value: Any, variable: str) -> None:
    section = settings
    for key in keys[:-1]:
        inner = section.setdefault(key, {})
        if not isinstance(inner, dict):
            raise ConfigError(f"environment variable {variable}: {key} is not a section of config.yaml")
        section = inner
    section[keys[-1]] = value


def _explain(path: Path, error: ValidationError) -> str:
    problems = []
    for problem in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in problem["loc"])
        reason = "no such key" if problem["type"] == "extra_forbidden" else problem["msg"]
        problems.append(f"{key}: {reason}{_nearest(problem['loc']) if reason == 'no such key' else ''}")
    return f"{path} (or a HOIVANBAN_… variable): {'; '.join(problems)}"


def _nearest(location: tuple[int | str, ...]) -> str:
    model: Any = Config
    for part in location[:-1]:
        model = model.model_fields[str(part)].annotation
    near = difflib.get_close_matches(str(location[-1]), list(model.model_fields), n=1)
    return f", did you mean {near[0]}?" if near else ", see docs/configuration.md"


def _rooted(config: Config, folder: Path) -> Config:
    embedding = config.embedding.model_copy(update={"model": _rooted_model(config.embedding.model, folder)})
    reranker = config.retrieval.reranker and _rooted_model(config.retrieval.reranker, folder)
    retrieval = config.retrieval.model_copy(update={"reranker": reranker})
    return config.model_copy(
        update={"data_dir": folder / config.data_dir, "embedding": embedding, "retrieval": retrieval}
    )


def _rooted_model(model: str, folder: Path) -> str:
    """A folder beside config.yaml by its whole path; a name of sentence-transformers as it is."""
    return str(folder / model) if (folder / model).is_dir() else model
