"""Names, passwords, and whose hotels a line of the audit log belongs to."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.people import (
    Card,
    Person,
    Token,
    concerned,
    name_of,
    name_of_secret,
    problem_of_password,
)
from hotel_agent.domain.tenants.rights import EVERYWHERE, Principal, Role

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAR, LUA = TenantId("mar"), TenantId("lua")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ana", "ana"),
        ("  Ana.Lopez ", "ana.lopez"),
        ("ana@hotel.example", "ana@hotel.example"),
        ("ana+night@hotel.example", "ana+night@hotel.example"),
        ("7", "7"),
        ("a" * 64, "a" * 64),
        ("a" * 65, None),
        ("", None),
        (".ana", None),
        ("ana lopez", None),
        ("ana\n", "ana"),
        ("añá", None),
        ("token:page", None),
    ],
)
def test_a_name_is_short_and_plain_and_in_small_letters(written: str, name: str | None) -> None:
    assert name_of(written) == name


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("four words in a row", None),
        ("twelve signs", None),
        ("eleven sign", "too short"),
        ("", "too short"),
        ("x" * 513, "too long"),
        ("abcabcabcabcabc", "too easily guessed"),
        ("Ana Lopez 2026!", "too easily guessed"),
    ],
)
def test_a_password_is_long_and_not_ones_own_name(password: str, wrong: str | None) -> None:
    told = problem_of_password(password, "ana lopez" if "Ana" in password else "zoe")
    assert (told is None) if wrong is None else (told is not None and told.startswith(wrong))
    assert not told or not password or password not in told


def test_a_token_speaks_for_its_hotels_until_it_expires_or_is_revoked() -> None:
    token = Token(
        id="t-1",
        digest=name_of_secret("hat_x"),
        name="the page",
        role=Role.READ_ONLY,
        tenants=frozenset({MAR}),
        made_by="ana",
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    speaks = Principal(who="token:the page", role=Role.READ_ONLY, tenants=frozenset({MAR}))
    assert token.principal(NOW + timedelta(hours=23)) == speaks
    assert token.principal(NOW + timedelta(days=1)) is None
    assert evolve(token, revoked_at=NOW).principal(NOW) is None
    assert "hat_x" not in repr(token)


def test_what_is_done_to_somebody_is_written_down_in_each_hotel_it_concerns() -> None:
    assert concerned(frozenset({MAR})) == (MAR,)
    assert concerned(frozenset({MAR}), frozenset({LUA, MAR})) == (LUA, MAR)
    assert concerned(None) == concerned(frozenset({MAR}), None) == (EVERYWHERE,)
    assert concerned(frozenset()) == (EVERYWHERE,)


def test_a_person_asks_as_who_they_are_for_the_hotels_they_are_of() -> None:
    eva = Person(name="eva", role=Role.RECEPTION, tenants=frozenset({TenantId("marina")}))
    assert eva.principal == Principal(who="eva", role=Role.RECEPTION, tenants=frozenset({TenantId("marina")}))


def test_a_code_is_asked_for_also_where_what_it_is_made_from_opens_no_more() -> None:
    ana = Person(name="ana", role=Role.OWNER, tenants=None)
    told = [Card(person=ana, password="", seed=seed).asks_for_codes for seed in ("", "JBSWY3DPEHPK3PXP", None)]
    assert told == [False, True, True]
