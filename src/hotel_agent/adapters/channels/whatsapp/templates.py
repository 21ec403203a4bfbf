"""Texts Meta approved beforehand: which there are, and whether what is to be filled in fits (contract, 3.1)."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from attrs import define, field, frozen

from hotel_agent.adapters.channels.text import in_words, numbered
from hotel_agent.adapters.channels.whatsapp.faults import No
from hotel_agent.adapters.channels.whatsapp.fields import Json, elements, table, words
from hotel_agent.adapters.channels.whatsapp.graph import Graph
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Content, ContentTemplate
from hotel_agent.ports.clock import Clock

FRESH = timedelta(minutes=10)
"""For so long the list of templates is not asked for again."""

_STOPPED = re.compile(r"([.!?:;,]) · ")
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_APPROVED = "APPROVED"
LONGEST_TEXT = 1024
"""Code points of a template's text once it is filled in."""
THE_WORDS = "answer"
"""The place of a template that bears an answer in our own words, where its places have names."""

Body = dict[str, object]


@frozen
class Template:
    """One template in one language: the places in its text, by name, and whether its button's address has one."""

    name: str
    language: str
    status: str
    places: tuple[str, ...] = ()
    button: int | None = None
    """Which button has a place at the end of its address."""
    length: int = 0
    """Code points of its text without its places."""
    elsewhere: bool = False
    """It has places, or media, where we fill in nothing: in its header."""


@define(kw_only=True)
class Templates:
    """The templates of each business account, as Meta last told them to whoever has a token of it."""

    graph: Graph
    clock: Clock
    options: WhatsAppOptions
    _known: dict[str, tuple[datetime, tuple[Template, ...]]] = field(factory=dict, init=False)

    async def body(self, account: AccountId, wanted: ContentTemplate, *, anew: bool = False) -> Body | Refusal:
        """The template to post, in the first of the wanted languages it is approved in, checked before it is.

        UNDELIVERABLE, with the reason, for one that is not there or that does not take these values. `anew` asks Meta
        once more which there are. Raises Unavailable.
        """
        if not self.options.business_accounts.get(account):
            return Refusal(Reason.UNDELIVERABLE, detail="template: the number's business account is not named")
        found = [each for each in await self.of(account, anew=anew) if each.name == wanted.name]
        approved = [each for each in found if each.status == _APPROVED]
        best = next((each for code in wanted.languages for each in approved if _speaks(each, code)), None)
        if best is None:
            states = ", ".join(sorted({f"{each.language} {each.status.lower()}" for each in found})) or "not there"
            return Refusal(Reason.UNDELIVERABLE, detail=f"template {wanted.name}: {states}")
        wrong = _wrong(best, wanted)
        if wrong:
            return Refusal(Reason.UNDELIVERABLE, detail=f"template {wanted.name} {best.language}: {wrong}")
        return _filled(best, wanted)

    async def of(self, account: AccountId, *, anew: bool = False) -> Sequence[Template]:
        """Every template of this number's business account. Asked for with its token. Raises Unavailable."""
        now, business = self.clock.now(), self.options.business_accounts.get(account, "")
        holder = self.options.holder(account)
        read_at, known = self._known.get(holder, (None, ()))
        if read_at is not None and now - read_at < FRESH and not anew:
            return known
        found: list[Template] = []
        after = ""
        while True:
            page = {"fields": "name,language,status,components", "limit": "100"} | ({"after": after} if after else {})
            answer = await self.graph.ask(account, f"{business}/message_templates", **page)
            if isinstance(answer, No):
                raise Unavailable(f"WhatsApp does not tell its templates: {answer}")
            found += [_read(each) for each in elements(answer, "data") if isinstance(each, dict)]
            paging = table(answer, "paging")
            after = words(table(paging, "cursors"), "after") if "next" in paging else ""
            if not after:
                break
        self._known[holder] = (now, tuple(found))
        return found

    def disable(self, account: AccountId, name: str, language: str) -> None:
        """Do not use this one in this language until the list is asked for again."""
        holder = self.options.holder(account)
        if holder in self._known:
            read_at, known = self._known[holder]
            left = tuple(each for each in known if (each.name, each.language) != (name, language))
            self._known[holder] = (read_at, left)

    def forget(self, accounts: Iterable[AccountId]) -> None:
        """Ask Meta anew before the next one is sent from one of these."""
        for account in accounts:
            self._known.pop(self.options.holder(account), None)

    async def bearing_answers(self, account: AccountId, name: str) -> str:
        """The languages in which this template is approved and takes an answer; empty for none. Raises Unavailable."""
        trial = ContentTemplate(name=name, languages=(), values=((THE_WORDS, "x"),))
        known = await self.of(account)
        fit = (each for each in known if each.name == name and each.status == _APPROVED and not _wrong(each, trial))
        return ", ".join(sorted(each.language for each in fit))


