"""The hotel's own book: which adapters there are, by the name that stands in the tenants file."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.pms.builtin import open_builtin
from hotel_agent.adapters.pms.mock import open_mock
from hotel_agent.adapters.pms.qloapps import open_qloapps
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms


class PmsFactory(Protocol):
    """Makes one tenant's book from the options that the tenants file holds.

    Options are plain values as TOML gives them: what stands in `[tenants.pms]` beside `adapter`, and under
    `properties`, by property id, what a property's table holds beyond the keys of `Property`.
    """

    def __call__(
        self, options: Mapping[str, object], *, tenant: Tenant, clock: Clock, database: Database | None = None
    ) -> AbstractAsyncContextManager[Pms]:
        """The book, to be opened by entering it. Raises BadConfig with every problem at once, before anything connects.

        `database` is the installation's own; None where everything is kept in memory.

        Each problem begins with its key, counted from the tenant: `properties.miramar.room_types.double.rate: ...`. A
        key the adapter does not know is told as `pms.colour: unknown; ...`, also where others are missing: so it is
        refused at a hotel that is not whole yet.
        """
        ...


PMS: Mapping[str, PmsFactory] = {"builtin": open_builtin, "mock": open_mock, "qloapps": open_qloapps}
"""The family's table. `bootstrap` adds what third parties registered under the entry point `hotel_agent.pms`."""
