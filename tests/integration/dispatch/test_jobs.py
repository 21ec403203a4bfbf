"""What we rely on of procrastinate's schema is there as we know it."""

from importlib.resources import files

from sqlalchemy import text

from hotel_agent.adapters.database.database import open_database

LAST_KNOWN = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def test_procrastinate_s_schema_is_the_one_we_know() -> None:
    steps = sorted(each.name for each in files("procrastinate.sql.migrations").iterdir() if each.name.endswith(".sql"))
    assert steps[-1] == LAST_KNOWN, "procrastinate's schema has moved on: write a migration of ours that takes its step"


async def test_the_functions_we_call_take_what_we_give(tables: str) -> None:
    retrying = "job_id bigint, retry_at timestamp with time zone, new_priority integer, "
    retrying += "new_queue_name character varying, new_lock character varying"
    wanted = {
        "procrastinate_defer_jobs_v1": ("jobs procrastinate_job_to_defer_v1[]", "bigint[]"),
        "procrastinate_retry_job_v2": (retrying, "void"),
        "procrastinate_prune_stalled_workers_v1": (
            "seconds_since_heartbeat double precision",
            "TABLE(worker_id bigint)",
        ),
    }
    async with open_database(tables) as database, database.transaction() as connection:
        found = await connection.execute(
            text("""
                SELECT proname, pg_get_function_identity_arguments(oid), pg_get_function_result(oid)
                FROM pg_proc WHERE proname = ANY(:names)
            """),
            {"names": list(wanted)},
        )
        assert {name: (taken, given) for name, taken, given in found} == wanted


async def test_a_job_to_defer_has_the_columns_we_give(tables: str) -> None:
    async with open_database(tables) as database, database.transaction() as connection:
        found = await connection.execute(
            text("""
                SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
                WHERE attrelid = 'procrastinate_job_to_defer_v1'::regclass ORDER BY attnum
            """)
        )
        assert [tuple(row) for row in found] == [
            ("queue_name", "character varying"),
            ("task_name", "character varying"),
            ("priority", "integer"),
            ("lock", "text"),
            ("queueing_lock", "text"),
            ("args", "jsonb"),
            ("scheduled_at", "timestamp with time zone"),
        ]
