"""Rendering: what every channel may rely on, for any text."""

import html.parser
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Card, Copyable, Items, Line, Quote, Reply, Table
from bot.rendering import PHONE_WIDTH, TELEGRAM_LIMIT, clean, plain_text, telegram_html, utf16_length, without_tags
from tests.fakes.telegram_entities import parse_html

LONG = "Ủy ban nhân dân tỉnh chủ trì, phối hợp với Sở Giáo dục và Đào tạo thực hiện nhiệm vụ này. "

ODDITIES = ["<b>", "&amp;", "&", "</blockquote>", "<", ">", "\n", "\n\n", ". ", "\r\n", "\x00"]
ODDITIES += ["\u0301", "e\u0302\u0301", "😀", "👨‍👩‍👧"]

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.sampled_from(ODDITIES)
texts = st.lists(words, max_size=12).map(" ".join)
long_texts = st.builds(lambda word, times: word * times, words, st.integers(1, 9000))
any_text = texts | long_texts
blocks = st.one_of(
    st.builds(Line, any_text, st.booleans()),
    st.builds(Quote, any_text, st.none() | st.integers(1, 6), texts),
    st.builds(Copyable, any_text),
    st.builds(Items, st.lists(any_text, max_size=4).map(tuple)),
)
replies = st.builds(Reply, st.lists(blocks, max_size=5).map(tuple), st.just("vi"))


class BalancedParser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.open, self.text = [], []

    def handle_starttag(self, tag, _):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        assert not set(data) & set("<>&")
        self.text.append(data)

    def handle_entityref(self, name):
        self.text.append({"amp": "&", "lt": "<", "gt": ">"}[name])


def reply_of(*content):
    return Reply(content, "vi")


def letters(text):
    """The text without white space and without what rendering adds."""
    return re.sub(r"\s|[“”—•]|\[\d\]", "", clean(text))


def written(reply):
    found = []
    for block in reply.blocks:
        match block:
            case Line(text) | Copyable(text):
                found.append(text)
            case Quote(text, _, origin):
                found += [text, origin]
            case Items(items):
                found += items
    return "".join(letters(text) for text in found)


@settings(max_examples=60, deadline=None)
@given(replies)
def test_every_html_part_is_within_the_limit_balanced_and_escaped(reply):
    shown = []
    for part in telegram_html(reply):
        assert 0 < utf16_length(part) <= TELEGRAM_LIMIT
        parser = BalancedParser()
        parser.feed(part)
        parser.close()
        assert not parser.open
        shown.append(letters("".join(parser.text)))
        assert letters(without_tags(part)) == shown[-1]
        assert letters(parse_html(part).text) == shown[-1]
    assert "".join(shown) == written(reply)


@settings(max_examples=60, deadline=None)
@given(replies, st.integers(64, 2000))
def test_every_plain_part_is_within_the_limit_and_nothing_is_lost(reply, limit):
    parts = plain_text(reply, limit)
    assert all(0 < utf16_length(part) <= limit for part in parts)
    assert "".join(letters(part) for part in parts) == written(reply)


def test_text_is_escaped_and_strong_lines_are_bold():
    assert telegram_html(reply_of(Line("a < b & c", strong=True))) == ["<b>a &lt; b &amp; c</b>"]


def test_a_quote_shows_its_marker_and_its_origin():
    part = telegram_html(reply_of(Quote("Sở chủ trì", 2, "Kế hoạch 1788/KH-SGDĐT")))
    assert part == ["<blockquote expandable>[2] Sở chủ trì</blockquote>\n<i>Kế hoạch 1788/KH-SGDĐT</i>"]
    assert plain_text(reply_of(Quote("Sở chủ trì", 2, "Kế hoạch"))) == ["[2] “Sở chủ trì”\n— Kế hoạch"]


def test_what_is_to_be_copied_is_code_in_telegram_and_bare_elsewhere():
    assert telegram_html(reply_of(Copyable("Căn cứ <…>;"))) == ["<code>Căn cứ &lt;…&gt;;</code>"]
    assert plain_text(reply_of(Copyable("Căn cứ …;"))) == ["Căn cứ …;"]


def test_items_are_bullets_in_order():
    assert plain_text(reply_of(Items(("một", "hai")))) == ["• một\n• hai"]


TABLE = Table(("Nơi", "Mức", "Năm", ""), (("Lam Giang", "85%", "2030", "[1]"), ("Châu Lĩnh", "80%", "2030", "[2]")))


