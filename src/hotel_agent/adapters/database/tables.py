"""The tables: what is kept of conversations, of the work that waits, and of the house.

Every row of a tenant carries it, and its key begins with it; on PostgreSQL policies hold each row to the tenant of the
transaction. The two that belong to no tenant say so. Values of the domain are kept as the codec's JSON, as text:
PostgreSQL's own JSON refuses some of what guests write.
"""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from hotel_agent.domain.ids import digest

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ESCAPE = "\x1a"
"""The sign for a character that stands for another: nobody writes it, and where somebody does it is escaped itself."""

_UNKEEPABLE = re.compile(f"[\\x00{_ESCAPE}\\ud800-\\udfff]")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")
_HALF_ESCAPED = re.compile(f"{_ESCAPE}[0-9a-f]{{0,3}}$")
_LONGEST_NAME = 600
"""Bytes: PostgreSQL lets four of them stand in one index."""
_SURELY_SHORT = _LONGEST_NAME // 4

OF_NO_TENANT = frozenset(
    {
        "strays",
        "ledger",
        "registered_tenants",
        "registered_accounts",
        "registered_secrets",
        "register_revision",
        "people",
        "passes",
        "tokens",
    }
)
"""Tables that no policy guards: what belongs to nobody, the ids of work that waits, the register of hotels, from which
it is only told whose a message is, and who may come behind the desk of which hotels."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware, on databases that know no time zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; without its zone where the database has none."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """In UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Written(TypeDecorator[str]):
    """Text as somebody wrote it. What no database keeps comes back as it was: zeros, and halves of characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """With signs for what cannot be kept."""
        return value and _escaped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """As it was written."""
        return value and _restored(value)


class Name(Written):
    """What rows are found by: ids, keys, addresses, also those the world made up. Kept as `as_kept` says."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """Short enough for an index."""
        return value and _short(value)


def as_kept(name: str) -> str:
    """A name as it comes back: itself, or where it is too long for an index its beginning and a digest of the whole.

    Looking for either finds it.
    """
    return _restored(_short(name))


def _escaped(written: str) -> str:
    return _UNKEEPABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", written)


def _restored(kept: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), kept)


def _short(name: str) -> str:
    kept = _escaped(name)
    if len(kept) <= _SURELY_SHORT or len(kept.encode()) <= _LONGEST_NAME:
        return kept
    beginning = kept.encode()[: _LONGEST_NAME - 33].decode(errors="ignore")
    return f"{_HALF_ESCAPED.sub('', beginning)}#{digest(name)}"


def _index_where(condition: str, name: str, *columns: Column[Any]) -> Index:
    """An index of the few rows that are looked for again and again."""
    return Index(name, *columns, postgresql_where=text(condition), sqlite_where=text(condition))


guests = Table(
    "guests",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("value", Name, nullable=False),
    Column("guest", Name, nullable=False),
    Column("seen", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "kind", "value"),
    Index(None, "tenant", "guest", "seen"),
)
"""Whom channels know under which identity. `seen` grows within a guest: the latest seen is the highest."""

detached = Table(
    "detached",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("value", Name, nullable=False),
    Column("guest", Name, nullable=False),
    PrimaryKeyConstraint("tenant", "kind", "value"),
)
"""Identities that changed hands, as a telephone number does, and from whom each was detached last."""

conversations = Table(
    "conversations",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("id", Name, nullable=False),
    Column("channel", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("guest", Name, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("property", Name, nullable=False, server_default=text("''")),
    Column("standing", Text, nullable=False, server_default=text("'desk'")),
    Column("since", Moment, nullable=False, server_default=text("'1970-01-01 00:00:00'")),
    Column("tasks", Text, nullable=False, server_default=text("'none'")),
    PrimaryKeyConstraint("tenant", "id"),
    UniqueConstraint("tenant", "channel", "account", "guest"),
    Index(None, "tenant", "standing", "since", "id"),
)
"""Conversations as last committed; who has each, and whether it holds tasks, stands beside its state, to be looked for.

Its row is locked by whoever changes anything in the conversation.
"""
_index_where(
    "tasks = 'open'", "ix_conversations_open_tasks", *(conversations.c[name] for name in ("tenant", "since", "id"))
)

inbox = Table(
    "inbox",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("from_guest", Boolean, nullable=False),
    Column("event", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("aside_at", Moment),
    Column("cause", Written, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("tenant", "account", "key"),
    UniqueConstraint("tenant", "conversation", "sequence"),
)
"""Every event there ever was, so that none is kept twice. `state`: open, consumed or aside."""

Index(
    "ix_inbox_open",
    inbox.c.tenant,
    inbox.c.conversation,
    postgresql_where=text("state = 'open'"),
    sqlite_where=text("state = 'open'"),
)
Index(
    "ix_inbox_aside",
    inbox.c.tenant,
    inbox.c.aside_at,
    postgresql_where=text("state = 'aside'"),
    sqlite_where=text("state = 'aside'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("lane", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("sent_before", Boolean, nullable=False, server_default=text("false")),
    Column("command", Text, nullable=False),
    Column("content", Text),
    Column("receipt", Text),
    Column("message", Name),
    Column("delivery", Text),
    Column("rests", Integer, nullable=False, server_default=text("0")),
    Column("rested_seconds", Integer, nullable=False, server_default=text("0")),
    Column("cause", Written, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("tenant", "key"),
    UniqueConstraint("tenant", "conversation", "sequence"),
)
"""Every command as it stands. `message` is the provider's name for what was sent."""

Index(
    "ix_outbox_waiting",
    outbox.c.tenant,
    outbox.c.conversation,
    postgresql_where=text("state = 'waiting'"),
    sqlite_where=text("state = 'waiting'"),
)
Index("ix_outbox_message", outbox.c.tenant, outbox.c.message)

turn_traces = Table(
    "turn_traces",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("version", Integer, nullable=False),
    Column("trace", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "conversation", "version"),
)
"""Why each turn came out as it did: `version` is the conversation's after it."""

early_reports = Table(
    "early_reports",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("message", Name, nullable=False),
    Column("state", Text, nullable=False),
    Column("first_at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "message"),
    Index(None, "tenant", "first_at"),
)
"""What was reported of messages whose receipt was not here yet."""

ledger = Table(
    "ledger",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("conversation", Name, nullable=False),
    Column("command", Name, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("tenant", "conversation", "command"),
    Index(None, "at"),
)
"""The work that waits, over all tenants: ids and moments, nothing of a guest. `command` is empty for a turn."""

strays = Table(
    "strays",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("channel", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("kind", Written, nullable=False),
    Column("cause", Written, nullable=False),
    Column("payload", Written, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("app", Name, nullable=False, server_default=text("''")),
    Column("arrival", Written),
    UniqueConstraint("channel", "account", "key"),
    Index(None, "received_at"),
)
"""What belongs to no conversation and to no tenant. `account` is empty where none was named."""

tenants = Table(
    "tenants",
    metadata,
    Column("tenant", Name, primary_key=True),
    Column("name", Written, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
"""The tenants this installation serves or served, with their names as last configured."""

audit = Table(
    "audit",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("by", Written, nullable=False),
    Column("action", Written, nullable=False),
    Column("subject", Written, nullable=False),
    Column("before", Written),
    Column("after", Written),
    Index(None, "tenant", "sequence"),
)
"""What people did by hand. Never changed, never deleted by the desk. `before` and `after` are JSON."""
