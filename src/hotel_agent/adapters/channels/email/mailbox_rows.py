"""The rows of one mailbox: which mails and threads are its own."""

from attrs import frozen
from sqlalchemy import ColumnElement, Select, select

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.tables_mail import mail_threads, mails
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.ports.channel import Identity


@frozen
class MailboxRows:
    """Where a mailbox's mails and threads are kept, and how they are told from those of any other."""

    _database: Database
    tenant: TenantId
    account: AccountId

    @property
    def _here(self) -> dict[str, object]:
        return {"tenant": self.tenant, "account": self.account}

    def _thread(self, guest: Identity) -> tuple[ColumnElement[bool], ...]:
        row = mail_threads.c
        ours = (row.tenant == self.tenant, row.account == self.account)
        return (*ours, row.kind == guest.kind, row.address == guest.value)

    def _named(self, name: str) -> tuple[ColumnElement[bool], ...]:
        return (mails.c.tenant == self.tenant, mails.c.account == self.account, mails.c.name == name)

    def _mail(self, name: str) -> Select[tuple[object, ...]]:
        return select(mails).where(*self._named(name))
