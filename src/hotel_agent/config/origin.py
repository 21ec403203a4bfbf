"""Where a page is from, as a browser says it."""

import re
from typing import NewType

from hotel_agent.config.problems import not_as_expected

Origin = NewType("Origin", str)

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?")
_USUAL_PORT = re.compile(r"^(https://.*):443$|^(http://.*):80$")


def origin(value: object, _kind: object = None) -> Origin:
    """An origin as browsers write it: a scheme, a host in small letters, a port where it is not the usual one."""
    written = value.strip().lower().removesuffix("/") if isinstance(value, str) else ""
    if not _ORIGIN.fullmatch(written):
        raise not_as_expected("the origin of a page, such as https://www.hotel.example, without a path", value)
    return Origin(_USUAL_PORT.sub(r"\1\2", written))
