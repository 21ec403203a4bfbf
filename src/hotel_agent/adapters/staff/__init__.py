"""How the hotel's people are told that they are wanted, by the name of the way in the tenants file."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.staff.email import open_mail
from hotel_agent.adapters.staff.memory import MemoryStaff
from hotel_agent.adapters.staff.webhook import open_webhook
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.staff import Staff

__all__ = ["STAFF", "MemoryStaff", "StaffFactory"]


class StaffFactory(Protocol):
    """Makes a way to staff from its options, plain values as they were written."""

    def __call__(self, options: Mapping[str, object], *, clock: Clock) -> AbstractAsyncContextManager[Staff]:
        """The way, to be opened by entering it. Connects to nobody. Raises BadConfig with every problem."""
        ...


STAFF: Mapping[str, StaffFactory] = {"email": open_mail, "webhook": open_webhook}
"""The family's table."""
