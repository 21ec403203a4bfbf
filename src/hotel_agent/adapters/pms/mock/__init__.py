"""A small hotel that keeps its own book in memory: real rooms, real prices, no overselling. It ends with the process.

Its options, as they stand in the tenants file, beside the tables of each property (`adapters/pms/tables`):

```toml
[tenants.pms]
adapter = "mock"
# delay_seconds = 2               # how long every answer takes, to see what a slow book does
```
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from hotel_agent.adapters.pms.mock.options import MockOptions
from hotel_agent.adapters.pms.mock.pms import Entry, MockPms
from hotel_agent.adapters.pms.tables import read_hotels
from hotel_agent.adapters.pms.tables.structuring import structured
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms

__all__ = ["Entry", "MockPms", "open_mock"]


def open_mock(
    options: Mapping[str, object],
    *,
    tenant: Tenant,
    clock: Clock,
    database: object = None,  # noqa: ARG001 - its book is in memory
) -> AbstractAsyncContextManager[Pms]:
    """The tenant's book, empty when opened. Raises BadConfig with every problem of its options at once."""
    problems: list[str] = []
    settings = MockOptions()
    written = {name: value for name, value in options.items() if name != "properties"}
    try:
        settings = structured(MockOptions, written, key="pms", currency=tenant.properties[0].currency)
    except BadConfig as bad:
        problems.extend(bad.problems)
    hotels = read_hotels(options, tenant=tenant, problems=problems)
    if problems:
        raise BadConfig(problems)
    return _opened(MockPms(hotels, clock=clock, delay=timedelta(seconds=float(settings.delay_seconds))))


@asynccontextmanager
async def _opened(pms: MockPms) -> AsyncIterator[Pms]:
    yield pms
