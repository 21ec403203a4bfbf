"""The tables of a hotel's own book: its reservations, the nights they take, and what each key did to them."""

from sqlalchemy import Column, Date, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from hotel_agent.adapters.database.tables import Name, metadata

reservations = Table(
    "reservations",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("number", Name, nullable=False),
    Column("property", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("email", Name),
    Column("phone", Name),
    Column("reservation", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "number"),
    UniqueConstraint("tenant", "key"),
    Index(None, "tenant", "email"),
    Index(None, "tenant", "phone"),
)
"""Every reservation ever made, at most one under a key. `email` and `phone` are in small letters."""

reserved_nights = Table(
    "reserved_nights",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("property", Name, nullable=False),
    Column("room", Name, nullable=False),
    Column("night", Date, nullable=False),
    Column("number", Name, nullable=False),
    Column("place", Integer, nullable=False),
    PrimaryKeyConstraint("tenant", "property", "night", "room"),
    Index(None, "tenant", "number"),
)
"""Who sleeps where: one row for a room and a night, so that no night is ever sold twice. Cancelled ones leave.

`place` is that of the room stay within its reservation, from 0 on.
"""

reservation_changes = Table(
    "reservation_changes",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("action", Name, nullable=False),
    Column("number", Name, nullable=False),
    Column("cancellation", Text),
    PrimaryKeyConstraint("tenant", "key", "action"),
)
"""What each key did, so that nothing is done twice: `modify` or `cancel`."""
