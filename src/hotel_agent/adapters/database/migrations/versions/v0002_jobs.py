"""On PostgreSQL what procrastinate keeps: the jobs that wake workers. Nothing on SQLite."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"
loses = "on PostgreSQL, the jobs that wake workers; the work itself is kept, and found again"

LAST_KNOWN = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
"""procrastinate's own last step when this one was written. A later one becomes a step of ours."""

# What `adapters/database/jobs.py` asks of every piece of work.
_INDEX = """
    CREATE INDEX ix_procrastinate_jobs_piece ON procrastinate_jobs ((args ->> 'conversation'), (args ->> 'command'))
    WHERE status IN ('todo', 'doing')
"""
_LET_IN = """
    GRANT SELECT, INSERT, UPDATE, DELETE
    ON procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers
    TO hotel_agent_desk
"""
_LET_COUNT = "GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO hotel_agent_desk"
_TABLES = """
    SELECT oid::regclass::text FROM pg_class
    WHERE left(relname, 14) = 'procrastinate_' AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE left(proname, 14) = 'procrastinate_' AND pronamespace = current_schema()::regnamespace
"""
_TYPES = """
    SELECT oid::regtype::text FROM pg_type
    WHERE left(typname, 14) = 'procrastinate_' AND typtype IN ('e', 'c')
        AND typnamespace = current_schema()::regnamespace
"""


def upgrade() -> None:
    """Lay down procrastinate's schema as it comes with the installed version, and let units of work defer jobs."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        # Many statements in one text: the driver takes that, and reads no per cent sign where it is given no values.
        connection.connection.cursor().execute(SchemaManager.get_schema())
        for statement in (_INDEX, _LET_IN, _LET_COUNT):
            op.execute(statement)


def downgrade() -> None:
    """Drop everything of procrastinate's."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for kind, found in (("TABLE", _TABLES), ("FUNCTION", _FUNCTIONS), ("TYPE", _TYPES)):
            for name in connection.execute(sa.text(found)).scalars().all():
                op.execute(f"DROP {kind} {name} CASCADE")
