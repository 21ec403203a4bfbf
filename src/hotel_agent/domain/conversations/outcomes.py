"""What a command came to, told to the guest as it is."""

from attrs import evolve

from hotel_agent.domain.conversations.around import expected, forgotten
from hotel_agent.domain.conversations.brief import (
    DOORS_NOT_LINKED,
    NOT_DELIVERED,
    PRICE_DIFFERS,
    STAY_DIFFERS,
    STRANGER_WROTE,
    WRITES,
    tell_staff,
)
from hotel_agent.domain.conversations.cancelling import NOT_POSSIBLE
from hotel_agent.domain.conversations.conversation import Errand, HandoverReason, Needs, at_rest
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import Ignore, PassOn, SayOtherwise
from hotel_agent.domain.conversations.events import (
    Booked,
    BookRefused,
    Cancelled,
    CancelRefused,
    DeliveryNoted,
    GivenUp,
    Modified,
    ModifyRefused,
    StrangerWrote,
)
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.linking import not_linked
from hotel_agent.domain.conversations.other_doors import CarriedOver
from hotel_agent.domain.conversations.proof import IS_CANCELLED
from hotel_agent.domain.conversations.quote_lines import summarise, to_be_paid
from hotel_agent.domain.conversations.quoting import missing_contact
from hotel_agent.domain.conversations.replies import Line, Part, Words
from hotel_agent.domain.conversations.shadow import UNSAID, UNWRITTEN, kept_back
from hotel_agent.domain.conversations.stays import pursue
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import LONGEST
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState

RESERVED = Line("outcome.reserved")
CHANGED = Line("outcome.changed")
CANCELLED_FREE = Line("outcome.cancelled_free", ("number",))
CANCELLED_FOR = Line("outcome.cancelled_for", ("number", "penalty"))
ROOM_GONE = Line("outcome.room_gone")
PRICE_CHANGED = Line("outcome.price_changed")
QUOTE_EXPIRED = Line("outcome.quote_expired")
NOT_RESERVED = Line("outcome.not_reserved")
NOT_CHANGED = Line("outcome.not_changed")
LINES = (
    RESERVED,
    CHANGED,
    CANCELLED_FREE,
    CANCELLED_FOR,
    ROOM_GONE,
    PRICE_CHANGED,
    QUOTE_EXPIRED,
    NOT_RESERVED,
    NOT_CHANGED,
)

_TRY_AGAIN = {
    Reason.SOLD_OUT: ROOM_GONE,
    Reason.PRICE_CHANGED: PRICE_CHANGED,
    Reason.QUOTE_EXPIRED: QUOTE_EXPIRED,
}
"""Refusals after which another quote may do, and what is said before it."""


def booked(talk: Talk, event: Booked) -> Decision:
    """The reservation stands: tell its number and everything in it."""
    done = _done(talk)
    made = done.to(evolve(done.state, made=(*done.state.made, event.reservation.number)))
    return _awaited(_told(made, talk.state.errand, event.reservation, RESERVED()), made, event.reservation)


def modified(talk: Talk, event: Modified) -> Decision:
    """The change stands: tell everything as it is now."""
    done = _done(talk)
    return _awaited(_told(done, talk.state.errand, event.reservation, CHANGED()), done, event.reservation)


def book_refused(talk: Talk, event: BookRefused) -> Decision:
    """Nothing was reserved: say why and, where that helps, quote again and ask again."""
    return _refused(talk, event.refusal, NOT_RESERVED())


def modify_refused(talk: Talk, event: ModifyRefused) -> Decision:
    """The reservation is as it was: say why and, where that helps, quote again and ask again."""
    return _refused(talk, event.refusal, NOT_CHANGED())


def cancelled(talk: Talk, event: Cancelled) -> Decision:
    """The reservation is cancelled: tell what it costs."""
    number, penalty = Words(event.cancellation.number), event.cancellation.penalty
    told = CANCELLED_FOR(number=number, penalty=penalty) if penalty.minor else CANCELLED_FREE(number=number)
    done = forgotten(_done(talk), event.cancellation.number)
    return done.ends(done.says(told, although_handed_over=True))


def cancel_refused(talk: Talk, event: CancelRefused) -> Decision:
    """The reservation was not cancelled: say so."""
    done = _done(talk)
    if event.refusal.reason is Reason.ALREADY_CANCELLED:
        return done.ends(done.says(IS_CANCELLED(), although_handed_over=True))
    errand = talk.state.errand
    if errand is None or errand.number is None or event.refusal.reason is not Reason.NOT_CHANGEABLE:
        return hand_over(done, HandoverReason.OWN_FAILURE)
    return done.ends(done.says(NOT_POSSIBLE(number=Words(errand.number)), although_handed_over=True))


