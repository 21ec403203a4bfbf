"""Any sequence of reserving, changing and cancelling, held against a ledger kept with a pencil."""

from collections import Counter
from collections.abc import Sequence
from itertools import count

from attrs import define, field, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotel_agent.domain.ids import ConfirmationNumber, RoomTypeId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, reason

DAYS = 7
"""Arrivals fall into so few days that stays meet."""
LONGEST = 4
WINDOW = DAYS + LONGEST
TRIED = max(1, settings().max_examples // 8)
"""So many sequences; more under a profile of Hypothesis that tries more."""


@frozen(kw_only=True)
class Act:
    """One thing that guests do: `reserve`, `reserve_late` (on an old quote), `change` or `cancel`."""

    what: str
    room_type: int
    day: int
    nights: int
    rooms: int
    which: int


acts = st.builds(
    Act,
    what=st.sampled_from(("reserve", "reserve", "reserve_late", "change", "cancel")),
    room_type=st.integers(0, 3),
    day=st.integers(0, DAYS - 1),
    nights=st.integers(1, LONGEST),
    rooms=st.integers(1, 2),
    which=st.integers(0, 20),
)


@define
class Pencil:
    """Who sleeps where, one stroke for each room and night, in plain numbers: days since the window began."""

    rooms: dict[RoomTypeId, int]
    held: dict[ConfirmationNumber, tuple[RoomTypeId, int, int, int]] = field(factory=dict)
    """Number -> room type, first day, nights, rooms."""

    def free(
        self, room_type: RoomTypeId, day: int, nights: int, but: ConfirmationNumber | None = None
    ) -> tuple[int, int]:
        """How many rooms must be free at least, if guests never change rooms, and how many can be at most."""
        strokes: Counter[int] = Counter()
        neighbours = 0
        for number, (held_type, first, slept, rooms) in self.held.items():
            if number == but or held_type != room_type:
                continue
            wanted = [each for each in range(first, first + slept) if day <= each < day + nights]
            for each in wanted:
                strokes[each] += rooms
            neighbours += rooms if wanted else 0
        busiest = max((strokes[each] for each in range(day, day + nights)), default=0)
        return self.rooms[room_type] - neighbours, self.rooms[room_type] - busiest


class SequenceContract:
    """No night is ever oversold, and what is offered can be had."""

    _windows = count()

    @given(sequence=st.lists(acts, min_size=1, max_size=14))
    @settings(max_examples=TRIED, deadline=None, suppress_health_check=list(HealthCheck))
    async def test_no_night_is_oversold_and_no_free_room_withheld(self, clerk: Clerk, sequence: list[Act]) -> None:
        trial = Trial(clerk, start=WINDOW * next(self._windows))
        for act in sequence:
            await trial.perform(act)
        await trial.compare()


class Trial:
    """One sequence, in a window of days that no other uses."""

    def __init__(self, clerk: Clerk, start: int) -> None:
        self.clerk = clerk
        self.start = start
        self.pencil = Pencil(dict(clerk.office.rooms))
        self.quotes: list[Quote] = []

    async def perform(self, act: Act) -> None:
        """Do it through the port, and judge the answer by the pencil."""
        numbers = list(self.pencil.held)
        if act.what == "cancel" and numbers:
            await self._cancel(numbers[act.which % len(numbers)])
        elif act.what == "change" and numbers:
            await self._reserve(act, instead_of=numbers[act.which % len(numbers)])
        elif act.what == "reserve_late" and self.quotes:
            await self._book(self.quotes[act.which % len(self.quotes)], None)
        else:
            await self._reserve(act, instead_of=None)

    async def _reserve(self, act: Act, instead_of: ConfirmationNumber | None) -> None:
        types = list(self.pencil.rooms)
        ask = self.clerk.ask(
            self.clerk.stay(self.start + act.day, act.nights),
            room_type=types[act.room_type % len(types)],
            rooms=act.rooms,
            instead_of=instead_of,
        )
        answer = await self.clerk.pms.search(ask)
        self._judge(answer, ask, instead_of)
        if not isinstance(answer, Refusal):
            quote = self.clerk.quoted(answer[act.which % len(answer)])
            self.quotes.append(quote)
            made(await self._book(quote, instead_of))

    def _judge(self, answer: Sequence[Offer] | Refusal, ask: Ask, instead_of: ConfirmationNumber | None) -> None:
        assert ask.room_type is not None
        least, most = self._free(ask.room_type, ask, instead_of)
        if isinstance(answer, Refusal):
            assert reason(answer) is Reason.SOLD_OUT
            assert least < len(ask.parties), f"{least} rooms are free"
        else:
            assert len(ask.parties) <= most, f"only {most} rooms are free"
            assert all(least <= offer.rooms_left <= most for offer in answer if offer.rooms_left is not None)

    async def _book(self, quote: Quote, instead_of: ConfirmationNumber | None) -> Reservation | Refusal:
        """Reserve or change, and write it down."""
        offer, pms = quote.offer, self.clerk.pms
        least, most = self._free(offer.room_type, offer, instead_of)
        if instead_of is None:
            answer = await pms.book(quote, self.clerk.booker, key=self.clerk.key())
        else:
            answer = await pms.modify(instead_of, quote, key=self.clerk.key())
        rooms = len(offer.room_stays)
        if isinstance(answer, Refusal):
            assert reason(answer) is Reason.SOLD_OUT
            assert least < rooms, f"{least} rooms are free"
            return answer
        assert rooms <= most, f"a night is oversold: only {most} rooms are free"
        assert answer.total == quote.total
        self.pencil.held[answer.number] = (
            offer.room_type,
            self._day(offer),
            (offer.stay.departure - offer.stay.arrival).days,
            rooms,
        )
        return answer

    async def _cancel(self, number: ConfirmationNumber) -> None:
        answer = await self.clerk.pms.cancel(number, penalty=Money.zero("EUR"), key=self.clerk.key())
        assert not isinstance(answer, Refusal)
        del self.pencil.held[number]

    async def compare(self) -> None:
        """The hotel's book and the pencil's agree, and nobody shares a door with a stranger."""
        doors: Counter[tuple[object, int]] = Counter()
        seen: Counter[tuple[ConfirmationNumber, RoomTypeId, int, int]] = Counter()
        for line in await self.clerk.ledger():
            day = (line.stay.arrival - self.clerk.office.first_day).days - self.start
            if line.state is ReservationState.CANCELLED or not 0 <= day < WINDOW:
                continue
            nights = (line.stay.departure - line.stay.arrival).days
            seen[line.number, line.room_type, day, nights] += 1
            if line.door is not None:
                doors.update((line.door, night) for night in range(day, day + nights))
        expected = {
            (number, room_type, day, nights): rooms
            for number, (room_type, day, nights, rooms) in self.pencil.held.items()
        }
        assert seen == expected
        assert all(sleepers == 1 for sleepers in doors.values())

    def _free(self, room_type: RoomTypeId, wanted: Ask | Offer, but: ConfirmationNumber | None) -> tuple[int, int]:
        nights = (wanted.stay.departure - wanted.stay.arrival).days
        return self.pencil.free(room_type, self._day(wanted), nights, but)

    def _day(self, wanted: Ask | Offer) -> int:
        return (wanted.stay.arrival - self.clerk.office.first_day).days - self.start
