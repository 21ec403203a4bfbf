"""The people behind the desk, their passes and the tokens of programs; what stood before and after what was done."""

import sqlalchemy as sa
from alembic import op

from hotel_agent.adapters.database.policies import admit

revision = "0010"
down_revision = "0009"
loses = "the people behind the desk, their passes and tokens, and what stood before and after what was done by hand"

_TABLES = ("people", "passes", "tokens")
_CHANGED = ("before", "after")


def upgrade() -> None:
    """Nobody is known yet. The tables bear no tenant, so no policy holds them."""
    op.create_table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tenants", sa.Text()),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("seed", sa.LargeBinary()),
        sa.Column("step", sa.BigInteger(), nullable=False, server_default=sa.text("-1")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("name", name="pk_people"),
    )
    op.create_table(
        "passes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_passes"),
    )
    op.create_index("ix_passes_name", "passes", ["name"])
    op.create_index("ix_passes_expires_at", "passes", ["expires_at"])
    op.create_table(
        "tokens",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("tenants", sa.Text()),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_tokens"),
        sa.UniqueConstraint("id", name="uq_tokens_id"),
    )
    admit(op.get_bind(), *_TABLES)
    for name in _CHANGED:
        op.add_column("audit", sa.Column(name, sa.Text()))


def downgrade() -> None:
    """Forget them all."""
    for name in reversed(_CHANGED):
        op.drop_column("audit", name)
    for table in reversed(_TABLES):
        op.drop_table(table)
