"""A price taken apart: nights, extras and taxes that add up to what the guest pays."""

from datetime import date

from attrs import field, frozen

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ExtraId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money, total


@frozen
class NightPrice:
    """What one night costs, over all rooms of the stay."""

    night: date
    amount: Money


@frozen(kw_only=True)
class TaxLine:
    """A tax or fee of the stay. Included: already inside the nights; otherwise it comes on top."""

    name: LocalText
    amount: Money
    included: bool


@frozen(kw_only=True)
class ExtraLine:
    """Something beside the room, for the whole stay and everybody it is for."""

    extra: ExtraId
    name: LocalText
    amount: Money


@frozen(kw_only=True)
class Price:
    """What the guest pays in all, and of what it is made. Raises Bug when the parts do not add up."""

    nights: tuple[NightPrice, ...]
    extras: tuple[ExtraLine, ...] = ()
    taxes: tuple[TaxLine, ...] = ()
    total: Money = field()

    @total.validator
    def _adds_up(self, _attribute: object, amount: Money) -> None:
        parts = [night.amount for night in self.nights]
        parts += [extra.amount for extra in self.extras]
        parts += [tax.amount for tax in self.taxes if not tax.included]
        if total(parts, amount.currency) != amount:
            raise Bug(f"the parts of a price do not add up to {amount.amount} {amount.currency}")

    @property
    def extra_ids(self) -> tuple[ExtraId, ...]:
        """What is sold beside the room, in the sequence in which it is told."""
        return tuple(each.extra for each in self.extras)
