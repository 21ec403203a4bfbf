"""How workers on many hosts are told of work, in the transaction that made it: jobs of procrastinate, on PostgreSQL.

A job names a piece of work by its ids and says nothing of a guest. The ledger is the truth: a job too many finds
nothing to do, and work without a job is found by `defer_lost`. Ready work is a job `serve` that bears the piece's lock,
so that one worker at a time does it. Work for later is a job `wake`, without a lock, which would hold up what is ready
before it; when its moment comes it makes the ready job. Each tenant has a queue, so that a crowd can be passed over,
and one more for what was handed to the workers of the canary; the lock is the same in both.

The index these statements live on, and the desk's access, came with step 0002 of the tables; the workers'
tracks with step 0016.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.ports.rows import Due

SERVE = "serve"
"""The task of a job that does a piece of work."""

WAKE = "wake"
"""The task of a job that waits for a piece's moment."""

_LOOKING = 0x6C6F7374
"""The advisory lock of whoever looks for lost work: `lost`."""

_LOCK = (
    "CASE WHEN piece.command = '' THEN 'turn:' || piece.tenant || ':' || piece.conversation"
    " ELSE 'command:' || piece.tenant || ':' || piece.command END"
)
# The name of a queue is part of a channel's name, of which PostgreSQL takes 63 bytes.
_QUEUE = "CASE WHEN octet_length(piece.tenant) <= 40 THEN piece.tenant ELSE md5(piece.tenant) END"
# No tenant's id has a colon.
_CANARY = "canary:"
_CANARY_QUEUE = (
    f"'{_CANARY}' || CASE WHEN octet_length(piece.tenant) <= 33 THEN piece.tenant ELSE md5(piece.tenant) END"
)
_IS_OF_PIECE = (
    "job.args ->> 'conversation' = piece.conversation AND job.args ->> 'command' = piece.command"
    " AND job.args ->> 'tenant' = piece.tenant"
)


async def defer(connection: AsyncConnection, dues: Sequence[Due]) -> None:
    """Tell the workers of this work once the transaction commits. What is due by PostgreSQL's clock they begin at once.

    Leave out the ends of leases: they rarely come to pass, and are found without a job.
    """
    if dues:
        given = {
            "tenants": [due.tenant for due in dues],
            "conversations": [due.conversation for due in dues],
            "commands": [due.command or "" for due in dues],
            "moments": [due.at for due in dues],
        }
        await connection.execute(_DEFER, given)


async def defer_woken(connection: AsyncConnection, due: Due, *, failures: int) -> None:
    """A piece's moment has come: make it ready, if the ledger says so too."""
    given = {"tenant": due.tenant, "conversation": due.conversation, "command": due.command or "", "failures": failures}
    await connection.execute(_WAKE, given)


async def defer_rest(connection: AsyncConnection, due: Due, *, until: datetime, failures: int) -> None:
    """Let a piece that failed so often in a row rest until this moment. An earlier rest of it is over."""
    given = {"tenant": due.tenant, "conversation": due.conversation, "command": due.command or ""}
    await connection.execute(_END_REST, given)
    await connection.execute(_REST, {**given, "due_at": due.at, "until": until, "failures": failures})


async def defer_lost(connection: AsyncConnection, *, limit: int) -> int:
    """Make ready what has been due for a second while no job was about to do it. Returns how much that was.

    Somebody's signal was lost, or the lease of a worker who died is over. One process at a time looks.
    """
    made = await connection.execute(_LOST, {"limit": limit})
    return len(made.scalar() or ())


async def heartbeats(connection: AsyncConnection, track: str) -> Sequence[datetime]:
    """When each worker of this track in the register last said that it lives."""
    return (await connection.execute(_HEARTBEATS, {"track": track})).scalars().all()


async def lives(connection: AsyncConnection, track: str, *, silence: timedelta) -> bool:
    """Whether any worker of this track said that it lives, no longer ago than this."""
    return bool((await connection.execute(_LIVES, {"track": track, "silence": silence})).scalar())


async def give_back(connection: AsyncConnection, *, silence: timedelta) -> int:
    """Let others do what a worker had begun who has been silent for so long. Returns how many jobs that were."""
    given_back = await connection.execute(_GIVE_BACK, {"silence": silence})
    await connection.execute(_FORGET_WORKERS, {"silence": silence})
    return len(given_back.all())


def _deferring(pieces: str) -> TextClause:
    """Makes a job of each of these pieces: ready where `wakes_at` is empty, else one that waits for that moment."""
    return text(f"""
        SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
            {_QUEUE},
            CASE WHEN piece.wakes_at IS NULL THEN '{SERVE}' ELSE '{WAKE}' END,
            CASE WHEN piece.wakes_at IS NULL THEN 0 ELSE 1 END,
            CASE WHEN piece.wakes_at IS NULL THEN {_LOCK} END,
            NULL,
            jsonb_build_object(
                'tenant', piece.tenant, 'conversation', piece.conversation, 'command', piece.command,
                'at', piece.at, 'failures', piece.failures
            ),
            piece.wakes_at
        )::procrastinate_job_to_defer_v1))
        FROM ({pieces}) AS piece
        HAVING count(*) > 0
    """)  # noqa: S608 - every part of it stands in this file


