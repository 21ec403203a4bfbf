"""What the register says where it cannot do what it is asked."""

from collections.abc import Sequence

from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import AccountId, TenantId


def claimed(channel: str, account: AccountId, tenant: TenantId) -> str:
    """Whose account it is."""
    return f"{channel} {account} is {tenant}'s; take it from there first"


def cannot_be_opened(tenant: TenantId, names: Sequence[str]) -> BadConfig:
    """That secrets were sealed under a key nobody has here, and what to do."""
    return BadConfig(
        f"SECRET_KEY: it does not open {', '.join(sorted(names))} of {tenant}; set the key they were sealed with, or"
        " list it in SECRET_KEY_PREVIOUS, or set these secrets anew"
    )
