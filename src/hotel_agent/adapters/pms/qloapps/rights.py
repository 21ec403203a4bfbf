"""What a key may do: the list at the root of the webservice, the only XML of others that is read."""

from collections.abc import Mapping
from xml.parsers import expat

NEEDED: Mapping[str, frozenset[str]] = {
    "room_types": frozenset({"GET"}),
    "hotel_room_types": frozenset({"GET"}),
    "services": frozenset({"GET"}),
    "languages": frozenset({"GET"}),
    "currencies": frozenset({"GET"}),
    "orders": frozenset({"GET"}),
    "room_bookings": frozenset({"GET", "PUT"}),
    "customers": frozenset({"GET"}),
    "hotel_ari": frozenset({"POST"}),
    "bookings": frozenset({"POST", "PUT"}),
    "order_histories": frozenset({"POST"}),
}
"""Without one of these no guest can be served."""
WELCOME: Mapping[str, frozenset[str]] = {
    "configurations": frozenset({"GET"}),
    "hotels": frozenset({"GET"}),
}
"""Without these less can be told of the set-up; the state of cancelled entries is then taken to be the usual one."""

_VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE")
_DEPTH_OF_RESOURCES = 2


def read_rights(text: str) -> Mapping[str, frozenset[str]] | None:
    """Resource -> verbs; None where this is no such list. Entities and document types are not read at all."""
    parser = expat.ParserCreate()
    found: dict[str, frozenset[str]] = {}
    path: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if len(path) == _DEPTH_OF_RESOURCES and path[-1] == "api":
            found[name] = frozenset(verb for verb in _VERBS if attributes.get(verb.lower()) == "true")
        path.append(name)

    def end(_name: str) -> None:
        path.pop()

    def refuse(*_: object) -> None:
        raise ValueError("a document type is not read")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        return None
    return found or None


def missing(granted: Mapping[str, frozenset[str]], wanted: Mapping[str, frozenset[str]]) -> str:
    """What is wanted and not granted, as a hotelier ticks it: `GET, PUT room_bookings; POST bookings`."""
    lacking = {name: verbs - granted.get(name, frozenset()) for name, verbs in wanted.items()}
    return "; ".join(f"{', '.join(sorted(verbs))} {name}" for name, verbs in lacking.items() if verbs)
