"""What a guest may do at a time: send something, wait, or leave."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from hotel_agent.testing.guests.transcript import Agreed


@frozen(kw_only=True)
class Act:
    """One message a guest sends: words, or a choice that is pressed."""

    text: str
    token: str = ""
    told: frozenset[str] = frozenset()
    agreed: Agreed | None = None
    to: str = ""


@frozen
class Says:
    """The guest sends this, all in one breath."""

    acts: Sequence[Act]


@frozen
class Rests:
    """The guest waits so long, and then goes on, whether or not something was said.

    `looks`: what arrives in between is read at once; otherwise the telephone lies in a drawer.
    """

    for_: timedelta
    looks: bool = True


@frozen
class Leaves:
    """The guest is gone. `contented` unless they gave up."""

    contented: bool = True


Move = Says | Rests | Leaves
