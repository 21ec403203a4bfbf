"""Which rule holds at a route: who may come through it, and in whose name. Declared beside each route, nowhere else."""

from enum import Enum

from attrs import frozen

from hotel_agent.domain.tenants.rights import Permission

RULE = "rule"
"""Under which name a route bears its rule among its options."""
ASKS_ONLY = "asks_only"
"""Under which name a route says among its options that it changes nothing, though it is asked by POST."""
TENANT = "tenant_id"
"""How the hotel of a request is named, in a path and in a query."""


class Whose(Enum):
    """Of which hotel something is asked."""

    NAMED = "named"
    """Of the one in the path: `{tenant_id}`."""
    ASKED = "asked"
    """Of the one in the query, `?tenant_id=`; without it of whoever asks: the route answers for their hotels alone."""
    INSTALLATION = "installation"
    """Of no single one: only whoever has all of them may."""


@frozen
class Rule:
    """Who may come through a route. Without a permission it is anybody, and `because` says what makes that right."""

    permission: Permission | None = None
    whose: Whose = Whose.INSTALLATION
    because: str = ""


def anybody(because: str) -> dict[str, object]:
    """The rule of a route that everybody may use, as an option of the route. Say why."""
    return {RULE: Rule(because=because)}


def only(permission: Permission, whose: Whose) -> dict[str, object]:
    """The rule of a route for those to whom this is allowed, as an option of the route."""
    return {RULE: Rule(permission, whose)}