_DEFER = _deferring(f"""
    SELECT piece.*, 0 AS failures
    FROM (
        SELECT given.*, CASE WHEN given.at > clock_timestamp() THEN given.at END AS wakes_at
        FROM unnest(
            CAST(:tenants AS text[]), CAST(:conversations AS text[]), CAST(:commands AS text[]),
            CAST(:moments AS timestamptz[])
        ) AS given (tenant, conversation, command, at)
    ) AS piece
    -- A job that waits for the same moment will do: it reads the ledger then, after this is committed. A job that is
    -- ready will not do: it may read before.
    WHERE piece.wakes_at IS NULL OR NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status = 'todo' AND job.scheduled_at = piece.wakes_at AND {_IS_OF_PIECE}
    )
""")  # noqa: S608

_WAKE = _deferring(f"""
    SELECT piece.*, NULL::timestamptz AS wakes_at, CAST(:failures AS integer) AS failures
    FROM ledger AS piece
    WHERE piece.tenant = :tenant AND piece.conversation = :conversation AND piece.command = :command
    AND piece.at <= clock_timestamp()
    -- What this reads was committed, so a job that has not begun will read it too.
    AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status = 'todo' AND job.lock IS NOT NULL AND {_IS_OF_PIECE}
    )
""")  # noqa: S608

_END_REST = text(f"""
    DELETE FROM procrastinate_jobs AS job
    USING (SELECT :tenant AS tenant, :conversation AS conversation, :command AS command) AS piece
    WHERE job.status = 'todo' AND job.task_name = '{WAKE}'
    AND CAST(job.args ->> 'failures' AS integer) > 0 AND {_IS_OF_PIECE}
""")  # noqa: S608

_REST = _deferring("""
    SELECT
        CAST(:tenant AS text) AS tenant, CAST(:conversation AS text) AS conversation, CAST(:command AS text) AS command,
        CAST(:due_at AS timestamptz) AS at, CAST(:until AS timestamptz) AS wakes_at,
        CAST(:failures AS integer) AS failures
""")

_LOST = _deferring(f"""
    SELECT piece.*, NULL::timestamptz AS wakes_at, 0 AS failures
    FROM ledger AS piece, (SELECT pg_try_advisory_xact_lock({_LOOKING}) AS ours OFFSET 0) AS looking
    WHERE looking.ours AND piece.at < clock_timestamp() - interval '1 second'
    AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing') AND {_IS_OF_PIECE} AND (
            job.status = 'doing' OR job.scheduled_at IS NULL OR job.scheduled_at <= clock_timestamp()
            -- Or it rests after an error.
            OR CAST(job.args ->> 'failures' AS integer) > 0
        )
    )
    ORDER BY piece.at LIMIT :limit
""")  # noqa: S608

OPEN_QUEUES = f"""
    SELECT DISTINCT queue_name FROM procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
    AND starts_with(queue_name, '{_CANARY}') = ANY(%(canary)s)
"""  # noqa: S608
"""In which queues work is ready, of those of the canary and of the others as asked. For procrastinate's connector."""

HAND_OVER = f"""
    SELECT
        procrastinate_retry_job_v2(
            job.id, now(), NULL, CASE WHEN %(canary)s THEN {_CANARY_QUEUE} ELSE {_QUEUE} END, NULL
        ),
        pg_notify(
            'procrastinate_any_queue_v1', json_build_object('type', 'job_inserted', 'job_id', job.id)::text
        )
    FROM procrastinate_jobs AS job, LATERAL (SELECT job.args ->> 'tenant' AS tenant) AS piece
    WHERE job.id = %(job_id)s AND job.worker_id = %(worker_id)s AND job.status = 'doing'
"""  # noqa: S608
"""Give what this worker has in hand to those of the other track, and tell them. For procrastinate's connector."""

_HEARTBEATS = text("SELECT last_heartbeat FROM procrastinate_workers WHERE track = :track")

_LIVES = text("""
    SELECT EXISTS (
        SELECT FROM procrastinate_workers
        WHERE track = :track AND last_heartbeat >= now() - CAST(:silence AS interval)
    )
""")

_GIVE_BACK = text("""
    WITH stalled AS (
        SELECT job.id FROM procrastinate_jobs AS job
        WHERE job.status = 'doing' AND NOT EXISTS (
            SELECT FROM procrastinate_workers AS worker
            WHERE worker.id = job.worker_id AND worker.last_heartbeat >= now() - CAST(:silence AS interval)
        )
        FOR UPDATE SKIP LOCKED
    )
    SELECT procrastinate_retry_job_v2(stalled.id, now(), NULL, NULL, NULL) FROM stalled
""")

_FORGET_WORKERS = text("""
    SELECT procrastinate_prune_stalled_workers_v1(extract(epoch FROM CAST(:silence AS interval)))
""")
