"""What is said fits where it is shown: buttons, rows, and one look at a telephone (WhatsApp contract, 3)."""

from datetime import date, timedelta

import pytest
from tests.unit.adapters.wording.showcase import REPLIES

from hotel_agent.adapters.languages import codes
from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Choice, Day, Reply, Words
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.ports.channel import Content

BUTTON, ROW, DESCRIPTION, ONE_LOOK = 20, 24, 72, 600
EMOJI = range(0x1F000, 0x20000)


async def shown(language: Language, *choices: Choice) -> Content:
    return await Templates().word(Reply(parts=(), choices=choices), language)


@pytest.mark.parametrize("language", codes())
async def test_a_button_shows_its_whole_title(language: Language) -> None:
    lines = [line for name, line in ALL_LINES.items() if name.startswith("choice.") and not line.values]
    content = await shown(language, *(Choice(token=ChoiceToken(line.name), title=line()) for line in lines))
    assert [choice.title for choice in content.choices if len(choice.title) > BUTTON] == []
    assert len({choice.title for choice in content.choices}) == len(lines), "two buttons read the same"
    assert 0 < len(content.menu) <= BUTTON


@pytest.mark.parametrize("language", codes())
async def test_a_button_shows_any_day_of_the_year(language: Language) -> None:
    days = [date(2028, 1, 1) + timedelta(days=passed) for passed in range(366)]
    title = ALL_LINES["stay.this_date"]
    content = await shown(language, *(Choice(token=ChoiceToken(f"{day}"), title=title(day=Day(day))) for day in days))
    assert max(len(choice.title) for choice in content.choices) <= BUTTON
    assert len({choice.title for choice in content.choices}) == len(days)


@pytest.mark.parametrize("language", codes())
async def test_a_row_shows_a_room_and_a_reservation(language: Language) -> None:
    room = ALL_LINES["choice.take_offer"](room=LocalText.of("Superior with balcony"))
    reservation = ALL_LINES["choice.take_reservation"](number=Words("HM-2026-0042"))
    content = await shown(
        language, Choice(token=ChoiceToken("a"), title=room), Choice(token=ChoiceToken("b"), title=reservation)
    )
    assert [choice.title for choice in content.choices if len(choice.title) > ROW] == []


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("name", REPLIES)
async def test_a_reply_is_read_at_one_look(name: str, language: Language) -> None:
    content = await Templates().word(REPLIES[name], language)
    assert len(content.text) <= ONE_LOOK
    assert all(len(choice.description) <= DESCRIPTION for choice in content.choices)
    assert sum(ord(character) in EMOJI for character in content.text) <= 1
    assert content.text.count("!") <= 2


@pytest.mark.parametrize("language", codes())
async def test_the_guest_is_told_at_once_that_a_machine_speaks(language: Language) -> None:
    hello = ALL_LINES["greet.hello"](hotel=Words("Marina"))
    text = (await Templates().word(Reply(parts=(hello,)), language)).text
    assert "(IA)" in text or "(AI)" in text
