"""A no has a reason, and may carry the number or the day it speaks of."""

from datetime import date

from hotel_agent.domain.refusals import Reason, Refusal


def test_reasons_are_named_as_they_are_logged() -> None:
    assert all(reason.value == reason.name.lower() for reason in Reason)


def test_a_refusal_without_more_carries_only_its_reason() -> None:
    assert Refusal(Reason.SOLD_OUT) == Refusal(Reason.SOLD_OUT, limit=None, on=None, detail="")
    assert Refusal(Reason.SOLD_OUT) != Refusal(Reason.SOLD_OUT, on=date(2027, 3, 1))
