"""A small hotel's own book, on the installation's database; without one it is kept in memory and ends with the process.

It has no options beside the tables of each property (`adapters/pms/tables`):

```toml
[tenants.pms]
adapter = "builtin"
```
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

from hotel_agent.adapters.database.codec import Codec, build_codec
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.pms.builtin.pms import BuiltinPms
from hotel_agent.adapters.pms.mock import MockPms
from hotel_agent.adapters.pms.tables import read_hotels
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms

__all__ = ["BuiltinPms", "open_builtin"]


def open_builtin(
    options: Mapping[str, object], *, tenant: Tenant, clock: Clock, database: Database | None = None
) -> AbstractAsyncContextManager[Pms]:
    """The tenant's book as it was left. Raises BadConfig with every problem of its options and tables at once."""
    problems = [
        f"pms.{name}: unknown; the hotel's own book has no options" for name in sorted(options.keys() - {"properties"})
    ]
    hotels = read_hotels(options, tenant=tenant, problems=problems)
    if problems:
        raise BadConfig(problems)
    if database is None:
        return _opened(MockPms(hotels, clock=clock))
    return _opened(BuiltinPms(hotels, tenant=tenant.id, database=database, codec=_codec()))


@cache
def _codec() -> Codec:
    """One for the books of all hotels: building it takes a moment."""
    return build_codec()


@asynccontextmanager
async def _opened(pms: Pms) -> AsyncIterator[Pms]:
    yield pms
