"""An offer is about one kind of room and one stay; a quote is that offer until it expires."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, QuoteId, TenantId
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.strategies.values import values

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
FEW = settings(max_examples=20)
"""Rules of one line, on values that take their time to be drawn."""
offers, quotes = values(Offer), values(Quote)


@FEW
@given(offers)
def test_an_offer_is_known_by_its_first_room(offer: Offer) -> None:
    assert (offer.stay, offer.room_type) == (offer.room_stays[0].stay, offer.room_stays[0].room_type)


@FEW
@given(offers)
def test_an_offer_has_a_room(offer: Offer) -> None:
    with pytest.raises(ValueError, match="room_stays"):
        evolve(offer, room_stays=())


def test_an_ask_is_for_somebody() -> None:
    with pytest.raises(ValueError, match="parties"):
        Ask(property_id=PropertyId("miramar"), stay=Stay.of_nights(date(2027, 3, 1), 1), parties=())


@FEW
@given(offers, st.integers(1, 10_000))
def test_a_quote_says_what_was_offered_and_holds_so_many_minutes(offer: Offer, minutes: int) -> None:
    number = ConfirmationNumber("K7TR2B")
    quote = issue(offer, id=QuoteId("q"), tenant=TenantId("t"), at=AT, valid_minutes=minutes, replaces=number)
    assert (quote.offer, quote.total, quote.stay) == (offer, offer.price.total, offer.stay)
    assert (quote.id, quote.tenant, quote.replaces) == ("q", "t", number)
    assert quote.issued_at == AT
    assert (quote.expires_at - AT).total_seconds() == 60 * minutes


@FEW
@given(quotes, st.integers(-5, 5))
def test_a_quote_is_valid_up_to_the_moment_of_its_expiry(quote: Quote, seconds: int) -> None:
    assert quote.expired(quote.expires_at + timedelta(seconds=seconds)) is (seconds >= 0)


@FEW
@given(quotes, st.integers(0, 5))
def test_a_quote_expires_after_it_is_issued(quote: Quote, seconds: int) -> None:
    with pytest.raises(ValueError, match="expires after it is issued"):
        evolve(quote, expires_at=quote.issued_at - timedelta(seconds=seconds))
