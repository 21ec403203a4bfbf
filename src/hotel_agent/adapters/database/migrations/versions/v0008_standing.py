"""Who has a conversation, since when, and of which property it is: beside its state, to be looked for."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
loses = "nothing: who has which conversation stands in its state too"

_INDEX = "ix_conversations_tenant_standing_since_id"
_AT_A_TIME = 500
_NEVER = "1970-01-01 00:00:00"


def upgrade() -> None:
    """Look into every conversation once."""
    op.add_column("conversations", sa.Column("property", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("conversations", sa.Column("standing", sa.Text(), nullable=False, server_default=sa.text("'desk'")))
    since = sa.Column("since", sa.DateTime(timezone=True), nullable=False, server_default=sa.text(f"'{_NEVER}'"))
    op.add_column("conversations", since)
    _look_into_each(op.get_bind())
    op.create_index(_INDEX, "conversations", ["tenant", "standing", "since", "id"])


def downgrade() -> None:
    """Forget it again."""
    op.drop_index(_INDEX, table_name="conversations")
    for name in ("since", "standing", "property"):
        op.drop_column("conversations", name)


def _look_into_each(connection: sa.Connection) -> None:
    _let_the_owner_see(connection, "NO FORCE")
    kept = sa.table(
        "conversations",
        *(sa.column(name) for name in ("tenant", "id", "state", "property", "standing")),
        sa.column("since", sa.DateTime(timezone=True)),
    )
    last = ("", "")
    place = sa.tuple_(kept.c.tenant, kept.c.id)
    while True:
        looking = sa.select(kept.c.tenant, kept.c.id, kept.c.state).where(place > sa.tuple_(*map(sa.literal, last)))
        rows = connection.execute(looking.order_by(kept.c.tenant, kept.c.id).limit(_AT_A_TIME)).all()
        if not rows:
            break
        for tenant, name, state in rows:
            # What nobody can read stays with the desk.
            with suppress(ValueError, KeyError, TypeError):
                told = _standing(json.loads(state)["body"], on_sqlite=connection.dialect.name == "sqlite")
                one = sa.update(kept).where(kept.c.tenant == tenant, kept.c.id == name)
                connection.execute(one.values(told))
        last = (rows[-1].tenant, rows[-1].id)
    _let_the_owner_see(connection, "FORCE")


def _standing(body: Mapping[str, object], *, on_sqlite: bool) -> dict[str, object]:
    handover, standing, since = body.get("handover"), "desk", body.get("last_guest_at")
    if isinstance(handover, Mapping):
        # Some releases wrote a class of its own as kind and body.
        handover = handover.get("body", handover)
        since = handover["since"]
        standing = "staff" if handover["reason"] in {"staff_took_over", "another_app"} else "waiting"
    moment = datetime.fromisoformat(str(since)) if since else datetime.fromisoformat(_NEVER).replace(tzinfo=UTC)
    moment = moment.astimezone(UTC)
    return {
        "property": str(body["property_id"]),
        "standing": standing,
        "since": moment.replace(tzinfo=None) if on_sqlite else moment,
    }


def _let_the_owner_see(connection: sa.Connection, how: str) -> None:
    """Policies hold the owner of a table, too, but for this once."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"ALTER TABLE conversations {how} ROW LEVEL SECURITY"))
