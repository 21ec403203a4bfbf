"""The token by which a guest shows to be a chat's own. It says which chat it is, and nobody else can make one."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from attrs import field, frozen

from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.chat import UNTOLD, CameFrom


@frozen(kw_only=True)
class Chat:
    """Which chat: its name, the account at which it was opened, and when."""

    name: str
    account: AccountId
    opened_at: datetime
    came: CameFrom = UNTOLD
    """What the page said of its visitor."""


def _key_of(secret: str) -> bytes:
    # A key for this purpose only: nothing sealed with it is worth anything elsewhere.
    return hmac.digest(secret.encode("utf-8", "surrogatepass"), b"hotel_agent: the guest of a web chat", "sha256")


@frozen
class Seal:
    """Makes tokens and reads them. Whoever holds the same secret, in whichever process, reads the same."""

    _key: bytes = field(converter=_key_of, repr=False)

    def token(self, chat: Chat) -> str:
        """The token of this chat's guest."""
        account = urlsafe_b64encode(chat.account.encode("utf-8", "surrogatepass")).decode()
        said = f"{chat.name}.{int(chat.opened_at.timestamp())}.{account}"
        if chat.came != UNTOLD:
            told = json.dumps([chat.came.locale, chat.came.page, chat.came.visitor])
            said = f"{said}.{urlsafe_b64encode(told.encode()).decode()}"
        return f"{said}.{self._mark(said)}"

    def chat(self, token: str) -> Chat | None:
        """The chat whose guest this token proves; None for one that was not made here. Never raises."""
        said, _, mark = token.rpartition(".")
        if not hmac.compare_digest(mark.encode("utf-8", "surrogatepass"), self._mark(said).encode()):
            return None
        name, opened_at, account, *told = said.split(".")
        locale, page, visitor = json.loads(urlsafe_b64decode(told[0])) if told else ("", "", "")
        return Chat(
            name=name,
            account=AccountId(urlsafe_b64decode(account).decode("utf-8", "surrogatepass")),
            opened_at=datetime.fromtimestamp(int(opened_at), UTC),
            came=CameFrom(locale=locale, page=page, visitor=visitor),
        )

    def _mark(self, said: str) -> str:
        return hmac.new(self._key, said.encode("utf-8", "surrogatepass"), "sha256").hexdigest()
