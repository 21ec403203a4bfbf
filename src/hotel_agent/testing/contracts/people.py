"""What is promised of where people, passes and tokens are kept."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.errors import Conflict, Unavailable
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.people import Card, Pass, Person, Token
from hotel_agent.domain.tenants.rights import EVERYWHERE, Role
from hotel_agent.ports.people import People
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.ports.storage import Storage

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAR, LUA = TenantId("mar"), TenantId("lua")


def a_card(name: str = "ana", *tenants: TenantId, everywhere: bool = False) -> Card:
    """Somebody of the reception."""
    person = Person(name=name, role=Role.RECEPTION, tenants=None if everywhere else frozenset(tenants or (MAR,)))
    return Card(person=person, password="$argon2id$of nobody's", seed="JBSWY3DPEHPK3PXP")  # noqa: S106 - invented


def an_act(action: str = "engage", subject: str = "ana") -> AuditEntry:
    """A line of the audit log."""
    return AuditEntry(at=NOW, by="owner", action=action, subject=subject, after={"role": "reception"})


def _pass(digest: str = "d-1", name: str = "ana", lasts: timedelta = HOUR) -> Pass:
    return Pass(digest=digest, name=name, begun_at=NOW, expires_at=NOW + lasts)


def _token(id: str = "t-1", *tenants: TenantId) -> Token:
    return Token(
        id=id,
        digest=f"digest of {id}",
        name="the page",
        role=Role.READ_ONLY,
        tenants=frozenset(tenants or (MAR,)),
        made_by="owner",
        created_at=NOW,
        expires_at=NOW + HOUR,
    )


class PeopleContract:
    """Subclass it with fixtures `people` and `storage`: nobody is known, and the storage has their audit log."""

    @pytest.fixture
    def people(self) -> People:
        """Where nobody is known yet."""
        raise NotImplementedError("override the fixture `people`")

    @pytest.fixture
    def elsewhere(self, people: People) -> People:
        """The same place as another process sees it."""
        return people

    @pytest.fixture
    def storage(self) -> Storage:
        """The storage with the audit log they write into."""
        raise NotImplementedError("override the fixture `storage`")

    async def _log(self, storage: Storage, tenant: TenantId) -> Sequence[str]:
        async with storage.work(tenant) as work:
            return [each.action for each in await work.acts()]

    async def test_somebody_is_known_as_they_were_written_down(self, people: People, elsewhere: People) -> None:
        assert await people.card("ana") is None
        for card in (a_card("ana", MAR, LUA), a_card("zoe", everywhere=True), evolve(a_card("bea"), seed="")):
            assert await people.add(card, act=an_act())
            assert await elsewhere.card(card.person.name) == card
        assert [each.person.name for each in await elsewhere.everybody()] == ["ana", "bea", "zoe"]
        assert await people.card("ANA") is None

    async def test_of_two_with_one_name_the_first_has_it(self, people: People, storage: Storage) -> None:
        assert await people.add(a_card("ana", MAR), act=an_act())
        assert not await people.add(a_card("ana", LUA), act=an_act())
        assert await people.card("ana") == a_card("ana", MAR)
        assert await self._log(storage, LUA) == []

    async def test_of_many_at_once_one_gets_the_name(self, people: People, elsewhere: People) -> None:
        doors = (people, elsewhere) * 3
        told = await asyncio.gather(*(each.add(a_card(), act=an_act()) for each in doors), return_exceptions=True)
        # Whoever is told that nobody answers was not let in, or nobody knows.
        assert all(isinstance(each, bool | Unavailable) for each in told), told
        assert told.count(True) <= 1
        assert await people.card("ana") == a_card() or not any(each is True for each in told)

    async def test_what_is_done_is_written_down_in_every_hotel_it_concerns(
        self, people: People, storage: Storage
    ) -> None:
        await people.add(a_card("ana", MAR, LUA), act=an_act("engage"))
        card = await people.card("ana")
        assert card is not None
        narrower = evolve(card, person=evolve(card.person, tenants=frozenset({LUA})))
        await people.change(card, narrower, act=an_act("appoint"), shut_out=False)
        await people.let_in(_pass(), act=an_act("sign_in"))
        assert list(await self._log(storage, MAR)) == ["appoint", "engage"]
        assert list(await self._log(storage, LUA)) == ["sign_in", "appoint", "engage"]
        await people.add(a_card("zoe", everywhere=True), act=an_act("engage", "zoe"))
        assert list(await self._log(storage, EVERYWHERE)) == ["engage"]
        async with storage.work(EVERYWHERE) as work:
            assert list(await work.acts()) == [an_act("engage", "zoe")]

    async def test_a_change_is_kept_one_version_further_and_the_second_of_two_is_told(
        self, people: People, elsewhere: People, storage: Storage
    ) -> None:
        await people.add(a_card(), act=an_act())
        first = await people.card("ana")
        assert first is not None
        disabled = evolve(first, person=evolve(first.person, disabled_at=NOW), seed="")
        await people.change(first, disabled, act=an_act("shut_out"), shut_out=True)
        assert await elsewhere.card("ana") == evolve(disabled, version=first.version + 1)
        with pytest.raises(Conflict):
            await elsewhere.change(first, evolve(first, password="other"), act=an_act("late"), shut_out=False)  # noqa: S106
        with pytest.raises(Conflict):
            await people.change(a_card("nobody"), a_card("nobody"), act=an_act("late"), shut_out=False)
        assert "late" not in await self._log(storage, MAR)

    async def test_a_code_is_used_once_and_never_an_earlier_one(self, people: People, elsewhere: People) -> None:
        await people.add(a_card(), act=an_act())
        assert await people.use_code("ana", 100)
        assert not await elsewhere.use_code("ana", 100)
        assert not await elsewhere.use_code("ana", 99)
        assert await elsewhere.use_code("ana", 101)
        assert not await people.use_code("nobody", 5)

    async def test_a_pass_lets_in_until_it_expires_or_is_ended(self, people: People, elsewhere: People) -> None:
        await people.add(a_card(), act=an_act())
        for digest in ("d-1", "d-2"):
            await people.let_in(_pass(digest), act=an_act("sign_in"))
        found = await elsewhere.bearer("d-1", now=NOW + HOUR - timedelta(seconds=1))
        assert found is not None
        assert found.person.name == "ana"
        assert await elsewhere.bearer("d-1", now=NOW + HOUR) is None
        assert await elsewhere.bearer("another", now=NOW) is None
        for _ in range(2):
            await people.end("d-1")
        assert await elsewhere.bearer("d-1", now=NOW) is None
        assert await elsewhere.bearer("d-2", now=NOW) is not None

    async def test_whoever_is_shut_out_comes_in_with_no_pass_and_others_do(
        self, people: People, elsewhere: People
    ) -> None:
        for name in ("ana", "bea"):
            await people.add(a_card(name), act=an_act())
            await people.let_in(_pass(f"of {name}", name), act=an_act("sign_in"))
        card = await people.card("ana")
        assert card is not None
        disabled = evolve(card, person=evolve(card.person, disabled_at=NOW))
        await elsewhere.change(card, disabled, act=an_act("shut_out"), shut_out=False)
        assert await people.bearer("of ana", now=NOW) is None
        assert await people.bearer("of bea", now=NOW) is not None

    async def test_passes_that_are_ended_with_a_change_stay_ended(self, people: People) -> None:
        await people.add(a_card(), act=an_act())
        await people.let_in(_pass(), act=an_act("sign_in"))
        card = await people.card("ana")
        assert card is not None
        await people.change(card, evolve(card, password="new"), act=an_act("give_password"), shut_out=True)  # noqa: S106
        assert await people.bearer("d-1", now=NOW) is None

    async def test_a_token_is_known_by_its_digest_whatever_became_of_it(
        self, people: People, elsewhere: People, storage: Storage
    ) -> None:
        later = evolve(_token("t-2", LUA), created_at=NOW + HOUR, tenants=None)
        for token in (_token(), later):
            await people.issue(token, act=an_act("issue_token"))
        assert await elsewhere.token(_token().digest) == _token()
        assert await elsewhere.token("nobody's") is None
        assert list(await elsewhere.tokens()) == [later, _token()]
        assert await people.revoke(_token(), at=NOW, act=an_act("revoke_token"))
        assert not await elsewhere.revoke(_token(), at=NOW + HOUR, act=an_act("revoke_token"))
        assert await elsewhere.token(_token().digest) == evolve(_token(), revoked_at=NOW)
        assert list(await self._log(storage, MAR)) == ["revoke_token", "issue_token"]
