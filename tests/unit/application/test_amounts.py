"""Every price in a text is one of the reply's: a wrong digit is found, whichever way a language writes money."""

import re

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.adapters.wording.showcase import likely

from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.application.amounts import unquoted
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Part, Reply, Words
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.ports.channel import Content, ContentChoice
from hotel_agent.testing.strategies.replies import replies

TEMPLATES = Templates()
LANGUAGES = ("es", "en", "pt")
TOTAL = Reply(parts=(ALL_LINES["told.total"](total=Money.of("1234.50", "EUR")),))
FIGURE = re.compile(r"\d")


async def said(reply: Reply, code: str) -> Content:
    return await TEMPLATES.word(reply, Language(code))


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    "line",
    ["told.total", "told.extra", "told.tax_added", "told.dearer", "told.cheaper", "cancel.costs", "told.summary"],
)
@settings(max_examples=25, deadline=None)
@given(
    amount=st.builds(Money, st.integers(0, 10**8), st.sampled_from(("EUR", "USD", "BRL", "ARS", "CLP", "GBP"))),
    which=st.integers(0, 30),
    more=st.integers(1, 9),
)
async def test_a_wrong_digit_of_a_price_is_found(line: str, code: str, amount: Money, which: int, more: int) -> None:
    reply = Reply(parts=(_with(line, amount),))
    content = await said(reply, code)
    assert unquoted(content, reply) == ()
    written = await said(Reply(parts=(Part("told.total", (("total", amount),)),)), code)
    figures = written.text.split(":", 1)[1].strip()
    places = [each.start() for each in FIGURE.finditer(figures)]
    place = places[which % len(places)]
    forged = figures[:place] + str((int(figures[place]) + more) % 10) + figures[place + 1 :]
    assume(forged != figures)
    assert unquoted(evolve(content, text=content.text.replace(figures, forged)), reply) != ()


def _with(line: str, amount: Money) -> Part:
    part = next(iter(likely(ALL_LINES[line])))
    return Part(line, tuple((name, amount if isinstance(value, Money) else value) for name, value in part.values))


@settings(max_examples=60, deadline=None)
@given(reply=replies(), code=st.sampled_from(LANGUAGES))
async def test_what_the_house_says_of_itself_is_never_withheld(reply: Reply, code: str) -> None:
    assert unquoted(await said(reply, code), reply) == ()


@pytest.mark.parametrize(
    "text",
    ["1.234,50 €", "€ 1,234.50", "€1234.50", "EUR 1234.50", "1234,50 EUR"],
)
def test_an_amount_is_the_same_however_it_is_written(text: str) -> None:
    assert unquoted(Content(text=text, language=Language("es")), TOTAL) == ()


@pytest.mark.parametrize("text", ["€ 1234.51", "1.234 €", "US$ 1,234.50", "12.345,00 €", "$ 12", "R$ 5"])
def test_another_amount_or_another_currency_is_not_said(text: str) -> None:
    assert unquoted(Content(text=text, language=Language("es")), TOTAL) != ()


def test_what_is_pressed_is_looked_at_too() -> None:
    choice = ContentChoice(token="t", title="Suite", description="€ 9")  # type: ignore[arg-type]
    assert unquoted(Content(text="", language=Language("es"), choices=(choice,)), TOTAL) == ("€ 9",)


def test_what_somebody_else_wrote_is_said_as_it_is() -> None:
    theirs = LocalText.of("Breakfast is €12 a person")
    reply = Reply(parts=(Part("x", (("text", theirs),)), Part("y", (("text", Words("for $5?")),))))
    content = Content(text="Breakfast is €12 a person. for $5? And €13.", language=Language("en"))
    assert unquoted(content, reply) == ("€13",)


def test_dates_counts_and_numbers_of_reservations_are_no_prices() -> None:
    text = "ABC 123, 12 de mayo de 2026, 3 noches, NIF 12345, habitación 204"
    assert unquoted(Content(text=text, language=Language("es")), TOTAL) == ()


async def test_what_the_hotel_wrote_may_be_told_by_its_first_sentences_only() -> None:
    parking = f"There are 6 places at 14 EUR. {'They are wide. ' * 40}"
    reply = Reply(parts=(ALL_LINES["knowledge.answer"](answer=Words(parking)), *TOTAL.parts))
    content = await said(reply, "en")
    assert "14 EUR" in content.text
    assert parking not in content.text
    assert unquoted(content, reply) == ()
    assert unquoted(evolve(content, text=content.text.replace("14 EUR", "13 EUR")), reply) == ("13 EUR",)
