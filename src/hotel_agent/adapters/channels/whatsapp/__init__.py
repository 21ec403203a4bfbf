"""WhatsApp, over Meta's Cloud API.

Options: `access_tokens`, `business_accounts` and `answer_templates` by phone number id; `api_url`, `api_version` and
`timeout_seconds` of the Graph API; `messages_per_second` of one number; `media_hosts` and
`largest_media` of what guests send.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from loguru import logger

from hotel_agent.adapters.channels.whatsapp.channel import WhatsApp
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions, is_old
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
    told = WhatsAppOptions.read(options)
    if is_old(told.api_version, clock.now()):
        logger.warning("this version of Meta's interface ends soon; set another", version=told.api_version)
    channel = WhatsApp(told, clock=clock)
    try:
        yield channel
    finally:
        await channel.aclose()
