"""XML from anybody is read without doing what it says."""

import pytest

from hotel_agent.testing.qloapps.markup import BadMarkup, cdata, parse

LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def test_elements_are_found_by_name_whatever_their_prefix() -> None:
    root = parse("<q:a xmlns:q='urn:x'><b k='v'> one </b><b>two</b><c>ñ<![CDATA[<&>]]></c></q:a>".encode())
    assert root.name == "a"
    assert root.value("b") == "one"
    assert root.children[0].attributes == {"k": "v"}
    assert root.value("c") == "ñ<&>"
    assert root.child("d") is None
    assert root.value("d") is None


@pytest.mark.parametrize("text", [LAUGHS, FILE, b"<!DOCTYPE a><a/>", b"", b"{}", b"<a>", b"<a></b>", b"<a>" * 100])
def test_entities_nonsense_and_towers_are_refused(text: bytes) -> None:
    with pytest.raises(BadMarkup):
        parse(text)


@pytest.mark.parametrize("text", ["", "a", "<&>", "]]>", "a]]>b]]>"])
def test_what_is_written_is_read_again(text: str) -> None:
    assert parse(f"<a>{cdata(text)}</a>".encode()).text == text
