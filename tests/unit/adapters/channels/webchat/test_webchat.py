"""The web chat as its routes use it: opening, posting once, fetching what came since."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from hotel_agent.adapters.channels.webchat import WebChat, chats
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import (
    Address,
    Content,
    ContentChoice,
    Credentials,
    Identity,
    Inbound,
    RawRequest,
    Receipt,
)
from hotel_agent.ports.chat import Author, ChatChannel, ChatMessage, OpenedChat

HOTEL = AccountId("on-our-pages")
KEY = EffectKey("0123456789abcdef0123456789abcdef")


def opens(chat: WebChat) -> OpenedChat:
    opened = chat.open(HOTEL)
    assert isinstance(opened, OpenedChat)
    return opened


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 2, 10, 0, tzinfo=UTC))


@pytest.fixture
def chat(clock: ManualClock) -> WebChat:
    return WebChat(clock=clock, chance=SeededChance())


@pytest.fixture
def opened(chat: WebChat) -> OpenedChat:
    return opens(chat)


def post(opened: OpenedChat, clock: ManualClock, /, *, bearer: object = None, **body: object) -> RawRequest:
    headers = {"authorization": f"Bearer {opened.token if bearer is None else bearer}"}
    return RawRequest(body=json.dumps(body).encode(), headers=headers, received_at=clock.now())


def texts(messages: Sequence[ChatMessage] | Refusal) -> list[tuple[int, Author, str]]:
    assert not isinstance(messages, Refusal)
    return [(message.seq, message.author, message.text) for message in messages]


def reason(answer: object) -> Reason | None:
    return answer.reason if isinstance(answer, Refusal) else None


async def said(chat: WebChat, opened: OpenedChat, content: Content, key: EffectKey = KEY) -> Receipt | Refusal:
    to = Address(account=HOTEL, identity=Identity("webchat", opened.conversation))
    return await chat.send(to, content, key=key)


def test_it_is_a_chat_the_routes_can_use(chat: WebChat) -> None:
    assert isinstance(chat, ChatChannel)


def test_two_chats_share_no_name_and_no_token(chat: WebChat) -> None:
    first, second = opens(chat), opens(chat)
    assert len({first.conversation, first.token, second.conversation, second.token}) == 4
    assert first.token not in repr(first)


async def test_both_sides_are_fetched_in_one_sequence(chat: WebChat, opened: OpenedChat, clock: ManualClock) -> None:
    chat.take(opened.conversation, post(opened, clock, client_id="a", text="Hola"))
    await said(chat, opened, Content(text="Buenos días"))
    chat.take(opened.conversation, post(opened, clock, client_id="b", text="¿Hay sitio?"))
    everything = [(1, Author.GUEST, "Hola"), (2, Author.DESK, "Buenos días"), (3, Author.GUEST, "¿Hay sitio?")]
    assert texts(chat.messages(opened.conversation, opened.token)) == everything
    assert texts(chat.messages(opened.conversation, opened.token, after=1)) == everything[1:]
    assert texts(chat.messages(opened.conversation, opened.token, after=3)) == []
    assert texts(chat.messages(opened.conversation, opened.token, after=-7)) == everything


def test_a_message_posted_again_is_the_same_message(chat: WebChat, opened: OpenedChat, clock: ManualClock) -> None:
    first, again = (chat.take(opened.conversation, post(opened, clock, client_id="a", text="Hola")) for _ in range(2))
    assert isinstance(first, ChatMessage)
    assert first == again
    assert len(texts(chat.messages(opened.conversation, opened.token))) == 1


@pytest.mark.parametrize("other", [{"text": "Adiós"}, {"token": "Hola"}])
def test_a_client_id_used_again_for_other_words_is_refused(
    chat: WebChat, opened: OpenedChat, clock: ManualClock, other: dict[str, str]
) -> None:
    chat.take(opened.conversation, post(opened, clock, client_id="a", text="Hola"))
    assert reason(chat.take(opened.conversation, post(opened, clock, client_id="a", **other))) is Reason.NOT_ALLOWED
    assert [text for _, _, text in texts(chat.messages(opened.conversation, opened.token))] == ["Hola"]


def test_two_chats_may_use_the_same_client_id(chat: WebChat, clock: ManualClock) -> None:
    first, second = opens(chat), opens(chat)
    assert isinstance(chat.take(first.conversation, post(first, clock, client_id="a", text="Hola")), ChatMessage)
    assert isinstance(chat.take(second.conversation, post(second, clock, client_id="a", text="Hi")), ChatMessage)
    keys = set()
    for opened in (first, second):
        (inbound,) = _admitted(chat, post(opened, clock, client_id="a", text="Hola"))
        keys.add(inbound.event.key)
    assert len(keys) == 2


def test_nobody_reads_or_posts_without_the_chats_own_token(chat: WebChat, clock: ManualClock) -> None:
    mine, theirs = opens(chat), opens(chat)
    chat.take(mine.conversation, post(mine, clock, client_id="a", text="Hola"))
    for token in ("", theirs.token, mine.conversation, mine.token[:-1], mine.token.upper(), "\ud800"):
        assert chat.messages(mine.conversation, token) == Refusal(Reason.BAD_SIGNATURE)
        posted = post(mine, clock, bearer=token, client_id="b", text="Hola")
        assert chat.take(mine.conversation, posted) == Refusal(Reason.BAD_SIGNATURE)
    assert chat.messages("no-such-chat", mine.token) == Refusal(Reason.BAD_SIGNATURE)
    for header in ({}, {"authorization": mine.token}, {"authorization": f"Basic {mine.token}"}):
        bare = RawRequest(body=b"{}", headers=header, received_at=clock.now())
        assert chat.admit(bare, Credentials()) == Refusal(Reason.BAD_SIGNATURE)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"client_id": "a", "text": ""}, Reason.BAD_REQUEST),
        ({"client_id": "a", "text": " \n"}, Reason.BAD_REQUEST),
        ({"client_id": "a", "text": 7}, Reason.BAD_REQUEST),
        ({"client_id": "a"}, Reason.BAD_REQUEST),
        ({"text": "Hola"}, Reason.BAD_REQUEST),
        ({"client_id": "", "text": "Hola"}, Reason.BAD_REQUEST),
        ({"client_id": "two words", "text": "Hola"}, Reason.BAD_REQUEST),
        ({"client_id": "x" * 65, "text": "Hola"}, Reason.BAD_REQUEST),
        ({"client_id": "a", "text": "Hola", "token": "t"}, Reason.BAD_REQUEST),
        ({"client_id": "a", "token": ""}, Reason.BAD_REQUEST),
        ({"client_id": "a", "token": "x" * 257}, Reason.BAD_REQUEST),
        ({"client_id": "a", "text": "x" * 4001}, Reason.TOO_LARGE),
        ({"client_id": "a", "text": "x" * 70_000}, Reason.TOO_LARGE),
    ],
)
def test_a_post_that_is_none_is_refused_and_not_noted(
    chat: WebChat, opened: OpenedChat, clock: ManualClock, body: dict[str, object], why: Reason
) -> None:
    refused = chat.take(opened.conversation, post(opened, clock, **body))
    assert isinstance(refused, Refusal)
    assert refused.reason is why
    assert refused.detail.startswith("expected ")
    assert texts(chat.messages(opened.conversation, opened.token)) == []


def test_four_thousand_characters_are_not_too_many(chat: WebChat, opened: OpenedChat, clock: ManualClock) -> None:
    request = post(opened, clock, client_id="a", text="🏨" * 4000)
    assert isinstance(chat.take(opened.conversation, request), ChatMessage)
    assert len(_admitted(chat, request)) == 1


async def test_a_press_is_shown_with_the_words_of_its_choice(
    chat: WebChat, opened: OpenedChat, clock: ManualClock
) -> None:
    choice = ContentChoice(token=ChoiceToken("t-1"), title="Sí, reservar", description="300 EUR")
    await said(chat, opened, Content(text="¿La reservo?", choices=(choice,), menu="Elegir"))
    shown = chat.messages(opened.conversation, opened.token)
    assert not isinstance(shown, Refusal)
    assert (shown[0].choices, shown[0].menu) == ((choice,), "Elegir")
    chat.take(opened.conversation, post(opened, clock, client_id="a", token="t-1"))
    chat.take(opened.conversation, post(opened, clock, client_id="b", token="never shown"))
    assert texts(chat.messages(opened.conversation, opened.token, after=1)) == [
        (2, Author.GUEST, "Sí, reservar"),
        (3, Author.GUEST, ""),
    ]


async def test_what_is_sent_twice_under_one_key_is_said_once(chat: WebChat, opened: OpenedChat) -> None:
    first, again = [await said(chat, opened, Content(text="word " * 1500)) for _ in range(2)]
    assert first == again
    assert len(texts(chat.messages(opened.conversation, opened.token))) == 2


async def test_a_guest_cannot_take_the_place_of_an_answer_by_its_key(
    chat: WebChat, opened: OpenedChat, clock: ManualClock
) -> None:
    chat.take(opened.conversation, post(opened, clock, client_id=KEY, text="Hola"))
    await said(chat, opened, Content(text="Buenos días"))
    assert len(texts(chat.messages(opened.conversation, opened.token))) == 2


async def test_a_chat_of_another_account_is_not_written_to(chat: WebChat, opened: OpenedChat) -> None:
    elsewhere = Address(account=AccountId("another-hotel"), identity=Identity("webchat", opened.conversation))
    assert reason(await chat.send(elsewhere, Content(text="Hola"), key=KEY)) is Reason.UNDELIVERABLE
    assert texts(chat.messages(opened.conversation, opened.token)) == []


def test_a_chat_ends_a_day_after_its_last_sign_of_life(chat: WebChat, opened: OpenedChat, clock: ManualClock) -> None:
    assert opened.expires_in == timedelta(hours=24)
    clock.advance(timedelta(hours=23))
    assert texts(chat.messages(opened.conversation, opened.token)) == []
    clock.advance(timedelta(hours=23))
    chat.take(opened.conversation, post(opened, clock, client_id="a", text="Hola"))
    clock.advance(timedelta(hours=23, minutes=59))
    assert _admitted(chat, post(opened, clock, client_id="b", text="¿Sigue ahí?"))
    clock.advance(timedelta(minutes=1))
    assert chat.messages(opened.conversation, opened.token) == Refusal(Reason.BAD_SIGNATURE)
    assert reason(chat.take(opened.conversation, post(opened, clock, client_id="c", text="?"))) is Reason.BAD_SIGNATURE
    assert reason(chat.admit(post(opened, clock, client_id="c", text="?"), Credentials())) is Reason.BAD_SIGNATURE


async def test_expired_chats_are_forgotten_when_another_opens(
    chat: WebChat, opened: OpenedChat, clock: ManualClock
) -> None:
    clock.advance(timedelta(hours=24))
    opens(chat)
    assert reason(await said(chat, opened, Content(text="Hola"))) is Reason.UNDELIVERABLE


def test_where_there_are_too_many_chats_the_oldest_in_which_nobody_wrote_gives_way(
    chat: WebChat, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "MOST_CHATS", 3)
    first, second, _third = (opens(chat) for _ in range(3))
    chat.take(first.conversation, post(first, clock, client_id="a", text="Hola"))
    opens(chat)
    assert not isinstance(chat.messages(first.conversation, first.token), Refusal)
    assert chat.messages(second.conversation, second.token) == Refusal(Reason.BAD_SIGNATURE)


def test_a_guest_who_wrote_is_never_pushed_out_by_new_chats(
    chat: WebChat, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "MOST_CHATS", 2)
    for guest in (guests := [opens(chat), opens(chat)]):
        chat.take(guest.conversation, post(guest, clock, client_id="a", text="Hola"))
    refused = chat.open(HOTEL)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NOT_ALLOWED
    assert all(not isinstance(chat.messages(each.conversation, each.token), Refusal) for each in guests)
    clock.advance(chats.LIFETIME)
    opens(chat)


def test_a_long_chat_keeps_its_latest_messages_and_its_numbers(
    chat: WebChat, opened: OpenedChat, clock: ManualClock
) -> None:
    for number in range(chats.MOST_MESSAGES + 5):
        chat.take(opened.conversation, post(opened, clock, client_id=str(number), text=str(number)))
    kept = texts(chat.messages(opened.conversation, opened.token))
    assert [seq for seq, _, _ in kept] == list(range(6, chats.MOST_MESSAGES + 6))


def _admitted(chat: WebChat, request: RawRequest) -> list[Inbound]:
    admitted = chat.admit(request, Credentials())
    assert not isinstance(admitted, Refusal)
    return [each for each in admitted if isinstance(each, Inbound)]
