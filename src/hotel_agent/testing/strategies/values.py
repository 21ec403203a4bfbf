"""Any value of the house, drawn from its class: a field added to a class tomorrow is drawn without a word here.

The values obey the rules of their own classes and no others. They need not make sense together.
"""

from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.conversations.events import Event, GuestEvent, GuestSentMedia, GuestTurn
from hotel_agent.domain.conversations.understanding import Doubt, Pick
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money, total
from hotel_agent.domain.party import OLDEST_CHILD, Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.price import NightPrice, Price, TaxLine
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.domain.stay import Stay

T = TypeVar("T")
Drawn = st.SearchStrategy[Any]

_MANY = 3
"""No list is longer: what breaks on three breaks on thirty, and three can be read."""

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_:.", min_size=1, max_size=12)
TEXTS = st.text(max_size=24)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
ZONES = st.one_of(st.just(UTC), st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=ZONES)  # noqa: DTZ001  zones are drawn
CURRENCIES = st.sampled_from(("EUR", "USD", "JPY", "KWD"))
AMOUNTS = st.integers(0, 10_000_000)


def values(wanted: type[T]) -> st.SearchStrategy[T]:
    """Any value of this class, and of its fields' classes."""
    return cast("st.SearchStrategy[T]", _any(cast("Hashable", wanted)))


def events() -> st.SearchStrategy[Event]:
    """Any event."""
    return st.one_of([values(each) for each in leaves(Event)])


def commands() -> st.SearchStrategy[Command]:
    """Any command."""
    return cast("st.SearchStrategy[Command]", _any(Command))


def leaves(base: type[T]) -> list[type[T]]:
    """The classes under this one that no other stands under, in the sequence they were written."""
    children = [each for each in base.__subclasses__() if "__attrs_attrs__" in vars(each)]
    return [leaf for child in children for leaf in leaves(child)] or [base]


@cache
def _any(wanted: Hashable) -> Drawn:
    if wanted in _OWN_RULES:
        return st.deferred(_OWN_RULES[wanted])
    if wanted in _PLAIN:
        return _PLAIN[wanted]
    if isinstance(wanted, NewType):
        return NAMES
    if get_origin(wanted) in (Union, UnionType):
        return st.one_of([_any(each) for each in get_args(wanted)])
    if get_origin(wanted) is tuple:
        return _several(wanted)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return st.sampled_from(wanted)
    if isinstance(wanted, type) and attrs.has(wanted):
        return st.deferred(lambda: _built(wanted))
    raise TypeError(f"nobody said how to draw a {wanted}; add it in {__name__}")


def _several(wanted: object) -> Drawn:
    inner = get_args(wanted)
    if inner[-1] is Ellipsis:
        return st.lists(_any(inner[0]), max_size=_MANY).map(tuple)
    return st.tuples(*(_any(each) for each in inner))


def _built(wanted: type, **own: Drawn) -> Drawn:
    """This class, field by field, but for those said here. What its rules refuse is not drawn."""
    attrs.resolve_types(wanted)
    fields = {field.alias or field.name: field.type for field in attrs.fields(wanted) if field.init}

    def build(**drawn: object) -> object:
        try:
            return wanted(**drawn)
        except ValueError:
            return reject()

    return st.builds(build, **{name: own[name] if name in own else _any(type_) for name, type_ in fields.items()})


def _some(wanted: Hashable, least: int = 1) -> Drawn:
    return st.lists(_any(wanted), min_size=least, max_size=max(least, _MANY)).map(tuple)


def _prices() -> Drawn:
    def priced(currency: str) -> Drawn:
        money = st.builds(Money, AMOUNTS, st.just(currency))
        nights = st.lists(st.builds(NightPrice, DAYS, money), max_size=_MANY)
        taxes = st.lists(_built(TaxLine, amount=money), max_size=_MANY)
        return st.builds(lambda nights, taxes: _added_up(nights, taxes, currency), nights, taxes)

    return CURRENCIES.flatmap(priced)


def _added_up(nights: list[NightPrice], taxes: list[TaxLine], currency: str) -> Price:
    parts = [night.amount for night in nights] + [tax.amount for tax in taxes if not tax.included]
    return Price(nights=tuple(nights), taxes=tuple(taxes), total=total(parts, currency))


def _terms() -> Drawn:
    """Ladders that descend in hours and never fall in what they cost."""
    some = st.integers(0, _MANY)
    hours = some.flatmap(lambda many: st.lists(st.integers(0, 2000), min_size=many, max_size=many, unique=True))
    basis, costs = st.sampled_from(PenaltyBasis), st.integers(1, 90).map(Decimal)

    def ladder(hours: list[int]) -> Drawn:
        steps = st.lists(st.tuples(basis, costs), min_size=len(hours), max_size=len(hours))
        return steps.map(lambda drawn: _ladder(sorted(hours, reverse=True), drawn))

    return hours.flatmap(ladder)


def _ladder(hours: list[int], steps: list[tuple[PenaltyBasis, Decimal]]) -> CancellationTerms:
    dearer = sorted(steps, key=lambda step: step[1])
    return CancellationTerms(
        tuple(
            PenaltyStep(hours_before=before, basis=basis, value=value)
            for before, (basis, value) in zip(hours, dearer, strict=True)
        )
    )


def _quotes() -> Drawn:
    return st.builds(
        lambda quote, minutes: attrs.evolve(quote, expires_at=quote.issued_at + timedelta(minutes=minutes)),
        _built(Quote, issued_at=MOMENTS, expires_at=st.just(datetime(2040, 1, 1, tzinfo=UTC))),
        st.integers(1, 10_000),
    )


_PLAIN: dict[object, Drawn] = {
    NoneType: st.none(),
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(0, 1_000_000_000),
    float: st.floats(0, 1),
    Decimal: st.decimals(-1_000_000, 1_000_000, places=4),
    date: DAYS,
    datetime: MOMENTS,
    time: st.times(),
    timedelta: st.timedeltas(timedelta(), timedelta(days=400)),
}

_OWN_RULES: dict[object, Callable[[], Drawn]] = {
    Money: lambda: st.builds(Money, AMOUNTS, CURRENCIES),
    Stay: lambda: st.builds(Stay.of_nights, DAYS, st.integers(1, 400)),
    Party: lambda: st.builds(
        Party, st.integers(1, 40), st.lists(st.integers(0, OLDEST_CHILD), max_size=_MANY).map(tuple)
    ),
    LocalText: lambda: st.builds(
        LocalText,
        st.lists(st.tuples(st.sampled_from(("es", "en", "pt")), TEXTS), min_size=1, max_size=_MANY).map(tuple),
    ),
    Pick: lambda: _built(Pick, rank=st.integers(-20, 20).filter(bool)),
    Doubt: lambda: _built(Doubt, slot=st.sampled_from(("arrival", "departure")), readings=_some(date, least=2)),
    Price: _prices,
    CancellationTerms: _terms,
    Quote: _quotes,
    Ask: lambda: _built(Ask, parties=_some(Party)),
    Offer: lambda: _built(Offer, room_stays=_some(RoomStay)),
    Booker: lambda: _built(Booker, name=NAMES),
    Reservation: lambda: _built(Reservation, room_stays=_some(RoomStay)),
    GuestEvent: lambda: st.one_of([values(each) for each in leaves(GuestEvent)]),
    GuestTurn: lambda: _built(GuestTurn, sent=_some(GuestEvent)),
    GuestSentMedia: lambda: _built(
        GuestSentMedia, kind=st.sampled_from(("image", "video", "document", "voice", "audio"))
    ),
}
