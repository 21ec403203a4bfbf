"""XML that may come from anybody: read without entities and document types."""

from typing import Final
from xml.parsers import expat

from attrs import define, field

_MAX_DEPTH: Final = 64


class BadMarkup(ValueError):
    """Not XML, or XML with a document type, which could name entities or files. The message is the parser's."""


@define
class Node:
    """An element: its name without a prefix, its own text, what it holds."""

    name: str
    text: str = ""
    children: list["Node"] = field(factory=list)
    attributes: dict[str, str] = field(factory=dict)

    def child(self, name: str) -> "Node | None":
        """The first of this name."""
        return next((each for each in self.children if each.name == name), None)

    def value(self, name: str) -> str | None:
        """The text of the first child of this name, without the space around it."""
        found = self.child(name)
        return None if found is None else found.text.strip()


def parse(text: bytes) -> Node:
    """The root element. Raises BadMarkup."""
    parser = expat.ParserCreate(namespace_separator=None)
    top = Node("")
    path = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) > _MAX_DEPTH:
            raise BadMarkup("nested too deeply")
        node = Node(name.rpartition(":")[2], attributes=dict(attributes))
        path[-1].children.append(node)
        path.append(node)

    def end(_: str) -> None:
        path.pop()

    def characters(text: str) -> None:
        path[-1].text += text

    def doctype(*_: object) -> None:
        raise BadMarkup("a document type is not allowed")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise BadMarkup(str(error)) from error
    return top.children[0]


def cdata(text: str) -> str:
    """Text as QloApps writes it; nothing for nothing."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


__all__ = ["BadMarkup", "Node", "cdata", "parse"]
