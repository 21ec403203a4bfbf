"""A tenant (one hotel or group), its properties and the doors at which guests write to it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import field, frozen, validators

from hotel_agent.domain.ids import AccountId, PropertyId, TenantId
from hotel_agent.domain.language import Language, LocalText, Tone
from hotel_agent.domain.money import Money
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.knowledge import Knowledge
from hotel_agent.domain.tenants.stay_messages import StayMessages


@frozen(kw_only=True)
class Property:
    """One hotel: its calendar, its time zone, its currency, and how its people write a date."""

    id: PropertyId
    name: str
    time_zone: str = field()
    currency: str = field()
    day_first: bool = True
    """Whether 12/03 is the twelfth of March here (the third of December otherwise)."""
    check_in: time = time(15)
    check_out: time = time(11)
    address: str = ""
    phone: str = ""
    emergency_phone: str = ""
    """Whom guests call in an emergency, as the country has it: 112, 911, 190."""
    email: str = ""
    latitude: float | None = field(default=None, validator=validators.optional([validators.ge(-90), validators.le(90)]))
    longitude: float | None = field(
        default=None, validator=validators.optional([validators.ge(-180), validators.le(180)])
    )
    """Where it lies, in degrees; both or neither."""
    payment: LocalText | None = None
    """How a stay is paid here, as the hotel tells its guests: where, with what, by when."""
    messages: StayMessages = StayMessages()

    @time_zone.validator
    def _is_known(self, _attribute: object, name: str) -> None:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
            raise ValueError(f"{name!r} is not a time zone; a name as 'Europe/Madrid' is expected") from cause

    @currency.validator
    def _is_currency(self, _attribute: object, currency: str) -> None:
        Money.zero(currency)

    def local(self, at: datetime) -> datetime:
        """This moment on the property's own clock."""
        return at.astimezone(ZoneInfo(self.time_zone))

    def today(self, at: datetime) -> date:
        """The date in the property's calendar at this moment."""
        return self.local(at).date()

    def midnight(self, day: date) -> datetime:
        """When this date begins in the property's calendar."""
        return datetime.combine(day, time(0), ZoneInfo(self.time_zone))

    def arrival_moment(self, arrival: date) -> datetime:
        """When a stay that begins on this date begins: at check-in time."""
        return datetime.combine(arrival, self.check_in, ZoneInfo(self.time_zone))


@frozen(kw_only=True)
class ChannelAccount:
    """A door of a property: the account of a channel at which guests' messages arrive."""

    channel: str
    account: AccountId
    property_id: PropertyId
    origins: tuple[str, ...] = ()
    """Where else than on our own page a web chat may stand, each as a browser writes it: `https://hotel.example`."""


@frozen(kw_only=True)
class Tenant:
    """One customer of the installation: a hotel or a group of them."""

    id: TenantId
    name: str
    languages: tuple[Language, ...]
    """Spoken with guests, the hotel's own first."""
    tone: Tone = Tone.USTED
    """How guests are addressed, in the languages that make a difference."""
    properties: tuple[Property, ...]
    accounts: tuple[ChannelAccount, ...] = ()
    rules: HouseRules = HouseRules()
    knowledge: Knowledge = Knowledge()

    def property_named(self, wanted: PropertyId) -> Property:
        """The property of this id. Raises KeyError for one that is not this tenant's."""
        for each in self.properties:
            if each.id == wanted:
                return each
        raise KeyError(wanted)


@frozen
class Door:
    """Where a message came in: the tenant and the property behind the receiving account."""

    tenant: Tenant
    property: Property
