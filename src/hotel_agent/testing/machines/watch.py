"""What must hold of every decision, whatever happened: seen from what goes in and comes out, not from the state."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from attrs import define, field

from hotel_agent.domain.conversations.conversation import OpenChoice
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import (
    Book,
    Cancel,
    Effect,
    FindReservation,
    Ignore,
    LinkDoors,
    Modify,
    NotifyStaff,
    PassOn,
    Say,
    SayOtherwise,
    SendLinkCode,
    Understand,
    WakeAt,
)
from hotel_agent.domain.conversations.events import (
    Booked,
    BookSilent,
    DeliveryNoted,
    DeskFailed,
    GivenUp,
    GuestAway,
    GuestTurn,
    Happening,
    LinkRefused,
    NothingOffered,
    Outcome,
    ReservationsFound,
    RoomsFound,
    StrangerWrote,
    TimePassed,
    Understood,
)
from hotel_agent.domain.conversations.other_doors import (
    CarriedOver,
    DoorsLinked,
    DoorsParted,
    LinkCodeAsked,
    LinkCodeMade,
)
from hotel_agent.domain.conversations.replies import Sayings, Value, Words
from hotel_agent.domain.conversations.staff_acts import (
    ControlPassed,
    StaffAnswered,
    StaffAssigned,
    StaffBlocked,
    StaffNoted,
    StaffReleased,
    StaffTookOver,
    StaffUnblocked,
    StaffWrote,
    TaskAssigned,
    TaskSettled,
)
from hotel_agent.domain.conversations.talk import Decision
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.money import Money
from hotel_agent.testing.machines.duty import Duty
from hotel_agent.testing.machines.hotel import CANCELLED_UNTIL, CHANGED_UNTIL
from hotel_agent.testing.machines.little_book import LittleBook
from hotel_agent.testing.oracles import Consent, Links, Proof, nights_slept
from hotel_agent.testing.oracles.consent import Put

MADRID = ZoneInfo("Europe/Madrid")
MOST_QUERIES = 8
"""A turn that asks more goes to a person; no guest's message should come near."""

_DIFFERENCES = {("told.dearer", "amount"), ("told.cheaper", "amount")}
"""Amounts that no book tells: they lead from one that it told to another."""


