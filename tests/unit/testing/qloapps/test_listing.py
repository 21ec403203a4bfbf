"""Lists are filtered, sorted and cut as the webservice of PrestaShop does it."""

import pytest

from hotel_agent.testing.qloapps.complaints import Refused
from hotel_agent.testing.qloapps.house import Row
from hotel_agent.testing.qloapps.listing import chosen, displayed
from hotel_agent.testing.qloapps.tables import TABLES

TABLE = TABLES["orders"]


def order(number: int, **fields: object) -> Row:
    return dict.fromkeys(TABLE.fields) | {"id": str(number)} | fields


ROWS = [
    order(1, source="hotel-agent:A-1", total_paid="900.000000", reference="AAA", date_add="2027-01-01 10:00:00"),
    order(2, source="Hotel-Agent:a-1", total_paid="1000.000000", reference="BBB", date_add="2027-01-02 10:00:00"),
    order(10, source="señor", total_paid="2000.000000", reference="CCC", date_add="2027-01-03 10:00:00"),
]


@pytest.mark.parametrize(
    ("field", "asked", "found"),
    [
        ("source", "HOTEL-AGENT:A-1", ["1", "2"]),
        ("source", "[hotel-agent:a-1]", ["1", "2"]),
        ("source", "SENOR", ["10"]),
        ("source", "hotel-agent", []),
        ("source", "[hotel]%", ["1", "2"]),
        ("source", "%[a-1]", ["1", "2"]),
        ("source", "%[gent]%", ["1", "2"]),
        ("source", "![señor]", ["1", "2"]),
        ("id", "[1|10|11]", ["1", "10"]),
        ("id", "[2,10]", ["2", "10"]),
        ("id", ">[2]", ["10"]),
        ("id", "<[2]", ["1"]),
        ("total_paid", "1000", ["2"]),
        ("total_paid", ">[900]", ["2", "10"]),
        ("reference", "[AAA,BBB]", []),
    ],
)
def test_a_filter_has_its_forms(field: str, asked: str, found: list[str]) -> None:
    assert [row["id"] for row in chosen(TABLE, ROWS, {f"filter[{field}]": asked})] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("[2027-01-02,2027-01-03]", ["2"]),
        ("[2027-01-02 00:00:00,2027-01-04 00:00:00]", ["2", "10"]),
        (">[2027-01-02]", ["2", "10"]),
        ("<[2027-01-02 10:00:00]", ["1"]),
    ],
)
def test_days_and_moments_are_compared_as_moments(asked: str, found: list[str]) -> None:
    assert [row["id"] for row in chosen(TABLE, ROWS, {"filter[date_add]": asked, "date": "1"})] == found


def test_a_telephone_number_is_no_number() -> None:
    table = TABLES["customers"]
    rows: list[Row] = [dict.fromkeys(table.fields) | {"id": "1", "phone": "0600"}]
    assert not chosen(table, rows, {"filter[phone]": "600"})
    assert chosen(table, rows, {"filter[phone]": "0600"})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "[id_DESC]"}, ["10", "2", "1"]),
        ({"sort": "id_ASC", "limit": "2"}, ["1", "2"]),
        ({"sort": "[total_paid_DESC,id_ASC]", "limit": "1,1"}, ["2"]),
        ({"sort": "[source_ASC,id_DESC]"}, ["2", "1", "10"]),
        ({"sort": "[date_add_DESC]", "date": "1", "limit": "5,5"}, []),
    ],
)
def test_a_list_is_sorted_and_cut(query: dict[str, str], found: list[str]) -> None:
    assert [row["id"] for row in chosen(TABLE, ROWS, query)] == found


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"filter[colour]": "red"}, 32),
        ({"filter[date_upd]": "1"}, 32),
        ({"sort": "[colour_ASC]"}, 38),
        ({"sort": "[date_add_ASC]"}, 38),
        ({"sort": "[id]"}, 37),
        ({"limit": "ten"}, 39),
        ({"display": "[id,colour]"}, 35),
    ],
)
def test_what_a_list_does_not_know_is_refused(query: dict[str, str], code: int) -> None:
    with pytest.raises(Refused) as refusal:
        _ = displayed(TABLE, query), chosen(TABLE, ROWS, query)
    assert refusal.value.complaints[0].code == code


def test_the_fields_come_in_the_tables_sequence() -> None:
    assert displayed(TABLE, {}) is None
    assert displayed(TABLE, {"display": "[reference, id]"}) == ("id", "reference")
    assert displayed(TABLE, {"display": "full"}) == (*TABLE.fields, "bookings")
