"""The table of what the machine would have said where it may say nothing."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text

from hotel_agent.adapters.database.tables import Moment, Name, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Column("draft", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "key"),
    Index(None, "tenant", "conversation", "at"),
    Index(None, "tenant", "at"),
)
"""Drafts as they stand, each with the messages it answers and what somebody answered in its place."""
