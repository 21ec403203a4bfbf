"""What each body Meta may post means to the house: one of our own bodies a type, beside what it becomes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

from hotel_agent.adapters.channels.whatsapp.inbound import read
from hotel_agent.adapters.channels.whatsapp.statuses import delivery
from hotel_agent.adapters.database.codec import build_codec
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance, MessageCost
from hotel_agent.domain.conversations.events import (
    Article,
    DeliveryNoted,
    Event,
    GuestChangedIdentity,
    GuestChose,
    GuestEdited,
    GuestEvent,
    GuestFilledForm,
    GuestReacted,
    GuestRevoked,
    GuestSentBasket,
    GuestSentContact,
    GuestSentLocation,
    GuestSentMedia,
    GuestSentSticker,
    GuestSentUnreadable,
    GuestWrote,
    Referral,
)
from hotel_agent.domain.conversations.staff_acts import ControlPassed, StaffWrote
from hotel_agent.domain.conversations.willingness import WillingnessNoted
from hotel_agent.domain.ids import AccountId, EffectKey, EventKey, ProviderId, digest
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Identity, Inbound, Unparsed

CODEC = build_codec()
PAYLOADS = Path(__file__).parent / "payloads"
HOTEL = AccountId("810000000000001")
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FIRST_SECOND = datetime.fromtimestamp(1793615400, UTC)

BSUID = Identity("wa_bsuid", "US.77000000000000000142")
NUMBER = Identity("wa_phone", "12025550142")


@frozen
class Kept:
    """A piece kept as it came: as what, and at which of our numbers."""

    kind: str
    account: str | None = HOTEL


def marta(event: Event) -> Inbound:
    vouched = (GuestContact(ContactKind.PHONE, "12025550142"),)
    identities = (BSUID, NUMBER)
    return Inbound(account=HOTEL, event=event, identities=identities, profile_name="Marta Ejemplo", contacts=vouched)


def act(kind: Callable[..., GuestEvent], number: int, /, **content: Any) -> GuestEvent:
    at = FIRST_SECOND + timedelta(seconds=number)
    return kind(key=EventKey(f"message:wamid.own-{number}"), at=NOON, sent_at=at, **content)


def report(number: int, state: DeliveryState, **rest: Any) -> Inbound:
    name = f"wamid.ours-{number}"
    event = DeliveryNoted(
        key=EventKey(f"status:{name}:{state.value}"), at=NOON, message=ProviderId(name), state=state, **rest
    )
    return Inbound(account=HOTEL, event=event, identities=(BSUID, NUMBER))


def media(kind: str, number: int, mime_type: str, digest: str, **rest: Any) -> GuestEvent:
    name = ProviderId(f"6200000000000{number:02}")
    return act(GuestSentMedia, number, kind=kind, media=name, mime_type=mime_type, digest=digest, **rest)


def changed(number: int, previous: list[Identity], current: list[Identity]) -> Inbound:
    pairs = [tuple((each.kind, each.value) for each in some) for some in (previous, current)]
    event = act(GuestChangedIdentity, number, previous=pairs[0], current=pairs[1])
    return Inbound(account=HOTEL, event=event, identities=(*previous, *current))


def unwilling() -> WillingnessNoted:
    told = {"wa_id": "12025550142", "category": "marketing_messages", "value": "stop", "timestamp": 1793615435}
    return WillingnessNoted(
        key=EventKey(f"willing:{digest(json.dumps(told, sort_keys=True))}"),
        at=NOON,
        wanted=False,
        told_at=datetime.fromtimestamp(1793615435, UTC),
    )


def somebody(event: Event, identity: Identity, name: str, phone: str = "") -> Inbound:
    vouched = (GuestContact(ContactKind.PHONE, phone),) if phone else ()
    return Inbound(account=HOTEL, event=event, identities=(identity,), profile_name=name, contacts=vouched)


def control(*, to_us: bool) -> Inbound:
    body = json.loads((PAYLOADS / f"control_passed_to_{'us' if to_us else 'another'}.json").read_bytes())
    told = json.dumps(body["entry"][0]["changes"][0]["value"], sort_keys=True)
    event = ControlPassed(key=EventKey(f"control:{digest(told)}"), at=NOON, to_us=to_us)
    return Inbound(account=HOTEL, event=event, identities=(NUMBER,))


wrote = partial(act, GuestWrote)
ours = "wamid.ours-{}".format

FIRST = Identity("wa_bsuid", "US.77000000000000000151")

BECOMES: dict[str, list[Inbound | Kept]] = {
    "text": [marta(wrote(1, text="¿Tienen una suite del 3 al 5 de mayo?"))],
    "text_in_reply": [marta(wrote(2, text="Esa, por favor", reply_to=ours(9)))],
    "text_forwarded": [marta(wrote(3, text="Oferta: 50% en hoteles", forwarded=True))],
    "text_from_an_advertisement": [
        marta(
            wrote(
                4,
                text="Hola",
                referral=Referral(source="720000000000001", click="CLICK-4", headline="Mayo junto al mar"),
            )
        )
    ],
    "button_reply": [marta(act(GuestChose, 5, token="4f0c2a", title="Sí, reservar", reply_to=ours(10)))],
    "list_reply": [marta(act(GuestChose, 6, token="77ab01", title="Suite", description="Con balcón"))],
    "template_button": [marta(act(GuestChose, 7, token="late:r-7", title="Llego tarde", reply_to=ours(11)))],
    "template_button_without_payload": [marta(wrote(8, text="Llego tarde"))],
    "image": [marta(media("image", 9, "image/png", "aW1hZ2U=", url="https://media.example/9"))],
    "image_with_caption": [marta(media("image", 10, "image/jpeg", "Zm90bw==", caption="¿Es esta?"))],
    "video": [marta(media("video", 11, "video/mp4", "dmlkZW8=", forwarded=True))],
    "document": [
        marta(media("document", 12, "application/pdf", "cGRm", file_name="../../etc/passwd", caption="El recibo"))
    ],
    "voice_note": [marta(media("voice", 13, "audio/ogg; codecs=opus", "dm96"))],
    "music": [marta(media("audio", 14, "audio/mpeg", "bXVz"))],
    "sticker": [marta(act(GuestSentSticker, 15, media="620000000000015"))],
    "location": [
        marta(
            act(
                GuestSentLocation,
                16,
                latitude="-34.603722",
                longitude="-58.38",
                name="Obelisco",
                address="Av. 9 de Julio",
            )
        )
    ],
    "location_where_the_meridian_meets_the_equator": [marta(act(GuestSentLocation, 17, latitude="0", longitude="0"))],
    "contact_cards": [marta(act(GuestSentContact, 18, names=("Rui Exemplo", "Ana Sample")))],
    "reaction": [marta(act(GuestReacted, 19, to=ours(12), emoji="👍"))],
    "reaction_taken_back": [marta(act(GuestReacted, 20, to=ours(12)))],
    "basket": [
        marta(
            act(
                GuestSentBasket,
                21,
                text="Para el sábado",
                articles=(
                    Article(name="SPA", quantity=2, claimed_price=Decimal("34.75"), currency="EUR"),
                    Article(name="COT", quantity=1, claimed_price=Decimal(0), currency="EUR"),
                ),
            )
        )
    ],
    "form": [
        marta(
            act(
                GuestFilledForm,
                22,
                name="flow",
                answers='{"arrival": "19:15", "flow_token": "f-22", "pets": 1}',
                reply_to=ours(13),
            )
        )
    ],
    "changed_number": [
        changed(
            23,
            [BSUID, NUMBER],
            [Identity("wa_bsuid", "US.77000000000000000143"), Identity("wa_phone", "12025550143")],
        )
    ],
    "changed_number_by_its_older_name": [changed(24, [NUMBER], [Identity("wa_phone", "12025550144")])],
    "changed_id": [changed(25, [BSUID], [Identity("wa_bsuid", "US.77000000000000000145")])],
    "unsupported": [marta(act(GuestSentUnreadable, 26, kind="poll", code="131060"))],
    "edit": [marta(act(GuestEdited, 27, original="wamid.own-1", text="Del 4 al 6 de mayo"))],
    "edit_of_a_caption": [marta(act(GuestEdited, 28, original="wamid.own-10", text="¿O esta?"))],
    "revoke": [marta(act(GuestRevoked, 29, original="wamid.own-1"))],
    "by_name_only": [somebody(wrote(30, text="Aceitam cães?"), Identity("wa_bsuid", "PT.77000000000000000150"), "Zé")],
    "two_guests_with_their_cards_crossed": [
        evolve(
            somebody(wrote(31, text="I am first"), FIRST, "First", "12025550151"),
            identities=(FIRST, Identity("wa_phone", "12025550151")),
        ),
        somebody(wrote(32, text="I am second"), Identity("wa_phone", "12025550152"), "Second", "12025550152"),
    ],
    "status_sent": [
        report(
            1,
            DeliveryState.SENT,
            effect=EffectKey("0123456789abcdef0123456789abcdef"),
            cost=MessageCost(billable=True, category="service", kind="regular"),
        )
    ],
    "status_delivered_with_a_mark_that_is_not_ours": [report(2, DeliveryState.DELIVERED)],
    "status_read": [report(3, DeliveryState.READ)],
    "status_played": [report(4, DeliveryState.PLAYED)],
    "status_failed_window": [report(5, DeliveryState.FAILED, error="window 131047", hindrance=Hindrance.WINDOW)],
    "status_failed_for_a_reason_nobody_knows": [
        report(6, DeliveryState.FAILED, error="unknown 999999; recipient 131026", hindrance=Hindrance.DOOR)
    ],
    "status_of_a_group": [evolve(report(7, DeliveryState.READ), identities=())],
    "echo": [
        evolve(
            marta(StaffWrote(key=EventKey("staff:wamid.echo-1"), at=NOON, text="Soy Lucía, de recepción")), contacts=()
        )
    ],
    "echo_of_a_picture": [
        Inbound(
            account=HOTEL,
            event=StaffWrote(key=EventKey("staff:wamid.echo-2"), at=NOON, text="La terraza"),
            identities=(NUMBER,),
        )
    ],
    "template_paused": [Kept("note", None)],
    "marketing_stopped": [evolve(somebody(unwilling(), Identity("wa_phone", "12025550142"), ""), contacts=())],
    "standby": [
        evolve(marta(ControlPassed(key=EventKey("staff:standby:wamid.own-35"), at=NOON, to_us=False)), contacts=()),
        marta(evolve(wrote(35, text="to another agent"), elsewhere=True)),
    ],
    "standby_one_level_deeper": [
        evolve(marta(ControlPassed(key=EventKey("staff:standby:wamid.own-36"), at=NOON, to_us=False)), contacts=()),
        marta(evolve(wrote(36, text="to another agent"), elsewhere=True)),
        evolve(marta(ControlPassed(key=EventKey("control:wamid.echo-36"), at=NOON, to_us=False)), contacts=()),
        Kept("echo"),
    ],
    "control_passed_to_us": [control(to_us=True)],
    "control_passed_to_another": [evolve(control(to_us=False), identities=(BSUID, NUMBER))],
    "control_of_nobody": [Kept("messaging_handovers"), Kept("messaging_handovers", None), Kept("messaging_handovers")],
    "error_of_the_account": [Kept("note")],
    "message_in_a_group": [Kept("note")],
    "chat_opened": [Kept("note")],
    "calls_allowed": [Kept("note")],
    "a_type_nobody_knows": [marta(act(GuestSentUnreadable, 39, kind="hologram")), Kept("message")],
    "a_field_nobody_knows": [Kept("field", None)],
    "text_without_its_text": [marta(act(GuestSentUnreadable, 40, kind="text")), Kept("message")],
    "without_a_number_of_ours": [Kept("messages", None)],
    "of_another_object": [Kept("envelope", None)],
    "no_entries": [],
    "half_broken_batch": [
        marta(wrote(51, text="Somos dos")),
        Kept("messages"),
        marta(wrote(52, text="y un bebé")),
        Kept("message"),
        report(8, DeliveryState.SENT),
        Kept("status"),
        Kept("field", None),
        Kept("messages"),
        Kept("entry", None),
        Inbound(
            account=AccountId("810000000000002"),
            event=GuestWrote(key=EventKey("message:wamid.own-51"), at=NOON, sent_at=NOON, text="Hola"),
            identities=(NUMBER,),
            profile_name="Marta Ejemplo",
            contacts=(GuestContact(ContactKind.PHONE, "12025550142"),),
        ),
    ],
}


def said(body: bytes, at: datetime = NOON) -> list[Inbound | Kept]:
    return [Kept(each.kind, each.account) if isinstance(each, Unparsed) else each for each in read(body, at)]


@pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
def test_every_body_becomes_what_the_table_says(name: str) -> None:
    assert said((PAYLOADS / f"{name}.json").read_bytes()) == BECOMES[name]


def test_every_line_of_the_table_has_a_body() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == BECOMES.keys()


@pytest.mark.parametrize("name", BECOMES)
def test_every_event_is_stored_and_read_back_as_it_was(name: str) -> None:
    for each in read((PAYLOADS / f"{name}.json").read_bytes(), NOON):
        if isinstance(each, Inbound):
            assert CODEC.event(json.loads(json.dumps(CODEC.write(each.event)))) == each.event


@pytest.mark.parametrize(
    ("behind", "found", "part"),
    [("", True, False), (".1", True, True), (".12", True, True), (".0", False, False), (".x", False, False)],
)
def test_our_mark_comes_back_with_the_number_of_its_part(behind: str, found: bool, part: bool) -> None:
    report = {"id": "wamid.ours", "status": "sent", "biz_opaque_callback_data": f"{'ab' * 16}{behind}"}
    noted = delivery(report, datetime(2026, 11, 23, tzinfo=UTC))
    assert noted is not None
    assert (noted.effect, noted.part) == ("ab" * 16 if found else None, part)
