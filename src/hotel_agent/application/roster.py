"""The roster: who works behind the desk, and which programs come in a hotel's name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from attrs import evolve, field, frozen

from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.people import (
    TOKEN,
    Card,
    Person,
    Token,
    name_of,
    name_of_secret,
    problem_of_password,
)
from hotel_agent.domain.tenants.rights import EVERYWHERE, Role
from hotel_agent.ports.clock import Chance, Clock
from hotel_agent.ports.people import Codes, Passwords, People
from hotel_agent.ports.rows import AuditEntry

BAD_NAME = "expected up to 64 letters without accents, digits or . _ @ + - such as ana or ana@hotel.example"


@frozen(kw_only=True)
class NewToken:
    """A token just made. The secret is told once, and kept nowhere."""

    token: Token
    secret: str = field(repr=False)


@frozen(kw_only=True)
class Roster:
    """Lets people and programs in for good, and shuts them out. Whatever is done here is written down."""

    people: People
    passwords: Passwords
    codes: Codes
    clock: Clock
    chance: Chance

    async def everybody(self) -> Sequence[Card]:
        """All people, by name."""
        return await self.people.everybody()

    async def engage(
        self, name: str, password: str, *, role: Role, tenants: frozenset[TenantId] | None, by: str
    ) -> Person | Refusal:
        """Somebody new may come in. BAD_REQUEST, and why, for such a name or password; TAKEN where it is one's."""
        known_as = name_of(name)
        if known_as is None:
            return Refusal(Reason.BAD_REQUEST, detail=f"name: {BAD_NAME}")
        if wrong := problem_of_password(password, known_as):
            return Refusal(Reason.BAD_REQUEST, detail=f"password: {wrong}")
        person = Person(name=known_as, role=role, tenants=tenants)
        card = Card(person=person, password=await self.passwords.hashed(password))
        act = self._act(by, "engage", known_as, None, shown(card))
        if not await self.people.add(card, act=act):
            return Refusal(Reason.TAKEN, detail=f"name: {known_as} is taken")
        return person

    async def shut_out(self, name: str, *, by: str, version: int | None = None) -> Refusal | None:
        """This person is let in no more, from this moment on. Repeating is safe. NOT_FOUND; Conflict as `appoint`."""
        return await self._change(name, "shut_out", by, self._disabled, ends=True, version=version)

    async def let_back(self, name: str, *, by: str, version: int | None = None) -> Refusal | None:
        """This person is let in again, with the password of before. Repeating is safe. NOT_FOUND; Conflict as there."""
        return await self._change(name, "let_back", by, _enabled, ends=False, version=version)

    async def appoint(
        self,
        name: str,
        *,
        role: Role | None = None,
        tenants: frozenset[TenantId] | None,
        disabled: bool | None = None,
        by: str,
        version: int | None = None,
    ) -> Refusal | None:
        """This person has these hotels from now on, and this role, and is let in or not, where that is said. NOT_FOUND.

        All of it is done or nothing. Raises Conflict where they are at this version no more: somebody changed them.
        """

        def appointed(card: Card) -> Card:
            after = evolve(card, person=evolve(card.person, role=role or card.person.role, tenants=tenants))
            if disabled is None:
                return after
            return self._disabled(after) if disabled else _enabled(after)

        return await self._change(name, "appoint", by, appointed, ends=bool(disabled), version=version)

    async def give_password(self, name: str, password: str, *, by: str) -> Refusal | None:
        """This password counts from now on, and whoever came in with the one before has to come again. NOT_FOUND."""
        known_as = name_of(name) or ""
        if wrong := problem_of_password(password, known_as):
            return Refusal(Reason.BAD_REQUEST, detail=f"password: {wrong}")
        kept = await self.passwords.hashed(password)
        return await self._change(known_as, "give_password", by, lambda card: evolve(card, password=kept), ends=True)

    async def give_seed(self, name: str, seed: str, *, by: str) -> Refusal | None:
        """A code of this seed is asked for from now on, beside the password; without a seed none is. NOT_FOUND."""
        action = "ask_for_codes" if seed else "ask_for_no_codes"
        return await self._change(name_of(name) or "", action, by, lambda card: evolve(card, seed=seed), ends=True)

    async def issue(
        self, name: str, *, role: Role, tenants: frozenset[TenantId] | None, lasts: timedelta, by: str
    ) -> NewToken:
        """A new token for a program: what it is for, as what it comes, for which hotels and how long."""
        now, secret = self.clock.now(), TOKEN + self.chance.token() + self.chance.token()
        token = Token(
            id=self.chance.token()[:12],
            digest=name_of_secret(secret),
            name=name,
            role=role,
            tenants=tenants,
            made_by=by,
            created_at=now,
            expires_at=now + lasts,
        )
        await self.people.issue(token, act=self._act(by, "issue_token", token.id, None, shown_token(token)))
        return NewToken(token=token, secret=secret)

    async def tokens(self) -> Sequence[Token]:
        """All tokens, the latest first."""
        return await self.people.tokens()

    async def revoke(self, id: str, *, by: str) -> Token | Refusal:
        """The token of this id proves nothing any more. Repeating is safe. NOT_FOUND."""
        token = next((each for each in await self.people.tokens() if each.id == id), None)
        if token is None:
            return Refusal(Reason.NOT_FOUND)
        now = self.clock.now()
        after = evolve(token, revoked_at=now)
        act = self._act(by, "revoke_token", id, shown_token(token), shown_token(after))
        await self.people.revoke(token, at=now, act=act)
        return after

    async def rotate(self, *, by: str) -> int:
        """Seal what codes are made from anew under the house's present key. Returns how many. Repeating is safe.

        Raises BadConfig, and changes nothing, where one opens under no key.
        """
        act = AuditEntry(at=self.clock.now(), by=by, action="rotate_codes", subject="SECRET_KEY")
        return await self.people.rotate(act=act)

    async def _change(
        self,
        name: str,
        action: str,
        by: str,
        change: Callable[[Card], Card],
        *,
        ends: bool,
        version: int | None = None,
    ) -> Refusal | None:
        card = await self.people.card(name_of(name) or "")
        if card is None:
            return Refusal(Reason.NOT_FOUND)
        if version not in {None, card.version}:
            raise Conflict(f"{card.person.name} is at version {card.version}, not at {version}; look again")
        after = change(card)
        if after == card:
            return None
        act = self._act(by, action, card.person.name, shown(card), shown(after))
        await self.people.change(card, after, act=act, shut_out=ends)
        return None

    def _disabled(self, card: Card) -> Card:
        at = card.person.disabled_at or self.clock.now()
        return evolve(card, person=evolve(card.person, disabled_at=at))

    def _act(
        self, by: str, action: str, subject: str, before: Mapping[str, object] | None, after: Mapping[str, object]
    ) -> AuditEntry:
        return AuditEntry(at=self.clock.now(), by=by, action=action, subject=subject, before=before, after=after)


def shown(card: Card) -> Mapping[str, object]:
    """A person as the audit log may show them: no hash and no seed."""
    person = card.person
    return {
        "role": person.role.value,
        "tenants": shown_tenants(person.tenants),
        "disabled": person.disabled_at is not None,
        "codes": card.asks_for_codes,
    }


def shown_token(token: Token) -> Mapping[str, object]:
    """A token as the audit log may show it: not its digest."""
    return {
        "name": token.name,
        "role": token.role.value,
        "tenants": shown_tenants(token.tenants),
        "expires_at": token.expires_at.isoformat(),
        "revoked": token.revoked_at is not None,
    }


def shown_tenants(tenants: frozenset[TenantId] | None) -> list[str]:
    """Hotels as plain values: `*` for all of them."""
    return [EVERYWHERE] if tenants is None else sorted(tenants)


def _enabled(card: Card) -> Card:
    return evolve(card, person=evolve(card.person, disabled_at=None))
