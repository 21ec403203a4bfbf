"""Staff of this process hear what is told them once."""

from collections.abc import Sequence

import pytest
from attrs import field, frozen

from hotel_agent.adapters.staff import MemoryStaff
from hotel_agent.testing.contracts.staff import KEY, NOTICE, Heard, Office, StaffContract


@frozen
class Desk:
    staff: MemoryStaff = field(factory=MemoryStaff)

    def heard(self) -> Sequence[Heard]:
        return [
            Heard(name, "\n".join((each.hotel, each.title, each.conversation, *each.lines)), each.urgent)
            for name, each in self.staff._told.items()
        ]

    async def goes_away(self) -> None:
        self.staff.away = True

    async def comes_back(self) -> None:
        self.staff.away = False


class TestMemoryStaff(StaffContract):
    @pytest.fixture
    def office(self) -> Office:
        return Desk()


async def test_told_twice_under_one_key_they_heard_it_once() -> None:
    staff = MemoryStaff()
    await staff.tell(NOTICE, key=KEY)
    await staff.tell(NOTICE, key=KEY)
    assert staff.told == (NOTICE,)
