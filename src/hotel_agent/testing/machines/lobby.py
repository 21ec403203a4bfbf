"""The guests of a machine, their messages on the way, and what came back to each of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from attrs import define, field, frozen

from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.conversations.understanding import Answer, Understanding
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.channel import RawRequest
from hotel_agent.testing.machines.plain_words import PlainReader
from hotel_agent.testing.machines.sight import Sight
from hotel_agent.testing.machines.world import Filed, World

TO_BE_SAID_ALTHOUGH: Final = ("outcome.", "handover.")
"""The beginnings of lines that are said even while a person has the conversation."""


@frozen
class Message:
    """A guest's message on its way to the hotel."""

    name: str
    guest: int
    request: RawRequest


@define
class Answers:
    """What one guest had been answered when the house last came to rest."""

    messages: list[str] = field(factory=list)
    """Kept since then, by name."""
    by_a_person: bool = False
    """Whether staff had the conversation since then."""
    letters: int = 0
    notes: int = 0
    """To staff."""


class Lobby:
    """Everybody who writes to these hotels: the same names at each of them, strangers to one another."""

    def __init__(
        self, world: World, reader: PlainReader, hotels: Sequence[Tenant], names: Sequence[str], tables: dict[str, Any]
    ) -> None:
        self.guests = [Sight(hotel, name, tables) for hotel in hotels for name in names]
        self.on_the_way: list[Message] = []
        self._world, self._reader = world, reader
        self._answers = [Answers() for _ in self.guests]
        self._silent_until: dict[int, datetime] = {}
        """Until when a person has a guest's conversation."""
        self._texts: set[str] = set()
        """The names of messages that have words."""
        self._kept: Counter[str] = Counter()
        """How often each message was kept as a new one."""
        self._letters_read = self._written = self._reasons_known = 0

    def writes(self, who: int, meaning: Understanding) -> None:
        """This guest sends a message off."""
        guest, name = self.guests[who], self._name()
        if meaning.answer is Answer.YES:
            guest.says_yes()
        self._texts.add(name)
        text = self._reader.written(meaning, name)
        account = guest.tenant.accounts[0].account
        request = self._world.post.writes(guest.name, text, at=self._world.clock.now(), account=account, name=name)
        self.on_the_way.append(Message(name, who, request))

    def presses(self, who: int, token: ChoiceToken) -> None:
        """This guest presses something."""
        guest, name = self.guests[who], self._name()
        guest.presses(token)
        account = guest.tenant.accounts[0].account
        request = self._world.post.presses(guest.name, token, at=self._world.clock.now(), account=account, name=name)
        self.on_the_way.append(Message(name, who, request))

    def post_comes(self) -> None:
        """Everything on the way arrives; what nobody lived to acknowledge is brought again later."""
        for message in tuple(self.on_the_way):
            self.arrives(message)

    def arrives(self, message: Message) -> None:
        """This message arrives, perhaps not for the first time."""
        received = self._world.receive(message.request)
        if received is None:
            return
        assert received.kept + received.repeated == 1, f"one message became {received}"
        self._kept[message.name] += received.kept
        assert self._kept[message.name] <= 1, "the same message was kept twice"
        if message in self.on_the_way:
            self.on_the_way.remove(message)
            self._answers[message.guest].messages.append(message.name)

    def reads_letters(self) -> None:
        """Guests read what came. While a person has a conversation, only what was begun before is told."""
        letters = self._world.post.letters
        assert len({letter.key for letter in letters}) == len(letters), "the same was sent twice"
        unread, self._letters_read = letters[self._letters_read :], len(letters)
        for letter in unread:
            for who, guest in enumerate(self.guests):
                if (guest.tenant.accounts[0].account, guest.name) == (letter.account, letter.guest):
                    guest.reads(letter.content)
                    self._check_silence(who)

    def staff_were_there(self, who: int, *, to_stay: bool) -> None:
        """Somebody of the hotel took the conversation, or gave it back."""
        self._answers[who].by_a_person = True
        self._silent_until.pop(who, None)
        filed = self.filed(who)
        if to_stay and filed is not None and filed.stored.conversation.handover is not None:
            self._silent_until[who] = filed.stored.conversation.handover.until

    def everybody_was_answered(self) -> None:
        """Since the last rest: by words, by a person, or with a reason for silence. And every word was read."""
        reasons = self._world.observer.reasons
        silences = len(reasons) - self._reasons_known
        for who, (guest, before) in enumerate(zip(self.guests, self._answers, strict=True)):
            filed = self.filed(who)
            if filed is None:
                assert not before.messages, f"nothing is known of {guest.name}, who wrote"
                continue
            notes = sum(isinstance(row.command, NotifyStaff) for row in filed.commands)
            if before.messages and not (before.by_a_person or notes > before.notes):
                assert guest.letters > before.letters or silences, f"{guest.name} was never answered"
                unread = self._texts.intersection(before.messages) - self._reader.read
                assert not unread, f"{guest.name} wrote {unread}, and nobody read it"
            handed_over = filed.stored.conversation.handover is not None
            self._answers[who] = Answers(by_a_person=handed_over, letters=guest.letters, notes=notes)
        self._reasons_known = len(reasons)

    def filed(self, who: int) -> Filed | None:
        """All that is kept of this guest's conversation."""
        guest = self.guests[who]
        return self._world.file(guest.tenant.id, guest.tenant.accounts[0].account, guest.name)

    def _check_silence(self, who: int) -> None:
        lines, until = self.guests[who].lines, self._silent_until.get(who)
        if until is None or self._world.clock.now() >= until:
            return
        assert any(line.startswith(TO_BE_SAID_ALTHOUGH) for line in lines), f"{set(lines)} was said, not by a person"

    def _name(self) -> str:
        self._written += 1
        return f"m{self._written}"
