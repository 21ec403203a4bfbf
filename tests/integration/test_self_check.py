"""The service passes its own check, from its page to an answer in the web chat."""

from datetime import timedelta

from tests.integration.service import Service

from hotel_agent.bootstrap import check_service
from hotel_agent.ports.abilities import Verdict


async def test_a_service_that_runs_is_found_well(service: Service) -> None:
    url = f"http://127.0.0.1:{service.port}"
    seen = [each async for each in check_service(url, patience=timedelta(seconds=300))]
    assert [each for each in seen if each.verdict is Verdict.BROKEN] == []
    assert "answered after" in seen[-1].seen
