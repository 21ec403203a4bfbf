"""The web chat: guests write on the hotel's own pages and fetch what was answered. It has no options yet."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from hotel_agent.adapters.channels.webchat.channel import WebChat
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.clock import Chance, Clock

__all__ = ["WebChat", "open_webchat"]


@asynccontextmanager
async def open_webchat(
    options: Mapping[str, object],
    *,
    clock: Clock,
    chance: Chance,
    database: object = None,  # noqa: ARG001 - chats are kept in memory
) -> AsyncIterator[WebChat]:
    """The web chat of this process. Raises BadConfig for options, since there are none."""
    if options:
        raise BadConfig([f"{key}: unknown; the web chat has no options" for key in sorted(options)])
    yield WebChat(clock=clock, chance=chance)
