"""What `decide` may know of the house in which a conversation takes place."""

from datetime import date, datetime

from attrs import frozen

from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.knowledge import Knowledge
from hotel_agent.domain.tenants.tenant import Property


@frozen(kw_only=True)
class House:
    """The property, its rules, what it sells and which languages it speaks, as they are at this turn."""

    tenant: TenantId
    property: Property
    rules: HouseRules = HouseRules()
    catalogue: Catalogue = Catalogue()
    catalogue_read_at: datetime | None = None
    """When the book last said so: long ago, where it does not answer; None where it never did."""
    languages: tuple[Language, ...]
    knowledge: Knowledge = Knowledge()
    suggests_when_unclear: bool = True
    """Whether an unclear message is answered with what can be done (flag `nlp.fallback.enhanced`)."""

    shadow: bool = False
    """Whether the machine only drafts here, and the hotel's people say and do everything (flag `shadow.enabled`)."""
    has_mail_door: bool = False
    """Whether guests also write by e-mail here, so that an address told at this door may be another door of theirs."""
    has_phone_door: bool = False
    """Whether a number told at this door, the mailbox, may be another one of theirs: guests also write by WhatsApp."""
    keeps_media: bool = False
    """Whether pictures, documents and voice notes are kept for staff."""
    hears_voice: bool = False
    """Whether voice notes are made into words."""

    def today(self, at: datetime) -> date:
        """The date in the property's calendar at this moment."""
        return self.property.today(at)
