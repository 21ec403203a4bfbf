"""Who may do what in which hotel: roles, what each may, and the one question that is asked before anything is done."""

from collections.abc import Mapping
from enum import Enum

from attrs import frozen

from hotel_agent.domain.ids import TenantId


class Role(Enum):
    """What somebody is in a hotel. One person has one role, in all hotels that are theirs."""

    OWNER = "owner"
    MANAGER = "manager"
    RECEPTION = "reception"
    READ_ONLY = "read-only"
    AUDITOR = "auditor"


class Permission(Enum):
    """What may be allowed to somebody in a hotel."""

    KNOW_ONESELF = "know_oneself"
    """See who one is, and take one's leave."""
    SEE_HOUSE = "see_house"
    """See hotels, their rules, knowledge, doors and switches. Never a secret."""
    CHANGE_HOUSE = "change_house"
    """Change rules, knowledge, templates and switches."""
    CHANGE_DOORS = "change_doors"
    """Change hotels, at which accounts guests arrive, in which book is reserved, and the secrets of both."""
    SEE_GUESTS = "see_guests"
    """Read what guests and the hotel say to one another, and what is reserved."""
    SERVE_GUESTS = "serve_guests"
    """Take conversations over, answer, note, assign and release."""
    KEEP_RIGHTS = "keep_rights"
    """Export and erase what is known of a guest, as the guest wishes."""
    SEE_AUDIT = "see_audit"
    """See what was done by hand, and by whom."""
    SEE_PEOPLE = "see_people"
    """See who may do what, and which tokens there are."""
    CHANGE_PEOPLE = "change_people"
    """Let people and programs in, and shut them out."""


_EVERYBODY = frozenset({Permission.KNOW_ONESELF, Permission.SEE_HOUSE})
_RECEPTION = _EVERYBODY | {Permission.SEE_GUESTS, Permission.SERVE_GUESTS}
ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.MANAGER: _RECEPTION
    | {Permission.CHANGE_HOUSE, Permission.KEEP_RIGHTS, Permission.SEE_AUDIT, Permission.SEE_PEOPLE},
    Role.RECEPTION: _RECEPTION,
    Role.READ_ONLY: _EVERYBODY | {Permission.SEE_GUESTS},
    Role.AUDITOR: _EVERYBODY | {Permission.SEE_AUDIT, Permission.SEE_PEOPLE},
}
"""What each role may."""

EVERYWHERE = TenantId("*")
"""Where what concerns the whole installation is written down. No hotel can have this id."""


@frozen(kw_only=True)
class Principal:
    """Whoever asks for something, once it is proven who that is: a person, or a program in somebody's name."""

    who: str
    """The name that stands in the audit log and beside what was written to a guest."""
    role: Role
    tenants: frozenset[TenantId] | None
    """Whose hotels these are; None: all of the installation, also those to come."""

    def is_of(self, tenant: TenantId) -> bool:
        """Whether this hotel is one of theirs. Whether there is such a hotel is another question."""
        return self.tenants is None or tenant in self.tenants


def may(principal: Principal, permission: Permission, tenant: TenantId | None) -> bool:
    """Whether this is allowed to them in this hotel. None: in the whole installation, so for all hotels only."""
    theirs = principal.tenants is None if tenant is None else principal.is_of(tenant)
    return theirs and permission in ALLOWED[principal.role]
