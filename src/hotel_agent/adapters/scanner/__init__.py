"""Who looks for malware in what guests send, by its name in the configuration."""

from collections.abc import Callable, Mapping

from hotel_agent.adapters.scanner.clamav import ClamAv
from hotel_agent.ports.media import Scanner

SCANNERS: Mapping[str, Callable[[Mapping[str, object]], Scanner]] = {"clamav": ClamAv.read}
"""The family's table. Each makes a scanner from its options, connects to nobody, and raises BadConfig."""
