"""Commands set up a log for their process; a test gives it back as it was."""

import logging
from collections.abc import Iterator

import pytest
from loguru import logger


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    named = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    levels = [(each, each.level) for each in named]
    yield
    for each, was in levels:
        each.setLevel(was)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logger.remove()
    logger.configure(patcher=lambda _: None)
