"""Why a turn came out as it did: what was understood, asked, decided and said. Kept beside it, for staff to read.

It names things, and repeats nothing a guest wrote: of their name, addresses and requests it holds that they told
them.
"""

from collections.abc import Iterable
from datetime import date, datetime

from attrs import field, fields, frozen

from hotel_agent.domain.conversations.effects import FindReservation, Query, Say, SearchRooms, Understand
from hotel_agent.domain.conversations.events import (
    BookSilent,
    Happening,
    NothingOffered,
    ReservationsFound,
    RoomsFound,
)
from hotel_agent.domain.conversations.understanding import IntentScore, Pick, Slots, Understanding
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, EventKey
from hotel_agent.domain.language import Language
from hotel_agent.domain.party import Party

TOLD = "…"
"""What stands for what a guest told of themselves."""
_THEIR_OWN = frozenset({"name", "in_name", "email", "phone", "request"})


@frozen(kw_only=True)
class WordsRead:
    """What a guest's words were taken to mean, and by whom they were read."""

    reader: str = ""
    language: Language | None = None
    wishes: tuple[IntentScore, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """Each value the words gave, by its slot, in words."""
    answer: str = ""
    """`yes`, `no` or `later`, where it answers what was asked."""
    correction: bool = False
    doubts: tuple[str, ...] = ()
    """The slots whose dates can be read in more than one way."""


@frozen(kw_only=True)
class BookAsked:
    """What the hotel's book was asked within the turn, and what came of it."""

    operation: str
    """`search` or `find`."""
    about: str = ""
    outcome: str = ""
    """`found`, `nothing`, `silent`, `out_of_time`, or the reason of a refusal."""
    count: int = 0
    """How many offers or reservations."""
    milliseconds: int = 0


@frozen(kw_only=True)
class Trace:
    """Why one turn came out as it did."""

    at: datetime
    events: tuple[EventKey, ...] = ()
    kinds: tuple[str, ...] = ()
    """What happened, by the names of the events."""
    read: tuple[WordsRead, ...] = ()
    asked: tuple[BookAsked, ...] = ()
    rules: tuple[str, ...] = ()
    """By what it was decided, in their sequence: `wish:book`, `answer:accept_quote`, `hand_over:group`."""
    lines: tuple[str, ...] = ()
    """What was said, by the names of its lines."""
    sources: tuple[str, ...] = ()
    """The entries of knowledge it was taken from, each with its owner and date."""
    unanswered: tuple[str, ...] = ()
    """The topics of what nobody wrote an answer to."""
    ignored: tuple[str, ...] = ()
    """Why nothing was done."""
    failed: str = ""
    """What went wrong on our side, where something did."""
    commands: tuple[EffectKey, ...] = field(default=())
    """What it wanted done and said, by the keys in the outbox."""


def words_read(understanding: Understanding) -> WordsRead:
    """What these words were taken to mean, without what the guest told of themselves."""
    slots, answer = understanding.slots, understanding.answer
    given = ((each.name, getattr(slots, each.name)) for each in fields(Slots))
    return WordsRead(
        reader=understanding.reader,
        language=understanding.language,
        wishes=understanding.intents,
        values=tuple(
            (name, TOLD if name in _THEIR_OWN else _in_words(value)) for name, value in given if value is not None
        ),
        answer="" if answer is None else answer.value,
        correction=understanding.correction,
        doubts=tuple(each.slot for each in understanding.doubts),
    )


def book_asked(query: Query, answer: Happening, milliseconds: int) -> BookAsked | None:
    """What was asked of the book, and what came of it; None for what is asked of somebody else."""
    if isinstance(query, Understand):
        return None
    outcome, count = _outcome(answer)
    return BookAsked(
        operation="search" if isinstance(query, SearchRooms) else "find",
        about=_about(query),
        outcome=outcome,
        count=count,
        milliseconds=milliseconds,
    )


def lines_of(said: Iterable[Say]) -> tuple[str, ...]:
    """The names of the lines that were said."""
    return tuple(part.line for each in said for part in each.reply.parts)


def _outcome(answer: Happening) -> tuple[str, int]:
    match answer:
        case RoomsFound(offers=offers):
            return "found" if offers else "nothing", len(offers)
        case ReservationsFound(reservations=reservations):
            return "found" if reservations else "nothing", len(reservations)
        case NothingOffered(refusal=refusal):
            return refusal.reason.value, 0
        case BookSilent():
            return "silent", 0
        case _:
            return "out_of_time", 0


def _about(query: SearchRooms | FindReservation) -> str:
    if isinstance(query, FindReservation):
        # Numbers are texts, and contacts are values of their own.
        return f"reservation {ConfirmationNumber(query.by)}" if isinstance(query.by, str) else "the guest's contact"
    ask = query.ask
    people = " + ".join(_people(party) for party in ask.parties)
    room = ", ".join(ask.room_types) or ask.room_type or "any room"
    return f"{ask.stay.arrival} to {ask.stay.departure}, {people}, {room}"


def _people(party: Party) -> str:
    children = f" and children of {_in_words(party.child_ages)}" if party.child_ages else ""
    return f"{party.adults} adults{children}"


def _in_words(value: object) -> str:
    match value:
        case tuple():
            return ", ".join(_in_words(each) for each in value)
        case date():
            return value.isoformat()
        case Pick(rank=rank, by=by):
            return f"{rank} by {by.value}"
        case _:
            return str(value)
