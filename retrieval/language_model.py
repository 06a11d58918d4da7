"""A chat model that LangChain knows: a prompt in, pieces of text out. The one door to LangChain's models.

Importing it takes seconds, so that happens when a model is opened and not when this module is read. Nothing of a
conversation goes anywhere but to that model: tracing to LangSmith is off whatever the environment says, its gateway
is not used, and no proxy stands between this program and a model on this machine.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from typing import TYPE_CHECKING, Any

from retrieval.errors import ModelError
from retrieval.static_embedding import first_line

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from retrieval.config import GenerationConfig

_CONTEXT = 4096
"""Tokens that Ollama is told to make room for; the prompt and the reply fit."""
_NO_KEY = "none"
_LOCAL = "localhost,127.0.0.1,::1"
_CUT = frozenset({"length", "max_tokens", "max_output_tokens"})
"""How providers say, in their several fields, that a reply was cut where it was too long."""
_WAITING = 64
"""Pieces that may wait to be read, so that a server that never stops fills no memory."""
_END = object()


class LanguageModel:
    """A chat model; safe to share between threads.

    Args:
        config: the model's name, and how to reach it; `config.model` is set.

    Raises:
        ModelError: the provider is unknown, its package is missing, or it refuses the settings.
    """

    def __init__(self, config: GenerationConfig) -> None:
        self.name = config.model or ""
        self._timeout = config.timeout_s
        provider, _, model = self.name.partition(":")
        try:
            with _own_environment():
                from langchain.chat_models import init_chat_model  # noqa: PLC0415 (a second, and then its provider's)

                self._model = init_chat_model(model, model_provider=provider, **_settings(provider, config))
        except ImportError as error:
            named = str(error).rpartition("`pip install ")[2].partition("`")[0]
            package = named or f"langchain-{provider.replace('_', '-')}"
            raise ModelError(f"generation.model: {self.name} needs {package}; run: pip install {package}") from error
        except Exception as error:  # whatever the provider's settings raise
            raise ModelError(
                f"generation.model: {self.name} cannot be used ({first_line(error)}); see docs/configuration.md"
            ) from error

    def stream(self, rules: str, asked: str) -> Generator[str, None, None]:
        """The reply to `asked` under `rules`, piece by piece as it is written.

        The provider is read in a thread of its own, so that neither a server that says nothing nor one that sends
        a byte now and then can hold the reader beyond `timeout_s`.

        Raises:
            ModelError: the model cannot be reached or refuses, takes too long, or its reply was cut.
        """
        pieces: queue.Queue[object] = queue.Queue(_WAITING)
        stopped = threading.Event()
        arguments = ([("system", rules), ("human", asked)], pieces, stopped)
        threading.Thread(target=self._read, args=arguments, name="language model", daemon=True).start()
        ends = time.monotonic() + self._timeout
        try:
            while (piece := pieces.get(timeout=max(0.0, ends - time.monotonic()))) is not _END:
                if isinstance(piece, Exception):
                    raise ModelError(f"{self.name}: {_kind(piece)}") from piece
                yield str(piece)
        except queue.Empty:
            raise ModelError(f"{self.name}: no whole reply within {self._timeout:g} s") from None
        finally:
            stopped.set()

    def _read(self, messages: list[tuple[str, str]], pieces: queue.Queue[object], stopped: threading.Event) -> None:
        """Puts the text of a reply into `pieces`, then `_END` or what went wrong."""
        from langsmith import tracing_context  # noqa: PLC0415 (came with the model)

        def put(piece: object) -> None:
            while not stopped.is_set():
                with contextlib.suppress(queue.Full):
                    pieces.put(piece, timeout=0.1)
                    return

        try:
            with tracing_context(enabled=False):
                for chunk in self._model.stream(messages):
                    if stopped.is_set():
                        return
                    put(str(chunk.text))
                    if _is_cut(chunk.response_metadata):
                        put(ModelError("the reply was cut at generation.max_tokens"))
                        return
            put(_END)
        except Exception as error:  # noqa: BLE001 (whatever a provider raises; `stream` raises it as ModelError)
            put(error)


def _settings(provider: str, config: GenerationConfig) -> dict[str, Any]:
    """What a provider's class is made with: no chance in the answer, one attempt, an end.

    Without a key of ours, a server of one's own gets none: not the vendor's from the environment either.
    """
    settings: dict[str, Any] = {"temperature": 0}
    if config.base_url is not None:
        settings["base_url"] = config.base_url
    if provider == "ollama":  # it has names of its own; and a reply is wanted, not thoughts
        headers = {"Authorization": f"Bearer {config.api_key.get_secret_value()}"} if config.api_key else {}
        client = {"timeout": config.timeout_s, "headers": headers}
        return settings | {
            "num_predict": config.max_tokens,
            "num_ctx": _CONTEXT,
            "reasoning": False,
            "client_kwargs": client,
        }
    settings |= {"timeout": config.timeout_s, "max_retries": 0, "max_tokens": config.max_tokens}
    if config.api_key is not None:
        settings["api_key"] = config.api_key
    elif config.base_url is not None:
        settings["api_key"] = _NO_KEY
    if provider == "openai" and config.base_url is not None:  # the API that every such server has
        settings |= {"use_responses_api": False, "stream_usage": False}
    return settings


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Within it providers find no gateway of LangSmith, and no proxy for this machine; both are read once."""
    changed = {"LANGSMITH_GATEWAY": None, **{name: _without_proxy(name) for name in ("NO_PROXY", "no_proxy")}}
    kept = {name: os.environ.get(name) for name in changed}
    _set(changed)
    try:
        yield
    finally:
        _set(kept)


def _without_proxy(name: str) -> str:
    return ",".join(filter(None, [os.environ.get(name), _LOCAL]))


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _is_cut(metadata: Mapping[str, Any]) -> bool:
    said = (metadata.get(key) for key in ("finish_reason", "stop_reason", "done_reason"))
    return any(str(reason).lower() in _CUT for reason in said)


def _kind(error: Exception) -> str:
    """What went wrong without the provider's words, which may quote a key or the question."""
    if isinstance(error, ModelError):
        return str(error)
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__}{f' {status}' if status else ''}"
