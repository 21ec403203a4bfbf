"""What a page says of its visitor: the hotel's people see it, the first answer is in its language, nonsense is told."""

import json

import pytest
from attrs import frozen
from litestar.exceptions import HTTPException
from tests.unit.entrypoints.http.conftest import Doors

from hotel_agent import FrontDesk
from hotel_agent.application.transcript import Said, Speaker, transcript
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.events import GuestWrote, Referral
from hotel_agent.domain.ids import AccountId
from hotel_agent.entrypoints.http.arrivals import came_from
from hotel_agent.ports.channel import Credentials, Identity, Inbound, RawRequest
from hotel_agent.ports.chat import CameFrom, ChatChannel, OpenedChat
from hotel_agent.ports.storage import Work

PAGE = "https://hotel.example/rooms?campaign=spring"


@frozen
class Seen:
    """What is kept of a visitor who wrote."""

    conversation: Conversation
    said: tuple[Said, ...]


async def seen(desk: FrontDesk, name: str) -> Seen:
    for tenant in desk.tenants.tenants:
        async with desk.storage.work(tenant.id) as work:
            guest = await work.guest_of(Identity("webchat", name))
            if guest is not None:
                (door,) = await work.conversations_of(guest)
                stored = await work.load(door.conversation)
                assert stored is not None
                rows = await work.happened(door.conversation)
                return Seen(stored.conversation, transcript(rows, await work.outbox(door.conversation)))
    raise AssertionError("nobody wrote")


def posted(desk: FrontDesk, token: str, text: str, place: int = 0) -> RawRequest:
    body = json.dumps({"client_id": f"c-{place}", "text": text}).encode()
    return RawRequest(body=body, headers={"authorization": f"Bearer {token}"}, received_at=desk.clock.now())


async def writes(desk: FrontDesk, *texts: str, **came: object) -> str:
    """Somebody opens a chat at a page that says this of them, and writes; the name of the chat."""
    chat = desk.channels["webchat"]
    assert isinstance(chat, ChatChannel)
    opened = await chat.open(AccountId("marina"), came=came_from(json.dumps(came).encode()))
    assert isinstance(opened, OpenedChat)
    for place, text in enumerate(texts):
        await desk.receive("webchat", posted(desk, opened.token, text, place), Credentials())
    return opened.conversation


async def test_what_a_page_says_of_its_visitor_comes_with_what_they_write(doors: Doors, desk: FrontDesk) -> None:
    came = {"locale": "pt-BR", "page": f"{PAGE}#top", "visitor": "v-77"}
    chat = (await doors.post("/v1/webchat/marina/sessions", json=came)).json()
    (piece,) = desk.channels["webchat"].admit(posted(desk, chat["token"], "Oi"), Credentials())  # type: ignore[misc]
    assert isinstance(piece, Inbound)
    assert isinstance(piece.event, GuestWrote)
    assert (piece.language, piece.event.referral) == ("pt-BR", Referral(source=PAGE, click="v-77"))


async def test_staff_see_once_from_which_page_and_under_which_name_a_visitor_came(desk: FrontDesk) -> None:
    name = await writes(desk, "Hello", "Is there a pool?", page=f"{PAGE}#top", visitor="v-77", locale="en")
    said = (await seen(desk, name)).said
    assert [(each.speaker, each.what, each.text) for each in said] == [
        (Speaker.NOTE, "came from", f"{PAGE}\nvisitor v-77"),
        (Speaker.GUEST, "", "Hello"),
        (Speaker.GUEST, "", "Is there a pool?"),
    ]


async def test_of_a_visitor_of_whom_nothing_is_said_nothing_is_shown(desk: FrontDesk) -> None:
    name = await writes(desk, "Hello", visitor=None, page=None, locale=None)
    assert [each.what for each in (await seen(desk, name)).said] == [""]


@pytest.mark.parametrize(("locale", "spoken"), [("pt-BR", "pt"), ("EN", "en"), ("de", None), ("", None)])
async def test_a_talk_begins_in_the_language_of_the_page_where_the_house_speaks_it(
    desk: FrontDesk, locale: str, spoken: str | None
) -> None:
    talk = (await seen(desk, await writes(desk, "12", locale=locale))).conversation
    tenant = desk.tenants.tenant(talk.tenant)
    assert tenant is not None
    assert talk.language == (spoken or tenant.languages[0])


async def test_who_is_forgotten_came_from_nowhere(desk: FrontDesk) -> None:
    name = await writes(desk, "Hello", page=PAGE, visitor="v-77")
    kept = (await seen(desk, name)).conversation
    async with desk.storage.work(kept.tenant) as work:
        await work.erase_guest(kept.id)
        assert "v-77" not in str(await shown(work, kept))


async def shown(work: Work, kept: Conversation) -> object:
    rows = await work.happened(kept.id)
    return rows, transcript(rows, await work.outbox(kept.id))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "a JSON object"),
        (b"[]", "a JSON object"),
        (b"7", "a JSON object"),
        (b'{"locale": "English, please"}', "locale: a language as es or pt-BR"),
        (b'{"locale": 7}', "locale: a language as es or pt-BR"),
        (b'{"page": "javascript:alert(1)"}', "page: a web address"),
        (b'{"page": "https://"}', "page: a web address"),
        (b'{"page": "https://[x/"}', "page: a web address"),
        (b'{"page": "https://a.example/ b"}', "page: a web address"),
        (b'{"page": "https://ana:secret@a.example/"}', "page: a web address"),
        (b'{"page": ["https://a.example/"]}', "page: a web address"),
        (b'{"page": "https://a.example/' + b"a" * 500 + b'"}', "page: a web address of at most 500"),
        (b'{"visitor": "<b>"}', "visitor: 1 to 64 letters"),
        (b'{"visitor": {"a": 1}}', "visitor: 1 to 64 letters"),
    ],
)
def test_what_is_said_in_another_way_is_told_what_was_expected(body: bytes, expected: str) -> None:
    with pytest.raises(HTTPException) as told:
        came_from(body)
    assert told.value.status_code == 400
    assert expected in told.value.detail


def test_a_page_may_say_all_some_or_nothing() -> None:
    assert came_from(b"") == came_from(b"{}") == CameFrom()
    assert came_from(b'{"locale": "pt-BR", "later": 1}') == CameFrom(locale="pt-BR")
    whole = CameFrom(locale="es", page=PAGE, visitor="v:1")
    assert came_from(f'{{"locale": "es", "page": "{PAGE}#x", "visitor": "v:1"}}'.encode()) == whole


async def test_a_chat_is_not_opened_for_nonsense(doors: Doors) -> None:
    answer = await doors.post("/v1/webchat/marina/sessions", json={"locale": "!"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == "expected locale: a language as es or pt-BR"
