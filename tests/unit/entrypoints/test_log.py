"""The log: who writes into it, in which shape, and what never gets through."""

import json
import logging
import re
from io import StringIO
from typing import Any

import pytest
from loguru import logger

from hotel_agent.config import LogLevel
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ConversationId
from hotel_agent.entrypoints.log import set_up_logging
from hotel_agent.ports.trail import Trail, following


@pytest.fixture
def stream() -> StringIO:
    return StringIO()


@pytest.fixture(params=[True, False], ids=["json", "text"])
def as_json(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_json_is_one_object_a_line_with_the_facts_beside_the_message(stream: StringIO) -> None:
    set_up_logging(LogLevel.INFO, as_json=True, stream=stream)
    with logger.contextualize(correlation_id="c-1"):
        logger.warning("a post was refused", reason="bad_signature", size=12)
    (entry,) = entries(stream)
    assert entry["message"] == "a post was refused"
    assert entry["level"] == "WARNING"
    assert (entry["correlation_id"], entry["reason"], entry["size"]) == ("c-1", "bad_signature", 12)


def test_text_is_one_line_with_the_facts_behind_the_message(stream: StringIO) -> None:
    set_up_logging(LogLevel.INFO, as_json=False, stream=stream)
    logger.info("staff are told", reason="group")
    line = stream.getvalue()
    assert line.endswith("staff are told  reason=group\n")
    assert "\x1b" not in line


def test_a_terminal_is_written_to_in_colours_by_weight() -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    set_up_logging(LogLevel.INFO, as_json=False, stream=terminal)
    logger.info("staff are told", reason="group")
    logger.error("a turn failed")
    info, error = terminal.getvalue().splitlines()
    assert info.startswith("\x1b[32m")
    assert error.startswith("\x1b[31m")
    assert re.sub(r"\x1b\[\d+m", "", info).endswith("staff are told  reason=group")


def test_what_libraries_log_comes_the_same_way_in_their_name(stream: StringIO) -> None:
    set_up_logging(LogLevel.INFO, as_json=True, stream=stream)
    logging.getLogger("uvicorn.error").warning("shutting down %s, {not a field}", "now")
    (entry,) = entries(stream)
    assert entry["message"] == "shutting down now, {not a field}"
    assert entry["where"].startswith("uvicorn.error:")


def test_lines_below_the_level_are_not_written(stream: StringIO) -> None:
    set_up_logging(LogLevel.WARNING, as_json=True, stream=stream)
    logger.info("nothing special")
    logging.getLogger("anybody").info("nothing special")
    assert stream.getvalue() == ""


def test_talkative_libraries_are_heard_only_when_they_warn(stream: StringIO) -> None:
    set_up_logging(LogLevel.DEBUG, as_json=True, stream=stream)
    logging.getLogger("httpx").info("HTTP Request: POST https://graph.example/v26.0/1/messages")
    logging.getLogger("uvicorn.access").info("GET /webhooks/whatsapp?hub.verify_token=hush")
    assert stream.getvalue() == ""


def test_a_library_that_complains_of_every_vain_attempt_is_not_heard(stream: StringIO) -> None:
    set_up_logging(LogLevel.DEBUG, as_json=True, stream=stream)
    logging.getLogger("opentelemetry.sdk._shared_internal").error("Exception while exporting Span.")
    assert stream.getvalue() == ""


def test_no_address_and_no_number_gets_through(stream: StringIO, as_json: bool) -> None:
    set_up_logging(LogLevel.INFO, as_json=as_json, stream=stream)
    logger.error("no route to 447700900101", cause="ana@example.com", text="Quiero reservar", token="hush")
    logging.getLogger("anybody").error("from %s", "+44 7700 900101")
    for secret in ("447700900101", "7700 900101", "ana@example.com", "reservar", "hush"):
        assert secret not in stream.getvalue()


def test_an_error_says_where_it_came_from_but_not_what_a_guest_wrote(stream: StringIO, as_json: bool) -> None:
    set_up_logging(LogLevel.INFO, as_json=as_json, stream=stream)
    try:
        try:
            words: dict[str, str] = {}
            words["Quiero reservar para Ana"]
        except KeyError as cause:
            raise Unavailable("the book at 447700900101 does not answer") from cause
    except Unavailable:
        logger.exception("a turn failed")
    told = stream.getvalue()
    assert "Unavailable: the book at [number] does not answer" in told
    assert "KeyError" in told
    assert "test_log.py" in told
    assert "Quiero reservar" not in told
    assert "447700900101" not in told


def test_debugging_shows_the_words_of_every_error(stream: StringIO) -> None:
    set_up_logging(LogLevel.INFO, as_json=False, debug=True, stream=stream)
    try:
        int("zwölf")
    except ValueError:
        logger.exception("a turn failed")
    assert "zwölf" in stream.getvalue()


def test_every_line_written_for_a_conversation_bears_the_name_of_its_trail(stream: StringIO, as_json: bool) -> None:
    set_up_logging(LogLevel.INFO, as_json=as_json, stream=stream)
    # A name that happens to consist of digits is no telephone number.
    with following(Trail(name="123456789012", step="0" * 16, conversation=ConversationId("c-1"))):
        logger.info("a turn was decided", also="210987654321", events=["111222333444"])
        logging.getLogger("anybody").warning("a library speaks")
    logger.info("nobody is served")
    turn, library, other = stream.getvalue().splitlines()
    for name in ("123456789012", "210987654321", "111222333444"):
        assert name in turn
    assert "123456789012" in library
    assert "trail" not in other


def test_setting_up_twice_writes_every_line_once(stream: StringIO) -> None:
    set_up_logging(LogLevel.INFO, as_json=False, stream=stream)
    set_up_logging(LogLevel.INFO, as_json=False, stream=stream)
    logger.info("once")
    logging.getLogger("anybody").info("and once")
    assert stream.getvalue().count("once") == 2


def entries(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]