def given_up(talk: Talk, event: GivenUp) -> Decision:
    """We do not know, or cannot: a person has to look, and the guest is told so."""
    if event.command == "say" and talk.state.handover is None:
        return hand_over(talk, HandoverReason.UNDELIVERED)
    if event.command == "say":
        return talk.ends(tell_staff(talk, HandoverReason.UNDELIVERED.value))
    if event.command == "sayotherwise":
        return talk.ends(tell_staff(talk, NOT_DELIVERED))
    if event.command == "price" or (event.command == "unreadable" and talk.state.errand is None):
        # What was to be said named a price that nobody quoted, or cannot be read any more: no quote is at fault.
        return _unreadable(talk)
    if event.command in {"sendlinkcode", "linkdoors"}:
        told = not_linked(talk)
        return evolve(told, effects=(*told.effects, tell_staff(talk, DOORS_NOT_LINKED)))
    if event.command in {UNSAID, UNWRITTEN}:
        return kept_back(talk, event)
    if event.command not in {"book", "modify", "cancel", "unreadable"}:
        return talk.ends(Ignore(f"{event.command}_given_up"))
    told = hand_over(talk, HandoverReason.OUTCOME_UNKNOWN)
    return evolve(told, state=_done(talk.to(told.state)).state)


def _unreadable(talk: Talk) -> Decision:
    """Something was to be done, and nobody knows what. With no errand under way it was nothing in the book."""
    if talk.state.handover is None:
        return hand_over(talk, HandoverReason.OWN_FAILURE)
    return talk.ends(tell_staff(talk, HandoverReason.OWN_FAILURE.value))


def delivery_noted(talk: Talk, event: DeliveryNoted) -> Decision:
    """Only a message that did not arrive is news: it is said in another way where there may be one, or staff hear."""
    if event.state is not DeliveryState.FAILED or event.overtaken:
        return talk.ends(Ignore("delivery_noted"))
    if event.hindrance is None or event.effect is None:
        return talk.ends(tell_staff(talk, NOT_DELIVERED))
    otherwise = SayOtherwise(
        effect=event.effect, message=event.message, hindrance=event.hindrance, noted_at=event.at, part=event.part
    )
    return talk.ends(otherwise)


def carried_over(talk: Talk, event: CarriedOver) -> Decision:
    """What another door of this guest could not carry is said here, whoever has the conversation."""
    return talk.ends(PassOn(text=event.text, by="", language=talk.state.language))


def stranger_wrote(talk: Talk, event: StrangerWrote) -> Decision:
    """Somebody else wrote in the guest's thread: our people read it, and the guest is told nothing."""
    writes = WRITES(name=Words(event.sender), text=Words(event.text[:LONGEST]))
    return talk.ends(tell_staff(talk, STRANGER_WROTE, writes))


def _done(talk: Talk) -> Talk:
    return talk.to(evolve(at_rest(talk.state), errand=None, needs=Needs(), reservation=None))


def _told(talk: Talk, errand: Errand | None, reservation: Reservation, lead: Part) -> Decision:
    if reservation.state is ReservationState.CANCELLED:
        # It was made, and cancelled by somebody before its maker heard of it.
        lead = IS_CANCELLED()
    quote = errand.quote if errand else None
    as_quoted = quote is not None and quote.total == reservation.total
    ahead = to_be_paid(talk.house, quote) if quote is not None and as_quoted and lead == RESERVED() else ()
    told = talk.says(lead, *summarise(talk.house, reservation, talk.event.at), *ahead, although_handed_over=True)
    if quote is not None and not as_quoted:
        return talk.ends(told, tell_staff(talk, PRICE_DIFFERS))
    if quote is not None and quote.stay != reservation.stay:
        return talk.ends(told, tell_staff(talk, STAY_DIFFERS))
    return talk.ends(told)


def _awaited(told: Decision, talk: Talk, reservation: Reservation) -> Decision:
    """The same decision, and the stay is written about when its time comes."""
    awaiting, timers = expected(talk.to(told.state), reservation)
    return evolve(told, state=awaiting.state, effects=(*told.effects, *timers))


def _refused(talk: Talk, refusal: Refusal, otherwise: Part) -> Decision:
    quote = talk.state.errand.quote if talk.state.errand else None
    again = talk.to(evolve(talk.state, errand=None))
    line = _TRY_AGAIN.get(refusal.reason)
    if talk.state.handover is not None:
        return again.ends(again.says(line() if line else otherwise, although_handed_over=True))
    if refusal.reason is Reason.MISSING_CONTACT and quote is not None:
        return missing_contact(again, quote)
    if line is None:
        return hand_over(again, HandoverReason.OWN_FAILURE)
    if refusal.reason is Reason.SOLD_OUT:
        # That this room is gone is said once; whatever is free is looked for.
        again = again.to(evolve(again.state, needs=evolve(again.state.needs, room_type=None, room_types=())))
    return pursue(again.first(again.says(line())))
