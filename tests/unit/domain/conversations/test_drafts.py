"""What became of a draft: held against what somebody answered, or overtaken by the guest."""

from datetime import timedelta

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.drafts import (
    Answered,
    Draft,
    Fate,
    Overtaken,
    after,
    latest,
    likeness,
    name_of,
    waiting_draft,
)
from hotel_agent.domain.ids import ConversationId, DraftId, EventKey, PropertyId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.testing.specification import NOW

SOON = NOW + timedelta(minutes=3)
TEXT = "La doble cuesta 226,20 € por dos noches, con desayuno."
DRAFT = Draft(
    key=DraftId("one"),
    conversation=ConversationId("c"),
    property_id=PropertyId("marina"),
    at=NOW,
    events=(EventKey("message:1"),),
    text=TEXT,
    language=Language("es"),
    intent="price",
)


@pytest.mark.parametrize(
    ("said", "fate", "alike"),
    [
        (TEXT, Fate.UNCHANGED, 100),
        (f"  {TEXT.replace(' ', chr(10), 2)} ", Fate.UNCHANGED, 100),
        # Ten words of the draft's and two more: twice ten of twenty-two.
        (f"{TEXT} Un saludo", Fate.CHANGED, 91),
        (TEXT.replace("desayuno", "todo"), Fate.CHANGED, 90),
        ("La llamo enseguida", Fate.OTHERWISE, 15),
        ("Enseguida va", Fate.OTHERWISE, 0),
    ],
)
def test_a_draft_is_held_against_what_was_answered(said: str, fate: Fate, alike: int) -> None:
    assert after([DRAFT], Answered(said, SOON)) == (evolve(DRAFT, fate=fate, settled_at=SOON, likeness=alike),)


def test_an_answer_as_alike_as_can_be_is_not_the_draft() -> None:
    long = evolve(DRAFT, text=" ".join(["palabra"] * 999))
    (held,) = after([long], Answered(f"{long.text} más", SOON))
    assert (held.fate, held.likeness) == (Fate.CHANGED, 99)


def test_what_was_settled_once_stays_so() -> None:
    kept = [evolve(DRAFT, fate=fate) for fate in Fate if fate is not Fate.OPEN]
    assert after(kept, Answered(TEXT, SOON)) == ()
    assert waiting_draft(kept) is None


def test_the_next_draft_overtakes_the_one_that_waits() -> None:
    later = evolve(DRAFT, key=DraftId("two"), at=SOON)
    overtaken = evolve(DRAFT, fate=Fate.OVERTAKEN, settled_at=SOON)
    assert after([DRAFT], later) == (overtaken, later)
    assert waiting_draft([overtaken, later, evolve(DRAFT, fate=Fate.SILENT)]) == later


def test_a_message_to_which_there_is_nothing_to_say_overtakes_nothing() -> None:
    silent = evolve(DRAFT, key=DraftId("two"), at=SOON, text="", fate=Fate.SILENT)
    assert after([DRAFT], silent) == (silent,)


def test_what_is_written_and_not_drafted_to_overtakes_the_one_that_waits() -> None:
    settled = evolve(DRAFT, key=DraftId("two"), fate=Fate.UNCHANGED)
    assert after([settled, DRAFT], Overtaken(SOON)) == (evolve(DRAFT, fate=Fate.OVERTAKEN, settled_at=SOON),)


def test_the_next_draft_goes_on_from_the_last_in_which_there_was_something_to_say() -> None:
    silent = evolve(DRAFT, key=DraftId("two"), at=SOON, text="", fate=Fate.SILENT)
    sent = evolve(DRAFT, fate=Fate.UNCHANGED, settled_at=SOON, likeness=100)
    assert latest([], []) is None
    assert latest([silent], []) is None
    assert latest([sent, silent], []) == sent
    assert latest([DRAFT], [Answered(TEXT, SOON), silent]) == sent
    later = evolve(DRAFT, key=DraftId("three"), at=SOON)
    assert latest([sent], [later]) == later


def test_likeness_is_counted_in_words() -> None:
    assert likeness("uno dos tres cuatro", "uno dos tres cuatro") == 100
    assert likeness("uno dos", "dos tres") == 50
    assert likeness("", "") == 100


def test_the_draft_to_a_message_always_has_the_same_name() -> None:
    names = {
        name_of(TenantId(tenant), ConversationId(conversation), EventKey(event))
        for tenant in "ab"
        for conversation in "ab"
        for event in "ab"
        for _ in range(2)
    }
    assert len(names) == 8


def test_nothing_of_a_draft_stands_in_a_log() -> None:
    assert "226" not in repr(DRAFT)
    assert "226" not in repr(Answered(TEXT, NOW))
