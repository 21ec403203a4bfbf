"""Any sequence of happenings in one conversation, decided by `decide` and checked by oracles that never look inside."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.events import (
    BookSilent,
    DeliveryNoted,
    DeskFailed,
    Event,
    GuestChose,
    GuestEvent,
    GuestReacted,
    GuestRevoked,
    GuestSentMedia,
    GuestWrote,
    Happening,
    ReservationsFound,
    TimePassed,
)
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.staff_acts import (
    ControlPassed,
    StaffAnswered,
    StaffAssigned,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffWrote,
)
from hotel_agent.domain.conversations.understanding import Slots, Understanding
from hotel_agent.domain.ids import ChoiceToken, ConfirmationNumber, EffectKey, ProviderId, QuoteId
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.quote import issue
from hotel_agent.domain.reservations.reservation import Booker, ContactKind, GuestContact, ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.testing.machines.dialogue import PHONE, Dialogue
from hotel_agent.testing.machines.hotel import DOUBLE, EXTRAS, SUITE, TABLES, a_tenant
from hotel_agent.testing.machines.other_door import RIGHT, WRONG, OtherDoor
from hotel_agent.testing.machines.reactions import REACTIONS, Reaction, plainly
from hotel_agent.testing.strategies.understandings import slots_beside, understandings

WISHES: Final = ("book", "book", "price", "change_reservation", "cancel_reservation", "find_reservation")
STEPS_TO_A_YES: Final = 6
"""So many answers of a guest who goes along lead to being asked for a yes."""
BESIDE: Final = st.just(Slots()) | slots_beside((DOUBLE, SUITE), EXTRAS)
"""What guests want besides the stay; most want nothing."""
BERTA: Final = Booker(name="Berta Solís", email="berta@example.org", phone="34611111111")


class ConversationMachine(RuleBasedStateMachine):
    """One guest, one hotel, and everything that can happen between them. Pure: no clock, no loop, no storage.

    Subclass it to try a hotel with rules of its own (`tenant`, `tables`), or guests who speak of intents of your own
    (`meanings`).
    """

    tenant: ClassVar[Tenant] = a_tenant()
    tables: ClassVar[dict[str, Any]] = TABLES

    def meanings(self) -> st.SearchStrategy[Understanding]:
        """What guests' messages may mean now."""
        talk = self.dialogue
        today = talk.house.today(talk.now)
        return understandings(today, room_types=(DOUBLE, SUITE), extras=EXTRAS, numbers=talk.book.numbers)

    def __init__(self) -> None:
        super().__init__()
        self.dialogue = Dialogue(self.tenant, self.tables)
        self.watch = self.dialogue.watch
        self.other_door = OtherDoor(self.dialogue)

    @initialize(vouched_for=st.booleans(), named=st.booleans(), insists=st.booleans())
    def a_guest_comes(self, vouched_for: bool, named: bool, insists: bool) -> None:
        """Known by telephone or by nothing, by name or not. Somebody else has a reservation already."""
        self.dialogue.begins(vouched_for=vouched_for, name="Ana García" if named else None, insists=insists)
        self._somebody_else_reserves()

    # Guests

    @rule(dice=st.data(), received=st.sampled_from((0, 0, 0, 5, 90)), sent=st.sampled_from((0, 0, 0, 1, 14, 16, 900)))
    def the_guest_writes(self, dice: st.DataObject, received: int, sent: int) -> None:
        """Anything: received so many seconds before its turn, sent so many minutes before it was received."""
        received_at = self.dialogue.now - timedelta(seconds=received)
        sent_at = received_at - timedelta(minutes=sent)
        self.dialogue.writes(dice.draw(self.meanings()), received_at=received_at, sent_at=sent_at)

    @rule(
        wish=st.sampled_from(WISHES),
        days=st.integers(1, 9),
        steps=st.integers(1, 6),
        patient=st.booleans(),
        beside=BESIDE,
    )
    def the_guest_goes_along(self, wish: str, days: int, steps: int, patient: bool, beside: Slots) -> None:
        """A guest who wants something and answers what is asked, and waits for what the book does, or insists."""
        for _ in range(steps):
            self.dialogue.goes_along(wish, days, patient=patient, beside=beside)

    @rule(days=st.integers(1, 9), reaction=st.sampled_from(REACTIONS))
    def the_guest_reacts_to_a_quote(self, days: int, reaction: Reaction) -> None:
        """Asked for a yes to a quote, a guest does what guests do."""
        self._is_asked_for_a_yes("book", days, reaction)

    @rule(
        wish=st.sampled_from(("change_reservation", "cancel_reservation")),
        days=st.integers(1, 9),
        reaction=st.sampled_from(REACTIONS),
    )
    def the_guest_reacts_about_a_reservation(self, wish: str, days: int, reaction: Reaction) -> None:
        """Asked for a yes to a change or a cancellation, a guest does what guests do."""
        if not self.watch.proof.made:
            self._is_asked_for_a_yes("book", days, plainly)
            self.dialogue.goes_along("book", days, patient=True)
        self._is_asked_for_a_yes(wish, days, reaction)

    @rule()
    def the_guest_says_yes(self) -> None:
        """Nothing but yes."""
        self.dialogue.says_yes()

    @rule(dice=st.data(), times=st.integers(1, 2))
    def the_guest_presses(self, dice: st.DataObject, times: int) -> None:
        """A choice shown lately or long ago, or a token nobody issued; perhaps twice."""
        tokens = self.dialogue.tokens
        token = dice.draw(st.sampled_from([*tokens[-6:], *tokens[-6:], *tokens[:3], ChoiceToken("forged")]))
        for _ in range(times):
            self.dialogue.presses(token)

    @rule(dice=st.data())
    def the_guest_writes_and_presses(self, dice: st.DataObject) -> None:
        """Words and a button in one breath."""
        token = dice.draw(st.sampled_from([*self.dialogue.tokens[-6:], ChoiceToken("forged")]))
        key, at = self.dialogue.key(), self.dialogue.now
        written = GuestWrote(key=key, at=at, sent_at=at, text="...")
        pressed = GuestChose(key=self.dialogue.key(), at=at, sent_at=at, token=token)
        self.dialogue.sends([written, pressed], dice.draw(self.meanings()))

    @rule(kind=st.sampled_from(("picture", "sign", "taken back")))
    def the_guest_sends_something_else(self, kind: str) -> None:
        """What no machine reads."""
        key, at, message = self.dialogue.key(), self.dialogue.now, ProviderId("m")
        sent: GuestEvent = GuestReacted(key=key, at=at, sent_at=at, to=message, emoji="👍")
        if kind == "picture":
            sent = GuestSentMedia(key=key, at=at, sent_at=at, kind="image", media=message)
        if kind == "taken back":
            sent = GuestRevoked(key=key, at=at, sent_at=at, original=message)
        self.dialogue.sends([sent])

    @rule(
        code_made=st.sampled_from((True, True, False)),
        minutes=st.sampled_from((0, 0, 9, 10, 11)),
        codes=st.lists(st.sampled_from((RIGHT, WRONG)), max_size=6),
    )
    def the_guest_shows_another_door(self, code_made: bool, minutes: int, codes: list[str]) -> None:
        """Asked for a code, a guest shows it, or something else, in time or not."""
        self.other_door.is_offered()
        self.other_door.is_agreed_to(code_made=code_made)
        self.dialogue.now += timedelta(minutes=minutes)
        for code in codes:
            self.other_door.is_shown(code)

    @rule(code=st.sampled_from((RIGHT, WRONG)))
    def the_guest_shows_a_code(self, code: str) -> None:
        """Asked for or not."""
        self.other_door.is_shown(code)

    # The world

    @rule(what=st.sampled_from(("linked", "parted", "refused", "asked for a code")))
    def something_happens_at_another_door(self, what: str) -> None:
        """Staff link this guest with Berta, or part them; linking fails; somebody says this door is theirs."""
        match what:
            case "linked":
                self.other_door.is_linked(BERTA)
            case "parted":
                self.other_door.is_parted()
            case "refused":
                self.other_door.is_refused()
            case _:
                self.other_door.asks_for_a_code()

    @precondition(lambda self: self.watch.under_way is not None)
    @rule(
        how=st.sampled_from(
            ("done", "unknown", Reason.SOLD_OUT, Reason.PRICE_CHANGED, Reason.QUOTE_EXPIRED, Reason.NOT_FOUND)
        )
    )
    def the_command_comes_to_an_end(self, how: str | Reason) -> None:
        """As the book has it, or refused for any reason, or nobody knows."""
        if how == "unknown":
            self.dialogue.is_given_up()
        else:
            self.dialogue.comes_to_an_end(how if isinstance(how, Reason) else None)

    @rule(minutes=st.sampled_from((0, 1, 1, 5, 20, 59, 61, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        """A little, or a night."""
        self.dialogue.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.watch.timers)
    @rule(dice=st.data())
    def a_timer_goes_off(self, dice: st.DataObject) -> None:
        """When it is due, or later, or once more."""
        talk, timer = self.dialogue, dice.draw(st.sampled_from(self.watch.timers))
        talk.now = max(talk.now, timer.at)
        talk.happens(TimePassed(key=talk.key(), at=talk.now, about=timer.about))

    @rule(
        kind=st.sampled_from((StaffTookOver, StaffWrote, StaffAnswered, StaffNoted, StaffAssigned, StaffReleased)),
        by=st.sampled_from(("", "Eva", "Luis")),
    )
    def staff_step_in(self, kind: type[Event], by: str) -> None:
        """They take the conversation, write, write something down, pass it on among them, or give it back."""
        key, at = self.dialogue.key(), self.dialogue.now
        steps: dict[type[Event], Happening] = {
            StaffTookOver: StaffTookOver(key=key, at=at, by=by),
            StaffWrote: StaffWrote(key=key, at=at),
            StaffAnswered: StaffAnswered(key=key, at=at, text="¿Sí?", by=by or "Ana", buttons=("Sí", "No")),
            StaffNoted: StaffNoted(key=key, at=at, text="Llamar mañana.", by=by or "Ana"),
            StaffAssigned: StaffAssigned(key=key, at=at, to=by or "Ana", by="Ana"),
            StaffReleased: StaffReleased(key=key, at=at, by=by),
        }
        self.dialogue.happens(steps[kind])

    @rule(to_us=st.booleans())
    def control_is_passed(self, to_us: bool) -> None:
        """Another app of the account takes the conversation, or gives it back."""
        self.dialogue.happens(ControlPassed(key=self.dialogue.key(), at=self.dialogue.now, to_us=to_us))

    @rule(dice=st.data(), state=st.sampled_from((ReservationState.CANCELLED, ReservationState.CHECKED_IN)))
    def somebody_writes_in_the_book(self, dice: st.DataObject, state: ReservationState) -> None:
        """At the hotel's front desk, without the guest."""
        self.dialogue.book.move(dice.draw(st.sampled_from(self.dialogue.book.numbers)), state)

    @rule(
        kind=st.sampled_from((BookSilent, DeskFailed, DeliveryNoted, CarriedOver, ReservationsFound)),
        state=st.sampled_from(DeliveryState),
        hindrance=st.sampled_from((None, *Hindrance)),
        by=st.sampled_from((ConfirmationNumber("R00000"), GuestContact(ContactKind.PHONE, PHONE))),
    )
    def something_happens_out_of_the_blue(
        self, kind: type, state: DeliveryState, hindrance: Hindrance | None, by: ConfirmationNumber | GuestContact
    ) -> None:
        """A part of ours breaks, a message is reported, or the book answers what nobody asked."""
        talk = self.dialogue
        key, at = talk.key(), talk.now
        if kind is BookSilent:
            talk.happens(BookSilent(key=key, at=at))
        elif kind is DeskFailed:
            talk.happens(DeskFailed(key=key, at=at))
        elif kind is DeliveryNoted:
            effect = EffectKey("ab" * 16)
            noted = DeliveryNoted(key=key, at=at, message=ProviderId("m"), state=state, effect=effect)
            talk.happens(evolve(noted, hindrance=hindrance))
        elif kind is CarriedOver:
            talk.happens(CarriedOver(key=key, at=at, text="Queda reservado."))
        else:
            talk.happens(ReservationsFound(key=key, at=at, by=by, reservations=talk.book.find(by)))

    # How it is done

    def _is_asked_for_a_yes(self, wish: str, days: int, reaction: Reaction) -> None:
        for _ in range(STEPS_TO_A_YES):
            put = self.watch.asked_for
            if put is not None:
                reaction(self.dialogue, put)
                return
            self.dialogue.goes_along(wish, days, patient=True)

    def _somebody_else_reserves(self) -> None:
        """Berta, whom the guest does not know."""
        talk = self.dialogue
        stay = Stay.of_nights(talk.house.today(talk.now) + timedelta(days=4), 2)
        offers = talk.book.search(Ask(property_id=talk.book.property_id, stay=stay, parties=(Party(2),)))
        assert not isinstance(offers, Refusal)
        quote = issue(offers[0], id=QuoteId("berta"), tenant=self.tenant.id, at=talk.now, valid_minutes=1)
        assert not isinstance(talk.book.book(quote, BERTA), Refusal)
