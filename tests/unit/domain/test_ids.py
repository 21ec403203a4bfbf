"""What is named by its parts has one name, and nothing else has it."""

from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.ids import AccountId, ConversationId, EventKey, TenantId, digest, effect_key, event_name

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
    assert (
        effect_key(TenantId("miramar"), AccountId("34600"), EventKey("message:1"), 0)
        == "b524d5813d41125f88bad1a3bd399b44"
    )


def test_each_command_of_each_turn_at_each_door_has_its_own_key() -> None:
    keys = {
        effect_key(TenantId(tenant), AccountId(account), EventKey(event), position)
        for tenant in ("a", "b")
        for account in ("34600", "34601")
        for event in ("message:1", "message:2")
        for position in range(3)
    }
    assert len(keys) == 24


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
