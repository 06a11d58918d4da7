"""The composition root: the only place that sees the whole configuration and joins the parts."""

from __future__ import annotations

import ctypes
import dataclasses
import datetime as dt
import sys
from typing import TYPE_CHECKING, Self

from retrieval.embedding import load_embedder
from retrieval.index import Index
from retrieval.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.assistant import DocumentAssistant
    from bot.conversation import Sessions
    from bot.serving import Channel
    from retrieval.answering import Answerer
    from retrieval.config import Config
    from retrieval.embedding import Embedder
    from retrieval.generation import Writer
    from retrieval.glossary import Glossary
    from retrieval.retriever import Retriever


def local_today() -> dt.date:
    """The day it is where the bot runs."""
    return dt.datetime.now().astimezone().date()


def give_memory_back() -> None:
    """Has glibc return each large block as soon as it is freed; a tenth of what answering needs lay idle otherwise.

    By itself it raises its limit to the largest block that was ever freed, and keeps all smaller ones (mallopt(3)).
    """
    if sys.platform == "linux" and hasattr(glibc := ctypes.CDLL(None), "mallopt"):
        glibc.mallopt(_MMAP_THRESHOLD, _LARGE)


_MMAP_THRESHOLD, _LARGE = -3, 1 << 20


def open_library(config: Config, *, create: bool = False) -> Library:
    """The library that the configuration names.

    Raises:
        LibraryError: there is none and `create` is not set, or it is not one of ours.
    """
    return Library.open(config.data_dir, url=config.library.url, create=create)


@dataclasses.dataclass(frozen=True, slots=True)
class Application:
    """The parts that were opened. Close it, or use it in a `with`.

    `today` tells the day by which documents stand or not.
    """

    config: Config
    library: Library
    embedder: Embedder
    index: Index
    today: Callable[[], dt.date] = local_today

    def close(self) -> None:
        """Releases every file."""
        self.index.close()
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def retriever(self) -> Retriever:
        """What finds passages; the index begins to open in the background.

        Raises:
            ModelError: the reranker cannot be loaded.
        """
        self.index.warm()
        from retrieval.retriever import Retriever  # noqa: PLC0415 (while the index opens, and not for ingest)

        settings = self.config.retrieval
        reranker = None
        if settings.reranker is not None:
            from retrieval.reranking import CrossEncoderReranker  # noqa: PLC0415 (seconds)

            reranker = CrossEncoderReranker(settings.reranker)
        return Retriever(self.library, self.index, self.embedder, settings, reranker)

    def answerer(self) -> Answerer:
        """What answers questions; the index begins to open in the background.

        Raises:
            ModelError: the reranker or the language model cannot be loaded.
        """
        retriever = self.retriever()
        from retrieval.answering import Answerer  # noqa: PLC0415 (while the index opens, and not for ingest)
        from retrieval.glossary import Glossary  # noqa: PLC0415
        from retrieval.places import Gazetteer  # noqa: PLC0415

        glossary = Glossary.load()
        return Answerer(
            self.library,
            retriever,
            index=self.index,
            glossary=glossary,
            gazetteer=Gazetteer.load(),
            config=self.config.answering,
            writer=self._writer(glossary),
            today=self.today,
        )

    def _writer(self, glossary: Glossary) -> Writer | None:
        if self.config.generation.model is None:
            return None
        from retrieval.generation import Writer  # noqa: PLC0415 (only where a model is configured)
        from retrieval.language_model import LanguageModel  # noqa: PLC0415

        return Writer(LanguageModel(self.config.generation), glossary)

    def assistant(self, sessions: Sessions | None = None) -> DocumentAssistant:
        """What every channel talks to."""
        from bot.assistant import DocumentAssistant  # noqa: PLC0415 (not for ingest)

        return DocumentAssistant(self.answerer(), self.library, sessions)


def open_application(
    config: Config, *, create: bool = False, today: Callable[[], dt.date] = local_today
) -> Application:
    """Every part, ready to work.

    Args:
        config: the whole of it.
        create: make the library where there is none.
        today: tells the day of an answer.

    Raises:
        LibraryError: there is no library and `create` is not set, or it cannot be used.
        ModelError: the embedding model cannot be loaded.
    """
    give_memory_back()
    library = open_library(config, create=create)
    try:
        embedder = load_embedder(config.embedding.model)
        return Application(config, library, embedder, Index(library, embedder, config.data_dir / "index"), today)
    except BaseException:
        library.close()
        raise


def open_channels(application: Application) -> list[Channel]:
    """The channels whose token is set, all on one assistant.

    Raises:
        ConfigError: what a channel needs is missing.
    """
    config = application.config
    channels: list[Channel] = []
    if config.telegram.token is not None:
        from bot.channels.telegram import TelegramChannel  # noqa: PLC0415 (half a second)

        public_url = config.web.public_url
        channels.append(TelegramChannel(config.telegram, application.assistant(), public_url=public_url))
    return channels


def secrets(config: Config) -> list[str]:
    """Every secret of the configuration, to be kept out of the logs."""
    kept = (
        config.generation.api_key,
        config.telegram.token,
        config.telegram.webhook_secret,
        config.zalo_bot.token,
        config.zalo_oa.app_secret,
        config.zalo_oa.oa_secret,
    )
    return [secret.get_secret_value() for secret in kept if secret is not None]
