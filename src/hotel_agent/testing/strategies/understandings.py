"""What guests' messages mean: wishes, details, corrections, answers, names, and now and then all of it at once."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from hotel_agent.domain.conversations.understanding import (
    Answer,
    Doubt,
    IntentScore,
    Pick,
    PickBy,
    Slots,
    Understanding,
)
from hotel_agent.domain.ids import ConfirmationNumber, ExtraId, RoomTypeId
from hotel_agent.domain.language import Language

NAMES = ("Ana García", "Ana", "Pedro Gómez López", "O'Neill")
EMAILS = ("ana@example.org", "pedro@example.org")
INTENTS = (
    "greet",
    "availability",
    "price",
    "book",
    "find_reservation",
    "change_reservation",
    "cancel_reservation",
    "house_question",
    "directions",
    "room_options",
    "thanks",
    "person",
    "complaint",
    "urgent",
    "payment",
    "service_request",
    "early_or_late",
    "invoice",
    "lost_property",
    "group_or_event",
    "language_switch",
    "off_topic",
    "stop",
    "hear_again",
    "delete_data",
)


def understandings(
    today: date,
    *,
    room_types: Sequence[RoomTypeId],
    extras: Sequence[ExtraId] = (),
    numbers: Sequence[ConfirmationNumber] = (),
    intents: Sequence[str] = INTENTS,
) -> st.SearchStrategy[Understanding]:
    """Any message a guest may send on this day, the likely ones more often.

    `numbers` are those of reservations that exist: guests name them, and others too.
    """
    parts = _Parts(today, room_types, numbers)
    beside = slots_beside(room_types, extras)
    wishes = st.lists(
        st.builds(IntentScore, st.sampled_from(intents), st.sampled_from((0.6, 0.85, 1.0))), min_size=1, max_size=3
    ).map(tuple)
    seldom = st.integers(0, 9).map(lambda drawn: drawn == 0)
    return st.one_of(
        st.builds(Understanding, intents=wishes),
        st.builds(Understanding, intents=wishes, slots=parts.stays()),
        st.builds(Understanding, slots=parts.stays(), correction=st.booleans()),
        st.builds(Understanding, intents=st.just(()) | wishes, slots=beside),
        st.builds(Understanding, answer=st.none() | st.just(Answer.YES), slots=beside),
        st.builds(Understanding, answer=st.sampled_from(Answer)),
        st.builds(Understanding, answer=st.just(Answer.YES)),
        st.builds(Understanding, answer=st.just(Answer.YES), firm=st.just(False), intents=st.just(()) | wishes),
        st.builds(Understanding, answer=st.none() | st.just(Answer.YES), slots=parts.people()),
        st.builds(Understanding, intents=st.just(()) | wishes, slots=parts.proofs()),
        st.builds(Understanding, slots=st.builds(Slots, pick=parts.picks()), correction=st.booleans()),
        st.builds(Understanding, doubts=parts.doubts(), slots=st.just(Slots()) | parts.stays()),
        st.builds(Understanding, impossible=st.just(("30 de febrero",))),
        st.just(Understanding()),
        st.builds(
            Understanding,
            language=st.sampled_from((None, Language("es"), Language("pt"), Language("fr"))),
            intents=st.just(()) | wishes,
            slots=parts.anything(),
            answer=st.none() | st.sampled_from(Answer),
            firm=st.booleans(),
            correction=seldom,
            doubts=st.just(()) | parts.doubts(),
        ),
    )


def slots_beside(room_types: Sequence[RoomTypeId], extras: Sequence[ExtraId]) -> st.SearchStrategy[Slots]:
    """Something besides the stay itself: extras, rooms of several types or more of them, a wish in words."""
    several = st.lists(st.sampled_from(room_types), min_size=2, max_size=3).map(tuple)
    some = [each for each in (*extras, ExtraId("helicopter")) if extras]
    chosen = st.lists(st.sampled_from(some), min_size=1, max_size=3, unique=True).map(tuple) if some else st.none()
    return st.one_of(
        st.builds(Slots, extras=chosen),
        st.builds(Slots, extras=st.none() | chosen, without=chosen),
        st.builds(Slots, room_types=several, extras=st.none() | chosen),
        st.builds(Slots, more_rooms=st.sampled_from((-1, 1)), room_type=st.none() | st.sampled_from(room_types)),
        st.builds(Slots, request=st.sampled_from(("a high floor", "it is our anniversary", "x" * 500))),
    )


class _Parts:
    """Pieces of messages, about these days, rooms and numbers."""

    def __init__(self, today: date, room_types: Sequence[RoomTypeId], numbers: Sequence[ConfirmationNumber]) -> None:
        self._days = st.integers(1, 12).map(lambda days: today + timedelta(days=days))
        self._room_types = st.sampled_from(room_types)
        self._numbers = st.sampled_from((*numbers, ConfirmationNumber("NOBODY")))

    def stays(self) -> st.SearchStrategy[Slots]:
        """A stay as guests say it: mostly whole, sometimes a piece of it, seldom nonsense."""
        nights, adults = st.integers(1, 4), st.integers(1, 3)
        whole = st.builds(Slots, arrival=self._days, nights=nights, adults=adults)
        return st.one_of(
            whole,
            whole,
            st.builds(Slots, arrival=self._days),
            st.builds(Slots, nights=nights),
            st.builds(Slots, departure=self._days),
            st.builds(Slots, adults=adults),
            st.builds(Slots, room_type=self._room_types),
            st.builds(Slots, guests=st.integers(0, 12), rooms=st.none() | st.integers(-1, 4)),
            st.builds(Slots, children=st.integers(0, 3), child_ages=st.none() | self._ages()),
            st.builds(Slots, child_ages=self._ages()),
            st.builds(Slots, arrival=st.just(date(1, 1, 1)), nights=st.sampled_from((-1, 0, 400, 10**9))),
        )

    def people(self) -> st.SearchStrategy[Slots]:
        """Who the guest is."""
        return st.one_of(
            st.builds(Slots, name=st.sampled_from(NAMES)),
            st.builds(Slots, email=st.sampled_from(EMAILS)),
            st.builds(Slots, name=st.sampled_from(NAMES), email=st.sampled_from(EMAILS)),
        )

    def proofs(self) -> st.SearchStrategy[Slots]:
        """A number, and perhaps what proves that it is the guest's."""
        name, email = st.none() | st.sampled_from(NAMES), st.none() | st.sampled_from(EMAILS)
        return st.builds(Slots, number=self._numbers, name=name, email=email)

    def picks(self) -> st.SearchStrategy[Pick]:
        """One of several."""
        ranks = st.sampled_from((1, 2, 3, -1, -2, 9))
        return st.builds(Pick, ranks, st.sampled_from(PickBy))

    def doubts(self) -> st.SearchStrategy[tuple[Doubt, ...]]:
        """Dates that can be read in two ways."""
        readings = st.lists(self._days, min_size=2, max_size=2, unique=True).map(tuple)
        slots = st.sampled_from((("arrival",), ("departure",), ("arrival", "departure")))
        return slots.flatmap(
            lambda named: st.tuples(*(st.builds(Doubt, slot=st.just(name), readings=readings) for name in named))
        )

    def anything(self) -> st.SearchStrategy[Slots]:
        """Everything at once, sensible or not."""
        some = st.none() | st.integers(-1, 5)
        return st.builds(
            Slots,
            arrival=st.none() | self._days,
            departure=st.none() | self._days,
            nights=some,
            guests=some,
            adults=some,
            children=some,
            child_ages=st.none() | self._ages(),
            rooms=some,
            room_type=st.none() | self._room_types,
            pick=st.none() | self.picks(),
            name=st.none() | st.sampled_from(NAMES),
            email=st.none() | st.sampled_from(EMAILS),
            number=st.none() | self._numbers,
        )

    def _ages(self) -> st.SearchStrategy[tuple[int, ...]]:
        return st.lists(st.integers(0, 17) | st.just(40), min_size=1, max_size=3).map(tuple)
