"""YAML whose every value is text, as plain data, in half the time that a general reader takes.

A general reader asks of every scalar whether it is a number, a date or a truth value, and of the glossary that is most
of the start of a command. Here “NO”, “1” and “2025” are text, which is what they are in a list of words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_words(text: str) -> Any:
    """The lists, mappings and strings of the first document in `text`; None where there is none.

    Raises:
        ValueError: it is not YAML, or uses aliases, or a key is more than text.
    """
    try:
        events = iter(yaml.parse(text, Loader=_LOADER))
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                return _value(next(events), events)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return None


def _value(event: yaml.Event, events: Iterator[yaml.Event]) -> Any:
    """What begins with `event`; twenty thousand of them, so that `isinstance` would be felt."""
    if type(event) is yaml.ScalarEvent:
        return event.value
    if type(event) is yaml.SequenceStartEvent:
        items: list[Any] = []
        while type(event := next(events)) is not yaml.SequenceEndEvent:
            items.append(_value(event, events))
        return items
    if type(event) is yaml.MappingStartEvent:
        mapping: dict[str, Any] = {}
        while type(event := next(events)) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                raise ValueError("a key must be text")
            mapping[event.value] = _value(next(events), events)
        return mapping
    raise ValueError("aliases are not used in lists of words")
