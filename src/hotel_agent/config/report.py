"""What will be used, or what is wrong, in lines for whoever starts the house. Never a secret."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from hotel_agent.config.keeping import place_of, shared_at
from hotel_agent.config.settings import Config, Environment, WhatsAppApp
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.tenants.tenant import Tenant


def report(outcome: Config | BadConfig) -> list[str]:
    """A configuration as lines to read, or every problem with it."""
    if isinstance(outcome, BadConfig):
        count = len(outcome.problems)
        head = "1 problem: nothing was started" if count == 1 else f"{count} problems: nothing was started"
        return [head, *(f"  {problem}" for problem in outcome.problems)]
    doors = [*_whatsapp(outcome), *_mail(outcome)]
    return [*_house(outcome), *_hotels(outcome), *doors, *(f"Note: {note}" for note in _notes(outcome))]


def _house(config: Config) -> Iterator[str]:
    debug = ", debug on" if config.debug else ""
    yield f"Environment: {config.environment.value}{debug}, log level {config.log_level.value}"
    yield f"Listens at: http://{config.host}:{config.port}"
    yield f"Answers after: {config.quiet_seconds:g} s of silence"
    yield f"Kept in: {place_of(config)}"
    if config.traces_url:
        yield f"Traces are sent to: {config.traces_url}"
    if config.redis_url:
        yield f"Shared through: Redis at {shared_at(config)}"
    if rates := config.limits.options:
        yield f"Turns at most: {rates['guest']} for a guest, {rates['tenant']} for a hotel"
    if rates := config.visits.options:
        yield f"Posts of the web chat at most: {rates['guest']} from one address"
    yield f"Channels: {', '.join(choice.name for choice in config.channels)}"
    yield from _reader(config)
    families = ("storage", "dispatch", "flags", "limits", "breakers", "nlu", "wording")
    yield f"Adapters: {', '.join(f'{family} {getattr(config, family).name}' for family in families)}"


def _reader(config: Config) -> Iterator[str]:
    """Where what guests write is sent to be read, if anywhere."""
    if isinstance(url := config.nlu.options.get("base_url"), str):
        model = f", model {config.nlu.options['model']}" if "model" in config.nlu.options else ""
        host = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        yield f"Messages are read with advice from: {host} ({config.nlu.name}{model})"
        if rates := config.advice.options:
            yield f"Advice at most: {rates['guest']} for the visitors of one web chat, {rates['tenant']} for a hotel's"


def _hotels(config: Config) -> Iterator[str]:
    yield f"Hotels: {config.tenants_file or 'the demo hotel'}"
    for tenant in config.tenants.tenants:
        yield f"  {tenant.name} ({tenant.id}): {', '.join(tenant.languages)}; book {config.pms[tenant.id].name}"
        yield from _properties(tenant)
        for each in config.staff.get(tenant.id, ()):
            why = ", ".join(sorted(each.reasons)) or "whenever a person is wanted"
            yield f"    Staff told: {each.name}, by {each.choice.name}: {why}"
    if config.tenants.default is not None:
        yield f"  Accounts nobody claims belong to {config.tenants.default}"


def _properties(tenant: Tenant) -> Iterator[str]:
    for each in tenant.properties:
        doors = [f"{door.channel} {door.account}" for door in tenant.accounts if door.property_id == each.id]
        listed = ", ".join(doors) or "no door of its own"
        yield f"    {each.name} ({each.id}): {each.time_zone}, {each.currency}; {listed}"


def _whatsapp(config: Config) -> Iterator[str]:
    for app in config.whatsapp_apps:
        yield f"WhatsApp posts to: {_path(app)}"
    options = next((choice.options for choice in config.channels if choice.name == "whatsapp"), {})
    if isinstance(url := options.get("api_url"), str):
        yield f"WhatsApp is answered at: {urlsplit(url).scheme}://{urlsplit(url).netloc}"


def _mail(config: Config) -> Iterator[str]:
    for address, told in _mailboxes(config):
        yield f"E-mail is read and answered at: {address}, over {told.get('imap_host', 'imap.gmail.com')}"


def _mailboxes(config: Config) -> list[tuple[str, Mapping[str, object]]]:
    options = next((choice.options for choice in config.channels if choice.name == "email"), {})
    told = options.get("mailboxes")
    found = told.items() if isinstance(told, Mapping) else ()
    return [(address, table) for address, table in found if isinstance(table, Mapping)]


def _path(app: WhatsAppApp) -> str:
    return f"/webhooks/whatsapp/{app.name}" if app.name else "/webhooks/whatsapp"


def _notes(config: Config) -> Iterator[str]:
    """What works, and may surprise."""
    for app in config.whatsapp_apps:
        if not app.app_secret:
            yield f"without its app secret every post to {_path(app)} is refused"
        if not app.accounts:
            yield f"no number belongs to {_path(app)}: whatever is posted there is set aside"
        if not app.verify_token:
            yield f"without its verify token Meta cannot register {_path(app)}"
    options = next((choice.options for choice in config.channels if choice.name == "whatsapp"), {})
    tokens = options.get("access_tokens")
    for account in sorted(account for app in config.whatsapp_apps for account in app.accounts):
        if not isinstance(tokens, dict) or account not in tokens:
            yield f"without its access token the number {account} cannot answer"
    yield from _notes_on_mail(config)
    yield from _notes_on_staff(config)
    yield from _notes_on_keeping(config)
    if config.environment is Environment.PRODUCTION and not config.tenants_file:
        yield "production serves the demo hotel; describe yours in a file and name it in HOTEL_TENANTS_FILE"


def _notes_on_staff(config: Config) -> Iterator[str]:
    unnamed = [tenant.name for tenant in config.tenants.tenants if not config.staff.get(tenant.id)]
    if unnamed and config.tenants_file:
        yield f"when a person is wanted only the log tells it, at {', '.join(unnamed)}; name whom to tell as staff"


def _notes_on_mail(config: Config) -> Iterator[str]:
    for address, told in _mailboxes(config):
        if not told.get("password"):
            yield f"without its password the mailbox {address} is neither read nor answered from"
        if not told.get("authserv_id") and "imap_host" in told:
            yield f"without its authserv_id nobody who writes to {address} is known to be who they claim to be"


def _notes_on_keeping(config: Config) -> Iterator[str]:
    if not config.database:
        yield "everything is kept in memory and forgotten when the service stops"
    elif config.dispatch.name == "procrastinate" and not config.redis_url:
        yield "without REDIS_URL each process has switches, limits and breakers of its own"
    elif config.database.startswith("sqlite:") and config.environment is Environment.PRODUCTION:
        yield "one file on this machine keeps everything: copy it often, or name a PostgreSQL in POSTGRES_URL"
