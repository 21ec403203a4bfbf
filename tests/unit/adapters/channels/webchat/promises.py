"""What the web chat promises its routes, wherever it keeps what was said: posting once, fetching what came since."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from tests.unit.adapters.channels.webchat.outside import outside_of
from tests.unit.adapters.channels.webchat.visitors import HOTEL, KEY, TENANT, Visitor, reason, token, visitor_of

from hotel_agent.adapters.channels.webchat import WebChat
from hotel_agent.adapters.channels.webchat.transcript import LIFETIME, MOST_MESSAGES
from hotel_agent.adapters.clock import ManualClock
from hotel_agent.domain.ids import AccountId, EffectKey, TenantId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Content, ContentChoice, Credentials, RawRequest, Receipt
from hotel_agent.ports.chat import Author, ChatChannel, ChatMessage
from hotel_agent.testing.contracts.channel import ChannelContract, Outside

NO_POSTS = [
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
]


class WebChatPromises(ChannelContract):
    """The contract of channels, and what the port `ChatChannel` adds. Give it `chat`, and `elsewhere`.

    `elsewhere` is the same web chat as another process of the installation has it open; memory is its own elsewhere.
    """

    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock(datetime(2026, 11, 2, 10, 0, tzinfo=UTC))

    @pytest.fixture
    async def outside(self, chat: WebChat, clock: ManualClock) -> Outside:
        return await outside_of(chat, clock)

    @pytest.fixture
    async def visitor(self, chat: WebChat, clock: ManualClock) -> Visitor:
        return await visitor_of(chat, clock)

    def test_it_is_a_chat_the_routes_can_use(self, chat: WebChat) -> None:
        assert isinstance(chat, ChatChannel)

    async def test_two_chats_share_no_name_and_no_token(self, chat: WebChat, clock: ManualClock) -> None:
        first, second = [(await visitor_of(chat, clock)).opened for _ in range(2)]
        assert len({first.conversation, first.token, second.conversation, second.token}) == 4
        assert first.token not in repr(first)

    async def test_a_token_says_at_which_account_it_was_opened(self, chat: WebChat, visitor: Visitor) -> None:
        assert chat.account_of(visitor.opened.token) == HOTEL
        for made_up in ("", "...", visitor.name, visitor.opened.token + "0", visitor.opened.token.replace(".", ":")):
            assert chat.account_of(made_up) is None

    async def test_both_sides_are_fetched_in_one_sequence(self, visitor: Visitor) -> None:
        await visitor.writes("Hola", client_id="a")
        await visitor.is_told("Buenos días")
        await visitor.writes("¿Hay sitio?", client_id="b")
        everything = [(1, Author.GUEST, "Hola"), (2, Author.DESK, "Buenos días"), (3, Author.GUEST, "¿Hay sitio?")]
        assert await visitor.reads() == everything
        assert await visitor.reads(after=1) == everything[1:]
        assert await visitor.reads(after=3) == []
        assert await visitor.reads(after=10**30) == []
        assert await visitor.reads(after=-7) == everything

    async def test_it_is_the_same_chat_in_every_process(self, visitor: Visitor, elsewhere: WebChat) -> None:
        away = visitor.at(elsewhere)
        await visitor.writes("Hola", client_id="a")
        await away.is_told("Buenos días")
        await away.writes("¿Hay sitio?", client_id="b")
        assert await visitor.reads() == await away.reads()
        assert [text for _, _, text in await away.reads()] == ["Hola", "Buenos días", "¿Hay sitio?"]
        assert visitor.admitted(client_id="c", text="Sí") == away.admitted(client_id="c", text="Sí")

    async def test_many_at_once_are_numbered_without_a_gap(self, visitor: Visitor, elsewhere: WebChat) -> None:
        away = visitor.at(elsewhere)
        taken = await asyncio.gather(
            *(who.writes(f"{n}", client_id=f"{n}") for n in range(10) for who in (visitor, away)),
            *(who.is_told(f"answer {n}", EffectKey(digest(str(n)))) for n in range(10) for who in (visitor, away)),
        )
        numbered = {each.seq: each.text for each in taken if isinstance(each, ChatMessage)}
        read = await visitor.reads()
        assert [seq for seq, _, _ in read] == list(range(1, len(read) + 1))
        guest = [(seq, text) for seq, author, text in read if author is Author.GUEST]
        assert dict(guest) == numbered
        assert sorted(text for _, text in guest) == [f"{n}" for n in range(10)]
        said = [text for _, author, text in read if author is Author.DESK]
        assert len(said) == len(set(said))

    async def test_a_message_posted_again_is_the_same_message(self, visitor: Visitor, elsewhere: WebChat) -> None:
        first = await visitor.writes("Hola")
        assert await visitor.writes("Hola") == await visitor.at(elsewhere).writes("Hola") == first
        assert len(await visitor.reads()) == 1

    @pytest.mark.parametrize("other", [{"text": "Adiós"}, {"token": "Hola"}])
    async def test_a_client_id_used_again_for_other_words_is_refused(
        self, visitor: Visitor, elsewhere: WebChat, other: dict[str, str]
    ) -> None:
        await visitor.writes("Hola")
        assert reason(await visitor.at(elsewhere).posts(client_id="a", **other)) is Reason.NOT_ALLOWED
        assert [text for _, _, text in await visitor.reads()] == ["Hola"]

    async def test_two_chats_may_use_the_same_client_id(self, chat: WebChat, clock: ManualClock) -> None:
        first, second = [await visitor_of(chat, clock) for _ in range(2)]
        await first.writes("Hola")
        await second.writes("Hi")
        assert len({each.admitted(client_id="a", text="Hola").event.key for each in (first, second)}) == 2

    async def test_nobody_reads_or_posts_without_the_chats_own_token(self, chat: WebChat, clock: ManualClock) -> None:
        mine, theirs = [await visitor_of(chat, clock) for _ in range(2)]
        await mine.writes("Hola")
        own = mine.opened.token
        forged = own.replace(mine.name, theirs.name)
        for bearer in (
            "",
            theirs.opened.token,
            mine.name,
            own[:-1],
            own.upper(),
            forged,
            own + "=",
            "\ud800",
            "a.b.c.d",
        ):
            assert await mine.with_token(bearer).is_shut_out()
        assert await evolve(mine, opened=evolve(mine.opened, conversation="no-such-chat")).is_shut_out()
        for headers in ({}, {"authorization": own}, {"authorization": f"Basic {own}"}):
            bare = RawRequest(body=b"{}", headers=headers, received_at=clock.now())
            assert chat.admit(bare, Credentials()) == Refusal(Reason.BAD_SIGNATURE)
        assert len(await mine.reads()) == 1

    async def test_another_hotel_has_no_such_chat(self, visitor: Visitor) -> None:
        await visitor.writes("Hola")
        stranger = evolve(visitor, tenant=TenantId("bahia"))
        assert reason(await stranger.is_told("Hola")) is Reason.UNDELIVERABLE
        assert await stranger.reads() == []
        assert len(await visitor.reads()) == 1

    @pytest.mark.parametrize(("body", "why"), NO_POSTS)
    async def test_a_post_that_is_none_is_refused_and_not_noted(
        self, visitor: Visitor, body: dict[str, object], why: Reason
    ) -> None:
        refused = await visitor.posts(**body)
        assert isinstance(refused, Refusal)
        assert refused.reason is why
        assert refused.detail.startswith("expected ")
        assert await visitor.reads() == []

    async def test_four_thousand_characters_are_not_too_many(self, visitor: Visitor) -> None:
        assert (await visitor.writes("🏨" * 4000)).text == "🏨" * 4000
        assert visitor.admitted(client_id="a", text="🏨" * 4000).account == HOTEL

    async def test_a_press_is_shown_with_the_words_of_its_choice(self, visitor: Visitor, elsewhere: WebChat) -> None:
        await visitor.writes("Hola", client_id="first")
        choice = ContentChoice(token=token("t-1"), title="Sí, reservar", description="300 EUR")
        await visitor.is_told(Content(text="¿La reservo?", choices=(choice,), menu="Elegir"))
        (shown,) = await visitor.fetches(after=1)
        assert (shown.choices, shown.menu) == ((choice,), "Elegir")
        await visitor.at(elsewhere).presses("t-1", client_id="a")
        await visitor.presses("never shown", client_id="b")
        assert await visitor.reads(after=2) == [(3, Author.GUEST, "Sí, reservar"), (4, Author.GUEST, "")]

    async def test_the_choices_of_another_chat_have_no_words_here(self, chat: WebChat, clock: ManualClock) -> None:
        mine, theirs = [await visitor_of(chat, clock) for _ in range(2)]
        await theirs.writes("Hola")
        await theirs.is_told(Content(text="?", choices=(ContentChoice(token=token("t-1"), title="Suite 7"),)))
        assert (await mine.presses("t-1", client_id="a")).text == ""

    async def test_what_is_sent_twice_under_one_key_is_said_once(self, visitor: Visitor, elsewhere: WebChat) -> None:
        await visitor.writes("Hola")
        first = await visitor.is_told("word " * 1500)
        again = await visitor.at(elsewhere).is_told("word " * 1500)
        assert isinstance(first, Receipt)
        assert first == again
        assert [author for _, author, _ in await visitor.reads()] == [Author.GUEST, Author.DESK, Author.DESK]

    async def test_a_guest_cannot_take_the_place_of_an_answer_by_its_key(self, visitor: Visitor) -> None:
        for client_id in (KEY, f"desk:{KEY}"):
            await visitor.writes("Hola", client_id=client_id)
        await visitor.is_told("Buenos días")
        assert len(await visitor.reads()) == 3

    async def test_a_chat_of_another_account_is_not_written_to(self, visitor: Visitor) -> None:
        await visitor.writes("Hola")
        elsewhere = evolve(visitor.address, account=AccountId("another-hotel"))
        assert reason(await visitor.chat.send(elsewhere, Content(text="Hola"), key=KEY)) is Reason.UNDELIVERABLE
        assert len(await visitor.reads()) == 1

    async def test_nobody_is_written_to_who_never_wrote(self, visitor: Visitor) -> None:
        assert reason(await visitor.is_told("Hola")) is Reason.UNDELIVERABLE
        assert await visitor.reads() == []

    async def test_a_chat_ends_a_day_after_its_last_sign_of_life(self, visitor: Visitor, clock: ManualClock) -> None:
        assert visitor.opened.expires_in == timedelta(hours=24)
        await visitor.writes("Hola")
        clock.advance(timedelta(hours=23))
        assert len(await visitor.reads()) == 1
        clock.advance(timedelta(hours=23))
        await visitor.writes("¿Sigue ahí?", client_id="b")
        clock.advance(timedelta(hours=23, minutes=59))
        assert not isinstance(await visitor.is_told("Aquí estoy"), Refusal)
        clock.advance(timedelta(minutes=1))
        assert await visitor.is_shut_out()
        assert reason(await visitor.is_told("¿Hola?", EffectKey("f" * 32))) is Reason.UNDELIVERABLE

    async def test_a_chat_that_is_forgotten_is_empty_and_stays_closed(
        self, visitor: Visitor, elsewhere: WebChat, clock: ManualClock
    ) -> None:
        await visitor.writes("my name is Ana")
        await visitor.is_told("Hello Ana")
        assert reason(await visitor.chat.forget("another", visitor.opened.token, tenant=TENANT)) is Reason.BAD_SIGNATURE
        assert await visitor.chat.forget(visitor.name, visitor.opened.token, tenant=TENANT) is None
        for chat in (visitor.chat, elsewhere):
            assert await visitor.at(chat).is_shut_out()
            assert isinstance(await visitor.at(chat).is_told("and another thing"), Refusal)
        again = await elsewhere.forget(visitor.name, visitor.opened.token, tenant=TENANT)
        assert reason(again) is Reason.BAD_SIGNATURE
        clock.advance(timedelta(hours=23, minutes=59))
        assert await visitor.is_shut_out()

    async def test_a_chat_nobody_wrote_in_can_be_forgotten_too(self, visitor: Visitor) -> None:
        assert await visitor.chat.forget(visitor.name, visitor.opened.token, tenant=TENANT) is None
        assert await visitor.is_shut_out()

    async def test_a_chat_in_which_nobody_wrote_ends_a_day_after_it_was_opened(
        self, visitor: Visitor, clock: ManualClock
    ) -> None:
        clock.advance(timedelta(hours=23, minutes=59))
        assert await visitor.reads() == []
        clock.advance(timedelta(minutes=1))
        assert await visitor.is_shut_out()

    async def test_a_closed_chat_stays_closed_when_it_is_forgotten(
        self, chat: WebChat, visitor: Visitor, clock: ManualClock
    ) -> None:
        await visitor.writes("Hola")
        clock.advance(LIFETIME)
        newcomer = await visitor_of(chat, clock)
        await newcomer.writes("Hola")
        assert await visitor.is_shut_out()
        assert not await newcomer.is_shut_out()

    async def test_a_long_chat_keeps_its_latest_messages_and_its_numbers(self, visitor: Visitor) -> None:
        for number in range(MOST_MESSAGES + 5):
            await visitor.writes(str(number), client_id=str(number))
        assert [seq for seq, _, _ in await visitor.reads()] == list(range(6, MOST_MESSAGES + 6))

    async def test_a_chat_belongs_to_its_tenant_alone(self, visitor: Visitor) -> None:
        await visitor.writes("Hola")
        assert visitor.address.tenant == TENANT
        theirs = evolve(visitor, tenant=TenantId("bahia"))
        await theirs.writes("Olá")
        assert [text for _, _, text in await visitor.reads()] == ["Hola"]
        assert [text for _, _, text in await theirs.reads()] == ["Olá"]
