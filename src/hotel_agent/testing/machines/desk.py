"""A whole front desk in a world that crashes, repeats, delays and lies, held against a ledger kept with a pencil."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.database.codec import build_codec
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotel
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.conversations.understanding import Answer, Slots, Understanding
from hotel_agent.domain.ids import ChoiceToken, ConfirmationNumber
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.pms.front_office import LedgerLine
from hotel_agent.testing.machines.audit import Audit
from hotel_agent.testing.machines.guest import YES, Traveller
from hotel_agent.testing.machines.hotel import DOUBLE, EXTRAS, SUITE, TABLES, a_tenant
from hotel_agent.testing.machines.lobby import Lobby
from hotel_agent.testing.machines.plain_words import PlainReader, PlainWording
from hotel_agent.testing.machines.troubled_book import Bedside, TroubledBook
from hotel_agent.testing.machines.world import World
from hotel_agent.testing.strategies.understandings import slots_beside, understandings
from hotel_agent.testing.trouble.storage import Trouble

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WISHES = {
    "book": "book",
    "price": "book",
    "change_reservation": "modify",
    "cancel_reservation": "cancel",
    "find_reservation": "find",
}
"""What guests want, and which call to the book makes it so."""
METHODS = ("book", "modify", "cancel", "search", "find", "catalogue")
BOOK_TROUBLES = ("last word", "forgetful", "late", "slow", "silent", "deadly")
POST_TROUBLES = ("last word", "late", "silent", "deadly")
DEATHS = st.tuples(
    st.integers(0, 12), st.sampled_from((Trouble.AWAY, Trouble.CRASH_BEFORE_COMMIT, Trouble.CRASH_AFTER_COMMIT))
)
"""After so many units of work, one ends so."""
STAYS = st.tuples(st.integers(1, 3), st.integers(1, 3))
"""In so many days, for so many nights."""
CODEC = build_codec()
NOTHING_BESIDE = Slots()


class DeskMachine(RuleBasedStateMachine):
    """Two hotels behind one desk, two guests each, and everything that can go wrong between them.

    To try adapters of your own, subclass it and override `make_pms` with `read_ledger`, or `make_storage`. They must
    answer without waiting for real time; a book sells what `tables` says, and begins empty.
    """

    tables: ClassVar[dict[str, Any]] = TABLES
    hotels: ClassVar[tuple[Tenant, ...]] = (a_tenant("miramar"), a_tenant("bahia"))
    names: ClassVar[tuple[str, ...]] = ("Ana García", "Luz Pérez")
    """Of the guests. Both write to both hotels, and are strangers there."""

    def make_pms(self, tenant: Tenant, clock: Clock) -> Pms:
        """The book of this tenant."""
        age = tenant.rules.child_until_age
        places = tenant.properties
        hotels = {
            each.id: read_hotel(self.tables, key=each.id, currency=each.currency, child_until_age=age)
            for each in places
        }
        return MockPms(hotels, clock=clock)

    def read_ledger(self, tenant: Tenant, pms: Pms) -> Sequence[LedgerLine]:
        """Everything in the tenant's book, read around the port."""
        assert isinstance(pms, MockPms), "whoever overrides make_pms overrides read_ledger too"
        reservations = [entry.reservation for place in tenant.properties for entry in pms.ledger(place.id)]
        return [
            LedgerLine(
                number=each.number,
                state=each.state,
                room_type=room.room_type,
                stay=room.stay,
                guests=room.occupancy.size,
                booker=each.booker.name,
                total=each.price.total,
            )
            for each in reservations
            for room in each.room_stays
        ]

    def make_storage(self) -> Storage:
        """Where everything is kept."""
        return MemoryStorage(codec=CODEC)

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock(START)
        bedside = Bedside(self.clock)
        self.pms = {tenant.id: self.make_pms(tenant, self.clock) for tenant in self.hotels}
        self.reader = PlainReader(CODEC)
        self.world = World(
            tenants=Tenants(tenants=self.hotels),
            storage=self.make_storage(),
            books={tenant: TroubledBook(pms, bedside) for tenant, pms in self.pms.items()},
            bedside=bedside,
            clock=self.clock,
            nlu=self.reader,
            wording=PlainWording(),
        )
        self.lobby = Lobby(self.world, self.reader, self.hotels, self.names, self.tables)
        self.guests = self.lobby.guests
        self._requests = 0

    def teardown(self) -> None:
        """Whatever happened, in the end everything is as it should be."""
        try:
            self.the_house_comes_to_rest()
        finally:
            self.world.close()

    # Guests

    @rule(
        who=st.integers(0, 3),
        wish=st.sampled_from(sorted(WISHES)),
        stay=STAYS,
        steps=st.integers(1, 8),
        presses=st.booleans(),
        beside=st.just(Slots()) | slots_beside((DOUBLE, SUITE), EXTRAS),
        pace=st.sampled_from((1, 3)),
        trouble=st.none() | st.sampled_from(BOOK_TROUBLES),
        death=st.none() | DEATHS,
    )
    def a_guest_goes_along(
        self,
        *,
        who: int,
        wish: str,
        stay: tuple[int, int],
        steps: int,
        presses: bool,
        beside: Slots,
        pace: int,
        trouble: str | None,
        death: tuple[int, Trouble] | None,
    ) -> None:
        """A guest who wants something and answers what is asked, while the book has trouble with just that.

        One with a pace of a second writes on before there is an answer.
        """
        if trouble is not None:
            self.world.books[self.guests[who].tenant.id].arm(trouble, WISHES[wish], 1)
        if death is not None:
            self.world.storage.crash_at(*death)
        for _ in range(steps):
            self._step(who, wish, stay, presses=presses, pace=pace, beside=beside)

    @rule(who=st.integers(0, 3), stay=STAYS, trouble=st.sampled_from(BOOK_TROUBLES))
    def a_guest_says_yes_at_the_last_moment(self, who: int, stay: tuple[int, int], trouble: str) -> None:
        """While the quote still holds; the book has trouble, and is asked again when it no longer does."""
        guest = self.guests[who]
        self._until_asked_for_a_yes(who, stay, adults=2)
        if guest.put is None or "until" not in guest.put.said:
            return
        last = datetime.fromisoformat(guest.put.said["until"]) - timedelta(seconds=4)
        self.clock.set(max(last, self.clock.now()))
        self.world.books[guest.tenant.id].arm(trouble, "book", 3)
        self.lobby.writes(who, YES)
        self.lobby.post_comes()
        for seconds in (2, 1, 1, 1, 2, 100):
            self.clock.advance(timedelta(seconds=seconds))
            self.the_desk_works(side_by_side=False)

    @rule(hotel=st.integers(0, 1), stay=STAYS, side_by_side=st.booleans())
    def two_guests_want_the_last_room(self, hotel: int, stay: tuple[int, int], side_by_side: bool) -> None:
        """Both have seen its price before either says yes."""
        rivals = [who for who, guest in enumerate(self.guests) if guest.tenant is self.hotels[hotel]]
        for who in rivals:
            self._until_asked_for_a_yes(who, stay, adults=3)
        for who in rivals:
            self.lobby.writes(who, Understanding(answer=Answer.YES, slots=Slots(name=self.guests[who].name)))
            self.lobby.writes(who, Understanding(slots=Slots(email="guest@example.org")))
        self.lobby.post_comes()
        for _ in range(3):
            self.clock.advance(timedelta(seconds=3))
            self.the_desk_works(side_by_side=side_by_side)

    @rule(who=st.integers(0, 3), dice=st.data(), later=st.booleans())
    def a_guest_writes_anything(self, who: int, dice: st.DataObject, later: bool) -> None:
        """Sense or nonsense, which may arrive later than what is written after it."""
        numbers = [ConfirmationNumber(number) for each in self.guests for number in each.numbers]
        meaning = dice.draw(understandings(START.date(), room_types=(DOUBLE, SUITE), extras=EXTRAS, numbers=numbers))
        self.lobby.writes(who, meaning)
        if not later:
            self.lobby.post_comes()

    @rule(who=st.integers(0, 3), later=st.booleans())
    def a_guest_says_yes(self, who: int, later: bool) -> None:
        """To whatever was asked last, if anything was."""
        self.lobby.writes(who, YES)
        if not later:
            self.lobby.post_comes()

    @rule(who=st.integers(0, 3), dice=st.data(), times=st.integers(1, 2))
    def a_guest_presses(self, who: int, dice: st.DataObject, times: int) -> None:
        """Something shown lately or long ago, perhaps with a trembling finger."""
        sight = self.guests[who]
        token = dice.draw(st.sampled_from([*sight.tokens[-5:], *sight.tokens[:2], ChoiceToken("forged")]))
        for _ in range(times):
            self.lobby.presses(who, token)
        self.lobby.post_comes()

    @precondition(lambda self: self.lobby.on_the_way)
    @rule(dice=st.data(), times=st.integers(1, 3))
    def a_message_arrives(self, dice: st.DataObject, times: int) -> None:
        """Before or after others that were written earlier, and more than once."""
        message = dice.draw(st.sampled_from(self.lobby.on_the_way))
        for _ in range(times):
            self.lobby.arrives(message)

    # The world

    @rule(side_by_side=st.booleans())
    def the_desk_works(self, side_by_side: bool) -> None:
        """One worker, or two that know nothing of each other."""
        if side_by_side:
            self.world.work_side_by_side()
        else:
            self.world.work()
        self.lobby.reads_letters()

    @rule(seconds=st.sampled_from((1, 3, 10, 60, 100, 600, 3700)))
    def time_passes(self, seconds: int) -> None:
        """A moment, or longer than a quote holds."""
        self.clock.advance(timedelta(seconds=seconds))

    @rule(
        hotel=st.integers(0, 1),
        trouble=st.sampled_from(BOOK_TROUBLES),
        method=st.sampled_from(METHODS),
        times=st.integers(1, 2),
    )
    def a_book_gets_into_trouble(self, hotel: int, trouble: str, method: str, times: int) -> None:
        """It will be silent, slow or forgetful, or the last thing a worker calls."""
        self.world.books[self.hotels[hotel].id].arm(trouble, method, times)

    @rule(trouble=st.sampled_from(POST_TROUBLES), times=st.integers(1, 2))
    def the_post_gets_into_trouble(self, trouble: str, times: int) -> None:
        """Letters will be lost, or arrive without anybody knowing."""
        self.world.arm_post(trouble, times)

    @rule(times=st.sampled_from((1, 2, 6)))
    def the_reader_has_a_bug(self, times: int) -> None:
        """What guests write next breaks it, for a while or for longer than anything is tried."""
        self.world.reader.times = times

    @rule(death=DEATHS)
    def a_worker_will_die(self, death: tuple[int, Trouble]) -> None:
        """Between any two lines."""
        self.world.storage.crash_at(*death)

    @rule(who=st.integers(0, 3), takes=st.sampled_from((True, False, False)))
    def staff_step_in(self, who: int, takes: bool) -> None:
        """They take a conversation or give it back, and press the button twice."""
        filed = self.lobby.filed(who)
        if filed is None:
            return
        self._requests += 1
        step = self.world.take_over if takes else self.world.release
        for _ in range(2):
            step(self.guests[who].tenant.id, filed.id, f"request{self._requests}")
        self.the_desk_works(side_by_side=False)
        self.lobby.staff_were_there(who, to_stay=takes)

    @rule()
    def the_house_comes_to_rest(self) -> None:
        """All is well again, and everything is held against what was asked."""
        self.world.calm()
        self.lobby.post_comes()
        self.world.rest()
        self.lobby.reads_letters()
        for hotel in self.hotels:
            book = self.world.books[hotel.id]
            audit = Audit(
                tables=self.tables,
                ledger=self.read_ledger(hotel, self.pms[hotel.id]),
                asked=book.outside.asked,
                made=book.inside.made,
                sights=[
                    (guest, self.lobby.filed(who)) for who, guest in enumerate(self.guests) if guest.tenant is hotel
                ],
            )
            audit.check()
        self.lobby.everybody_was_answered()

    # How it is done

    def _step(
        self,
        who: int,
        wish: str,
        stay: tuple[int, int],
        *,
        presses: bool = False,
        pace: int = 3,
        adults: int = 2,
        beside: Slots = NOTHING_BESIDE,
    ) -> None:
        """What this guest does next, and what the desk makes of it."""
        guest = self.guests[who]
        traveller = Traveller(
            wish=wish,
            arrival=START.date() + timedelta(days=stay[0]),
            nights=stay[1],
            adults=adults,
            name=guest.name,
            number=ConfirmationNumber(guest.numbers[-1]) if guest.numbers else None,
            beside=beside,
        )
        if presses and guest.accept is not None and guest.asked_for_a_yes:
            self.lobby.presses(who, guest.accept)
        else:
            self.lobby.writes(who, traveller.answers(guest.lines))
        self.lobby.post_comes()
        self.clock.advance(timedelta(seconds=pace))
        self.the_desk_works(side_by_side=False)

    def _until_asked_for_a_yes(self, who: int, stay: tuple[int, int], *, adults: int) -> None:
        for _ in range(4):
            if not self.guests[who].asked_for_a_yes:
                self._step(who, "book", stay, adults=adults)
