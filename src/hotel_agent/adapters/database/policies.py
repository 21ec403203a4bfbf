"""The second wall between hotels, on PostgreSQL: the role units of work take, and the policies that hold it.

Migrations call these over the connection they run on; each does nothing on SQLite, which has neither roles nor
policies. Repeating any of them is safe.
"""

from sqlalchemy import Connection, text

from hotel_agent.adapters.database.database import DESK_ROLE, TENANT_SETTING

POLICY = "of_its_tenant"
"""The policy every guarded table has: a row is seen, written and changed only in a transaction of its tenant."""

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
"""What the desk may do with most tables."""

# No tenant set reads as NULL the first time and as empty ever after: neither is the tenant of any row.
_ITS_TENANT = f"tenant = nullif(current_setting('{TENANT_SETTING}', true), '')"

# Roles belong to the server, not to the database: the migration of another database may be making it at this moment.
_MAKE_ROLE = """
DO $$
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
            CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}' AND (rolsuper OR rolbypassrls)) THEN
        RAISE EXCEPTION 'the role {role} passes by row level security; take SUPERUSER and BYPASSRLS from it';
    END IF;
    IF NOT pg_has_role(
        session_user, '{role}',
        CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END
    ) THEN
        BEGIN
            EXECUTE format('GRANT {role} TO %I', session_user);
        EXCEPTION WHEN unique_violation OR internal_error THEN
            NULL;
        END;
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema());
END
$$
"""

_LET_COUNT = """
DO $$
DECLARE
    counted record;
BEGIN
    FOR counted IN
        SELECT pg_get_serial_sequence(attrelid::regclass::text, attname) AS sequence
        FROM pg_attribute
        WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped
    LOOP
        IF counted.sequence IS NOT NULL THEN
            EXECUTE 'GRANT USAGE ON SEQUENCE ' || counted.sequence || ' TO {role}';
        END IF;
    END LOOP;
END
$$
"""


def make_desk_role(connection: Connection) -> None:
    """Let there be the role of units of work, and let whoever is connected take it.

    It cannot log in, owns nothing and passes by no policy. Whoever is connected needs CREATEROLE, or somebody must have
    made the role and granted it. It stays when the schema goes: other databases of the server may use it.
    """
    _run(connection, _MAKE_ROLE.format(role=DESK_ROLE))


def admit(connection: Connection, *tables: str, to: str = EVERYTHING) -> None:
    """Let units of work do this with these tables, and number their rows."""
    for table in tables:
        _run(connection, f"GRANT {to} ON {table} TO {DESK_ROLE}")
        _run(connection, _LET_COUNT.format(table=table, role=DESK_ROLE))


def guard(connection: Connection, *tables: str) -> None:
    """Let a row of these tables exist only for its own tenant: also for their owner."""
    for table in tables:
        _run(connection, f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        _run(connection, f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        _run(connection, f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        _run(connection, f"CREATE POLICY {POLICY} ON {table} USING ({_ITS_TENANT}) WITH CHECK ({_ITS_TENANT})")


def _run(connection: Connection, statement: str) -> None:
    if connection.dialect.name == "postgresql":
        # Not as the driver takes it: psycopg reads a per cent sign its own way.
        connection.execute(text(statement))
