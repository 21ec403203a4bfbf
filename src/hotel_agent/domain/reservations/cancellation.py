"""What a guest pays for not coming, and until when it costs nothing."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from attrs import field, frozen, validators

from hotel_agent.domain.money import Money, total


class PenaltyBasis(Enum):
    """What a penalty is measured by."""

    PERCENT = "percent"
    NIGHTS = "nights"
    AMOUNT = "amount"


@frozen(kw_only=True)
class PenaltyStep:
    """From so many hours before arrival on, cancelling costs this much.

    `percent` is a share of the total, `nights` the price of the first so many nights, `amount` a sum in major units.
    """

    hours_before: int = field(validator=validators.ge(0))
    basis: PenaltyBasis
    value: Decimal = field(validator=validators.gt(Decimal(0)))

    @value.validator
    def _is_whole_nights(self, _attribute: object, value: Decimal) -> None:
        if self.basis is PenaltyBasis.NIGHTS and value != int(value):
            raise ValueError(f"a penalty is counted in whole nights, not {value}")

    def cost(self, total_price: Money, night_prices: tuple[Money, ...]) -> Money:
        """What this step costs for a stay of this price, never more than that price."""
        if self.basis is PenaltyBasis.PERCENT:
            cost = total_price.percent(self.value)
        elif self.basis is PenaltyBasis.NIGHTS:
            cost = total(night_prices[: int(self.value)], total_price.currency)
        else:
            cost = Money.of(self.value, total_price.currency)
        return min(cost, total_price)


@frozen
class CancellationTerms:
    """A ladder of penalties, the earliest step first. No step at all: cancelling is always free."""

    ladder: tuple[PenaltyStep, ...] = field(default=())

    @ladder.validator
    def _descends(self, _attribute: object, ladder: tuple[PenaltyStep, ...]) -> None:
        for earlier, later in pairwise(ladder):
            if earlier.hours_before <= later.hours_before:
                raise ValueError("penalty steps go from the most hours before arrival to the fewest, each once")
            if earlier.basis is later.basis and earlier.value > later.value:
                raise ValueError("a penalty does not fall as arrival comes nearer")

    def penalty(self, *, at: datetime, arrival: datetime, total_price: Money, night_prices: tuple[Money, ...]) -> Money:
        """What cancelling costs at this moment, never more than the whole stay, and never less than it did before.

        Of the steps begun the dearest counts: for "one night" and later "30 percent" the stay decides which that is.
        """
        begun = (step for step in self.ladder if at > arrival - timedelta(hours=step.hours_before))
        costs = (step.cost(total_price, night_prices) for step in begun)
        return max(costs, default=Money.zero(total_price.currency))
