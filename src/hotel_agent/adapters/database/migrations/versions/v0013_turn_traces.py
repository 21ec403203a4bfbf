"""Why each turn came out as it did, beside the conversation."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0013"
down_revision = "0012"
loses = "why turns came out as they did; what was said and decided stays"


def upgrade() -> None:
    """Of earlier turns nobody knows it any more."""
    op.create_table(
        "turn_traces",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "conversation", "version", name="pk_turn_traces"),
    )
    admit(op.get_bind(), "turn_traces")
    guard(op.get_bind(), "turn_traces")


def downgrade() -> None:
    """Forget it."""
    op.drop_table("turn_traces")
