"""Records, trees and errors as documents: JSON when it was asked for, XML otherwise."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from hotel_agent.testing.qloapps.complaints import Complaint
from hotel_agent.testing.qloapps.faults import Fault
from hotel_agent.testing.qloapps.house import Row
from hotel_agent.testing.qloapps.markup import cdata
from hotel_agent.testing.qloapps.tables import Table
from hotel_agent.testing.qloapps.wire import JSON, XML, Answer

_SINGLE: Final = {
    "remarks": "remark",
    "room_types": "room_type",
    "rooms": "room",
    "services": "service",
    "cart_rules": "cart_rule",
}
_COUNTED: Final = re.compile(
    r"id|id_.*|is_.*|.*price.*|.*total.*|.*paid.*|amount|adults?|child(ren)?|quantity|current_state"
)
"""The fields MIXED_TYPES plays with: never a telephone number or a zip code."""


@frozen(kw_only=True)
class Writer:
    """Writes the answers to one request."""

    url: str
    """The shop as it knows itself."""
    as_json: bool
    faults: frozenset[Fault] = field(factory=frozenset)
    languages: tuple[str, ...] = ("1",)
    """The ids of those translated fields are served in."""
    turn: int = 0
    """How many answers were written before: MIXED_TYPES changes from one to the next."""

    def records(self, table: Table, rows: Sequence[Row], fields: Sequence[str] | None) -> Answer:
        """A list; without fields, of ids."""
        if not self.as_json:
            one = self._id_only if fields is None else self._record
            inside = "".join(one(table, row, fields or ()) for row in rows)
            return self.markup(f"<{table.root}>\n{inside}</{table.root}>" if rows else f"<{table.root}/>")
        if not rows and Fault.BARE_EMPTY in self.faults:
            return self.json([])
        if fields is None:
            return self.json({table.root: [{"id": int(str(row["id"]))} for row in rows]})
        return self.json({table.root: [self._object(table, row, fields, text_id=table.text_id) for row in rows]})

    def record(self, table: Table, row: Row, *, status: int = 200, text_id: bool | None = None) -> Answer:
        """One record, whole."""
        fields = (*table.fields, *table.associations)
        if not self.as_json:
            return self.markup(self._record(table, row, fields), status)
        text_id = table.text_id if text_id is None else text_id
        return self.json({table.item: self._object(table, row, fields, text_id=text_id)}, status)

    def tree(self, name: str, tree: Mapping[str, object]) -> Answer:
        """A document of the shape `bookings` has."""
        return self.json({name: tree}) if self.as_json else self.markup(f"<{name}>{self._branches(tree)}</{name}>")

    def errors(self, status: int, complaints: Sequence[Complaint]) -> Answer:
        """An error document."""
        if self.as_json:
            listed = [{"code": each.code, "message": each.message} for each in complaints]
            return self._json_text({"errors": listed}, status)
        inside = "".join(
            f"<error>\n<code>{cdata(str(each.code))}</code>\n<message>{cdata(each.message)}</message>\n</error>\n"
            for each in complaints
        )
        return self.markup(f"<errors>\n{inside}</errors>", status)

    def json(self, tree: object, status: int = 200) -> Answer:
        """A JSON document, with the types of this answer."""
        mixed = Fault.MIXED_TYPES in self.faults and self.turn % 2
        return self._json_text(_other_types(tree) if mixed else tree, status)

    def markup(self, inside: str, status: int = 200) -> Answer:
        """An XML document around this."""
        start = '<?xml version="1.0" encoding="UTF-8"?>\n<qloapps xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        return Answer(status=status, kind=XML, body=f"{start}{inside}\n</qloapps>\n")

    def link(self, resource: str, id: object) -> str:
        """Where a record is found."""
        return f' xlink:href="{self.url}/api/{resource}/{id}"'

    def translated(self, name: str, text: str) -> str:
        """A field in the languages asked for; its text is the same in all of them."""
        inside = "".join(
            f'<language id="{each}"{self.link("languages", each)}>{cdata(text)}</language>' for each in self.languages
        )
        return f"<{name}>{inside}</{name}>"

    def _json_text(self, tree: object, status: int) -> Answer:
        text = json.dumps(tree, separators=(",", ":"), default=_number).replace("/", "\\/")
        return Answer(status=status, kind=JSON, body=text)

    def _object(self, table: Table, row: Row, fields: Sequence[str], *, text_id: bool) -> dict[str, object]:
        found = {name: row.get(name, "") for name in fields if name not in table.associations}
        if len(self.languages) > 1:
            for name in table.translated.intersection(found):
                found[name] = [{"id": each, "value": found[name]} for each in self.languages]
        if "id" in found:
            found["id"] = str(row["id"]) if text_id else int(str(row["id"]))
        of = {name: row.get(name, []) for name in fields if name in table.associations}
        linked = {name: [{"id": each} for each in ids] for name, ids in of.items() if isinstance(ids, list) and ids}
        return found | ({"associations": linked} if linked else {})

    def _id_only(self, table: Table, row: Row, _: Sequence[str]) -> str:
        return f'<{table.item} id="{row["id"]}"{self.link(table.name, row["id"])}/>\n'

    def _record(self, table: Table, row: Row, fields: Sequence[str]) -> str:
        inside = "".join(self._field(table, name, row.get(name)) for name in fields if name not in table.associations)
        of = "".join(self._association(table, name, row.get(name)) for name in fields if name in table.associations)
        around = f"<associations>\n{of}</associations>\n" if of else ""
        return f"<{table.item}>\n{inside}{around}</{table.item}>\n"

    def _field(self, table: Table, name: str, value: object) -> str:
        text = "" if value is None else str(value)
        if name in table.translated:
            return self.translated(name, text) + "\n"
        link = self.link(table.links[name], text) if name in table.links and text not in {"", "0"} else ""
        unfilterable = ' notFilterable="true"' if name == "id_default_image" else ""
        return f"<{name}{link}{unfilterable}>{cdata(text)}</{name}>\n"

    def _association(self, table: Table, name: str, ids: object) -> str:
        one, resource = table.associations[name]
        start = f'<{name} nodeType="{one}" api="{resource}"'
        if not isinstance(ids, list) or not ids:
            return f"{start}/>\n"
        inside = "".join(f"<{one}{self.link(resource, each)}>\n<id>{cdata(each)}</id>\n</{one}>\n" for each in ids)
        return f"{start}>\n{inside}</{name}>\n"

    def _branches(self, tree: Mapping[str, object]) -> str:
        return "".join(f"<{name}>{self._branch(name, value)}</{name}>\n" for name, value in tree.items())

    def _branch(self, name: str, value: object) -> str:
        match value:
            case dict():
                return self._branches(value)
            case [*each]:
                one = _SINGLE.get(name, name.removesuffix("s"))
                inside = "".join(f"<{one}>{self._branch(one, it)}</{one}>\n" for it in each)
                return inside or (cdata("0") if Fault.ZERO_FOR_EMPTY in self.faults else "")
            case Decimal():
                return cdata(str(_number(value)))
            case None:
                return ""
            case _:
                return cdata(str(value))


def _number(value: object) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} has no place in JSON")
    return int(value) if value == value.to_integral_value() else float(round(value, 6))


def _other_types(tree: object, name: str = "") -> object:
    """The same tree with texts for numbers, and numbers for texts, where either is an id or an amount."""
    match tree:
        case dict():
            return {key: _other_types(value, key) for key, value in tree.items()}
        case list():
            return [_other_types(each, name) for each in tree]
        case int() | float() | Decimal() if not isinstance(tree, bool):
            return str(_number(Decimal(str(tree))))
        case str() if _COUNTED.fullmatch(name) and tree.replace(".", "", 1).isdigit():
            return _number(Decimal(tree))
        case _:
            return tree


__all__ = ["Writer"]
