"""E-mail, over IMAP and SMTP, at Gmail or any other host.

Options: `mailboxes` by address, each with `password`, and where it is not at Gmail its hosts and ports (`Mailbox` says
what more); `secret_key`, by which the addresses for answers are signed and links in mail sealed; `public_url`, where
guests reach the service from outside; `push_audience` and `push_account` of Gmail's push; `timeout_seconds`.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from hotel_agent.adapters.channels.email.channel import Email
from hotel_agent.adapters.channels.email.options import EmailOptions, Mailbox
from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.tables import metadata
from hotel_agent.adapters.database.tables_mail import dead_addresses, mail_threads, mailboxes, mails
from hotel_agent.ports.clock import Chance, Clock

__all__ = ["Email", "EmailOptions", "Mailbox", "open_email"]


@asynccontextmanager
async def open_email(
    options: Mapping[str, object], *, clock: Clock, chance: Chance, database: Database | None = None
) -> AsyncIterator[Email]:
    """E-mail with these options. Raises BadConfig with every problem."""
    read = EmailOptions.read(options)
    async with AsyncExitStack() as opened:
        if database is None:
            database = await opened.enter_async_context(open_database(IN_MEMORY))
            async with database.transaction() as connection:
                await connection.run_sync(metadata.create_all, [mailboxes, mail_threads, mails, dead_addresses])
        yield Email(read, clock=clock, chance=chance, database=database)
