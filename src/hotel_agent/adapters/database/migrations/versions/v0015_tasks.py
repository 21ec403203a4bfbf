"""Whether a conversation holds tasks: beside its state, to be looked for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
loses = "nothing: the tasks stand in the states of their conversations"

_INDEX = "ix_conversations_open_tasks"


def upgrade() -> None:
    """No conversation holds one yet."""
    op.add_column("conversations", sa.Column("tasks", sa.Text(), nullable=False, server_default=sa.text("'none'")))
    few = sa.text("tasks = 'open'")
    op.create_index(_INDEX, "conversations", ["tenant", "since", "id"], postgresql_where=few, sqlite_where=few)


def downgrade() -> None:
    """Forget it again."""
    op.drop_index(_INDEX, table_name="conversations")
    op.drop_column("conversations", "tasks")
