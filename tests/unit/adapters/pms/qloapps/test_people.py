"""What QloApps demands of a guest is asked for, and nothing is invented."""

import pytest

from hotel_agent.adapters.pms.qloapps import requests
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.people import first_and_last, missing, name_of
from hotel_agent.adapters.pms.qloapps.records import Account
from hotel_agent.domain.ids import PropertyId, RatePlanId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import RatePlan
from hotel_agent.domain.reservations.reservation import Booker

HOUSE = House(
    property_id=PropertyId("prime"),
    hotel=1,
    currency="USD",
    time_zone="America/New_York",
    languages=(Language("en"),),
    plan=RatePlan(id=RatePlanId("standard"), name=LocalText.of("Standard"), terms=CancellationTerms()),
)
ANA = Booker(name="Ana Pérez", email="ana@example.com", phone="34600111222")


@pytest.mark.parametrize(
    ("name", "email", "phone", "wanted"),
    [
        ("Ana Pérez", None, "34600111222", "email"),
        ("Ana Pérez", "ana@example.com", None, "phone"),
        ("Ana Pérez", "not-an-email", "34600111222", "email"),
        ("Ana Pérez", "ana@example", "34600111222", "email"),
        ("Ana Pérez", "ana%@example.com", "34600111222", "email"),
        ("Ana Pérez", "ana@example.com", "none", "phone"),
        ("123 {}", None, None, "email, phone, name"),
    ],
)
def test_what_is_missing_is_named(name: str, email: str | None, phone: str | None, wanted: str) -> None:
    refusal = missing(Booker(name=name, email=email, phone=phone))
    assert refusal is not None
    assert refusal.reason is Reason.MISSING_CONTACT
    assert refusal.detail == f"QloApps demands: {wanted}"


def test_who_told_everything_is_missing_nothing() -> None:
    assert missing(ANA) is None


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ana María Pérez López", ("Ana", "María Pérez López")),
        ("Ana", ("Ana", "-")),
        ("Ana <b>Pérez</b> 7", ("Ana", "b Pérez /b")),
        ("x" * 40, ("x" * 32, "-")),
    ],
)
def test_a_name_is_two_names_without_what_qloapps_does_not_take(name: str, parts: tuple[str, str]) -> None:
    assert first_and_last(name) == parts


def test_a_name_that_was_not_told_is_not_said_again() -> None:
    account = Account(id=3, first="Ana", last="-", email="ana@example.com", phone="")
    assert name_of(account) == "Ana"


def test_an_address_somebody_else_has_renames_nobody() -> None:
    luis = Account(id=3, first="Luís", last="Sousa", email="ana@example.com", phone="+351900000000")
    told = requests.made([], ANA, luis, HOUSE, source="hotel-agent:x", language=None)
    assert isinstance(told["associations"], dict)
    assert told["associations"]["customer_detail"] == {
        "firstname": "Luís",
        "lastname": "Sousa",
        "email": "ana@example.com",
        "phone": "+351900000000",
    }
    assert told["remark"] == "Guest: Ana Pérez, telephone +34600111222"


def test_a_guest_who_comes_back_leaves_no_remark() -> None:
    ana = Account(id=3, first="Ana", last="Pérez", email="ana@example.com", phone="0034600111222")
    assert "remark" not in requests.made([], ANA, ana, HOUSE, source="hotel-agent:x", language=None)
