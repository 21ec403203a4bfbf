"""What the house logs, for tests to read."""

from collections.abc import Iterator, Sequence

import pytest
from loguru import logger


@pytest.fixture
def logged() -> Iterator[Sequence[str]]:
    """Every line that was logged."""
    lines: list[str] = []
    logger.enable("hotel_agent")
    # As loguru writes by itself: with the values of every frame.
    sink = logger.add(lines.append, format="{level} {message} {extra}", backtrace=True, diagnose=True)
    yield lines
    logger.remove(sink)
    logger.disable("hotel_agent")
