"""The table of first answers to what is asked under a name of the caller's own."""

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table

from hotel_agent.adapters.database.tables import Moment, Name, metadata

repeats = Table(
    "repeats",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("words", Name, nullable=False),
    Column("lease_until", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("sealed", LargeBinary),
    PrimaryKeyConstraint("tenant", "name"),
    Index(None, "tenant", "expires_at"),
)
"""`name` and `words` are digests; `sealed` is the answer, none while it is under way."""
