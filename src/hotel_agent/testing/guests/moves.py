"""What happens next in a guest's story: they send something, wait or leave, or somebody of the hotel steps in."""

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


@frozen(kw_only=True)
class StaffStep:
    """Not the guest but somebody of the hotel does something in this conversation: one of STAFF_VERBS."""

    verb: str
    text: str = ""


@frozen
class Leaves:
    """The guest is gone. `contented` unless they gave up."""

    contented: bool = True


Move = Says | Rests | StaffStep | Leaves
