"""The hotels of a replay: three of them, each with a number, a web chat and a mailbox of its own, under one roof."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.testing.drill.hotels import LANGUAGES, RATE, ROOMS, TIME_ZONE
from hotel_agent.testing.replay.plan import Door
from hotel_agent.testing.servers.mail import MailServer

HOTELS: Final = (TenantId("coast"), TenantId("forest"), TenantId("river"))
SECRET: Final = "a secret of nobody's"  # noqa: S105 - of a replay
TOKEN: Final = "EAAG-a-token-of-nobody"  # noqa: S105 - of a replay
PASSWORD: Final = "abcdefghijklmnop"  # noqa: S105 - of a replay
BELIEVED: Final = "mx.hotels.example"
"""The mail server whose word on senders counts."""
_PASSWORD_ENV = "GMAIL_APP_PASSWORD"  # noqa: S105 - the name of a variable


def account_of(tenant: TenantId, door: Door) -> AccountId:
    """The account at which this hotel receives what comes over this door."""
    match door:
        case Door.WHATSAPP:
            return AccountId(f"81000000000000{HOTELS.index(tenant) + 1}")
        case Door.WEBCHAT:
            return AccountId(f"{tenant}-page")
        case Door.EMAIL:
            return AccountId(f"desk@{tenant}.example")


def environ(folder: Path, *, graph: str, postgres: str = "") -> Mapping[str, str]:
    """The variables of an installation that serves these hotels: from that database, or a file in this folder."""
    return {
        **({"POSTGRES_URL": postgres} if postgres else {}),
        "HOTEL_DATA_DIR": str(folder),
        "HOTEL_TENANTS_FILE": str(folder / "hotels.toml"),
        "HOTEL_QUIET_SECONDS": "2",
        "RATE_LIMIT_GUEST": "1000/minute",
        "RATE_LIMIT_TENANT": "100000/minute",
        "RATE_LIMIT_VISITOR": "100000/minute",
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
        "WHATSAPP_API_URL": graph,
        _PASSWORD_ENV: PASSWORD,
    }


def write_tenants_file(path: Path, hosts: Mapping[TenantId, MailServer]) -> None:
    """The tenants file of all hotels, with the mail host of each."""
    path.write_text("\n".join(_table(tenant, hosts[tenant]) for tenant in HOTELS))


def _table(tenant: TenantId, host: MailServer) -> str:
    return f"""
[[tenants]]
id = "{tenant}"
name = "{tenant.title()}"
languages = {json.dumps(list(LANGUAGES))}
[tenants.pms]
adapter = "builtin"
[[tenants.properties]]
id = "{tenant}"
name = "{tenant.title()}"
time_zone = "{TIME_ZONE}"
currency = "EUR"
[[tenants.properties.whatsapp]]
phone_number_id = "{account_of(tenant, Door.WHATSAPP)}"
[[tenants.properties.webchat]]
key = "{account_of(tenant, Door.WEBCHAT)}"
[[tenants.properties.mailbox]]
address = "{account_of(tenant, Door.EMAIL)}"
imap_host = "127.0.0.1"
imap_port = {host.imap_port}
smtp_host = "127.0.0.1"
smtp_port = {host.smtp_port}
files_sent = true
authserv_id = "{BELIEVED}"
[[tenants.properties.room_types]]
id = "double"
name = {{ es = "Doble", en = "Double room", pt = "Duplo" }}
rooms = {json.dumps(list(ROOMS))}
adults = 2
rate = {RATE}
[[tenants.properties.rate_plans]]
id = "flexible"
name = {{ es = "Flexible", en = "Flexible", pt = "Flexível" }}
meals = "breakfast"
cancellation = [{{ hours_before = 48, nights = 1 }}]
"""
