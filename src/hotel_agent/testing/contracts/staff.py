"""The promises of the port `Staff`, test by test, for every way of reaching the hotel's people.

Subclass `StaffContract` in a test file of your own and give it the fixture `office`: a fresh way to staff, and what
they heard through it. The tests are coroutines: run them with pytest-asyncio.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

import pytest
from attrs import evolve, field, frozen

from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ConversationId, EffectKey, PropertyId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.ports.staff import Notice, Staff

KEY, OTHER_KEY = EffectKey("0123456789abcdef" * 2), EffectKey("fedcba9876543210" * 2)
NOTICE = Notice(
    tenant=TenantId("miramar"),
    property_id=PropertyId("miramar-centro"),
    hotel="Hotel Miramar – Ñandú",
    conversation=ConversationId("c1"),
    reason="guest_asked",
    title="Piden hablar con una persona",
    lines=("Ana García, +34600000000, whatsapp. Quiere: reservar", "Sin cotización vigente", "Pendiente: 日本 🙂"),
    language=Language("es"),
    at=datetime(2026, 11, 23, 9, tzinfo=UTC),
)


@frozen
class Heard:
    """Something staff heard: under which name, and every word of it."""

    name: str
    text: str = field(repr=False)
    urgent: bool


class Office(Protocol):
    """Some of the hotel's people, and the way to them."""

    @property
    def staff(self) -> Staff:
        """The way."""
        ...

    def heard(self) -> Sequence[Heard]:
        """All they heard, the earliest first."""
        ...

    async def goes_away(self) -> None:
        """Nobody takes anything for them any more."""
        ...

    async def comes_back(self) -> None:
        """It is taken for them again."""
        ...


class StaffContract:
    """Everything `ports/staff.py` promises."""

    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def office(self) -> Office:
        """Staff who heard nothing yet."""
        raise NotImplementedError("override the fixture `office` with staff and the way to them")

    async def test_staff_hear_the_title_and_every_line(self, office: Office) -> None:
        await office.staff.tell(NOTICE, key=KEY)
        (heard,) = office.heard()
        assert [line for line in (NOTICE.hotel, NOTICE.title, *NOTICE.lines) if line not in heard.text] == []
        assert NOTICE.conversation in heard.text
        assert not heard.urgent

    async def test_told_again_under_its_key_it_can_be_seen_to_be_the_same(self, office: Office) -> None:
        await office.staff.tell(NOTICE, key=KEY)
        await office.staff.tell(evolve(NOTICE, at=datetime(2026, 11, 23, 9, 1, tzinfo=UTC)), key=KEY)
        assert len({heard.name for heard in office.heard()}) == 1

    async def test_something_else_is_something_else(self, office: Office) -> None:
        await office.staff.tell(NOTICE, key=KEY)
        await office.staff.tell(NOTICE, key=OTHER_KEY)
        assert len({heard.name for heard in office.heard()}) == 2

    async def test_what_cannot_wait_is_seen_to_be_urgent(self, office: Office) -> None:
        await office.staff.tell(evolve(NOTICE, urgent=True), key=KEY)
        assert [heard.urgent for heard in office.heard()] == [True]

    @pytest.mark.parametrize("text", ["", "Ana\r\nBcc: everybody@example.org", "x" * 5000, ".\r\n.\n", "\u202eanA\x07"])
    async def test_whatever_a_guest_calls_themselves_the_rest_is_heard(self, office: Office, text: str) -> None:
        await office.staff.tell(evolve(NOTICE, lines=(text, "the last line"), hotel=f"Hotel {text[:40]}"), key=KEY)
        (heard,) = office.heard()
        assert "the last line" in heard.text

    async def test_while_nobody_takes_it_that_is_said_without_a_name_and_later_it_is_heard(
        self, office: Office
    ) -> None:
        await office.goes_away()
        with pytest.raises(Unavailable) as raised:
            await office.staff.tell(NOTICE, key=KEY)
        assert not [word for word in ("Ana", "600000000", "@") if word in str(raised.value)]
        assert office.heard() == []
        await office.comes_back()
        await office.staff.tell(NOTICE, key=KEY)
        assert len(office.heard()) == 1
