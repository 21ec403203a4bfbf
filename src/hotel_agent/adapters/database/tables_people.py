"""The tables of the people behind the desk.

They bear no tenant: who somebody is has to be known before it is known whose rows they may see.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, text

from hotel_agent.adapters.database.tables import Moment, Name, Written, metadata

people = Table(
    "people",
    metadata,
    Column("name", Name, primary_key=True),
    Column("role", Text, nullable=False),
    Column("tenants", Written),
    Column("password", Text, nullable=False),
    Column("seed", LargeBinary),
    Column("step", BigInteger, nullable=False, server_default=text("-1")),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)
"""`tenants` is a list as JSON; none: all hotels. `password` is a hash, `seed` is sealed, `step` the last code's."""

passes = Table(
    "passes",
    metadata,
    Column("digest", Name, primary_key=True),
    Column("name", Name, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "name"),
    Index(None, "expires_at"),
)
"""Who was let in, and until when."""

tokens = Table(
    "tokens",
    metadata,
    Column("digest", Name, primary_key=True),
    Column("id", Name, nullable=False, unique=True),
    Column("name", Written, nullable=False),
    Column("role", Text, nullable=False),
    Column("tenants", Written),
    Column("made_by", Written, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
"""What programs bear. `tenants` as of people."""
