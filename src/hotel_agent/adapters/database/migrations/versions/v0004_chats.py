"""The web chat: which chats guests wrote in, and what was said there."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0004"
down_revision = "0003"
loses = "what was said in web chats, as guests see it on the page"

_GUARDED = ("chats", "chat_messages")


def upgrade() -> None:
    """Make the tables, and let the desk in."""
    op.create_table(
        "chats",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("alive_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_chats"),
    )
    op.create_index("ix_chats_tenant_alive_at", "chats", ["tenant", "alive_at"])
    op.create_table(
        "chat_messages",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "chat", "seq", name="pk_chat_messages"),
        sa.UniqueConstraint("tenant", "chat", "key", name="uq_chat_messages_tenant_chat_key"),
    )
    admit(op.get_bind(), *_GUARDED)
    guard(op.get_bind(), *_GUARDED)


def downgrade() -> None:
    """Drop the tables."""
    for table in _GUARDED:
        op.drop_table(table)
