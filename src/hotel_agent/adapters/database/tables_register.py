"""The tables of hotels entered while the house is open. They are the installation's: no policy holds them to a tenant.

Only the register reads and writes them; secrets in them are sealed.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table

from hotel_agent.adapters.database.tables import Moment, Name, Written, metadata

registered_tenants = Table(
    "registered_tenants",
    metadata,
    Column("tenant", Name, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("written", Written, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "revision"),
)
"""Each hotel as its table stands in a tenants file, in JSON. `revision` is the register's count at its last change."""

registered_accounts = Table(
    "registered_accounts",
    metadata,
    Column("channel", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("tenant", Name, nullable=False),
    PrimaryKeyConstraint("channel", "account"),
    Index(None, "tenant"),
)
"""Whose each receiving account is: one hotel's, by the key of this table."""

registered_secrets = Table(
    "registered_secrets",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "name"),
)
"""What hotels keep secret, sealed: `adapters/register/seal`."""

register_revision = Table(
    "register_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
)
"""One row: how often anything in the register was changed. Whoever changes something locks it first."""
