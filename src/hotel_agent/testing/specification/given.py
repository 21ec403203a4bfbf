"""Given, when, then: what `decide` makes of one happening after the other."""

from collections.abc import Mapping
from typing import TypeVar

from attrs import field, frozen

from hotel_agent.domain.conversations.conversation import Conversation, HandoverReason, Meaning
from hotel_agent.domain.conversations.decide import decide
from hotel_agent.domain.conversations.effects import Effect, Ignore, NotifyStaff, Say, SearchRooms, Understand, WakeAt
from hotel_agent.domain.conversations.events import Happening, Understood
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Line, Part, Value
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.testing.specification.building import a_conversation, a_house
from hotel_agent.testing.specification.happenings import Message

T = TypeVar("T")


def given(state: Conversation | None = None, house: House | None = None) -> "Decided":
    """A conversation as it stands, in this house. `when` says what happens next."""
    return Decided(state or a_conversation(), house or a_house())


@frozen
class Decided:
    """What was decided last. Every `then_...` gives it back, so that one may go on asking, and go on with `when`."""

    state: Conversation
    house: House
    effects: tuple[Effect, ...] = field(default=())
    """Of the last happening. A guest's words count as one, with the reading of them."""

    def when(self, *happenings: Happening | Message) -> "Decided":
        """What is decided when these happen, one after the other; the effects are those of the last."""
        decided = self
        for each in happenings:
            decided = _meet(decided, each)
        return decided

    def then(self, *effects: Effect) -> "Decided":
        """Exactly these effects, in this sequence."""
        assert self.effects == effects, self._instead(f"these effects: {effects}")
        return self

    def then_state(self, **fields: object) -> "Decided":
        """The conversation has these values in the fields named."""
        for name, wanted in fields.items():
            found = getattr(self.state, name)
            assert found == wanted, self._instead(f"{name} = {wanted!r}, not {found!r}")
        return self

    def then_says(self, *lines: Line | str) -> "Decided":
        """These lines are among those said, in this sequence."""
        wanted = [_name(line) for line in lines]
        said = iter(self.lines)
        assert all(line in said for line in wanted), self._instead(f"to say {', '.join(wanted)}")
        return self

    def then_says_only(self, *lines: Line | str) -> "Decided":
        """These lines are said, in this sequence, and no other."""
        wanted = tuple(_name(line) for line in lines)
        assert self.lines == wanted, self._instead(f"to say only {', '.join(wanted)}")
        return self

    def then_does_not_say(self, *lines: Line | str) -> "Decided":
        """None of these lines is said; nothing at all, where none is named."""
        unwanted = {_name(line) for line in lines} or set(self.lines)
        assert unwanted.isdisjoint(self.lines), self._instead(f"not to say {', '.join(sorted(unwanted))}")
        return self

    def then_shows(self, *meanings: Meaning) -> "Decided":
        """Choices that stand for these are shown, in this sequence, and no other; and pressing each of them counts."""
        shown = [choice.token for say in self._said for choice in say.reply.choices]
        open_choices = {choice.token: choice.meaning for choice in self.state.choices}
        found = tuple(open_choices.get(token) for token in shown)
        assert found == meanings, self._instead(f"to show {[each.value for each in meanings]}")
        return self

    def then_ignores(self, reason: str) -> "Decided":
        """Nothing is done, for this reason."""
        return self.then(Ignore(reason))

    def then_searches(self, **asked: object) -> "Decided":
        """The book is asked what is free: `nights` and any field of the ask are as said."""
        ask = self.the(SearchRooms).ask
        for name, wanted in asked.items():
            found = ask.stay.night_count if name == "nights" else getattr(ask, name)
            assert found == wanted, self._instead(f"a search with {name} = {wanted!r}, not {found!r}")
        return self

    def then_hands_over(self, reason: HandoverReason) -> "Decided":
        """A person has the conversation from now on: staff are told why, and a timer is set."""
        handover = self.state.handover
        assert handover is not None, self._instead("a handover")
        assert handover.reason is reason, self._instead(f"a handover for {reason.value}, not {handover.reason.value}")
        assert self.the(NotifyStaff).reason == reason.value, self._instead("staff to be told the reason")
        assert self.the(WakeAt).at == handover.until, self._instead("a timer for the handover's end")
        return self

    def then_does_not(self, *kinds: type[Effect]) -> "Decided":
        """No effect of these classes is wanted."""
        unwanted = [each for each in self.effects if isinstance(each, kinds)]
        assert not unwanted, self._instead(f"none of {[kind.__name__ for kind in kinds]}")
        return self

    def the(self, kind: type[T]) -> T:
        """The one effect of this class."""
        found = [each for each in self.effects if isinstance(each, kind)]
        assert len(found) == 1, self._instead(f"one {kind.__name__}, not {len(found)}")
        return found[0]

    def said(self, line: Line | str) -> Mapping[str, Value]:
        """What the one line of this name says, by name."""
        parts = [part for part in self.parts if part.line == _name(line)]
        assert len(parts) == 1, self._instead(f"to say {_name(line)} once, not {len(parts)} times")
        return parts[0].named

    def choice(self, meaning: Meaning, place: int = 0) -> ChoiceToken:
        """The token of the open choice that stands for this; the first of several, unless another place is said."""
        tokens = [choice.token for choice in self.state.choices if choice.meaning is meaning]
        assert place < len(tokens), self._instead(f"an open choice {meaning.value}")
        return tokens[place]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything said, in sequence."""
        return tuple(part for say in self._said for part in say.reply.parts)

    @property
    def lines(self) -> tuple[str, ...]:
        """The names of all lines said, in sequence."""
        return tuple(part.line for part in self.parts)

    @property
    def _said(self) -> tuple[Say, ...]:
        return tuple(effect for effect in self.effects if isinstance(effect, Say))

    def _instead(self, expected: str) -> str:
        effects = "\n  ".join(str(effect) for effect in self.effects) or "none"
        return f"expected {expected}\nsaid: {', '.join(self.lines) or 'nothing'}\neffects:\n  {effects}"


def _name(line: Line | str) -> str:
    return line if isinstance(line, str) else line.name


def _meet(before: Decided, happening: Happening | Message) -> Decided:
    if not isinstance(happening, Message):
        decision = decide(before.state, happening, before.house)
        return Decided(decision.state, before.house, decision.effects)
    turn = happening.turn
    heard = _meet(before, turn)
    if not any(isinstance(effect, Understand) for effect in heard.effects):
        return heard
    return _meet(heard, Understood(key=turn.key, at=turn.at, understanding=happening.understanding))
