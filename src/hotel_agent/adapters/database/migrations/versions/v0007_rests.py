"""Rests a channel asked for, counted beside the attempts at a command."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
loses = "how often messages were left alone because their channel asked for it: it counts as failed attempts then"

_COUNTED = ("rests", "rested_seconds")


def upgrade() -> None:
    """Nothing was left alone yet."""
    for name in _COUNTED:
        op.add_column("outbox", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    """Forget the rests."""
    for name in reversed(_COUNTED):
        op.drop_column("outbox", name)
