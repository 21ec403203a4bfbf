"""Staff of this very process: what they were told is kept."""

from attrs import define, field

from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EffectKey
from hotel_agent.ports.staff import Notice


@define
class MemoryStaff:
    """Hears everything once. While `away`, nobody answers."""

    away: bool = False
    _told: dict[EffectKey, Notice] = field(factory=dict, repr=False)

    async def tell(self, notice: Notice, *, key: EffectKey) -> None:
        """Keep it; under a key the first time counts."""
        if self.away:
            raise Unavailable("nobody of the hotel's people can be told now")
        self._told.setdefault(key, notice)

    @property
    def told(self) -> tuple[Notice, ...]:
        """Everything they were told, the earliest first."""
        return tuple(self._told.values())
