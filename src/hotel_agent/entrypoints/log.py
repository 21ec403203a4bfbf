"""The log: lines for people in a terminal, JSON for machines in production. Nothing in it tells of a guest."""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

import click
from attrs import frozen
from loguru import logger

from hotel_agent.config import LogLevel
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.entrypoints.redaction import redacted, redacted_facts
from hotel_agent.ports.trail import trail_at_hand

if TYPE_CHECKING:
    from loguru import Message, Record

_TALKATIVE = (
    "aiosqlite", "alembic", "httpcore", "httpx", "procrastinate", "sqlalchemy", "urllib3",
    "uvicorn.access",
)  # fmt: skip
"""Libraries that tell of every step, of the values in every statement, or of addresses with whatever stands in a query:
only their warnings are kept."""
_ALARMED = ("psycopg",)
"""Libraries that warn of every vain attempt, where we say once that there is silence: only their errors are kept."""
_MUTE = ("opentelemetry",)
"""Libraries that complain of every vain attempt at any weight, where we say once that there is silence."""
_OURS = (HotelAgentError, OSError)
"""Errors whose words are ours or the machine's. Those of others may quote what a guest wrote, so they are not shown."""
_COLOURS = {"WARNING": "yellow", "ERROR": "red", "CRITICAL": "red"}


def set_up_logging(level: LogLevel, *, as_json: bool, debug: bool = False, stream: TextIO | None = None) -> None:
    """Send everything that is logged here and in libraries to this stream, standard error unless told otherwise.

    It takes the place of whatever logging there was; repeating is safe. Only `debug` shows the words of all errors.
    """
    to = sys.stderr if stream is None else stream
    lines = Lines(coloured=to.isatty(), debug=debug)
    line = lines.as_json if as_json else lines.as_text
    logger.enable("hotel_agent")
    logger.remove()
    logger.configure(patcher=_redact)
    logger.add(_sink(to, line), level=level.value, format="{message}", backtrace=False, diagnose=False)
    logging.basicConfig(handlers=[Interception()], level=logging.NOTSET, force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _ALARMED:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in _MUTE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


class Interception(logging.Handler):
    """Passes what libraries log through the same walls as our own lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log it again, in the library's name."""
        level: str | int = record.levelname if record.levelname in logging.getLevelNamesMapping() else record.levelno

        def name(entry: "Record") -> None:
            entry["name"], entry["line"] = record.name, record.lineno

        logger.patch(name).opt(exception=record.exc_info).log(level, record.getMessage())


def _redact(record: "Record") -> None:
    """Clear a line of whatever may be of a guest, and write on it what it belongs to."""
    record["message"] = redacted(record["message"])
    trail = trail_at_hand()
    record["extra"] = ({} if trail is None else {"trail": trail.name}) | redacted_facts(record["extra"])


def _sink(stream: TextIO, line: "Callable[[Record], str]") -> "Callable[[Message], None]":
    def write(message: "Message") -> None:
        stream.write(line(message.record) + "\n")
        stream.flush()

    return write


@frozen(kw_only=True)
class Lines:
    """How a record becomes a line."""

    coloured: bool = False
    debug: bool = False

    def as_json(self, record: "Record") -> str:
        """For machines: one object a line."""
        entry: dict[str, object] = {
            "at": record["time"].isoformat(timespec="milliseconds"),
            "level": record["level"].name,
            "message": record["message"],
            "where": f"{record['name']}:{record['line']}",
            **record["extra"],
        }
        if error := record["exception"]:
            entry["error"] = list(self._told(error.value, error.traceback))
        return json.dumps(entry, ensure_ascii=False, default=str)

    def as_text(self, record: "Record") -> str:
        """For people: when, how bad, what, and the facts."""
        level = record["level"].name
        head, facts = f"{record['time']:%H:%M:%S} {level:<8}", "".join(f"  {k}={v}" for k, v in record["extra"].items())
        if self.coloured:
            head, facts = click.style(head, fg=_COLOURS.get(level, "green")), click.style(facts, dim=True)
        line = f"{head} {record['message']}{facts}"
        if error := record["exception"]:
            line = "\n    ".join((line, *self._told(error.value, error.traceback)))
        return line

    def _told(self, error: BaseException | None, frames: TracebackType | None) -> Iterator[str]:
        """Where an error came from and what it is, its causes after it."""
        while error is not None:
            words = redacted(str(error)) if self.debug or isinstance(error, _OURS) else ""
            yield f"{type(error).__name__}{': ' if words else ''}{words}"
            yield from (f"  {frame.name} at {frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(frames))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            frames = error.__traceback__ if error else None
