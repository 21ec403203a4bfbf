"""People, passes and tokens in this process, gone with it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from attrs import evolve

from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.people import Card, Pass, Token, concerned
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.ports.storage import Storage


class MemoryPeople:
    """The port People over dictionaries; what was done is written into the storage's audit log."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._cards: dict[str, Card] = {}
        self._steps: dict[str, int] = {}
        self._passes: dict[str, Pass] = {}
        self._tokens: dict[str, Token] = {}
        self._one_at_a_time = asyncio.Lock()

    async def add(self, card: Card, *, act: AuditEntry) -> bool:
        """Keep somebody new."""
        async with self._one_at_a_time:
            if card.person.name in self._cards:
                return False
            await self._note(act, card.person.tenants)
            self._cards[card.person.name] = card
            return True

    async def card(self, name: str) -> Card | None:
        """The person of this name."""
        return self._cards.get(name)

    async def everybody(self) -> Sequence[Card]:
        """All people, by name."""
        return [self._cards[name] for name in sorted(self._cards)]

    async def change(self, before: Card, after: Card, *, act: AuditEntry, shut_out: bool) -> None:
        """Keep a person as they are from now on."""
        name = before.person.name
        async with self._one_at_a_time:
            standing = self._cards.get(name)
            if standing is None or standing.version != before.version:
                raise Conflict("somebody else changed this person")
            await self._note(act, before.person.tenants, after.person.tenants)
            self._cards[name] = evolve(after, version=before.version + 1)
            if shut_out:
                self._keep(lambda each: each.name != name)

    async def use_code(self, name: str, step: int) -> bool:
        """Use up a code by its step."""
        if name not in self._cards or self._steps.get(name, -1) >= step:
            return False
        self._steps[name] = step
        return True

    async def let_in(self, new: Pass, *, act: AuditEntry) -> None:
        """Keep a new pass."""
        async with self._one_at_a_time:
            await self._note(act, self._cards[new.name].person.tenants)
            self._keep(lambda each: each.expires_at > new.begun_at)
            self._passes[new.digest] = new

    async def bearer(self, digest: str, *, now: datetime) -> Card | None:
        """Whose pass this is."""
        borne = self._passes.get(digest)
        card = None if borne is None or now >= borne.expires_at else self._cards.get(borne.name)
        return None if card is None or card.person.disabled_at is not None else card

    async def end(self, digest: str) -> None:
        """This pass lets nobody in any more."""
        self._passes.pop(digest, None)

    async def issue(self, token: Token, *, act: AuditEntry) -> None:
        """Keep a new token."""
        async with self._one_at_a_time:
            await self._note(act, token.tenants)
            self._tokens[token.digest] = token

    async def token(self, digest: str) -> Token | None:
        """The token of this secret."""
        return self._tokens.get(digest)

    async def tokens(self) -> Sequence[Token]:
        """All tokens, the latest first."""
        return sorted(self._tokens.values(), key=lambda each: (each.created_at, each.id), reverse=True)

    async def revoke(self, token: Token, *, at: datetime, act: AuditEntry) -> bool:
        """Let this token prove nothing any more."""
        async with self._one_at_a_time:
            if self._tokens[token.digest].revoked_at is not None:
                return False
            await self._note(act, token.tenants)
            self._tokens[token.digest] = evolve(token, revoked_at=at)
            return True

    async def rotate(self, *, act: AuditEntry) -> int:  # noqa: ARG002 - the port's
        """Nothing is sealed here."""
        return 0

    def _keep(self, stays: Callable[[Pass], bool]) -> None:
        self._passes = {name: each for name, each in self._passes.items() if stays(each)}

    async def _note(self, act: AuditEntry, *tenants: frozenset[TenantId] | None) -> None:
        for tenant in concerned(*tenants):
            async with self._storage.work(tenant) as work:
                await work.note_act(act)
