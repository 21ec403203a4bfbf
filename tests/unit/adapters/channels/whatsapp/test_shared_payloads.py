"""The thirty bodies of the contract and its three signatures, where they lie beside the project in `../shared`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.signature import proves
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.conversations import events as happened
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.events import GuestEvent, GuestWrote
from hotel_agent.domain.conversations.staff_acts import StaffWrote
from hotel_agent.ports.channel import Admitted, Credentials, Inbound, RawRequest, Unparsed
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

SHARED = Path(__file__).resolve().parents[6] / "shared" / "channels" / "whatsapp" / "payloads"
SECRET = "fake-app-secret-shared"
NOW = datetime(2026, 12, 1, tzinfo=UTC)

SIGNATURES = {
    "01_text": "12a6fc731c3b59ae67a24d52ef40b5d46a6f9d001d20ad054ecd3f5e90e5e746",
    "24_batch_two_messages_same_sender": "fc6dcfc7dae4bde3071e591c037876d8b283530ff67abbe0e563fa629d94faa8",
    "30_wire_bytes_escaped": "167913c2db70dd7d27e19cb17395708cb8f4a03fb59abe3f25f2ba69d40397f2",
}


def is_a(kind: type[happened.Event], /, **facts: object) -> Callable[[Admitted], bool]:
    """Whether it is this event, with these facts; `a.b` stands for a part of a part."""

    def told(admitted: Admitted) -> bool:
        return (
            isinstance(admitted, Inbound)
            and type(admitted.event) is kind
            and all(_fact(admitted.event, name) == fact for name, fact in facts.items())
        )

    return told


def _fact(event: object, name: str) -> object:
    for part in name.split("__"):
        event = event[int(part)] if isinstance(event, tuple) else getattr(event, part)
    return event


def is_template_paused(admitted: Admitted) -> bool:
    return isinstance(admitted, Unparsed) and admitted.kind == "note" and "PAUSED" in admitted.cause


ANSWERED = "wamid.RkFLRS1vdXQtcXVvdGUtMQ=="
OLD, NEW = ("wa_bsuid", "GB.90000000000000000101"), ("wa_bsuid", "GB.90000000000000000102")
WIRE = "Señor, 50% of 100€ <ok>? my mail is guest@example.com — naïve 🏨"

BECOMES: dict[str, list[Callable[[Admitted], bool]]] = {
    "01_text": [is_a(GuestWrote, text="Hi, do you have a double room from 12 to 15 March for 2 adults?")],
    "02_text_reply_to_our_message": [is_a(GuestWrote, reply_to=ANSWERED)],
    "03_text_from_click_to_whatsapp_ad": [is_a(GuestWrote, referral__click="FAKE-CLICK-ID")],
    "04_interactive_button_reply": [
        is_a(happened.GuestChose, token="quote:q-1001:accept", reply_to="wamid.RkFLRS1vdXQtYnV0dG9ucy0x")
    ],
    "05_interactive_list_reply": [
        is_a(happened.GuestChose, token="room:deluxe", description="Sea view, breakfast included")
    ],
    "06_template_quick_reply_button": [is_a(happened.GuestChose, token="prearrival:r-2001:late_checkin")],
    "07_image_with_caption": [
        is_a(
            happened.GuestSentMedia,
            kind="image",
            caption="Is this the room with the balcony?",
            media="600000000000007",
            url="https://lookaside.example.com/whatsapp_business/attachments/?mid=600000000000007&ext=1789000510&hash=FAKE",
        )
    ],
    "08_voice_note": [is_a(happened.GuestSentMedia, kind="voice")],
    "09_video": [is_a(happened.GuestSentMedia, kind="video", forwarded=True)],
    "10_document_pdf": [is_a(happened.GuestSentMedia, kind="document", file_name="receipt.pdf")],
    "11_sticker": [is_a(happened.GuestSentSticker)],
    "12_location": [is_a(happened.GuestSentLocation, latitude="41.387", longitude="2.17")],
    "13_contacts_card": [is_a(happened.GuestSentContact, names=("Sample Companion",))],
    "14_reaction": [is_a(happened.GuestReacted, to=ANSWERED, emoji="👍")],
    "15_order_from_catalog": [
        is_a(
            happened.GuestSentBasket,
            articles__0__name="PARKING-NIGHT",
            articles__1__quantity=4,
            articles__1__claimed_price=Decimal("9.5"),
        )
    ],
    "16_flow_form_reply": [
        is_a(
            happened.GuestFilledForm,
            answers='{"arrival_time": "18:30", "car_plate": "FAKE123", "flow_token": "fake-flow-token-1"}',
        )
    ],
    "17_system_user_changed_number": [
        is_a(
            happened.GuestChangedIdentity,
            previous=(OLD, ("wa_phone", "447700900101")),
            current=(NEW, ("wa_phone", "447700900102")),
        )
    ],
    "18_system_user_changed_user_id": [
        is_a(happened.GuestChangedIdentity, previous=(OLD,), current=(("wa_bsuid", "GB.90000000000000000103"),))
    ],
    "19_unsupported_message": [is_a(happened.GuestSentUnreadable, code="131051")],
    "20_status_delivered": [
        is_a(happened.DeliveryNoted, state=DeliveryState.DELIVERED, effect=None, cost__category="service")
    ],
    "21_status_read_without_delivered": [is_a(happened.DeliveryNoted, state=DeliveryState.READ)],
    "22_status_failed_131047_window_closed": [is_a(happened.DeliveryNoted, error="window 131047")],
    "23_status_failed_131026_undeliverable": [is_a(happened.DeliveryNoted, error="recipient 131026")],
    "24_batch_two_messages_same_sender": [
        is_a(GuestWrote, text="We are two adults"),
        is_a(GuestWrote, text="and a baby, do you have a cot?"),
    ],
    "25_edit_coexistence": [
        is_a(
            happened.GuestEdited,
            original="wamid.RkFLRS1zMDE=",
            text="Hi, do you have a double room from 13 to 15 March for 2 adults?",
        )
    ],
    "26_revoke_coexistence": [is_a(happened.GuestRevoked, original="wamid.RkFLRS1zMjRi")],
    "27_staff_reply_from_phone_echo": [
        is_a(StaffWrote, key="staff:wamid.RkFLRS1lY2hvLTE=", text="Hello, this is reception, I am taking over.")
    ],
    "28_username_only_sender_no_phone": [is_a(GuestWrote, text="Do you allow small dogs?")],
    "29_template_status_update": [is_template_paused],
    "30_wire_bytes_escaped": [is_a(GuestWrote, text=WIRE)],
}


def admitted(body: bytes) -> list[Admitted]:
    request = WhatsAppGuest(secret=SECRET).signed(body, at=NOW)
    let_in = WhatsApp(WhatsAppOptions(), clock=ManualClock(NOW)).admit(request, Credentials(secrets=(SECRET,)))
    assert isinstance(let_in, list)
    return let_in


def test_the_table_names_thirty_bodies() -> None:
    assert len(BECOMES) == 30


if SHARED.is_dir():

    @pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")), ids=lambda path: path.stem)
    def test_a_body_of_the_contract_becomes_what_its_table_says(path: Path) -> None:
        let_in = admitted(path.read_bytes())
        expected = BECOMES[path.stem]
        assert len(let_in) == len(expected)
        assert all(fits(each) for fits, each in zip(expected, let_in, strict=True)), let_in

    @pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")), ids=lambda path: path.stem)
    def test_a_guest_is_known_by_everything_the_body_says(path: Path) -> None:
        for each in admitted(path.read_bytes()):
            if isinstance(each, Inbound) and isinstance(each.event, GuestEvent):
                message = json.loads(path.read_bytes())["entry"][0]["changes"][0]["value"]["messages"][0]
                values = {identity.value for identity in each.identities}
                assert {message[name] for name in ("from", "from_user_id") if name in message} <= values
                assert each.account == "800000000000001"
                assert 1789000000 <= each.event.sent_at.timestamp() < 1789001000

    @pytest.mark.parametrize(("name", "signature"), SIGNATURES.items())
    def test_the_signatures_of_the_contract_prove_the_bytes_and_nothing_else(name: str, signature: str) -> None:
        body = (SHARED / f"{name}.json").read_bytes()
        assert proves(f"sha256={signature}", body, [SECRET])
        assert not proves(f"sha256={signature}", body, ["another secret"])
        assert not proves(f"sha256={signature}", json.dumps(json.loads(body)).encode(), [SECRET])
        for changed in range(0, len(body), 37):
            other = body[:changed] + bytes([body[changed] ^ 1]) + body[changed + 1 :]
            refused = WhatsApp(WhatsAppOptions(), clock=ManualClock(NOW)).admit(
                RawRequest(body=other, headers={"x-hub-signature-256": f"sha256={signature}"}, received_at=NOW),
                Credentials(secrets=(SECRET,)),
            )
            assert not isinstance(refused, list)
