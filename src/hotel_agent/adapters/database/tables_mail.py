"""The tables of the e-mail door: how far each mailbox is read and by whom, and what is known of its threads."""

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from hotel_agent.adapters.database.tables import Moment, Name, Written, metadata

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("holder", Name, nullable=False, server_default=text("''")),
    Column("fence", Integer, nullable=False, server_default=text("0")),
    Column("lease_until", Moment),
    Column("knocks", Integer, nullable=False, server_default=text("0")),
    Column("begun_at", Moment, nullable=False),
    Column("inbox_validity", BigInteger),
    Column("inbox_uid", BigInteger),
    Column("sent_validity", BigInteger),
    Column("sent_uid", BigInteger),
    PrimaryKeyConstraint("tenant", "account"),
)
"""Mailboxes with their one reader, who holds it under a lease: each new one has a higher `fence`.

A folder is read up to `uid`, which means something under its `validity` only. `knocks` counts those who asked to look
at once.
"""

mail_threads = Table(
    "mail_threads",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("kind", Name, nullable=False),
    Column("address", Name, nullable=False),
    Column("message_id", Written, nullable=False),
    Column("refs", Written, nullable=False),
    Column("subject", Written, nullable=False),
    Column("reply_to", Written, nullable=False),
    Column("at", Moment, nullable=False),
    Column("choices", Text, nullable=False, server_default=text("'[]'")),
    Column("mark", Text, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("tenant", "account", "kind", "address"),
    Index(None, "tenant", "account", "mark"),
)
"""The latest mail of each guest, which the next answer answers. `choices` are those of our last mail; `mark` stands in
the names of all our mails to them, and in the address at which they are to be answered.
"""

mails = Table(
    "mails",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("account", Name, nullable=False),
    Column("name", Name, nullable=False),
    Column("message_id", Name, nullable=False),
    Column("address", Name, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("aside", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("authentication", Written, nullable=False),
    Column("thread", Name, nullable=False, server_default=text("''")),
    PrimaryKeyConstraint("tenant", "account", "name"),
    Index(None, "tenant", "account", "message_id"),
    Index(None, "tenant", "account", "at"),
    Index(None, "tenant", "account", "thread"),
    Index(None, "tenant", "account", "address", "at"),
)
"""Guests' mails, and ours to them. `state` of theirs: received, answered, or marked so in the mailbox; of ours: sending
or sent.

`sender` and `authentication` say for staff how far a sender is proven, and in which words the mail server said so.
`thread` is what the provider calls the thread a mail lies in, where it says so.
"""

dead_addresses = Table(
    "dead_addresses",
    metadata,
    Column("tenant", Name, nullable=False),
    Column("address", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Column("cause", Text, nullable=False),
    PrimaryKeyConstraint("tenant", "address"),
)
"""Addresses at which a mail of ours came back for good, and why. They are not written to until their guest writes."""
