"""Who writes in a replay, and their words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import define, field

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.testing.drill.hotels import LANGUAGES
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.mail_guest import MailGuest
from hotel_agent.testing.replay.hotels import BELIEVED, HOTELS, SECRET, account_of
from hotel_agent.testing.replay.plan import Door, ReplayPlan
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "es": (
        "Hola, buenas tardes",
        "Quiero una doble para dos adultos del 4 al 6 de diciembre, a nombre de Ana Pérez",
        "¿Cuánto costaría una doble para dos adultos del 11 al 13 de enero?",
        "Me llamo Ana Pérez, mi correo es ana@guests.example",
        "Sí, confirmo",
        "Mejor tres noches",
        "¿A qué hora es el desayuno? ¿Y tienen garaje?",
        "Muchas gracias",
        "ok 👍",
    ),
    "en": (
        "Hello, good afternoon",
        "I would like a double room for two adults from 4 to 6 December, my name is John Miller",
        "How much is a double room for two adults from 11 to 13 January?",
        "My name is John Miller, john@guests.example",
        "Yes, I confirm",
        "Three nights, please",
        "Do you have parking? And is breakfast included?",
        "Thank you very much",
        "ok 👍",
    ),
    "pt": (
        "Olá, boa tarde",
        "Quero um quarto duplo para dois adultos de 4 a 6 de dezembro, em nome de Rosa Souza",
        "Quanto custaria um quarto duplo para dois adultos de 11 a 13 de janeiro?",
        "Meu nome é Rosa Souza, rosa@guests.example",
        "Sim, confirmo",
        "Melhor três noites",
        "A que horas é o café da manhã?",
        "Muito obrigada",
        "ok 👍",
    ),
}
_W, _C, _E = Door.WHATSAPP, Door.WEBCHAT, Door.EMAIL
_BY_DOOR: Final = (_W, _C, _E, _W, _W, _W, _C, _W, _W, _W)


@define(kw_only=True)
class Writer:
    """Somebody who writes to one hotel over one door."""

    tenant: TenantId
    door: Door
    address: str
    language: str
    phone: WhatsAppGuest | None = None
    mail: MailGuest | None = None
    conversation: str = ""
    """Of a web chat, once it is open; for others it stays empty."""
    token: str = field(default="", repr=False)
    open_until: datetime | None = None
    """Of a web chat: it ends a day after its last sign of life."""
    earlier: list[str] = field(factory=list)
    """The numbers they had before."""
    written: list[str] = field(factory=list)
    """The names of their texts on WhatsApp, that may be changed or taken back."""

    @property
    def account(self) -> AccountId:
        """The hotel's account they write to."""
        return account_of(self.tenant, self.door)

    def moves_to(self, address: str) -> None:
        """Be somewhere else from now on."""
        self.earlier.append(self.address)
        self.address = address

    def words(self, dice: Dice) -> str:
        """Something guests say."""
        words = _WORDS[self.language]
        return words[dice.below(len(words))]


def writers(plan: ReplayPlan) -> Sequence[Writer]:
    """All of them. The same telephone number and the same address write to each of the hotels."""
    return [_writer(number, plan) for number in range(plan.guests)]


def _writer(number: int, plan: ReplayPlan) -> Writer:
    tenant, person = HOTELS[number % len(HOTELS)], number // len(HOTELS)
    door, language = _BY_DOOR[person % len(_BY_DOOR)], LANGUAGES[person % len(LANGUAGES)]
    writer = Writer(tenant=tenant, door=door, address="", language=language)
    if door is Door.WHATSAPP:
        name = f"4477{person:08}"
        writer.address = name
        writer.phone = WhatsAppGuest(number=name, bsuid=f"GB.{name}", account=writer.account, secret=SECRET)
    elif door is Door.EMAIL:
        writer.address = f"guest{person}@guests.example"
        writer.mail = MailGuest(hotel=writer.account, address=writer.address, subject=f"A room, {plan.seed}-{number}")
        if person % 2:
            writer.mail.authentication = f"{BELIEVED}; dmarc=pass header.from=guests.example"
    return writer
