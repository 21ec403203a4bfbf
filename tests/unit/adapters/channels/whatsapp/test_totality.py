"""Whatever Meta posts, in whatever state: nothing is raised, nothing good is lost, and everything can be stored."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.adapters.channels.whatsapp.inbound import read
from hotel_agent.domain.conversations.events import GuestChose, GuestReacted, GuestWrote
from hotel_agent.ports.channel import Admitted, Inbound, Unparsed

BODIES = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "payloads").glob("*.json"))}
NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

WORDS = sorted(
    {word for body in BODIES.values() for word in body.decode().replace(":", " ").split('"') if word.isidentifier()}
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", "\ud800", "\x00", "-1", "9" * 30, *WORDS])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5)
)
GOOD = b'{"from":"12025550142","id":"wamid.good","timestamp":"1793615400","type":"text","text":{"body":"Hola"}}'


def check(admitted: Sequence[Admitted]) -> None:
    """Everything has a key of bearable length, and no text a database would not take."""
    for each in admitted:
        key = each.key if isinstance(each, Unparsed) else each.event.key
        assert 0 < len(key) <= 600
        for text in _texts(asdict(each)):
            assert "\x00" not in text
            assert text.encode().decode() == text


def around(messages: bytes) -> bytes:
    value = b'{"metadata":{"phone_number_id":"810000000000001"},"messages":[%s]}' % messages
    entry = b'{"id":"1","changes":[{"field":"messages","value":%s}]}' % value
    return b'{"object":"whatsapp_business_account","entry":[%s]}' % entry


@given(JSON)
def test_no_json_raises(whole: Any) -> None:
    check(read(json.dumps(whole).encode(), NOW))


@given(st.binary(max_size=200))
def test_no_bytes_raise(body: bytes) -> None:
    check(read(body, NOW))


@given(st.sampled_from(sorted(BODIES)), st.data())
def test_a_body_with_anything_in_any_place_raises_nothing(name: str, data: st.DataObject) -> None:
    whole = json.loads(BODIES[name])
    spots = list(_spots(whole))
    holder, at = data.draw(st.sampled_from(spots))
    if data.draw(st.booleans()):
        holder[at] = data.draw(JSON)
    elif isinstance(holder, dict):
        del holder[at]
    check(read(json.dumps(whole).encode(), NOW))


@given(JSON)
def test_a_good_message_is_kept_whatever_stands_beside_it(other: Any) -> None:
    beside = json.dumps(other).encode()
    admitted = read(around(b"%s,%s,%s" % (beside, GOOD, beside)), NOW)
    events = [each.event for each in admitted if isinstance(each, Inbound)]
    assert "Hola" in [event.text for event in events if isinstance(event, GuestWrote)]
    check(admitted)


@pytest.mark.parametrize("name", BODIES)
def test_the_same_body_twice_says_the_same_under_the_same_keys(name: str) -> None:
    again = read(BODIES[name], NOW + timedelta(days=7))
    assert _keys(read(BODIES[name], NOW)) == _keys(again)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_written_another_way_says_the_same_under_the_same_keys(name: str) -> None:
    rewritten = json.dumps(json.loads(BODIES[name]), sort_keys=True, indent=7).encode("utf-8")
    assert _keys(read(BODIES[name], NOW)) == _keys(read(rewritten, NOW))


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("name", ["half_broken_batch", "two_guests_with_their_cards_crossed"])
def test_a_shuffled_batch_says_the_same(name: str, turn: int) -> None:
    whole = json.loads(BODIES[name])
    for holder, at in list(_spots(whole)):
        if isinstance(holder[at], list):
            holder[at] = [*holder[at][turn:], *holder[at][:turn]][::-1]
    shuffled = read(json.dumps(whole).encode(), NOW)
    assert Counter(_keys(shuffled)) == Counter(_keys(read(BODIES[name], NOW)))


@pytest.mark.parametrize("name", BODIES)
def test_a_truncated_body_is_kept_as_its_size_and_digest(name: str) -> None:
    body = BODIES[name].rstrip()
    for end in range(0, len(body), max(1, len(body) // 50)):
        (kept,) = read(body[:end], NOW)
        assert isinstance(kept, Unparsed)
        assert kept.kind == "body"
        assert f"{end} bytes" in kept.payload


@pytest.mark.parametrize("depth", [60, 70, 200, 500, 900, 5_000, 200_000])
def test_a_deep_well_is_kept_whatever_stands_on_the_stack(depth: int) -> None:
    well = around(b"[" * depth + b"]" * depth)
    assert read(well, NOW) == _called_from_below(well, 200)
    check(read(well, NOW))


@pytest.mark.parametrize(
    "timestamp", [None, "", "soon", "-5", "1e9", 1793615400, "99999999999999", "1793800000", "٣٣٣"]
)
def test_a_time_that_cannot_be_is_when_it_came(timestamp: object) -> None:
    message = json.loads(GOOD) | {"timestamp": timestamp}
    (inbound,) = read(around(json.dumps(message).encode()), NOW)
    assert isinstance(inbound, Inbound)
    assert isinstance(inbound.event, GuestWrote)
    assert inbound.event.sent_at == NOW


@pytest.mark.parametrize("phone", ["", "12", "1" * 21, "12025550142x", "١٢٠٢٥٥٥٠١٤٢", "+", None, 12025550142])
def test_a_sender_without_a_number_or_id_is_nobody(phone: object) -> None:
    message = json.loads(GOOD) | {"from": phone}
    (kept,) = read(around(json.dumps(message).encode()), NOW)
    assert isinstance(kept, Unparsed)


@pytest.mark.parametrize("name", ["", "two words", "x" * 513, "\x00", None, 5, "ñ"])
def test_a_message_whose_name_is_none_is_kept_as_it_came(name: object) -> None:
    message = json.loads(GOOD) | {"id": name}
    (kept,) = read(around(json.dumps(message).encode()), NOW)
    assert isinstance(kept, Unparsed)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("text", {"body": "x" * 70_000}),
        ("text", {"body": " \n"}),
        ("text", "not an object"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": ""}}),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "x" * 257}}),
        ("interactive", {"type": "list_reply"}),
        ("interactive", {"type": "hologram"}),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "[1]"}}),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "[" * 100_000}}),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{"}}),
        ("button", {"payload": ""}),
        ("button", {}),
        ("image", {"mime_type": "image/png"}),
        ("audio", {"id": "a b"}),
        ("sticker", {}),
        ("location", {"latitude": 91, "longitude": 0}),
        ("location", {"latitude": 0, "longitude": 1e400}),
        ("location", {"latitude": True, "longitude": False}),
        ("location", {"latitude": "41.3", "longitude": 2}),
        ("contacts", []),
        ("reaction", {"emoji": "👍"}),
        ("order", {"product_items": []}),
        ("order", {"product_items": [{"product_retailer_id": "SPA", "quantity": 0}]}),
        ("order", {"product_items": [{"product_retailer_id": "SPA", "quantity": 1.5}]}),
        ("order", {"product_items": [{"product_retailer_id": "SPA", "quantity": 10**30}]}),
        ("order", {"product_items": [{"quantity": 1}]}),
        ("order", {"product_items": [{"product_retailer_id": "SPA", "quantity": 1}, {"quantity": 1}]}),
        ("edit", {"message": {}}),
        ("revoke", {}),
    ],
)
def test_a_broken_message_is_answered_as_unreadable_and_kept_beside(kind: str, content: object) -> None:
    message = json.loads(GOOD) | {"type": kind, kind: content}
    inbound, kept = read(around(json.dumps(message).encode()), NOW)
    assert isinstance(inbound, Inbound)
    assert type(inbound.event).__name__ == "GuestSentUnreadable"
    assert inbound.event.key == "message:wamid.good"
    assert isinstance(kept, Unparsed)
    assert kept.key.startswith("raw:")


def test_a_type_without_end_is_kept_once_and_repeated_nowhere() -> None:
    message = json.loads(GOOD) | {"type": "hologram" * 10_000}
    inbound, kept = read(around(json.dumps(message).encode()), NOW)
    assert len(repr(inbound)) < 2000
    assert isinstance(kept, Unparsed)
    assert len(kept.cause) < 2000


@pytest.mark.parametrize("system", [{}, {"type": "user_married"}, {"type": "user_changed_number"}, "x"])
def test_a_change_that_does_not_say_what_changed_is_kept_and_nobody_is_answered(system: object) -> None:
    message = json.loads(GOOD) | {"type": "system", "system": system}
    (kept,) = read(around(json.dumps(message).encode()), NOW)
    assert isinstance(kept, Unparsed)


@pytest.mark.parametrize("echo", [{}, {"id": "wamid.e"}, {"id": "", "to": "12025550142"}, {"id": "e", "to": "group"}])
def test_an_echo_of_nothing_or_to_nobody_pauses_nobody(echo: dict[str, str]) -> None:
    body = around(b"").replace(b'"messages":[]', b'"message_echoes":[%s]' % json.dumps(echo).encode())
    (kept,) = read(body.replace(b'"field":"messages"', b'"field":"smb_message_echoes"'), NOW)
    assert isinstance(kept, Unparsed)
    assert kept.kind == "echo"


@pytest.mark.parametrize(
    ("sender", "card", "known"),
    [
        ({"from_user_id": "US.1"}, {"user_id": "US.1", "wa_id": "12025550142"}, ["US.1", "12025550142", "Marta"]),
        ({"from": "12025550142"}, {"user_id": "US.1", "wa_id": "12025550142"}, ["US.1", "12025550142", "Marta"]),
        ({"from_user_id": "US.1"}, {"user_id": "US.2", "wa_id": "12025550142"}, ["US.1", ""]),
        (
            {"from_user_id": "US.1", "from": "12025550142"},
            {"user_id": "US.2", "wa_id": "12025550142"},
            ["US.1", "12025550142", ""],
        ),
        ({"from": "12025550142"}, {"wa_id": "12025550143"}, ["12025550142", ""]),
        ({"from": "12025550142"}, {"wa_id": "12025550142"}, ["12025550142", "Marta"]),
    ],
)
def test_a_card_adds_to_its_own_person_only(sender: dict[str, str], card: dict[str, str], known: list[str]) -> None:
    message = {"id": "wamid.1", "type": "text", "text": {"body": "Hola"}, **sender}
    cards = json.dumps([card | {"profile": {"name": "Marta"}}]).encode()
    body = around(json.dumps(message).encode()).replace(b'"messages":', b'"contacts":%s,"messages":' % cards)
    (inbound,) = read(body, NOW)
    assert isinstance(inbound, Inbound)
    assert [*(identity.value for identity in inbound.identities), inbound.profile_name] == known
    assert [contact.value for contact in inbound.contacts] == [word for word in known if word.startswith("1202")]


def test_the_same_news_about_two_accounts_is_two_news() -> None:
    other = BODIES["template_paused"].replace(b"910000000000001", b"910000000000002")
    assert _keys(read(BODIES["template_paused"], NOW)) != _keys(read(other, NOW))


def test_a_thumb_is_no_choice_and_no_words() -> None:
    (inbound,) = read(BODIES["reaction"], NOW)
    assert isinstance(inbound, Inbound)
    assert isinstance(inbound.event, GuestReacted)
    assert not isinstance(inbound.event, GuestChose | GuestWrote)


def _spots(whole: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value, as what holds it and where."""
    places = (
        list(whole.items()) if isinstance(whole, dict) else list(enumerate(whole)) if isinstance(whole, list) else []
    )
    return [(whole, at) for at, _ in places] + [spot for _, inner in places for spot in _spots(inner)]


def _texts(whole: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(whole, str):
        yield whole
    elif isinstance(whole, dict | list | tuple):
        for inner in whole.values() if isinstance(whole, dict) else whole:
            yield from _texts(inner)


def _keys(admitted: Sequence[Admitted]) -> list[str]:
    return [each.key if isinstance(each, Unparsed) else each.event.key for each in admitted]


def _called_from_below(body: bytes, depth: int) -> list[Admitted]:
    return _called_from_below(body, depth - 1) if depth else read(body, NOW)
