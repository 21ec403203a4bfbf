"""Doors linked and parted: what was one guest's becomes another's."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, bindparam, func, select, update

from hotel_agent.adapters.database.tables import Name, as_kept, conversations, guests
from hotel_agent.adapters.storage.sql.unit import CONVERSATION, TENANT, Unit
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import AtDoor

_GUEST, _TO = bindparam("its_guest", type_=Name), bindparam("its_next_guest", type_=Name)
_KIND, _VALUE = bindparam("its_kind", type_=Name), bindparam("its_value", type_=Name)
_WHOSE = select(guests.c.guest).where(guests.c.tenant == TENANT, guests.c.kind == _KIND, guests.c.value == _VALUE)
_THEIRS = (
    select(conversations.c.id, conversations.c.channel, conversations.c.account)
    .where(conversations.c.tenant == TENANT, conversations.c.guest == _GUEST)
    .order_by(conversations.c.id)
)
_LATEST = select(func.coalesce(func.max(guests.c.seen), 0)).where(guests.c.tenant == TENANT, guests.c.guest == _GUEST)
_GIVE_IDENTITY = (
    update(guests)
    .where(guests.c.tenant == TENANT, guests.c.guest == _GUEST, guests.c.kind == _KIND, guests.c.value == _VALUE)
    .values(guest=_TO, seen=bindparam("its_seen"))
)
_GIVE_CONVERSATION = (
    update(conversations)
    .where(conversations.c.tenant == TENANT, conversations.c.id == CONVERSATION, conversations.c.guest == _GUEST)
    .values(guest=_TO, version=conversations.c.version + 1)
)


class Links(Unit):
    """Whose identities and conversations pass from one guest to another."""

    async def guest_of(self, identity: Identity) -> GuestId | None:
        """Who is known under this identity."""
        found = await self._run(_WHOSE, its_kind=identity.kind, its_value=identity.value)
        guest: GuestId | None = found.scalar_one_or_none()
        return guest

    async def conversations_of(self, guest: GuestId) -> Sequence[AtDoor]:
        """The guest's conversations, by their ids."""
        rows = await self._run(_THEIRS, its_guest=guest)
        return [
            AtDoor(conversation=ConversationId(row.id), channel=row.channel, account=AccountId(row.account))
            for row in rows
        ]

    async def give(
        self,
        guest: GuestId,
        *,
        to: GuestId,
        identities: Sequence[Identity],
        conversations: Sequence[ConversationId],
    ) -> None:
        """These identities and conversations of a guest are another's from now on."""
        latest = (await self._run(_LATEST, its_guest=to)).scalar_one()
        given = list(dict.fromkeys(Identity(as_kept(each.kind), as_kept(each.value)) for each in identities))
        seen = {each: latest + number for number, each in enumerate(given, start=1)}
        whose = {"its_guest": guest, "its_next_guest": to}
        # Everybody takes identities and conversations in the same sequence, so that no two wait for one another.
        for each in sorted(given, key=lambda each: (each.kind, each.value)):
            self._check_one(
                await self._run(_GIVE_IDENTITY, its_kind=each.kind, its_value=each.value, its_seen=seen[each], **whose)
            )
        moved = {as_kept(each) for each in conversations}
        taken = {(each.channel, each.account) for each in await self.conversations_of(to)}
        doors = {
            (each.channel, each.account) for each in await self.conversations_of(guest) if each.conversation in moved
        }
        if taken & doors:
            raise self._spoiled(Conflict("whoever is to have this conversation has one at its door already"))
        for conversation in sorted(moved):
            self._check_one(await self._run(_GIVE_CONVERSATION, its_conversation=conversation, **whose))

    def _check_one(self, given: CursorResult[Any]) -> None:
        if given.rowcount != 1:
            raise self._spoiled(Conflict("what is to be another guest's is no longer this one's"))
