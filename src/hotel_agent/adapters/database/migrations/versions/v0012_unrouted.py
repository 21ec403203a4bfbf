"""What came in for nobody can be given to its hotel later, and is forgotten in time."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
loses = "as what pieces for nobody were understood: they stay kept, and cannot be given to a hotel any more"

_INDEX = "ix_strays_received_at"


def upgrade() -> None:
    """Of what is kept already it is not known."""
    op.add_column("strays", sa.Column("app", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("strays", sa.Column("arrival", sa.Text(), nullable=True))
    op.create_index(_INDEX, "strays", ["received_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(_INDEX, table_name="strays")
    op.drop_column("strays", "arrival")
    op.drop_column("strays", "app")
