"""What is left to a person, to the very minute; and what no limit names may always be done."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.chat_limits import LIMITS, OF_THE_NAME, Matter, left_to_a_person
from hotel_agent.domain.reservations.reservation import Move
from hotel_agent.domain.tenants.house_rules import HouseRules

ARRIVAL = datetime(2027, 3, 12, 15, tzinfo=UTC)
NOT_AT_ALL, IN_TIME = Refusal(Reason.NOT_IN_CHAT), Refusal(Reason.NOT_IN_CHAT, limit=48)


OF_A_NAME = Refusal(Reason.NOT_IN_CHAT, detail=OF_THE_NAME)
A_NAME_IN_TIME = Refusal(Reason.NOT_IN_CHAT, limit=48, detail=OF_THE_NAME)


def judged(rules: HouseRules, move: Move, *, hours: float, renames: bool = False) -> Refusal | None:
    at = ARRIVAL - timedelta(hours=hours)
    return left_to_a_person(Matter(move=move, at=at, arrival=ARRIVAL, rules=rules, renames=renames))


@pytest.mark.parametrize(
    ("rules", "move", "hours", "refusal"),
    [
        (HouseRules(), Move.MODIFY, 1, None),
        (HouseRules(names_in_chat=False), Move.MODIFY, 900, OF_A_NAME),
        (HouseRules(names_in_chat=False), Move.CANCEL, 900, None),
        (HouseRules(name_hours_before=48), Move.MODIFY, 48, None),
        (HouseRules(name_hours_before=48), Move.MODIFY, 47.99, A_NAME_IN_TIME),
        (HouseRules(name_hours_before=48), Move.CANCEL, 1, None),
        (HouseRules(name_hours_before=48, change_hours_before=48), Move.MODIFY, 1, IN_TIME),
    ],
)
def test_another_name_has_limits_of_its_own(
    rules: HouseRules, move: Move, hours: float, refusal: Refusal | None
) -> None:
    assert judged(rules, move, hours=hours, renames=True) == refusal
    unnamed = judged(rules, move, hours=hours)
    assert unnamed is None or unnamed.detail != OF_THE_NAME


@pytest.mark.parametrize(
    ("rules", "move", "hours", "refusal"),
    [
        (HouseRules(), Move.MODIFY, 1, None),
        (HouseRules(), Move.CANCEL, -5, None),
        (HouseRules(changes_in_chat=False), Move.MODIFY, 900, NOT_AT_ALL),
        (HouseRules(changes_in_chat=False), Move.CANCEL, 900, None),
        (HouseRules(cancellations_in_chat=False), Move.CANCEL, 900, NOT_AT_ALL),
        (HouseRules(cancellations_in_chat=False), Move.MODIFY, 900, None),
        (HouseRules(change_hours_before=48), Move.MODIFY, 48, None),
        (HouseRules(change_hours_before=48), Move.MODIFY, 47.99, IN_TIME),
        (HouseRules(change_hours_before=48), Move.CANCEL, 1, None),
        (HouseRules(cancel_hours_before=48), Move.CANCEL, 48, None),
        (HouseRules(cancel_hours_before=48), Move.CANCEL, -1, IN_TIME),
        (HouseRules(cancel_hours_before=48), Move.MODIFY, 1, None),
    ],
)
def test_a_limit_holds_to_the_minute(rules: HouseRules, move: Move, hours: float, refusal: Refusal | None) -> None:
    assert judged(rules, move, hours=hours) == refusal


matters = st.builds(
    Matter,
    move=st.sampled_from(Move),
    at=st.integers(-100, 400).map(lambda hours: ARRIVAL - timedelta(hours=hours)),
    arrival=st.just(ARRIVAL),
    rules=st.builds(
        HouseRules,
        changes_in_chat=st.booleans(),
        cancellations_in_chat=st.booleans(),
        change_hours_before=st.sampled_from((0, 24, 72)),
        cancel_hours_before=st.sampled_from((0, 24, 72)),
        names_in_chat=st.booleans(),
        name_hours_before=st.sampled_from((0, 24, 72)),
    ),
    renames=st.booleans(),
)


@given(matters)
def test_the_first_limit_that_says_no_is_heard_and_only_of_what_it_is_about(matter: Matter) -> None:
    refusals = [refusal for limit in LIMITS if (refusal := limit(matter)) is not None]
    assert left_to_a_person(matter) == (refusals[0] if refusals else None)
    assert matter.move in {Move.MODIFY, Move.CANCEL} or not refusals


@given(matters, st.integers(0, 300))
def test_what_was_left_to_a_person_is_not_done_here_later(matter: Matter, hours: int) -> None:
    later = evolve(matter, at=matter.at + timedelta(hours=hours))
    assert left_to_a_person(matter) is None or left_to_a_person(later) is not None
