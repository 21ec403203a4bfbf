"""The pictures of README, taken of the service itself by a real browser. `nox -s pictures` takes them again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from tests.browser.conftest import Hotel
from tests.browser.test_page import HEARD

pytestmark = pytest.mark.asyncio(loop_scope="session")
IMAGES = Path(__file__).parents[2] / "docs" / "images"
WISH = "Hola, una doble para dos con desayuno, del viernes al domingo. Soy Ana Pérez, ana@example.com"
LARGEST = 150_000


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, hotel: Hotel) -> AsyncIterator[Page]:
    """The hotel's page on a guest's telephone."""
    context = await browser.new_context(
        locale="es-ES", viewport={"width": 412, "height": 915}, device_scale_factor=1.5, is_mobile=True, has_touch=True
    )
    opened = await context.new_page()
    await opened.goto(f"{hotel.url}/")
    yield opened
    await context.close()


async def taken(page: Page, name: str) -> None:
    path = IMAGES / f"{name}.png"
    await page.screenshot(path=path)
    assert path.stat().st_size < LARGEST


async def test_a_quote_and_a_reservation_on_a_telephone(phone: Page) -> None:
    await phone.locator("textarea").fill(WISH)
    await phone.locator("button[type=submit]").click()
    quote = phone.locator(HEARD).last
    await expect(quote).to_contain_text("Total final, con impuestos", timeout=60_000)
    await taken(phone, "quote")
    await quote.get_by_role("button").first.click()
    await expect(phone.locator(HEARD).last).to_contain_text("Número de reserva", timeout=60_000)
    await taken(phone, "reserved")


async def test_the_routes_of_the_desk(browser: Browser, hotel: Hotel) -> None:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1000, "height": 620})
    page = await context.new_page()
    await page.goto(f"{hotel.url}/docs")
    await page.get_by_role("heading", name="Reception").evaluate("heading => heading.scrollIntoView()")
    await taken(page, "routes")
    await context.close()
