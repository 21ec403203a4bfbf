"""A reply as a mail: in its thread, in words and in HTML, and nothing a guest wrote breaks its head."""

from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.channels.email.outside import DESK

from hotel_agent.adapters.channels.email.correspondence import Thread
from hotel_agent.adapters.channels.email.options import EmailOptions, Mailbox
from hotel_agent.adapters.channels.email.outbound import Outgoing, text_of
from hotel_agent.adapters.channels.email.reports import OwnName, own_name
from hotel_agent.adapters.channels.email.subjects import begins_a_thread, reply_subject, trimmed
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import ChoiceToken, EffectKey
from hotel_agent.ports.channel import Content, ContentChoice, Purpose

MAILBOX = Mailbox(address=DESK, password="x", name="Hotel Marina")
NAME = OwnName(EffectKey("ab" * 16), "cd" * 8, "marina.example")
HELLO = Content(text="Hello")
THREAD = Thread(message_id="<2@x.example>", references=("<1@x.example>",), subject="Two nights")


def sent(content: Content = HELLO, thread: Thread = THREAD, mailbox: Mailbox = MAILBOX) -> EmailMessage:
    at = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    raw = Outgoing(name=NAME, to="ana@example.com", content=content, thread=thread, at=at).written(mailbox)
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    assert all(len(line) < 999 for line in raw.split(b"\r\n"))
    return mail


def test_an_answer_stands_in_the_thread_and_says_that_a_machine_wrote_it() -> None:
    mail = sent()
    assert mail["Subject"] == "Re: Two nights"
    assert mail["In-Reply-To"] == "<2@x.example>"
    assert mail["References"] == "<1@x.example> <2@x.example>"
    assert mail["Message-ID"] == f"<{NAME.key}.{NAME.thread}@marina.example>"
    assert mail["From"] == "Hotel Marina <reservations@marina.example>"
    assert mail["To"] == "ana@example.com"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["X-Hotel-Agent-Id"] == NAME.key
    assert "Cc" not in mail


def test_what_answers_nothing_begins_a_thread() -> None:
    mail = sent(thread=Thread())
    assert mail["Subject"] == "Hotel Marina"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "In-Reply-To" not in mail


def test_both_bodies_say_the_same() -> None:
    mail = sent(Content(text="Two adults & <one> child\n\nYes?"))
    words, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert words is not None
    assert page is not None
    assert words.get_content().split() == ["Two", "adults", "&", "<one>", "child", "Yes?"]
    assert "<p>Two adults &amp; &lt;one&gt; child</p><p>Yes?</p>" in page.get_content()


def test_a_mail_says_in_which_language_it_is() -> None:
    """Voices that read it aloud, and programmes that offer to translate it, go by that."""
    mail = sent(Content(text="Bom dia", language="pt-BR"))
    page = mail.get_body(("html",))
    assert page is not None
    assert mail["Content-Language"] == "pt-BR"
    assert '<html lang="pt-BR">' in page.get_content()


@pytest.mark.parametrize("language", ["", 'es"><b', "es\r\nBcc: x@y.example"])
def test_what_is_no_language_is_not_said(language: str) -> None:
    mail = sent(Content(text="Bom dia", language=language))
    page = mail.get_body(("html",))
    assert page is not None
    assert "Content-Language" not in mail
    assert "Bcc" not in mail
    assert "<html><head>" in page.get_content()


def test_choices_are_numbered_where_there_are_several() -> None:
    double, suite = (
        ContentChoice(token=ChoiceToken(title), title=title, description=more)
        for title, more in (("Double", "€ 90"), ("Suite", ""))
    )
    assert text_of(Content(text="Which?", choices=(double, suite))) == "Which?\n\n1. Double: € 90\n2. Suite"
    assert text_of(Content(text="How many?", choices=(suite,))) == "How many?\n\n· Suite"


