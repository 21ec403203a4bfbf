"""A post that carries everything and keeps what arrived, every time it arrived."""

from datetime import timedelta

from attrs import frozen

from hotel_agent.adapters.channels.loopback import Loopback
from hotel_agent.domain.ids import AccountId, EffectKey, ProviderId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.channel import Address, Capabilities, Content, Receipt


@frozen(kw_only=True)
class Letter:
    """Something that arrived at a guest."""

    account: AccountId
    guest: str
    content: Content
    key: EffectKey


class Post(Loopback):
    """Guests write as over the loopback. What is sent twice arrives twice: whoever sends has to take care."""

    name = "post"
    can = Capabilities(
        identities=("loopback",), buttons=100, rows=100, text_length=1_000_000, reply_window=timedelta(hours=24)
    )

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Bring it to the guest."""
        self.letters.append(Letter(account=to.account, guest=to.identity.value, content=content, key=key))
        return Receipt(message=ProviderId(f"letter{len(self.letters)}"))
