"""Which reservation the guest speaks of, and the proof that it is theirs."""

import re
import unicodedata

from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason, KnownGuest, Meaning
from hotel_agent.domain.conversations.effects import FindReservation
from hotel_agent.domain.conversations.events import ReservationsFound
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.linking import another_door, offer
from hotel_agent.domain.conversations.replies import Line, Sayings, Words
from hotel_agent.domain.conversations.stays import ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.reservations.reservation import (
    Booker,
    ContactKind,
    GuestContact,
    Reservation,
    ReservationState,
)

ASK_NUMBER = Line("proof.ask_number")
WITHOUT_NUMBER = Line("proof.without_number")
NO_NUMBER = Line("proof.no_number", ("text",))
ASK_NAME = Line("proof.ask_name", ("number",))
NOT_FOUND = Line("proof.not_found")
WHICH = Line("proof.which", ("reservations",))
ITEM = Line("proof.item", ("number", "stay"))
TAKE = Line("choice.take_reservation", ("number",))
IS_CANCELLED = Line("reservation.is_cancelled")
LINES = (ASK_NUMBER, WITHOUT_NUMBER, NO_NUMBER, ASK_NAME, NOT_FOUND, WHICH, ITEM, TAKE, IS_CANCELLED)

MOST_TRIES = 3
"""After so many wrong answers a person looks."""


_PARTICLES = frozenset({"da", "das", "de", "del", "der", "di", "do", "dos", "e", "la", "las", "los", "van", "von", "y"})
"""Words that stand in many names, and tell nobody from another."""


def look_up(talk: Talk) -> Decision:
    """Find the reservation: by the number the guest gives with a proof, else by what is known to be theirs.

    What is to be done to a reservation is done to the one spoken of last.
    """
    state, spoken_of = talk.state, talk.state.reservation
    if state.number is not None and len(state.number) < talk.house.catalogue.shortest_number:
        # The number of a room, or of a floor: it is asked for once more, and nobody searches for it.
        freed = talk.to(evolve(state, number=None))
        return ask(freed, Question.RESERVATION_NUMBER, NO_NUMBER(text=Words(state.number)), or_a_person=True)
    if state.number is not None:
        if state.number not in state.made and not state.known.vouched and _nothing_to_compare(state.known):
            return ask(talk, Question.PROOF, ASK_NAME(number=Words(state.number)), or_a_person=True)
        return talk.ends(FindReservation(by=state.number))
    if spoken_of is not None and state.purpose != "find_reservation":
        return talk.ends(FindReservation(by=spoken_of.number))
    if state.made:
        return talk.ends(FindReservation(by=state.made[-1]))
    if reached_by := _asked_by(state.known):
        return talk.ends(FindReservation(by=reached_by[0]))
    if spoken_of is not None:
        return talk.ends(FindReservation(by=spoken_of.number))
    return _ask_number(talk)


def proven(talk: Talk, event: ReservationsFound) -> tuple[Talk, Reservation] | Decision:
    """The guest's reservation and the talk with it in view, or what must be asked first.

    A number alone shows nothing: not found and not proven are told in the same words, so that nobody learns which
    numbers exist.
    """
    mine = tuple(each for each in event.reservations if _is_the_guests(talk, each))
    live = tuple(each for each in mine if _is_ahead(talk, each)) or mine[-1:]
    if len(live) == 1:
        tried = 0 if _matches(talk.state.known, live[0].booker) else talk.state.failed_proofs
        shown = evolve(talk.state, reservation=live[0], number=None, found=(), failed_proofs=tried)
        return talk.to(shown), live[0]
    if live:
        return which_reservation(talk.to(evolve(talk.state, found=live)))
    if not isinstance(event.by, str):
        others = _asked_by(talk.state.known)
        following = others[others.index(event.by) + 1 :] if event.by in others else ()
        return talk.ends(FindReservation(by=following[0])) if following else _ask_number(talk)
    if _nothing_to_compare(talk.state.known):
        return ask(talk, Question.PROOF, ASK_NAME(number=Words(event.by)), or_a_person=True)
    tries = talk.state.failed_proofs + 1
    if tries >= MOST_TRIES:
        return hand_over(talk, HandoverReason.NOT_UNDERSTOOD)
    forgotten = talk.to(
        evolve(talk.state, failed_proofs=tries, number=None, known=evolve(talk.state.known, name=None, email=None))
    )
    return ask(forgotten, Question.RESERVATION_NUMBER, NOT_FOUND(), or_a_person=True)


def which_reservation(talk: Talk) -> Decision:
    """Ask which of the reservations found is meant."""
    asked = talk.to(evolve(talk.state, asked=Question.WHICH_RESERVATION, asked_at=talk.event.at))
    found = asked.state.found
    items = tuple(ITEM(number=Words(each.number), stay=each.stay) for each in found)
    rows = tuple(
        asked.choice(Meaning.TAKE_RESERVATION, TAKE(number=Words(each.number)), number=each.number) for each in found
    )
    return asked.replies(WHICH(reservations=Sayings(items)), choices=rows)


def same_name(told: str, booker: str) -> bool:
    """Whether a name told is the booker's: each of its words is one of theirs, and it is more than a first name."""
    words, own = _words(told) - _PARTICLES, _words(booker) - _PARTICLES
    return bool(words) and words <= own and (len(words) > 1 or words == own)


def _is_the_guests(talk: Talk, reservation: Reservation) -> bool:
    known = talk.state.known
    return (
        reservation.number in talk.state.made
        or any(reservation.booker.reached_by(contact) for contact in known.vouched)
        or _matches(known, reservation.booker)
    )


def _matches(known: KnownGuest, booker: Booker) -> bool:
    if known.name is not None and same_name(known.name, booker.name):
        return True
    return known.email is not None and booker.reached_by(GuestContact(ContactKind.EMAIL, known.email))


def _nothing_to_compare(known: KnownGuest) -> bool:
    return known.name is None and known.email is None


def _is_ahead(talk: Talk, reservation: Reservation) -> bool:
    """Whether it still can be spoken of as what is to come: not cancelled, not over."""
    over = {ReservationState.CANCELLED, ReservationState.CHECKED_OUT, ReservationState.NO_SHOW}
    return reservation.state not in over and reservation.stay.departure >= talk.house.today(talk.event.at)


def _asked_by(known: KnownGuest) -> tuple[GuestContact, ...]:
    """By which contacts the guest's reservations are looked for: the channel's best, then those of other doors."""
    return (*known.contacts[:1], *known.elsewhere)


def _ask_number(talk: Talk) -> Decision:
    if (address := another_door(talk)) is not None:
        return offer(talk, address)
    return ask(talk, Question.RESERVATION_NUMBER, ASK_NUMBER(), or_a_person=True)


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(
        word for word in re.findall(r"[^\W\d_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    )
