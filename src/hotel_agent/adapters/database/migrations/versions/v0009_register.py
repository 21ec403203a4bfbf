"""Hotels entered while the house is open: their tables, their doors, their secrets."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit

revision = "0009"
down_revision = "0008"
loses = "the hotels in the register, and their secrets; those of the tenants file stay"

_TABLES = ("registered_tenants", "registered_accounts", "registered_secrets", "register_revision")


def upgrade() -> None:
    """Make the tables, and let the desk in."""
    op.create_table(
        "registered_tenants",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_registered_tenants"),
    )
    op.create_index("ix_registered_tenants_revision", "registered_tenants", ["revision"])
    op.create_table(
        "registered_accounts",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name="pk_registered_accounts"),
    )
    op.create_index("ix_registered_accounts_tenant", "registered_accounts", ["tenant"])
    op.create_table(
        "registered_secrets",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_registered_secrets"),
    )
    op.create_table(
        "register_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_revision"),
    )
    admit(op.get_bind(), *_TABLES)


def downgrade() -> None:
    """Drop the tables."""
    for table in _TABLES:
        op.drop_table(table)
