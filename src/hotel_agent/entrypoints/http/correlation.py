"""The names by which a request is found again in every log."""

import re
from collections.abc import Mapping

from attrs import frozen

from hotel_agent.ports.clock import Chance

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{3,63}")


@frozen(kw_only=True)
class Names:
    """One request's own name, and the name of the longer undertaking it belongs to."""

    request_id: str
    correlation_id: str

    @property
    def headers(self) -> dict[str, str]:
        """The names as the answer tells them."""
        return {"x-request-id": self.request_id, "x-correlation-id": self.correlation_id}

    @property
    def facts(self) -> dict[str, str]:
        """The names as the log tells them: a request's own only where it differs."""
        own = {} if self.request_id == self.correlation_id else {"request_id": self.request_id}
        return {"correlation_id": self.correlation_id, **own}


def names_of(headers: Mapping[str, str], chance: Chance) -> Names:
    """The names a request brings, where they are well formed; otherwise new ones."""
    request_id = _brought(headers, "x-request-id") or chance.token()
    return Names(request_id=request_id, correlation_id=_brought(headers, "x-correlation-id") or request_id)


def _brought(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name, "")
    return value if _WELL_FORMED.fullmatch(value) else None