@define
class Watch:
    """Listens to one conversation from its beginning."""

    book: LittleBook
    consent: Consent
    proof: Proof
    links: Links = field(factory=Links)
    silent_until: datetime | None = None
    """Until when a person has the conversation, unless it is released."""
    elsewhere_since: datetime | None = None
    """Since when it is no person who has it, but another app of the account."""
    duty: Duty = field(factory=Duty)
    under_way: Book | Modify | Cancel | None = None
    ending: Book | Modify | Cancel | None = None
    """What came to its end just now: begun while it was the guest's, it is told although doors were parted since."""
    timers: list[WakeAt] = field(factory=list)
    woken: str = ""
    """What the timer is about that went off in this turn."""
    written: set[str] = field(factory=set)
    """What the house wrote of its own accord, by what its timers were about."""
    last_said: frozenset[str] = frozenset()
    """The lines said last."""
    buttons: dict[str, ChoiceToken] = field(factory=dict)
    """The choice shown last under each title."""
    _shown: set[ChoiceToken] = field(factory=set)
    _means: dict[ChoiceToken, OpenChoice] = field(factory=dict)
    """What each choice stood for when it was shown first. Only those of a quote may be shown again."""

    def silent(self, at: datetime) -> bool:
        """Whether a person has the conversation at this moment."""
        return self.silent_until is not None and at < self.silent_until

    def comes(self, event: Happening) -> None:
        """Know whose the conversation is once this has come. Repeating is safe."""
        since = self.elsewhere_since
        to_us = isinstance(event, ControlPassed) and event.to_us
        if isinstance(event, GuestTurn) and since is not None:
            to_us = any(each.sent_at >= since for each in event.sent if not each.elsewhere)
        over = self.silent_until is not None and event.at >= self.silent_until
        if over or isinstance(event, StaffReleased) or (to_us and since is not None):
            self.silent_until = self.elsewhere_since = None

    @property
    def asked_for(self) -> Put | None:
        """What the guest was asked to say yes to, if it is the last thing that was said."""
        asks = {"quote.ask_yes", "quote.ask_yes_and_name", "quote.ask_yes_to_change", "cancel.free", "cancel.costs"}
        return self.consent.put if asks & self.last_said else None

    def decided(self, event: Happening, decision: Decision) -> None:
        """Check this decision, and remember it."""
        assert decision.effects, f"{event} is answered by nothing at all; say so with Ignore"
        if isinstance(event, TimePassed):
            self.woken = event.about
        self._fits(event, decision)
        self.duty.hears(event, decision.effects, self.silent_until)
        self.comes(event)
        self.ending = None
        if isinstance(event, Outcome) and not isinstance(event, LinkRefused):
            self.ending, self.under_way = self.under_way, None
        if isinstance(event, Booked):
            self.proof.made.add(event.reservation.number)
        silent_before = self.silent_until is not None
        for effect in decision.effects:
            self._check(effect, event, silent_before)
        self._check_choices(decision)
        handed_over = [each.at for each in decision.effects if isinstance(each, WakeAt) and each.about == "handover"]
        if handed_over:
            self.silent_until = handed_over[-1]
            self.elsewhere_since = event.at if isinstance(event, ControlPassed) else None
            self.consent.hears_of_a_person()
        if not any(isinstance(each, FindReservation) for each in decision.effects):
            self.woken = ""
        found = decision.state.handover
        assert (found is not None) == (self.silent_until is not None), f"a person has it or not? {found}"

    def _check(self, effect: Effect, event: Happening, silent_before: bool) -> None:
        match effect:
            case Say():
                self._check_words(effect, event, silent_before)
            case Book() | Modify() | Cancel():
                self._check_command(effect, event, silent_before)
            case WakeAt():
                assert effect.at > event.at, f"to be woken at {effect.at}, which is past"
                self.timers.append(effect)
            case NotifyStaff():
                assert len(effect.lines) >= 3, "a brief has three lines"
            case PassOn() | SayOtherwise() | Understand():
                pass
            case Ignore():
                assert effect.reason, "nothing is done without a reason"
            case SendLinkCode() | LinkDoors():
                assert not silent_before, f"{effect} is begun although a person has the conversation"
                objection = self.links.sends(event.at) if isinstance(effect, SendLinkCode) else self.links.links()
                assert objection is None, f"{effect} although {objection}"
            case _:
                assert not silent_before, f"{effect} is asked although a person has the conversation"

    def _check_words(self, say: Say, event: Happening, silent_before: bool) -> None:
        assert say.reply.parts, "an empty reply is said"
        if silent_before:
            assert say.although_handed_over, f"{say} is said although a person has the conversation"
            assert isinstance(event, Outcome), f"{event} is answered although a person has the conversation"
        if any(part.line.startswith("around.") for part in say.reply.parts):
            self._check_own_accord(say, event)
        self._check_deposit(say)
        for part in say.reply.parts:
            for name, value in _inside(part.values):
                if isinstance(value, Money) and (part.line, name) in _DIFFERENCES:
                    self._check_difference(say, value, dearer=part.line == "told.dearer")
                elif isinstance(value, Money):
                    assert value in self.book.said, f"{part.line} says {value}, which nobody quoted"
                if name == "number" and isinstance(value, Words) and part.line != "proof.ask_name":
                    self._check_whose(value.text, part.line)
        self.buttons.update({choice.title.line: choice.token for choice in say.reply.choices})
        self.last_said = frozenset(part.line for part in say.reply.parts)
        if {"quote.remind", "quote.shall_i", "quote.shall_i_change", "quote.later"} & self.last_said:
            put = self.consent.put
            assert put is None or event.at < put.until, "an expired quote is reminded of"
        self.consent.hears_us(say, event.at)
        self.links.hears_us(say)

    def _check_difference(self, say: Say, difference: Money, *, dearer: bool) -> None:
        """It leads from what the reservation costs to what it would cost, both of which are told."""
        told = {name: value for part in say.reply.parts for name, value in part.values if isinstance(value, Money)}
        total = next(part.named["total"] for part in say.reply.parts if part.line == "told.total")
        assert isinstance(total, Money), "a change without a total"
        moved = told["before"].minor + difference.minor * (1 if dearer else -1)
        assert moved == total.minor, f"{told['before']} and {difference} do not make {total}"

    def _check_deposit(self, say: Say) -> None:
        """Who is quoted a new stay, or told that it is reserved, hears what of its price is paid ahead; nobody else."""
        parts = {part.line: part.named for part in say.reply.parts}
        told = parts.get("told.deposit", {}).get("amount")
        new = parts.keys() & {"quote.ask_yes", "quote.ask_yes_and_name", "outcome.reserved"} and "told.total" in parts
        if not new:
            assert told is None or "told.valid_until" in parts, f"{say} names a deposit of no stay that is quoted"
            return
        total = parts["told.total"]["total"]
        assert isinstance(total, Money)
        wanted = self.book.ahead.get(total.minor, set())
        assert isinstance(told, Money), f"{say} tells nothing of the deposit"
        assert told.minor in wanted, f"{told} is to be paid ahead of {total}: {wanted}"

    def _check_command(self, command: Book | Modify | Cancel, event: Happening, silent_before: bool) -> None:
        assert not silent_before, f"{command} is begun although a person has the conversation"
        assert self.under_way is None, f"{command} is begun while {self.under_way} is under way"
        objection = self.consent.objection(command, event.at)
        assert objection is None, f"{command} although {objection}"
        self.under_way = command
        if isinstance(command, Cancel | Modify):
            least = CANCELLED_UNTIL if isinstance(command, Cancel) else CHANGED_UNTIL
            left = self.book.hours_left(command.number, event.at)
            assert left >= least, f"{command} {left} hours before the arrival, and a person does it from {least} on"
        if isinstance(command, Cancel):
            costs = self.book.penalty(command.number, event.at)
            assert command.penalty.minor == costs, f"{command}, and it costs {costs} minor units by now"
            return
        quote = command.quote
        assert event.at < quote.expires_at, f"{quote} has expired and is used"
        calendar = nights_slept(quote.stay.arrival, quote.stay.departure)
        assert [each.night for each in quote.offer.price.nights] == calendar, "nights are priced that nobody sleeps"
        if isinstance(command, Book):
            assert command.booker.name, "a reservation in nobody's name"
            reached = command.booker.email and command.booker.phone
            assert reached or not self.book.insists, "the book is asked although it is known to want more of the guest"

    def _check_own_accord(self, say: Say, event: Happening) -> None:
        """What the house writes unasked: woken for it, once, in the daytime, about a stay that still stands."""
        assert say.unasked, "somebody is said to wait for what the house writes of its own accord"
        _, occasion, name = self.woken.split(":")
        hour = event.at.astimezone(MADRID).hour
        assert 9 <= hour < 21, f"a guest is written to at {hour} o'clock"
        if occasion == "open_quote":
            assert self.consent.put is not None, "a guest is reminded of a quote that was not put to them"
            return
        assert self.woken not in self.written, f"{self.woken} is written twice"
        self.written.add(self.woken)
        assert isinstance(event, ReservationsFound), "the book was not asked whether the stay still holds"
        held = [each for each in event.reservations if each.number == name]
        over = {"cancelled", "no_show"}
        assert [each for each in held if each.state.value not in over], "a stay that is no more is written about"

    def _check_whose(self, number: str, line: str) -> None:
        reservation = self.book.reservation(number)
        ended = self.ending.number if isinstance(self.ending, Modify | Cancel) else None
        if reservation is None or number == ended:
            return
        booker = reservation.booker
        theirs = self.proof.covers(number=number, name=booker.name, email=booker.email, phone=booker.phone)
        assert theirs, f"{line} tells of {number}, which the guest has not proven to be theirs"

    def _check_choices(self, decision: Decision) -> None:
        shown = [choice.token for say in decision.effects if isinstance(say, Say) for choice in say.reply.choices]
        assert len(set(shown)) == len(shown), "two choices have one token"
        for choice in decision.state.choices:
            before = self._means.setdefault(choice.token, choice)
            assert before == choice, f"a token was given to another choice before: {before}"
        again = self._shown.intersection(shown)
        assert all(self._means[token].quote for token in again if token in self._means), "an old button comes back"
        self._shown.update(shown)
        unseen = {choice.token for choice in decision.state.choices} - self._shown
        assert not unseen, f"choices are open that nobody was shown: {unseen}"

    def _fits(self, event: Happening, decision: Decision) -> None:
        """What at least must follow from this."""
        effects, silent = decision.effects, self.silent(event.at)
        said = [line for say in effects if isinstance(say, Say) for line in (part.line for part in say.reply.parts)]
        told_staff = any(isinstance(each, NotifyStaff) for each in effects)
        match event:
            case GivenUp() | StrangerWrote():
                assert told_staff, f"nobody is told of it: {event}"
            case Outcome():
                assert said, f"the guest is not told what became of it: {event}"
            case DeliveryNoted(state=DeliveryState.FAILED):
                again = [each.effect for each in effects if isinstance(each, SayOtherwise)]
                assert told_staff or again == [event.effect], "a message did not arrive, and nobody does a thing"
                assert not again or event.hindrance is not None, "said once more, and nothing is known against it"
            case StaffTookOver() | StaffWrote() | StaffAnswered() | StaffAssigned() | ControlPassed(to_us=False):
                assert decision.state.handover is not None, "staff took the conversation and do not have it"
                assert not said, "something is said while staff take the conversation"
            case BookSilent() | DeskFailed() if not silent:
                self._fits_silence(event, decision, told=bool(said))
            case StaffReleased():
                assert decision.state.handover is None, "staff gave the conversation back and still have it"
            case RoomsFound() | NothingOffered() | ReservationsFound() | Understood() | GuestTurn() if not silent:
                doing = [each for each in effects if not isinstance(each, NotifyStaff | WakeAt)]
                assert doing, f"{event} is answered neither by words nor by a deed nor by a reason"
            case (
                RoomsFound()
                | NothingOffered()
                | ReservationsFound()
                | Understood()
                | GuestTurn()
                | BookSilent()
                | DeskFailed()
            ):
                listened = (Ignore, Understand) if isinstance(event, GuestTurn) else Ignore
                assert all(isinstance(each, listened) for each in effects), "a person has it, and something is done"
                state = decision.state
                opened = (state.asked, state.quotes, state.choices, state.accepted, state.cancellation)
                assert not any(opened), f"a person has it, and this stands open: {opened}"
            case (
                TimePassed()
                | DeliveryNoted()
                | StaffNoted()
                | StaffBlocked()
                | StaffUnblocked()
                | TaskAssigned()
                | TaskSettled()
                | ControlPassed()
                | LinkCodeAsked()
                | DoorsLinked()
                | LinkCodeMade()
                | DoorsParted()
                | CarriedOver()
                | GuestAway()
                | WillingnessNoted()
            ):
                waited_for = _waited_for(event) or _is_of_another_door(event, said)
                assert not said or (waited_for and not silent), f"{event} makes the house talk"
            case _:
                assert_never(event)

    def _fits_silence(self, event: Happening, decision: Decision, *, told: bool) -> None:
        if self.woken.startswith("stay:"):
            assert not told, "nobody waits for what the house writes of its own accord"
            assert _wakes(decision.effects), f"{event} and nothing is tried again"
            return
        assert told or _wakes(decision.effects), f"{event} and the guest is not told"
        found = decision.state.handover is not None or isinstance(event, BookSilent)
        assert found, f"{event} and no person is fetched"


def _wakes(effects: tuple[Effect, ...]) -> bool:
    """Whether it is gone on with by itself."""
    return any(isinstance(each, WakeAt) for each in effects)


def _waited_for(event: Happening) -> bool:
    """Whether a guest may wait for this moment: a book is asked again, a command takes long."""
    return isinstance(event, TimePassed) and (
        event.about in {"book", "errand", "handover"} or event.about.startswith("stay:open_quote")
    )


def _is_of_another_door(event: Happening, said: list[str]) -> bool:
    """Whether a code is told here, or that doors were linked: that first."""
    first = {LinkCodeAsked: {"link.code"}, DoorsLinked: {"link.linked", "link.linked_here"}}.get(type(event), set())
    return bool(first & set(said[:1]))


def _inside(values: tuple[tuple[str, Value], ...]) -> Iterator[tuple[str, Value]]:
    for name, value in values:
        if isinstance(value, Sayings):
            for part in value.parts:
                yield from _inside(part.values)
        else:
            yield name, value
