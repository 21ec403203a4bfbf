"""Whether what a hotel needs is there and fit: asked as a guest's wish would ask it, and nothing changed by asking."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import TypeVar

from attrs import evolve

from hotel_agent.application.deadline import within
from hotel_agent.domain.errors import BadConfig, failure_facts
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.ports.abilities import Finding, SupportsDiagnosis, Verdict
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms

T = TypeVar("T")

PATIENCE = timedelta(seconds=15)
"""So long one answer is waited for: longer than a guest would."""
LONG_PATIENCE = timedelta(minutes=1)
"""So long an adapter may look at one thing: it may take many answers."""
_IN = timedelta(days=30)
"""A search for a stay so far ahead finds something in most houses."""
_NOTHING_FREE = frozenset({Reason.SOLD_OUT, Reason.NO_ROOM_FITS})
"""Why a search may find nothing though rooms should be there; other reasons are rules of the house."""


async def diagnose_opened(
    what: str, opening: AbstractAsyncContextManager[T], look: Callable[[T], AsyncIterator[Finding]]
) -> AsyncIterator[Finding]:
    """Open this and look at it; that it breaks is a finding too, so that the rest is looked at. Raises BadConfig."""
    try:
        async with opening as opened:
            async for finding in look(opened):
                yield finding
    except BadConfig:
        raise
    except Exception as failure:  # noqa: BLE001 - whatever it is, the rest is looked at
        yield _broke(what, failure)


async def diagnose_book(tenant: Tenant, pms: Pms, *, clock: Clock, searched: bool = True) -> AsyncIterator[Finding]:
    """What the book's adapter knows of it; then whether each property has rooms to sell, and can be searched.

    Where the adapter finds something broken, the rest would only say so once more.
    """
    broken = False
    async for finding in diagnose_adapter("book", pms, clock=clock):
        broken = broken or finding.verdict is Verdict.BROKEN
        yield evolve(finding, what=f"{tenant.name}: {finding.what}")
    if broken:
        return
    for place in tenant.properties:
        async for finding in _diagnose_property(place, pms, clock, searched=searched):
            yield finding


async def diagnose_adapter(what: str, adapter: object, *, clock: Clock) -> AsyncIterator[Finding]:
    """What an adapter has to say about its own set-up; nothing, where it says nothing."""
    if not isinstance(adapter, SupportsDiagnosis):
        return
    findings = adapter.diagnose()
    try:
        while (finding := await within(clock, clock.now() + LONG_PATIENCE, _next(findings))) is not None:
            yield finding
    except Exception as failure:  # noqa: BLE001 - whatever it is, the rest is looked at
        yield _broke(what, failure)


async def _next(findings: AsyncIterator[Finding]) -> Finding | None:
    return await anext(findings, None)


async def _diagnose_property(place: Property, pms: Pms, clock: Clock, *, searched: bool) -> AsyncIterator[Finding]:
    what = f"{place.name}: catalogue"
    try:
        catalogue = await _asked(clock, pms.catalogue(place.id))
    except Exception as failure:  # noqa: BLE001 - as above
        yield _broke(what, failure)
        return
    yield _of_catalogue(what, catalogue)
    if not catalogue.room_types:
        return
    what = f"{place.name}: search"
    if not searched:
        yield Finding(what, Verdict.WARNING, "not tried: the database comes first")
        return
    day = place.today(clock.now()) + _IN
    try:
        ask = Ask(property_id=place.id, stay=Stay.of_nights(day, 1), parties=(Party(1),))
        found = await _asked(clock, pms.search(ask))
    except Exception as failure:  # noqa: BLE001 - as above
        yield _broke(what, failure)
        return
    if not isinstance(found, Refusal):
        yield Finding(what, Verdict.WELL, f"{len(found)} offers for one adult on {day}")
        return
    seen = f"nothing for one adult on {day}: {found.reason.value}"
    if found.reason in _NOTHING_FREE:
        yield Finding(what, Verdict.WARNING, seen, f"If rooms should be free on {day}, compare with the book itself.")
    else:
        yield Finding(what, Verdict.WELL, seen)


def _of_catalogue(what: str, catalogue: Catalogue) -> Finding:
    rooms, plans = catalogue.room_types, catalogue.rate_plans
    if not rooms:
        remedy = "Add room types to the book, or name the hotel of the book that is meant."
        return Finding(what, Verdict.BROKEN, "no room types to sell", remedy)
    seen = f"{len(rooms)} room types, {len(plans) or 'no'} rate plan{'' if len(plans) == 1 else 's'}"
    return Finding(what, Verdict.WELL if plans else Verdict.WARNING, seen)


async def _asked(clock: Clock, call: Coroutine[object, object, T]) -> T:
    return await within(clock, clock.now() + PATIENCE, call)


def _broke(what: str, failure: Exception) -> Finding:
    """What an adapter raised may quote an address with its key: its kind is told, never its words."""
    remedy = "See that its server runs and can be reached from here, and that address and key are right."
    return Finding(what, Verdict.BROKEN, f"no answer ({failure_facts(failure)['error']})", remedy)
