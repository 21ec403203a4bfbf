"""Who asks about pets or quiet hours is told what the rules say, unless the hotel wrote it down itself."""

from datetime import date, time

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Count, Sayings, Words
from hotel_agent.domain.ids import ExtraId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.tenants.house_rules import HouseRules, Pets, QuietHours
from hotel_agent.domain.tenants.knowledge import Knowledge, KnowledgeEntry
from hotel_agent.domain.tenants.vocabulary import Vocabulary
from hotel_agent.testing.specification import Decided, Message, a_house, given, the_guest_writes

EN = Language("en")
WORDS = Vocabulary(
    stop=("are", "what", "may", "i", "bring", "my"), concepts={"pets": ("pet*", "dog*"), "quiet_hours": ("quiet*",)}
)
DOG = the_guest_writes("May I bring my dog?", intents="house_question")
QUIET = the_guest_writes("What are quiet hours?", intents="house_question")


def house(rules: HouseRules, *entries: KnowledgeEntry) -> House:
    return evolve(a_house(rules=rules), knowledge=Knowledge(entries, {EN: WORDS}))


def told(pets: Pets) -> Decided:
    return given(house=house(HouseRules(pets=pets))).when(DOG)


def lines(decided: Decided) -> dict[str, object]:
    terms = decided.said("house.pets")["terms"]
    assert isinstance(terms, Sayings)
    return {part.line: next(iter(part.named.values()), None) for part in terms.parts}


@pytest.mark.parametrize(
    ("pets", "said"),
    [
        (Pets(), ["pets.welcome"]),
        (Pets(welcome=False), ["pets.none", "pets.assistance"]),
        (Pets(welcome=False, assistance_animals=False), ["pets.none"]),
        (Pets(kinds=("dog",)), ["pets.dogs", "pets.assistance"]),
        (Pets(kinds=("cat",)), ["pets.cats", "pets.assistance"]),
        (Pets(kinds=("cat", "dog")), ["pets.dogs_and_cats", "pets.assistance"]),
    ],
)
def test_whether_a_pet_may_come_is_told_as_the_rule_has_it(pets: Pets, said: list[str]) -> None:
    assert list(lines(told(pets))) == said


def test_how_many_how_heavy_and_what_is_paid_stand_beside_it() -> None:
    fee = LocalText.of("10 € a night")
    assert lines(told(Pets(most=2, heaviest_kg=10, fee=fee))) == {
        "pets.welcome": None,
        "pets.most": Count(2),
        "pets.heaviest": Count(10),
        "pets.fee": fee,
    }


def test_a_pet_is_an_extra_only_where_the_book_sells_it_and_its_price_is_left_to_the_quote() -> None:
    sold = a_house().catalogue.extras[0]
    assert lines(told(Pets(extra=sold.id)))["pets.extra"] == sold.name
    assert list(lines(told(Pets(extra=ExtraId("unicorn"))))) == ["pets.welcome"]


def test_quiet_hours_are_told_to_who_asks() -> None:
    rules = HouseRules(quiet_hours=QuietHours(begin=time(22), end=time(8)))
    hours = given(house=house(rules)).when(QUIET).said("house.quiet_hours")
    assert hours == {"opens": Words("22:00"), "closes": Words("08:00")}


@pytest.mark.parametrize("asked", [DOG, QUIET])
def test_what_neither_rule_nor_entry_says_is_not_known(asked: Message) -> None:
    given(house=house(HouseRules())).when(asked).then_says("aside.not_known_ask")


def test_what_the_hotel_wrote_itself_is_said_instead_of_the_rule() -> None:
    entry = KnowledgeEntry(topic="pets", answer=LocalText.of("Small dogs only."), owner="Ana", since=date(2026, 1, 1))
    said = given(house=house(HouseRules(pets=Pets()), entry)).when(DOG)
    said.then_says("knowledge.answer").then_does_not_say("house.pets")
