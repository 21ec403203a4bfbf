"""What proves that a reservation is a guest's, told by what the guest said and what the channel vouches for."""

import unicodedata

from attrs import define, field


@define
class Proof:
    """Everything by which one guest may ever have shown that something is theirs."""

    contacts: set[str] = field(factory=set)
    """Telephone numbers and e-mail addresses the channel vouches for."""
    elsewhere: set[str] = field(factory=set)
    """Those that the doors vouch for with which this one is linked."""
    names: list[str] = field(factory=list)
    emails: set[str] = field(factory=set)
    made: set[str] = field(factory=set)
    """Numbers of reservations made in this very conversation."""

    def covers(self, *, number: str, name: str, email: str | None, phone: str | None) -> bool:
        """Whether the reservation of this number, made by somebody of this name, is theirs to speak of."""
        if number in self.made:
            return True
        vouched = {each.lower() for each in self.contacts | self.elsewhere}
        if {each.lower() for each in (email, phone) if each} & vouched:
            return True
        if email and email.lower() in {each.lower() for each in self.emails}:
            return True
        return any(self._is_named(told, name) for told in self.names)

    def _is_named(self, told: str, name: str) -> bool:
        spoken, written = _letters(told).split(), _letters(name).split()
        for word in spoken:
            if word not in written:
                return False
        return len(spoken) > 1 or spoken == written


def _letters(name: str) -> str:
    """Small letters without their accents; everything else is a blank."""
    kept = ""
    for character in unicodedata.normalize("NFD", name.casefold()):
        if character.isalpha():
            kept += character
        elif not unicodedata.combining(character):
            kept += " "
    return kept
