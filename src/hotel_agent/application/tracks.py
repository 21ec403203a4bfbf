"""Which guests have the new version first: chosen by a switch, for a hotel or for a share of its guests."""

from attrs import frozen

from hotel_agent.ports.dispatch import Track
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.rows import Due
from hotel_agent.ports.storage import Storage

CANARY_FLAG = "canary.enabled"


@frozen(kw_only=True)
class CanaryGuests:
    """Whose conversations are the canary's: those of guests for whom `canary.enabled` is on at this moment."""

    storage: Storage
    flags: Flags

    async def track_of(self, due: Due) -> Track:
        """Whose work this is: the same for all turns and commands of a guest for as long as the switch stands.

        Of a conversation nobody knows it is everybody's. Raises Unavailable, and Bug for one nobody can read.
        """
        async with self.storage.work(due.tenant) as work:
            stored = await work.load(due.conversation)
        if stored is None:
            return Track.STABLE
        chosen = await self.flags.enabled(CANARY_FLAG, tenant=due.tenant, guest=stored.conversation.guest)
        return Track.CANARY if chosen else Track.STABLE
