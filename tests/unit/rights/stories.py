"""What guests may ask of a house that keeps something of them: to see it, and to be forgotten. For every database."""

from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import text
from tests.unit.rights.house import MARINA, NOW, House, open_house, plain

from hotel_agent.adapters.database.database import open_database
from hotel_agent.application import rights
from hotel_agent.application.certificate import Certificate
from hotel_agent.domain.ids import EventKey, GuestId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.keeping import Keeping
from hotel_agent.domain.tenants.rights import EVERYWHERE
from hotel_agent.ports.rows import Stray

ANA = ("ana-at-the-door", "Ana Pérez Sorolla", "ana.perez@example.com")
BEA = ("bea-at-the-door", "Beatriz Nogueira", "bea@example.org")
WHY = {"by": "Rosa", "because": "her letter of today"}


async def everything(database: str) -> str:
    """All that stands in a database, table by table, without a word of ours about what is whose."""
    async with open_database(database) as opened, opened.engine.connect() as connection:
        if opened.on_postgresql:
            named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        else:
            named = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = (await connection.execute(text(named))).scalars().all()
        rows = [(await connection.execute(text(f'SELECT * FROM "{table}"'))).all() for table in tables]
    return "\n".join(str(tuple(row)) for table in rows for row in table)


class RightsStories:
    """The subclass gives a `database`: the URL of one with no guests in it."""

    @pytest.fixture
    def database(self) -> str:
        raise NotImplementedError

    async def test_a_guest_sees_everything_that_is_kept_of_them_and_nothing_of_others(self, database: str) -> None:
        async with open_house(database) as house:
            number = await house.reserve(*ANA)
            await house.reserve(*BEA)
            await house.send_picture(ANA[0])
            await house.desk.say("no me manden más mensajes", guest=ANA[0])
            exported = await house.rights.export(MARINA, ANA[0], by="Rosa")
        assert not isinstance(exported, Refusal)
        written = plain(exported)
        for mine in (*ANA, number, "Una doble para dos", "Sí, confirmo", "image/jpeg", "answer:accept_quote"):
            assert mine in written
        for hers in BEA:
            assert hers not in written
        assert f'"wants_no_messages_since": "{NOW.isoformat()}"' in written

    @pytest.mark.parametrize("named_by", ["address", "guest", "conversation"])
    async def test_a_guest_who_is_forgotten_stands_nowhere_but_where_law_wants_it(
        self, database: str, named_by: str
    ) -> None:
        async with open_house(database, Keeping(reservation_years=6, law="Ley 58/2003")) as house:
            number = await house.reserve(*ANA)
            await house.reserve(*BEA)
            await house.send_picture(ANA[0])
            await house.send_picture(BEA[0])
            guest = await house.guest(ANA[0])
            conversation = await house.conversation(guest)
            named = {"address": ANA[0], "guest": guest, "conversation": conversation}[named_by]
            certificate = await house.rights.erase(MARINA, named, **WHY)
            assert isinstance(certificate, Certificate)
            assert certificate.whole
            assert {"guests", "conversations", "inbox", "outbox", "turn_traces", "media"} <= certificate.erased.keys()
            kept = {each.what: each for each in certificate.kept}
            assert kept[f"reservation {number}"].why == "Ley 58/2003"
            assert str(kept[f"reservation {number}"].until) == "2032-11-29"
            assert await house.rights.export(MARINA, named, by="Rosa") == Refusal(Reason.NOT_FOUND)
            left = await house.holding(ANA[0], ANA[2], conversation)
            assert left.keys() <= {"reservations", "audit"}
            assert (await house.holding(BEA[0])).keys() >= {"guests", "inbox"}
            # The house goes on: whoever comes again is somebody new, and who stayed is known as before.
            assert await house.desk.say("hola", guest=ANA[0])
            assert await house.guest(ANA[0]) != guest
        written = plain(certificate.as_values()) + "\n".join(certificate.lines())
        assert not any(value in written for value in ANA)
        by_table = await everything(database)
        lines = [line for line in by_table.splitlines() if ANA[2] in line or "Sorolla" in line]
        assert len(lines) == 1, "the reservation, once"
        assert number in lines[0]

    async def test_once_the_term_of_law_is_over_the_reservation_goes_too(self, database: str) -> None:
        async with open_house(database, Keeping(reservation_years=1)) as house:
            number = await house.reserve(*ANA)
            house.clock.advance(timedelta(days=400))
            certificate = await house.rights.erase(MARINA, ANA[0], **WHY)
            assert isinstance(certificate, Certificate)
            assert certificate.erased["reservations"] == 1
            assert await house.holding(*ANA, number) == {}
        assert "Sorolla" not in await everything(database)

    async def test_while_something_is_being_done_for_a_guest_nothing_is_forgotten(self, database: str) -> None:
        async with open_house(database) as house:
            loopback = house.desk.channels["loopback"]
            await house.desk.say("hola", guest=ANA[0])
            wrote = loopback.writes(ANA[0], "una cosa más", at=house.clock.now())  # type: ignore[attr-defined]
            await house.desk.receive("loopback", wrote, loopback.credentials)  # type: ignore[attr-defined]
            refused = await house.rights.erase(MARINA, ANA[0], **WHY)
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.NOT_ALLOWED
            assert (await house.holding(ANA[0]))["guests"] == 1
            await house.desk.drain()
            assert isinstance(await house.rights.erase(MARINA, ANA[0], **WHY), Certificate)

    async def test_whoever_is_not_known_is_not_found_and_another_hotel_knows_nobody_of_this_one(
        self, database: str
    ) -> None:
        async with open_house(database) as house:
            await house.desk.say("hola", guest=ANA[0])
            assert await house.rights.export(MARINA, "somebody", by="Rosa") == Refusal(Reason.NOT_FOUND)
            assert await house.rights.erase(MARINA, "", **WHY) == Refusal(Reason.NOT_FOUND)
            other = TenantId("another")
            assert await house.rights.records.named(other, ANA[0]) is None
            assert await house.rights.records.holding(other, [ANA[0]]) == {}

    async def test_what_is_nobodys_and_names_a_guest_is_told_of(self, database: str) -> None:
        async with open_house(database) as house:
            await house.desk.say("hola", guest=ANA[0])
            stray = Stray(
                channel="whatsapp", account=None, key=EventKey("k"), kind="unrouted", cause="unrouted",
                payload=f'{{"from": "{ANA[0]}"}}', received_at=NOW,
            )  # fmt: skip
            await house.desk.storage.keep_stray(stray)
            certificate = await house.rights.erase(MARINA, ANA[0], **WHY)
        assert isinstance(certificate, Certificate)
        assert not certificate.whole
        assert certificate.found == {"strays": 1}
        assert any("Still found in strays" in line for line in certificate.lines())

    async def test_what_a_hotels_terms_keep_no_longer_is_let_go_and_nothing_else(self, database: str) -> None:
        async with open_house(database, Keeping(conversation_days=30, reservation_years=1)) as house:
            await house.reserve(*ANA)
            await _settled(house)
            assert await house.rights.let_go(house.hotel) == {}
            house.clock.advance(timedelta(days=200))
            await _settled(house)
            house.clock.advance(timedelta(days=25))
            await house.desk.say("hola", guest=BEA[0])
            house.clock.advance(timedelta(days=10))
            gone = await house.rights.let_go(house.hotel)
            assert gone["conversations"] == 1
            assert "reservations" not in gone
            assert (await house.holding(ANA[0])).keys() <= {"reservations", "audit"}
            assert (await house.holding(BEA[0]))["guests"] == 1
            assert await house.rights.let_go(house.hotel) == {}
            house.clock.advance(timedelta(days=400))
            assert (await house.rights.let_go(house.hotel))["reservations"] == 1
            assert await house.holding(*ANA) == {}

    async def test_pictures_leave_when_their_own_term_is_over_though_nothing_more_comes(self, database: str) -> None:
        async with open_house(database) as house:
            await house.desk.say("hola", guest=ANA[0])
            await house.send_picture(ANA[0])
            house.clock.advance(timedelta(days=9) - timedelta(seconds=1))
            assert await house.rights.let_go(house.hotel) == {}
            house.clock.advance(timedelta(seconds=1))
            assert await house.rights.let_go(house.hotel) == {"media": 1}
            assert "picture-of" not in await everything(database)

    async def test_as_many_as_are_over_are_let_go_however_few_are_taken_at_once(
        self, database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rights, "AT_ONCE", 1)
        async with open_house(database, Keeping(conversation_days=30)) as house:
            for guest in (ANA[0], BEA[0], "cleo-at-the-door"):
                await house.desk.say("hola", guest=guest)
            house.clock.advance(timedelta(days=40))
            await house.desk.drain()
            house.clock.advance(timedelta(days=40))
            assert (await house.rights.let_go(house.hotel))["conversations"] == 3
            assert await house.rights.let_go(house.hotel) == {}

    async def test_what_came_in_for_nobody_is_forgotten_after_thirty_days(self, database: str) -> None:
        async with open_house(database) as house:
            for number, age in enumerate((31, 29)):
                stray = Stray(
                    channel="whatsapp", account=None, key=EventKey(f"k-{number}"), kind="unrouted", cause="unrouted",
                    payload="", received_at=house.clock.now() - timedelta(days=age),
                )  # fmt: skip
                await house.desk.storage.keep_stray(stray)
            assert await house.rights.let_strays_go() == {"strays": 1}
            assert await house.rights.let_strays_go() == {}
            assert [each.key for each in await house.desk.storage.strays()] == ["k-1"]

    async def test_first_answers_whose_term_is_over_are_forgotten_with_the_rest(self, database: str) -> None:
        async with open_house(database) as house:
            repeats, now = house.desk.repeats, house.clock.now()
            assert repeats is not None
            keeping = evolve(house.rights, repeats=repeats)
            for tenant in (MARINA, EVERYWHERE):
                await repeats.begin(tenant, "k", words="w", now=now, lease_until=now, until=now + timedelta(hours=1))
            assert await keeping.let_answers_go() == {}
            house.clock.advance(timedelta(hours=1))
            assert await keeping.let_answers_go() == {"repeats": 2}

    async def test_a_hotel_without_terms_keeps_conversations_until_their_guest_wishes(self, database: str) -> None:
        async with open_house(database) as house:
            await house.desk.say("hola", guest=ANA[0])
            house.clock.advance(timedelta(days=900))
            assert await house.rights.let_go(house.hotel) == {}

    async def test_who_was_forgotten_is_in_the_audit_without_a_name(self, database: str) -> None:
        async with open_house(database) as house:
            await house.desk.say("hola", guest=ANA[0])
            guest = await house.guest(ANA[0])
            await house.rights.erase(MARINA, ANA[0], **WHY)
            async with house.desk.storage.work(MARINA) as work:
                (act,) = await work.acts()
        assert (act.by, act.action) == ("Rosa", "erase")
        assert act.subject == f"{guest}: her letter of today"
        assert isinstance(guest, str)
        assert GuestId(guest)


async def _settled(house: House) -> None:
    """All that is due by now is done."""
    await house.desk.drain()
