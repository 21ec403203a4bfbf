"""A phrasebook tells its translator what is wrong with it, and never says a line half."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from hotel_agent.adapters.languages import load
from hotel_agent.adapters.wording.phrasebook import Phrasebook
from hotel_agent.domain.conversations.replies import Count, Part, Words
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.language import Language, Tone

EN = Language("en")
Tables = dict[str, Any]


@pytest.fixture
def replies() -> Tables:
    return copy.deepcopy(dict(load(EN, "replies.toml")))


@pytest.fixture
def formats() -> Tables:
    return copy.deepcopy(dict(load(EN, "formats.toml")))


FAULTS: dict[str, Callable[[Tables, Tables], object]] = {
    "replies.toml: greet.what_can_we_do: not written; it names no value": lambda r, f: r["greet"].pop("what_can_we_do"),
    "replies.toml: menu: not written; it names no value": lambda r, f: r.pop("menu"),
    "replies.toml: told.tip: nothing has this name": lambda r, f: r["told"].update(tip="{total}"),
    "replies.toml: told.room: must name {room}, {meals}": lambda r, f: r["told"].update(room="{room}"),
    "replies.toml: told.total: must name {total}": lambda r, f: r["told"].update(total="{total} of {sum}"),
    "replies.toml: told.dates: expected '}' before end of string": lambda r, f: r["told"].update(dates="{stay"),
    "replies.toml: told.name: {} is not the name of a value": lambda r, f: r["told"].update(name="{}"),
    "replies.toml: told.guests: {0} is not the name of a value": lambda r, f: r["told"].update(guests="{0}"),
    "replies.toml: refused.minimum_stay: {limit:moons} is written nowhere in formats.toml": lambda r, f: r[
        "refused"
    ].update(minimum_stay="{limit:moons}"),
    "replies.toml: greet.what_can_we_do.tu: not written; it names no value": lambda r, f: r["greet"].update(
        what_can_we_do={"usted": "What can we do for you?"}
    ),
    "replies.toml: told.room.vos: must name {room}, {meals}": lambda r, f: r["told"].update(
        room={"usted": "{room}, {meals}", "tu": "{meals}, {room}", "vos": "{room}"}
    ),
    "formats.toml: stay: must name {arrival}, {departure}, {nights}": lambda r, f: f.update(stay="{arrival}"),
    "formats.toml: day.short: not written; it names {short_weekday}, {day}, {short_month}, {year}": lambda r, f: f[
        "day"
    ].pop("short"),
    "formats.toml: count.nights.one: not written; it names {count}": lambda r, f: f["count"]["nights"].pop("one"),
    "formats.toml: count.people.one: must name {count}": lambda r, f: f["count"]["people"].update(one="someone"),
    "formats.toml: count.people.few: nothing has this name": lambda r, f: f["count"]["people"].update(few="{count}"),
    "formats.toml: locale: the name of a CLDR locale is expected, as in 'pt_BR'": lambda r, f: f.update(locale="xx_"),
}


@pytest.mark.parametrize("lack", FAULTS)
def test_each_fault_is_named_by_file_and_key(lack: str, replies: Tables, formats: Tables) -> None:
    FAULTS[lack](replies, formats)
    lacks = Phrasebook(EN, replies, formats).lacks
    assert lack in lacks


def test_all_faults_are_named_at_once(replies: Tables, formats: Tables) -> None:
    replies["greet"].clear()
    formats["count"].clear()
    lacks = Phrasebook(EN, replies, formats).lacks
    assert sum(each.startswith("replies.toml: greet.") for each in lacks) == 3
    assert "formats.toml: count.nights.other: not written; it names {count}" in lacks


def test_a_language_with_more_plurals_must_write_them_all(replies: Tables, formats: Tables) -> None:
    formats["locale"] = "pl"
    lacks = Phrasebook(Language("pl"), replies, formats).lacks
    assert "formats.toml: count.nights.few: not written; it names {count}" in lacks
    assert "formats.toml: count.nights.many: not written; it names {count}" in lacks


@pytest.mark.parametrize(
    "part",
    [
        Part("told.room"),
        Part("told.name", (("nickname", Words("Ana")),)),
        Part("greet.what_can_we_do", (("hotel", Words("Marina")),)),
        Part("menu"),
        Part("stay.this_date", (("day", Count(3)),)),
    ],
)
def test_a_line_with_other_values_than_it_names_is_a_bug(part: Part, replies: Tables, formats: Tables) -> None:
    with pytest.raises(Bug):
        Phrasebook(EN, replies, formats).say(part)


def test_a_line_is_said_in_the_tone_of_the_house(replies: Tables, formats: Tables) -> None:
    replies["told"]["room"] = {"usted": "{room} 1 {meals}", "tu": "{room} 2 {meals}", "vos": "{room} 3 {meals}"}
    replies["told"]["name"] = {"usted": "1 {name}", "tu": "2 {name}"}
    book = Phrasebook(EN, replies, formats)
    part = Part("told.room", (("room", Words("Double")), ("meals", Words("breakfast"))))
    assert [book.say(part, tone) for tone in Tone] == [f"Double {number} breakfast" for number in (1, 2, 3)]
    name = Part("told.name", (("name", Words("Ana")),))
    assert [book.say(name, tone) for tone in Tone] == ["1 Ana", "2 Ana", "2 Ana"]
    assert len({book.say(Part("greet.what_can_we_do"), tone) for tone in Tone}) == 1
