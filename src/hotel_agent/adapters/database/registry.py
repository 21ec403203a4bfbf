"""The tenants an installation serves, written down where their rows are."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.tables import tenants as table
from hotel_agent.domain.tenants.tenant import Tenant


async def register(database: Database, tenants: Iterable[Tenant], *, at: datetime) -> None:
    """Write down that these are served, under the names they have now. Repeating is safe; nobody is ever forgotten."""
    insert = postgresql.insert if database.on_postgresql else sqlite.insert
    for tenant in tenants:
        row = {"name": tenant.name, "seen_at": at}
        written = insert(table).values(tenant=tenant.id, **row)
        async with database.transaction(tenant.id) as connection:
            await connection.execute(written.on_conflict_do_update(index_elements=[table.c.tenant], set_=row))
