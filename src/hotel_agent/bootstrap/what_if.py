"""Opens what a hotel keeps to try other rules on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotel_agent.application.what_if import WhatIf
from hotel_agent.bootstrap.desk import open_shelf
from hotel_agent.bootstrap.knowledge import with_vocabularies
from hotel_agent.bootstrap.reading import open_reader
from hotel_agent.config import Config
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import TenantId


@asynccontextmanager
async def open_what_if(config: Config, tenant: str | None) -> AsyncIterator[WhatIf]:
    """This hotel's conversations, or the only hotel's, with every door closed. Raises BadConfig, Unavailable."""
    tenants = with_vocabularies(config.tenants).tenants
    found = [each for each in tenants if tenant is None or each.id == TenantId(tenant)]
    if len(found) != 1:
        raise BadConfig(f"--tenant: expected one of {', '.join(each.id for each in tenants)}, found {tenant!r}")
    async with open_shelf(config) as shelf, open_reader(config) as nlu:
        yield WhatIf(storage=shelf.storage, tenant=found[0], nlu=nlu)
