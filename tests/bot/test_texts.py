"""Every sentence exists in both languages with the same slots."""

import dataclasses
import datetime as dt
import string

import pytest

from bot.texts import TEXTS, Texts, format_date

FIELDS = [field.name for field in dataclasses.fields(Texts)]


def sentences(language, field):
    value = getattr(TEXTS[language], field)
    return value if isinstance(value, tuple) else (value,)


def slots(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("field", FIELDS)
def test_both_languages_have_the_same_slots(field):
    pairs = zip(sentences("vi", field), sentences("en", field), strict=True)
    assert all(slots(vi) == slots(en) for vi, en in pairs)


@pytest.mark.parametrize("field", FIELDS)
def test_no_sentence_is_blank_and_every_slot_has_a_name(field):
    for language in TEXTS:
        for sentence in sentences(language, field):
            assert sentence.strip() == sentence != ""
            assert all(slots(sentence)) or not slots(sentence)


def test_two_examples_are_offered():
    assert all(len(texts.greeting_examples) == 2 for texts in TEXTS.values())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_dates_are_printed_day_first(language):
    assert format_date(dt.date(2021, 8, 2), language) == "02/08/2021"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_appears_in_a_notice_is_short_enough_for_telegram(language):
    texts = TEXTS[language]
    notices = [texts.thanks_good, texts.thanks_bad, texts.button_expired]
    assert all(len(notice) <= 200 for notice in notices)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_menu_descriptions_fit_telegram(language):
    texts = TEXTS[language]
    for description in (texts.command_start, texts.command_help, texts.command_documents):
        assert 1 <= len(description) <= 256
