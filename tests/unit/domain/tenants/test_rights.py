"""Who may do what, told once more as a hotelier would write it on the wall."""

from itertools import product

import pytest

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.rights import ALLOWED, EVERYWHERE, Permission, Principal, Role, may

MAR, LUA = TenantId("mar"), TenantId("lua")

WALL = """
                 owner manager reception read-only auditor
know_oneself     yes   yes     yes       yes       yes
see_house        yes   yes     yes       yes       yes
change_house     yes   yes     no        no        no
change_doors     yes   no      no        no        no
see_guests       yes   yes     yes       yes       no
serve_guests     yes   yes     yes       no        no
keep_rights      yes   yes     no        no        no
see_audit        yes   yes     no        no        yes
see_people       yes   yes     no        no        yes
change_people    yes   no      no        no        no
"""
HEAD, *LINES = [line.split() for line in WALL.strip().splitlines()]
TOLD = {(Role(role), Permission(line[0])): line[n] == "yes" for line in LINES for n, role in enumerate(HEAD, start=1)}


def whoever(role: Role, *tenants: TenantId, everywhere: bool = False) -> Principal:
    return Principal(who="ana", role=role, tenants=None if everywhere else frozenset(tenants))


def test_the_wall_tells_of_every_role_and_every_permission() -> None:
    assert set(TOLD) == set(product(Role, Permission))
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_is_what_stands_on_the_wall_and_in_their_hotels_only(role: Role) -> None:
    for permission in Permission:
        told = TOLD[role, permission]
        assert may(whoever(role, MAR), permission, MAR) is told
        assert may(whoever(role, MAR, LUA), permission, LUA) is told
        assert may(whoever(role, everywhere=True), permission, MAR) is told
        assert may(whoever(role, MAR), permission, LUA) is False
        assert may(whoever(role), permission, MAR) is False


@pytest.mark.parametrize("role", Role)
def test_what_concerns_the_whole_installation_is_for_those_who_have_all_of_it(role: Role) -> None:
    for permission in Permission:
        assert may(whoever(role, everywhere=True), permission, None) is TOLD[role, permission]
        assert may(whoever(role, MAR, LUA), permission, None) is False
        assert may(whoever(role, MAR), permission, EVERYWHERE) is False
