"""A whole desk over a book that dies and comes back: guests hear the truth once, and what they said is not lost."""

from collections import Counter
from collections.abc import Sequence

import pytest
from tests.unit.application.story import WISH, Story, open_story

from hotel_agent.domain.conversations.effects import Book
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, ContactKind, GuestContact, Reservation
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.trouble.pms import ALWAYS, SilentPms

MINUTE = 60
WISHES = {
    "en": WISH,
    "es": "Hola, soy Ana Pérez, ana@x.org. Una doble para dos adultos del 4 al 6 de diciembre",
    "pt": "Olá, sou Ana Pérez, ana@x.org. Um quarto duplo para dois adultos de 4 a 6 de dezembro",
}
AWAY = {
    "en": ("I cannot look into the hotel's reservation system right now", "Thank you for waiting"),
    "es": ("En este momento no puedo consultar el sistema de reservas", "Gracias por esperar"),
    "pt": ("Neste momento não consigo consultar o sistema de reservas", "Obrigado por esperar"),
}
METHODS = ("catalogue", "search", "find", "book", "modify", "cancel")
NOT_YET = "not confirmed yet"


class Mortal:
    """The book of a story, to be killed and revived."""

    def __init__(self, kind: type[SilentPms] = SilentPms) -> None:
        self._kind = kind
        self.book: SilentPms | None = None

    def around(self, pms: Pms) -> Pms:
        self.book = self._kind(pms)
        return self.book

    def dies(self) -> None:
        self._strikes().update(dict.fromkeys(METHODS, ALWAYS))

    def comes_back(self) -> None:
        self._strikes().clear()

    def _strikes(self) -> Counter[str]:
        assert self.book is not None
        return self.book.strikes


async def reservations(story: Story) -> Sequence[Reservation]:
    (tenant,) = story.desk.tenants.tenants
    by = GuestContact(ContactKind.EMAIL, "ana@x.org")
    return await story.desk.books[tenant.id].find(tenant.properties[0].id, by)


async def hears(story: Story, text: str, *, seconds: int = 5) -> list[str]:
    """What the guest hears within these seconds of writing this."""
    before = len(story.said())
    await story.writes(text)
    await story.passes(seconds)
    return story.said()[before:]


async def waits(story: Story, seconds: int) -> list[str]:
    before = len(story.said())
    await story.passes(seconds)
    return story.said()[before:]


@pytest.mark.parametrize("language", WISHES)
async def test_a_wish_told_while_the_book_is_away_is_quoted_when_it_is_back(language: str) -> None:
    mortal, (away, back) = Mortal(), AWAY[language]
    async with open_story(book=mortal.around) as story:
        mortal.dies()
        (told,) = await hears(story, WISHES[language])
        assert away in told
        assert await waits(story, 3 * MINUTE) == []
        mortal.comes_back()
        (quoted,) = await waits(story, MINUTE)
        assert quoted.startswith(back)
        assert "256" in quoted


async def test_questions_go_on_while_the_book_is_away_and_what_is_corrected_counts() -> None:
    mortal = Mortal()
    async with open_story(book=mortal.around) as story:
        await hears(story, "Hello")
        mortal.dies()
        await hears(story, WISH)
        (answered,) = await hears(story, "Hello?")
        assert "I still cannot look" in answered
        (thanked,) = await hears(story, "thank you")
        assert "cannot" not in thanked
        (noted,) = await hears(story, "Sorry, I meant 7 to 9 December")
        assert "I still cannot look" in noted
        mortal.comes_back()
        (quoted,) = await waits(story, MINUTE)
        assert "7 to Wednesday 9 December" in quoted
        (reserved,) = await hears(story, "yes, please")
        assert [each.number in reserved for each in await reservations(story)] == [True]


async def test_a_book_that_stays_away_is_left_to_a_person() -> None:
    mortal = Mortal()
    async with open_story(book=mortal.around) as story:
        mortal.dies()
        await hears(story, WISH)
        (left,) = await waits(story, 12 * MINUTE)
        assert "I have told the hotel, and someone will reply to you here" in left
        assert (await story.conversation()).handover is not None


async def test_a_yes_is_kept_told_of_once_and_done_under_its_key_when_the_book_is_back() -> None:
    mortal = Mortal()
    async with open_story(book=mortal.around) as story:
        await hears(story, WISH)
        mortal.dies()
        assert await hears(story, "yes, please", seconds=20) == []
        (not_yet,) = await waits(story, 10 * MINUTE)
        assert NOT_YET in not_yet
        mortal.comes_back()
        (reserved,) = await waits(story, 6 * MINUTE)
        (made,) = await reservations(story)
        (asked,) = await story.outbox(Book)
        assert made.number in reserved
        assert made.key == asked.key
        assert await waits(story, 10 * MINUTE) == []


class ChangedMeanwhile(SilentPms):
    """A book that comes back with other prices: the first reservation asked of it is refused for that."""

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        await self._call("book", lambda: self._pms.find(quote.offer.property_id, key))
        return Refusal(Reason.PRICE_CHANGED)


async def test_a_yes_to_a_price_that_holds_no_longer_is_quoted_anew_and_reserves_nothing() -> None:
    mortal = Mortal(ChangedMeanwhile)
    async with open_story(book=mortal.around) as story:
        await hears(story, WISH)
        mortal.dies()
        (not_yet,) = await hears(story, "yes, please", seconds=2 * MINUTE)
        assert NOT_YET in not_yet
        mortal.comes_back()
        (asked,) = await waits(story, 6 * MINUTE)
        assert "Does this suit you?" in asked
        assert await reservations(story) == []


async def test_a_yes_whose_quote_expired_meanwhile_is_asked_again_or_left_to_a_person() -> None:
    mortal = Mortal()
    async with open_story(book=mortal.around) as story:
        await hears(story, WISH)
        mortal.dies()
        (not_yet,) = await hears(story, "yes, please", seconds=30)
        assert NOT_YET in not_yet
        quote = (await story.conversation()).errand
        assert quote is not None
        assert quote.quote is not None
        story.clock.set(quote.quote.expires_at)
        (left,) = await waits(story, 2 * MINUTE)
        assert "Someone from the hotel" in left
        assert (await story.conversation()).handover is not None
        mortal.comes_back()
        assert await reservations(story) == []
