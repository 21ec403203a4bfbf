"""`hotel-agent knowledge`: what the hotel wrote down, held against itself and put to the question."""

from collections import Counter
from collections.abc import Sequence

import click

from hotel_agent.application.unanswered import unanswered
from hotel_agent.bootstrap import check_knowledge, open_shelf, today_at, with_vocabularies
from hotel_agent.config import Config
from hotel_agent.domain.conversations.facts import fact
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.reservations.contradictions import Finding
from hotel_agent.domain.tenants.knowledge import FACTS, Match
from hotel_agent.domain.tenants.tenant import Property, Tenant
from hotel_agent.entrypoints.cli.asking import asked
from hotel_agent.entrypoints.cli.configuration import configured
from hotel_agent.entrypoints.cli.set_aside import kept

_MOST_SHOWN = 5

tenant_option = click.option("--tenant", metavar="HOTEL", help="This hotel only, by its id in the tenants file.")


@click.group()
def knowledge() -> None:
    """Look through what the hotel wrote down for guests' questions."""


@knowledge.command()
@tenant_option
def check(*, tenant: str | None) -> None:
    """Find entries that contradict one another, the property, the rules or the book; old ones, and missing languages.

    Ends with 1 where something wrong would be said to guests or an entry has ended, and with 0 otherwise.
    """
    config = configured()
    wrong = 0
    for hotel in _hotels(config, tenant):
        found = asked(check_knowledge(config, hotel))
        wrong += _show(hotel, found)
    if wrong:
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("question")
@click.option("--language", help="The guest's language, such as en; otherwise the hotel's own.")
@tenant_option
def ask(question: str, *, language: str | None, tenant: str | None) -> None:
    """Show what a guest would be told who asks QUESTION, where it comes from, and what else was near."""
    hotel = _hotels(configured(), tenant)[0]
    code = Language(language or hotel.languages[0])
    if code not in hotel.languages:
        raise click.ClickException(f"{hotel.id} does not speak {code!r}; it speaks {', '.join(hotel.languages)}.")
    place = hotel.properties[0]
    today, known = today_at(place), hotel.knowledge
    house = House(tenant=hotel.id, property=place, rules=hotel.rules, languages=hotel.languages)
    held = tuple(topic for topic in FACTS if fact(house, topic) is not None)
    answers = known.answers(question, language=code, of=place.id, on=today, facts=held)
    for match in answers:
        click.echo(f"{_text(match, code, place)}\n  {_source(match, place)}")
    if not answers:
        topic = known.about(question, language=code)
        click.echo(f"Nothing: the guest is told so and offered a person. It is counted under {topic!r}.")
    ranked = known.ranked(question, language=code, of=place.id, on=today, facts=held)[:_MOST_SHOWN]
    click.echo("Looked at:" if ranked else "Nothing written down shares a word with it.")
    for match in ranked:
        click.echo(f"  {match.score:.2f}  {_source(match, place)}")


@knowledge.command("unanswered")
@tenant_option
def unanswered_(*, tenant: str | None) -> None:
    """Show what guests asked and nobody wrote down, by topic, the most asked first. Nothing guests wrote."""
    config = kept(configured())
    for hotel in _hotels(config, tenant):
        topics = asked(_unanswered(config, hotel.id))
        click.echo(f"{hotel.name}: {topics.total()} questions without an answer")
        for topic, count in topics.most_common():
            click.echo(f"  {count:>5}  {topic}")


async def _unanswered(config: Config, tenant: TenantId) -> Counter[str]:
    async with open_shelf(config) as shelf:
        return await unanswered(shelf.storage, tenant)


def _hotels(config: Config, wanted: str | None) -> Sequence[Tenant]:
    tenants = with_vocabularies(config.tenants).tenants
    found = [each for each in tenants if wanted is None or each.id == wanted]
    if not found:
        ids = ", ".join(each.id for each in tenants)
        raise click.ClickException(f"There is no hotel {wanted!r} here; these are: {ids}.")
    return found


def _show(hotel: Tenant, found: Sequence[Finding]) -> int:
    wrong = sum(each.wrong for each in found)
    click.echo(f"{hotel.name}: {len(hotel.knowledge.entries)} entries, {wrong} wrong, {len(found) - wrong} to know")
    for each in sorted(found, key=lambda each: (not each.wrong, each.entry)):
        click.echo(f"  {'WRONG' if each.wrong else 'note '}  {each.entry}: {each.what}")
    return wrong


def _text(match: Match, language: Language, place: Property) -> str:
    if match.entry is not None:
        return match.entry.answer.in_language(language)
    return f"({match.topic} of {place.name})"


def _source(match: Match, place: Property) -> str:
    return match.entry.source if match.entry is not None else f"{match.topic}, as {place.name} has it"
