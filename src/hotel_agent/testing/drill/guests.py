"""The guests of a drill: each wants a room, reads what arrives, presses and writes, and remembers all of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from attrs import define, field, frozen
from babel.dates import format_date

from hotel_agent.domain.ids import TenantId
from hotel_agent.ports.channel import RawRequest
from hotel_agent.ports.clock import Clock
from hotel_agent.testing.drill.hotels import stays
from hotel_agent.testing.drill.meta import Heard, Meta
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

NUMBER: Final = re.compile(r"\b(?=[A-Z]*[2-9])(?=[2-9]*[A-Z])[B-DF-HJKMNP-TV-Z2-9]{6}\b")
"""How a confirmation number looks."""
_ACCEPT: Final = frozenset({"Sí, confirmo", "Yes, I confirm", "Sim, confirmo"})
_CANCEL: Final = frozenset({"Sí, cancelarla", "Yes, cancel it", "Sim, cancelar"})
_A_PERSON: Final = re.compile(
    r"(responderá|confirmará) por aquí|(reply in this chat|reply to you here|confirm it here)"
    r"|(responde|responder|confirmar) por aqui"
)
"""How the house says that a person goes on from here. This guest does not wait for one."""
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "es": {
        "greet": "Hola, buenas tardes",
        "ask": "Quiero una doble para dos adultos del {arrival} al {departure}, a nombre de {name}",
        "price": "¿Cuánto costaría una doble para dos adultos del {arrival} al {departure}?",
        "name": "Me llamo {name}",
        "cancel": "Quiero cancelar mi reserva {number}",
        "date": "d 'de' MMMM 'de' y",
    },
    "en": {
        "greet": "Hello, good afternoon",
        "ask": "I would like a double room for two adults from {arrival} to {departure}, my name is {name}",
        "price": "How much is a double room for two adults from {arrival} to {departure}?",
        "name": "My name is {name}",
        "cancel": "I want to cancel my reservation {number}",
        "date": "d MMMM y",
    },
    "pt": {
        "greet": "Olá, boa tarde",
        "ask": "Quero um quarto duplo para dois adultos de {arrival} a {departure}, em nome de {name}",
        "price": "Quanto custaria um quarto duplo para dois adultos de {arrival} a {departure}?",
        "name": "Meu nome é {name}",
        "cancel": "Quero cancelar a minha reserva {number}",
        "date": "d 'de' MMMM 'de' y",
    },
}
_FIRST: Final = ("Ana", "Luis", "Marta", "Laura", "John", "Emma", "João", "Maria", "Pedro", "Rosa")
_LAST: Final = ("Pérez", "García", "Miller", "Brown", "Almeida", "Souza", "Costa", "Ruiz", "Smith", "Silva")
_BREATH: Final = timedelta(milliseconds=600)
_OUTCOME: Final = timedelta(seconds=100)
_MOST_STEPS: Final = 6


@frozen
class Sent:
    """A message of a guest that a door took."""

    name: str
    text: str
    at: datetime
    taken_at: datetime


@define(kw_only=True)
class DrillGuest:
    """One guest of one hotel. What they sent and what they agreed to stays with them for the ledger."""

    tenant: TenantId
    phone: WhatsAppGuest
    language: str
    name: str
    meta: Meta
    clock: Clock
    dice: Dice
    patience: timedelta
    sent: list[Sent] = field(factory=list)
    yeses: int = 0
    """To a quote."""
    cancelled: int = 0
    """Yeses to a cancellation."""
    left: bool = False
    """Whether they heard nothing for too long, or were told that a person will answer."""

    @property
    def heard(self) -> Sequence[Heard]:
        """What arrived at their phone."""
        return self.meta.heard[self.phone.number]

    async def lives(self) -> None:
        """Ask, reserve, think again."""
        if self.dice.happens(50):
            await self._says(self._words("greet"))
        for wish in ("ask", "price", "price"):
            if self.left or (wish == "price" and not self.dice.happens(60)):
                continue
            await self._wants(wish)
        numbers = self._numbers()
        if numbers and not self.left and self.dice.happens(30):
            await self._says(self._words("cancel", number=numbers[-1]))
            await self._reacts()

    async def _wants(self, wish: str) -> None:
        arrival, departure = stays(self.clock.now().date(), self.dice.below(60), 1 + self.dice.below(3))
        text = self._words(wish, arrival=self._date(arrival), departure=self._date(departure))
        await self._says(text, in_pieces=self.dice.happens(20))
        await self._reacts()

    async def _reacts(self) -> None:
        for _ in range(_MOST_STEPS):
            if self.left or not self.heard:
                return
            choices = {title: token for token, title in self.heard[-1].body.choices}
            if accept := next((title for title in choices if title in _ACCEPT), None):
                if not self.dice.happens(75):
                    return
                self.yeses += 1
                before = len(self.heard)
                await self._presses(choices[accept], accept)
                await self._outcome(before)
            elif cancel := next((title for title in choices if title in _CANCEL), None):
                self.cancelled += 1
                await self._presses(choices[cancel], cancel)
                return
            elif self.heard[-1].body.text.rstrip().endswith("?") and not choices:
                await self._says(self._words("name"))
            else:
                return

    async def _outcome(self, before: int) -> None:
        """A guest who said yes waits for the number of the reservation, or for another question."""
        give_up = self.clock.now() + _OUTCOME
        while self.clock.now() < give_up:
            new = self.heard[before:]
            last = new[-1].body if new else None
            if last is not None and (NUMBER.search(last.text) or last.choices or "?" in last.text):
                return
            if last is not None and _A_PERSON.search(last.text):
                self.left = True
                return
            await self._breathes()

    async def _says(self, text: str, *, in_pieces: bool = False) -> None:
        before = len(self.heard)
        pieces = text.split(", ") if in_pieces else [text]
        for piece in pieces:
            at = self.clock.now()
            name = f"{self.phone.number}-{len(self.sent)}"
            await self._send(self.phone.writes(piece, at=at, name=name), piece, at, name)
        await self._answered(before)

    async def _presses(self, token: str, title: str) -> None:
        before, at, name = len(self.heard), self.clock.now(), f"{self.phone.number}-{len(self.sent)}"
        await self._send(self.phone.presses(token, title=title, at=at, name=name), f"[{title}]", at, name)
        await self._answered(before)

    async def _send(self, post: RawRequest, text: str, at: datetime, name: str) -> None:
        taken_at = await self.meta.deliver(post)
        self.sent.append(Sent(name, text, at, taken_at))

    async def _answered(self, before: int) -> None:
        give_up = self.clock.now() + self.patience
        while len(self.heard) == before:
            if self.clock.now() >= give_up:
                self.left = True
                return
            await self._breathes()
        # A burst may be answered in two parts: the last one counts.
        count = 0
        while count != len(self.heard):
            count = len(self.heard)
            await self._breathes()
        self.left = _A_PERSON.search(self.heard[-1].body.text) is not None

    async def _breathes(self) -> None:
        await self.clock.sleep_until(self.clock.now() + _BREATH)

    def _numbers(self) -> list[str]:
        return [found[0] for each in self.heard if (found := NUMBER.search(each.body.text))]

    def _words(self, line: str, **values: str) -> str:
        return _WORDS[self.language][line].format(name=self.name, **values)

    def _date(self, day: date) -> str:
        return format_date(day, _WORDS[self.language]["date"], locale=self.language)


def name_of(number: int) -> str:
    """A name for the guest of this number."""
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]}"
