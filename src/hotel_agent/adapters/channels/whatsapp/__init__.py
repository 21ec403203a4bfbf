"""WhatsApp, over Meta's Cloud API.

Options: `access_tokens`, `business_accounts` and `answer_templates` by phone number id; `api_url`, `api_version` and
`timeout_seconds` of the Graph API; `messages_per_second` of one number; `media_hosts` and
`largest_media` of what guests send.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from hotel_agent.adapters.channels.whatsapp.channel import WhatsApp
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.ports.clock import Chance, Clock

__all__ = ["WhatsApp", "WhatsAppOptions", "open_whatsapp"]


@asynccontextmanager
async def open_whatsapp(
    options: Mapping[str, object],
    *,
    clock: Clock,
    chance: Chance,  # noqa: ARG001 - Meta names its messages, and we name ours by their key
    database: object = None,  # noqa: ARG001 - Meta keeps what was said
) -> AsyncIterator[WhatsApp]:
    """WhatsApp with these options; its connections are closed on leaving. Raises BadConfig with every problem."""
    channel = WhatsApp(WhatsAppOptions.read(options), clock=clock)
    try:
        yield channel
    finally:
        await channel.aclose()
