"""Which servers the people of a hotel may name: those of the internet, over https; others where the installation says.

Names are held to what they say, not to what they resolve to: what stands behind one may change at any time.
"""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address

from hotel_agent.config.problems import under
from hotel_agent.config.registered import Hotel
from hotel_agent.config.settings import Config, Environment
from hotel_agent.config.variables import bare_host

_WEB_ADDRESS = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?([/?#][!-~]*)?")
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]*")
"""With a point, and no figure at the beginning of its end: `127.1` and `0x7f000001` are addresses to a resolver."""
_LOCAL = frozenset(
    {"arpa", "corp", "home", "internal", "intranet", "lan", "local", "localdomain", "localhost", "private"}
)
_OF_THE_CLOUD = ip_address("168.63.129.16")
"""Azure answers its own machines there, though the address looks like any other."""
_LET_IN = "whoever runs the installation lets in a server of the house by naming it in HOTEL_INTERNAL_HOSTS"


def forbidden_servers(hotel: Hotel, config: Config) -> list[str]:
    """What is wrong with the servers this hotel names, each with its key, none with its value. Only production asks."""
    if config.environment is not Environment.PRODUCTION:
        return []
    return [f"{key}: {wrong}" for key, name, told in _named(hotel) if (wrong := _wrong(name, told, config))]


def _named(hotel: Hotel) -> Iterator[tuple[str, str, str]]:
    """Key, name and text of every option, after the secrets were put in: a secret may be an address, too."""
    key = f"tenants.{hotel.tenant.id}"
    yield from _texts(f"{key}.pms", hotel.book.options)
    for at, each in enumerate(hotel.staff, 1):
        yield from _texts(f"{key}.staff[{at}]", each.choice.options)
    yield from _texts(f"{key}.mailbox", hotel.mailboxes)


def _texts(key: str, options: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    for name, told in options.items():
        if isinstance(told, Mapping):
            yield from _texts(under(key, name), told)
        elif isinstance(told, str) and told:
            yield under(key, name), name, told


def _wrong(name: str, told: str, config: Config) -> str:
    if name == "url" or name.endswith("_url"):
        found = _WEB_ADDRESS.fullmatch(told)
        host = bare_host(found[2]) if found else ""
        if host in config.internal_hosts or (found and found[1] == "https" and _is_of_internet(host)):
            return ""
        return f"expected https:// and a server of the internet; {_LET_IN}"
    if name == "host" or name.endswith("_host"):
        host = bare_host(told)
        fine = host in config.internal_hosts or _is_of_internet(host)
        return "" if fine else f"expected the name of a server of the internet; {_LET_IN}"
    return ""


def _is_of_internet(host: str) -> bool:
    try:
        return _is_public(ip_address(host))
    except ValueError:
        return _NAME.fullmatch(host) is not None and host.rpartition(".")[2] not in _LOCAL


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Not of this machine, its network or its provider; nor an IPv6 address with one of IPv4 inside."""
    wraps = isinstance(address, IPv6Address) and address.sixtofour is not None
    inside = address.is_multicast or address.is_reserved or wraps or address == _OF_THE_CLOUD
    return address.is_global and not inside
