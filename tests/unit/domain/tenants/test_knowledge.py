"""What was written down is found by what is asked, said only where it holds, and otherwise not at all."""

from datetime import date

import pytest
from attrs import evolve

from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.tenants.knowledge import Knowledge, KnowledgeEntry
from hotel_agent.domain.tenants.vocabulary import Terms, Vocabulary, folded, words_of

ES, EN, FR = Language("es"), Language("en"), Language("fr")
MIRAMAR, BAHIA = PropertyId("miramar"), PropertyId("bahia")
TODAY = date(2026, 7, 1)
SPANISH = Vocabulary(
    stop=("hay", "tienen", "la", "el", "de", "en", "a", "una"),
    joins=("y",),
    endings=("s", "es", "ados"),
    aspects={"hours": ("a qué hora", "abre*"), "price": ("cuánto cuesta",)},
    concepts={
        "pool": ("piscina*", "alberca*"),
        "gym": ("gimnasio*",),
        "safe": ("caja fuerte",),
        "box": ("caja",),
        "late": ("tarde",),
        "check_out": ("salida", "check out"),
        "check_in": ("entrada",),
    },
)
ENGLISH = Vocabulary(stop=("is", "there", "a"), concepts={"pool": ("pool*",), "gym": ("gym*",)})
WORDS = {ES: SPANISH, EN: ENGLISH}


def an_entry(topic: str = "pool", text: str = "Abre de 9:00 a 20:00.", **more: object) -> KnowledgeEntry:
    told = {"owner": "Ana", "since": date(2026, 1, 1), "answer": LocalText.of(text, "es"), **more}
    return KnowledgeEntry(topic=topic, **told)  # type: ignore[arg-type]


def found(text: str, *entries: KnowledgeEntry, code: Language = ES, on: date = TODAY) -> list[str]:
    answers = Knowledge(entries, WORDS).answers(text, language=code, of=MIRAMAR, on=on)
    return [each.entry.id if each.entry else f"fact {each.topic}" for each in answers]


# Words


def test_words_are_compared_without_accents_and_capitals() -> None:
    assert folded("¿PISCINA Climatizáda?") == "¿piscina climatizada?"
    assert words_of("wi-fi, ¿gratis?") == ["wi", "fi", "gratis"]


def test_the_longest_pattern_says_what_is_spoken_of() -> None:
    assert SPANISH.terms("una caja fuerte") == Terms(concepts=frozenset({"safe"}))
    assert SPANISH.terms("una caja") == Terms(concepts=frozenset({"box"}))
    assert SPANISH.terms("a qué hora abren las 2 saunas").aspects == {"hours"}
    assert SPANISH.terms("los helados y las 24 h").stems == {"los", "y", "las", "h", "helado"}


# Finding


def test_a_question_finds_its_entry_by_any_word_for_it_in_any_language() -> None:
    assert found("¿tienen alberca?", an_entry()) == ["pool"]
    assert found("is there a pool", an_entry(), code=EN) == ["pool"]


def test_a_topic_no_language_knows_is_found_by_its_own_word() -> None:
    assert found("¿hay karaoke?", an_entry("karaoke")) == ["karaoke"]
    assert found("karaoke?", an_entry("karaoke"), code=FR) == ["karaoke"]


def test_how_guests_ask_may_be_written_down_with_it() -> None:
    roof = an_entry("terrace", questions={ES: ("dónde ver el atardecer",)})
    assert found("ver el atardecer", roof) == ["terrace"]


@pytest.mark.parametrize("text", ["", "...", "¿hay?", "¿tienen helipuerto?", "¿tienen la piscina azul del mar?"])
def test_what_fits_badly_is_no_answer(text: str) -> None:
    assert found(text, an_entry()) == []


def test_several_questions_are_answered_one_by_one_in_their_sequence() -> None:
    entries = an_entry("gym"), an_entry("pool")
    assert found("¿hay piscina? ¿hay gimnasio?", *entries) == ["pool", "gym"]
    assert found("¿hay piscina y gimnasio?", *entries) == ["pool", "gym"]
    assert found("gimnasio, piscina, gimnasio", *entries) == ["gym", "pool"]


