"""Saying something over the Graph API: at a pace, post by post, and what is done about each no (contract, 3.5)."""

from datetime import timedelta

from attrs import evolve
from loguru import logger

from hotel_agent.adapters.channels.text import in_words, numbered
from hotel_agent.adapters.channels.whatsapp.faults import (
    NOT_CARRIED,
    NOT_ON_THE_LIST,
    NOT_USABLE,
    PARAMETERS,
    PERHAPS_LATER,
    SPAM,
    UNPAID,
    Fault,
    No,
)
from hotel_agent.adapters.channels.whatsapp.fields import table, words
from hotel_agent.adapters.channels.whatsapp.gate import TO_ONE_GUEST, Gate
from hotel_agent.adapters.channels.whatsapp.graph import Graph, Taken
from hotel_agent.adapters.channels.whatsapp.numbers import other_forms
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.outbound import Body, bodies
from hotel_agent.adapters.channels.whatsapp.people import PHONE
from hotel_agent.adapters.channels.whatsapp.reach import Reaches
from hotel_agent.adapters.channels.whatsapp.templates import Templates
from hotel_agent.domain.errors import OutcomeUnknown, Postponed, Unavailable
from hotel_agent.domain.ids import AccountId, EffectKey
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Content, Identity, Receipt
from hotel_agent.ports.clock import Clock

ONCE_MORE = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000
_REASONS = {
    Fault.WINDOW: Reason.WINDOW_CLOSED,
    Fault.RECIPIENT: Reason.UNREACHABLE,
    Fault.POLICY: Reason.UNREACHABLE,
    Fault.CONSENT: Reason.UNWANTED,
}


