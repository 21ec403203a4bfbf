"""Guests: how channels know them."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, delete, select, union_all

from hotel_agent.adapters.database.tables import Name, as_kept, conversations, detached, guests
from hotel_agent.adapters.storage.sql.unit import TENANT, Unit
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.ports.channel import Identity

_GUEST = bindparam("its_guest", type_=Name)

# By kinds and by values, and not by their pairs, which SQLite does not look up in an index. What comes too much, as a
# telephone number that is somebody's nickname, is not among those asked for.
_KNOWN_BY = select(guests.c.guest).where(
    guests.c.tenant == TENANT,
    guests.c.kind.in_(bindparam("its_kinds", expanding=True)),
    guests.c.value.in_(bindparam("its_values", expanding=True)),
)
_CONCERNED = (
    select(guests.c.kind, guests.c.value, guests.c.guest, guests.c.seen)
    .where(guests.c.tenant == TENANT, guests.c.guest.in_(union_all(select(_GUEST), _KNOWN_BY)))
    .order_by(guests.c.seen, guests.c.kind, guests.c.value)
)
_IDENTITIES = (
    select(guests.c.kind, guests.c.value)
    .where(guests.c.tenant == TENANT, guests.c.guest == _GUEST)
    .order_by(guests.c.seen, guests.c.kind, guests.c.value)
)
# Whoever holds several takes them in the same sequence as those who write them.
_HOLD = (
    select(guests.c.kind)
    .where(guests.c.tenant == TENANT, guests.c.guest == _GUEST)
    .order_by(guests.c.kind, guests.c.value)
    .with_for_update()
)
_KIND, _VALUE = bindparam("its_kind", type_=Name), bindparam("its_value", type_=Name)
_DETACH = delete(guests).where(
    guests.c.tenant == TENANT, guests.c.kind == _KIND, guests.c.value == _VALUE, guests.c.guest == _GUEST
)
_DETACHED = select(detached.c.kind, detached.c.value).where(
    detached.c.tenant == TENANT,
    detached.c.kind.in_(bindparam("its_kinds", expanding=True)),
    detached.c.value.in_(bindparam("its_values", expanding=True)),
)
_AT_DOOR = select(conversations.c.id).where(
    conversations.c.tenant == TENANT,
    conversations.c.channel == bindparam("its_channel"),
    conversations.c.account == bindparam("its_account"),
    conversations.c.guest == _GUEST,
)


class Guests(Unit):
    """Who is known under which identity."""

    async def guest(
        self,
        identities: Sequence[Identity],
        *,
        fresh: GuestId,
        lent: Collection[str] = (),
        also: Sequence[Identity] = (),
    ) -> GuestId:
        """The guest known by the first of these identities that is known; otherwise a new one."""
        asked = _as_kept(identities)
        looked_for = _as_kept([*asked, *also])
        kinds, values = {each.kind: None for each in looked_for}, {each.value: None for each in looked_for}
        rows = (await self._run(_CONCERNED, its_kinds=list(kinds), its_values=list(values), its_guest=fresh)).all()
        known = {Identity(row.kind, row.value): GuestId(row.guest) for row in rows}
        lasting = [each for each in asked if each.kind not in lent]
        for each in looked_for:
            if each in known and each.kind in lent and _is_anothers(known[each], known, lasting):
                await self.detach(known.pop(each), [each])
        guest = next((known[each] for each in looked_for if each in known), fresh)
        own = [each for each in asked if known.get(each, guest) == guest]
        before = [each for each, whose in known.items() if whose == guest]
        after = [each for each in before if each not in own] + own
        if after != before:
            latest = max((row.seen for row in rows if row.guest == guest), default=0)
            if before and not set(own) <= set(before) and not await self.identities(guest, held=True):
                raise self._spoiled(Conflict("this guest has just become another one"))
            await self._see(guest, own, latest)
        return guest

    async def detach(self, guest: GuestId, identities: Sequence[Identity]) -> None:
        """These no longer lead to this guest."""
        for each in sorted(_as_kept(identities), key=lambda each: (each.kind, each.value)):
            gone = await self._run(_DETACH, its_guest=guest, its_kind=each.kind, its_value=each.value)
            if gone.rowcount:
                row = {"tenant": self._tenant, "kind": each.kind, "value": each.value, "guest": guest}
                noting = self._insert(detached).values(row)
                key = [detached.c.tenant, detached.c.kind, detached.c.value]
                noting = noting.on_conflict_do_update(index_elements=key, set_={"guest": noting.excluded.guest})
                await self._connection.execute(noting)

    async def detached(self, identities: Sequence[Identity]) -> Sequence[Identity]:
        """Those of these that were detached from a guest."""
        asked = _as_kept(identities)
        kinds, values = {each.kind: None for each in asked}, {each.value: None for each in asked}
        rows = await self._run(_DETACHED, its_kinds=list(kinds), its_values=list(values))
        found = {Identity(row.kind, row.value) for row in rows}
        return [each for each in asked if each in found]

    async def identities(self, guest: GuestId, *, held: bool = False) -> Sequence[Identity]:
        """How channels know this guest, the latest last."""
        if held:
            await self._run(_HOLD, its_guest=guest)
        rows = await self._run(_IDENTITIES, its_guest=guest)
        return tuple(Identity(row.kind, row.value) for row in rows)

    async def conversation_at(self, channel: str, account: AccountId, guest: GuestId) -> ConversationId | None:
        """The guest's conversation at this door."""
        found = await self._run(_AT_DOOR, its_channel=channel, its_account=account, its_guest=guest)
        conversation: ConversationId | None = found.scalar_one_or_none()
        return conversation

    async def _see(self, guest: GuestId, identities: Sequence[Identity], latest: int) -> None:
        """These are the guest's, and the latest seen. Raises Conflict when one has just become another's."""
        rows = [
            {"tenant": self._tenant, "kind": each.kind, "value": each.value, "guest": guest, "seen": latest + number}
            for number, each in enumerate(identities, start=1)
        ]
        # Everybody takes them in the same sequence, so that no two wait for one another.
        rows.sort(key=lambda row: (row["kind"], row["value"]))
        seeing = self._insert(guests).values(rows)
        seeing = seeing.on_conflict_do_update(
            index_elements=[guests.c.tenant, guests.c.kind, guests.c.value],
            set_={"seen": seeing.excluded.seen},
            where=guests.c.guest == seeing.excluded.guest,
        )
        seen = await self._connection.execute(seeing.returning(guests.c.kind))
        if len(seen.all()) < len(rows):
            raise self._spoiled(Conflict("an identity of this guest has just become another guest's"))


def _as_kept(identities: Sequence[Identity]) -> list[Identity]:
    return list(dict.fromkeys(Identity(as_kept(each.kind), as_kept(each.value)) for each in identities))


def _is_anothers(holder: GuestId, known: Mapping[Identity, GuestId], lasting: Sequence[Identity]) -> bool:
    """Whether this guest is known by other identities of these kinds, and by none of these."""
    kinds = {each.kind for each in lasting}
    theirs = [each for each, whose in known.items() if whose == holder and each.kind in kinds]
    return bool(theirs) and not set(theirs) & set(lasting)
