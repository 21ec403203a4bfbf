"""What every adapter that keeps rows stands on: how values turn into rows and back."""

# Every table there is stands in the metadata, whichever of them is asked for first.
from hotel_agent.adapters.database import (
    tables,
    tables_book,
    tables_chats,
    tables_drafts,
    tables_mail,
    tables_media,
    tables_people,
    tables_register,
    tables_repeats,
)

__all__ = [
    "tables",
    "tables_book",
    "tables_chats",
    "tables_drafts",
    "tables_mail",
    "tables_media",
    "tables_people",
    "tables_register",
    "tables_repeats",
]
