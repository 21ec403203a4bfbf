"""What the hotel wrote down may not disagree with itself, its property, its rules or its book."""

from datetime import date, time
from decimal import Decimal

import pytest
from attrs import evolve

from hotel_agent.domain.ids import ExtraId, PropertyId, RatePlanId, TenantId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import Catalogue, Extra, RatePlan
from hotel_agent.domain.reservations.contradictions import Finding, findings
from hotel_agent.domain.tenants.house_rules import HouseRules, OffHours, Pets, QuietHours
from hotel_agent.domain.tenants.knowledge import Knowledge, KnowledgeEntry
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.domain.tenants.vocabulary import Vocabulary

ES, EN = Language("es"), Language("en")
TODAY = date(2026, 7, 1)
SOL, LUNA = PropertyId("sol"), PropertyId("luna")
WORDS = Vocabulary(
    concepts={
        name: (name.replace("_", " "),)
        for name in (
            "pets",
            "quiet_hours",
            "parking",
            "check_in",
            "check_out",
            "early",
            "late",
            "children",
            "cancelling",
        )
    }
)
BOOK = Catalogue(
    extras=(Extra(id=ExtraId("garage"), name=LocalText.of("Covered parking"), price=Money.of("14", "EUR")),),
    rate_plans=(
        RatePlan(
            id=RatePlanId("flexible"),
            name=LocalText.of("Flexible"),
            terms=CancellationTerms((PenaltyStep(hours_before=48, basis=PenaltyBasis.NIGHTS, value=Decimal(1)),)),
        ),
    ),
)


def an_entry(topic: str, text: str = "Yes.", es: str | None = None, **more: object) -> KnowledgeEntry:
    texts = ((EN, text), (ES, text if es is None else es))
    told = {"owner": "Ana", "since": date(2026, 1, 1), "answer": LocalText(texts), **more}
    return KnowledgeEntry(topic=topic, **told)  # type: ignore[arg-type]


def wrong(*entries: KnowledgeEntry, rules: HouseRules | None = None, book: Catalogue | None = BOOK) -> list[str]:
    return [each.what for each in found(*entries, rules=rules, book=book) if each.wrong]


def found(
    *entries: KnowledgeEntry, rules: HouseRules | None = None, book: Catalogue | None = BOOK
) -> tuple[Finding, ...]:
    place = Property(id=SOL, name="Sol", time_zone="Europe/Madrid", currency="EUR")
    tenant = Tenant(
        id=TenantId("sol"),
        name="Sol",
        languages=(EN, ES),
        properties=(place, evolve(place, id=LUNA, name="Luna")),
        rules=rules or HouseRules(),
        knowledge=Knowledge(entries, {EN: WORDS, ES: WORDS}),
    )
    return findings(tenant, {} if book is None else {SOL: book}, on=TODAY)


def test_what_agrees_is_not_spoken_of() -> None:
    entries = an_entry("parking", "€14 a night"), an_entry("check_in", "From 15:00"), an_entry("pool", "9:00 to 20:00")
    assert found(*entries) == ()


@pytest.mark.parametrize(
    ("topic", "text", "says"),
    [
        ("check_in", "From 14:00", "says 14:00; check-in is at 15:00 by Sol"),
        ("check_out", "Until 12:00", "says 12:00; check-out is at 11:00 by Sol"),
        ("early_check_in", "From 12:00, 15:00", "says 12:00, 15:00; early check-in is at 13:00 by the rules"),
        ("late_check_out", "11:00, until 13:00", "says 11:00, 13:00; late check-out is at 14:00 by the rules"),
        ("children", "They are welcome", "speaks of children; nobody under 16 stays here by the rules"),
        ("parking", "€12 a night", "says 12; garage costs 14 by the book"),
        ("cancelling", "Free until 24 hours before", "says 24 hours; by the book it is 48"),
    ],
)
def test_what_contradicts_the_property_the_rules_or_the_book_is_found(topic: str, text: str, says: str) -> None:
    rules = HouseRules(
        early_check_in=OffHours(hour=time(13)), late_check_out=OffHours(hour=time(14)), youngest_guest=16
    )
    assert says in wrong(an_entry(topic, text, text), rules=rules)


