"""A hotel's own book: reservations, the nights they take, and what each key did to them."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit, guard

revision = "0003"
down_revision = "0002"
loses = "every reservation of hotels that keep their own book here"

_GUARDED = ("reservations", "reserved_nights", "reservation_changes")


def upgrade() -> None:
    """Make the tables, and let the desk in."""
    op.create_table(
        "reservations",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("reservation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "number", name="pk_reservations"),
        sa.UniqueConstraint("tenant", "key", name="uq_reservations_tenant_key"),
    )
    op.create_index("ix_reservations_tenant_email", "reservations", ["tenant", "email"])
    op.create_index("ix_reservations_tenant_phone", "reservations", ["tenant", "phone"])
    op.create_table(
        "reserved_nights",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "property", "night", "room", name="pk_reserved_nights"),
    )
    op.create_index("ix_reserved_nights_tenant_number", "reserved_nights", ["tenant", "number"])
    op.create_table(
        "reservation_changes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("cancellation", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "key", "action", name="pk_reservation_changes"),
    )
    admit(op.get_bind(), *_GUARDED)
    guard(op.get_bind(), *_GUARDED)


def downgrade() -> None:
    """Drop the tables."""
    for table in _GUARDED:
        op.drop_table(table)
