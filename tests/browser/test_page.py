"""A guest reserves a room on the hotel's page."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import Hotel

pytestmark = pytest.mark.asyncio(loop_scope="session")
expect.set_options(timeout=180_000)

WISH = "Hi, I'm Laura Miller, laura.miller@example.com. A double room for two, tomorrow, one night, please"
HEARD = ".message.desk"


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


async def test_a_guest_reserves_a_room_with_a_button(page: Page, hotel: Hotel) -> None:
    await expect(page.get_by_text("You are talking with the hotel's AI assistant")).to_be_visible()
    await write(page, WISH)
    quote = page.locator(HEARD).last
    await expect(quote).to_contain_text("Final total, taxes included")
    await quote.get_by_role("button").first.click()
    await expect(page.locator(HEARD).last).to_contain_text("Laura Miller")
    with closing(sqlite3.connect(hotel.kept / "hotel.sqlite3")) as book:
        (number,) = book.execute("SELECT number FROM reservations ORDER BY rowid DESC").fetchone()
    await expect(page.locator(HEARD).last).to_contain_text(number)


async def test_the_answer_comes_over_one_stream_and_is_not_asked_for_again_and_again(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await write(page, "Hello")
    await expect(page.locator(HEARD)).to_have_count(2)
    await write(page, "What time is breakfast?")
    await expect(page.locator(HEARD)).to_have_count(3)
    assert len([url for url in asked if "/events" in url]) == 1
    assert not [url for url in asked if re.search(r"/messages\?after", url)]


async def test_where_no_stream_comes_through_the_page_fetches(page: Page) -> None:
    await page.route("**/events?*", lambda route: route.fulfill(status=503, body=""))
    await write(page, "Hello")
    await expect(page.locator(HEARD)).to_have_count(2)


async def test_a_reload_shows_everything_once(page: Page) -> None:
    await write(page, "Hello")
    await expect(page.locator(HEARD)).to_have_count(2)
    before = await page.locator(".message").all_inner_texts()
    await page.reload()
    await expect(page.locator(".message")).to_have_count(len(before))
    assert await page.locator(".message").all_inner_texts() == before


async def test_what_is_written_without_a_connection_arrives_once_when_it_is_back(page: Page) -> None:
    await write(page, "Hello")
    await expect(page.locator(HEARD)).to_have_count(2)
    await page.context.set_offline(True)
    await write(page, "What time is breakfast?")
    await expect(page.get_by_text("No connection")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator(HEARD)).to_have_count(3)
    await expect(page.get_by_text("What time is breakfast?")).to_have_count(1)


async def test_the_page_says_when_a_person_has_the_conversation_and_again_after_a_reload(page: Page) -> None:
    await page.get_by_role("button", name="Talk to a person").first.click()
    await expect(page.get_by_text("A person of the hotel has this conversation.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("A person of the hotel has this conversation.")).to_be_visible()


async def test_words_that_look_like_markup_stay_words(page: Page) -> None:
    await write(page, "<img src=x onerror=alert(1)> <b>Hello</b>")
    await expect(page.locator(HEARD)).to_have_count(2)
    assert await page.locator("#log img, #log b").count() == 0


async def test_everything_can_be_done_without_a_mouse(page: Page) -> None:
    await page.get_by_label("Your message").focus()
    await page.keyboard.type(WISH)
    await page.keyboard.press("Enter")
    await expect(page.locator(HEARD).last).to_contain_text("Final total, taxes included")
    for _ in range(20):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.closest('.choices') !== null"):
            break
    await page.keyboard.press("Enter")
    await expect(page.locator(HEARD)).to_have_count(3)
