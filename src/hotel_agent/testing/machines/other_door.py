"""The guest's other door, as it is seen from this one: codes are made there, and doors are linked and parted."""

from attrs import define

from hotel_agent.domain.conversations.conversation import KnownGuest
from hotel_agent.domain.conversations.effects import Effect, LinkDoors, SendLinkCode
from hotel_agent.domain.conversations.events import (
    GuestWrote,
    LinkRefused,
)
from hotel_agent.domain.conversations.linking import seal
from hotel_agent.domain.conversations.other_doors import (
    DoorsLinked,
    DoorsParted,
    LinkCodeAsked,
    LinkCodeMade,
)
from hotel_agent.domain.conversations.understanding import IntentScore, Slots, Understanding
from hotel_agent.domain.ids import ConversationId, EffectKey
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Booker, ContactKind, GuestContact
from hotel_agent.testing.machines.dialogue import Dialogue
from hotel_agent.testing.machines.guest import YES

RIGHT, WRONG = "482913", "482914"
ADDRESS = "ana@other.example"


@define
class OtherDoor:
    """What happens there concerns one conversation here."""

    dialogue: Dialogue

    def is_offered(self) -> None:
        """The guest asks for a reservation nobody finds, and tells the address they wrote from before."""
        wish = Understanding(intents=(IntentScore("find_reservation"),), slots=Slots(email=ADDRESS))
        self.dialogue.writes(wish)

    def is_agreed_to(self, *, code_made: bool) -> None:
        """The guest says yes; the code is made at once, or later than anybody looks."""
        sent = [each for each in self.dialogue.writes(YES) if isinstance(each, SendLinkCode)]
        if sent and code_made:
            self.makes_code(sent[0])

    def makes_code(self, command: SendLinkCode) -> None:
        """The code that was asked for."""
        talk = self.dialogue
        made = seal(talk.house.tenant, ConversationId("c1"), command.address, RIGHT)
        talk.happens(LinkCodeMade(key=talk.key(), at=talk.now, seal=made, asked_at=command.asked_at))
        talk.watch.links.code = RIGHT

    def is_shown(self, code: str) -> None:
        """The guest writes a code. What it leads to is done at once."""
        talk = self.dialogue
        written = GuestWrote(key=talk.key(), at=talk.now, sent_at=talk.now, text=f"es el {code[:3]} {code[3:]}")
        effects = talk.sends([written], shows=code)
        if any(isinstance(each, LinkDoors) for each in effects):
            self.ends(effects)

    def ends(self, effects: list[Effect]) -> None:
        """Linked, as nothing speaks against it."""
        assert any(isinstance(each, LinkDoors) for each in effects), "nothing was to be linked"
        self.is_linked(Booker(name="Ana García", email=ADDRESS))

    def is_linked(self, who: Booker) -> None:
        """The guest of another door is the guest of this one: what proves reservations there proves them here."""
        talk, proof = self.dialogue, self.dialogue.watch.proof
        contacts = [GuestContact(ContactKind.EMAIL, who.email)] if who.email else []
        contacts += [GuestContact(ContactKind.PHONE, who.phone)] if who.phone else []
        proof.elsewhere |= {each.value for each in contacts}
        proof.names.append(who.name)
        told = KnownGuest(name=who.name, email=who.email, phone=who.phone, contacts=tuple(contacts))
        talk.happens(DoorsLinked(key=talk.key(), at=talk.now, told=told))

    def is_parted(self) -> None:
        """On its own again: nothing told there, or since, proves anything here, and no question is open."""
        talk, proof = self.dialogue, self.dialogue.watch.proof
        proof.elsewhere.clear()
        proof.names.clear()
        proof.emails.clear()
        talk.happens(DoorsParted(key=talk.key(), at=talk.now))
        talk.watch.last_said = frozenset()

    def is_refused(self) -> None:
        """Linking comes to nothing."""
        talk = self.dialogue
        refusal = Refusal(Reason.SAME_DOOR)
        talk.happens(LinkRefused(key=talk.key(), at=talk.now, effect=EffectKey("0" * 32), refusal=refusal))

    def asks_for_a_code(self) -> None:
        """Somebody elsewhere says that this door is theirs too."""
        talk = self.dialogue
        talk.happens(LinkCodeAsked(key=talk.key(), at=talk.now, code="111222"))
