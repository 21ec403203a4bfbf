"""A socket to listen at, or clear words about why there is none."""

import errno
import socket

import click


def listen(host: str, port: int, *, other: str, variable: str = "HOTEL_METRICS_PORT") -> socket.socket:
    """Listen there. What cannot be is told with the option and the variable by which another place is chosen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends without delay only on sockets that name it.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as cause:
        listening.close()
        raise click.ClickException(_cannot_listen(cause, host, port, other, variable)) from cause
    return listening


def _cannot_listen(cause: OSError, host: str, port: int, other: str, variable: str) -> str:
    if cause.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use. Choose another: {other} {port + 1}, or set {variable}. Or stop what listens there."
        )
    if cause.errno == errno.EACCES:
        return f"Port {port} is not for ordinary accounts. Choose one above 1023 with {other} or {variable}."
    reason = cause.strerror or "no such address"
    return f"Cannot listen at {host}, port {port}: {reason}. Choose others with --host and --port."