def bearing(name: str, content: Content, languages: Sequence[str]) -> ContentTemplate | None:
    """The template of this name with the content's words in its only place; None where there are no words.

    A template takes no line breaks: what stood on lines of its own is set apart by a dot.
    """
    whole = in_words(content)
    lines = f"{whole.text}\n{numbered(whole.choices)}".splitlines()
    words = _STOPPED.sub(r"\1 ", " · ".join(" ".join(line.split()) for line in lines if line.strip()))
    if not words:
        return None
    return ContentTemplate(name=name, languages=tuple(languages), values=((THE_WORDS, words),))


def _read(told: Json) -> Template:
    components = [each for each in elements(told, "components") if isinstance(each, dict)]
    by_kind = {words(each, "type").upper(): each for each in components}
    header = by_kind.get("HEADER", {})
    text = words(by_kind.get("BODY", {}), "text")
    fixed = words(header, "format").upper() in {"", "TEXT"} and not _PLACE.search(words(header, "text"))
    buttons = elements(by_kind.get("BUTTONS", {}), "buttons")
    return Template(
        name=words(told, "name"),
        language=words(told, "language"),
        status=words(told, "status").upper(),
        places=tuple(dict.fromkeys(_PLACE.findall(text))),
        length=len(_PLACE.sub("", text)),
        button=next((at for at, each in enumerate(buttons) if _PLACE.search(words(each, "url"))), None),
        elsewhere=not fixed,
    )


def _speaks(template: Template, code: str) -> bool:
    """Whether it is in this language, or in that of a country that speaks it."""
    return template.language == code or template.language.partition("_")[0] == code


def _wrong(template: Template, wanted: ContentTemplate) -> str:
    """What Meta would refuse; empty where it would take it."""
    if template.elsewhere:
        return "its header has to be filled in, and nothing is said of it"
    if len(wanted.values) != len(template.places):
        return f"it has {len(template.places)} places, and {len(wanted.values)} values are given"
    if not _numbered(template) and {name for name, _ in wanted.values} != set(template.places):
        return f"its places are {', '.join(template.places)}"
    if not all(text.strip() for _, text in wanted.values):
        return "a value is empty"
    if (length := template.length + sum(len(text) for _, text in wanted.values)) > LONGEST_TEXT:
        return f"it would have {length} characters; {LONGEST_TEXT} are allowed"
    if (template.button is not None) != bool(wanted.button):
        return "its button has a place to be filled in" if template.button is not None else "its button has no place"
    return ""


def _filled(template: Template, wanted: ContentTemplate) -> Body:
    named, by_name = not _numbered(template), dict(wanted.values)
    values = [(name, by_name[name]) for name in template.places] if named else list(wanted.values)
    components: list[Body] = []
    if values:
        components.append(
            {"type": "body", "parameters": [_parameter(name if named else "", text) for name, text in values]}
        )
    if template.button is not None:
        place = [_parameter("", wanted.button)]
        components.append({"type": "button", "sub_type": "url", "index": template.button, "parameters": place})
    whole: Body = {"name": template.name, "language": {"code": template.language}}
    return whole | {"components": components} if components else whole


def _parameter(name: str, text: str) -> Body:
    parameter: Body = {"type": "text", "text": " ".join(text.split())}
    return parameter | {"parameter_name": name} if name else parameter


def _numbered(template: Template) -> bool:
    return all(place.isdigit() for place in template.places)
