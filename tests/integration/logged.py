"""The log as a service writes it, for as long as a test listens."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from loguru import logger

from hotel_agent.config import LogLevel
from hotel_agent.entrypoints.log import set_up_logging


@contextmanager
def logged(stream: TextIO, level: LogLevel) -> Iterator[None]:
    """Write it into this stream, as production does; afterwards nothing is logged any more."""
    handlers, root = logging.root.handlers[:], logging.root.level
    set_up_logging(level, as_json=True, stream=stream)
    try:
        yield
    finally:
        logger.remove()
        logger.configure(patcher=lambda _record: None)
        logger.disable("hotel_agent")
        logging.root.handlers[:] = handlers
        logging.root.setLevel(root)
