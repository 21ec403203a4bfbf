"""How many turns in which time: `20/minute`, as the library `limits` writes it."""

from collections.abc import Iterator, Mapping

from attrs import frozen
from limits import RateLimitItem, parse_many

KEYS = ("guest", "tenant")


@frozen
class Rates:
    """So many turns in a while for each guest, and for all guests of a hotel; None where there is no limit."""

    guest: RateLimitItem | None = None
    tenant: RateLimitItem | None = None


def read(options: Mapping[str, object], problems: list[str]) -> Rates:
    """The rates under `guest` and `tenant`; one that is left out limits nobody. What is wrong joins the problems."""
    return Rates(*(_rate(key, options[key], problems) if key in options else None for key in KEYS))


def unknown(options: Mapping[str, object], *known: str) -> Iterator[str]:
    """A problem for every option that is none of these."""
    for key in sorted(options.keys() - set(known)):
        yield f"{key}: unknown; expected {', '.join(known[:-1])} or {known[-1]}"


def _rate(key: str, told: object, problems: list[str]) -> RateLimitItem | None:
    try:
        rates = parse_many(told) if isinstance(told, str) else []
    except ValueError:
        rates = []
    if len(rates) == 1 and rates[0].amount >= 1:
        return rates[0]
    problems.append(f"{key}: {told!r} found; expected one number of at least 1 and its time, such as 20/minute")
    return None
