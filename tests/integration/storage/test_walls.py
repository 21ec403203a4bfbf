"""The second wall: whatever statement runs in a unit of work of one hotel, another hotel's rows are out of reach."""

from io import BytesIO

import pytest
from attrs import evolve
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import DESK_ROLE, TENANT_SETTING, Database
from hotel_agent.adapters.database.tables import OF_NO_TENANT
from hotel_agent.adapters.storage.sql import SqlStorage
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import AccountId, GuestId, ProviderId
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.rows import AuditEntry, CommandState
from hotel_agent.testing.contracts.storage.keeper import (
    HOTEL,
    LEASE,
    NOW,
    OTHER,
    PHONE,
    Keeper,
    a_conversation,
    act,
    key,
    say,
    wrote,
)

_FAR = NOW.replace(year=2099)
_MOVED = (
    "WITH moved AS (DELETE FROM early_reports RETURNING *)"
    " INSERT INTO early_reports SELECT 'sierra', message, state, first_at FROM moved"
)
_UNSET = f"SELECT set_config('{TENANT_SETTING}', NULL, true)"
_EMPTY = f"SELECT set_config('{TENANT_SETTING}', '', true)"


@pytest.fixture
def storage(house: Database, codec: Codec) -> SqlStorage:
    return SqlStorage(house, codec=codec)


@pytest.fixture
async def theirs(house: Database, storage: SqlStorage) -> list[str]:
    """Another hotel with a row in every table that bears a tenant. The names of those tables."""
    keeper = Keeper(storage, OTHER)
    kept = await keeper.begins("theirs", guest="bea")
    async with storage.work(OTHER) as work:
        await work.guest([PHONE], fresh=GuestId("bea"))
        await work.note_act(AuditEntry(at=NOW, by="ana", action="replay", subject="theirs"))
        await work.note_delivery(effect=None, message=ProviderId("early"), state=DeliveryState.READ, at=NOW)
    await keeper.adds(kept, wrote("1"))
    await keeper.decides(kept, say("hello"), act("work"))
    await keeper.adds(kept, wrote("2"))
    async with house.engine.begin() as owner:
        tables = await _tables_of_tenants(owner)
        for table in tables:
            if not (await owner.execute(text(f"SELECT count(*) FROM {table} WHERE tenant = 'sierra'"))).scalar_one():
                await _put_a_row(owner, table)
    return tables


async def _put_a_row(owner: AsyncConnection, table: str) -> None:
    """A row of theirs in a table the storage does not write: whatever its columns take."""

    def columns(connection: object) -> dict[str, str]:
        day = "'2027-03-14'"
        plain = {"TEXT": "'x'", "BOOLEAN": "false", "BYTEA": "'x'", "DATE": day, "TIMESTAMP": day}
        return {
            column["name"]: plain.get(str(column["type"]), "1")
            for column in inspect(connection).get_columns(table)
            if not column["nullable"] and column["default"] is None and column["name"] != "tenant"
        }

    values = await owner.run_sync(columns)
    named, given = ", ".join(f'"{name}"' for name in values), ", ".join(values.values())
    # Rows that refer to others are put in as a replica is: without asking whether those are there.
    await owner.execute(text("SET LOCAL session_replication_role = replica"))
    await owner.execute(text(f"INSERT INTO {table} (tenant, {named}) VALUES ('sierra', {given})"))


async def _tables_of_tenants(connection: AsyncConnection) -> list[str]:
    """Every table with a column `tenant`, found in the database and not in our list of them."""
    found = await connection.execute(
        text(
            "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE a.attname = 'tenant' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')"
            " AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname"
        )
    )
    return [name for name in found.scalars() if name not in OF_NO_TENANT]


async def _refused(house: Database, statement: str, *, before: str = "SELECT 1", why: str = "") -> None:
    async with house.engine.connect() as connection:
        await connection.execute(
            text("SELECT set_config('role', :role, true), set_config(:setting, 'miramar', true)"),
            {"role": DESK_ROLE, "setting": TENANT_SETTING},
        )
        await connection.execute(text(before))
        with pytest.raises(DBAPIError, match=why):
            await connection.execute(text(statement))


async def test_the_role_of_a_unit_of_work_is_no_superuser_owns_nothing_and_passes_by_no_policy(house: Database) -> None:
    async with house.transaction(HOTEL) as connection:
        role = await connection.execute(
            text(
                "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole FROM pg_roles WHERE rolname = user"
            )
        )
        assert role.one() == (DESK_ROLE, False, False, False, False)
        owned = await connection.execute(
            text("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = user UNION ALL SELECT datname::text"
                 " FROM pg_database WHERE pg_get_userbyid(datdba) = user")
        )  # fmt: skip
        assert owned.scalars().all() == []
        powers = await connection.execute(
            text("SELECT rolname FROM pg_roles WHERE pg_has_role(user, oid, 'MEMBER') AND rolname <> user")
        )
        assert powers.scalars().all() == []


