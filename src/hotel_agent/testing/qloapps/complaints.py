"""What QloApps says instead of an answer."""

from collections.abc import Sequence
from typing import Final

from attrs import field, frozen

NOTICE: Final = 5
WARNING: Final = 3
_SHOP: Final = "/var/www/qloapps"
RESERVATIONS_FILE: Final = f"{_SHOP}/classes/webservice/WebserviceSpecificManagementBookings.php"
ARI_FILE: Final = f"{_SHOP}/modules/hotelreservationsystem/classes/WebserviceSpecificManagementHotelAri.php"


@frozen
class Complaint:
    """One entry of an error document."""

    code: int
    message: str


class Refused(Exception):
    """An error document with its status."""

    def __init__(self, status: int, *complaints: Complaint) -> None:
        super().__init__(*(each.message for each in complaints))
        self.status = status
        self.complaints = complaints


@frozen
class Broken(Exception):
    """The answer of a PHP script that died: a status and whatever it had said."""

    status: int
    text: str = field(default="")


def refused(status: int, code: int, message: str) -> Refused:
    """An error document with one entry."""
    return Refused(status, Complaint(code, message))


def no(message: str) -> Refused:
    """A business refusal of `bookings`: status 400, code 404."""
    return refused(400, 404, message)


def notice(what: str, line: int) -> Complaint:
    """A PHP notice that became an error."""
    return Complaint(NOTICE, f"[PHP Notice #8] {what} ({RESERVATIONS_FILE}, line {line})")


def warning(what: str, file: str, line: int) -> Complaint:
    """A PHP warning that became an error."""
    return Complaint(WARNING, f"[PHP Warning #2] {what} ({file}, line {line})")


def not_markup(body: str, file: str, line: int) -> tuple[Complaint, ...]:
    """What libxml says, through PHP, of a body that does not begin with a tag."""
    first = body.split("\n", maxsplit=1)[0].strip()
    said = ("Entity: line 1: parser error : Start tag expected, '<' not found", first, "^")
    return tuple(warning(f"simplexml_load_string(): {each}", file, line) for each in said)


def nearest(word: str, words: Sequence[str]) -> str:
    """The word QloApps proposes: fewest letters changed, the last of equals."""
    return min(reversed(words), key=lambda each: _distance(word, each))


def listed(words: Sequence[str]) -> str:
    """Words as QloApps lists them."""
    return ", ".join(f'"{each}"' for each in words)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, wanted in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != wanted)))
    return row[-1]


__all__ = [
    "ARI_FILE",
    "RESERVATIONS_FILE",
    "Broken",
    "Complaint",
    "Refused",
    "listed",
    "nearest",
    "no",
    "not_markup",
    "notice",
    "refused",
    "warning",
]
