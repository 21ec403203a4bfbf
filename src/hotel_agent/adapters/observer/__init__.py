"""Observers: who counts what the house does."""

from hotel_agent.adapters.observer.prometheus import PrometheusObserver
from hotel_agent.adapters.observer.quiet import QuietObserver
from hotel_agent.adapters.observer.several import SeveralObservers
from hotel_agent.adapters.observer.telling import TellingObserver

__all__ = ["PrometheusObserver", "QuietObserver", "SeveralObservers", "TellingObserver"]
