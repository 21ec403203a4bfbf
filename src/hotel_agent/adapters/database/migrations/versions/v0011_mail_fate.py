"""What becomes of mails: addresses where none arrives, how many were sent lately, and whose thread one belongs to."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0011"
down_revision = "0010"
loses = "from which addresses mail came back (it is tried there again), and the marks by which replies find a thread"

_INDEXES = (
    ("ix_mail_threads_tenant_account_mark", "mail_threads", "mark"),
    ("ix_mails_tenant_account_at", "mails", "at"),
    ("ix_mails_tenant_account_thread", "mails", "thread"),
)


def upgrade() -> None:
    """Add the columns, and the table."""
    op.add_column("mail_threads", sa.Column("mark", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("mails", sa.Column("thread", sa.Text(), nullable=False, server_default=sa.text("''")))
    for name, table, column in _INDEXES:
        op.create_index(name, table, ["tenant", "account", column])
    op.create_table(
        "dead_addresses",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "address", name="pk_dead_addresses"),
    )
    admit(op.get_bind(), "dead_addresses")
    guard(op.get_bind(), "dead_addresses")


def downgrade() -> None:
    """Drop them."""
    op.drop_table("dead_addresses")
    for name, table, _ in _INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_column("mails", "thread")
    op.drop_column("mail_threads", "mark")
