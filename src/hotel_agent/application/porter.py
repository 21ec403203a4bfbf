"""The porter: who stands at the door behind the desk, by what they show, and what they are let in with."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen
from loguru import logger

from hotel_agent.application.roster import Roster
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import GuestId, TenantId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.people import (
    LONGEST_PASSWORD,
    PASS,
    TOKEN,
    Card,
    Pass,
    Person,
    name_of,
    name_of_secret,
)
from hotel_agent.domain.tenants.rights import Principal
from hotel_agent.ports.limits import Limits
from hotel_agent.ports.people import Vouchers
from hotel_agent.ports.rows import AuditEntry

SHIFT = timedelta(hours=12)
"""So long somebody is let in at a browser: a shift, and the hour after it."""
ERRAND = timedelta(hours=1)
"""So long a program is let in with somebody's name and password."""

_NAMES, _ADDRESSES = TenantId("sign-in:names"), TenantId("sign-in:addresses")
"""Where tries are counted: no hotel can have these ids."""


@frozen(kw_only=True)
class LetIn:
    """Somebody who was let in just now. The secret is told once, and kept nowhere."""

    person: Person
    secret: str = field(repr=False)
    expires_at: datetime


@frozen
class TooOften:
    """Too many tries came from there, or at this name; so long to wait."""

    wait: timedelta


@frozen
class CodeWanted:
    """The password is theirs, and a code is asked of them too."""


@frozen(kw_only=True)
class Porter:
    """Knows those who come to the back of the house. What each may do is not the porter's to say (`rights.may`)."""

    roster: Roster
    vouchers: Vouchers
    tries: Limits

    async def let_in(
        self, name: str, password: str, code: str, *, whence: str, stays: timedelta = SHIFT
    ) -> LetIn | TooOften | CodeWanted | Refusal:
        """Let somebody in who proves by password, and where they have one by a code, who they are.

        BAD_SIGNATURE for whoever does not, whatever of it was wrong.
        """
        card = await self._proven(name, password, code, whence=whence)
        if not isinstance(card, Card):
            return card
        if self.roster.passwords.is_old(card.password):
            await self._keep_anew(card, password)
        return await self._pass(card.person, stays)

    async def take_password(
        self, name: str, password: str, code: str, new: str, *, whence: str
    ) -> TooOften | CodeWanted | Refusal | None:
        """Somebody who proves who they are gives themselves a new password, and everybody who was in as they is out.

        BAD_SIGNATURE as in `let_in`; BAD_REQUEST, and why, for a new password that will not do.
        """
        card = await self._proven(name, password, code, whence=whence)
        if not isinstance(card, Card):
            return card
        return await self.roster.give_password(card.person.name, new, by=card.person.name)

    async def known(self, bearer: str) -> Principal | None:
        """Who bears this in a header; None for whoever proves nothing."""
        now = self.roster.clock.now()
        if bearer.startswith(TOKEN):
            token = await self.roster.people.token(name_of_secret(bearer))
            return None if token is None else token.principal(now)
        if bearer.startswith(PASS):
            return await self.known_at_browser(bearer)
        return self.vouchers.read(bearer, now=now) if bearer else None

    async def known_at_browser(self, secret: str) -> Principal | None:
        """Whose pass this is, as they are now: a role that was changed since counts at once."""
        if not secret.startswith(PASS):
            return None
        card = await self.roster.people.bearer(name_of_secret(secret), now=self.roster.clock.now())
        return None if card is None else card.person.principal

    async def let_out(self, secret: str) -> None:
        """End this pass. Repeating is safe; tokens and letters stay what they are."""
        if secret.startswith(PASS):
            await self.roster.people.end(name_of_secret(secret))

    async def _proven(
        self, name: str, password: str, code: str, *, whence: str
    ) -> Card | TooOften | CodeWanted | Refusal:
        known_as = name_of(name) or ""
        wait = await self._wait(known_as or name, whence)
        if wait is not None:
            return TooOften(wait)
        card = await self.roster.people.card(known_as) if known_as else None
        proven = await self.roster.passwords.matches(password[: LONGEST_PASSWORD + 1], card.password if card else "")
        if card is None or not proven or card.person.disabled_at is not None:
            return Refusal(Reason.BAD_SIGNATURE)
        if card.asks_for_codes:
            if not code.strip():
                return CodeWanted()
            if card.seed is None:
                logger.error("codes were sealed under another SECRET_KEY: `hotel-agent people code` gives new ones")
                return Refusal(Reason.BAD_SIGNATURE)
            step = self.roster.codes.step(card.seed, code, now=self.roster.clock.now())
            if step is None or not await self.roster.people.use_code(known_as, step):
                return Refusal(Reason.BAD_SIGNATURE)
        return card

    async def _wait(self, name: str, whence: str) -> timedelta | None:
        """How long to wait for the next try, from there or at this name."""
        waits = [
            await self.tries.spend(tenant=where, guest=GuestId(digest("tries", told)))
            for where, told in ((_ADDRESSES, whence), (_NAMES, name))
        ]
        return max((wait for wait in waits if wait is not None), default=None)

    async def _pass(self, person: Person, stays: timedelta) -> LetIn:
        now, secret = self.roster.clock.now(), PASS + self.roster.chance.token() + self.roster.chance.token()
        new = Pass(digest=name_of_secret(secret), name=person.name, begun_at=now, expires_at=now + stays)
        await self.roster.people.let_in(
            new, act=AuditEntry(at=now, by=person.name, action="sign_in", subject=person.name)
        )
        return LetIn(person=person, secret=secret, expires_at=new.expires_at)

    async def _keep_anew(self, card: Card, password: str) -> None:
        name, now = card.person.name, self.roster.clock.now()
        kept = evolve(card, password=await self.roster.passwords.hashed(password))
        act = AuditEntry(at=now, by=name, action="keep_password_anew", subject=name)
        try:
            await self.roster.people.change(card, kept, act=act, shut_out=False)
        except Conflict:
            return  # somebody changes them at this moment; the next time will do
