"""What the routes are given. It was made here, so it is taken as it is, not checked like what comes from outside."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from prometheus_client import CollectorRegistry

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config
from hotel_agent.domain.tenants.rights import Principal
from hotel_agent.entrypoints.http.challenge import Challenges
from hotel_agent.entrypoints.http.checks import Checks
from hotel_agent.entrypoints.http.gauges import HouseGauges
from hotel_agent.entrypoints.http.guard import Guard
from hotel_agent.entrypoints.http.passes import Cookies
from hotel_agent.entrypoints.http.series import HttpSeries
from hotel_agent.entrypoints.http.streams import Streams
from hotel_agent.entrypoints.http.workers import Workers

GivenDesk: TypeAlias = NamedDependency[SkipValidation[FrontDesk]]
GivenConfig: TypeAlias = NamedDependency[SkipValidation[Config]]
GivenRegistry: TypeAlias = NamedDependency[SkipValidation[CollectorRegistry]]
GivenSeries: TypeAlias = NamedDependency[SkipValidation[HttpSeries]]
GivenWorkers: TypeAlias = NamedDependency[SkipValidation[Workers]]
GivenGauges: TypeAlias = NamedDependency[SkipValidation[HouseGauges]]
GivenCrewCounts: TypeAlias = NamedDependency[SkipValidation[Callable[[], Awaitable[Sequence[tuple[str, str]]]]]]
GivenChecks: TypeAlias = NamedDependency[SkipValidation[Checks]]
GivenCookies: TypeAlias = NamedDependency[SkipValidation[Cookies]]
GivenGuard: TypeAlias = NamedDependency[SkipValidation[Guard]]
GivenPrincipal: TypeAlias = NamedDependency[SkipValidation[Principal]]
GivenStreams: TypeAlias = NamedDependency[SkipValidation[Streams]]
GivenChallenges: TypeAlias = NamedDependency[SkipValidation[Challenges]]