async def test_every_table_that_bears_a_tenant_is_held_by_a_forced_policy_also_one_made_tomorrow(
    house: Database,
) -> None:
    async with house.engine.connect() as connection:
        tables = await _tables_of_tenants(connection)
        assert {"guests", "conversations", "inbox", "outbox", "early_reports", "tenants", "audit"} <= set(tables)
        for table in tables:
            guarded = await connection.execute(
                text("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = CAST(:name AS regclass)"),
                {"name": table},
            )
            assert guarded.one() == (True, True), f"{table} is not guarded; its migration forgot `policies.guard`"
            policies = await connection.execute(
                text("SELECT permissive, roles::text, cmd, qual, with_check FROM pg_policies WHERE tablename = :name"),
                {"name": table},
            )
            ((permissive, roles, verb, sees, writes),) = policies.all()
            assert (permissive, roles, verb) == ("PERMISSIVE", "{public}", "ALL"), table
            for condition in (sees, writes):
                assert TENANT_SETTING in condition, table
                assert "tenant =" in condition, table


async def test_nothing_of_another_hotel_is_seen_changed_or_taken_away(house: Database, theirs: list[str]) -> None:
    async with house.transaction(HOTEL) as connection:
        for table in theirs:
            for statement in (
                f"SELECT count(*) FROM {table}",
                f"SELECT count(*) FROM {table} WHERE tenant = 'sierra'",
                f"SELECT count(*) FROM (SELECT * FROM {table} OFFSET 0) AS inner_rows WHERE tenant <> 'miramar'",
                f"SELECT count(*) FROM ledger JOIN {table} USING (tenant)",
                f"SELECT count(*) FROM ledger WHERE EXISTS (SELECT FROM {table} WHERE tenant = ledger.tenant)",
            ):
                assert (await connection.execute(text(statement))).scalar_one() == 0, statement
        for table in theirs:
            if table == "audit":
                continue
            changed = await connection.execute(text(f"UPDATE {table} SET tenant = 'miramar' WHERE tenant = 'sierra'"))
            assert changed.rowcount == 0, table
            gone = await connection.execute(text(f"DELETE FROM {table}"))
            assert gone.rowcount == 0, table
    async with house.engine.connect() as owner:
        for table in theirs:
            counted = await owner.execute(text(f"SELECT count(*) FROM {table} WHERE tenant = 'sierra'"))
            assert counted.scalar_one() > 0, table


@pytest.mark.parametrize("before", [_UNSET, _EMPTY], ids=["unset", "empty"])
async def test_without_a_hotel_no_row_of_any_hotel_is_seen_or_written(
    house: Database, theirs: list[str], before: str
) -> None:
    async with house.transaction() as connection:
        await connection.execute(text(before))
        for table in theirs:
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0, table
    for tenant in ("''", "'sierra'"):
        await _refused(
            house,
            f"INSERT INTO early_reports VALUES ({tenant}, 'm', 'read', now())",
            before=before,
            why="row-level security",
        )


async def test_no_row_is_written_in_the_name_of_another_hotel(house: Database, theirs: list[str]) -> None:
    ours = "INSERT INTO early_reports VALUES ('miramar', 'ours', 'read', now())"
    for statement in (
        "INSERT INTO early_reports VALUES ('sierra', 'm', 'read', now())",
        "INSERT INTO guests VALUES ('sierra', 'wa_phone', '34600000009', 'mallory', 1)",
        "INSERT INTO audit (tenant, at, by, action, subject) VALUES ('sierra', now(), 'a', 'b', 'c')",
        "UPDATE early_reports SET tenant = 'sierra'",
        f"{ours} ON CONFLICT (tenant, message) DO UPDATE SET tenant = 'sierra'",
        _MOVED,
    ):
        await _refused(house, statement, before=ours, why="row-level security")


async def test_a_conflict_tells_nothing_of_another_hotels_row(house: Database, theirs: list[str]) -> None:
    await _refused(
        house,
        "INSERT INTO guests VALUES ('sierra', 'wa_phone', '34600000001', 'mallory', 1)"
        " ON CONFLICT (tenant, kind, value) DO UPDATE SET guest = 'mallory' RETURNING guest",
        why="row-level security",
    )


async def test_whole_tables_are_not_carried_off_emptied_or_opened(house: Database, theirs: list[str]) -> None:
    for table in theirs:
        for statement in (
            f"COPY {table} TO '/tmp/stolen'",
            f"COPY {table} TO PROGRAM 'cat'",
            f"TRUNCATE {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"DROP POLICY of_its_tenant ON {table}",
            f"CREATE POLICY mine ON {table} USING (true)",
            f"DROP TABLE {table}",
            f"CREATE VIEW mine AS SELECT * FROM {table}",
        ):
            await _refused(house, statement, why="permission denied|must be owner|must be superuser")