class Sender:
    """Sends what is said, each post once the one before was taken.

    When a later post fails the guest has part of it, so that is OutcomeUnknown, whatever Meta said: sent again from
    the start, it would be said twice. A report carries our key alone only if the last post was taken.
    """

    def __init__(self, options: WhatsAppOptions, graph: Graph, clock: Clock) -> None:
        self._graph = graph
        self.gate = Gate(clock=clock, per_second=options.messages_per_second)
        self.templates = Templates(graph=graph, clock=clock, options=options)
        self.reaches = Reaches(graph=graph, clock=clock, options=options)
        self._forms: dict[tuple[AccountId, str], str] = {}
        """Under which other form of a number a message arrived."""
        self._tried: dict[EffectKey, None] = {}
        """What could not be delivered once; the second time it is given up."""

    def change(self, options: WhatsAppOptions) -> None:
        """Serve these numbers and business accounts from now on. The pace stays what it was."""
        self.templates.options = self.reaches.options = options

    async def send(self, to: Address, content: Content, key: EffectKey) -> Receipt | Refusal:
        """Send it. What Meta does not carry is said in words, and a template refused is asked for once more."""
        taken = await self._try(to, content, key)
        if isinstance(taken, No) and taken.fault is Fault.MEDIA:
            taken = await self._try(to, content, key)
        in_words = isinstance(taken, No) and (taken.code == NOT_CARRIED or taken.fault is Fault.MEDIA)
        if in_words and content.template is None and content != _plain(content):
            taken = await self._try(to, _plain(content), key)
        if isinstance(taken, No) and content.template is not None and taken.code in PARAMETERS:
            taken = await self._try(to, content, key, anew=True)
        while isinstance(taken, No) and content.template is not None and taken.code in NOT_USABLE:
            # It was disabled in this language: another may do, until there is none left.
            logger.error("a WhatsApp template is not usable", template=content.template.name, said=str(taken))
            taken = await self._try(to, content, key)
        if isinstance(taken, No):
            return self._refused(to, taken, key)
        return taken

    async def _try(
        self, to: Address, content: Content, key: EffectKey, *, anew: bool = False
    ) -> Receipt | Refusal | No:
        template: Body | None = None
        if content.template is not None:
            checked = await self.templates.body(to.account, content.template, anew=anew)
            if isinstance(checked, Refusal):
                return checked
            template = checked
        guest = self._forms.get((to.account, to.identity.value), to.identity.value)
        posts = bodies(evolve(to.identity, value=guest), content, key, template)
        if not posts:
            return Refusal(Reason.UNDELIVERABLE, detail="there is nothing to say")
        await self.gate.pass_through(to.account, guest, len(posts))
        first = await self._graph.post(to.account, posts[0])
        if isinstance(first, No) and first.code == NOT_ON_THE_LIST and (forms := other_forms(guest)):
            posts = bodies(Identity(to.identity.kind, forms[0]), content, key, template)
            first = await self._graph.post(to.account, posts[0])
            if not isinstance(first, No):
                self._forms[to.account, to.identity.value] = forms[0]
        if isinstance(first, No):
            if template is not None and content.template is not None and first.code in NOT_USABLE:
                self.templates.disable(to.account, content.template.name, words(table(template, "language"), "code"))
            return first
        last = await self._rest_of(to, posts, first)
        self.gate.went_well(to.account, guest)
        self._tried.pop(key, None)
        return Receipt(message=last.name, other_form=_other_form(to.identity, last))

    async def _rest_of(self, to: Address, posts: list[Body], first: Taken) -> Taken:
        last = first
        for part, body in enumerate(posts[1:], 2):
            try:
                taken = await self._graph.post(to.account, body)
            except Unavailable as cause:
                raise OutcomeUnknown(f"part {part} of {len(posts)}: {cause}") from cause
            if isinstance(taken, No):
                raise OutcomeUnknown(f"part {part} of {len(posts)}: {taken}")
            last = taken
        return last

    def _refused(self, to: Address, no: No, key: EffectKey) -> Refusal:
        """A no for good. Raises Postponed, or Unavailable, where asking again may help."""
        said, account, pair = f"WhatsApp sent nothing: {no}", to.account, (to.account, to.identity.value)
        match no.fault:
            case Fault.CONFIG | Fault.ACCOUNT:
                logger.critical("a WhatsApp number stands still until somebody mends it", account=account, said=str(no))
                raise self.gate.stand_still(account, said, long=no.code in UNPAID)
            case Fault.THROTTLE:
                raise self.gate.slow_down(account, timedelta(seconds=2), 2, said)
            case Fault.THROTTLE_PAIR:
                raise self.gate.slow_down(pair, TO_ONE_GUEST, 4, said)
            case Fault.TRANSIENT:
                raise Unavailable(said)
            case _:
                return self._given_up(account, no, said, key)

    def _given_up(self, account: AccountId, no: No, said: str, key: EffectKey) -> Refusal:
        if no.code == PERHAPS_LATER and key not in self._tried:
            self._remember(key)
            raise Postponed(said, ONCE_MORE)
        if no.code in SPAM:
            self.reaches.stop(account)
        if no.fault in {Fault.OURS, Fault.UNKNOWN, Fault.QUALITY}:
            logger.error("WhatsApp refused what we sent; somebody has to look", account=account, said=str(no))
        return Refusal(_REASONS.get(no.fault, Reason.UNDELIVERABLE), detail=str(no))

    def _remember(self, key: EffectKey) -> None:
        self._tried[key] = None
        if len(self._tried) > _MOST_REMEMBERED:
            del self._tried[next(iter(self._tried))]


def _other_form(guest: Identity, taken: Taken) -> Identity | None:
    """The number by which Meta knows this guest, where it is written in another way than the one we wrote to."""
    if guest.kind != PHONE or taken.number in {"", guest.value}:
        return None
    return Identity(PHONE, taken.number)


def _plain(content: Content) -> Content:
    """The content as text and nothing else."""
    whole = in_words(content)
    return Content(text=f"{whole.text}\n\n{numbered(whole.choices)}".strip())