def test_nothing_is_held_against_what_nobody_said() -> None:
    silent = an_entry("check_in", "At any time"), an_entry("late_check_out", "Until 11:00"), an_entry("children")
    assert wrong(*silent) == []
    assert wrong(an_entry("early_check_in", "15:00"), an_entry("parking", "€9"), book=None) == []
    assert wrong(an_entry("cancelling", "24 hours"), book=Catalogue()) == []


def test_languages_that_say_different_figures_are_found() -> None:
    assert wrong(an_entry("pool", "Until 20:00", "Hasta las 21:00")) == ["says 20:00 in en, and 21:00 in es"]
    assert wrong(an_entry("pool", "€5", "gratis")) == ["says 5 in en, and nothing in figures in es"]


def test_two_entries_on_one_topic_that_disagree_are_found() -> None:
    summer = an_entry("pool", "Until 20:00", id="summer", until=date(2026, 9, 30))
    winter = an_entry("pool", "Until 18:00", id="winter", since=date(2026, 10, 1))
    always = an_entry("pool", "Until 19:00", id="always")
    elsewhere = evolve(always, properties=(LUNA,))
    assert wrong(summer, winter) == []
    assert wrong(evolve(summer, properties=(SOL,)), elsewhere) == []
    assert wrong(summer, an_entry("gym", "Until 22:00")) == []
    assert wrong(summer, an_entry("pool", "Bring a towel", id="towel")) == []
    assert wrong(summer, always) == ["says 20:00; always on the same topic says 19:00"]


def test_what_has_ended_ends_soon_lacks_a_language_or_is_too_long_is_told() -> None:
    assert wrong(an_entry("pool", until=date(2026, 6, 30))) == [
        "held until 2026-06-30 and is said no more: renew it or take it out"
    ]
    notes = [
        *found(an_entry("pool", until=date(2026, 7, 31))),
        *found(an_entry("pool", answer=LocalText.of("Yes."))),
        *found(an_entry("pool", "a" * 301, "b")),
    ]
    assert [each.wrong for each in notes] == [False] * 3
    assert [each.what for each in notes] == [
        "holds until 2026-07-31 only: who keeps it is Ana",
        "has no text in es",
        "has 301 characters in en; guests read 300 at most",
    ]


def test_a_name_no_language_knows_is_compared_with_nothing() -> None:
    knowledge = Knowledge((), {EN: WORDS})
    assert knowledge.about_name(LocalText.of("Garage", "fr")) == frozenset()
    assert knowledge.about_name(LocalText.of("Parking")) == {"parking"}


def test_a_way_to_pay_that_finds_no_room_below_a_reservation_is_named() -> None:
    place = Property(id=SOL, name="Sol", time_zone="Europe/Madrid", currency="EUR")
    long = evolve(place, payment=LocalText(((ES, "Al llegar."), (EN, "By card. " * 20))))
    tenant = Tenant(id=TenantId("sol"), name="Sol", languages=(ES, EN), properties=(long, evolve(place, id=LUNA)))
    (finding,) = findings(tenant, {}, on=TODAY)
    assert finding == Finding(
        "payment of sol", "has 180 characters in en; beside a reservation there is room for 120", wrong=False
    )


def test_an_entry_that_speaks_of_other_quiet_hours_than_the_rules_is_wrong() -> None:
    rules = HouseRules(quiet_hours=QuietHours(begin=time(22), end=time(8)))
    assert wrong(an_entry("quiet_hours", "From 22:00 to 8:00."), rules=rules) == []
    assert wrong(an_entry("quiet_hours", "From 23:00 to 8:00."), rules=rules) == [
        "says 08:00, 23:00; quiet hours are 22:00 to 08:00 by the rules"
    ]


def test_pets_are_told_by_an_entry_or_by_the_rules_and_paid_as_the_book_has_it() -> None:
    (note,) = found(an_entry("pets"), rules=HouseRules(pets=Pets()))
    assert (note.wrong, note.what) == (False, "is said instead of what the rules say of pets: keep one of the two")
    assert found(an_entry("pets")) == ()
    strange = HouseRules(pets=Pets(extra="pet"))
    assert [each.what for each in found(rules=strange)] == ["'pet' is nothing that the book of Sol sells"]
    assert found(rules=HouseRules(pets=Pets(extra="garage"))) == ()
    assert found(rules=strange, book=None) == ()
