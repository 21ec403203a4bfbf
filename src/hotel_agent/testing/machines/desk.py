"""A whole front desk in a world that crashes, repeats, delays and lies, held against a ledger kept with a pencil."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from attrs import define, frozen
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.database.codec import build_codec
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.mock.hotel import read_hotel
from hotel_agent.adapters.storage.memory import MemoryStorage
from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.conversations.understanding import Answer, Understanding
from hotel_agent.domain.ids import ChoiceToken, ConfirmationNumber
from hotel_agent.domain.tenants.tenant import Tenant, Tenants
from hotel_agent.ports.channel import RawRequest
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.storage import Storage
from hotel_agent.testing.contracts.pms.front_office import LedgerLine
from hotel_agent.testing.machines.audit import Audit
from hotel_agent.testing.machines.guest import YES, Traveller
from hotel_agent.testing.machines.hotel import DOUBLE, SUITE, TABLES, a_tenant
from hotel_agent.testing.machines.plain_words import PlainReader, PlainWording
from hotel_agent.testing.machines.sight import Sight
from hotel_agent.testing.machines.troubled_book import Bedside, TroubledBook
from hotel_agent.testing.machines.world import Filed, World
from hotel_agent.testing.strategies.understandings import understandings
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
CODEC = build_codec()


@frozen
class Message:
    """A guest's message on its way to the hotel."""

    name: str
    sight: Sight
    request: RawRequest


