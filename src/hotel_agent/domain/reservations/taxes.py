"""Taxes and fees of a stay, each kind with its own way of counting."""

from decimal import Decimal

from attrs import field, frozen, validators

from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money


@frozen(kw_only=True)
class PercentTax:
    """A share of every night's price: already inside it when included, otherwise on top."""

    name: LocalText
    percent: Decimal = field(validator=validators.ge(Decimal(0)))
    included: bool = False


@frozen(kw_only=True)
class NightFee:
    """An amount for each room and night, for the first `max_nights` only where that is set."""

    name: LocalText
    amount: Money
    max_nights: int | None = None


@frozen(kw_only=True)
class PersonFee:
    """An amount for each guest and night: adults, or everybody of `from_age` and older where that is set."""

    name: LocalText
    amount: Money
    from_age: int | None = None
    max_nights: int | None = None


@frozen(kw_only=True)
class StayFee:
    """An amount once for each room, however long the stay."""

    name: LocalText
    amount: Money


Tax = PercentTax | NightFee | PersonFee | StayFee
