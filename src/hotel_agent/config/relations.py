"""What the parts of a tenants file owe one another. Looked at as written, so that one wrong value hides no other."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from hotel_agent.config.problems import element, names_a_secret, not_among, under
from hotel_agent.config.settings import Available
from hotel_agent.domain.conversations.brief import REASONS
from hotel_agent.domain.conversations.intents import INTENTS

Tables = Mapping[str, object]

_READABLE = [name for name, intent in INTENTS.items() if intent.readable]
"""The wishes a reader may recognise."""


def each(written: object, path: str, *, key: str = "", by_place: bool = False) -> Iterator[tuple[str, object]]:
    """Everything that stands at this path, with its key; `*` is every element of a list. What does not fit is left out.

    Elements are named by their id where they have one, unless they are to be named by their place.
    """
    step, _, rest = path.partition(".")
    if not step:
        yield key, written
    elif step == "*" and isinstance(written, list):
        for index, part in enumerate(written):
            name = f"{key}[{index + 1}]" if by_place else element(key, part, index)
            yield from each(part, rest, key=name, by_place=by_place)
    elif isinstance(written, Mapping) and step in written:
        yield from each(written[step], rest, key=under(key, step), by_place=by_place)


def broken_relations(written: Tables, available: Available) -> Iterator[str]:
    """Every problem between the parts of a file, or between the file and what this version has."""
    yield from _literal_secrets(written, "")
    for path in ("tenants", "tenants.*.languages", "tenants.*.properties"):
        yield from (f"{key}: expected at least one" for key, found in each(written, path) if found == [])
    for path in ("tenants.*.id", "tenants.*.properties.*.id", "whatsapp_apps.*.id"):
        yield from _repeated(each(written, path, by_place=True))
    yield from _repeated(each(written, "tenants.*.properties.*.whatsapp.*.phone_number_id"))
    yield from _repeated(each(written, "tenants.*.properties.*.webchat.*.key"))
    yield from _repeated(_in_small_letters(each(written, "tenants.*.properties.*.mailbox.*.address")))
    yield from _strangers(written, "default", _texts(written, "tenants.*.id"))
    yield from _strangers(written, "tenants.*.properties.*.whatsapp.*.app", _texts(written, "whatsapp_apps.*.id"))
    yield from _strangers(written, "tenants.*.languages.*", available.languages)
    yield from _strangers(written, "tenants.*.pms.adapter", available.pms)
    yield from _strangers(written, "tenants.*.staff.*.kind", available.staff)
    yield from _strangers(written, "tenants.*.staff.*.reasons.*", REASONS)
    yield from _strangers(written, "tenants.*.rules.handover_intents.*", _READABLE)
    for key, tenant in each(written, "tenants.*"):
        yield from _repeated(each(tenant, "languages.*", key=key))
        yield from _repeated(each(tenant, "staff.*.name", key=key))
        yield from _repeated(_names_of_entries(key, tenant))
        yield from _strangers(tenant, "knowledge.*.properties.*", _texts(tenant, "properties.*.id"), key=key)
        yield from _ended_before_they_began(key, tenant)
        yield from _answers_without_own_language(key, tenant)


def variables_named_in(written: object) -> Iterator[str]:
    """The variables a file names as holders of its secrets."""
    if isinstance(written, Mapping):
        for key, part in written.items():
            if key.endswith("_env") and isinstance(part, str):
                yield part
            yield from variables_named_in(part)
    elif isinstance(written, list):
        for part in written:
            yield from variables_named_in(part)


def _literal_secrets(written: object, key: str) -> Iterator[str]:
    if isinstance(written, Mapping):
        for name, part in written.items():
            if names_a_secret(name) and not isinstance(part, Mapping | list):
                yield (
                    f"{under(key, name)}: a secret does not belong into this file;"
                    f' name the variable that holds it, as {name}_env = "HOTEL_ONE_{name.upper()}"'
                )
            yield from _literal_secrets(part, under(key, name))
    elif isinstance(written, list):
        for index, part in enumerate(written):
            yield from _literal_secrets(part, element(key, part, index))


def _repeated(found: Iterator[tuple[str, object]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for key, text in found:
        if isinstance(text, str) and text in first:
            yield f"{key}: {text!r} is already taken by {first[text]}; expected another one"
        elif isinstance(text, str):
            first[text] = key


def _in_small_letters(found: Iterator[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    return ((key, text.strip().lower() if isinstance(text, str) else text) for key, text in found)


def _strangers(written: object, path: str, known: Collection[str], *, key: str = "") -> Iterator[str]:
    for where, text in each(written, path, key=key):
        if isinstance(text, str) and text and text not in known:
            yield f"{where}: {not_among(text, known)}"


def _names_of_entries(key: str, tenant: object) -> Iterator[tuple[str, object]]:
    """What each entry goes by: its id, or else its topic."""
    for where, entry in each(tenant, "knowledge.*", key=key):
        if isinstance(entry, Mapping):
            name = "id" if entry.get("id") else "topic"
            yield under(where, name), entry.get(name)


def _ended_before_they_began(key: str, tenant: object) -> Iterator[str]:
    for where, entry in each(tenant, "knowledge.*", key=key):
        since, until = (entry.get(name) if isinstance(entry, Mapping) else None for name in ("since", "until"))
        if isinstance(since, date) and isinstance(until, date) and until < since:
            yield f"{under(where, 'until')}: {until} is before since = {since}; expected a later day"


def _answers_without_own_language(key: str, tenant: object) -> Iterator[str]:
    own = next((code for _, code in each(tenant, "languages.*") if isinstance(code, str)), None)
    for where, answer in each(tenant, "knowledge.*.answer", key=key):
        if own and isinstance(answer, Mapping) and answer and own not in answer:
            yield f"{under(where, own)}: missing; expected a text in the hotel's own language"


def _texts(written: object, path: str) -> list[str]:
    return [text for _, text in each(written, path) if isinstance(text, str)]
