"""A real browser before a real service."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import frozen
from playwright.async_api import Browser, Page, async_playwright
from tests.integration.test_serve import started

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What the distributions call it."""


@frozen
class Hotel:
    """The demo hotel, as a newcomer starts it."""

    url: str
    kept: Path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser of this machine, without a window."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, f"no browser is installed; expected one of {', '.join(NAMES)}"
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hotel(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hotel]:
    """One service for all guests."""
    kept = tmp_path_factory.mktemp("hotel")
    async with started({"HOTEL_DATA_DIR": str(kept), "HOTEL_QUIET_SECONDS": "0.2"}) as service:
        yield Hotel(service.url, kept)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, hotel: Hotel) -> AsyncIterator[Page]:
    """The hotel's page, just opened by a new guest. Whatever its script did not foresee fails the test."""
    context = await browser.new_context(locale="en-GB")
    context.set_default_timeout(180_000)
    opened = await context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    await opened.goto(f"{hotel.url}/")
    yield opened
    await context.close()
    assert not wrong
