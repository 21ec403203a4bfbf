"""First answers to what is asked under a name of the caller's own."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0014"
down_revision = "0013"
loses = "the first answers to requests with an Idempotency-Key: one that is sent again is done again"


def upgrade() -> None:
    """Nothing was asked yet."""
    op.create_table(
        "repeats",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_repeats"),
    )
    op.create_index("ix_repeats_tenant_expires_at", "repeats", ["tenant", "expires_at"])
    admit(op.get_bind(), "repeats")
    guard(op.get_bind(), "repeats")


def downgrade() -> None:
    """Drop it."""
    op.drop_table("repeats")
