"""Doors linked and parted: what was one guest's becomes another's."""

from collections.abc import Sequence

from attrs import evolve

from hotel_agent.adapters.storage.memory.guests import Guests
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ConversationId, GuestId
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import AtDoor


class Links(Guests):
    """Whose identities and conversations pass from one guest to another."""

    async def guest_of(self, identity: Identity) -> GuestId | None:
        """Who is known under this identity."""
        return self._rows.guests.get(identity)

    async def conversations_of(self, guest: GuestId) -> Sequence[AtDoor]:
        """The guest's conversations, by their ids."""
        found = [
            AtDoor(conversation=conversation, channel=channel, account=account)
            for (channel, account, whose), conversation in self._rows.doors.items()
            if whose == guest
        ]
        return sorted(found, key=lambda each: each.conversation)

    async def give(
        self,
        guest: GuestId,
        *,
        to: GuestId,
        identities: Sequence[Identity],
        conversations: Sequence[ConversationId],
    ) -> None:
        """These identities and conversations of a guest are another's from now on."""
        rows, given = self._rows, dict.fromkeys(identities)
        own = {each.conversation: each for each in await self.conversations_of(guest)}
        moved = [own[each] for each in dict.fromkeys(conversations) if each in own]
        taken = any((each.channel, each.account, to) in rows.doors for each in moved)
        if taken or len(moved) != len(set(conversations)) or any(rows.guests.get(each) != guest for each in given):
            raise Conflict("what is to be another guest's is no longer this one's, or they have a conversation there")
        for identity in given:
            self._journal.put(rows.guests, identity, to)
        left = tuple(each for each in rows.identities.get(guest, ()) if each not in given)
        self._journal.put(rows.identities, guest, left)
        self._journal.put(rows.identities, to, (*rows.identities.get(to, ()), *given))
        for each in moved:
            row = rows.conversations[each.conversation]
            self._journal.drop(rows.doors, (each.channel, each.account, guest))
            self._journal.put(rows.doors, (each.channel, each.account, to), each.conversation)
            self._journal.put(rows.conversations, each.conversation, evolve(row, guest=to, version=row.version + 1))
