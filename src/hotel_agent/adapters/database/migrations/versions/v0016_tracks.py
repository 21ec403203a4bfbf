"""On which track a worker is: everybody's, or the canary's. Nothing on SQLite, where one process works."""

from alembic import op

revision = "0016"
down_revision = "0015"
loses = "nothing: workers say again who they are"


def upgrade() -> None:
    """Who does not say it, as workers of the version before, is one of everybody's."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE procrastinate_workers ADD COLUMN track text NOT NULL DEFAULT 'stable'")


def downgrade() -> None:
    """All workers are everybody's again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE procrastinate_workers DROP COLUMN track")
