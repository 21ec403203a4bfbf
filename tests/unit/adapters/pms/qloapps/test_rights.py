"""What a key may do is read from the only XML there is to read, and what it lacks is told as it is ticked."""

import json
from pathlib import Path

import pytest

from hotel_agent.adapters.pms.qloapps.rights import NEEDED, WELCOME, missing, read_rights

RECORDINGS = Path(__file__).parents[6] / "shared" / "qloapps" / "recordings"
LIST = """<?xml version="1.0" encoding="UTF-8"?>
<qloapps xmlns:xlink="http://www.w3.org/1999/xlink"><api shopName="Marina">
<orders xlink:href="http://shop/api/orders" get="true" put="false" post="true" delete="" head="true">
<description get="true" put="true">Orders</description></orders>
<customers get="false" put="false" post="false" delete="false" head="false"/>
</api></qloapps>"""


def test_each_resource_has_the_verbs_that_are_true() -> None:
    assert read_rights(LIST) == {"orders": {"GET", "POST", "HEAD"}, "customers": frozenset()}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "401 Unauthorized",
        '{"errors":[]}',
        "<qloapps><errors><error><code>20</code></error></errors></qloapps>",
        LIST[:200],
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a><api><orders get="true">&b;</orders></api></a>',
        "<a>" * 9000,
    ],
)
def test_what_is_no_list_of_rights_is_none_and_names_no_files(text: str) -> None:
    assert read_rights(text) is None


def test_what_is_lacking_is_told_as_it_is_ticked() -> None:
    granted = {**NEEDED, "bookings": frozenset({"GET", "PUT"}), "orders": frozenset()}
    assert missing(granted, NEEDED) == "GET orders; POST bookings"
    assert missing(NEEDED, NEEDED) == ""


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="there are no recordings of a QloApps here")
def test_the_recorded_list_grants_everything_that_is_needed() -> None:
    (path,) = RECORDINGS.glob("08-*.json")
    granted = read_rights(json.loads(path.read_text())["response"]["body"])
    assert granted is not None
    assert missing(granted, {**NEEDED, **WELCOME}) == ""
