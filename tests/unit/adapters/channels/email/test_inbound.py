"""A mail as events: what a guest wrote, chose or attached, what our people wrote, what a mail system reports."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.channels.email.outside import DESK, NOW, written

from hotel_agent.adapters.channels.email.automatic import Unanswered
from hotel_agent.adapters.channels.email.envelope import Envelope, Folder, ShownChoice
from hotel_agent.adapters.channels.email.inbound import Place, admitted
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance
from hotel_agent.domain.conversations.events import (
    DeliveryNoted,
    GuestAway,
    GuestChose,
    GuestSentMedia,
    GuestSentUnreadable,
    GuestWrote,
    StrangerWrote,
)
from hotel_agent.domain.conversations.staff_acts import StaffWrote
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Admitted, Identity, Inbound, Unparsed

PLACE = Place(own=frozenset({DESK}), ours=frozenset({DESK}), authserv_id="mx.marina.example")
GOOD = "mx.marina.example; dmarc=pass header.from=example.com"
INBOX = Envelope(account=DESK)
ROOMS = (ShownChoice(ChoiceToken("double"), "Double room"), ShownChoice(ChoiceToken("suite"), "Suite"))
OURS = f"{'ab' * 16}.{'cd' * 8}@marina.example"


def read(raw: bytes, envelope: Envelope = INBOX) -> list[Admitted]:
    return admitted(envelope.request(raw, proof="x", received_at=NOW), envelope, PLACE)


def only(raw: bytes, envelope: Envelope = INBOX) -> Inbound:
    (inbound,) = read(raw, envelope)
    assert isinstance(inbound, Inbound), inbound
    return inbound


def aside(raw: bytes, envelope: Envelope = INBOX) -> Unparsed:
    (unparsed,) = read(raw, envelope)
    assert isinstance(unparsed, Unparsed), unparsed
    return unparsed


def test_whoever_is_proven_is_somebody_else_than_who_claims_to_be_them() -> None:
    """And only what is proven is a contact that shows whose a reservation is."""
    proven = only(written("Hola", name="1", authentication_results=GOOD))
    claimed = only(written("Hola", name="2"))
    assert proven.identities == (Identity("email", "ana@example.com"),)
    assert proven.contacts == (GuestContact(ContactKind.EMAIL, "ana@example.com"),)
    assert claimed.identities == (Identity("email_claimed", "ana@example.com"),)
    assert claimed.contacts == ()
    assert proven.profile_name == "Ana"


def test_the_subject_is_read_where_it_says_what_nobody_said_yet() -> None:
    def text(**headers: str) -> str:
        event = only(written("Is there a room?", name="1", **headers)).event
        assert isinstance(event, GuestWrote)
        return event.text

    assert text(subject="Two nights in May") == "Two nights in May\n\nIs there a room?"
    assert text(subject="Is there a room?") == "Is there a room?"
    assert text(subject="RV: Two nights in May") == "Is there a room?"
    assert text(subject="Two nights in May", in_reply_to="<x@y.example>") == "Is there a room?"
    assert text(subject="=?utf-8?q?Dos_noches_=C2=BFs=C3=AD=3F?=") == "Dos noches ¿sí?\n\nIs there a room?"


def test_an_answer_names_the_mail_it_answers() -> None:
    event = only(written("Yes", name="2", references="<0@x.example> <1@x.example>", in_reply_to="<1@x.example>")).event
    assert isinstance(event, GuestWrote)
    assert event.reply_to == "<1@x.example>"


@pytest.mark.parametrize(
    ("text", "token"),
    [("1", "double"), ("2.", "suite"), (" 2 ", "suite"), ("suite", "suite"), ("SUITE.", "suite")],
)
def test_a_number_or_its_words_choose_what_our_last_mail_showed(text: str, token: str) -> None:
    event = only(written(text, name="1"), evolve(INBOX, choices=ROOMS)).event
    assert isinstance(event, GuestChose)
    assert event.token == token


@pytest.mark.parametrize("text", ["3", "0", "2 adults", "the suite, please", "1 2"])
def test_what_chooses_nothing_is_read(text: str) -> None:
    assert isinstance(only(written(text, name="1"), evolve(INBOX, choices=ROOMS)).event, GuestWrote)


def test_a_title_that_is_a_number_counts_more_than_the_number_before_a_title() -> None:
    people = tuple(ShownChoice(ChoiceToken(f"for {title}"), title) for title in ("2", "3", "4"))
    for text, token in (("2", "for 2"), ("3", "for 3"), ("1", "for 2")):
        event = only(written(text, name="1"), evolve(INBOX, choices=people)).event
        assert isinstance(event, GuestChose)
        assert event.token == token


def test_where_only_one_thing_was_shown_a_number_is_a_number() -> None:
    """As how many adults there are, where only a person could be asked for."""
    assert isinstance(only(written("1", name="1"), evolve(INBOX, choices=ROOMS[:1])).event, GuestWrote)


def test_the_time_of_a_mail_is_when_it_arrived() -> None:
    """Its date is its sender's to invent; a mail server ahead of us is not believed either."""
    arrived = evolve(INBOX, arrived_at=NOW - timedelta(hours=3))
    ahead = evolve(INBOX, arrived_at=NOW + timedelta(days=3))
    for envelope, sent_at in ((arrived, NOW - timedelta(hours=3)), (ahead, NOW), (INBOX, NOW)):
        event = only(written("Hola", name="1", date="Mon, 01 Jan 2035 00:00:00 +0000"), envelope).event
        assert isinstance(event, GuestWrote)
        assert (event.at, event.sent_at) == (NOW, sent_at)


