"""What stands in `[tenants.pms]` of the mock."""

from decimal import Decimal

from attrs import frozen

from hotel_agent.adapters.pms.tables.options import Seconds


@frozen(kw_only=True)
class MockOptions:
    """How long every answer takes."""

    delay_seconds: Seconds = Seconds(Decimal(0))
