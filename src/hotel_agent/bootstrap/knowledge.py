"""What hotels wrote down: the words by which it is found, and whether it agrees with their rules and books."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from attrs import evolve

from hotel_agent.adapters import languages
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.bootstrap.families import book_of
from hotel_agent.config import Config
from hotel_agent.domain.errors import HotelAgentError
from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.language import Language
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.contradictions import Finding, findings
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.domain.tenants.vocabulary import Vocabulary


def with_vocabularies(tenants: Tenants) -> Tenants:
    """The same tenants, their knowledge found by the words of every language spoken here."""
    words = _vocabularies()

    def found(hotels: Sequence[Tenant]) -> tuple[Tenant, ...]:
        return tuple(evolve(each, knowledge=evolve(each.knowledge, vocabularies=words)) for each in hotels)

    return evolve(tenants, tenants=found(tenants.tenants), closed=found(tenants.closed))


@cache
def _vocabularies() -> Mapping[Language, Vocabulary]:
    return {code: Vocabulary(**languages.load(code, "knowledge.toml")) for code in languages.codes()}


def today_at(place: Property) -> date:
    """The date in this property's calendar now."""
    return place.today(SystemClock().now())


async def check_knowledge(config: Config, tenant: Tenant) -> tuple[Finding, ...]:
    """Everything that is wrong with what this hotel wrote down. A book that is away is told, and not compared."""
    catalogues, away = await _catalogues(config, tenant)
    return (*away, *findings(tenant, catalogues, on=today_at(tenant.properties[0])))


async def _catalogues(config: Config, tenant: Tenant) -> tuple[Mapping[PropertyId, Catalogue], tuple[Finding, ...]]:
    found: dict[PropertyId, Catalogue] = {}
    try:
        async with book_of(config, tenant, clock=SystemClock(), database=None) as book:
            for place in tenant.properties:
                found[place.id] = await book.catalogue(place.id)
    except HotelAgentError as silence:
        told = f"the book did not answer ({type(silence).__name__}): prices and terms were not compared"
        return found, (Finding("-", told, wrong=False),)
    return found, ()
