"""The doors at which guests write: which channels there are, by their name in configuration and routes."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hotel_agent.adapters.channels.email import open_email
from hotel_agent.adapters.channels.loopback import open_loopback
from hotel_agent.adapters.channels.webchat import open_webchat
from hotel_agent.adapters.channels.whatsapp import open_whatsapp
from hotel_agent.adapters.database.database import Database
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Chance, Clock


class ChannelFactory(Protocol):
    """Makes a channel from its options, plain values as they were written."""

    def __call__(
        self, options: Mapping[str, object], *, clock: Clock, chance: Chance, database: Database | None = None
    ) -> AbstractAsyncContextManager[Channel]:
        """The channel, to be opened by entering it. Connects to nobody; leaving it closes what sending opened.

        `database` is the installation's own; None where everything is kept in memory.

        Raises BadConfig with every problem at once, each beginning with its key.
        """
        ...


CHANNELS: Mapping[str, ChannelFactory] = {
    "email": open_email,
    "loopback": open_loopback,
    "webchat": open_webchat,
    "whatsapp": open_whatsapp,
}
"""The family's table. `bootstrap` adds what third parties registered under the entry point `hotel_agent.channels`."""
