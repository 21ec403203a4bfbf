"""How do I pay? As the hotel wrote it down, and what is paid ahead as a share of a price that was really quoted."""

from hotel_agent.domain.conversations.asides import not_known
from hotel_agent.domain.conversations.facts import known, tell
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Count, Line, Part, Sayings, Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.price import Price
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.tenants.house_rules import Deposit

HOW = Line("payment.how", ("ways",))
HOW_WITH_DEPOSIT = Line("payment.how_with_deposit", ("ways", "deposit"))
DEPOSIT_ONLY = Line("payment.deposit_only", ("deposit",))
PERCENT = Line("payment.percent", ("limit",))
NIGHTS = Line("payment.nights", ("limit",))
OF_RESERVATION = Line("payment.of_reservation", ("number", "amount"))
OF_QUOTE = Line("payment.of_quote", ("amount",))


def tell_payment(talk: Talk) -> Decision:
    """Say how and how much ahead. An amount is only said of a reservation or a quote that holds it."""
    ways, deposit = talk.house.property.payment, _asked(talk)
    if ways is not None and deposit is not None:
        told = HOW_WITH_DEPOSIT(ways=ways, deposit=Sayings(_ahead(talk, deposit)))
    elif ways is not None:
        told = HOW(ways=ways)
    elif deposit is not None:
        told = DEPOSIT_ONLY(deposit=Sayings(_ahead(talk, deposit)))
    else:
        return _as_written_down(talk)
    return talk.ends(talk.says(told))


def _as_written_down(talk: Talk) -> Decision:
    """What the hotel wrote down of it elsewhere; said once, where a fact of the house is asked, too."""
    if talk.heard.shows("house_question"):
        return talk.over()
    answers = known(talk)
    return tell(talk, answers) if answers else not_known(talk)


def _asked(talk: Talk) -> Deposit | None:
    """What is paid ahead, as the rate of the stay spoken of asks, or else the house."""
    quote, reservation, house = _quote(talk), talk.state.reservation, talk.house
    if quote is not None and quote.offer.deposit is not None:
        return quote.offer.deposit
    if quote is None and reservation is not None:
        plan = next((each for each in house.catalogue.rate_plans if each.id == reservation.rate_plan), None)
        if plan is not None and plan.deposit is not None:
            return plan.deposit
    return house.rules.deposit


def _ahead(talk: Talk, deposit: Deposit) -> tuple[Part, ...]:
    rule = PERCENT(limit=Count(deposit.percent)) if deposit.percent else NIGHTS(limit=Count(deposit.nights))
    quote, reservation = _quote(talk), talk.state.reservation
    if quote is not None:
        return (rule,) if quote.deposit is None else (rule, OF_QUOTE(amount=quote.deposit))
    if reservation is not None:
        asked = deposit.of(reservation.total, _nights(reservation.price))
        return rule, OF_RESERVATION(number=Words(reservation.number), amount=asked)
    return (rule,)


def _quote(talk: Talk) -> Quote | None:
    """The quote put to the guest, while it holds."""
    quote = talk.state.quote(talk.state.chosen)
    return None if quote is None or quote.expired(talk.event.at) else quote


def _nights(price: Price) -> tuple[Money, ...]:
    return tuple(night.amount for night in price.nights)


PAYMENT = Intent(
    name="payment",
    subject=Subject.ASIDE,
    serve=tell_payment,
    lines=(HOW, HOW_WITH_DEPOSIT, DEPOSIT_ONLY, PERCENT, NIGHTS, OF_RESERVATION, OF_QUOTE),
    lasting=False,
)
