"""The switchboard: switches thrown by hand while the house is open, and written down."""

from attrs import frozen

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.flags import Flag, Setting, Standing, Thrown, standing, write_setting
from hotel_agent.domain.tenants.rights import EVERYWHERE
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.flags import Flags
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.ports.storage import Storage


@frozen(kw_only=True)
class Switchboard:
    """Throws switches for one hotel or for all, with who did it and what stood there before."""

    flags: Flags
    storage: Storage
    clock: Clock

    async def thrown(self) -> Thrown:
        """Everything that is set. Raises Unavailable when nobody can tell."""
        return await self.flags.thrown()

    async def throw(self, flag: Flag, to: Setting | None, *, tenant: TenantId | None, by: str) -> Standing:
        """Set this switch, or forget what was set (None); for one hotel, or for all. Returns how it stands then.

        Repeating is safe. Raises Unavailable, and then nothing was thrown or it was and is not written down: look.
        """
        before = await self.flags.thrown()
        after = {key: value for key, value in before.items() if key != (flag.name, tenant)}
        if to is not None:
            after[flag.name, tenant] = to
        was, stands = standing(flag, before, tenant), standing(flag, after, tenant)
        act = AuditEntry(
            at=self.clock.now(),
            by=by,
            action="throw_switch",
            subject=flag.name,
            before=_told(was),
            after=_told(stands),
        )
        async with self.storage.work(tenant or EVERYWHERE) as work:
            await work.note_act(act)
            if to is None:
                await self.flags.unset(flag.name, tenant=tenant)
            else:
                await self.flags.set(flag.name, to, tenant=tenant)
        return stands


def _told(stands: Standing) -> dict[str, object]:
    return {"setting": write_setting(stands.setting), "because": stands.origin.value}