async def test_what_is_copied_out_of_a_table_is_its_own_hotels(house: Database, theirs: list[str]) -> None:
    async with house.transaction(HOTEL) as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        for table in theirs:
            # The server turns a COPY of a guarded table into a query, and the policy holds for it.
            assert await raw.copy_from_table(table, output=BytesIO()) == "COPY 0", table
            query = f"SELECT * FROM {table} WHERE tenant = 'sierra'"
            assert await raw.copy_from_query(query, output=BytesIO()) == "COPY 0"


async def test_what_was_done_by_hand_is_not_changed_and_not_deleted(house: Database, theirs: list[str]) -> None:
    for statement in ("UPDATE audit SET by = 'nobody'", "DELETE FROM audit"):
        await _refused(house, statement, why="permission denied")


async def test_switching_row_security_off_shows_nothing(house: Database, theirs: list[str]) -> None:
    await _refused(house, "SELECT * FROM guests", before="SET LOCAL row_security = off", why="row-level security")


async def test_the_owner_too_is_held_by_the_policies(house: Database, theirs: list[str]) -> None:
    async with house.engine.connect() as admin:
        await admin.execute(text("CREATE ROLE an_owner NOLOGIN"))
        await admin.execute(text("GRANT USAGE, CREATE ON SCHEMA public TO an_owner"))
        for table in theirs:
            await admin.execute(text(f"ALTER TABLE {table} OWNER TO an_owner"))
        await admin.execute(text("SET LOCAL ROLE an_owner"))
        for table in theirs:
            assert (await admin.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0, table
        await admin.rollback()


async def test_the_hotel_of_one_transaction_is_not_the_next_ones(house: Database) -> None:
    async with house.transaction(HOTEL) as connection:
        first = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    async with house.engine.connect() as connection:
        seen = await connection.execute(
            text(f"SELECT pg_backend_pid(), current_setting('{TENANT_SETTING}', true), user = session_user")
        )
        assert seen.one() == (first, "", True)


async def test_a_unit_of_work_has_no_way_to_anothers_rows(
    house: Database, storage: SqlStorage, theirs: list[str]
) -> None:
    """Every method, with the names of the other hotel's rows."""
    before = await _all_of(house, theirs)
    anothers = a_conversation("theirs", tenant=OTHER, guest="bea")
    conversation, guest = anothers.id, anothers.guest
    async with storage.work(HOTEL) as work:
        assert list(await work.identities(guest)) == []
        assert await work.conversation_at("whatsapp", AccountId("door-1"), guest) is None
        assert await work.load(conversation) is None
        assert list(await work.open_events(conversation)) == []
        assert list(await work.waiting(conversation)) == []
        assert list(await work.unreadable(conversation)) == []
        assert await work.count_try(conversation, [wrote("2").key]) == 0
        assert list(await work.set_aside(conversation, [wrote("2").key], at=NOW, cause="x")) == []
        assert list(await work.aside()) == []
        assert not await work.replay(conversation, wrote("2").key, due_at=NOW)
        await work.postpone(conversation, [wrote("2").key], due_at=_FAR)
        assert await work.claim(key("work"), now=_FAR, lease_until=_FAR + LEASE) is None
        assert list(await work.outbox(conversation)) == []
        assert not await work.unsaid(conversation)
        assert list(await work.acts()) == []
        with pytest.raises(Bug):
            await work.add_event(conversation, wrote("9"), received_at=NOW, due_at=NOW)
        for named_ours in (anothers, evolve(anothers, tenant=HOTEL)):
            with pytest.raises(Bug):
                await work.commit_turn(named_ours, version=1, consumed=[], commands=[])
        with pytest.raises(Bug):
            await work.begin(anothers)
        with pytest.raises(Conflict):
            await work.renew(key("work"), attempt=0, lease_until=_FAR)
        with pytest.raises(Conflict):
            await work.keep_content(key("hello"), Content(text="mallory"))
        with pytest.raises(Conflict):
            await work.retry(key("work"), attempt=0, due_at=NOW, sent_before=True, cause="")
        receipt = Receipt(message=ProviderId("stolen"))
        with pytest.raises(Conflict):
            await work.finish(key("work"), attempt=0, state=CommandState.DONE, receipt=receipt)
        read = DeliveryState.READ
        assert await work.note_delivery(effect=key("hello"), message=ProviderId("early"), state=read, at=NOW) is None
        assert await work.guest([PHONE], fresh=GuestId("ours")) == GuestId("ours")
    assert await _all_of(house, theirs) == before


async def _all_of(house: Database, tables: list[str]) -> dict[str, list[str]]:
    """Everything of theirs, row by row."""
    async with house.engine.connect() as owner:
        return {
            table: sorted(
                (await owner.execute(text(f"SELECT t::text FROM {table} AS t WHERE tenant = 'sierra'"))).scalars()
            )
            for table in tables
        }
