"""The e-mail door: how far mailboxes are read, and the threads in them."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0006"
down_revision = "0005"
loses = "how far mailboxes were read (reading begins anew at what comes next), and the threads of guests' mails"

_GUARDED = ("mailboxes", "mail_threads", "mails")


def upgrade() -> None:
    """Make the tables, and let the desk in."""
    op.create_table(
        "mailboxes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("fence", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("knocks", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inbox_validity", sa.BigInteger()),
        sa.Column("inbox_uid", sa.BigInteger()),
        sa.Column("sent_validity", sa.BigInteger()),
        sa.Column("sent_uid", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tenant", "account", name="pk_mailboxes"),
    )
    op.create_table(
        "mail_threads",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("refs", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False, server_default=sa.text("'[]'")),
        sa.PrimaryKeyConstraint("tenant", "account", "kind", "address", name="pk_mail_threads"),
    )
    op.create_table(
        "mails",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("aside", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("authentication", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "account", "name", name="pk_mails"),
    )
    op.create_index("ix_mails_tenant_account_message_id", "mails", ["tenant", "account", "message_id"])
    op.create_index("ix_mails_tenant_account_address_at", "mails", ["tenant", "account", "address", "at"])
    admit(op.get_bind(), *_GUARDED)
    guard(op.get_bind(), *_GUARDED)


def downgrade() -> None:
    """Drop the tables."""
    for table in _GUARDED:
        op.drop_table(table)
