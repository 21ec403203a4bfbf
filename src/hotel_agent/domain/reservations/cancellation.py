"""What a guest pays for not coming, and until when it costs nothing."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

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

    `percent` is a share of the total, `nights` the price of the first so many nights, `amount` a fixed sum in major units.
    """

    hours_before: int = field(validator=validators.ge(0))
    basis: PenaltyBasis
    value: Decimal = field(validator=validators.ge(Decimal(0)))


@frozen
class CancellationTerms:
    """A ladder of penalties, the earliest step first. No step at all: cancelling is always free."""

    ladder: tuple[PenaltyStep, ...] = field(default=())

    @ladder.validator
    def _descends(self, _attribute: object, ladder: tuple[PenaltyStep, ...]) -> None:
        hours = [step.hours_before for step in ladder]
        if hours != sorted(set(hours), reverse=True):
            raise ValueError("penalty steps go from the most hours before arrival to the fewest, each once")

    def free_until(self, arrival: datetime) -> datetime | None:
        """The last moment at which cancelling costs nothing; None when it always is free."""
        return arrival - timedelta(hours=self.ladder[0].hours_before) if self.ladder else None

    def step_at(self, at: datetime, arrival: datetime) -> PenaltyStep | None:
        """The step that binds at this moment: the last one begun. None while cancelling is free."""
        begun = [step for step in self.ladder if at > arrival - timedelta(hours=step.hours_before)]
        return begun[-1] if begun else None

    def penalty(self, *, at: datetime, arrival: datetime, total_price: Money, night_prices: tuple[Money, ...]) -> Money:
        """What cancelling costs at this moment, never more than the whole stay."""
        step = self.step_at(at, arrival)
        if step is None:
            return Money.zero(total_price.currency)
        if step.basis is PenaltyBasis.PERCENT:
            cost = total_price.percent(step.value)
        elif step.basis is PenaltyBasis.NIGHTS:
            cost = total(night_prices[: int(step.value)], total_price.currency)
        else:
            cost = Money.of(step.value, total_price.currency)
        return min(cost, total_price)
