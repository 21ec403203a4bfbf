"""Conversations, the work that waits, and the house; on PostgreSQL each tenant's rows behind policies."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard, make_desk_role

revision = "0001"
down_revision = None
loses = "everything: conversations, messages, what waits to be sent, and the record of what people did by hand"

_GUARDED = ("guests", "conversations", "inbox", "outbox", "early_reports", "tenants")
_SHARED = ("ledger", "strays")

_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table, and let the desk in."""
    _make_conversations()
    _make_work()
    _make_house()
    connection = op.get_bind()
    make_desk_role(connection)
    admit(connection, *_GUARDED, *_SHARED)
    # What was done by hand is written and read, never changed.
    admit(connection, "audit", to="SELECT, INSERT")
    guard(connection, *_GUARDED, "audit")


def downgrade() -> None:
    """Drop every table. The role stays: it is the server's, and other databases may use it."""
    for table in (*_GUARDED, *_SHARED, "audit"):
        op.drop_table(table)


def _make_conversations() -> None:
    op.create_table(
        "guests",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("guest", sa.Text(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "value", name="pk_guests"),
    )
    op.create_index("ix_guests_tenant_guest_seen", "guests", ["tenant", "guest", "seen"])
    op.create_table(
        "conversations",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("guest", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_conversations"),
        sa.UniqueConstraint(
            "tenant", "channel", "account", "guest", name="uq_conversations_tenant_channel_account_guest"
        ),
    )


def _make_work() -> None:
    op.create_table(
        "inbox",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("from_guest", sa.Boolean(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("aside_at", _MOMENT),
        sa.Column("cause", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "account", "key", name="pk_inbox"),
        sa.UniqueConstraint("tenant", "conversation", "sequence", name="uq_inbox_tenant_conversation_sequence"),
    )
    _index_where("state = 'open'", "ix_inbox_open", "inbox", "tenant", "conversation")
    _index_where("state = 'aside'", "ix_inbox_aside", "inbox", "tenant", "aside_at")
    op.create_table(
        "outbox",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("lease_until", _MOMENT),
        sa.Column("sent_before", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("receipt", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("delivery", sa.Text()),
        sa.Column("cause", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name="pk_outbox"),
        sa.UniqueConstraint("tenant", "conversation", "sequence", name="uq_outbox_tenant_conversation_sequence"),
    )
    _index_where("state = 'waiting'", "ix_outbox_waiting", "outbox", "tenant", "conversation")
    op.create_index("ix_outbox_message", "outbox", ["tenant", "message"])
    op.create_table(
        "early_reports",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "message", name="pk_early_reports"),
    )
    op.create_index("ix_early_reports_tenant_first_at", "early_reports", ["tenant", "first_at"])
    op.create_table(
        "ledger",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "conversation", "command", name="pk_ledger"),
    )
    op.create_index("ix_ledger_at", "ledger", ["at"])


def _make_house() -> None:
    op.create_table(
        "strays",
        sa.Column("id", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_strays"),
        sa.UniqueConstraint("channel", "account", "key", name="uq_strays_channel_account_key"),
    )
    op.create_table(
        "tenants",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_tenants"),
    )
    op.create_table(
        "audit",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("sequence", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_index("ix_audit_tenant_sequence", "audit", ["tenant", "sequence"])


def _index_where(condition: str, name: str, table: str, *columns: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, list(columns), postgresql_where=where, sqlite_where=where)
