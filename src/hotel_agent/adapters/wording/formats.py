"""How a language writes dates, money, people and numbers of things: its patterns, over the names and rules of CLDR."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from hotel_agent.adapters.wording.pattern import Pattern, differences, read_patterns
from hotel_agent.domain.conversations.replies import Count, Day, Moment
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.money import Money, minor_digits
from hotel_agent.domain.party import Party
from hotel_agent.domain.stay import Stay

_WANTED = {
    "first_of_month": (),
    "day.full": ("weekday", "day", "month", "year"),
    "day.without_year": ("weekday", "day", "month"),
    "day.without_month": ("weekday", "day"),
    "day.short": ("short_weekday", "day", "short_month", "year"),
    "stay": ("arrival", "departure", "nights"),
    "moment": ("day", "hour", "minute"),
    "money.sign": ("sign", "amount"),
    "money.code": ("code", "amount"),
    "party": ("adults", "children", "ages"),
    "baby": (),
}
_COUNTED = ("nights", "adults", "children", "years")
"""What stays and parties count; each file may count more."""

_SIGNS = {"BRL": "R$", "EUR": "€", "GBP": "£", "USD": "US$"}
"""Signs that mean one currency only, wherever the guest comes from. Every other currency is named by its code."""

_MANY = 200
"""Counting so far meets every plural form that a language has for things of a hotel."""


class Formats:
    """How one language writes values."""

    def __init__(self, table: Mapping[str, object]) -> None:
        patterns, broken = read_patterns({key: text for key, text in table.items() if key != "locale"})
        try:
            self._locale = Locale.parse(str(table.get("locale")))
        except (ValueError, UnknownLocaleError):
            self._locale = Locale.parse("root")
            broken.append("locale: the name of a CLDR locale is expected, as in 'pt_BR'")
        self._patterns: Mapping[str, Pattern] = patterns
        self.lacks = (*broken, *differences(patterns, {**_WANTED, **dict(self._plurals())}))
        """What the table must still say, key by key."""

    def has(self, form: str) -> bool:
        """Whether a place may ask for this form."""
        return f"day.{form}" in self._patterns or any(key.startswith(f"count.{form}.") for key in self._patterns)

    def write(self, value: Count | Day | Moment | Money | Stay | Party, form: str) -> str:
        """This value in this form. Raises Bug for a form it does not have."""
        match value:
            case Count() if form:
                return self.count(value.number, form)
            case Day():
                return self.day(value.date, form or "full")
            case _ if form:
                raise Bug(f"only numbers and days have forms; {form!r} is none of {value!r}")
            case Count():
                return str(value.number)
            case Moment():
                return self.moment(value.at)
            case Money():
                return self.money(value)
            case Stay():
                return self.stay(value)
            case Party():
                return self.party(value)

    def day(self, day: date, form: str = "full") -> str:
        """A date in one of the forms of `[day]`."""

        def name(pattern: str) -> str:
            return format_date(day, pattern, self._locale).rstrip(".")

        return self._pattern(f"day.{form}").fill_in(
            weekday=name("EEEE"),
            short_weekday=name("EEE"),
            day=str(day.day) if day.day > 1 else self._pattern("first_of_month").fill_in(),
            month=name("MMMM"),
            short_month=name("MMM"),
            year=str(day.year),
        )

    def moment(self, at: datetime) -> str:
        """A date and a time, without the year: it is near or told beside the dates of a stay, and names its weekday."""
        return self._pattern("moment").fill_in(
            day=self.day(at.date(), "without_year"), hour=f"{at:%H}", minute=f"{at:%M}"
        )

    def stay(self, stay: Stay) -> str:
        """Both dates, month and year said once where they are the same, and the nights."""
        arrival, departure = stay.arrival, stay.departure
        form = "full"
        if arrival.year == departure.year:
            form = "without_month" if arrival.month == departure.month else "without_year"
        return self._pattern("stay").fill_in(
            arrival=self.day(arrival, form),
            departure=self.day(departure),
            nights=self.count(stay.night_count, "nights"),
        )

    def money(self, money: Money) -> str:
        """An amount with all the digits its currency has: "1.200,00" is misread by nobody who writes "1,200.00"."""
        digits = minor_digits(money.currency)
        whole = "#,##0." + "0" * digits if digits else "#,##0"
        amount = format_decimal(money.amount, whole, self._locale)
        if money.currency in _SIGNS:
            return self._pattern("money.sign").fill_in(sign=_SIGNS[money.currency], amount=amount)
        return self._pattern("money.code").fill_in(code=money.currency, amount=amount)

    def party(self, party: Party) -> str:
        """Adults, and children with their ages, the youngest first."""
        adults = self.count(party.adults, "adults")
        if not party.children:
            return adults
        children = self.count(party.children, "children")
        return self._pattern("party").fill_in(adults=adults, children=children, ages=self._ages(party.child_ages))

    def count(self, number: int, form: str) -> str:
        """So many of these, in the plural form that belongs to the number."""
        plural = self._patterns.get(f"count.{form}.{self._locale.plural_form(number)}")
        return (plural or self._pattern(f"count.{form}.other")).fill_in(count=str(number))

    def _pattern(self, key: str) -> Pattern:
        if key not in self._patterns:
            raise Bug(f"nothing is written this way here: {key!r} has no pattern")
        return self._patterns[key]

    def _ages(self, ages: tuple[int, ...]) -> str:
        babies = [self._pattern("baby").fill_in() for age in ages if age == 0]
        years = sorted(age for age in ages if age > 0)
        written = [str(age) for age in years[:-1]] + [self.count(age, "years") for age in years[-1:]]
        return format_list(babies + written, locale=self._locale)

    def _plurals(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every plural form the language needs of everything counted, and those it may have besides."""
        counted = {key.split(".")[1] for key in self._patterns if key.startswith("count.")}
        needed = {self._locale.plural_form(number) for number in range(_MANY)}
        for thing in sorted({*_COUNTED, *counted}):
            for form in sorted(self._locale.plural_form.tags | {"other"}):
                key = f"count.{thing}.{form}"
                if form in needed or key in self._patterns:
                    yield key, ("count",)
