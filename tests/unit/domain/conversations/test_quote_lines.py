"""A quote tells everything a guest must know before the yes, and a reservation everything that was agreed."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.quote_lines import describe, everybody, list_offers, summarise, summary, terms
from hotel_agent.domain.conversations.replies import Count, Moment, Part, Sayings, Term
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.price import TaxLine
from hotel_agent.domain.reservations.reservation import ReservationState
from hotel_agent.testing.specification import (
    ARRIVAL,
    NOW,
    SUITE,
    a_house,
    a_quote,
    a_reservation,
    a_stay,
    an_offer,
    cancelling_costs,
    euros,
)

HOUSE = a_house()
CHECK_IN = HOUSE.property.arrival_moment(ARRIVAL)
LADDER = cancelling_costs((48, "50"), (24, "100"))


def lines(parts: tuple[Part, ...]) -> list[str]:
    return [part.line for part in parts]


def test_a_quote_tells_everything_before_the_yes() -> None:
    offer = an_offer(terms=LADDER, tax="6.00")
    parts = describe(HOUSE, a_quote(offer))
    assert lines(parts) == [
        "told.room",
        "told.dates",
        "told.guests",
        "told.total",
        "told.tax_added",
        "told.free_until",
        "told.costs_after",
        "told.costs_since",
        "told.valid_until",
    ]
    said = {part.line: part.named for part in parts}
    assert said["told.room"] == {"room": LocalText.of("Double room"), "meals": Term("meals.room_only")}
    assert said["told.dates"] == {"stay": a_stay()}
    assert said["told.guests"] == {"party": Party(2)}
    assert said["told.total"] == {"total": euros("306.00")}
    assert said["told.tax_added"] == {"name": LocalText.of("City tax"), "amount": euros("6.00")}


def test_a_tax_inside_the_price_is_told_as_inside() -> None:
    offer = an_offer()
    inside = TaxLine(name=LocalText.of("VAT"), amount=euros("27.27"), included=True)
    parts = describe(HOUSE, a_quote(evolve(offer, price=evolve(offer.price, taxes=(inside,)))))
    assert "told.tax_included" in lines(parts)


def test_a_change_tells_what_the_reservation_costs_now() -> None:
    parts = describe(HOUSE, a_quote(an_offer(nights=4)), a_reservation())
    dearer = next(part.named for part in parts if part.line == "told.dearer")
    assert dearer == {"amount": euros("100.00"), "before": euros("300.00")}


def test_several_quotes_are_numbered_each_with_its_total() -> None:
    quotes = (a_quote(an_offer(nightly="100.00")), a_quote(an_offer(nightly="180.00", room_type=SUITE), id="q2"))
    (offers,) = list_offers(quotes)
    assert (offers.named["stay"], offers.named["party"]) == (a_stay(), Party(2))
    listed = offers.named["offers"]
    assert isinstance(listed, Sayings)
    assert [(part.named["number"], part.named["total"]) for part in listed.parts] == [
        (Count(1), euros("300.00")),
        (Count(2), euros("540.00")),
    ]
    assert summary(quotes[1]).named["total"] == euros("540.00")


def test_everybody_is_all_who_sleep_in_all_rooms() -> None:
    offer = an_offer(parties=(Party(2, (7,)), Party(1, (3,))))
    assert everybody(offer.room_stays) == Party(3, (3, 7))


@pytest.mark.parametrize(
    ("hours_before", "told"),
    [
        (
            100,
            [("told.free_until", 48, None), ("told.costs_after", None, "150.00"), ("told.costs_since", 24, "300.00")],
        ),
        (48, [("told.free_until", 48, None), ("told.costs_after", None, "150.00"), ("told.costs_since", 24, "300.00")]),
        (47, [("told.costs_now", None, "150.00"), ("told.costs_since", 24, "300.00")]),
        (24, [("told.costs_now", None, "150.00"), ("told.costs_since", 24, "300.00")]),
        (23, [("told.costs_now", None, "300.00")]),
    ],
)
def test_the_terms_tell_what_cancelling_costs_now_and_from_when_on_more(
    hours_before: int, told: list[tuple[str, int | None, str | None]]
) -> None:
    offer = an_offer(terms=LADDER)
    at = CHECK_IN - timedelta(hours=hours_before)
    parts = terms(HOUSE, offer.terms, offer.price, arrival=CHECK_IN, at=at)

    def moment(hours: int) -> Moment:
        return Moment(HOUSE.property.local(CHECK_IN - timedelta(hours=hours)))

    assert [(part.line, part.named) for part in parts] == [
        (
            line,
            {}
            | ({"until" if line == "told.free_until" else "since": moment(hours)} if hours is not None else {})
            | ({"penalty": euros(cost)} if cost is not None else {}),
        )
        for line, hours, cost in told
    ]


def test_what_is_told_of_the_terms_is_what_is_paid() -> None:
    reservation = a_reservation(an_offer(terms=LADDER))
    for hours in range(0, 100, 7):
        at = CHECK_IN - timedelta(hours=hours, minutes=1)
        told = summarise(HOUSE, reservation, at)
        now = next((part.named["penalty"] for part in told if part.line == "told.costs_now"), euros("0"))
        assert now == reservation.penalty(at=at, arrival=CHECK_IN)


def test_moments_are_told_by_the_propertys_own_clock() -> None:
    (until,) = (part.named["until"] for part in describe(HOUSE, a_quote()) if part.line == "told.valid_until")
    assert isinstance(until, Moment)
    assert until.at.replace(tzinfo=None) == datetime(2026, 3, 2, 13, 0)  # noqa: DTZ001 - a clock on a wall
    assert until.at == NOW + timedelta(minutes=120)


def test_a_list_of_several_rooms_says_how_many() -> None:
    two_rooms = an_offer(parties=(Party(2), Party(2)))
    (part,) = list_offers((a_quote(two_rooms), a_quote(an_offer(parties=(Party(2), Party(2)), room_type=SUITE))))
    assert part.line == "told.offers_in_rooms"
    assert part.named["rooms"] == Count(2)


def test_a_cancelled_reservation_tells_no_terms_any_more() -> None:
    gone = evolve(a_reservation(an_offer(terms=LADDER)), state=ReservationState.CANCELLED)
    assert not [line for line in lines(summarise(HOUSE, gone, NOW)) if line.startswith(("told.free", "told.costs"))]
