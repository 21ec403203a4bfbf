"""Any sequence of happenings in one conversation, decided by `decide` and checked by oracles that never look inside."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Effect,
    FindReservation,
    Ignore,
    Modify,
    Query,
    Say,
    SearchRooms,
    Understand,
)
from hotel_agent.domain.conversations.events import (
    Booked,
    BookRefused,
    BookSilent,
    Cancelled,
    CancelRefused,
    DeliveryNoted,
    DeskFailed,
    GivenUp,
    GuestChose,
    GuestEvent,
    GuestReacted,
    GuestRevoked,
    GuestSentMedia,
    GuestTurn,
    GuestWrote,
    Happening,
    Modified,
    ModifyRefused,
    NothingOffered,
    ReservationsFound,
    RoomsFound,
    StaffReleased,
    StaffTookOver,
    StaffWrote,
    TimePassed,
    Understood,
)
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.understanding import Answer, Understanding
from hotel_agent.domain.ids import (
    AccountId,
    ChoiceToken,
    ConfirmationNumber,
    ConversationId,
    EffectKey,
    EventKey,
    GuestId,
    ProviderId,
)
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import (
    Cancellation,
    ContactKind,
    GuestContact,
    Reservation,
    ReservationState,
)
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.testing.machines.guest import YES, Traveller
from hotel_agent.testing.machines.hotel import DOUBLE, SUITE, TABLES, a_tenant
from hotel_agent.testing.machines.little_book import LittleBook
from hotel_agent.testing.machines.watch import MOST_QUERIES, Watch, queries
from hotel_agent.testing.oracles import Consent
from hotel_agent.testing.strategies.understandings import understandings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PHONE = "34600000001"
KEY = EffectKey("0" * 32)


class ConversationMachine(RuleBasedStateMachine):
    """One guest, one hotel, and everything that can happen between them. Pure: no clock, no loop, no storage.

    Subclass it to try a hotel with rules of its own (`tenant`), or guests who speak of intents of your own
    (`meanings`).
    """

    tenant: ClassVar[Tenant] = a_tenant()
    tables: ClassVar[dict[str, Any]] = TABLES

    def meanings(self) -> st.SearchStrategy[Understanding]:
        """What guests' messages may mean now."""
        today = self.house.today(self.now)
        return understandings(today, room_types=(DOUBLE, SUITE), numbers=self.book.numbers)

    def __init__(self) -> None:
        super().__init__()
        place = self.tenant.properties[0]
        self.now = START
        self.book = LittleBook(self.tables, place.id, place.currency, said={Money.zero(place.currency)})
        self.house = House(
            tenant=self.tenant.id,
            property=place,
            rules=self.tenant.rules,
            catalogue=self.book.catalogue,
            languages=self.tenant.languages,
        )
        self.watch = Watch(book=self.book, consent=Consent(self.tenant.rules.quote_valid_minutes))
        self.state = Conversation(
            id=ConversationId("c1"),
            tenant=self.tenant.id,
            property_id=place.id,
            channel="whatsapp",
            account=AccountId("door"),
            guest=GuestId("g1"),
            language=self.tenant.languages[0],
        )
        self.tokens: list[ChoiceToken] = []
        self._keys = count()

    @initialize(vouched_for=st.booleans(), named=st.booleans())
    def a_guest_comes(self, vouched_for: bool, named: bool) -> None:
        """Known by telephone or by nothing, by name or not."""
        contacts = (GuestContact(ContactKind.PHONE, PHONE),) if vouched_for else ()
        known = KnownGuest(
            name="Ana García" if named else None, phone=PHONE if vouched_for else None, contacts=contacts
        )
        self.state = evolve(self.state, known=known)

    # Guests

    @rule(dice=st.data(), received=st.sampled_from((0, 0, 0, 5, 90)), sent=st.sampled_from((0, 0, 0, 1, 14, 16, 900)))
    def the_guest_writes(self, dice: st.DataObject, received: int, sent: int) -> None:
        """Anything: received so many seconds before its turn, sent so many minutes before it was received."""
        self._guest_writes(dice.draw(self.meanings()), received=received, sent=sent)

    @rule(
        wish=st.sampled_from(("book", "book", "price", "change_reservation", "cancel_reservation", "find_reservation")),
        days=st.integers(1, 9),
        steps=st.integers(1, 6),
        patient=st.booleans(),
    )
    def the_guest_goes_along(self, wish: str, days: int, steps: int, patient: bool) -> None:
        """A guest who wants something and answers what is asked, while nobody is in the way.

        A patient one waits until what the book is asked for is done.
        """
        arrival = self.house.today(self.now) + timedelta(days=days)
        for _ in range(steps):
            if self.watch.silent(self.now):
                self._happens(StaffReleased(key=self._key(), at=self.now))
            if self.watch.under_way is not None:
                if not patient:
                    return
                self._outcome(self.watch.under_way, self._performed(self.watch.under_way))
            number = self.book.numbers[-1] if self.book.numbers else None
            traveller = Traveller(wish=wish, arrival=arrival, number=number)
            self._guest_writes(traveller.answers(self.watch.last_said))

    @rule()
    def the_guest_says_yes(self) -> None:
        """Nothing but yes. Asked for a yes just before, it must lead to what was asked about."""
        asked = self.watch.last_said & {"quote.ask_yes", "quote.ask_yes_to_change", "cancel.free", "cancel.costs"}
        put = self.watch.consent.put
        holds = put is not None and self.now + timedelta(seconds=1) < put.until
        busy = self.watch.under_way is not None or self.watch.silent(self.now)
        plain = bool(asked) and holds and not busy
        effects = self._guest_writes(YES)
        if plain and not any(isinstance(each, Book | Modify | Cancel) for each in effects):
            # A contact may still be missing; and what it costs to cancel may have grown: then it is asked again.
            asks = {"cancel.costs", "cancel.free", "quote.ask_email", "quote.ask_contact"}
            assert asks & self.watch.last_said, f"a plain yes came to {effects}"

    @rule(dice=st.data(), sent=st.sampled_from((0, 0, 0, 16)), times=st.integers(1, 2))
    def the_guest_presses(self, dice: st.DataObject, sent: int, times: int) -> None:
        """A choice shown lately or long ago, or a token nobody issued; perhaps twice."""
        recent = self.tokens[-6:]
        tokens = [*recent, *recent, *self.tokens[:3], ChoiceToken("forged")]
        token = dice.draw(st.sampled_from(tokens))
        for _ in range(times):
            pressed = GuestChose(key=self._key(), at=self.now, sent_at=self.now - timedelta(minutes=sent), token=token)
            self._guest_sends([pressed], Understanding())

    @rule(dice=st.data())
    def the_guest_writes_and_presses(self, dice: st.DataObject) -> None:
        """Words and a button in one breath."""
        token = dice.draw(st.sampled_from([*self.tokens[-6:], ChoiceToken("forged")]))
        written = GuestWrote(key=self._key(), at=self.now, sent_at=self.now, text="...")
        pressed = GuestChose(key=self._key(), at=self.now, sent_at=self.now, token=token)
        self._guest_sends([written, pressed], dice.draw(self.meanings()))

    @rule(kind=st.sampled_from(("picture", "sign", "taken back")))
    def the_guest_sends_something_else(self, kind: str) -> None:
        """What no machine reads."""
        at, key = self.now, self._key()
        sent: GuestEvent = GuestReacted(key=key, at=at, sent_at=at, to=ProviderId("m"), emoji="👍")
        if kind == "picture":
            sent = GuestSentMedia(key=key, at=at, sent_at=at, kind="image", media=ProviderId("m"))
        if kind == "taken back":
            sent = GuestRevoked(key=key, at=at, sent_at=at, original=ProviderId("m"))
        self._guest_sends([sent], Understanding())

    # The world

    @precondition(lambda self: self.watch.under_way is not None)
    @rule(how=st.sampled_from(("done", "done", "done", "refused", "unknown")), dice=st.data())
    def the_command_comes_to_an_end(self, how: str, dice: st.DataObject) -> None:
        """As the book has it, or refused for any reason, or nobody knows."""
        command = self.watch.under_way
        assert command is not None
        if how == "unknown":
            kind = type(command).__name__.lower()
            self._happens(GivenUp(key=self._key(), at=self.now, effect=KEY, command=kind))
            return
        answer = self._performed(command)
        if how == "refused":
            reasons = (Reason.SOLD_OUT, Reason.PRICE_CHANGED, Reason.QUOTE_EXPIRED, Reason.NOT_FOUND)
            answer = Refusal(dice.draw(st.sampled_from(reasons)))
        self._outcome(command, answer)

    @rule(minutes=st.sampled_from((0, 1, 1, 5, 20, 59, 61, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        """A little, or a night."""
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.watch.timers)
    @rule(dice=st.data())
    def a_timer_goes_off(self, dice: st.DataObject) -> None:
        """When it is due, or later, or once more."""
        timer = dice.draw(st.sampled_from(self.watch.timers))
        self.now = max(self.now, timer.at)
        self._happens(TimePassed(key=self._key(), at=self.now, about=timer.about))

    @rule(kind=st.sampled_from((StaffTookOver, StaffWrote, StaffReleased, StaffReleased)))
    def staff_step_in(self, kind: type[StaffTookOver | StaffWrote | StaffReleased]) -> None:
        """They take the conversation, write, or give it back."""
        self._happens(kind(key=self._key(), at=self.now))

    @rule(state=st.sampled_from(DeliveryState))
    def the_channel_reports(self, state: DeliveryState) -> None:
        """How far a message got."""
        self._happens(DeliveryNoted(key=self._key(), at=self.now, message=ProviderId("m"), state=state))

    @precondition(lambda self: self.book.numbers)
    @rule(dice=st.data(), state=st.sampled_from((ReservationState.CANCELLED, ReservationState.CHECKED_IN)))
    def somebody_writes_in_the_book(self, dice: st.DataObject, state: ReservationState) -> None:
        """At the hotel's front desk, without the guest."""
        self.book.move(dice.draw(st.sampled_from(self.book.numbers)), state)

    @rule(kind=st.sampled_from((BookSilent, DeskFailed)))
    def something_of_ours_breaks(self, kind: type[BookSilent | DeskFailed]) -> None:
        """Out of the blue."""
        self._happens(kind(key=self._key(), at=self.now))

    @rule(by=st.sampled_from((ConfirmationNumber("R00000"), GuestContact(ContactKind.PHONE, PHONE))))
    def an_answer_comes_that_nobody_waits_for(self, by: ConfirmationNumber | GuestContact) -> None:
        """Reservations found out of the blue; they prove no more than those looked for."""
        found = ReservationsFound(key=self._key(), at=self.now, by=by, reservations=self.book.find(by))
        self._happens(found)

    # How it is done

    def _guest_writes(self, understanding: Understanding, *, received: int = 0, sent: int = 0) -> list[Effect]:
        came = self.now - timedelta(seconds=received)
        written = GuestWrote(key=self._key(), at=came, sent_at=came - timedelta(minutes=sent), text="...")
        return self._guest_sends([written], understanding)

    def _guest_sends(self, sent: Sequence[GuestEvent], understanding: Understanding) -> list[Effect]:
        """A guest's turn, with everything that is asked in it."""
        self.now += timedelta(seconds=1)
        turn = GuestTurn(key=self._key(), at=self.now, sent=tuple(sent))
        if not self.watch.silent(self.now):
            written = any(isinstance(each, GuestWrote) for each in sent)
            self.watch.consent.hears_the_guest(
                yes=written and understanding.answer is Answer.YES,
                no=written and understanding.answer is Answer.NO,
                pressed=[each.token for each in sent if isinstance(each, GuestChose)],
                at=self.now,
                received_at=min(each.at for each in sent),
                sent_at=min(each.sent_at for each in sent),
            )
        effects = self._happens(turn, understanding)
        answers = [each for each in effects if isinstance(each, Say | Ignore | Book | Modify | Cancel)]
        assert answers, f"{turn} is never answered"
        return effects

    def _happens(self, happening: Happening, understanding: Understanding | None = None) -> list[Effect]:
        """Decide this and whatever its queries answer, as a turn does."""
        effects: list[Effect] = []
        waiting: list[Query] = []
        asked = 0
        next_up: Happening | None = happening
        while next_up is not None:
            decision = decide(self.state, next_up, self.house)
            assert decide(self.state, next_up, self.house) == decision, "the same was decided in two ways"
            self.watch.decided(next_up, decision)
            self.state = decision.state
            effects += decision.effects
            said = [effect for effect in decision.effects if isinstance(effect, Say)]
            self.tokens += [choice.token for say in said for choice in say.reply.choices]
            waiting += queries(decision)
            next_up = self._answer(waiting.pop(0), happening.key, understanding) if waiting else None
            asked += next_up is not None
            assert asked <= MOST_QUERIES, f"{happening} asks without end"
        self.state = evolve(self.state, breath=None)
        return effects

    def _answer(self, query: Query, key: EventKey, understanding: Understanding | None) -> Happening:
        match query:
            case Understand():
                return Understood(key=key, at=self.now, understanding=understanding or Understanding())
            case SearchRooms(ask=ask):
                found = self.book.search(ask)
                if isinstance(found, Refusal):
                    return NothingOffered(key=key, at=self.now, ask=ask, refusal=found)
                return RoomsFound(key=key, at=self.now, ask=ask, offers=found)
            case FindReservation(by=by):
                return ReservationsFound(key=key, at=self.now, by=by, reservations=self.book.find(by))

    def _performed(self, command: Book | Modify | Cancel) -> Reservation | Cancellation | Refusal:
        match command:
            case Book(quote=quote, booker=booker):
                return self.book.book(quote, booker)
            case Modify(number=number, quote=quote):
                return self.book.modify(number, quote)
            case Cancel(number=number, penalty=penalty):
                moved = self.book.move(number, ReservationState.CANCELLED)
                return moved if isinstance(moved, Refusal) else Cancellation(number=number, penalty=penalty)

    def _outcome(self, command: Book | Modify | Cancel, answer: Reservation | Cancellation | Refusal) -> None:
        key, at = self._key(), self.now
        if isinstance(answer, Refusal):
            if answer.reason is Reason.MISSING_CONTACT:
                self.watch.consent.hears_of_a_missing_contact()
            refused: dict[type, type[BookRefused | ModifyRefused | CancelRefused]]
            refused = {Book: BookRefused, Modify: ModifyRefused, Cancel: CancelRefused}
            self._happens(refused[type(command)](key=key, at=at, effect=KEY, refusal=answer))
        elif isinstance(answer, Cancellation):
            self._happens(Cancelled(key=key, at=at, effect=KEY, cancellation=answer))
        else:
            done = Booked if isinstance(command, Book) else Modified
            self._happens(done(key=key, at=at, effect=KEY, reservation=answer))

    def _key(self) -> EventKey:
        return EventKey(f"event:{next(self._keys)}")
