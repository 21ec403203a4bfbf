"""Why a turn came out as it did is told in names and values of ours, and in nothing a guest told of themselves."""

from datetime import UTC, date, datetime

import pytest

from hotel_agent.domain.conversations.effects import FindReservation, Query, Say, SearchRooms, Understand
from hotel_agent.domain.conversations.events import (
    BookSilent,
    DeskFailed,
    Happening,
    NothingOffered,
    ReservationsFound,
    RoomsFound,
    Understood,
)
from hotel_agent.domain.conversations.replies import Part, Reply
from hotel_agent.domain.conversations.trace import BookAsked, WordsRead, book_asked, lines_of, words_read
from hotel_agent.domain.conversations.understanding import (
    Answer,
    Doubt,
    IntentScore,
    Pick,
    PickBy,
    Reading,
    Slots,
    Understanding,
)
from hotel_agent.domain.ids import ConfirmationNumber, EventKey, PropertyId, RoomTypeId
from hotel_agent.domain.language import Language
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.domain.stay import Stay

AT, KEY, SPANISH = datetime(2026, 11, 23, tzinfo=UTC), EventKey("message:1"), Language("es")
MAIL = GuestContact(ContactKind.EMAIL, "ana@x.org")
STAY = Stay(date(2026, 12, 4), date(2026, 12, 6))
ASK = Ask(property_id=PropertyId("marina"), stay=STAY, parties=(Party(2),))
FAMILIES = Ask(
    property_id=PropertyId("marina"),
    stay=STAY,
    parties=(Party(2), Party(1, (4, 9))),
    room_types=(RoomTypeId("double"), RoomTypeId("family")),
)


def test_what_was_understood_is_told_without_what_guests_tell_of_themselves() -> None:
    slots = Slots(
        arrival=date(2026, 12, 4),
        adults=2,
        child_ages=(4, 9),
        room_type=RoomTypeId("double"),
        pick=Pick(-1, PickBy.PRICE),
        name="Ana Pérez",
        in_name="Luis Gil",
        email="ana@x.org",
        phone="600123456",
        request="a high floor",
        number=ConfirmationNumber("Q7H8FJ"),
    )
    doubt = Doubt(slot="arrival", readings=(date(2026, 12, 4), date(2026, 4, 12)))
    heard = Understanding(
        reader="embedded",
        language=SPANISH,
        intents=(IntentScore("book", 0.9),),
        slots=slots,
        answer=Answer.YES,
        correction=True,
        doubts=(doubt,),
    )
    told = words_read(heard)
    assert (told.reader, told.language, told.wishes) == ("embedded", SPANISH, (IntentScore("book", 0.9),))
    assert (told.answer, told.correction, told.doubts) == ("yes", True, ("arrival",))
    assert dict(told.values) == {
        "arrival": "2026-12-04",
        "adults": "2",
        "child_ages": "4, 9",
        "room_type": "double",
        "pick": "-1 by price",
        "number": "Q7H8FJ",
        **dict.fromkeys(("name", "in_name", "email", "phone", "request"), "…"),
    }
    assert words_read(Understanding()) == WordsRead()


@pytest.mark.parametrize(
    ("query", "answer", "told"),
    [
        (
            SearchRooms(ask=ASK),
            RoomsFound(key=KEY, at=AT, ask=ASK, offers=()),
            ("search", "2026-12-04 to 2026-12-06, 2 adults, any room", "nothing"),
        ),
        (
            SearchRooms(ask=FAMILIES),
            NothingOffered(key=KEY, at=AT, ask=FAMILIES, refusal=Refusal(Reason.SOLD_OUT)),
            (
                "search",
                "2026-12-04 to 2026-12-06, 2 adults + 1 adults and children of 4, 9, double, family",
                "sold_out",
            ),
        ),
        (
            FindReservation(by=ConfirmationNumber("Q7H8FJ")),
            BookSilent(key=KEY, at=AT),
            ("find", "reservation Q7H8FJ", "silent"),
        ),
        (
            FindReservation(by=MAIL),
            ReservationsFound(key=KEY, at=AT, by=MAIL, reservations=()),
            ("find", "the guest's contact", "nothing"),
        ),
        (FindReservation(by=MAIL), DeskFailed(key=KEY, at=AT), ("find", "the guest's contact", "out_of_time")),
    ],
)
def test_what_the_book_was_asked_is_told_with_what_came_of_it(
    query: Query, answer: Happening, told: tuple[str, str, str]
) -> None:
    operation, about, outcome = told
    assert book_asked(query, answer, 41) == BookAsked(
        operation=operation, about=about, outcome=outcome, milliseconds=41
    )


def test_whoever_reads_is_not_the_book() -> None:
    reading = Reading(at=AT, language=SPANISH, languages=(SPANISH,))
    asked, read = Understand(texts=("hola",), reading=reading), Understanding()
    assert book_asked(asked, Understood(key=KEY, at=AT, understanding=read), 41) is None


def test_what_was_said_is_told_by_the_names_of_its_lines() -> None:
    said = [Say(reply=Reply(parts=(Part(line), Part("quote.put"))), language=SPANISH) for line in ("hello", "wifi")]
    assert lines_of(said) == ("hello", "quote.put", "wifi", "quote.put")
