"""What Meta posts in a replay: every kind of message, reports of ours, batches over hotels, and what is not Meta's."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from attrs import define, field, frozen

from hotel_agent.domain.ids import AccountId, TenantId, digest
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.graph_stub import GraphStub, SentBody, StoredMedia
from hotel_agent.testing.replay.guests import Writer
from hotel_agent.testing.replay.hotels import HOTELS, SECRET
from hotel_agent.testing.replay.plan import Delivery, Door, Fact, Fate
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

HOOK = "/webhooks/whatsapp"
NOBODYS = AccountId("899999999999999")
_REPORTS = ("sent", "delivered", "read")
_MIME = {"voice": "audio/ogg", "document": "application/pdf", "sticker": "image/webp"}
_BESIDE_WORDS = ("image", "voice", "document", "sticker", "location", "contacts", "reaction", "order")


@frozen(kw_only=True)
class Piece:
    """One element of a post: in which list of which field it stands, and what must become of it."""

    account: AccountId
    field: str = "messages"
    list: str = "messages"
    element: Mapping[str, object]
    card: Mapping[str, object] | None = None
    facts: tuple[Fact, ...]


@define(kw_only=True)
class Meta:
    """Makes what Meta would post. It reads at its own end what was sent to guests."""

    graph: GraphStub
    dice: Dice
    made: int = 0
    _reported: int = 0
    _unreported: list[tuple[SentBody, str]] = field(factory=list)

    def piece(self, writer: Writer, at: datetime) -> Piece:
        """One more event that concerns this guest."""
        self.made += 1
        draw = self.dice.below(100)
        if draw < 30 and (report := self._report(at)) is not None:
            return report
        if draw < 42 and (press := self._press(writer, at)) is not None:
            return press
        if draw < 51:
            return self._beside_words(writer, at)
        if draw < 55 and writer.written:
            return self._changed(writer, at)
        if draw < 58:
            return self._unknown(writer, at)
        if draw < 60:
            return self._news()
        if draw < 61:
            return self._echo(writer, at)
        if draw < 64 and writer.written:
            return self._moved(writer, at)
        text = {"body": writer.words(self.dice)}
        piece = self._message(writer, "text", text, at)
        writer.written.append(str(piece.element["id"]))
        return piece

    def forged(self, writer: Writer, at: datetime) -> tuple[Delivery, Fact]:
        """A post that is not Meta's, or not as Meta signed it: changed, cut short, signed by another, unsigned."""
        self.made += 1
        mark = f"forged{digest('forged', str(self.made))[:16]}"
        phone = _phone(writer)
        raw = phone.writes(f"Hello, {mark}", at=at, name=mark)
        body, headers = raw.body, dict(raw.headers)
        match self.dice.below(4):
            case 0:
                headers = {}
            case 1:
                stranger = WhatsAppGuest(number=phone.number, account=phone.account, secret="another secret")  # noqa: S106
                headers = dict(stranger.signed(body, at=at).headers)
            case 2:
                body = body.replace(b"Hello", b"Jello")
            case _:
                body = body[: len(body) // 2 + self.dice.below(len(body) // 2)]
        fact = _fact(writer, mark, Fate.NOWHERE)
        return Delivery(
            door=Door.WHATSAPP, tenant=writer.tenant, path=HOOK, body=body, headers=headers, answer=401
        ), fact

    def cut_short(self, writer: Writer, at: datetime) -> tuple[Delivery, Fact]:
        """A post that Meta signed as it is, cut in the middle: nothing can be read, and it is noted that it came."""
        self.made += 1
        phone = _phone(writer)
        whole = phone.writes(f"Hello {self.made}", at=at, name=f"cut-{self.made}").body
        raw = phone.signed(whole[: len(whole) * 2 // 3], at=at)
        fact = _fact(writer, f"sha256 {sha256(raw.body).hexdigest()}", Fate.ASIDE)
        return Delivery(
            door=Door.WHATSAPP, tenant=writer.tenant, path=HOOK, body=raw.body, headers=dict(raw.headers)
        ), fact

    def strays(self, writer: Writer, at: datetime) -> tuple[Delivery, Fact]:
        """A guest writes to a number that no hotel here claims."""
        self.made += 1
        name = f"stray-{digest('stray', str(self.made))[:16]}"
        stranger = WhatsAppGuest(number=_phone(writer).number, account=NOBODYS, secret=SECRET)
        raw = stranger.writes("Hello", at=at, name=name)
        fact = _fact(writer, f'"wamid.{name}"', Fate.ASIDE)
        return Delivery(
            door=Door.WHATSAPP, tenant=writer.tenant, path=HOOK, body=raw.body, headers=dict(raw.headers)
        ), fact

    def post(self, pieces: Sequence[Piece], at: datetime) -> Delivery:
        """One signed post with all of these, whosever they are."""
        entries = []
        for piece in pieces:
            value: dict[str, Any] = {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "15550199", "phone_number_id": piece.account},
                piece.list: [piece.element],
            }
            if piece.card is not None:
                value["contacts"] = [piece.card]
            if not piece.list:
                value = dict(piece.element)
            entries.append({"id": f"91{piece.account}", "changes": [{"field": piece.field, "value": value}]})
        body = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
        raw = WhatsAppGuest(secret=SECRET).signed(body, at=at)
        return Delivery(door=Door.WHATSAPP, tenant=HOTELS[0], path=HOOK, body=body, headers=dict(raw.headers))

    def _report(self, at: datetime) -> Piece | None:
        for body in self.graph.sent[self._reported :]:
            self._unreported += [(body, state) for state in _REPORTS]
        self._reported = len(self.graph.sent)
        if not self._unreported:
            return None
        body, state = self._unreported.pop(self.dice.below(min(12, len(self._unreported))))
        element = {"id": body.name, "status": state, "timestamp": str(int(at.timestamp())), "recipient_id": body.to}
        mark = body.body.get("biz_opaque_callback_data")
        if mark:
            element["biz_opaque_callback_data"] = str(mark)
        tenant = HOTELS[int(body.account[-1]) - 1]
        fact = Fact(
            mark=f"status:{body.name}:{state}",
            fate=Fate.REPORTED,
            door=Door.WHATSAPP,
            tenant=tenant,
            account=AccountId(body.account),
            guest=body.to,
        )
        return Piece(account=AccountId(body.account), list="statuses", element=element, facts=(fact,))

    def _press(self, writer: Writer, at: datetime) -> Piece | None:
        heard = [body for body in self.graph.sent if body.to == writer.address and body.account == writer.account]
        shown = [choice for body in heard[-3:] for choice in body.choices]
        if not shown:
            return None
        token, title = shown[self.dice.below(len(shown))]
        reply = {"type": "button_reply", "button_reply": {"id": token, "title": title}}
        return self._message(writer, "interactive", reply, at)

    def _beside_words(self, writer: Writer, at: datetime) -> Piece:
        kind = _BESIDE_WORDS[self.dice.below(len(_BESIDE_WORDS))]
        media = f"6{self.made:014}"
        content: Mapping[str, object]
        match kind:
            case "location":
                content = {"latitude": 41.38, "longitude": 2.17, "name": "Example Square"}
            case "contacts":
                card = {"name": {"formatted_name": "A Companion"}, "phones": [{"phone": "+44 7700 900199"}]}
                return self._message(writer, kind, [card], at)
            case "reaction":
                content = {"message_id": writer.written[-1] if writer.written else "wamid.nothing", "emoji": "👍"}
            case "order":
                item = {"product_retailer_id": "BREAKFAST", "quantity": 2, "item_price": 9.5, "currency": "EUR"}
                content = {"catalog_id": "5001", "text": "", "product_items": [item]}
            case _:
                mime_type = _MIME.get(kind, "image/jpeg")
                self.graph.media[media] = StoredMedia(content=f"bytes {media}".encode(), mime_type=mime_type)
                content = {"id": media, "mime_type": mime_type}
                if kind == "voice":
                    return self._message(writer, "audio", content | {"voice": True}, at)
        return self._message(writer, kind, content, at)

    def _changed(self, writer: Writer, at: datetime) -> Piece:
        original = writer.written[self.dice.below(len(writer.written))]
        if self.dice.happens(50):
            return self._message(writer, "revoke", {"original_message_id": original}, at)
        said = {"type": "text", "text": {"body": writer.words(self.dice)}}
        return self._message(writer, "edit", {"original_message_id": original, "message": said}, at)

    def _moved(self, writer: Writer, at: datetime) -> Piece:
        """The guest has another number from now on, and so another id."""
        before, name, number = _phone(writer), digest("moved", writer.tenant, str(self.made)), f"4478{self.made:08}"
        fact = _fact(writer, f"message:wamid.{name}", Fate.KEPT)
        writer.phone = WhatsAppGuest(number=number, bsuid=f"GB.{number}", account=writer.account, secret=SECRET)
        writer.moves_to(number)
        system = {"type": "user_changed_number", "body": "", "wa_id": number, "user_id": writer.phone.bsuid}
        element = {
            "from": before.number,
            "id": f"wamid.{name}",
            "timestamp": str(int(at.timestamp())),
            "type": "system",
            "system": system | {"previous_user_id": before.bsuid},
        }
        return Piece(account=writer.account, element=element, facts=(fact,))

    def _unknown(self, writer: Writer, at: datetime) -> Piece:
        """A type that nobody knows yet: the guest hears of it, and it is kept aside besides."""
        piece = self._message(writer, "hologram", {"depth": self.made}, at)
        aside = _fact(writer, f'"{piece.element["id"]}"', Fate.ASIDE)
        return Piece(account=piece.account, element=piece.element, card=piece.card, facts=(*piece.facts, aside))

    def _news(self) -> Piece:
        """Of a template: it concerns no guest."""
        tenant = HOTELS[self.dice.below(len(HOTELS))]
        name = f"template_{digest('template', str(self.made))[:12]}"
        element = {"event": "APPROVED", "message_template_name": name, "message_template_language": "es"}
        fact = Fact(mark=name, fate=Fate.ASIDE, door=Door.WHATSAPP, tenant=tenant, account=AccountId(""))
        field = "message_template_status_update"
        return Piece(account=AccountId(""), field=field, list="", element=element, facts=(fact,))

    def _echo(self, writer: Writer, at: datetime) -> Piece:
        """Somebody of the hotel answered on the phone."""
        name = f"wamid.echo-{digest('echo', str(self.made))[:16]}"
        element = {
            "from": "15550199",
            "to": writer.address,
            "id": name,
            "timestamp": str(int(at.timestamp())),
            "type": "text",
            "text": {"body": "We are looking into it"},
        }
        fact = _fact(writer, f"staff:{name}", Fate.KEPT)
        return Piece(
            account=writer.account, field="smb_message_echoes", list="message_echoes", element=element, facts=(fact,)
        )

    def _message(self, writer: Writer, kind: str, content: object, at: datetime) -> Piece:
        phone = _phone(writer)
        name = digest("message", writer.tenant, str(self.made))
        element = phone.message(kind, content, at=at, name=name)
        card = {"wa_id": phone.number, "user_id": phone.bsuid, "profile": {"name": "Sample Guest"}}
        fact = _fact(writer, f"message:wamid.{name}", Fate.KEPT)
        return Piece(account=writer.account, element=element, card=card, facts=(fact,))


def _phone(writer: Writer) -> WhatsAppGuest:
    assert writer.phone is not None
    return writer.phone


def _fact(writer: Writer, mark: str, fate: Fate) -> Fact:
    tenant: TenantId = writer.tenant
    return Fact(mark=mark, fate=fate, door=Door.WHATSAPP, tenant=tenant, account=writer.account, guest=writer.address)
