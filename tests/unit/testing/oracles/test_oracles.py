"""The oracles agree with a hand-made sum, and notice what is wrong."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.effects import Book, Cancel, Say
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.testing.machines.hotel import TABLES
from hotel_agent.testing.oracles import Consent, Occupancy, Proof, nights_slept, penalty, published_price
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    Decided,
    a_conversation,
    a_guest,
    a_house,
    a_reservation,
    an_offer,
    euros,
    the_book_finds,
    the_book_offers,
    the_guest_writes,
)
from hotel_agent.testing.specification import given as given_that

SOON = NOW + timedelta(minutes=1)


def test_nights_are_the_leaves_between_two_days() -> None:
    assert nights_slept(date(2028, 2, 27), date(2028, 3, 1)) == [
        date(2028, 2, 27),
        date(2028, 2, 28),
        date(2028, 2, 29),
    ]
    assert nights_slept(ARRIVAL, ARRIVAL) == []


def test_nobody_departs_before_the_arrival() -> None:
    with pytest.raises(AssertionError, match="does not depart"):
        nights_slept(ARRIVAL, ARRIVAL - timedelta(days=1))


def test_two_in_one_bed_are_seen_on_the_night_they_share() -> None:
    sheet = Occupancy({"double": 1})
    sheet.add("double", date(2026, 3, 3), date(2026, 3, 5))
    assert sheet.free("double", date(2026, 3, 5), date(2026, 3, 6)) == 1
    assert sheet.free("double", date(2026, 3, 4), date(2026, 3, 6)) == 0
    assert sheet.oversold() == []
    sheet.add("double", date(2026, 3, 4), date(2026, 3, 6))
    assert sheet.oversold() == [("double", date(2026, 3, 4), 1)]


@pytest.mark.parametrize(
    ("sold", "people", "each_night", "on_top"),
    [
        # A Tuesday: 100.00; two adults pay 2.20 each for the first two nights.
        (("double", "flexible", date(2026, 3, 10), 3), (2, ()), [10000, 10000, 10000], 880),
        # Friday 6 March: the season's 131.50 and ten percent.
        (("double", "flexible", date(2026, 3, 6), 1), (1, ()), [14465], 220),
        # A third adult pays 30.00, a child of five 15.00, a baby nothing, a girl of thirteen as an adult.
        (("suite", "flexible", date(2026, 3, 10), 1), (3, ()), [21000], 660),
        (("suite", "flexible", date(2026, 3, 10), 1), (2, (5,)), [19500], 440),
        (("suite", "flexible", date(2026, 3, 10), 1), (2, (1,)), [18000], 440),
        (("suite", "flexible", date(2026, 3, 10), 1), (2, (13,)), [21000], 660),
        # Five percent less, and 11.00 for everybody of three and older.
        (("double", "breakfast", date(2026, 3, 10), 1), (2, (2,)), [11700], 440),
    ],
)
def test_a_published_price_is_the_sum_one_would_write_on_a_napkin(
    sold: tuple[str, str, date, int], people: tuple[int, tuple[int, ...]], each_night: list[int], on_top: int
) -> None:
    room, plan, arrival, nights = sold
    price = published_price(
        TABLES,
        room_type=room,
        plan=plan,
        arrival=arrival,
        departure=arrival + timedelta(days=nights),
        parties=[people],
    )
    assert (list(price.nights), price.on_top, price.total) == (each_night, on_top, sum(each_night) + on_top)


def test_what_is_not_sold_has_no_price() -> None:
    with pytest.raises(AssertionError, match="does not sell 'igloo'"):
        published_price(
            TABLES, room_type="igloo", plan="flexible", arrival=ARRIVAL, departure=ARRIVAL, parties=[(1, ())]
        )


@given(
    hours=st.lists(st.integers(0, 200), min_size=1, max_size=3, unique=True).map(
        lambda each: sorted(each, reverse=True)
    ),
    basis=st.sampled_from(PenaltyBasis),
    left=st.integers(-24 * 60, 300 * 60),
)
def test_the_printed_ladder_and_the_rule_of_the_house_cost_the_same(
    hours: list[int], basis: PenaltyBasis, left: int
) -> None:
    values = [Decimal(10 * (place + 1)) if basis is PenaltyBasis.PERCENT else Decimal(place + 1) for place in range(3)]
    steps = list(zip(hours, values, strict=False))
    terms = CancellationTerms(
        tuple(PenaltyStep(hours_before=before, basis=basis, value=value) for before, value in steps)
    )
    ladder = [{"hours_before": before, basis.value: value} for before, value in steps]
    arrival, nights = datetime(2026, 3, 10, 14, 0, tzinfo=UTC), (10000, 12000)
    at = arrival - timedelta(minutes=left)
    told = terms.penalty(
        at=at,
        arrival=arrival,
        total_price=Money(22440, "EUR"),
        night_prices=tuple(Money(night, "EUR") for night in nights),
    )
    assert told.minor == penalty(ladder, 22440, nights, at=at, arrival=arrival)


@pytest.mark.parametrize(
    ("proof", "theirs"),
    [
        (Proof(), False),
        (Proof(contacts={"34600000001"}), True),
        (Proof(contacts={"34699999999"}), False),
        (Proof(emails={"Ana@Example.org"}), True),
        (Proof(names=["ana garcia"]), True),
        (Proof(names=["Ana"]), False),
        (Proof(names=["Ana Gómez"]), False),
        (Proof(made={"ABC234"}), True),
    ],
)
def test_a_reservation_is_theirs_who_can_show_it(proof: Proof, theirs: bool) -> None:
    covers = proof.covers(number="ABC234", name="Ana García López", email="ana@example.org", phone="34600000001")
    assert covers is theirs
    assert Proof(names=["Ana"]).covers(number="ABC234", name="Ana", email=None, phone=None)


# Consent


def listening(decided: Decided, consent: Consent | None = None, *, minutes: int = 0) -> Consent:
    consent = consent or Consent(valid_minutes=120)
    for effect in decided.effects:
        if isinstance(effect, Say):
            consent.hears_us(effect, NOW + timedelta(minutes=minutes))
    return consent


def says(
    consent: Consent, *, yes: bool = True, pressed: tuple[ChoiceToken, ...] = (), minutes: int = 1, sent_ago: int = 0
) -> None:
    at = NOW + timedelta(minutes=minutes)
    consent.hears_the_guest(
        yes=yes,
        no=not yes and not pressed,
        pressed=pressed,
        at=at,
        received_at=at,
        sent_at=at - timedelta(minutes=sent_ago),
    )


def quoted(nightly: str = "100.00") -> Decided:
    return given_that(a_conversation(known=a_guest("Ana García", phone="34600000001"))).when(
        the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2),
        the_book_offers(an_offer(nightly=nightly)),
    )


def accepted(decided: Decided) -> Book:
    return decided.when(the_guest_writes(answer=Answer.YES, at=SOON)).the(Book)


def test_a_yes_to_what_was_shown_is_agreed_to_once() -> None:
    consent = listening(quoted())
    says(consent)
    assert consent.objection(accepted(quoted()), SOON) is None
    assert consent.objection(accepted(quoted()), SOON) == "the yes was used before"
    consent.hears_of_a_missing_contact()
    assert consent.objection(accepted(quoted()), SOON) is None


def test_a_pressed_button_is_a_yes_to_what_it_was_shown_with() -> None:
    consent = listening(quoted())
    says(consent, yes=False, pressed=(quoted().choice(Meaning.ACCEPT_QUOTE),))
    assert consent.objection(accepted(quoted()), SOON) is None


def test_nothing_is_agreed_to_without_a_yes_or_after_a_no() -> None:
    consent = listening(quoted())
    assert consent.objection(accepted(quoted()), SOON) == "nobody said yes"
    says(consent)
    says(consent, yes=False)
    assert consent.objection(accepted(quoted()), SOON) == "nobody said yes"


def test_a_yes_is_to_that_very_price() -> None:
    consent = listening(quoted())
    says(consent)
    assert consent.objection(accepted(quoted("101.00")), SOON) == "the guest was shown another total"


def test_a_new_quote_a_person_and_a_refusal_take_the_yes_back() -> None:
    for end in ("quote", "person", "declined"):
        consent = listening(quoted())
        says(consent)
        if end == "quote":
            listening(quoted("120.00"), consent, minutes=2)
        elif end == "person":
            consent.hears_of_a_person()
        else:
            listening(quoted().when(the_guest_writes(answer=Answer.NO)), consent, minutes=2)
        assert consent.objection(accepted(quoted()), SOON) == "nobody said yes"


@pytest.mark.parametrize(("minutes", "sent_ago"), [(121, 0), (120, 0), (20, 16), (-1, 0)])
def test_a_yes_too_late_too_old_or_too_early_agrees_to_nothing(minutes: int, sent_ago: int) -> None:
    consent = listening(quoted())
    says(consent, minutes=minutes, sent_ago=sent_ago)
    assert consent.objection(accepted(quoted()), SOON) == "nobody said yes"


def test_a_yes_in_time_does_not_outlive_the_quote() -> None:
    consent = listening(quoted())
    says(consent)
    objection = consent.objection(accepted(quoted()), NOW + timedelta(minutes=120))
    assert objection is not None
    assert "has expired" in objection


def test_a_yes_to_a_quote_cancels_nothing() -> None:
    consent = listening(quoted())
    says(consent)
    cancel = Cancel(number=a_reservation().number, penalty=euros("0"))
    assert consent.objection(cancel, SOON) == "the yes was to a Book"


def test_a_yes_to_a_penalty_is_to_that_penalty() -> None:
    asked = given_that(a_conversation(known=a_guest(phone="34600000001")), a_house()).when(
        the_guest_writes(intents="cancel_reservation"), the_book_finds(a_reservation())
    )
    consent = listening(asked)
    says(consent)
    assert (
        consent.objection(Cancel(number=a_reservation().number, penalty=euros("9.00")), SOON)
        == "the guest was shown another penalty"
    )
    assert consent.objection(Cancel(number=a_reservation().number, penalty=euros("0")), SOON) is None
