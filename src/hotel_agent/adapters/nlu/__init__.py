"""Readers of what guests write."""

from collections.abc import Callable, Mapping

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.ports.nlu import Nlu

NLUS: Mapping[str, Callable[[], Nlu]] = {"embedded": EmbeddedNlu, "scripted": ScriptedNlu}
"""Every reader by the name the configuration calls it."""
