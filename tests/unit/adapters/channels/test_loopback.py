"""Guests of this process, as the library's callers meet them."""

import json
from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.channels.loopback import ACCOUNT, PROOF, Loopback
from hotel_agent.domain.ids import AccountId, EffectKey, TenantId
from hotel_agent.ports.channel import Address, Content, Credentials, Identity, Inbound, RawRequest, Unparsed

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def admitted(loopback: Loopback, request: RawRequest) -> object:
    (only,) = loopback.admit(request, loopback.credentials)  # type: ignore[misc]  # a Refusal would not unpack
    return only


def test_every_message_has_a_name_of_its_own_unless_it_is_given_one() -> None:
    loopback = Loopback()
    requests = [loopback.writes("ana", "yes", at=NOW) for _ in range(3)]
    requests += [loopback.writes(guest, "yes", at=NOW, name="first") for guest in ("ana", "rui", "ana")]
    inbound = [admitted(loopback, request) for request in requests]
    keys = [each.event.key for each in inbound if isinstance(each, Inbound)]
    assert len(keys) == 6
    assert len(set(keys)) == 5


def test_a_guest_may_write_at_any_account() -> None:
    loopback = Loopback()
    inbound = admitted(loopback, loopback.writes("ana", "hola", at=NOW, account=AccountId("second-house")))
    assert isinstance(inbound, Inbound)
    assert inbound.account == "second-house"


async def test_what_is_sent_twice_under_one_key_is_said_once() -> None:
    loopback = Loopback()
    for _ in range(2):
        to = Address(tenant=TenantId("marina"), account=ACCOUNT, identity=Identity("loopback", "ana"))
        await loopback.send(to, Content(text="Hola"), key=EffectKey("k"))
    assert loopback.said_to("ana") == (Content(text="Hola"),)
    assert loopback.said_to("rui") == ()


@pytest.mark.parametrize("what", [{}, {"text": ""}, {"text": " "}, {"text": 7}, {"choice": ""}])
def test_a_request_that_says_nothing_is_kept(what: dict[str, object]) -> None:
    body = json.dumps({"id": "1", "account": "loopback", "guest": "ana", **what}).encode()
    loopback = Loopback()
    request = RawRequest(body=body, headers={PROOF: loopback.credentials.secrets[0]}, received_at=NOW)
    assert isinstance(admitted(loopback, request), Unparsed)


def test_without_a_secret_nobody_is_let_in() -> None:
    loopback = Loopback(proof="")
    request = loopback.writes("ana", "hola", at=NOW)
    for credentials in (Credentials(), loopback.credentials):
        assert not isinstance(loopback.admit(request, credentials), list)
