"""What may be sent at this moment: freely, in a template, or nothing at all (WhatsApp contract, 3.1). Pure.

A channel may let a hotel write freely for a while after the guest's last message, and afterwards only in texts that it
approved beforehand. It is judged when something is sent, never before.
"""

from datetime import datetime, timedelta

from attrs import evolve

from hotel_agent.ports.channel import Content, ContentTemplate

MARGIN = timedelta(minutes=5)
"""A window is taken to close a little earlier than it does."""


def window_end(window: timedelta | None, last_guest_at: datetime | None) -> datetime | None:
    """Until when a guest who wrote last at that moment may be written to freely; None where there is no such end."""
    return None if window is None or last_guest_at is None else last_guest_at + window - MARGIN


def is_open(window: timedelta | None, last_guest_at: datetime | None, now: datetime) -> bool:
    """Whether a guest who wrote last at that moment may be written to freely. Whoever never wrote may not."""
    end = window_end(window, last_guest_at)
    return window is None or (end is not None and now <= end)


def sendable(content: Content, *, is_open: bool, otherwise: ContentTemplate | None) -> Content | None:
    """The content as it may be sent: its words while the window is open, afterwards its own template, or `otherwise`.

    None where nothing may be sent. What has no words, only a template, is sent in that at any time.
    """
    if is_open and content.text.strip():
        return evolve(content, template=None)
    if is_open and content.template is None:
        return content
    template = content.template or otherwise
    return None if template is None else Content(text="", language=content.language, template=template)
