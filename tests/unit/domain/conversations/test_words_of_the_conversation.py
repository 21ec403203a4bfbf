"""The small values of a conversation: lines, understandings, deliveries, tokens; and the tables that must be whole."""

from itertools import permutations

import pytest
from attrs import evolve

from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost, further
from hotel_agent.domain.conversations.effects import Ignore
from hotel_agent.domain.conversations.events import GuestSentMedia
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Choice, Count, Line, Part, Reply, Words
from hotel_agent.domain.conversations.talk import Talk
from hotel_agent.domain.conversations.understanding import Doubt, IntentScore, Pick, Understanding
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ChoiceToken, ConversationId, EventKey, ProviderId
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.testing.specification import NOW, TODAY, a_conversation, a_house, a_quote, the_guest_writes

LINE = Line("stay.ask", ("day", "name"))


def test_a_line_says_exactly_what_it_names() -> None:
    part = LINE(name=Words("Ana"), day=Count(1))
    assert part == Part("stay.ask", (("day", Count(1)), ("name", Words("Ana"))))
    assert part.named == {"day": Count(1), "name": Words("Ana")}


@pytest.mark.parametrize("values", [{}, {"day": Count(1)}, {"day": Count(1), "name": Words("A"), "more": Count(2)}])
def test_a_line_without_its_values_is_a_bug(values: dict[str, Count | Words]) -> None:
    with pytest.raises(Bug, match=r"stay\.ask names \['day', 'name'\]"):
        LINE(**values)


def test_two_replies_of_one_turn_are_said_as_one() -> None:
    one, two = (
        Reply(parts=(Part(name),), choices=(Choice(token=ChoiceToken(name), title=Part(name)),)) for name in "ab"
    )
    assert one + two == Reply(parts=one.parts + two.parts, choices=one.choices + two.choices)


def test_every_line_is_declared_once_by_its_name() -> None:
    declared = [line for intent in INTENTS.values() for line in intent.lines]
    assert {ALL_LINES[line.name] for line in declared} == set(declared)
    assert all(name == line.name for name, line in ALL_LINES.items())


def test_every_intent_stands_in_the_table_under_its_own_name() -> None:
    assert {name: intent.name for name, intent in INTENTS.items()} == {name: name for name in INTENTS}
    assert [name for name, intent in INTENTS.items() if not intent.readable] == ["unclear"]


def test_a_rank_is_never_nought() -> None:
    with pytest.raises(ValueError, match="ranks count from 1"):
        Pick(0)


def test_a_doubt_is_about_an_end_of_the_stay_and_has_two_readings() -> None:
    with pytest.raises(ValueError, match="slot"):
        Doubt(slot="nights", readings=(TODAY, TODAY))
    with pytest.raises(ValueError, match="readings"):
        Doubt(slot="arrival", readings=(TODAY,))
    with pytest.raises(ValueError, match="no doubt"):
        Doubt(slot="arrival", readings=(TODAY, TODAY))


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_nobody_is_surer_than_sure(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        IntentScore("book", confidence)


def test_a_message_shows_an_intent_as_surely_as_it_was_read() -> None:
    read = Understanding(intents=(IntentScore("book", 0.7),))
    assert read.shows("book")
    assert read.shows("book", at_least=0.7)
    assert not read.shows("book", at_least=0.71)
    assert not read.shows("price")


def test_a_guest_sends_media_of_a_known_kind() -> None:
    with pytest.raises(ValueError, match="kind"):
        GuestSentMedia(key=EventKey("m"), at=NOW, sent_at=NOW, kind="hologram", media=ProviderId("1"))


def test_a_delivery_only_ever_gets_further() -> None:
    names = ("accepted", "sent", "failed", "delivered", "read", "played")
    way = [DeliveryState(name) for name in names]
    for reported in permutations(way, 3):
        known = DeliveryState.ACCEPTED
        for state in reported:
            known = further(known, state)
        assert known is max(reported, key=way.index)


# Tokens


def talk(conversation: str = "c1", event: str = "e1") -> Talk:
    turn = evolve(the_guest_writes().turn, key=EventKey(event))
    return Talk(state=evolve(a_conversation(), id=ConversationId(conversation)), event=turn, house=a_house())


def test_a_choice_has_a_token_of_its_own_that_is_the_same_when_decided_again() -> None:
    def tokens(where: Talk) -> list[str]:
        title = Part("choice.accept")
        return [
            where.choice(meaning, title, quote=quote, day=day).means.token
            for meaning in Meaning
            for quote in (None, a_quote(), a_quote(id="q2"))
            for day in (None, TODAY)
        ]

    everywhere = [*tokens(talk()), *tokens(talk(conversation="c2"))]
    assert len(set(everywhere)) == len(everywhere)
    assert tokens(talk()) == tokens(talk())


def test_a_choice_of_a_quote_keeps_its_token_and_any_other_is_of_its_moment() -> None:
    def token(event: str, quote: Quote | None) -> str:
        return talk(event=event).choice(Meaning.ACCEPT_QUOTE, Part("choice.accept"), quote=quote).means.token

    assert token("e1", a_quote()) == token("e2", a_quote())
    assert token("e1", None) != token("e2", None)


def test_doing_nothing_is_said_aloud() -> None:
    assert talk().ends().effects == (Ignore("nothing_to_do"),)


def test_a_message_that_lacks_a_part_has_not_arrived_however_far_the_rest_got() -> None:
    assert {further(DeliveryState.INCOMPLETE, other) for other in DeliveryState} == {DeliveryState.INCOMPLETE}
    assert [state for state in DeliveryState if state.is_failure] == [DeliveryState.FAILED, DeliveryState.INCOMPLETE]


@pytest.mark.parametrize(("category", "answers"), [("", True), ("service", True), ("utility", False), ("x", False)])
def test_what_is_charged_as_anything_but_an_answer_was_written_first(category: str, answers: bool) -> None:
    assert MessageCost(billable=True, category=category).is_answer is answers
