"""A draft as a page of the reception shows it."""

from attrs import frozen

from hotel_agent.domain.conversations.drafts import Draft


@frozen(kw_only=True)
class DraftLine:
    """What the machine would answer, to be sent as it is, changed, or not at all.

    `would`: `book`, `modify` or `cancel`, what it would have had the book do: that is a person's to do. `good_until`:
    from when on no quote holds the price in it.
    """

    id: str
    at: str
    text: str
    language: str
    intent: str
    would: list[str]
    good_until: str | None


DRAFT = {
    "id": "0b8f5d1c7a3e49f20b8f5d1c7a3e49f2",
    "at": "2026-11-23T10:14:05+00:00",
    "text": "Una Doble del 4 al 6 de diciembre cuesta 226,20 €.",
    "language": "es",
    "intent": "price",
    "would": [],
    "good_until": "2026-11-23T11:14:05+00:00",
}


def draft_line(draft: Draft | None) -> DraftLine | None:
    """The draft as it goes over the wire."""
    if draft is None:
        return None
    return DraftLine(
        id=draft.key,
        at=draft.at.isoformat(),
        text=draft.text,
        language=str(draft.language),
        intent=draft.intent,
        would=list(draft.would),
        good_until=None if draft.good_until is None else draft.good_until.isoformat(),
    )
