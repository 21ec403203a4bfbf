"""What the machine would have said where it may say nothing."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0017"
down_revision = "0016"
loses = "the drafts of hotels that try the machine out, and with them the report that compares"


def upgrade() -> None:
    """Nothing was drafted yet."""
    op.create_table(
        "drafts",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name="pk_drafts"),
    )
    op.create_index("ix_drafts_tenant_conversation_at", "drafts", ["tenant", "conversation", "at"])
    op.create_index("ix_drafts_tenant_at", "drafts", ["tenant", "at"])
    admit(op.get_bind(), "drafts")
    guard(op.get_bind(), "drafts")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("drafts")