def test_a_mail_is_known_by_the_name_of_its_provider_or_by_what_it_says() -> None:
    google = only(written("Hola", name="1"), evolve(INBOX, name="gm:17")).event.key
    assert google == "message:gm:17"
    first = only(written("Hola", name="1")).event.key
    again = only(b"X-Moved: yes\r\n" + written("Hola", name="1")).event.key
    other = only(written("Adiós", name="1")).event.key
    nameless = {only(written(text)).event.key for text in ("Hola", "Adiós")}
    assert first == again
    assert first != other, "broken senders use one name twice"
    assert len(nameless) == 2


def test_attachments_come_beside_the_words_each_under_a_name_of_its_own() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ana@example.com", DESK, "Re: x"
    mail.set_content("See here")
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="passport.pdf")
    words, paper = (each.event for each in read(mail.as_bytes(policy=SMTP)) if isinstance(each, Inbound))
    assert isinstance(words, GuestWrote)
    assert isinstance(paper, GuestSentMedia)
    assert (paper.kind, paper.mime_type, paper.file_name) == ("document", "application/pdf", "passport.pdf")
    assert words.key != paper.key


def test_a_mail_that_says_nothing_is_told_to_be_unreadable() -> None:
    assert isinstance(only(written("", name="1")).event, GuestSentUnreadable)


def test_what_is_not_answered_is_kept_with_its_reason() -> None:
    unparsed = aside(written("I am away", name="1", auto_submitted="auto-replied"))
    assert unparsed.kind == "mail:automatic"
    assert unparsed.account == DESK
    assert "I am away" in unparsed.payload
    assert aside(written("Hola", name="1"), evolve(INBOX, aside=Unanswered.TOO_MANY)).kind == "mail:too_many"
    assert aside(b"", evolve(INBOX, name="gm:1", aside=Unanswered.TOO_LARGE)).kind == "mail:too_large"


def test_our_people_who_write_to_a_guest_take_over() -> None:
    guests = (Identity("email", "ana@example.com"), Identity("email_claimed", "ana@example.com"))
    sent = evolve(INBOX, folder=Folder.SENT, guests=guests)
    raw = written("I will see to it", name="s", sender=f"Hotel <{DESK}>", to="ana@example.com")
    both = [each for each in read(raw, sent) if isinstance(each, Inbound)]
    assert [each.identities for each in both] == [(guest,) for guest in guests]
    assert len({each.event.key for each in both}) == 2
    assert all(isinstance(each.event, StaffWrote) and each.event.text == "I will see to it" for each in both)


def test_our_own_mails_among_what_was_sent_are_nobodys_takeover() -> None:
    sent = evolve(INBOX, folder=Folder.SENT, guests=(Identity("email", "ana@example.com"),))
    assert read(written("Hello", sender=DESK, message_id=f"<{OURS}>"), sent) == []
    assert read(written("Hello", sender=DESK, x_hotel_agent_id="1"), sent) == []


def report(status: str, action: str = "failed", about: str = OURS) -> bytes:
    return (
        f"From: MAILER-DAEMON@example.com\r\nTo: {DESK}\r\nReturn-Path: <>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; ana@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}>\r\nSubject: Re: x\r\n--b--\r\n"
    ).encode()


def test_a_mail_that_bounced_was_not_delivered() -> None:
    event = only(report("5.1.1")).event
    assert isinstance(event, DeliveryNoted)
    assert (event.effect, event.state, event.error) == ("ab" * 16, DeliveryState.FAILED, "bounced 5.1.1")
    assert event.message == f"<{OURS}>"
    assert event.hindrance is Hindrance.DOOR, "it is said where else the guest reads"


def test_a_bounce_in_plain_words_is_found_by_our_name() -> None:
    text = f"550 5.1.1 no such person\n\nMessage-ID: <{OURS}>"
    assert isinstance(only(written(text, sender="MAILER-DAEMON@example.com")).event, DeliveryNoted)


