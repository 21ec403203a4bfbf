"""The link by which a guest is left alone: it says whose wish it is to this house alone, and shows nobody anything."""

import string
from urllib.parse import urlsplit

import pytest
from attrs import evolve
from tests.unit.adapters.channels.email.outside import DESK, TENANT

from hotel_agent.adapters.channels.email.unsubscribing import PATH, Pressed, Unsubscribing
from hotel_agent.domain.ids import EffectKey, TenantId
from hotel_agent.ports.channel import Address, Identity

OURS = Unsubscribing("https://desk.hotel.example", "a secret of this house")
ANA = Address(tenant=TENANT, account=DESK, identity=Identity("email", "ana.peña@example.com"))
MAIL = EffectKey("ab" * 16)


def token(link: str) -> str:
    return urlsplit(link).path.removeprefix(PATH)


def test_a_link_says_whose_wish_it_is_and_in_which_mail() -> None:
    assert OURS.pressed(token(OURS.link(ANA, MAIL))) == Pressed(ANA, MAIL)
    another_process = Unsubscribing("https://moved.hotel.example", "a secret of this house")
    assert another_process.pressed(token(OURS.link(ANA, MAIL))) == Pressed(ANA, MAIL)


def test_a_mail_sent_again_bears_the_same_link_and_every_other_mail_another() -> None:
    others = [
        OURS.link(evolve(ANA, identity=Identity("email", "rui@example.com")), MAIL),
        OURS.link(evolve(ANA, identity=Identity("email_claimed", "ana.peña@example.com")), MAIL),
        OURS.link(evolve(ANA, tenant=TenantId("lua")), MAIL),
        OURS.link(ANA, EffectKey("cd" * 16)),
    ]
    assert OURS.link(ANA, MAIL) == OURS.link(ANA, MAIL)
    assert len({OURS.link(ANA, MAIL), *others}) == 5


def test_a_link_shows_no_address_and_needs_no_sign_that_is_changed_on_the_way() -> None:
    link = OURS.link(ANA, MAIL)
    assert link.startswith("https://desk.hotel.example/v1/mail/unsubscribe/")
    assert set(token(link)) <= {*string.ascii_letters, *string.digits, "-", "_"}
    assert "ana" not in link.lower().removeprefix("https://desk.hotel.example")


def test_without_a_public_address_or_a_secret_there_is_none() -> None:
    assert Unsubscribing("", "a secret of this house").link(ANA, MAIL) == ""
    assert Unsubscribing("https://desk.hotel.example", "").link(ANA, MAIL) == ""
    assert Unsubscribing("https://desk.hotel.example", "").pressed(token(OURS.link(ANA, MAIL))) is None


REAL = token(OURS.link(ANA, MAIL))


@pytest.mark.parametrize(
    "forged",
    [
        token(Unsubscribing("https://desk.hotel.example", "another secret").link(ANA, MAIL)),
        REAL[:-2],
        REAL[2:],
        ("B" if REAL.startswith("A") else "A") + REAL[1:],
        REAL + "AAAA",
        REAL + "A",
        "",
        "A",
        "señor",
        "%",
        "A" * 100_000,
    ],
    ids=range(11),
)
def test_nobody_else_makes_one(forged: str) -> None:
    assert OURS.pressed(forged) is None
