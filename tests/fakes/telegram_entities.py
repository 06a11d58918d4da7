"""Parse mode HTML as Telegram reads it: the text with entities removed, or Telegram's own complaint.

The rules and the messages are those of the open-source server library (td, MessageEntity.cpp). One thing is
stricter here: an attribute that a tag does not have is refused, where the real one ignores it.
"""

import dataclasses
import html
import re

_BARE = ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "pre")
TAGS = {tag: set() for tag in _BARE} | {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "tg-emoji": {"emoji-id"},
    "blockquote": {"expandable"},
}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ATTRIBUTE = re.compile(r"""\s*(?P<name>[^\s=>/"']*)\s*(?:=\s*(?P<value>"[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")


class EntitiesError(Exception):
    """What Telegram says after “Bad Request: can't parse entities: ”."""


@dataclasses.dataclass(frozen=True)
class Parsed:
    text: str
    tags: tuple[tuple[str, str], ...]
    """Each tag with the text inside it, in order of their ends."""


def parse_html(source):
    """The text and the tags of `source`, or EntitiesError."""
    raw = source.encode()
    text, open_tags, tags, position = [], [], [], 0
    while position < len(raw):
        if raw[position : position + 1] != b"<":
            end = raw.find(b"<", position)
            end = len(raw) if end < 0 else end
            text.append(_ENTITY.sub(lambda found: html.unescape(found[0]), raw[position:end].decode()))
            position = end
        elif raw[position + 1 : position + 2] == b"/":
            name, start = _close(raw, position, open_tags)
            tags.append((name, "".join(text[start:])))
            position = raw.index(b">", position) + 1
        else:
            name, position = _open(raw, position)
            open_tags.append((name, len(text)))
    if open_tags:
        raise EntitiesError(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return Parsed("".join(text), tuple(tags))


def _open(raw, begin):
    name = re.match(rb"[^\s>]*", raw[begin + 1 :])[0]
    tag = name.decode().lower()
    after, end = begin + 1 + len(name), raw.find(b">", begin)
    if after < len(raw) and tag not in TAGS:
        raise EntitiesError(f'Unsupported start tag "{tag}" at byte offset {begin}')
    if end < 0:
        raise EntitiesError(f"Unclosed start tag at byte offset {begin}")
    _check_attributes(tag, raw[after:end].decode(), begin)
    return tag, end + 1


def _check_attributes(tag, rest, begin):
    while rest.strip():
        found = _ATTRIBUTE.match(rest)
        if not found["name"]:
            raise EntitiesError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        if found["name"] not in TAGS[tag]:
            raise EntitiesError(f'Unknown attribute "{found["name"]}" in the tag "{tag}" at {begin}')
        if found["value"] is None and (tag, found["name"]) != ("blockquote", "expandable"):
            message = "Expected equal sign in declaration of an attribute of the tag"
            raise EntitiesError(f'{message} "{tag}" at byte offset {begin}')
        rest = rest[found.end() :]


def _close(raw, begin, open_tags):
    if not open_tags:
        raise EntitiesError(f"Unexpected end tag at byte offset {begin}")
    end = raw.find(b">", begin)
    if end < 0:
        raise EntitiesError(f"Unclosed end tag at byte offset {begin}")
    found = raw[begin + 2 : end].decode().strip()
    name, start = open_tags.pop()
    if found and found != name:
        pair = f'expected "</{name}>", found "</{found}>"'
        raise EntitiesError(f"Unmatched end tag at byte offset {begin}, {pair}")
    return name, start
