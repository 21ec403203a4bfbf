"""One guest and one house: whatever happens between them is decided by `decide`, and watched."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final, TypeVar

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Effect,
    FindReservation,
    Ignore,
    LinkDoors,
    Modify,
    Query,
    Say,
    SearchRooms,
    Understand,
)
from hotel_agent.domain.conversations.events import (
    Booked,
    BookRefused,
    Cancelled,
    CancelRefused,
    Event,
    GivenUp,
    GuestChose,
    GuestEvent,
    GuestTurn,
    GuestWrote,
    Happening,
    Modified,
    ModifyRefused,
    NothingOffered,
    ReservationsFound,
    RoomsFound,
    Understood,
)
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.staff_acts import StaffReleased
from hotel_agent.domain.conversations.understanding import Answer, Slots, Understanding
from hotel_agent.domain.ids import AccountId, ChoiceToken, ConversationId, EffectKey, EventKey, GuestId
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
from hotel_agent.testing.machines import asides
from hotel_agent.testing.machines.guest import ASKS_WHO, YES, Traveller
from hotel_agent.testing.machines.hotel import DEPOSIT
from hotel_agent.testing.machines.little_book import LittleBook
from hotel_agent.testing.machines.watch import MOST_QUERIES, Watch
from hotel_agent.testing.oracles import Consent, Proof

E = TypeVar("E", bound=Event)

START: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PHONE: Final = "34600000001"
_NOTHING: Final = Understanding()
_NO_SLOTS: Final = Slots()
_ASKED_OUTRIGHT: Final = {"quote.shall_i", "quote.shall_i_change", "cancel.free", "cancel.costs"}


class Dialogue:
    """A conversation from its beginning, with the clock in its hands."""

    def __init__(self, tenant: Tenant, tables: dict[str, Any]) -> None:
        place = tenant.properties[0]
        self.now = START
        self.book = LittleBook(tables, place.id, place.currency, place.time_zone, said={Money.zero(place.currency)})
        self.book.house_asks = DEPOSIT
        self.house = House(
            tenant=tenant.id,
            property=place,
            rules=tenant.rules,
            catalogue=self.book.catalogue,
            languages=tenant.languages,
            knowledge=tenant.knowledge,
            has_mail_door=True,
        )
        self.watch = Watch(book=self.book, consent=Consent(tenant.rules.quote_valid_minutes), proof=Proof())
        self.tokens: list[ChoiceToken] = []
        """Of every choice ever shown, the latest last."""
        self._state = Conversation(
            id=ConversationId("c1"),
            tenant=tenant.id,
            property_id=place.id,
            channel="whatsapp",
            account=AccountId("door"),
            guest=GuestId("g1"),
            language=tenant.languages[0],
        )
        self._numbers = count()

    def begins(self, *, vouched_for: bool, name: str | None, insists: bool = False) -> None:
        """The channel knows the guest's telephone, or nothing; the book insists on an address and a number, or not."""
        self.book.insists = insists
        self.house = evolve(self.house, catalogue=self.book.catalogue)
        contacts = (GuestContact(ContactKind.PHONE, PHONE),) if vouched_for else ()
        if vouched_for:
            self.watch.proof.contacts.add(PHONE)
        if name is not None:
            self.watch.proof.names.append(name)
        known = KnownGuest(name=name, phone=PHONE if vouched_for else None, contacts=contacts)
        self._state = evolve(self._state, known=known)

    # Guests

    def writes(
        self, understanding: Understanding, *, received_at: datetime | None = None, sent_at: datetime | None = None
    ) -> list[Effect]:
        """The guest writes what means this. The moments are now, unless it is said otherwise."""
        came = min(received_at or self.now, self.now)
        text = asides.QUESTION if understanding.shows("house_question", at_least=1.0) else "..."
        written = GuestWrote(key=self.key(), at=came, sent_at=sent_at or came, text=text)
        return self.sends([written], understanding)

    def presses(self, *tokens: ChoiceToken, sent_at: datetime | None = None) -> list[Effect]:
        """The guest presses these in one breath."""
        at = self.now
        pressed = [GuestChose(key=self.key(), at=at, sent_at=sent_at or at, token=token) for token in tokens]
        return self.sends(pressed, _NOTHING)

    def says_yes(self, yes: Understanding = YES) -> None:
        """Nothing but yes, or a question beside it. Asked just before, it must lead to what was asked about."""
        put, now = self.watch.asked_for, self.now + timedelta(seconds=1)
        busy = self.watch.under_way is not None or self.watch.silent(now)
        plain = put is not None and now < put.until and not busy
        effects = self.writes(yes)
        if plain and not any(isinstance(each, Book | Modify | Cancel) for each in effects):
            # A name or a contact may be missing; and what it costs to cancel may have grown: then it is asked again.
            asks = {"cancel.costs", "cancel.free"} | ASKS_WHO
            assert asks & self.watch.last_said, f"a plain yes came to {effects}"

    def asks_in_between(self) -> None:
        """A question that is none of the purpose. Asked for a yes just before, the guest is asked again."""
        put, now = self.watch.asked_for, self.now + timedelta(seconds=1)
        busy = self.watch.under_way is not None or self.watch.silent(now)
        effects = self.writes(asides.WHERE)
        assert not any(isinstance(each, Book | Modify | Cancel) for each in effects), "a question is taken for a yes"
        if put is not None and now < put.until and not busy:
            again = {"quote.remind", "cancel.free", "cancel.costs"} & self.watch.last_said
            assert again, f"after a question the guest is not asked again: {effects}"

    def goes_along(self, wish: str, days: int, *, patient: bool, beside: Slots = _NO_SLOTS) -> None:
        """The next step of a guest who wants this. Staff step aside, and a patient guest lets the book do its work."""
        if self.watch.silent(self.now):
            self.happens(StaffReleased(key=self.key(), at=self.now))
        if self.watch.under_way is not None and patient:
            self.comes_to_an_end()
        arrival = self.house.today(self.now) + timedelta(days=days)
        traveller = Traveller(wish=wish, arrival=arrival, number=self.book.numbers[-1], beside=beside)
        self.writes(traveller.answers(self.watch.last_said))

    def sends(
        self, sent: Sequence[GuestEvent], understanding: Understanding = _NOTHING, *, shows: str | None = None
    ) -> list[Effect]:
        """A guest's turn a second later, with everything that is asked in it."""
        self.now += timedelta(seconds=1)
        turn = GuestTurn(key=self.key(), at=self.now, sent=tuple(sent))
        self.watch.comes(turn)
        silent = self.watch.silent(self.now)
        written = any(isinstance(each, GuestWrote) for each in sent)
        self._tells(understanding.slots if written else _NO_SLOTS)
        if not silent:
            self._is_heard(sent, understanding, shows)
        effects = self.happens(turn, understanding)
        if not silent and written:
            asides.check(understanding, effects)
        answers = [each for each in effects if isinstance(each, Say | Ignore | Book | Modify | Cancel | LinkDoors)]
        assert answers, f"{turn} is never answered"
        return effects

    def _tells(self, told: Slots) -> None:
        """Who the guest says to be, to us or to a person of the hotel: we listen to both."""
        if told.name is not None:
            self.watch.proof.names.append(told.name)
        if told.email is not None:
            self.watch.proof.emails.add(told.email)

    def _is_meant(self, understanding: Understanding) -> bool:
        """A mere "ok" agrees to nothing but to a plain question whether to do it, and no thanks beside it."""
        thanked = any(score.name == "thanks" for score in understanding.intents)
        return understanding.firm or (not thanked and bool(_ASKED_OUTRIGHT & self.watch.last_said))

    def _is_heard(self, sent: Sequence[GuestEvent], understanding: Understanding, shows: str | None) -> None:
        written = any(isinstance(each, GuestWrote) for each in sent)
        self.watch.links.hears_the_guest(
            yes=written and understanding.answer is Answer.YES,
            pressed=[each.token for each in sent if isinstance(each, GuestChose)],
            shows=shows,
            at=self.now,
        )
        self.watch.consent.hears_the_guest(
            yes=written and understanding.answer is Answer.YES and self._is_meant(understanding),
            no=written and understanding.answer is Answer.NO,
            pressed=[each.token for each in sent if isinstance(each, GuestChose)],
            at=self.now,
            received_at=min(each.at for each in sent),
            sent_at=min(each.sent_at for each in sent),
        )

    # Everything

    def happens(self, happening: Happening, understanding: Understanding = _NOTHING) -> list[Effect]:
        """Decide this, and whatever its queries answer, as a turn does."""
        effects: list[Effect] = []
        waiting: list[Query] = []
        asked = 0
        next_up: Happening | None = happening
        while next_up is not None:
            decision = decide(self._state, next_up, self.house)
            assert decide(self._state, next_up, self.house) == decision, "the same was decided in two ways"
            self.watch.decided(next_up, decision)
            self._state = decision.state
            effects += decision.effects
            said = [effect for effect in decision.effects if isinstance(effect, Say)]
            self.tokens += [choice.token for say in said for choice in say.reply.choices]
            waiting += [effect for effect in decision.effects if isinstance(effect, Query)]
            next_up = self._answer(waiting.pop(0), happening.key, understanding) if waiting else None
            asked += next_up is not None
            assert asked <= MOST_QUERIES, f"{happening} asks without end"
        self._state = evolve(self._state, breath=None)
        return effects

    def comes_to_an_end(self, refused: Reason | None = None) -> None:
        """What is under way is done as the book has it; or refused for this reason."""
        command = self.watch.under_way
        assert command is not None, "nothing is under way"
        answer: Reservation | Cancellation | Refusal = Refusal(refused) if refused else self._performed(command)
        if isinstance(answer, Refusal) and answer.reason is Reason.MISSING_CONTACT:
            self.watch.consent.hears_of_a_missing_contact()
        self.happens(self._outcome(command, answer))

    def is_given_up(self) -> None:
        """Nobody knows what became of what is under way."""
        kind = type(self.watch.under_way).__name__.lower()
        self.happens(GivenUp(key=self.key(), at=self.now, effect=_KEY, command=kind))

    def key(self) -> EventKey:
        """A name for what happens next."""
        return EventKey(f"event:{next(self._numbers)}")

    def _answer(self, query: Query, key: EventKey, understanding: Understanding) -> Happening:
        match query:
            case Understand():
                return Understood(key=key, at=self.now, understanding=understanding)
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

    def _outcome(
        self, command: Book | Modify | Cancel, answer: Reservation | Cancellation | Refusal
    ) -> Booked | Modified | Cancelled | BookRefused | ModifyRefused | CancelRefused:
        key, at = self.key(), self.now
        if isinstance(answer, Cancellation):
            return Cancelled(key=key, at=at, effect=_KEY, cancellation=answer)
        if isinstance(answer, Reservation):
            made = Booked if isinstance(command, Book) else Modified
            return made(key=key, at=at, effect=_KEY, reservation=answer)
        if isinstance(command, Book):
            return BookRefused(key=key, at=at, effect=_KEY, refusal=answer)
        refused = ModifyRefused if isinstance(command, Modify) else CancelRefused
        return refused(key=key, at=at, effect=_KEY, refusal=answer)


_KEY: Final = EffectKey("0" * 32)
