"""A draft at the terminal."""

from collections.abc import Iterator

from hotel_agent.domain.conversations.drafts import Draft
from hotel_agent.domain.tenants.tenant import Property

DOES = {"book": "make a reservation", "modify": "change one", "cancel": "cancel one"}
"""What a draft would have had the hotel's book do."""
_SHORT = 10
"""So much of a draft's name is shown; it is enough to name it."""


def drafted(draft: Draft, house: Property) -> Iterator[str]:
    """What the machine would answer, and how it is sent."""
    yield ""
    for what in draft.would:
        yield f"The machine would have had the book {DOES.get(what, what)}: that is yours to do."
    if not draft.text:
        return
    until = "" if draft.good_until is None else f", its price holds until {house.local(draft.good_until):%H:%M}"
    yield f"Draft {draft.key[:_SHORT]}{until}; `hotel-agent conversations send-draft` sends it as it is:"
    yield from (f"  {line}" for line in draft.text.splitlines())
