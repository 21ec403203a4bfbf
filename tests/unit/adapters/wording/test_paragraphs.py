"""A reply fits into one look at a telephone."""

from hotel_agent.adapters.wording.paragraphs import LONGEST, fit

QUOTE = [
    ("told.total", "Total: € 256,00"),
    ("told.tax_included", "Incluye IVA: € 22,48"),
    ("told.tax_added", "Incluye Tasa turística: € 8,80"),
    ("quote.other_plan", "Con la otra tarifa: € 198,88"),
    ("quote.ask_yes", "¿Le parece bien?"),
]


def of_length(length: int) -> list[tuple[str, str]]:
    """The quote after a text that makes the whole so long."""
    rest = len(fit([("greet.hello", "x"), *QUOTE])) - 1
    return [("greet.hello", "x" * (length - rest)), *QUOTE]


def test_what_fits_is_told_whole() -> None:
    text = fit(of_length(LONGEST))
    assert len(text) == LONGEST
    assert all(words in text for _, words in QUOTE)


def test_what_is_too_long_does_without_taxes_first() -> None:
    text = fit(of_length(LONGEST + 1))
    assert len(text) <= LONGEST
    assert "IVA" not in text
    assert all(said in text for said in ("€ 256,00", "€ 8,80", "€ 198,88", "¿Le parece bien?"))


def test_what_is_much_too_long_does_without_the_other_rate_too() -> None:
    text = fit(of_length(LONGEST + 70))
    assert len(text) <= LONGEST
    assert "otra tarifa" not in text
    assert text.endswith("¿Le parece bien?")


def test_what_nobody_may_spare_is_told_however_long_it_is() -> None:
    assert len(fit(of_length(LONGEST * 2))) > LONGEST


def test_beside_a_quote_what_the_hotel_wrote_at_length_is_told_by_its_first_sentences() -> None:
    own = ("knowledge.answer", f"Breakfast is from 7 a.m. to 10. {'It is good. ' * 60}You will like it.")
    text = fit([own, *QUOTE])
    assert 0 < LONGEST - len(text) < 100
    assert text.startswith("Breakfast is from 7 a.m. to 10.")
    assert text.endswith("¿Le parece bien?")
    assert "You will like it" not in text
    assert fit([("knowledge.answer", "x" * 700)]) == "x" * 700


def test_what_the_guest_said_is_the_last_to_be_left_out() -> None:
    wish = ("told.request", "Request, not guaranteed: “a high floor”")
    enough = len(fit([("greet.hello", "x"), *QUOTE[:1], *QUOTE[4:], wish])) - 1
    hello = ("greet.hello", "x" * (LONGEST - enough))
    assert "high floor" in fit([hello, *QUOTE, wish])
    assert "high floor" not in fit([("greet.hello", f"{hello[1]}x"), *QUOTE, wish])
