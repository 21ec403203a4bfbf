"""Money: whole minor units of an ISO 4217 currency. Never a float."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering

from attrs import field, frozen

from hotel_agent.domain.errors import Bug

_CODE = re.compile(r"[A-Z]{3}")

_DIGITS = {
    code: digits
    for digits, codes in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
    }.items()
    for code in codes.split()
}
"""ISO 4217 minor units that are not two."""


def minor_digits(currency: str) -> int:
    """How many digits stand after the point in this currency (ISO 4217)."""
    return _DIGITS.get(currency, 2)


@total_ordering
@frozen(order=False)
class Money:
    """An amount in minor units: `Money(12050, "EUR")` is 120.50 euros. Amounts of two currencies never mix."""

    minor: int = field()
    currency: str = field()

    @minor.validator
    def _is_whole(self, _attribute: object, minor: int) -> None:
        if type(minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {minor!r}")

    @currency.validator
    def _is_code(self, _attribute: object, currency: str) -> None:
        if not _CODE.fullmatch(currency):
            raise ValueError(f"{currency!r} is not an ISO 4217 code; three capital letters are expected, as in 'EUR'")

    @classmethod
    def of(cls, amount: "Decimal | str | int", currency: str) -> "Money":
        """This many major units: `Money.of("120.50", "EUR")`. Raises ValueError for digits the currency has not."""
        if isinstance(amount, float):
            raise TypeError(f"an amount is a Decimal, a whole number or a text, never a float as {amount!r}")
        try:
            scaled = Decimal(amount).scaleb(minor_digits(currency))
            minor = int(scaled)
        except (ArithmeticError, ValueError) as cause:
            raise ValueError(f"{amount!r} is not an amount of money") from cause
        if scaled != minor:
            raise ValueError(f"{amount} has more digits than {currency} has")
        return cls(minor, currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def rounded(cls, minor: Decimal, currency: str) -> "Money":
        """So many minor units, rounded half up to a whole one."""
        return cls(int(minor.to_integral_value(rounding=ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def percent(self, rate: Decimal) -> "Money":
        """This share of the amount, rounded half up to a whole minor unit."""
        return Money.rounded(Decimal(self.minor) * rate / 100, self.currency)

    def contained_percent(self, rate: Decimal) -> "Money":
        """The tax of this rate already contained in the amount, rounded half up."""
        return self - Money.rounded(Decimal(self.minor) * 100 / (100 + rate), self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Bug(f"{self.currency} and {other.currency} cannot be mixed")
        return other


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of these amounts; nothing at all is zero in this currency."""
    result = Money.zero(currency)
    for amount in amounts:
        result = result + amount
    return result
