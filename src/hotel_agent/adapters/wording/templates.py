"""Words from templates: every line was written by a person beforehand, and values are put in as the language does."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from attrs import asdict

from hotel_agent.adapters.languages import codes
from hotel_agent.adapters.wording.paragraphs import fit
from hotel_agent.adapters.wording.phrasebook import Phrasebook
from hotel_agent.domain.conversations.replies import Choice, Reply
from hotel_agent.domain.errors import BadConfig, Bug
from hotel_agent.domain.language import Language, Tone
from hotel_agent.ports.channel import Content, ContentChoice, ContentMedia, ContentPlace


class Templates:
    """The wording of the files in `adapters/languages`. A language that lacks anything is not spoken at all."""

    def __init__(self) -> None:
        books = {language: Phrasebook.of(language) for language in codes()}
        self._books = {language: book for language, book in books.items() if not book.lacks}
        self.lacks: Mapping[Language, tuple[str, ...]] = {
            language: book.lacks for language, book in books.items() if book.lacks
        }
        """What must still be written in languages that have a folder and are not spoken yet."""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages in which every line can be said."""
        return tuple(self._books)

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        """The reply in this language and tone. Raises Bug for a line or a language nobody wrote."""
        book = self._books.get(language)
        if book is None:
            raise Bug(f"language {language!r} is not spoken here; {', '.join(self._books)} are")
        return Content(
            text=fit((part.line, book.say(part, tone)) for part in reply.parts),
            language=language,
            choices=tuple(_choice(book, choice, tone) for choice in reply.choices),
            menu=book.menu if reply.choices else "",
            place=None if reply.place is None else ContentPlace(**asdict(reply.place)),
            media=ContentMedia(kind="image", link=reply.picture) if reply.picture else None,
        )


@asynccontextmanager
async def open_templates(options: Mapping[str, object]) -> AsyncIterator[Templates]:
    """The wording from templates. Raises BadConfig for options, since there are none."""
    if options:
        raise BadConfig([f"{key}: unknown; the templates have no options" for key in sorted(options)])
    yield Templates()


def _choice(book: Phrasebook, choice: Choice, tone: Tone) -> ContentChoice:
    described = choice.description
    return ContentChoice(
        token=choice.token,
        title=book.say(choice.title, tone),
        description="" if described is None else book.say(described, tone),
    )
