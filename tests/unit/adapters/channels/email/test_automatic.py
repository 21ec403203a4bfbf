"""Which mails a machine must never answer, and that people's mails are none of them."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from tests.unit.adapters.channels.email.outside import DESK, written

from hotel_agent.adapters.channels.email.authentication import Sender, sender_of
from hotel_agent.adapters.channels.email.automatic import SAID, Unanswered, why_unanswered
from hotel_agent.adapters.channels.email.mail import read

OWN = frozenset({DESK, "hello@marina.example"})
OURS = OWN | {"reservas@lua.example"}


def why(**headers: str) -> Unanswered | None:
    return why_unanswered(read(written("Hello", name="1", **headers)), own=OWN, ours=OURS)


def test_a_person_is_answered() -> None:
    assert why() is None
    assert why(auto_submitted="no") is None
    assert why(to="hello@marina.example") is None
    assert why(to="friend@example.com", cc=DESK) is None
    assert why(to=f"reservations+web@{DESK.partition('@')[2]}") is None
    assert why(precedence="first-class", x_auto_response_suppress="DR, RN") is None


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"sender": "Hotel <reservations@marina.example>"}, Unanswered.OURS),
        ({"reply_to": "reservas+abc@lua.example"}, Unanswered.OURS),
        ({"x_hotel_agent_id": "0" * 32}, Unanswered.OURS),
        ({"return_path": "<>"}, Unanswered.BOUNCE),
        ({"auto_submitted": "auto-replied (vacation)"}, Unanswered.AUTOMATIC),
        ({"auto_submitted": "auto-generated; x=y"}, Unanswered.AUTOMATIC),
        ({"x_autoreply": "yes"}, Unanswered.AUTOMATIC),
        ({"x_post_messageclass": "9; Autoresponder"}, Unanswered.AUTOMATIC),
        ({"subject": "Automatic reply: Your stay"}, Unanswered.AUTOMATIC),
        ({"subject": "Respuesta automática: Su estancia"}, Unanswered.AUTOMATIC),
        ({"precedence": "bulk"}, Unanswered.LIST),
        ({"list_unsubscribe": "<mailto:u@example.com>"}, Unanswered.LIST),
        ({"x_auto_response_suppress": "OOF, AutoReply"}, Unanswered.NOT_WANTED),
        ({"to": "friend@example.com"}, Unanswered.NOT_TO_US),
        ({"to": "reservas@lua.example", "cc": DESK}, Unanswered.NOT_TO_US),
        ({"to": "undisclosed-recipients:;"}, Unanswered.NOT_TO_US),
        ({"content_type": "text/calendar; method=REQUEST"}, Unanswered.INVITATION),
        ({"content_type": "multipart/report; report-type=disposition-notification; boundary=x"}, Unanswered.BOUNCE),
    ],
)
def test_a_machine_a_list_and_our_own_are_not(headers: dict[str, str], reason: Unanswered) -> None:
    assert why(**headers) is reason


@pytest.mark.parametrize(
    ("sender", "reason"),
    [
        ("no-reply@example.com", Unanswered.NO_REPLY),
        ("NoReply@example.com", Unanswered.NO_REPLY),
        ("bounce+123@example.com", Unanswered.NO_REPLY),
        ("notifications@example.com", Unanswered.NO_REPLY),
        ("MAILER-DAEMON@example.com", Unanswered.BOUNCE),
        ("postmaster@example.com", Unanswered.BOUNCE),
        ("abc@guest.booking.com", Unanswered.AGENCY),
        ("no sender at all", Unanswered.NO_SENDER),
        ("reservations@marina.example", Unanswered.OURS),
    ],
)
def test_some_senders_are_nobody(sender: str, reason: Unanswered) -> None:
    mail = read(written("Hello", sender=sender))
    assert why_unanswered(mail, own=OWN, ours=OURS) is reason


def test_a_receipt_is_told_from_a_bounce() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "ana@example.com", DESK
    mail.set_content("It was read")
    mail.add_attachment(b"Disposition: displayed", maintype="message", subtype="disposition-notification")
    receipt = read(mail.as_bytes(policy=SMTP))
    assert why_unanswered(receipt, own=OWN, ours=OURS) is Unanswered.RECEIPT


def test_every_reason_has_words() -> None:
    assert set(SAID) == set(Unanswered)


GOOD = "mx.marina.example; dmarc=pass (p=NONE) header.from=example.com; dkim=pass header.d=example.com"


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        (GOOD, True),
        ("mx.marina.example; dmarc=fail header.from=example.com; dkim=pass header.d=example.com", False),
        ("mx.marina.example; dkim=pass header.d=example.com", True),
        ("mx.marina.example; dkim=pass header.i=@example.com", True),
        ("mx.marina.example; dkim=pass header.d=evil.example", False),
        ("mx.marina.example; dmarc=pass header.from=evil.example", False),
        ("mx.marina.example; spf=pass smtp.mailfrom=example.com", False),
        ("mx.marina.example (dmarc=pass header.from=example.com); dmarc=none", False),
        ("mx.evil.example; dmarc=pass header.from=example.com", False),
        ("mx.marina.example.evil.example; dmarc=pass header.from=example.com", False),
        ("mx.marina.example 1; none", False),
        ("", False),
    ],
)
def test_only_our_own_server_says_who_a_sender_is(results: str, proven: bool) -> None:
    mail = read(written("Hello", authentication_results=results))
    assert (sender_of(mail, "mx.marina.example") is Sender.PROVEN) is proven
    assert sender_of(mail, "") is Sender.CLAIMED


def test_only_the_topmost_word_counts() -> None:
    """What stands below may have been written by the sender."""
    forged = (
        b"Authentication-Results: mx.other.example; dmarc=fail\r\nAuthentication-Results: " + GOOD.encode() + b"\r\n"
    )
    assert sender_of(read(forged + written("Hello")), "mx.marina.example") is Sender.CLAIMED


def test_two_senders_prove_nothing() -> None:
    mail = read(written("Hello", sender="ana@example.com, boss@evil.example", authentication_results=GOOD))
    assert sender_of(mail, "mx.marina.example") is Sender.CLAIMED
