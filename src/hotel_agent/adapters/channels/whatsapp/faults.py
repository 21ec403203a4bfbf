"""Meta's error codes, by what they mean for us (contract, 3.5). Titles and HTTP statuses are not stable; codes are."""

from enum import Enum

from attrs import frozen


class Fault(Enum):
    """What kind of failure a code stands for."""

    CONFIG = "config"
    ACCOUNT = "account"
    TRANSIENT = "transient"
    THROTTLE = "throttle"
    THROTTLE_PAIR = "throttle pair"
    WINDOW = "window"
    RECIPIENT = "recipient"
    CONSENT = "consent"
    POLICY = "policy"
    QUALITY = "quality"
    MEDIA = "media"
    SECURITY = "security"
    OURS = "ours"
    UNKNOWN = "unknown"


CODES: dict[Fault, tuple[int, ...]] = {
    Fault.CONFIG: (0, 3, 10, 33, 190, *range(200, 300), 131005, 131037, 131045, 133010, 133016),
    Fault.ACCOUNT: (368, 130497, 131031, 131042, 131044),
    Fault.TRANSIENT: (1, 2, 131000, 131016, 131057, 135000),
    Fault.THROTTLE: (4, 80007, 130429),
    Fault.THROTTLE_PAIR: (131056,),
    Fault.WINDOW: (131047,),
    Fault.RECIPIENT: (131026, 131030, 131062),
    Fault.CONSENT: (131050,),
    Fault.POLICY: (130472, 131049, 139200),
    Fault.QUALITY: (131048, 132015, 132016, 132068, 132069),
    Fault.MEDIA: (131052, 131053),
    Fault.SECURITY: (137000,),
    Fault.OURS: (
        *(100, 131008, 131009, 131021, 131051),
        *(132000, 132001, 132005, 132007, 132008, 132012, 132018),
    ),
}
"""Every code the contract names."""

NOT_ON_THE_LIST = 131030
"""A test number sends only to those on its list, and knows Argentine mobiles in another form than Meta reports."""
PERHAPS_LATER = 131026
"""It cannot be delivered; sometimes it can a minute later."""
NOT_CARRIED = 131051
"""This kind of message is not carried: its words may be."""
PARAMETERS = frozenset({132000, 132012, 132018})
"""What was filled in does not fit the template: ours may be out of date."""
PAUSED = frozenset({132015, 132016})
"""The template was paused, or disabled: guests liked it little."""
UNPAID = frozenset({131042, 131044})
"""Nobody pays for the account: what guests wait for is better said elsewhere meanwhile (contract, 3.5)."""
UNWANTED = 131050
"""The guest told WhatsApp that they want no such messages."""
SPAM = frozenset({131048})
"""Guests call what came from this account spam."""
NOT_USABLE = frozenset({132001, 132005, 132007, 132008}) | PAUSED
"""The template is not there in this language, or may not be used in it now."""

_FAULTS = {code: fault for fault, codes in CODES.items() for code in codes}


def fault_of(code: int) -> Fault:
    """The kind of failure this code stands for."""
    return _FAULTS.get(code, Fault.UNKNOWN)


@frozen
class No:
    """Meta's no to a post, by its code. Nothing was sent."""

    code: int
    trace: str = ""

    @property
    def fault(self) -> Fault:
        """What kind of failure it is."""
        return fault_of(self.code)

    def __str__(self) -> str:
        return f"{self.fault.value} {self.code}" + (f" (fbtrace_id {self.trace})" if self.trace else "")