@define
class Answers:
    """What one guest had been answered when the house last came to rest."""

    messages: int = 0
    """Kept since then."""
    letters: int = 0
    notes: int = 0
    """To staff."""


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
        self.sights = [Sight(tenant, name, self.tables) for tenant in self.hotels for name in self.names]
        self.answers = [Answers() for _ in self.sights]
        self.on_the_way: list[Message] = []
        self.kept: Counter[str] = Counter()
        """How often each message was kept as a new one."""
        self._letters_read = self._written = self._requests = self._reasons_known = 0

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
        stay=st.tuples(st.integers(1, 3), st.integers(1, 3)),
        steps=st.integers(1, 8),
        presses=st.booleans(),
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
        trouble: str | None,
        death: tuple[int, Trouble] | None,
    ) -> None:
        """A guest who wants something and answers what is asked, while the book has trouble with just that.

        `stay` is in so many days, for so many nights.
        """
        sight = self.sights[who]
        if trouble is not None:
            self.world.books[sight.tenant.id].arm(trouble, WISHES[wish], 1)
        if death is not None:
            self.world.storage.crash_at(*death)
        for _ in range(steps):
            traveller = Traveller(
                wish=wish,
                arrival=START.date() + timedelta(days=stay[0]),
                nights=stay[1],
                name=sight.name,
                number=ConfirmationNumber(sight.numbers[-1]) if sight.numbers else None,
            )
            if presses and sight.accept is not None and sight.asked_for_a_yes:
                self._press(sight, sight.accept)
            else:
                self._write(sight, traveller.answers(sight.lines))
            self._post_comes()
            self.clock.advance(timedelta(seconds=3))
            self.the_desk_works(side_by_side=False)

    @rule(who=st.integers(0, 3), dice=st.data(), later=st.booleans())
    def a_guest_writes_anything(self, who: int, dice: st.DataObject, later: bool) -> None:
        """Sense or nonsense, which may arrive later than what is written after it."""
        numbers = [ConfirmationNumber(number) for each in self.sights for number in each.numbers]
        meaning = dice.draw(understandings(START.date(), room_types=(DOUBLE, SUITE), numbers=numbers))
        self._write(self.sights[who], meaning)
        if not later:
            self._post_comes()

    @rule(who=st.integers(0, 3), later=st.booleans())
    def a_guest_says_yes(self, who: int, later: bool) -> None:
        """To whatever was asked last, if anything was."""
        self._write(self.sights[who], YES)
        if not later:
            self._post_comes()

    @rule(who=st.integers(0, 3), dice=st.data(), times=st.integers(1, 2))
    def a_guest_presses(self, who: int, dice: st.DataObject, times: int) -> None:
        """Something shown lately or long ago, perhaps with a trembling finger."""
        sight = self.sights[who]
        token = dice.draw(st.sampled_from([*sight.tokens[-5:], *sight.tokens[:2], ChoiceToken("forged")]))
        for _ in range(times):
            self._press(sight, token)
        self._post_comes()

    @precondition(lambda self: self.on_the_way)
    @rule(dice=st.data(), times=st.integers(1, 3))
    def a_message_arrives(self, dice: st.DataObject, times: int) -> None:
        """Before or after others that were written earlier, and more than once."""
        message = dice.draw(st.sampled_from(self.on_the_way))
        for _ in range(times):
            self._deliver(message)

    # The world

    @rule(side_by_side=st.booleans())
    def the_desk_works(self, side_by_side: bool) -> None:
        """One worker, or two that know nothing of each other."""
        if side_by_side:
            self.world.work_side_by_side()
        else:
            self.world.work()
        self._read_letters()

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

    @rule(death=DEATHS)
    def a_worker_will_die(self, death: tuple[int, Trouble]) -> None:
        """Between any two lines."""
        self.world.storage.crash_at(*death)

    @rule(who=st.integers(0, 3), takes=st.sampled_from((True, False, False)))
    def staff_step_in(self, who: int, takes: bool) -> None:
        """They take a conversation or give it back, and press the button twice."""
        filed = self._filed(self.sights[who])
        if filed is None:
            return
        self._requests += 1
        step = self.world.take_over if takes else self.world.release
        for _ in range(2):
            step(self.sights[who].tenant.id, filed.id, f"request{self._requests}")

    @rule()
    def the_house_comes_to_rest(self) -> None:
        """All is well again, and everything is held against what was asked."""
        self.world.calm()
        self._post_comes()
        self.world.rest()
        self._read_letters()
        for hotel in self.hotels:
            pms, witness = self.pms[hotel.id], self.world.books[hotel.id].witness
            audit = Audit(
                tables=self.tables,
                ledger=self.read_ledger(hotel, pms),
                witness=witness,
                sights=[(sight, self._filed(sight)) for sight in self.sights if sight.tenant is hotel],
            )
            audit.check()
        self._everybody_was_answered()

    # How it is done

    def _write(self, sight: Sight, meaning: Understanding) -> None:
        if meaning.answer is Answer.YES:
            sight.says_yes()
        name = self._name()
        text = self.reader.written(meaning)
        account = sight.tenant.accounts[0].account
        request = self.world.post.writes(sight.name, text, at=self.clock.now(), account=account, name=name)
        self.on_the_way.append(Message(name, sight, request))

    def _press(self, sight: Sight, token: ChoiceToken) -> None:
        sight.presses(token)
        name, account = self._name(), sight.tenant.accounts[0].account
        request = self.world.post.presses(sight.name, token, at=self.clock.now(), account=account, name=name)
        self.on_the_way.append(Message(name, sight, request))

    def _post_comes(self) -> None:
        """Everything on the way arrives; what nobody lived to acknowledge is brought again later."""
        for message in tuple(self.on_the_way):
            self._deliver(message)

    def _deliver(self, message: Message) -> None:
        received = self.world.receive(message.request)
        if received is None:
            return
        assert received.kept + received.repeated == 1, f"one message became {received}"
        self.kept[message.name] += received.kept
        assert self.kept[message.name] <= 1, "the same message was kept twice"
        if message in self.on_the_way:
            self.on_the_way.remove(message)
            self.answers[self.sights.index(message.sight)].messages += 1

    def _read_letters(self) -> None:
        letters = self.world.post.letters
        assert len({letter.key for letter in letters}) == len(letters), "the same was sent twice"
        for letter in letters[self._letters_read :]:
            for sight in self.sights:
                if (sight.tenant.accounts[0].account, sight.name) == (letter.account, letter.guest):
                    sight.reads(letter.content)
        self._letters_read = len(letters)

    def _everybody_was_answered(self) -> None:
        """Since the last rest: by words, by a person, or with a reason for silence."""
        reasons = self.world.observer.reasons
        silences = len(reasons) - self._reasons_known
        for sight, before in zip(self.sights, self.answers, strict=True):
            filed = self._filed(sight)
            if filed is None:
                assert not before.messages, f"nothing is known of {sight.name}, who wrote"
                continue
            notes = sum(isinstance(row.command, NotifyStaff) for row in filed.commands)
            answered = sight.letters > before.letters or notes > before.notes or silences
            handed_over = filed.stored.conversation.handover is not None
            assert answered or handed_over or not before.messages, f"{sight.name} was never answered"
            before.messages, before.letters, before.notes = 0, sight.letters, notes
        self._reasons_known = len(reasons)

    def _filed(self, sight: Sight) -> Filed | None:
        return self.world.file(sight.tenant.id, sight.tenant.accounts[0].account, sight.name)

    def _name(self) -> str:
        self._written += 1
        return f"m{self._written}"
