"""Every channel of the family under the one contract."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest

from hotel_agent.adapters.channels import CHANNELS
from hotel_agent.adapters.channels.loopback import PROOF, Loopback
from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import AccountId, ChoiceToken, TenantId
from hotel_agent.ports.channel import Address, Channel, Credentials, Identity, RawRequest
from hotel_agent.testing.contracts.channel import Arrival, ChannelContract, FarChannelContract, FarOutside, Outside
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

TENANT = TenantId("marina")
NOW = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)


class LoopbackOutside:
    def __init__(self) -> None:
        self._loopback = Loopback()
        self.channel: Channel = self._loopback
        self.credentials = self._loopback.credentials
        self.guest = Address(tenant=TENANT, account=AccountId("loopback"), identity=Identity("loopback", "ana"))
        self.stranger = Address(tenant=TENANT, account=AccountId("loopback"), identity=Identity("loopback", "rui"))

    def writes(self, text: str, *, name: str) -> RawRequest:
        return self._loopback.writes("ana", text, at=NOW, name=name)

    def presses(self, token: str, *, name: str) -> RawRequest:
        return self._loopback.presses("ana", ChoiceToken(token), at=NOW, name=name)

    def proven(self, body: bytes) -> RawRequest:
        return RawRequest(body=body, headers={PROOF: self.credentials.secrets[0]}, received_at=NOW)

    def forged(self, request: RawRequest) -> RawRequest:
        return RawRequest(body=request.body, headers={PROOF: "made somewhere else"}, received_at=NOW)

    async def arrived(self, at: Address) -> Sequence[Arrival]:
        return [
            Arrival(
                text="\n".join([content.text, *(choice.description for choice in content.choices)]).strip(),
                choices=tuple((choice.token, choice.title) for choice in content.choices),
            )
            for content in self._loopback.said_to(at.identity.value)
        ]


class TestLoopback(ChannelContract):
    @pytest.fixture
    def outside(self) -> Outside:
        return LoopbackOutside()


class WhatsAppOutside:
    secrets: tuple[str, ...] = ("EAAG-a-token", "an app secret")

    def __init__(self, graph: GraphStub, guest: WhatsAppGuest) -> None:
        self._graph = graph
        self._guest = guest
        options = WhatsAppOptions(api_url=graph.url, access_tokens={guest.account: "EAAG-a-token"})
        self.whatsapp = WhatsApp(options, clock=ManualClock(NOW))
        self.channel: Channel = self.whatsapp
        self.credentials = Credentials(secrets=("an app secret",))
        own = Identity("wa_phone", guest.number) if guest.number else Identity("wa_bsuid", guest.bsuid)
        self.guest = Address(tenant=TENANT, account=guest.account, identity=own)
        self.stranger = Address(tenant=TENANT, account=guest.account, identity=Identity("wa_phone", "34600900900"))

    def writes(self, text: str, *, name: str) -> RawRequest:
        return self._guest.writes(text, at=NOW, name=name)

    def presses(self, token: str, *, name: str) -> RawRequest:
        return self._guest.presses(token, at=NOW, name=name)

    def proven(self, body: bytes) -> RawRequest:
        return self._guest.signed(body, at=NOW)

    def forged(self, request: RawRequest) -> RawRequest:
        signature = request.headers["x-hub-signature-256"]
        other = signature[:-1] + ("0" if signature[-1] != "0" else "1")
        return RawRequest(body=request.body, headers={"x-hub-signature-256": other}, received_at=NOW)

    async def arrived(self, at: Address) -> Sequence[Arrival]:
        assert self._graph.refused == []
        mine = (each for each in self._graph.sent if each.to == at.identity.value)
        return [Arrival(text=each.text, choices=each.choices) for each in mine]

    async def goes_away(self) -> None:
        await self._graph.go_away()

    async def comes_back(self) -> None:
        await self._graph.come_back()

    def hangs_up(self) -> None:
        self._graph.swallow_next()


class TestWhatsApp(FarChannelContract):
    @pytest.fixture(params=["with a number", "by name only"])
    async def outside(self, request: pytest.FixtureRequest) -> AsyncIterator[FarOutside]:
        named = WhatsAppGuest(number="", bsuid="PT.77000000000000000007", secret="an app secret")
        guest = WhatsAppGuest(secret="an app secret") if request.param == "with a number" else named
        async with GraphStub(token="EAAG-a-token") as graph:
            outside = WhatsAppOutside(graph, guest)
            yield outside
            await outside.whatsapp.aclose()


@pytest.mark.parametrize("name", CHANNELS)
async def test_a_channel_of_the_table_bears_its_name_and_connects_to_nobody(name: str) -> None:
    async with CHANNELS[name]({}, clock=ManualClock(NOW), chance=SeededChance()) as channel:
        assert channel.name == name


@pytest.mark.parametrize("name", CHANNELS)
async def test_an_option_nobody_knows_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadConfig, match="pigeons"):
        async with CHANNELS[name]({"pigeons": 7}, clock=ManualClock(NOW), chance=SeededChance()):
            pytest.fail("it was opened")
