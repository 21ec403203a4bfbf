"""One step of a decision: the state so far, what happened, the house, and what was heard."""

from datetime import date, timedelta

from attrs import evolve, field, frozen

from hotel_agent.domain.conversations.conversation import Conversation, Meaning, OpenChoice
from hotel_agent.domain.conversations.effects import Effect, Ignore, Say
from hotel_agent.domain.conversations.events import Event
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Choice, Part, Place, Reply
from hotel_agent.domain.conversations.understanding import Understanding
from hotel_agent.domain.ids import ChoiceToken, ConfirmationNumber, RoomTypeId, digest
from hotel_agent.domain.reservations.quote import Quote

LATE = timedelta(minutes=15)
"""An older message is answered with care, and never reserves or cancels anything (WhatsApp contract, 2.3)."""


@frozen
class Decision:
    """What becomes of the conversation, and what is to be done. Never empty: doing nothing is said by `Ignore`."""

    state: Conversation
    effects: tuple[Effect, ...]
    rules: tuple[str, ...] = field(default=(), eq=False)
    """By what it was decided, for whoever asks why: `wish:book`, `hand_over:group`. It changes nothing."""


@frozen
class Offered:
    """A choice about to be shown: its words, and what it will stand for."""

    title: Part
    means: OpenChoice
    description: Part | None = None


@frozen(kw_only=True)
class Talk:
    """What every part of a decision works with. Frozen: a step gives a new one."""

    state: Conversation
    event: Event
    house: House
    heard: Understanding = Understanding()
    changed: bool = False
    """Whether the turn changed what is known of the stay wanted."""
    said: tuple[Effect, ...] = ()
    """Effects decided earlier in this step."""
    more: bool = False
    """Whether something else is served in this turn after what is answered in passing."""
    rules: tuple[str, ...] = ()
    """By what it is being decided, so far."""

    def to(self, state: Conversation) -> "Talk":
        """The same in this state."""
        return evolve(self, state=state)

    def by(self, rule: str) -> "Talk":
        """The same, decided by this rule."""
        return evolve(self, rules=(*self.rules, rule))

    def first(self, *effects: Effect) -> "Talk":
        """The same with these effects before all that follow."""
        return evolve(self, said=self.said + effects)

    @property
    def answers_what_was_asked(self) -> bool:
        """Whether what the guest sent can be meant for our last question.

        Not if it was written long ago, nor if it came before that question was put or sent; but whoever presses the
        button of a quote has it before them.
        """
        breath, asked_at = self.state.breath, self.state.asked_at
        if breath is None:
            return True
        if self.event.at - breath.sent_at > LATE:
            return False
        if breath.pressed is not None and breath.pressed.quote is not None:
            return True
        return not breath.unheard and (asked_at is None or breath.received_at >= asked_at)

    def token(self, *parts: str) -> str:
        """A name of this moment of this conversation: the same on every repetition, and nobody else's."""
        return digest(self.state.id, self.event.key, *parts)

    def choice(
        self,
        meaning: Meaning,
        title: Part,
        *,
        quote: Quote | None = None,
        number: ConfirmationNumber | None = None,
        day: date | None = None,
        room_type: RoomTypeId | None = None,
    ) -> Offered:
        """A choice to show, under a token of what it stands for: of its quote, or else of this moment.

        Where the same quote is put once more, the button a guest has before them still holds.
        """
        of = (self.state.id, quote.id) if quote else (self.state.id, self.event.key)
        room = () if room_type is None else (room_type,)
        token = digest(*of, "choice", meaning.value, number or "", str(day or ""), *room)
        means = OpenChoice(
            token=ChoiceToken(token),
            meaning=meaning,
            quote=quote.id if quote else None,
            number=number,
            day=day,
            room_type=room_type,
        )
        return Offered(title, means)

    def says(
        self,
        *parts: Part,
        choices: tuple[Offered, ...] = (),
        although_handed_over: bool = False,
        sources: tuple[str, ...] = (),
        unanswered: tuple[str, ...] = (),
        place: Place | None = None,
        picture: str = "",
    ) -> Say:
        """The effect of saying this in the conversation's language."""
        shown = tuple(
            Choice(token=each.means.token, title=each.title, description=each.description) for each in choices
        )
        return Say(
            reply=Reply(parts=parts, choices=shown, place=place, picture=picture),
            language=self.state.language,
            although_handed_over=although_handed_over,
            sources=sources,
            unanswered=unanswered,
        )

    def ends(self, *effects: Effect) -> Decision:
        """The decision that this is all."""
        return Decision(self.state, self.said + (effects or (Ignore("nothing_to_do"),)), self.rules)

    def over(self) -> Decision:
        """The decision that what was said so far is all."""
        return Decision(self.state, self.said, self.rules)

    def replies(
        self,
        *parts: Part,
        choices: tuple[Offered, ...] = (),
        beside: tuple[OpenChoice, ...] = (),
        picture: str = "",
    ) -> Decision:
        """The decision to say this; choices shown before no longer hold, but for those `beside`."""
        told = self.to(evolve(self.state, choices=(*(each.means for each in choices), *beside)))
        return told.ends(told.says(*parts, choices=choices, picture=picture))
