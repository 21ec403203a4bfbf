"""What an adapter may be able to do beside its port. Whoever has the ability is asked; nobody must have it."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from enum import Enum
from typing import Protocol, runtime_checkable

from attrs import frozen

from hotel_agent.ports.limits import Limits


@runtime_checkable
class SetsLimits(Protocol):
    """A book that knows how long its calls may take."""

    @property
    def time_limits(self) -> Mapping[str, timedelta]:
        """How long each may take, by the name of the port's method; those left out take the usual time."""
        ...


@runtime_checkable
class KeepsPace(Protocol):
    """A channel whose provider bears so many messages in a while, whichever process sends them."""

    @property
    def pace(self) -> Mapping[str, str]:
        """How many to one guest (`guest`) and from one account (`tenant`), each as `45/270 second`."""
        ...

    def keep_pace_with(self, limits: Limits) -> None:
        """From now on, count what is sent here together with everybody who counts there."""
        ...


class Verdict(Enum):
    """What a finding means for whoever looks after the installation."""

    WELL = "ok"
    WARNING = "warning"
    """It works; something about it should be known."""
    BROKEN = "broken"
    """It must be mended."""


@frozen
class Finding:
    """One thing that was looked at: what, what was seen, and what to do about it. Never holds a secret."""

    what: str
    verdict: Verdict
    seen: str = ""
    remedy: str = ""


@runtime_checkable
class SupportsDiagnosis(Protocol):
    """An adapter that can tell more about its own set-up than that it answers."""

    def diagnose(self) -> AsyncIterator[Finding]:
        """Look at one thing after the other, the ones the rest depends on first. Changes nothing outside."""
        ...
