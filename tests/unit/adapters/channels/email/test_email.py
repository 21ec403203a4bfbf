"""E-mail keeps the promises of a channel, against a real mail host."""

from collections.abc import AsyncIterator

import pytest
from tests.unit.adapters.channels.email.outside import DESK, NOW, PASSWORD, EmailOutside, options

from hotel_agent.adapters.channels.email import open_email
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.testing.contracts.channel import FarChannelContract, FarOutside
from hotel_agent.testing.servers.mail import MailServer


class TestEmail(FarChannelContract):
    @pytest.fixture(params=["files what is sent", "files nothing"])
    async def outside(self, request: pytest.FixtureRequest) -> AsyncIterator[FarOutside]:
        files = request.param == "files what is sent"
        async with (
            MailServer(login=DESK, password=PASSWORD.replace(" ", ""), files_sent=files) as server,
            open_email(options(server), clock=ManualClock(NOW), chance=SeededChance()) as email,
        ):
            yield EmailOutside(email, server)
