"""The terminal: replies drawn with rich where somebody looks, as plain text where a program reads."""

from __future__ import annotations

import dataclasses
import logging
import sys
from typing import TYPE_CHECKING

from bot.messages import Card, Copyable, Items, Line, Message, Quote, Reply, Table
from bot.rendering import clean, plain_text
from bot.texts import TEXTS
from retrieval.errors import HoiVanBanError
from retrieval.writing import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from bot.messages import Assistant, Block

CONVERSATION = "terminal"
_WIDEST = 100
_UNLIMITED = 1_000_000
_PROMPT = "> "
_log = logging.getLogger(__name__)


def show(reply: Reply) -> None:
    """Prints a reply on standard output: boxes and colours on a terminal, plain and unwrapped elsewhere."""
    if sys.stdout.isatty():
        _draw(reply)
    else:
        sys.stdout.write("\n\n".join([*plain_text(reply, _UNLIMITED), *_suggested(reply)]) + "\n")
        sys.stdout.flush()


def _suggested(reply: Reply) -> list[str]:
    asked = [choice.label for choice in reply.choices if choice.action.startswith("ask:")]
    heading = TEXTS[reply.language].ask_next
    return ["\n".join([heading, *(f"• {clean(question)}" for question in asked)])] if asked else []


def _draw(reply: Reply) -> None:
    from rich.console import Console, Group  # noqa: PLC0415 (only where somebody looks)
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    width = min(console.width, _WIDEST)
    drawn = [Padding(_drawn(block), (0, 0, 1, 0)) for block in reply.blocks]
    drawn += [Padding(Text(part, style="dim"), (0, 0, 1, 0)) for part in _suggested(reply)]
    console.print(Group(*drawn), width=width)


def _drawn(block: Block) -> RenderableType:
    """A block for rich; never as markup, in which “[1]” would be a style."""
    from rich.console import Group  # noqa: PLC0415
    from rich.panel import Panel  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    match block:
        case Line(text, strong):
            return Text(clean(text), style="bold" if strong else "")
        case Quote(text, marker, origin):
            title = None if marker is None else Text(f"[{marker}]", style="bold cyan")
            return Panel(
                Text.assemble(clean(text), ("\n" + clean(origin), "italic dim") if origin else ""),
                title=title,
                title_align="left",
                border_style="cyan",
            )
        case Items(items):
            return Text("\n".join(f"• {clean(item)}" for item in items))
        case Card(lines):
            return Group(*map(_drawn, lines))
        case Table():
            return Text("\n".join(map(clean, aligned(block))), no_wrap=True, overflow="ellipsis")
        case Copyable(text):
            return Text(clean(text))


def _rest(reply: Reply, heard: Sequence[str]) -> Reply:
    """What is left to show of a reply some lines of which were shown; all of it, when it is another one in the end."""
    if reply.answer is None or reply.answer.kind != "generated":
        return dataclasses.replace(reply, blocks=(Line(TEXTS[reply.language].not_written), *reply.blocks))
    blocks = tuple(block for block in reply.blocks if not (isinstance(block, Line) and block.text in heard))
    return dataclasses.replace(reply, blocks=blocks)


class ConsoleChannel:
    """Carries messages between a terminal, or a pipe, and the assistant.

    Args:
        assistant: answers.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def run(self) -> None:
        """Greets, then answers line by line until the input ends."""
        greeting = self._assistant.reply(Message("/start", CONVERSATION))
        hint = Line(TEXTS[greeting.language].terminal_hint)
        show(Reply((*greeting.blocks, hint), greeting.language))
        for line in self._lines():
            if line.strip():
                heard: list[str] = []
                reply = self._reply(line, heard)
                show(_rest(reply, heard) if heard else reply)

    def _reply(self, line: str, heard: list[str]) -> Reply:
        """The reply to a line, or the reason why there is none: the conversation goes on.

        The lines of an answer that is being written are shown at once, and kept in `heard`.
        """

        def hear(written: str) -> None:
            show(Reply((Line(written, strong=not written.endswith(":")),), "vi"))
            heard.append(written)

        try:
            return self._assistant.reply(Message(line, CONVERSATION, CONVERSATION), hear=hear)
        except HoiVanBanError as error:
            return Reply((Line(str(error)),), "vi")
        except Exception:  # noqa: BLE001 (one of two; per message)
            _log.info("event=failed conversation=%s", CONVERSATION, exc_info=True)  # where: seen with --debug
            return Reply((Line(TEXTS["vi"].error),), "vi")

    def _lines(self) -> Iterator[str]:
        if not sys.stdin.isatty():
            yield from sys.stdin
            return
        from prompt_toolkit import PromptSession  # noqa: PLC0415 (only where somebody types)

        session: PromptSession[str] = PromptSession(_PROMPT)
        while True:
            try:
                yield session.prompt()
            except KeyboardInterrupt:  # forgets the line, as shells do
                continue
            except EOFError:
                return
