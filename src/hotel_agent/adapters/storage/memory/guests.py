"""Guests: how channels know them, and what of it passes from one to the next."""

from collections.abc import Collection, Sequence

from hotel_agent.adapters.storage.memory.unit import Unit
from hotel_agent.domain.ids import AccountId, ConversationId, GuestId
from hotel_agent.ports.channel import Identity


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
        rows = self._rows
        lasting = [each for each in identities if each.kind not in lent]
        for each in (*identities, *also):
            holder = rows.guests.get(each)
            if holder is not None and each.kind in lent and self._is_anothers(holder, lasting):
                await self.detach(holder, [each])
        guest = next((rows.guests[each] for each in (*identities, *also) if each in rows.guests), fresh)
        own = [each for each in dict.fromkeys(identities) if rows.guests.get(each, guest) == guest]
        for identity in own:
            self._journal.put(rows.guests, identity, guest)
        earlier = [each for each in rows.identities.get(guest, ()) if each not in own]
        self._journal.put(rows.identities, guest, (*earlier, *own))
        return guest

    async def detach(self, guest: GuestId, identities: Sequence[Identity]) -> None:
        """These no longer lead to this guest."""
        rows = self._rows
        gone = [each for each in dict.fromkeys(identities) if rows.guests.get(each) == guest]
        for each in gone:
            self._journal.drop(rows.guests, each)
            self._journal.put(rows.detached, each, guest)
        left = tuple(each for each in rows.identities.get(guest, ()) if each not in gone)
        self._journal.put(rows.identities, guest, left)

    async def detached(self, identities: Sequence[Identity]) -> Sequence[Identity]:
        """Those of these that were detached from a guest."""
        return [each for each in identities if each in self._rows.detached]

    async def identities(self, guest: GuestId, *, held: bool = False) -> Sequence[Identity]:  # noqa: ARG002 - one unit of work after the other: it is always held
        """How channels know this guest, the latest last."""
        return self._rows.identities.get(guest, ())

    async def conversation_at(self, channel: str, account: AccountId, guest: GuestId) -> ConversationId | None:
        """The guest's conversation at this door."""
        return self._rows.doors.get((channel, account, guest))

    def _is_anothers(self, holder: GuestId, lasting: Sequence[Identity]) -> bool:
        """Whether this guest is known by other identities than these, and by none of them."""
        kinds = {each.kind for each in lasting}
        known = [each for each in self._rows.identities.get(holder, ()) if each.kind in kinds]
        return bool(known) and not set(known) & set(lasting)