@given(st.text(max_size=300), st.text(max_size=80), st.lists(st.text(max_size=30), max_size=5))
def test_nothing_that_was_written_to_us_breaks_a_head(subject: str, name: str, texts: list[str]) -> None:
    mailbox = Mailbox(address=DESK, password="x", name=name)
    mail = sent(Content(text="\r\n".join(texts) or "x"), Thread(message_id="<2@x.example>", subject=subject), mailbox)
    assert len(mail.get_all("To", [])) == 1
    assert "Bcc" not in mail
    assert str(mail["Subject"]).startswith("Re:")
    assert mail["From"].addresses[0].addr_spec == DESK


def test_a_subject_bears_one_mark_of_an_answer() -> None:
    for subject in ("Stay", "Re: Stay", "RE: Re: Stay", "AW: Stay", "RV: RE: Stay", "回复：Stay", "Re[2]: Stay"):
        assert reply_subject(subject) == "Re: Stay"
    assert reply_subject("Regarding: us") == "Re: Regarding: us"
    assert reply_subject("Stay\r\nBcc: x@y.example") == "Re: Stay Bcc: x@y.example"
    assert begins_a_thread("Stay")
    assert not begins_a_thread("SV: Stay")
    assert not begins_a_thread(" ")


def test_a_long_thread_keeps_its_first_and_its_last_nine() -> None:
    ids = [f"<{number}@x.example>" for number in range(30)]
    assert trimmed(ids) == (ids[0], *ids[-9:])
    assert trimmed([*ids[:3], ids[0]]) == tuple(ids[:3])


def test_our_name_is_known_again_and_no_other_is() -> None:
    assert own_name(str(NAME)) == NAME
    for other in ("", "<1@x.example>", f"<{NAME.key}@marina.example>", "<x>", f"<{'g' * 32}.{'0' * 16}@a.example>"):
        assert own_name(other) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"mailboxes": 7}, "mailboxes: expected a table with a table for each address"),
        ({"mailboxes": {"a@b.example": 7}}, "mailboxes.a@b.example: expected a table"),
        ({"mailboxes": {"nobody": {}}}, "mailboxes.nobody.address: expected an e-mail address"),
        ({"mailboxes": {"a@b.de": {"imap_port": 0}}}, "mailboxes.a@b.de.imap_port: expected a port such as 993"),
        ({"mailboxes": {"a@b.c": {"aliases": ["x"]}}}, "mailboxes.a@b.c.aliases: expected a list of e-mail addresses"),
        ({"public_url": "http://a.example"}, "public_url: expected a web address that begins with https://"),
        ({"timeout_seconds": 0}, "timeout_seconds: expected a number of seconds above 0"),
    ],
)  # fmt: skip
def test_every_option_is_answered_with_what_was_expected(written: dict[str, object], said: str) -> None:
    with pytest.raises(BadConfig) as refused:
        EmailOptions.read(written)
    assert refused.value.problems == (said,)


def test_gmail_is_known() -> None:
    mailbox = Mailbox(address="Hotel@Gmail.com", password="abcd efgh ijkl mnop")
    assert (mailbox.address, mailbox.password) == ("hotel@gmail.com", "abcdefghijklmnop")
    assert mailbox.sent_is_filed
    assert mailbox.believed == "mx.google.com"
    elsewhere = Mailbox(address="a@b.example", password="x", imap_host="imap.b.example", smtp_host="smtp.b.example")
    assert not elsewhere.sent_is_filed
    assert elsewhere.believed == ""
    assert "abcd" not in repr(mailbox)


def with_purpose(purpose: Purpose, *, mailbox: Mailbox = MAILBOX, thread: Thread = THREAD) -> EmailMessage:
    return sent(Content(text="Hello", purpose=purpose), thread, mailbox)


def test_what_somebody_of_the_hotel_wrote_bears_no_mark_of_a_machine() -> None:
    mail = with_purpose(Purpose.PERSON)
    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] is None
    assert mail["X-Hotel-Agent-Id"] == NAME.key, "by it we know our own mails"


