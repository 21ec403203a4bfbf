"""The accounts at which guests write, as a hotel's table has them, each found by its identifier alone."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from attrs import frozen

from hotel_agent.domain.ids import AccountId, PropertyId

_DOORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"whatsapp": ("whatsapp", "phone_number_id"), "email": ("mailbox", "address"), "webchat": ("webchat", "key")}
)
"""By channel: under which key of a property its doors stand, and what an account is called there."""
CHANNELS = tuple(_DOORS)

_SIGNS = re.compile(r"[\s()./-]")
_NUMBER = re.compile(r"(\+|00)?(\d{5,20})")


@frozen
class Identifier:
    """One receiving account: a WhatsApp number's id, a mailbox, or the key of a web chat."""

    channel: str
    account: AccountId

    def __str__(self) -> str:
        return f"{self.channel} {self.account}"

    @classmethod
    def read(cls, written: str, channel: str = "") -> "Identifier":
        """What was written, in the one form in which it is known.

        Without a channel a whole address is a mailbox, a number a WhatsApp number's id, anything else the key of a web
        chat. A number may have signs, a plus or two noughts before it; a mailbox capitals.
        """
        text = written.strip()
        number = _NUMBER.fullmatch(_SIGNS.sub("", text))
        if not channel:
            channel = "email" if "@" in text else "whatsapp" if number else "webchat"
        if channel == "email":
            text = text.lower()
        elif channel == "whatsapp" and number:
            text = number[2]
        return cls(channel, AccountId(text))

    @classmethod
    def every(cls, table: Mapping[str, object]) -> "Iterator[tuple[Identifier, str, dict[str, object]]]":
        """Every account of a hotel's table, with its property and its door as it is written there."""
        for part in _properties(table):
            for channel, (kind, name) in _DOORS.items():
                doors = part.get(kind)
                for door in doors if isinstance(doors, list) else ():
                    if isinstance(door, dict) and isinstance(account := door.get(name), str):
                        yield cls.read(account, channel), str(part.get("id", "")), door

    def among(self, table: Mapping[str, object]) -> bool:
        """Whether the hotel has it."""
        return any(self.is_of(door) for _, doors in self._doors(table) for door in doors)

    def added_to(self, table: dict[str, object], property_id: PropertyId | None) -> bool:
        """Add it to this property, or the first. False, and nothing added, where there is no such property."""
        kind, name = _DOORS[self.channel]
        for part in _properties(table):
            if property_id is None or part.get("id") == property_id:
                doors = part.get(kind)
                part[kind] = [*(doors if isinstance(doors, list) else ()), {name: str(self.account)}]
                return True
        return False

    def taken_from(self, table: dict[str, object]) -> bool:
        """Take it from the hotel. False where it does not have it."""
        found = False
        for part, doors in self._doors(table):
            left = [door for door in doors if not self.is_of(door)]
            found = found or len(left) < len(doors)
            part[_DOORS[self.channel][0]] = left
        return found

    def _doors(self, table: Mapping[str, object]) -> Iterator[tuple[dict[str, object], list[object]]]:
        for part in _properties(table):
            doors = part.get(_DOORS[self.channel][0])
            if isinstance(doors, list):
                yield part, doors

    def is_of(self, door: object) -> bool:
        """Whether this door, as it is written in a table, is this account's."""
        account = door.get(_DOORS[self.channel][1]) if isinstance(door, Mapping) else None
        return isinstance(account, str) and Identifier.read(account, self.channel) == self


def _properties(table: Mapping[str, object]) -> list[dict[str, object]]:
    written = table.get("properties")
    return [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []
