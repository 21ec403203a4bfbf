"""The tables of what guests sent beside words, and of what our messages cost."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table

from hotel_agent.adapters.database.tables import Moment, Name, Written, metadata

media = Table(
    "media",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("media", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("mime_type", Written, nullable=False),
    Column("digest", Name, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "media"),
    Index(None, "tenant", "expires_at"),
)
"""Pictures, voice notes and documents, sealed. `digest` and `size` are of the bytes before they were sealed."""

message_costs = Table(
    "message_costs",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("message", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("billable", Boolean, nullable=False),
    Column("category", Written, nullable=False),
    Column("kind", Written, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "message"),
    Index(None, "tenant", "at"),
    Index(None, "tenant", "conversation"),
)
"""What the channel said each of our messages costs, once each, by the moment it was first said."""