def test_what_nobody_asked_for_is_marked_so_and_says_how_to_be_spared_it() -> None:
    for purpose in (Purpose.CONFIRMATION, Purpose.UNASKED):
        assert with_purpose(purpose)["Auto-Submitted"] == "auto-generated"
    assert with_purpose(Purpose.UNASKED)["List-Unsubscribe"] == f"<mailto:{DESK}?subject=stop>"
    assert with_purpose(Purpose.CONFIRMATION)["List-Unsubscribe"] is None
    assert sent()["List-Unsubscribe"] is None


def test_where_the_service_is_reached_from_outside_one_press_spares_a_guest_such_mail() -> None:
    """RFC 8058; and however long the addresses are, they stand as they are: mail programmes do not decode them."""
    link = f"https://desk.hotel.example/v1/mail/unsubscribe/{'Ab-_' * 100}"
    answered_at = f"desk+c.{'0' * 32}@a-rather-long-name-of-a-hotel.marina.example"
    at = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    for purpose in Purpose:
        content = evolve(HELLO, purpose=purpose)
        mail = Outgoing(
            name=NAME, to="ana@example.com", content=content, thread=THREAD, at=at, answered_at=answered_at, link=link
        )
        head, _, _ = mail.written(MAILBOX).partition(b"\r\n\r\n")
        by_mail = f"List-Unsubscribe: <mailto:{answered_at}?subject=stop>,\r\n <{link}>\r\n"
        one_click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        assert ((by_mail + one_click).encode() in head) is (purpose is Purpose.UNASKED)
        assert (b"unsubscribe" in head.lower()) is (purpose is Purpose.UNASKED)


def test_without_that_a_long_address_to_write_to_stands_as_it_is_too() -> None:
    answered_at = f"desk+c.{'0' * 32}@a-rather-long-name-of-a-hotel.marina.example"
    content, at = evolve(HELLO, purpose=Purpose.UNASKED), datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    mail = Outgoing(name=NAME, to="ana@example.com", content=content, thread=THREAD, at=at, answered_at=answered_at)
    raw = mail.written(MAILBOX)
    assert f"List-Unsubscribe: <mailto:{answered_at}?subject=stop>\r\n".encode() in raw
    assert b"List-Unsubscribe-Post" not in raw


def test_a_hotel_may_leave_the_mark_of_a_machine_away_from_answers_only() -> None:
    silent = evolve(MAILBOX, marks_answers=False)
    assert with_purpose(Purpose.ANSWER, mailbox=silent)["Auto-Submitted"] is None
    assert with_purpose(Purpose.ANSWER, mailbox=silent)["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert with_purpose(Purpose.UNASKED, mailbox=silent)["Auto-Submitted"] == "auto-generated"


def test_a_mailbox_knows_how_much_its_provider_lets_out_and_what_is_kept_back() -> None:
    private = Mailbox(address="hotel@gmail.com", password="x")
    workspace = Mailbox(address=DESK, password="x")
    elsewhere = evolve(workspace, imap_host="imap.b.example", smtp_host="smtp.b.example")
    assert [each.most_a_day for each in (private, workspace, elsewhere)] == [500, 2000, 0]
    assert evolve(workspace, daily_limit=0).most_a_day == 0
    rooms = [evolve(workspace, daily_limit=100).room_for(purpose) for purpose in Purpose]
    assert dict(zip(Purpose, rooms, strict=True)) == {
        Purpose.ANSWER: 90,
        Purpose.CONFIRMATION: 100,
        Purpose.UNASKED: 50,
        Purpose.PERSON: 90,
    }
    assert workspace.has_plus_addresses
    assert not elsewhere.has_plus_addresses
    assert evolve(elsewhere, plus_addresses=True).has_plus_addresses
