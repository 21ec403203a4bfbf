"""The web chat: guests write on the hotel's own pages and fetch what was answered.

Its option is `secret_key`, the secret by which every process of the installation knows a guest's token again; without
one a process knows only those it gave itself. Chats are kept in the installation's database, or in memory without one.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from hotel_agent.adapters.channels.webchat.channel import WebChat
from hotel_agent.adapters.channels.webchat.memory import MemoryTranscript
from hotel_agent.adapters.channels.webchat.rows import DatabaseTranscript
from hotel_agent.adapters.channels.webchat.seal import Seal
from hotel_agent.adapters.database.codec import build_codec
from hotel_agent.adapters.database.database import Database
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.clock import Chance, Clock

__all__ = ["WebChat", "open_webchat"]


@asynccontextmanager
async def open_webchat(
    options: Mapping[str, object], *, clock: Clock, chance: Chance, database: Database | None = None
) -> AsyncIterator[WebChat]:
    """The web chat with these options. Raises BadConfig with every problem."""
    problems = [f"{key}: unknown; expected secret_key" for key in sorted(options.keys() - {"secret_key"})]
    secret = options.get("secret_key") or chance.token()
    if not isinstance(secret, str):
        problems.append("secret_key: expected a text")
    if problems or not isinstance(secret, str):
        raise BadConfig(problems)
    transcript = MemoryTranscript() if database is None else DatabaseTranscript(database, build_codec())
    yield WebChat(clock=clock, chance=chance, seal=Seal(secret), transcript=transcript)
