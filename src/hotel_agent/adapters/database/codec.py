"""How what is kept turns into plain JSON and back.

A row is `{"v": 1, "kind": <the class's name>, "body": {...}}`. Wherever a body holds one of several classes, its kind
stands beside it in the same way. Every field is written, also one that has its default: a default changed tomorrow does
not change what was meant yesterday. Read leniently: a missing field takes its default, an unknown one is left out.
"""

from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import TypeVar, get_args

from attrs import AttrsInstance
from cattrs import Converter, transform_error
from cattrs.preconf.json import make_converter

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.drafts import Draft
from hotel_agent.domain.conversations.effects import Command
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.conversations.replies import Value
from hotel_agent.domain.conversations.said import Read, When
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug, HotelAgentError
from hotel_agent.domain.reservations.reservation import Cancellation, Reservation
from hotel_agent.ports.channel import Content, Inbound, Receipt

Json = bool | int | float | str | None | list["Json"] | dict[str, "Json"]
Row = dict[str, Json]

VERSION = 1
"""The form of the rows written now. A later form reads the earlier ones too."""

Kept = Event | Command | Conversation | Content | Receipt | Reservation | Cancellation | Inbound | Trace | Draft
"""Everything that is kept."""

T = TypeVar("T")
Kinds = Mapping[str, type[T]]


class Codec:
    """Writes what is kept as rows, and reads rows back as equal values. Raises Bug for a row it cannot read."""

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._events: Kinds[Event] = _named(event_classes())
        self._commands: Kinds[Command] = _named(get_args(Command))
        self._conversations: Kinds[Conversation] = _named((Conversation,))
        self._contents: Kinds[Content] = _named((Content,))
        self._receipts: Kinds[Receipt] = _named((Receipt,))
        self._reservations: Kinds[Reservation] = _named((Reservation,))
        self._cancellations: Kinds[Cancellation] = _named((Cancellation,))
        self._arrivals: Kinds[Inbound] = _named((Inbound,))
        self._traces: Kinds[Trace] = _named((Trace,))
        self._drafts: Kinds[Draft] = _named((Draft,))

    def write(self, value: Kept) -> Row:
        """The row of this value: nothing in it but what JSON has."""
        return {"v": VERSION, **_write_tagged(self._converter, value)}

    def event(self, row: Mapping[str, Json]) -> Event:
        """The event of this row."""
        return self._read(row, self._events)

    def command(self, row: Mapping[str, Json]) -> Command:
        """The command of this row."""
        return self._read(row, self._commands)

    def conversation(self, row: Mapping[str, Json]) -> Conversation:
        """The conversation of this row."""
        return self._read(row, self._conversations)

    def content(self, row: Mapping[str, Json]) -> Content:
        """The content of this row."""
        return self._read(row, self._contents)

    def receipt(self, row: Mapping[str, Json]) -> Receipt:
        """The receipt of this row."""
        return self._read(row, self._receipts)

    def reservation(self, row: Mapping[str, Json]) -> Reservation:
        """The reservation of this row."""
        return self._read(row, self._reservations)

    def cancellation(self, row: Mapping[str, Json]) -> Cancellation:
        """The cancellation of this row."""
        return self._read(row, self._cancellations)

    def arrival(self, row: Mapping[str, Json]) -> Inbound:
        """The piece of a request of this row."""
        return self._read(row, self._arrivals)

    def trace(self, row: Mapping[str, Json]) -> Trace:
        """The trace of this row."""
        return self._read(row, self._traces)

    def draft(self, row: Mapping[str, Json]) -> Draft:
        """The draft of this row."""
        return self._read(row, self._drafts)

    def _read(self, row: Mapping[str, Json], kinds: Kinds[T]) -> T:
        if row.get("v") != VERSION:
            raise Bug(f"a row of form {row.get('v')!r} cannot be read here; only form {VERSION} is known")
        try:
            return _read_tagged(self._converter, row, kinds)
        except HotelAgentError:
            raise
        except Exception as cause:
            wrong = "; ".join(transform_error(cause, format_exception=_what_was_wrong))
            raise Bug(f"a stored {row.get('kind')} cannot be read: {wrong}") from cause


def build_codec() -> Codec:
    """A codec for everything that is kept. Building one takes a moment: build it once and pass it on."""
    converter = make_converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
    converter.register_unstructure_hook(timedelta, lambda length: length // timedelta(microseconds=1))
    converter.register_structure_hook(timedelta, lambda count, _: timedelta(microseconds=count))
    for union in (Value, Read, When, When | None):
        _tag_union(converter, union)
    for base in _with_descendants(Event):
        if not _is_leaf(base):
            _tag_base(converter, base)
    return Codec(converter)


def event_classes() -> tuple[type[Event], ...]:
    """Every event that can be: the classes under Event that no other stands under."""
    return tuple(each for each in _with_descendants(Event) if _is_leaf(each))


def _with_descendants(base: type[T]) -> Iterator[type[T]]:
    yield base
    for child in base.__subclasses__():
        # A slotted attrs class is made anew; the one it was made from lingers in the list until it is collected.
        if "__attrs_attrs__" in vars(child):
            yield from _with_descendants(child)


def _is_leaf(event: type[Event]) -> bool:
    return sum(1 for _ in _with_descendants(event)) == 1


def _named(classes: tuple[type[T], ...]) -> Kinds[T]:
    kinds = {each.__name__: each for each in classes}
    if len(kinds) != len(classes):
        raise Bug(f"two kinds have the same name: {sorted(each.__qualname__ for each in classes)}")
    return kinds


def _tag_union(converter: Converter, union: UnionType) -> None:
    kinds = _named(tuple(kind for kind in get_args(union) if kind is not NoneType))
    converter.register_unstructure_hook(union, lambda value: None if value is None else _write_tagged(converter, value))
    converter.register_structure_hook(
        union, lambda tagged, _: None if tagged is None else _read_tagged(converter, tagged, kinds)
    )


def _tag_base(converter: Converter, base: type[Event]) -> None:
    kinds = _named(tuple(each for each in _with_descendants(base) if _is_leaf(each)))

    def is_base(wanted: object) -> bool:
        return wanted is base

    converter.register_unstructure_hook_func(is_base, lambda value: _write_tagged(converter, value))
    converter.register_structure_hook_func(is_base, lambda tagged, _: _read_tagged(converter, tagged, kinds))


def _write_tagged(converter: Converter, value: AttrsInstance) -> Row:
    return {"kind": type(value).__name__, "body": converter.unstructure(value, type(value))}


def _read_tagged(converter: Converter, tagged: Mapping[str, Json], kinds: Kinds[T]) -> T:
    kind = tagged.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise Bug(f"{kind!r} is not one of the kinds known here: {', '.join(sorted(kinds))}")
    return converter.structure(tagged.get("body"), kinds[kind])


def _what_was_wrong(error: BaseException, wanted: type | None) -> str:
    """What was wrong, without the value: rows hold what guests wrote."""
    if isinstance(error, HotelAgentError):
        return str(error)
    if isinstance(error, KeyError):
        return "a field without a default is missing"
    return f"not {'the expected value' if wanted is None else getattr(wanted, '__name__', str(wanted))}"
