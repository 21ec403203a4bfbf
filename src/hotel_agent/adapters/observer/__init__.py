"""Observers: who counts what the house does."""

from hotel_agent.adapters.observer.prometheus import PrometheusObserver
from hotel_agent.adapters.observer.quiet import QuietObserver

__all__ = ["PrometheusObserver", "QuietObserver"]
