"""Ports of this machine that a server may keep, also while it is stopped."""

import secrets
import socket

from hotel_agent.domain.errors import BadConfig

_FIRST, _LAST = 20_000, 32_000
"""Below the ports that systems give to outgoing connections: one of those could take a stopped server's port, and a
client that calls a stopped server's port could even be given that very port and reach itself."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at. Raises BadConfig when there is none."""
    for _ in range(100):
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asked.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise BadConfig(f"no free port of 127.0.0.1 was found between {_FIRST} and {_LAST} for a test server")
