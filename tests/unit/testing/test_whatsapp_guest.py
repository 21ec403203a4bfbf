"""The guest on WhatsApp says to the adapter what Meta would say."""

from datetime import UTC, datetime

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.events import DeliveryNoted, Event, GuestReacted, GuestWrote
from hotel_agent.domain.conversations.staff_acts import StaffWrote
from hotel_agent.domain.ids import EffectKey, EventKey, ProviderId
from hotel_agent.ports.channel import Credentials, Inbound, RawRequest
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"


def events(guest: WhatsAppGuest, request: RawRequest) -> list[Event]:
    admitted = WhatsApp(WhatsAppOptions(), clock=ManualClock(NOW)).admit(request, Credentials(secrets=(guest.secret,)))
    assert isinstance(admitted, list)
    return [each.event for each in admitted if isinstance(each, Inbound)]


def test_a_report_bears_our_key_and_the_fault() -> None:
    guest = WhatsAppGuest()
    name, failed = ProviderId("wamid.ours"), DeliveryState.FAILED
    (event,) = events(guest, guest.reports("wamid.ours", "failed", at=NOW, mark=KEY, code=131047))
    assert event == DeliveryNoted(
        key=EventKey("status:wamid.ours:failed"),
        at=NOW,
        message=name,
        effect=EffectKey(KEY),
        state=failed,
        error="window 131047",
        hindrance=Hindrance.WINDOW,
    )


def test_a_word_of_the_staff_is_heard() -> None:
    guest = WhatsAppGuest()
    (event,) = events(guest, guest.hears_from_staff("I am at the desk", at=NOW, name="echo-1"))
    assert event == StaffWrote(key=EventKey("staff:wamid.echo-1"), at=NOW, text="I am at the desk")


def test_several_messages_come_in_one_post() -> None:
    guest = WhatsAppGuest()
    yes = guest.message("text", {"body": "yes"}, at=NOW)
    thumb = guest.message("reaction", {"message_id": "wamid.ours", "emoji": "👍"}, at=NOW)
    assert [type(event) for event in events(guest, guest.posts(yes, thumb, at=NOW))] == [GuestWrote, GuestReacted]
