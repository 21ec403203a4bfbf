"""QloApps: the hotel's book as its webservice shows it.

Its options, as they stand in the tenants file (one tenant with one property may use PMS_BASE_URL, PMS_API_KEY and
PMS_HOTEL_ID instead, with PMS_TYPE=qloapps):

```toml
[tenants.pms]
adapter = "qloapps"
base_url = "https://shop.example.com"     # the shop's domain as it is set in QloApps: others are redirected
api_key_env = "HOTEL_ONE_QLOAPPS_KEY"     # the variable that holds the webservice key
# read_seconds = 10                       # how long QloApps may take to answer a question (1 to 30),
# write_seconds = 25                      # and a write (5 to 45): it may send mail meanwhile
# settles_seconds = 90                    # after so long nothing comes of a write that was not answered (30 to 3600)

[[tenants.properties]]
hotel_id = 1                              # the hotel in QloApps: a shop may have several
rate_plan_name = { en = "Standard rate", es = "Tarifa estándar" }    # optional, as all that follows
meals = "breakfast"                       # room_only, breakfast, half_board, full_board
cancellation = [{ hours_before = 48, nights = 1 }]                   # without it cancelling is always free
separate_fees = true                      # guests also pay the automatic fees that QloApps adds beside the room;
                                          # false: they do not, and nobody asks again
```
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.pms.qloapps.api import Api
from hotel_agent.adapters.pms.qloapps.hotel import Hotel
from hotel_agent.adapters.pms.qloapps.lease import Lease
from hotel_agent.adapters.pms.qloapps.options import House, QloAppsOptions, read_options
from hotel_agent.adapters.pms.qloapps.pms import QloAppsPms
from hotel_agent.adapters.pms.qloapps.shop import Shop
from hotel_agent.adapters.pms.qloapps.writes import Writes
from hotel_agent.domain.ids import PropertyId
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms

__all__ = ["QloAppsPms", "open_qloapps"]


def open_qloapps(
    options: Mapping[str, object], *, tenant: Tenant, clock: Clock, database: Database | None = None
) -> AbstractAsyncContextManager[Pms]:
    """The tenant's book in QloApps. Raises BadConfig with every problem of its options at once; connects to nobody."""
    shop, houses = read_options(options, tenant=tenant)
    return _opened(shop, houses, tenant, clock, database)


@asynccontextmanager
async def _opened(
    options: QloAppsOptions,
    houses: Mapping[PropertyId, House],
    tenant: Tenant,
    clock: Clock,
    database: Database | None,
) -> AsyncIterator[Pms]:
    api = Api(options)
    shop = Shop(api, clock=clock, languages=tenant.languages)
    hotels = {
        name: Hotel(
            house=house,
            shop=shop,
            api=api,
            clock=clock,
            settles=timedelta(seconds=float(options.settles_seconds)),
            writes=Writes(
                Lease(f"{options.api} {house.hotel}", clock=clock, database=database),
                clock=clock,
            ),
        )
        for name, house in houses.items()
    }
    pms = QloAppsPms(hotels, options=options, api=api)
    try:
        yield pms
    finally:
        await pms.aclose()
        await api.aclose()
