"""What is named by its parts has one name, and nothing else has it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import (
    AccountId,
    ConversationId,
    EffectKey,
    EventKey,
    TenantId,
    digest,
    effect_key,
    event_name,
    trail_name,
    turn_name,
)

parts = st.lists(st.text(st.characters()), max_size=4)


@given(parts)
def test_a_name_is_32_small_hex_characters(named: list[str]) -> None:
    name = digest(*named)
    assert len(name) == 32
    assert set(name) <= set("0123456789abcdef")
    assert digest(*named) == name


@given(parts, parts)
def test_different_parts_have_different_names(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) is (one == other)


def test_parts_are_told_apart_by_where_they_end() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4


def test_a_name_is_the_same_in_every_process_and_release() -> None:
    turn = turn_name(TenantId("miramar"), AccountId("34600"), EventKey("message:1"))
    trail = trail_name(TenantId("miramar"), AccountId("34600"), EventKey("message:1"))
    assert effect_key(trail, turn, 0) == f"{trail}{turn}0000"
    assert (trail, turn) == ("86941624ca41", "c992292f5b59137d")


def test_each_command_of_each_turn_at_each_door_has_its_own_key() -> None:
    keys = {
        key_of(tenant, account, event, position)
        for tenant in ("a", "b")
        for account in ("34600", "34601")
        for event in ("message:1", "message:2")
        for position in range(3)
    }
    assert len(keys) == 24
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


def test_what_a_command_came_to_stays_on_the_trail_of_what_it_came_of() -> None:
    command = key_of("a", "34600", "message:1", 3)
    assert command.startswith(trail("message:1"))
    for kind in ("result", "carried", "code", "willing"):
        assert trail(f"{kind}:{command}") == trail("message:1")
    assert trail("status:wamid.1:failed", effect=EffectKey(command)) == trail("message:1")


@pytest.mark.parametrize("beginning", ["message:2", "wake:{command}", "staff:{command}", "message:{command}"])
def test_a_moment_we_asked_for_and_whatever_comes_from_outside_begins_a_trail_of_its_own(beginning: str) -> None:
    command = key_of("a", "34600", "message:1", 0)
    assert trail(beginning.format(command=command)) != trail("message:1")


def test_what_bears_no_key_of_ours_cannot_choose_its_trail() -> None:
    told = trail("status:wamid.1:failed", effect=EffectKey("+34 600 111 222"))
    assert re.fullmatch("[0-9a-f]{12}", told)
    assert told == trail("status:wamid.1:failed")


def trail(key: str, *, effect: EffectKey | None = None) -> str:
    return trail_name(TenantId("a"), AccountId("34600"), EventKey(key), effect=effect)


def key_of(tenant: str, account: str, event: str, position: int) -> str:
    where = TenantId(tenant), AccountId(account), EventKey(event)
    return effect_key(trail_name(*where), turn_name(*where), position)


def test_half_a_character_can_be_named_too() -> None:
    assert len(digest("\ud83d")) == 32


def test_the_short_name_of_an_event_tells_events_apart_and_nobodys_number() -> None:
    told = [
        event_name(TenantId(tenant), ConversationId(conversation), EventKey(key))
        for tenant in ("a", "b")
        for conversation in ("c-1", "c-2")
        for key in ("message:34600111222", "message:34600111223")
    ]
    assert len(set(told)) == 8
    assert {len(each) for each in told} == {12}
    assert not any("600111" in each for each in told)
