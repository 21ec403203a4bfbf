"""Where what the hotel wrote down disagrees with itself, with its property, its rules or its book."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import combinations

from attrs import frozen

from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.tenants.figures import Figures, figures_in
from hotel_agent.domain.tenants.knowledge import KnowledgeEntry
from hotel_agent.domain.tenants.tenant import Property, Tenant

SOON = timedelta(days=30)
LONGEST = 300
"""A longer answer is not read on a telephone."""
LONGEST_PAYMENT = 120
"""A longer way to pay may find no room below a reservation."""


@frozen
class Finding:
    """Something to mend or to know of an entry. What is wrong is said to guests as long as it stands."""

    entry: str
    what: str
    wrong: bool = True


def findings(tenant: Tenant, catalogues: Mapping[PropertyId, Catalogue], *, on: date) -> tuple[Finding, ...]:
    """Everything found, entry by entry. Of properties without a catalogue no prices are compared."""
    entries = tenant.knowledge.entries
    found = [each for entry in entries for each in _of_entry(entry, tenant, on)]
    for place in tenant.properties:
        found += _of_payment(place)
        here = [each for each in entries if not each.properties or place.id in each.properties]
        standing = [each for each in here if each.until is None or each.until >= on]
        for entry in standing:
            found += _against_the_house(entry, tenant, place)
            if (catalogue := catalogues.get(place.id)) is not None:
                found += _against_the_book(entry, tenant, catalogue)
        found += _of_pets(tenant, place, catalogues.get(place.id))
    found += [each for one, other in combinations(entries, 2) for each in _of_two(one, other, on)]
    return tuple(dict.fromkeys(found))


def _of_entry(entry: KnowledgeEntry, tenant: Tenant, on: date) -> Iterator[Finding]:
    if entry.until is not None and entry.until < on:
        yield Finding(entry.id, f"held until {entry.until} and is said no more: renew it or take it out")
    elif entry.until is not None and entry.until - on <= SOON:
        yield Finding(entry.id, f"holds until {entry.until} only: who keeps it is {entry.owner}", wrong=False)
    missing = [code for code in tenant.languages if code not in dict(entry.answer.texts)]
    if missing:
        yield Finding(entry.id, f"has no text in {', '.join(missing)}", wrong=False)
    (own, text), *others = entry.answer.texts
    figures = figures_in(text)
    for code, other in others:
        if _numbers(figures_in(other)) != _numbers(figures):
            yield Finding(entry.id, f"says {_told(figures)} in {own}, and {_told(figures_in(other))} in {code}")
    for code, each in entry.answer.texts:
        if len(each) > LONGEST:
            yield Finding(entry.id, f"has {len(each)} characters in {code}; guests read {LONGEST} at most", wrong=False)


def _of_payment(place: Property) -> Iterator[Finding]:
    """What stands below a reservation of which something is paid ahead is left out where there is no room for it."""
    for code, text in place.payment.texts if place.payment is not None else ():
        if len(text) > LONGEST_PAYMENT:
            what = f"has {len(text)} characters in {code}; beside a reservation there is room for {LONGEST_PAYMENT}"
            yield Finding(f"payment of {place.id}", what, wrong=False)


def _of_pets(tenant: Tenant, place: Property, catalogue: Catalogue | None) -> Iterator[Finding]:
    pets = tenant.rules.pets
    if pets is None or not pets.extra or catalogue is None:
        return
    if all(each.id != pets.extra for each in catalogue.extras):
        yield Finding("rules.pets.extra", f"{pets.extra!r} is nothing that the book of {place.name} sells")


def _against_the_house(entry: KnowledgeEntry, tenant: Tenant, place: Property) -> Iterator[Finding]:
    about, figures, rules = tenant.knowledge.about_topic(entry.topic), _figures(entry), tenant.rules
    hours: list[tuple[str, time, str]] = []
    if "check_in" in about:
        hours.append(("check-in", place.check_in, place.name))
        if "early" in about and rules.early_check_in is not None:
            hours.append(("early check-in", rules.early_check_in.hour, "the rules"))
    if "check_out" in about:
        hours.append(("check-out", place.check_out, place.name))
        if "late" in about and rules.late_check_out is not None:
            hours.append(("late check-out", rules.late_check_out.hour, "the rules"))
    for what, hour, whose in hours:
        if figures.hours and hour not in figures.hours:
            yield Finding(entry.id, f"says {_told(figures)}; {what} is at {hour:%H:%M} by {whose}")
    if about & {"children", "cots"} and rules.youngest_guest:
        yield Finding(entry.id, f"speaks of children; nobody under {rules.youngest_guest} stays here by the rules")
    quiet = rules.quiet_hours
    if "quiet_hours" in about and quiet is not None and figures.hours and figures.hours != {quiet.begin, quiet.end}:
        yield Finding(
            entry.id, f"says {_told(figures)}; quiet hours are {quiet.begin:%H:%M} to {quiet.end:%H:%M} by the rules"
        )
    if entry.topic == "pets" and rules.pets is not None:
        yield Finding(entry.id, "is said instead of what the rules say of pets: keep one of the two", wrong=False)


def _against_the_book(entry: KnowledgeEntry, tenant: Tenant, catalogue: Catalogue) -> Iterator[Finding]:
    about, figures = tenant.knowledge.about_topic(entry.topic), _figures(entry)
    for extra in catalogue.extras:
        meant = tenant.knowledge.about_name(extra.name)
        price = extra.price.amount.normalize()
        if meant and meant <= about and figures.amounts and price not in figures.amounts:
            yield Finding(entry.id, f"says {_told(figures)}; {extra.id} costs {price:f} by the book")
    steps = {step.hours_before for plan in catalogue.rate_plans for step in plan.terms.ladder}
    strange = figures.hours_long - steps
    if "cancelling" in about and steps and strange:
        told = ", ".join(map(str, sorted(strange)))
        yield Finding(entry.id, f"says {told} hours; by the book it is {', '.join(map(str, sorted(steps)))}")


def _of_two(one: KnowledgeEntry, other: KnowledgeEntry, on: date) -> Iterator[Finding]:
    """Two entries on one topic that a guest may be told on the same day at the same property."""
    together = not one.properties or not other.properties or set(one.properties) & set(other.properties)
    last = date.max
    overlap = max(one.since, other.since, on) <= min(one.until or last, other.until or last)
    if one.topic != other.topic or not together or not overlap:
        return
    first, second = _figures(one), _figures(other)
    kinds: Sequence[Callable[[Figures], frozenset[time] | frozenset[Decimal]]] = (
        lambda figures: figures.hours,
        lambda figures: figures.amounts,
    )
    if any(kind(first) and kind(second) and kind(first) != kind(second) for kind in kinds):
        yield Finding(one.id, f"says {_told(first)}; {other.id} on the same topic says {_told(second)}")


def _figures(entry: KnowledgeEntry) -> Figures:
    """Those of the hotel's own text; where another language says otherwise, that is found by itself."""
    return figures_in(entry.answer.texts[0][1])


def _numbers(figures: Figures) -> tuple[frozenset[time], frozenset[Decimal]]:
    return figures.hours, figures.amounts


def _told(figures: Figures) -> str:
    said = [f"{hour:%H:%M}" for hour in sorted(figures.hours)] + [f"{each:f}" for each in sorted(figures.amounts)]
    return ", ".join(said) or "nothing in figures"
