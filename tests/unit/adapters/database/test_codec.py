"""What is kept comes back equal, tomorrow too."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast, get_args
from zoneinfo import ZoneInfo

import pytest
from attrs import NOTHING, fields
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.database.codec import Codec, Json, Row, build_codec, event_classes
from hotel_agent.domain.conversations import events, staff_acts
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import Command, NotifyStaff, PassOn, Say
from hotel_agent.domain.conversations.events import (
    Article,
    Event,
    GuestEvent,
    GuestSentBasket,
    GuestSentMedia,
    GuestTurn,
    GuestWrote,
    Outcome,
    ReservationsFound,
)
from hotel_agent.domain.conversations.replies import Day, Moment, Part, Reply, Sayings, Value, Words
from hotel_agent.domain.conversations.staff_acts import StaffAnswered
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import (
    AccountId,
    ConfirmationNumber,
    ConversationId,
    EventKey,
    GuestId,
    PropertyId,
    ProviderId,
    TenantId,
)
from hotel_agent.domain.language import Language
from hotel_agent.domain.reservations.reservation import Cancellation, ContactKind, GuestContact, Reservation
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.testing.strategies.values import values

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def codec() -> Codec:
    return build_codec()


def over_the_wire(row: Row) -> Row:
    """The row as it comes out of a column of JSON text."""
    return cast("Row", json.loads(json.dumps(row, allow_nan=False)))


@pytest.mark.parametrize("kind", event_classes(), ids=lambda kind: kind.__name__)
def test_every_event_comes_back_equal(codec: Codec, kind: type[Event]) -> None:
    @given(values(kind))
    def comes_back(event: Event) -> None:
        row = codec.write(event)
        assert over_the_wire(row) == row
        back = codec.event(over_the_wire(row))
        assert back == event
        assert type(back) is kind

    comes_back()


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
def test_every_command_comes_back_equal(codec: Codec, kind: type[Command]) -> None:
    @given(values(kind))
    def comes_back(command: Command) -> None:
        back = codec.command(over_the_wire(codec.write(command)))
        assert back == command
        assert type(back) is kind

    comes_back()


@given(conversation=values(Conversation))
def test_a_conversation_comes_back_equal(codec: Codec, conversation: Conversation) -> None:
    row = codec.write(conversation)
    assert over_the_wire(row) == row
    assert codec.conversation(over_the_wire(row)) == conversation


@given(content=values(Content), receipt=values(Receipt))
def test_what_is_sent_and_its_receipt_come_back_equal(codec: Codec, content: Content, receipt: Receipt) -> None:
    assert codec.content(over_the_wire(codec.write(content))) == content
    assert codec.receipt(over_the_wire(codec.write(receipt))) == receipt


@given(trace=values(Trace))
def test_why_a_turn_came_out_so_comes_back_equal(codec: Codec, trace: Trace) -> None:
    assert codec.trace(over_the_wire(codec.write(trace))) == trace


@given(reservation=values(Reservation), cancellation=values(Cancellation))
def test_what_stands_in_a_book_comes_back_equal(
    codec: Codec, reservation: Reservation, cancellation: Cancellation
) -> None:
    assert codec.reservation(over_the_wire(codec.write(reservation))) == reservation
    assert codec.cancellation(over_the_wire(codec.write(cancellation))) == cancellation


def test_every_event_written_down_in_the_domain_is_known_to_the_codec() -> None:
    named = (*vars(events).values(), *vars(staff_acts).values())
    written = {each for each in named if isinstance(each, type) and issubclass(each, Event)}
    assert set(event_classes()) == written - {Event, GuestEvent, Outcome}
    assert len(event_classes()) == len(set(event_classes()))


def body(row: Row) -> dict[str, Json]:
    return cast("dict[str, Json]", row["body"])


def wrote(text: str = "hola") -> GuestWrote:
    return GuestWrote(key=EventKey("message:1"), at=NOW, sent_at=NOW, text=text)


def test_a_row_names_its_form_and_its_kind(codec: Codec) -> None:
    row = codec.write(wrote())
    assert {name: row[name] for name in ("v", "kind")} == {"v": 1, "kind": "GuestWrote"}
    assert body(row)["text"] == "hola"
    assert body(row)["at"] == "2026-03-14T12:00:00+00:00"
    assert set(row) == {"v", "kind", "body"}


def test_a_field_called_kind_does_not_disturb_the_kind(codec: Codec) -> None:
    photo = GuestSentMedia(key=EventKey("m"), at=NOW, sent_at=NOW, kind="image", media=ProviderId("1"))
    row = codec.write(GuestTurn(key=EventKey("t"), at=NOW, sent=(photo, wrote())))
    assert codec.event(over_the_wire(row)) == GuestTurn(key=EventKey("t"), at=NOW, sent=(photo, wrote()))


def conversation() -> Conversation:
    return Conversation(
        id=ConversationId("c"),
        tenant=TenantId("t"),
        property_id=PropertyId("p"),
        channel="webchat",
        account=AccountId("a"),
        guest=GuestId("g"),
        language=Language("es"),
    )


@pytest.mark.parametrize("name", [each.name for each in fields(Conversation) if each.default is not NOTHING])
def test_a_row_of_before_a_field_was_added_reads_with_the_fields_default(codec: Codec, name: str) -> None:
    row = over_the_wire(codec.write(conversation()))
    del body(row)[name]
    assert codec.conversation(row) == conversation()


def test_what_somebody_wrote_before_there_were_buttons_is_read_without_them(codec: Codec) -> None:
    answered = StaffAnswered(key=EventKey("staff:1"), at=NOW, text="Hola", by="Eva")
    row = over_the_wire(codec.write(answered))
    del body(row)["buttons"]
    assert codec.event(row) == answered
    passed_on = PassOn(text="Hola", by="Eva", language=Language("es"))
    row = over_the_wire(codec.write(passed_on))
    del body(row)["buttons"]
    assert codec.command(row) == passed_on


@given(extra=st.dictionaries(st.text(min_size=1).map("new_{}".format), st.none() | st.integers() | st.text()))
def test_what_a_later_house_wrote_beside_it_is_left_out(codec: Codec, extra: dict[str, Json]) -> None:
    row = over_the_wire(codec.write(conversation()))
    body(row).update(extra)
    assert codec.conversation(row) == conversation()


def say(**named: Value) -> Say:
    return Say(reply=Reply(parts=(Part("line", tuple(named.items())),)), language=Language("es"))


def test_shares_are_written_exactly(codec: Codec) -> None:
    basket = GuestSentBasket(
        key=EventKey("b"),
        at=NOW,
        sent_at=NOW,
        articles=(Article(name="x", quantity=1, claimed_price=Decimal("33.30")),),
    )
    row = codec.write(basket)
    assert '"33.30"' in json.dumps(row)
    back = codec.event(row)
    assert isinstance(back, GuestSentBasket)
    assert str(back.articles[0].claimed_price) == "33.30"


def test_a_moment_keeps_the_propertys_own_hour(codec: Codec) -> None:
    summer = datetime(2026, 7, 1, 15, 0, tzinfo=ZoneInfo("Europe/Madrid"))
    back = codec.command(over_the_wire(codec.write(say(when=Moment(summer)))))
    assert isinstance(back, Say)
    moment = back.reply.parts[0].named["when"]
    assert isinstance(moment, Moment)
    assert moment.at == summer
    assert moment.at.replace(tzinfo=None) == datetime(2026, 7, 1, 15, 0)  # noqa: DTZ001  the hour on the wall


def test_what_is_said_may_hold_what_is_said(codec: Codec) -> None:
    nested = say(list=Sayings((Part("one", (("day", Day(date(2026, 3, 14))),)), Part("two"))), name=Words("Ana"))
    row = codec.write(nested)
    assert codec.command(over_the_wire(row)) == nested
    assert all(f'{{"kind": "{kind}", "body": ' in json.dumps(row) for kind in ("Sayings", "Day", "Words"))


def test_a_number_and_a_contact_are_told_apart(codec: Codec) -> None:
    for by in (ConfirmationNumber("H-7"), GuestContact(ContactKind.EMAIL, "ana@example.com")):
        found = ReservationsFound(key=EventKey("r"), at=NOW, by=by, reservations=())
        assert codec.event(over_the_wire(codec.write(found))) == found


def test_an_unknown_kind_is_a_bug_that_names_it(codec: Codec) -> None:
    for kind in ("GuestSang", "Conversation", "Say", "Event", "GuestEvent"):
        with pytest.raises(Bug, match=kind):
            codec.event({"v": 1, "kind": kind, "body": {}})


def test_an_unknown_kind_deep_inside_is_a_bug_that_names_it_and_its_place(codec: Codec) -> None:
    row = over_the_wire(codec.write(GuestTurn(key=EventKey("t"), at=NOW, sent=(wrote(),))))
    cast("dict[str, Json]", cast("list[Json]", body(row)["sent"])[0])["kind"] = "GuestSang"
    with pytest.raises(Bug, match=r"a stored GuestTurn cannot be read: 'GuestSang' is not .* @ \$\.sent\[0\]"):
        codec.event(row)


def test_a_row_of_a_later_form_is_a_bug_that_says_so(codec: Codec) -> None:
    with pytest.raises(Bug, match="form 2"):
        codec.event({**codec.write(wrote()), "v": 2})


def test_a_broken_row_is_a_bug_that_names_the_place_and_not_what_the_guest_wrote(codec: Codec) -> None:
    row = codec.write(wrote("my card is 4111"))
    body(row).update(at="my card is 4111")
    del body(row)["sent_at"]
    with pytest.raises(Bug) as raised:
        codec.event(row)
    assert str(raised.value) == (
        "a stored GuestWrote cannot be read: not datetime @ $.at; a field without a default is missing @ $.sent_at"
    )


@pytest.mark.parametrize("row", [{}, {"v": 1}, {"v": 1, "kind": None}, {"v": 1, "kind": "GuestWrote", "body": None}])
def test_what_is_no_row_is_a_bug(codec: Codec, row: Row) -> None:
    with pytest.raises(Bug):
        codec.event(row)


def test_what_staff_were_to_be_told_by_a_release_before_is_still_read(codec: Codec) -> None:
    row: Row = {
        "v": 1,
        "kind": "NotifyStaff",
        "body": {"reason": "group", "brief": ["wants: book", "quoted: -", "open: -"]},
    }
    assert codec.command(row) == NotifyStaff(reason="group")
