"""Whatever QloApps writes, it is read as what it means or as nothing."""

from datetime import date
from decimal import Decimal

import pytest

from hotel_agent.adapters.pms.qloapps.fields import day, document, exact, flag, local, money, numbers, rows, whole
from hotel_agent.domain.money import Money


@pytest.mark.parametrize("written", [7, "7", " 7 ", "7.000000", Decimal("7.0")])
def test_a_number_is_read_in_whatever_type_it_comes(written: object) -> None:
    assert whole({"id": written}, "id") == 7


@pytest.mark.parametrize("written", [None, "", "seven", [], {}, True, "NaN", "1e999999", float("inf")])
def test_what_is_no_number_counts_as_none(written: object) -> None:
    assert whole({"id": written}, "id") == 0
    assert exact({"id": written}, "id") == Decimal(0)


@pytest.mark.parametrize(("written", "found"), [("1", True), (1, True), (True, True), ("0", False), ("", False)])
def test_a_flag_is_one_in_whatever_type(written: object, found: bool) -> None:
    assert flag({"live": written}, "live") is found


def test_an_empty_list_is_bare_and_any_other_answer_is_no_list() -> None:
    assert rows(document("[]"), "orders") == []
    assert rows(document('{"orders":[{"id":1},"junk"]}'), "orders") == [{"id": 1}]
    for nonsense in ("Fatal error", "", "{}", '{"orders":{}}', "[1]", "null", "[" * 9000):
        assert rows(document(nonsense), "orders") is None


def test_amounts_stay_exact() -> None:
    assert document('{"total":1300.005}') == {"total": Decimal("1300.005")}
    assert money(Decimal("1300.005"), "USD") == Money(130001, "USD")
    assert money(Decimal("1300.5"), "JPY") == Money(1301, "JPY")


def test_a_date_is_the_day_and_zeros_are_none() -> None:
    assert day({"from": "2027-02-01 00:00:00"}, "from") == date(2027, 2, 1)
    assert day({"from": "0000-00-00 00:00:00"}, "from") is None


@pytest.mark.parametrize(
    ("written", "found"), [("[6]", (6,)), ('["6","9"]', (6, 9)), ([6], (6,)), ("[]", ()), ("", ()), (None, ()), (0, ())]
)
def test_ages_are_written_as_a_list_or_as_a_list_within_a_text(written: object, found: tuple[int, ...]) -> None:
    assert numbers({"child_ages": written}, "child_ages") == found


def test_a_text_comes_alone_or_by_language() -> None:
    assert local({"name": "Double"}, "name") == {0: "Double"}
    several = [{"id": "1", "value": "Double"}, {"id": 2, "value": "Doble"}, {"id": 3, "value": ""}]
    assert local({"name": several}, "name") == {1: "Double", 2: "Doble"}
