"""Who is let in: signatures over raw bytes, and the handshake."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Credentials, RawRequest, SupportsHandshake
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
CHANNEL = WhatsApp(WhatsAppOptions(), clock=ManualClock(datetime(2026, 12, 1, tzinfo=UTC)))
REQUEST = WhatsAppGuest(secret="the secret").writes("señor/señora", at=NOW)
SIGNATURE = REQUEST.headers["x-hub-signature-256"]


def lets_in(header: str | None, *secrets: str, body: bytes = REQUEST.body) -> bool:
    headers = {} if header is None else {"x-hub-signature-256": header}
    answer = CHANNEL.admit(RawRequest(body=body, headers=headers, received_at=NOW), Credentials(secrets=secrets))
    assert answer == Refusal(Reason.BAD_SIGNATURE) or isinstance(answer, list)
    return isinstance(answer, list)


def test_the_signature_of_the_app_secret_is_let_in() -> None:
    assert lets_in(SIGNATURE, "the secret")


def test_while_a_secret_is_changed_the_old_and_the_new_one_count() -> None:
    assert lets_in(SIGNATURE, "the next secret", "the secret")
    assert not lets_in(SIGNATURE, "the next secret", "the one after")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "dummy-signature",
        SIGNATURE.upper(),
        SIGNATURE.removeprefix("sha256="),
        f"sha1={SIGNATURE[7:]}",
        f" {SIGNATURE}",
        f"{SIGNATURE}\n",
        f"{SIGNATURE}, {SIGNATURE}",
        SIGNATURE[:-1],
        SIGNATURE[:-1] + "é",
        "sha256=" + "0" * 64,
        "sha256=" + "٣" * 64,
    ],
)
def test_anything_else_in_the_header_is_not_let_in(header: str | None) -> None:
    assert not lets_in(header, "the secret")


def test_one_changed_byte_is_not_let_in() -> None:
    for at in range(len(REQUEST.body)):
        changed = REQUEST.body[:at] + bytes([REQUEST.body[at] ^ 1]) + REQUEST.body[at + 1 :]
        assert not lets_in(SIGNATURE, "the secret", body=changed)


def test_without_a_secret_nobody_is_let_in_not_even_who_signs_with_none() -> None:
    unsigned = "sha256=" + hmac.new(b"", REQUEST.body, hashlib.sha256).hexdigest()
    assert not lets_in(unsigned)
    assert not lets_in(unsigned, "")
    assert not lets_in(unsigned, "", "the secret")


def asked(token: str = "verify me", *, mode: str = "subscribe", wanted: str = "verify me") -> str | Refusal:
    question = {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "<b>1158201444</b>"}
    return CHANNEL.handshake(question, wanted)


def test_who_knows_the_verify_token_gets_the_challenge_back_exactly() -> None:
    assert isinstance(CHANNEL, SupportsHandshake)
    assert asked() == "<b>1158201444</b>"


@pytest.mark.parametrize(
    "answer",
    [
        asked("verify him"),
        asked(""),
        asked("", wanted=""),
        asked(wanted=""),
        asked("señor"),
        asked("\ud800"),
        asked(mode="unsubscribe"),
        CHANNEL.handshake({}, "verify me"),
        CHANNEL.handshake({}, ""),
        CHANNEL.handshake({"hub.mode": "subscribe", "hub.verify_token": "verify me"}, "verify me"),
    ],
)
def test_nobody_else_does(answer: str | Refusal) -> None:
    assert answer == Refusal(Reason.NOT_ALLOWED)