def test_a_table_is_aligned_where_letters_have_one_width():
    assert telegram_html(reply_of(TABLE)) == [
        "<pre>Nơi        Mức  Năm\nLam Giang  85%  2030  [1]\nChâu Lĩnh  80%  2030  [2]</pre>"
    ]


def test_a_table_is_a_list_where_they_have_not():
    assert plain_text(reply_of(TABLE)) == ["• Lam Giang: 85% · 2030 [1]\n• Châu Lĩnh: 80% · 2030 [2]"]


def test_a_table_wider_than_a_phone_is_a_list():
    wide = Table(("Nơi", "Mức", ""), (("Nậm Vân", "x" * PHONE_WIDTH, "[1]"), ("Vân Khê", "<b>", "[2]")))
    assert telegram_html(reply_of(wide)) == [f"• Nậm Vân: {'x' * PHONE_WIDTH} [1]\n• Vân Khê: &lt;b&gt; [2]"]


def test_a_table_longer_than_a_message_keeps_its_tags_in_every_part():
    long = Table(("Nơi", ""), tuple((f"Xã {at}", f"[{at}]") for at in range(900)))
    parts = telegram_html(reply_of(long))
    assert len(parts) > 1
    assert all(part.startswith("<pre>") and part.endswith("</pre>") for part in parts)


def test_the_lines_of_a_card_stand_together():
    card = Card((Line("Theo Kế hoạch:"), Line("Sở chủ trì. [1]", strong=True)))
    assert telegram_html(reply_of(card, Line("Hết."))) == ["Theo Kế hoạch:\n<b>Sở chủ trì. [1]</b>\n\nHết."]


def test_blocks_are_kept_whole_where_they_fit():
    first, second = LONG * 30, LONG * 20
    parts = telegram_html(reply_of(Line(first), Line(second)))
    assert parts == [first.strip(), second.strip()]


def test_short_blocks_share_one_message():
    assert telegram_html(reply_of(Line("Một."), Line("Hai."))) == ["Một.\n\nHai."]


def test_a_long_block_is_split_between_paragraphs_first():
    paragraph = (LONG * 25).strip()
    parts = plain_text(reply_of(Line(f"{paragraph}\n\n{paragraph}")))
    assert parts == [paragraph, paragraph]


def test_a_long_paragraph_is_split_after_a_sentence():
    parts = plain_text(reply_of(Line(LONG * 60)))
    assert len(parts) == 2
    assert all(part.endswith("này.") for part in parts)


def test_a_long_sentence_is_split_after_a_word():
    parts = plain_text(reply_of(Line("nhiệm vụ " * 700)))
    assert all(set(part.split()) <= {"nhiệm", "vụ"} for part in parts)


def test_a_word_longer_than_a_message_is_cut_between_letters():
    family = "👨‍👩‍👧"
    parts = telegram_html(reply_of(Line(family * 600)))
    assert len(parts) > 1
    assert all(part.startswith("👨") and part.endswith("👧") for part in parts)


def test_an_entity_is_never_cut():
    parts = telegram_html(reply_of(Line("&" * 3000)))
    assert all(part.replace("&amp;", "") == "" for part in parts)


def test_every_part_of_a_long_quote_has_its_tags_and_its_marker():
    parts = telegram_html(reply_of(Quote(LONG * 100, 3, "Nguồn")))
    assert len(parts) > 2
    assert all(part.startswith("<blockquote expandable>[3] ") for part in parts)


def test_letters_outside_the_basic_plane_count_twice():
    assert utf16_length("a😀") == 3
    assert [utf16_length(part) for part in plain_text(reply_of(Line("😀" * 64)), 64)] == [64, 64]


def test_plain_text_is_counted_after_nfc():
    assert plain_text(reply_of(Line("e\u0302\u0301" * 64)), 64) == ["ế" * 64]


def test_blank_blocks_say_nothing():
    assert telegram_html(reply_of(Line(" \n"), Quote("", 1, ""), Items(("", " ")))) == []


def test_control_characters_and_half_surrogates_are_dropped():
    assert clean("a\x00b\ud800c\r\nd") == "ab\ufffdc\nd"


def test_a_limit_too_small_for_tags_is_refused():
    with pytest.raises(ValueError, match="at least 64"):
        plain_text(reply_of(Line("a")), 10)
