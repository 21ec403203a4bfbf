"""What is shipped, and what a file of scenarios may be."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from attrs import fields

from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.reservations.policies import POLICIES
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests import read_multiwoz, read_scenarios, shipped
from hotel_agent.testing.guests.generator import random_guests
from hotel_agent.testing.guests.house import hotel_facts
from hotel_agent.testing.guests.scenario import LANGUAGES
from hotel_agent.testing.guests.words import words_of


def test_a_hundred_and_twenty_scenarios_are_shipped_a_third_in_each_language() -> None:
    languages = Counter(each.language for each in shipped())
    assert sum(languages.values()) >= 120
    assert set(languages) == set(LANGUAGES)
    assert max(languages.values()) - min(languages.values()) <= 1


def test_forty_of_them_have_weather() -> None:
    assert sum(bool(each.weather) for each in shipped()) >= 40


def test_every_rule_of_a_stay_has_a_scenario() -> None:
    told = {each.rule for each in shipped()}
    assert {policy.__name__ for policy in POLICIES} <= told


def test_every_rule_a_house_sets_for_itself_has_a_scenario_where_guests_can_tell() -> None:
    told = {each.rule for each in shipped()} | {rule for each in shipped() for rule in each.house}
    told_as_policies = {"longest_stay_nights", "days_ahead"}
    behind_the_desk = {"keeping", "paid_messages_a_month"}
    assert {each.name for each in fields(HouseRules)} - told_as_policies - behind_the_desk <= told


@pytest.mark.parametrize("topic", ["pets", "quiet_hours"])
def test_a_house_with_a_rule_has_no_answer_of_its_own_beside_it(topic: str) -> None:
    rule = {"pets": {"welcome": False}, "quiet_hours": {"begin": "22:00", "end": "07:00"}}[topic]
    plain, ruled = (tomllib.loads(hotel_facts(each).text)["tenants"][0] for each in ({}, {topic: rule}))
    assert ruled["rules"][topic] == rule
    assert ruled["knowledge"] == [each for each in plain["knowledge"] if each["topic"] != topic]


def test_a_rate_has_the_deposit_the_scenario_gives_it_and_no_other_has() -> None:
    tables = hotel_facts(plans={"saver": {"deposit": {"percent": 40}}}).tables
    assert {each["id"]: each.get("deposit") for each in tables["rate_plans"]} == {
        "flexible": None,
        "saver": {"percent": 40},
    }


def test_no_two_scenarios_bear_one_name() -> None:
    names = Counter(each.title for each in shipped())
    assert [name for name, count in names.items() if count > 1] == []


def test_what_must_be_said_is_known_in_every_language() -> None:
    for each in shipped():
        for what in (*each.ends.said, *each.ends.never):
            known = [words_of(language).knows("tells", what) for language in LANGUAGES]
            assert all(known) or not what.isidentifier(), f"{each.name}: {what}"


def test_the_three_languages_have_the_same_lines() -> None:
    lines = [{f"{group}.{line}" for group, line in words_of(each).lines()} for each in LANGUAGES]
    assert lines[0] == lines[1] == lines[2]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[[scenarios]]\nname = "x"\nintent = "book"\nwants = [{ wish = "fly" }]', "wish"),
        ('[[scenarios]]\nname = "x"\nintent = "book"\nwants = [{ wish = "book" }]\nfacts = { nigths = 2 }', "nigths"),
        ('[[scenarios]]\nname = "x"\nintent = "book"\nwants = [{ wish = "say", says = { es = ["a"] } }]', "lacks en"),
        ('[[scenarios]]\nname = "x"\nintent = "book"\nwants = [{ wish = "book" }]\nweater = ["restarts"]', "weater"),
        ("[[scenarios", "Expected"),
    ],
    ids=["no such wish", "no such fact", "words missing", "misspelled", "no TOML"],
)
def test_a_file_with_a_mistake_is_refused_and_says_where(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(written)
    with pytest.raises(BadConfig, match=said):
        read_scenarios(file)


def test_the_same_dice_make_the_same_guests() -> None:
    assert random_guests(20, Dice("7")) == random_guests(20, Dice("7"))
    assert random_guests(20, Dice("7")) != random_guests(20, Dice("8"))


def test_a_goal_of_multiwoz_becomes_a_scenario(tmp_path: Path) -> None:
    file = tmp_path / "goals.jsonl"
    file.write_text(
        '{"id": "a", "goal": {"info": {"parking": "yes"}, "book": {"people": "3", "day": "friday", "stay": "2"}}}\n'
        '{"id": "b", "goal": {"info": {"internet": "yes"}, "reqt": ["phone", "stars"]}}\n'
        '{"id": "c", "goal": {"info": {"area": "north", "stars": "4"}, "reqt": ["postcode"]}}\n'
    )
    goals = read_multiwoz(file)
    reserves, asks = goals.scenarios
    assert goals.left_out == 1
    assert reserves.facts["adults"] == 3
    assert reserves.facts["rooms"] == 2
    assert reserves.ends.confirmed == 1
    assert [doing.says["en"] for doing in reserves.wants[0].before] == [["Do you have parking?"]]
    assert [want.says["en"] for want in asks.wants] == [["What is your telephone number?"], ["Do you have wifi?"]]
    assert asks.ends.said == ("971 000 112", "MARINA and")


def test_what_fails_first_in_a_goal_is_thought_of_first(tmp_path: Path) -> None:
    file = tmp_path / "goals.jsonl"
    file.write_text(
        '{"id": "a", "goal": {"info": {}, "fail_book": {"stay": "4"},'
        ' "book": {"people": "1", "day": "friday", "stay": "2"}}}\n'
    )
    (reserves,) = read_multiwoz(file).scenarios
    assert reserves.facts["nights"] == 4
    assert [(doing.do, doing.facts) for doing in reserves.wants[0].before] == [("correct", {"nights": 2})]


def test_what_is_no_file_of_goals_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "goals.jsonl"
    file.write_text("[1, 2]\n")
    with pytest.raises(BadConfig, match="MultiWOZ"):
        read_multiwoz(file)
