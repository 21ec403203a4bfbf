"""Every switch is declared once, with what it means; the nearest word counts; an operator's words are understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import GuestId, TenantId
from hotel_agent.domain.tenants.flags import (
    FLAGS,
    Flag,
    Origin,
    Setting,
    Share,
    Standing,
    declared,
    is_on,
    named,
    read_setting,
    standing,
    write_setting,
)

HOTEL, OTHER = TenantId("miramar"), TenantId("sierra")
LIGHT = Flag("light", True, "it is light")
SETTINGS = st.one_of(st.booleans(), st.integers(1, 99).map(Share))


def test_every_flag_is_declared_once_and_says_what_it_does() -> None:
    assert len({flag.name for flag in FLAGS}) == len(FLAGS)
    assert all(flag.meaning for flag in FLAGS)
    assert [declared(flag.name) for flag in FLAGS] == list(FLAGS)
    assert [named(flag.name) for flag in FLAGS] == list(FLAGS)


def test_the_switches_known_from_before_keep_their_names_and_defaults() -> None:
    before = {
        "nlp.fallback.enhanced": True,
        "tenancy.dynamic.enabled": True,
        "canary.enabled": False,
        "multi_tenant.experimental": False,
    }
    assert before.items() <= {flag.name: flag.default for flag in FLAGS}.items()


def test_no_name_holds_the_sign_that_stands_before_a_hotel() -> None:
    assert not any("@" in flag.name for flag in FLAGS)


def test_a_flag_nobody_declared_is_none_and_asking_for_it_by_name_a_bug() -> None:
    assert declared("nlp.fallback.unheard") is None
    with pytest.raises(Bug, match="nobody declared a flag 'nlp"):
        named("nlp.fallback.unheard")


@pytest.mark.parametrize(
    ("thrown", "stands"),
    [
        ({}, Standing(True, Origin.DEFAULT)),
        ({("light", None): False}, Standing(False, Origin.EVERYBODY)),
        ({("light", HOTEL): Share(5)}, Standing(Share(5), Origin.HOTEL)),
        ({("light", HOTEL): True, ("light", None): False}, Standing(True, Origin.HOTEL)),
        ({("light", OTHER): False, ("dark", HOTEL): False}, Standing(True, Origin.DEFAULT)),
    ],
)
def test_the_word_nearest_to_the_hotel_counts_and_says_where_it_comes_from(
    thrown: dict[tuple[str, TenantId | None], Setting], stands: Standing
) -> None:
    assert standing(LIGHT, thrown, HOTEL) == stands


def test_for_everybody_no_hotels_own_word_counts() -> None:
    assert standing(LIGHT, {("light", HOTEL): False}, None) == Standing(True, Origin.DEFAULT)
    assert standing(LIGHT, {("light", None): False}, None) == Standing(False, Origin.EVERYBODY)


def test_two_switches_draw_different_guests_into_shares_of_the_same_size() -> None:
    guests = [GuestId(f"guest-{number}") for number in range(400)]
    flags = [Flag(name, False, "") for name in ("one", "two")]
    drawn = [
        {each for each in guests if is_on(flag, {(flag.name, None): Share(50)}, tenant=HOTEL, guest=each)}
        for flag in flags
    ]
    assert 50 < len(drawn[0] & drawn[1]) < 150


@pytest.mark.parametrize("percent", [-1, 0, 100, 101])
def test_nobody_and_everybody_are_no_share(percent: int) -> None:
    with pytest.raises(Bug, match="set the switch on or off"):
        Share(percent)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        *((text, True) for text in ("1", "true", "on", "yes", "TRUE", " On\n", "100%")),
        *((text, False) for text in ("0", "false", "off", "no", "No", "0%", "000%")),
        *((text, Share(25)) for text in ("25%", "25 %", " 025%")),
        *((text, None) for text in ("", "2", "ture", "101%", "-5%", "%", "2.5%", "٢٥%", "25%%", "1000%")),
    ],
)
def test_an_operators_words_are_understood_or_refused(text: str, means: Setting | None) -> None:
    read = read_setting(text)
    assert read == means
    assert type(read) is type(means)


@given(SETTINGS)
def test_what_is_written_is_read_again_as_it_was(setting: Setting) -> None:
    assert read_setting(write_setting(setting)) == setting


def test_a_share_is_drawn_for_each_guest_once_and_for_a_hotel_as_a_whole() -> None:
    thrown: dict[tuple[str, TenantId | None], Setting] = {("light", None): Share(50)}
    guests = [GuestId(str(number)) for number in range(400)]
    lit = [is_on(LIGHT, thrown, tenant=HOTEL, guest=guest) for guest in guests]
    assert 150 < sum(lit) < 250
    assert lit == [is_on(LIGHT, thrown, tenant=HOTEL, guest=guest) for guest in guests]
    hotels = [TenantId(f"hotel-{number}") for number in range(400)]
    assert 150 < sum(is_on(LIGHT, thrown, tenant=hotel) for hotel in hotels) < 250
    assert is_on(LIGHT, {("light", HOTEL): False}, tenant=HOTEL) is False
