"""The certificate for a guest who had themselves forgotten: what went, what stays and why, and what was looked for."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import field, frozen

from hotel_agent.domain.ids import GuestId, TenantId


@frozen(kw_only=True)
class Kept:
    """Something that stays, why, and until when, where a day is known."""

    what: str
    why: str
    until: date | None = None


@frozen(kw_only=True)
class Certificate:
    """What became of a guest's wish to be forgotten. It names nothing that was erased."""

    hotel: str
    tenant: TenantId
    guest: GuestId
    at: datetime
    by: str
    because: str
    known_as: tuple[str, ...] = ()
    """The kinds of addresses and numbers they were known under."""
    erased: Mapping[str, int] = field(factory=dict)
    """How many rows left which place."""
    kept: tuple[Kept, ...] = ()
    looked_for: int = 0
    """How many addresses, numbers and names were looked for in every place afterwards."""
    found: Mapping[str, int] = field(factory=dict)
    """Where some of them still stand, beside what is kept by law."""

    @property
    def whole(self) -> bool:
        """Whether nothing was found but what is kept by law."""
        return not self.found

    def as_values(self) -> Mapping[str, object]:
        """The certificate as plain values, for JSON."""
        return {
            "hotel": self.hotel,
            "tenant": self.tenant,
            "guest": self.guest,
            "at": self.at.isoformat(),
            "by": self.by,
            "because": self.because,
            "known_as": list(self.known_as),
            "erased": dict(self.erased),
            "kept": [
                {"what": each.what, "why": each.why, "until": each.until.isoformat() if each.until else None}
                for each in self.kept
            ],
            "looked_for": self.looked_for,
            "found": dict(self.found),
            "whole": self.whole,
        }

    def lines(self) -> Iterator[str]:
        """The certificate in lines for people."""
        yield f"{self.hotel}: guest {self.guest} was forgotten on {self.at:%Y-%m-%d %H:%M} UTC, by {self.by}"
        yield f"Because: {self.because}"
        yield f"Known as: {', '.join(self.known_as) or 'nothing'}"
        yield "Erased:"
        for place, count in self.erased.items():
            yield f"  {place}: {count}"
        if not self.erased:
            yield "  nothing was left to erase"
        yield "Kept:"
        for each in self.kept:
            until = f", until {each.until.isoformat()}" if each.until else ""
            yield f"  {each.what}{until}: {each.why}"
        yield f"Looked for afterwards, in every table: {self.looked_for} addresses, numbers and names"
        if self.whole:
            yield "Found: nothing beside what is kept"
        for place, count in self.found.items():
            yield f"Still found in {place}: {count} rows, look there"
