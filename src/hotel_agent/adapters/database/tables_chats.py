"""The tables of the web chat: which chats guests wrote in, and what was said there."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from hotel_agent.adapters.database.tables import Moment, Name, metadata

chats = Table(
    "chats",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("last", Integer, nullable=False),
    Column("alive_at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "name"),
    Index(None, "tenant", "alive_at"),
)
"""Chats from their guest's first message on. Its row is locked by whoever writes in a chat.

`last` is the number of the latest message, `alive_at` the last sign of life.
"""

chat_messages = Table(
    "chat_messages",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("chat", Name, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("content", Text, nullable=False),
    Column("key", Name),
    Column("fingerprint", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "chat", "seq"),
    UniqueConstraint("tenant", "chat", "key"),
)
"""What both sides wrote, as the codec's JSON. Under one `key`, a guest's or ours, something is written once."""
