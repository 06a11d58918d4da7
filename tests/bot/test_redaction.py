"""No secret reaches a handler."""

import logging

import pytest

from bot.redaction import REDACTED, Redaction, redacted_logs

TOKEN = "123456:ABC-secret_token"


@pytest.fixture
def records(caplog):
    caplog.set_level(logging.DEBUG)
    with redacted_logs([TOKEN, ""]):
        yield caplog


def test_the_message_is_redacted(records):
    logging.getLogger("a.b").warning("POST https://host/bot%s/getMe", TOKEN)
    assert records.messages == [f"POST https://host/bot{REDACTED}/getMe"]


def test_arguments_are_kept_when_they_carry_no_secret(records):
    logging.getLogger("a").info("sent %d", 3)
    assert records.records[0].args == (3,)


def reject(message):
    raise ValueError(message)


def test_an_exception_and_its_causes_are_redacted(records):
    try:
        try:
            reject(f"token {TOKEN} rejected")
        except ValueError as error:
            raise RuntimeError("no") from error
    except RuntimeError:
        logging.getLogger("a").exception("failed")
    assert TOKEN not in records.text
    assert f"token {REDACTED} rejected" in records.text
    assert records.records[0].exc_info is None


def test_an_exception_without_a_secret_is_left_alone(records):
    try:
        reject("plain")
    except ValueError:
        logging.getLogger("a").exception("failed")
    assert records.records[0].exc_info


def test_the_stack_is_redacted(records):
    logging.getLogger("a").info("where", stack_info=True)
    record = records.records[0]
    assert record.stack_info
    record.stack_info = f"call({TOKEN})"
    Redaction([TOKEN]).filter(record)
    assert record.stack_info == f"call({REDACTED})"


def test_a_broken_format_string_does_not_leak(records):
    record = logging.LogRecord("a", logging.INFO, "f", 1, "%d", (TOKEN,), None)
    Redaction([TOKEN]).filter(record)
    assert TOKEN not in record.getMessage()


def test_the_http_client_is_silent_below_warning(records):
    logging.getLogger("httpx").info("HTTP Request: POST …")
    logging.getLogger("httpcore").debug("send_request_headers …")
    assert not records.records


def test_the_logs_are_as_before_afterwards():
    factory, level = logging.getLogRecordFactory(), logging.getLogger("httpx").level
    with redacted_logs([TOKEN]):
        assert logging.getLogRecordFactory() is not factory
    assert logging.getLogRecordFactory() is factory
    assert logging.getLogger("httpx").level == level