@pytest.mark.parametrize(
    "raw", [report("4.4.7", "delayed"), report("5.1.1", about="x@y.example"), report("2.0.0", "delivered")]
)
def test_what_is_late_or_not_ours_is_no_failure_and_is_never_answered(raw: bytes) -> None:
    assert aside(raw).kind == "mail:bounce"


HEADERS = st.sampled_from(["From", "To", "Subject", "References", "Content-Type", "Date", "Authentication-Results"])
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "=?utf-8?b?////?=",
            "=?x?q?=?=",
            'multipart/mixed; boundary="b"',
            "multipart/report",
            "text/plain; charset=utf-7",
            "text/html; charset*=x''%ff",
            "ana@example.com, <<>>, (",
            "<" * 200,
            DESK,
        ]
    ),
)


@given(st.lists(st.tuples(HEADERS, VALUES), max_size=8), st.binary(max_size=300), st.sampled_from(Folder))
def test_whatever_bytes_come_as_a_mail_nothing_raises_and_all_can_be_kept(
    headers: list[tuple[str, str]], body: bytes, folder: Folder
) -> None:
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "surrogatepass") + b"\r\n" + body
    envelope = evolve(INBOX, folder=folder, guests=(Identity("email", "ana@example.com"),))
    found = read(raw, envelope)
    assert found == read(raw, envelope)
    assert found or folder is Folder.SENT
    for each in found:
        each.payload.encode()
        key = each.event.key if isinstance(each, Inbound) else each.key
        assert key.encode()
        assert "\x00" not in each.payload + key


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    assert len(read(raw)) >= 1


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d" % (n, n) for n in range(500)),
        b"From: " + b"(" * 50_000 + b"\r\n\r\nx",
        b"From: ana@example.com\r\nReferences: " + b"<a@b> " * 20_000 + b"\r\n\r\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 30_000,
        b"To: " + b"a@b.example, " * 20_000 + b"\r\n\r\nx",
    ],
    ids=["nested", "open", "references", "words", "markup", "crowd"],
)
def test_mail_made_to_be_slow_is_not(raw: bytes) -> None:
    assert read(raw)


def test_a_header_that_breaks_its_line_is_one_line() -> None:
    raw = written("Hola", name="1", subject="=?utf-8?q?a=0D=0ABcc:_x@y.example?=")
    event = only(raw).event
    assert isinstance(event, GuestWrote)
    assert event.text.startswith("a Bcc: x@y.example\n")


def test_naive_moments_never_appear() -> None:
    event = only(written("Hola", name="1"), evolve(INBOX, arrived_at=datetime(2026, 11, 2, 9, tzinfo=UTC))).event
    assert isinstance(event, GuestWrote)
    assert event.sent_at.tzinfo is not None


def test_a_stranger_in_a_guests_thread_is_shown_where_that_guest_is_seen() -> None:
    """And taken for nobody: neither for the guest nor for one of their own."""
    owner = Identity("email", "eva@example.com")
    envelope = evolve(INBOX, name="gm:3", aside=Unanswered.STRANGER, owner=owner)
    inbound = only(written("She will come later, and pays", name="1", authentication_results=GOOD), envelope)
    assert inbound.identities == (owner,)
    assert inbound.contacts == ()
    event = inbound.event
    assert isinstance(event, StrangerWrote)
    assert (event.key, event.sender) == ("message:gm:3", "ana@example.com")
    assert event.text == "She will come later, and pays"
    assert aside(written("Hi", name="2"), evolve(INBOX, aside=Unanswered.STRANGER)).kind == "mail:stranger"


@pytest.mark.parametrize(
    "headers",
    [{"auto_submitted": "auto-replied; x=y"}, {"subject": "Respuesta automática: su estancia"}],
    ids=["marked", "by its subject"],
)
def test_a_machine_that_answers_for_a_guest_says_that_they_are_away(headers: dict[str, str]) -> None:
    guest = Identity("email_claimed", "ana@example.com")
    raw = written("Vuelvo el lunes", name="1", **headers)
    for _ in range(2):
        away, kept = read(raw, evolve(INBOX, name="gm:4", guests=(guest,)))
        assert isinstance(away, Inbound)
        assert isinstance(away.event, GuestAway)
        assert away.identities == (guest,)
        assert isinstance(kept, Unparsed)
        assert kept.kind == "mail:automatic"
    assert aside(raw).kind == "mail:automatic", "who is no guest is not away"


def test_what_a_machine_sends_of_its_own_accord_says_nothing_of_a_guest() -> None:
    raw = written("A newsletter", name="1", auto_submitted="auto-generated")
    assert aside(raw, evolve(INBOX, guests=(Identity("email", "ana@example.com"),))).kind == "mail:automatic"


def test_our_own_mail_is_known_by_its_name_where_its_mark_was_lost() -> None:
    raw = written("We look forward to seeing you", message_id=f"<{OURS}>", sender="List <list@elsewhere.example>")
    assert aside(raw).kind == "mail:ours"