def test_two_things_asked_as_one_are_both_answered_where_both_are_known() -> None:
    assert found("piscina gimnasio", an_entry("pool"), an_entry("gym")) == ["pool", "gym"]
    assert found("piscina gimnasio", an_entry("pool")) == []
    assert found("piscina gimnasio azul", an_entry("pool"), an_entry("gym")) == []


def test_no_more_than_three_answers_are_given() -> None:
    entries = [an_entry(name) for name in ("uno", "dos", "tres", "cuatro")]
    assert found("uno? dos? tres? cuatro?", *entries) == ["uno", "dos", "tres"]


def test_how_it_is_asked_tells_two_answers_on_one_topic_apart() -> None:
    hours = an_entry("pool", "Abre de 9 a 20.", id="hours")
    price = an_entry("pool", "Cuánto cuesta: 5 €.", id="price")
    assert found("¿a qué hora la piscina?", hours, price) == ["hours"]
    assert found("¿cuánto cuesta la piscina?", hours, price) == ["price"]


def test_a_simple_question_is_not_answered_with_a_special_case() -> None:
    late = an_entry("late_check_out")
    assert found("¿a qué hora la salida?", late) == ["fact check_out"]
    assert found("salida", late, an_entry("check_out")) == ["check_out"]
    assert found("salida más tarde", late) == ["late_check_out"]


# What holds


def test_an_entry_holds_from_its_day_to_its_last() -> None:
    summer = an_entry(since=date(2026, 6, 1), until=date(2026, 8, 31))
    assert [found("piscina", summer, on=day) for day in (date(2026, 5, 31), date(2026, 9, 1))] == [[], []]
    assert [found("piscina", summer, on=day) for day in (date(2026, 6, 1), date(2026, 8, 31))] == [["pool"], ["pool"]]


def test_an_entry_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before since"):
        an_entry(until=date(2025, 1, 1))


def test_what_holds_at_another_property_only_is_not_said_here() -> None:
    assert found("piscina", an_entry(properties=(BAHIA,))) == []
    own = an_entry(properties=(MIRAMAR,), id="own")
    assert found("piscina", an_entry(since=date(2026, 2, 1)), own) == ["own"]


def test_of_two_entries_the_newer_is_said() -> None:
    assert found("piscina", an_entry(id="old"), an_entry(id="new", since=date(2026, 2, 1))) == ["new"]


def test_a_fact_of_the_property_stands_in_until_somebody_writes_it_down() -> None:
    assert found("¿la entrada?") == ["fact check_in"]
    assert found("¿la entrada?", an_entry("check_in")) == ["check_in"]
    assert found("¿la entrada?", an_entry("check_in", until=date(2026, 2, 1))) == ["fact check_in"]


# For staff


def test_everything_that_fits_is_ranked_for_whoever_looks() -> None:
    ranked = Knowledge((an_entry("gym"), an_entry("pool")), WORDS).ranked(
        "piscina climatizada", language=ES, of=MIRAMAR, on=TODAY
    )
    assert [each.topic for each in ranked] == ["pool"]
    assert 0 < ranked[0].score < 1


@pytest.mark.parametrize(("text", "topic"), [("¿tienen gimnasio y piscina?", "gym"), ("¿tienen ponis?", "other")])
def test_a_question_has_a_topic_without_the_guests_words(text: str, topic: str) -> None:
    assert Knowledge((), WORDS).about(text, language=ES) == topic


def test_an_entry_names_its_source() -> None:
    assert an_entry().source == "pool (Ana, 2026-01-01)"
    assert evolve(an_entry(), id="pool_summer").source == "pool_summer (Ana, 2026-01-01)"


def test_five_hundred_entries_are_looked_through_at_once() -> None:
    many = [an_entry(f"thing{number}", f"texto {number}") for number in range(500)]
    assert found("piscina y thing77", an_entry(), *many) == ["pool", "thing77"]
