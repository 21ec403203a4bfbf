"""What a rate asks for ahead is told with its quote, in money, and how to pay it once the stay is reserved."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.events import Booked, Modified
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Sayings
from hotel_agent.domain.conversations.understanding import Answer
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.domain.tenants.house_rules import Deposit, HouseRules
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
    given,
    happens,
    the_book_offers,
    the_guest_writes,
)

ANA = a_guest("Ana García", phone="34600000001")
WAYS = LocalText.of("By transfer to ES00, within two days.")
THIRD, HALF = Deposit(percent=30), Deposit(percent=50)
HOW = the_guest_writes("How do I pay?", intents="payment")


def house(deposit: Deposit | None = None, ways: LocalText | None = WAYS) -> House:
    built = a_house(rules=HouseRules(deposit=deposit))
    return evolve(built, property=evolve(built.property, payment=ways))


def quoted(offer: Offer, of: House) -> Decided:
    wish = the_guest_writes(intents="book", arrival=ARRIVAL, nights=3, adults=2)
    return given(a_conversation(known=ANA), of).when(wish, the_book_offers(offer))


def reserved(offer: Offer, of: House, made: Reservation | None = None) -> Decided:
    yes = the_guest_writes("yes", answer=Answer.YES, at=NOW + timedelta(minutes=1))
    return quoted(offer, of).when(yes, happens(Booked, reservation=made or a_reservation(offer)))


def ahead(decided: Decided) -> dict[str, object]:
    """What is said of a deposit to whoever asks how to pay, with the amount where one is named."""
    deposit = decided.said("payment.how_with_deposit")["deposit"]
    assert isinstance(deposit, Sayings)
    return {part.line: part.named.get("amount") for part in deposit.parts}


@pytest.mark.parametrize(
    ("of_the_rate", "of_the_house", "ahead"),
    [
        (THIRD, None, "90.00"),
        (None, HALF, "150.00"),
        (THIRD, HALF, "90.00"),
        (Deposit(nights=2), HALF, "200.00"),
        (Deposit(nights=9), None, "300.00"),
    ],
)
def test_a_quote_names_what_its_rate_asks_for_ahead_or_else_the_house(
    of_the_rate: Deposit | None, of_the_house: Deposit | None, ahead: str
) -> None:
    told = quoted(evolve(an_offer(), deposit=of_the_rate), house(of_the_house))
    assert told.said("told.deposit") == {"amount": euros(ahead)}


def test_where_nothing_is_paid_ahead_nothing_is_said_of_it() -> None:
    assert "told.deposit" not in quoted(an_offer(), house()).lines
    done = reserved(an_offer(), house())
    assert not {"told.deposit", "told.how_to_pay"} & set(done.lines)


def test_a_reservation_tells_the_deposit_as_it_was_quoted_and_how_to_pay_it() -> None:
    done = reserved(evolve(an_offer(), deposit=THIRD), house())
    assert done.said("told.deposit") == {"amount": euros("90.00")}
    assert done.said("told.how_to_pay") == {"ways": WAYS}
    assert done.lines[-2:] == ("told.deposit", "told.how_to_pay")


def test_a_hotel_that_wrote_down_no_way_to_pay_tells_the_amount_alone() -> None:
    done = reserved(an_offer(), house(HALF, ways=None))
    assert done.lines[-1] == "told.deposit"


def test_rules_that_changed_since_change_nothing_of_what_was_quoted() -> None:
    yes = the_guest_writes("yes", answer=Answer.YES, at=NOW + timedelta(minutes=1))
    asked = quoted(an_offer(), house(THIRD)).when(yes)
    done = given(asked.state, house(HALF)).when(happens(Booked, reservation=a_reservation()))
    assert done.said("told.deposit") == {"amount": euros("90.00")}


def test_where_the_book_made_another_price_of_it_no_deposit_is_told() -> None:
    done = reserved(evolve(an_offer(), deposit=THIRD), house(), a_reservation(an_offer(nightly="101.00")))
    assert "told.deposit" not in done.lines


def test_what_is_cancelled_already_asks_for_no_deposit() -> None:
    done = reserved(evolve(an_offer(), deposit=THIRD), house(), a_reservation(state=ReservationState.CANCELLED))
    assert "told.deposit" not in done.lines


def test_of_a_stay_that_is_changed_nobody_knows_here_what_was_paid() -> None:
    mine = evolve(
        a_conversation(known=ANA),
        reservation=a_reservation(),
        made=(a_reservation().number,),
        purpose="change_reservation",
    )
    longer = an_offer(nights=4)
    told = given(mine, house(THIRD)).when(
        the_guest_writes(intents="change_reservation", nights=4), the_book_offers(longer)
    )
    told.then_says("quote.ask_yes_to_change")
    assert "told.deposit" not in told.lines
    done = told.when(
        the_guest_writes("yes", answer=Answer.YES, at=NOW + timedelta(minutes=1)),
        happens(Modified, reservation=a_reservation(longer)),
    )
    assert "told.deposit" not in done.lines


def test_who_asks_how_to_pay_hears_of_the_rate_that_is_quoted_or_reserved() -> None:
    told = quoted(evolve(an_offer(), deposit=THIRD), house(HALF)).when(HOW)
    assert list(ahead(told)) == ["payment.percent", "payment.of_quote"]
    plan = evolve(a_house().catalogue.rate_plans[0], deposit=Deposit(nights=1))
    there = evolve(house(HALF), catalogue=Catalogue(rate_plans=(plan,)))
    mine = evolve(a_conversation(known=ANA), reservation=evolve(a_reservation(), rate_plan=plan.id))
    of_mine = ahead(given(mine, there).when(HOW))
    assert of_mine == {"payment.nights": None, "payment.of_reservation": euros("100.00")}
    elsewhere = evolve(mine, reservation=evolve(a_reservation(), rate_plan=None))
    of_the_house = ahead(given(elsewhere, there).when(HOW))
    assert of_the_house == {"payment.percent": None, "payment.of_reservation": euros("150.00")}


def test_a_quote_kept_before_deposits_were_named_still_tells_the_rule_and_no_amount() -> None:
    told = quoted(an_offer(), house(THIRD))
    old = evolve(told.state, quotes=tuple(evolve(each, deposit=None) for each in told.state.quotes))
    assert ahead(given(old, house(THIRD)).when(HOW)) == {"payment.percent": None}
