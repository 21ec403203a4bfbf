"""Identities that changed hands, what guests sent beside words, and what our messages cost."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0005"
down_revision = "0004"
loses = "pictures and documents guests sent, what messages cost, and which telephone numbers changed hands"

_GUARDED = ("detached", "media", "message_costs")


def upgrade() -> None:
    """Make the tables, and let the desk in."""
    op.create_table(
        "detached",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("guest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "value", name="pk_detached"),
    )
    op.create_table(
        "media",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "media", name="pk_media"),
    )
    op.create_index("ix_media_tenant_expires_at", "media", ["tenant", "expires_at"])
    op.create_table(
        "message_costs",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "message", name="pk_message_costs"),
    )
    op.create_index("ix_message_costs_tenant_at", "message_costs", ["tenant", "at"])
    op.create_index("ix_message_costs_tenant_conversation", "message_costs", ["tenant", "conversation"])
    admit(op.get_bind(), *_GUARDED)
    guard(op.get_bind(), *_GUARDED)


def downgrade() -> None:
    """Drop the tables."""
    for table in _GUARDED:
        op.drop_table(table)
