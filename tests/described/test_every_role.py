"""Whatever is asked at any route, by whoever it is: the answer is one that the application's description describes.

schemathesis makes the requests from the description, good ones and spoilt ones, the same on every run.
`DESCRIBED_EXAMPLES` says how many of each at every route.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from attrs import define, field
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from litestar.testing import AsyncTestClient
from litestar.types import ASGIApp
from prometheus_client import CollectorRegistry
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup
from tests.unit.entrypoints.http.conftest import Doors
from tests.unit.entrypoints.http.principals import JWT_SECRET, letter
from tests.unit.entrypoints.http.test_two_hotels import THEIRS, furnished
from tests.unit.test_registered_hotels import KEY

from hotel_agent.adapters.nlu.scripted import ScriptedNlu
from hotel_agent.bootstrap import load_config, open_desk
from hotel_agent.domain.tenants.rights import Role
from hotel_agent.entrypoints.http.app import build_app

EXAMPLES = int(os.environ.get("DESCRIBED_EXAMPLES", "4"))
ENDLESS = "/events"
"""A stream of events ends when who listens goes; its tests are others."""
PATIENCE = 300
"""Seconds for one answer, on a machine that has much else to do."""
NOBODY = "nobody"
ANSWERED = ["2xx", "3xx", "4xx", "503"]
"""What is no broken answer: 503 says that the world does not answer, where the description says that it may."""
WANTED = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
TOLD = {
    "SECRET_KEY": KEY,
    "JWT_SECRET": JWT_SECRET,
    "HOTEL_QUIET_SECONDS": "0",
    "WHATSAPP_PHONE_NUMBER_ID": "810000000000001",
    "WHATSAPP_ACCESS_TOKEN": "a token of nobody's",
    "WHATSAPP_APP_SECRET": "a secret of nobody's",
    "WHATSAPP_VERIFY_TOKEN": "a word of nobody's",
    "WHATSAPP_API_URL": "http://127.0.0.1:9",
}


@define
class Asker:
    """Somebody who asks at every route, and keeps what was answered otherwise than described."""

    doors: Doors
    headers: Mapping[str, str]
    names: Mapping[str, str]
    """What things are called that are there, by the names of the parts of an address."""
    loop: asyncio.AbstractEventLoop
    asked: int = 0
    statuses: set[int] = field(factory=set)
    otherwise: dict[str, str] = field(factory=dict)

    def asks_everywhere(self, description: Mapping[str, Any]) -> None:
        described = schemathesis.openapi.from_dict(dict(description))
        described.config.generation.update(with_security_parameters=False)  # who asks is who we say
        described.config.checks.not_a_server_error.expected_statuses = ANSWERED
        for found in described.get_all_operations():
            operation = found.ok()
            if not operation.path.endswith(ENDLESS):
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    self.asks(operation.as_strategy(generation_mode=mode))

    def asks(self, cases: Any) -> None:
        @seed(1)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases, at_home=st.booleans())
        def at_one_route(case: Any, at_home: bool) -> None:
            if at_home:
                case.path_parameters = {name: self.names.get(name, value) for name, value in
                                        (case.path_parameters or {}).items()}  # fmt: skip
            self.judges(case, self.answer(case))

        try:
            at_one_route()
        except Unsatisfiable:
            return  # nothing can be spoilt where nothing is asked for

    def answer(self, case: Any) -> httpx.Response:
        made = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
        headers = {
            name: value if isinstance(value, str) else value.decode("latin-1")
            for name, value in made.headers.items()
            if name.lower() != "authorization"
        }
        body = made.body.encode() if isinstance(made.body, str) else made.body
        assert body is None or isinstance(body, bytes)
        asking = self.doors.request(
            made.method or "", made.url or "", content=body, headers={**headers, **self.headers}, follow_redirects=False
        )
        self.doors.cookies.clear()
        return asyncio.run_coroutine_threadsafe(asking, self.loop).result(PATIENCE)

    def judges(self, case: Any, answer: httpx.Response) -> None:
        self.asked += 1
        self.statuses.add(answer.status_code)
        try:
            case.validate_response(answer, checks=list(WANTED))
        except FailureGroup as found:
            for each in found.exceptions:
                what = f"{case.operation.label}: {answer.status_code}, {each.title}"
                told = f"{each} | {answer.request.url} | {bytes(answer.request.content)[:300]!r} | {answer.text[:300]}"
                self.otherwise.setdefault(what, told)


@pytest.mark.parametrize("who", [*(role.value for role in Role), NOBODY])
async def test_whatever_is_asked_the_answer_is_described(tmp_path: Path, who: str) -> None:
    database = f"sqlite:///{tmp_path / 'hotel.sqlite3'}"
    config = load_config({**TOLD, "DATABASE_URL": database})
    async with open_desk(config, nlu=ScriptedNlu()) as desk:
        app: ASGIApp = build_app(desk, config, registry=CollectorRegistry(), works=False)
        async with AsyncTestClient(app=app, raise_server_exceptions=False) as doors:
            hotels = await furnished(doors, desk, database, [])
            asker = Asker(
                doors=doors,
                headers={} if who == NOBODY else letter(Role(who), "*"),
                names={**hotels.names, "tenant_id": THEIRS, "widget_key": THEIRS},
                loop=asyncio.get_running_loop(),
            )
            await asyncio.to_thread(asker.asks_everywhere, hotels.described)
    assert not asker.otherwise, "\n\n".join(f"{what}\n{told}" for what, told in asker.otherwise.items())
    assert asker.asked > 100 * EXAMPLES / 4
    assert asker.statuses >= ({200, 401} if who == NOBODY else {200, 400, 404})
