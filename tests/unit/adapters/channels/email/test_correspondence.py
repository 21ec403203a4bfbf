"""What is known of threads and readers, in a file and in PostgreSQL's stead: noted once, told the same again."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.adapters.channels.email.outside import DESK, NOW, TENANT

from hotel_agent.adapters.channels.email.automatic import Unanswered
from hotel_agent.adapters.channels.email.correspondence import Correspondence, Known, Received, thread_mark
from hotel_agent.adapters.channels.email.dead_addresses import DeadAddresses
from hotel_agent.adapters.channels.email.envelope import Folder, ShownChoice
from hotel_agent.adapters.channels.email.mailboxes import LEASE, MailboxRow, Position
from hotel_agent.adapters.channels.email.reports import OwnName
from hotel_agent.adapters.channels.email.sent_mails import DAY, SentMails
from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, TenantId
from hotel_agent.ports.channel import Identity

ANA = Identity("email", "ana@example.com")
RUI = Identity("email", "rui@example.com")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_database(IN_MEMORY) as opened:
        await prepare(opened)
        yield opened


@pytest.fixture
def threads(database: Database) -> Correspondence:
    return Correspondence(database, TENANT, DESK)


@pytest.fixture
def sent(database: Database) -> SentMails:
    return SentMails(database, TENANT, DESK)


def mail(name: str, words: str = "Hello", *answered: str) -> Received:
    return Received(name=name, message_id=f"<{name}@x.example>", answered=answered, subject="Stay", words=words)


async def answers(sent: SentMails, guest: Identity, times: int, *, first: int = 0) -> None:
    for number in range(first, first + times):
        await sent.begin(f"<{number}@us.example>", guest, [], now=NOW)
        await sent.note_sent(f"<{number}@us.example>", now=NOW)


async def test_the_latest_mail_of_a_guest_is_answered(threads: Correspondence) -> None:
    assert await threads.thread(ANA) is None
    await threads.receive(ANA, mail("1"), now=NOW)
    await threads.receive(ANA, mail("2", "More", "<1@x.example>"), now=NOW)
    thread = await threads.thread(ANA)
    assert thread is not None
    assert (thread.message_id, thread.references) == ("<2@x.example>", ("<1@x.example>",))
    assert await threads.guests_among(["ana@example.com", "rui@example.com"]) == [ANA]


async def test_what_our_last_mail_showed_can_be_chosen_from_the_next_one(
    threads: Correspondence, sent: SentMails
) -> None:
    shown = [ShownChoice(ChoiceToken("double"), "Double"), ShownChoice(ChoiceToken("suite"), "Suite")]
    await threads.receive(ANA, mail("1"), now=NOW)
    await sent.begin("<a@us.example>", ANA, shown, now=NOW)
    assert (await threads.receive(ANA, mail("2", "1"), now=NOW)).choices == tuple(shown)
    await sent.begin("<b@us.example>", ANA, [], now=NOW)
    assert (await threads.receive(ANA, mail("3", "2"), now=NOW)).choices == ()


async def test_the_same_mail_is_told_the_same_of(threads: Correspondence) -> None:
    words = "I am out of the office until Monday"
    await threads.receive(ANA, mail("1", words), now=NOW)
    for _ in range(2):
        assert (await threads.receive(ANA, mail("1", words), now=NOW)).aside is None
        assert (await threads.receive(ANA, mail("2", words), now=NOW)).aside is Unanswered.REPEATED


async def test_few_words_may_be_said_twice(threads: Correspondence) -> None:
    for name in ("1", "2", "3"):
        assert (await threads.receive(ANA, mail(name, "Yes, please"), now=NOW)).aside is None


async def test_who_is_answered_too_often_is_answered_by_people(threads: Correspondence, sent: SentMails) -> None:
    """Two machines that talk to each other stop after a while, and somebody sees why."""
    await threads.receive(ANA, mail("0"), now=NOW)
    await answers(sent, ANA, 6)
    assert (await threads.receive(ANA, mail("1", "a"), now=NOW + MINUTE)).aside is Unanswered.TOO_MANY
    assert (await threads.receive(RUI, mail("2", "b"), now=NOW + MINUTE)).aside is None
    assert (await threads.receive(ANA, mail("3", "c"), now=NOW + 11 * MINUTE)).aside is None
    await answers(sent, ANA, 14, first=6)
    assert (await threads.receive(ANA, mail("4", "d"), now=NOW + 60 * MINUTE)).aside is Unanswered.TOO_MANY
    assert (await threads.receive(ANA, mail("5", "e"), now=NOW + timedelta(days=1))).aside is None


async def test_another_sender_in_a_guests_thread_is_not_that_guest(threads: Correspondence, sent: SentMails) -> None:
    await threads.receive(ANA, mail("1"), now=NOW)
    await answers(sent, ANA, 1)
    for answered in ("<1@x.example>", "<0@us.example>"):
        stranger = mail(f"r{answered}", "Cancel it", answered)
        assert (await threads.receive(RUI, stranger, now=NOW)).aside is Unanswered.STRANGER
    assert (await threads.receive(ANA, mail("2", "Yes", "<0@us.example>"), now=NOW)).aside is None
    claimed = Identity("email_claimed", ANA.value)
    assert (await threads.receive(claimed, mail("3", "Yes", "<0@us.example>"), now=NOW)).aside is None


async def test_nothing_of_one_hotel_is_known_at_another(database: Database, threads: Correspondence) -> None:
    await threads.receive(ANA, mail("1"), now=NOW)
    elsewhere = Correspondence(database, TenantId("lua"), AccountId(DESK))
    assert await elsewhere.thread(ANA) is None
    assert await elsewhere.guests_among([ANA.value]) == []
    assert (await elsewhere.receive(RUI, mail("2", "Yes", "<1@x.example>"), now=NOW)).aside is None


async def test_a_mail_of_ours_is_noted_before_it_leaves(threads: Correspondence, sent: SentMails) -> None:
    name = "<1@us.example>"
    assert await sent.begin(name, ANA, [], now=NOW) is None
    assert await sent.begin(name, ANA, [], now=NOW + MINUTE) == NOW
    assert not await sent.was_sent(name)
    await sent.note_unsent(name)
    assert await sent.begin(name, ANA, [], now=NOW + MINUTE) is None
    await sent.note_sent(name, now=NOW + MINUTE)
    await sent.note_unsent(name)
    assert await sent.was_sent(name)


async def test_a_mailbox_has_one_reader_at_a_time(database: Database) -> None:
    row = MailboxRow(database, TENANT, DESK)
    first = await row.take("first", now=NOW)
    assert first is not None
    assert await row.take("second", now=NOW + LEASE / 2) is None
    assert await row.renew(first.fence, now=NOW + LEASE / 2) == 0
    assert await row.take("second", now=NOW + LEASE) is None
    second = await row.take("second", now=NOW + 2 * LEASE)
    assert second is not None
    assert second.fence > first.fence
    assert await row.renew(first.fence, now=NOW + 2 * LEASE) is None
    assert not await row.advance(first.fence, Folder.INBOX, Position(1, 7)), "it was told to be too late"
    await row.let_go(first.fence)
    assert await row.take("first", now=NOW + 2 * LEASE) is None
    await row.let_go(second.fence)
    assert await row.take("first", now=NOW + 2 * LEASE) is not None


async def test_the_next_reader_goes_on_where_the_last_one_was(database: Database) -> None:
    row = MailboxRow(database, TENANT, DESK)
    held = await row.take("first", now=NOW)
    assert held is not None
    assert (held.inbox, held.sent, held.begun_at) == (None, None, NOW)
    assert await row.advance(held.fence, Folder.INBOX, Position(2**32 - 1, 2**32 - 2))
    assert await row.advance(held.fence, Folder.SENT, Position(1, 0))
    await row.knock()
    again = await row.take("second", now=NOW + 2 * LEASE)
    assert again is not None
    assert (again.inbox, again.sent) == (Position(2**32 - 1, 2**32 - 2), Position(1, 0))
    assert (again.begun_at, again.knocks) == (NOW, 1)


async def test_what_an_answer_answers_is_to_be_marked_once_and_nothing_else_is(
    threads: Correspondence, sent: SentMails
) -> None:
    """Not what came while it was being sent, nor what others wrote, nor what is left to people."""
    words = "A double room for two adults please"
    await threads.receive(ANA, mail("1", words), now=NOW)
    await threads.receive(ANA, mail("2", words), now=NOW)
    await threads.receive(RUI, mail("3"), now=NOW)
    await threads.receive(Identity("email_claimed", ANA.value), mail("4"), now=NOW)
    await sent.begin("<a@us.example>", ANA, [], now=NOW)
    await threads.receive(ANA, mail("5"), now=NOW + MINUTE)
    assert await threads.answered() == [], "it may never leave"
    for _ in range(2):
        await sent.note_sent("<a@us.example>", now=NOW + 2 * MINUTE)
        assert await threads.answered() == [("1", "<1@x.example>")]
    for _ in range(2):
        await threads.note_marked(["1"])
        assert await threads.answered() == []
    assert (await threads.receive(ANA, mail("1", words), now=NOW + 3 * MINUTE)).aside is None, "it is still known"
    assert (await threads.receive(ANA, mail("6", words), now=NOW + 3 * MINUTE)).aside is Unanswered.REPEATED


async def test_whose_thread_a_mail_belongs_to_is_told_by_any_of_its_signs_and_each_time_the_same(
    threads: Correspondence,
) -> None:
    """The mails it answers, the thread it lies in at the provider, or the address it was sent to."""
    lain = evolve(mail("1"), thread="gm:7")
    await threads.receive(ANA, lain, now=NOW)
    mark = thread_mark(TENANT, DESK, ANA)
    signs = (
        mail("2", "One", "<1@x.example>"),
        evolve(mail("3", "Two"), thread="gm:7"),
        evolve(mail("4", "Three"), marks=(mark,)),
    )
    for sign in signs:
        for _ in range(2):
            known = await threads.receive(RUI, sign, now=NOW)
            assert (known.aside, known.owner) == (Unanswered.STRANGER, ANA)
    again = await threads.receive(RUI, mail("5", "Four", "<1@x.example>", "<2@x.example>"), now=NOW)
    assert again.owner == ANA, "who wrote there before is a stranger still"
    elsewhere = evolve(mail("6", "Five"), thread="gm:8", marks=("0" * 16,))
    assert await threads.receive(RUI, elsewhere, now=NOW) == Known()
    hers = evolve(mail("7", "Six", "<1@x.example>"), thread="gm:7", marks=(mark,))
    assert await threads.receive(ANA, hers, now=NOW) == Known()


async def test_of_several_signs_the_mails_that_are_answered_count_first(threads: Correspondence) -> None:
    await threads.receive(ANA, mail("1"), now=NOW)
    mark = thread_mark(TENANT, DESK, ANA)
    await threads.receive(RUI, mail("2", "Hello there"), now=NOW)
    assert await threads.receive(RUI, evolve(mail("3", "Mine", "<2@x.example>"), marks=(mark,)), now=NOW) == Known()


async def test_another_hotels_threads_are_nobodys_here(database: Database, threads: Correspondence) -> None:
    await threads.receive(ANA, evolve(mail("1"), thread="gm:7"), now=NOW)
    elsewhere = Correspondence(database, TenantId("lua"), DESK)
    told = evolve(mail("2", "Hi", "<1@x.example>"), thread="gm:7", marks=(thread_mark(TENANT, DESK, ANA),))
    assert await elsewhere.receive(RUI, told, now=NOW) == Known()


async def test_what_is_left_to_people_is_told_once(threads: Correspondence) -> None:
    await threads.receive(ANA, mail("1"), now=NOW)
    await threads.receive(RUI, mail("2", "Me too", "<1@x.example>"), now=NOW)
    assert await threads.for_people() == [("2", "<2@x.example>")]
    for _ in range(2):
        await threads.note_marked(["2"])
        assert await threads.for_people() == []


async def test_a_day_has_room_for_so_many_mails_whoever_gets_them(sent: SentMails) -> None:
    """Who is one too many waits until the oldest of them is a day old; what did not leave does not count."""
    for number, guest in enumerate((ANA, RUI, ANA)):
        await sent.begin(f"<{number}@us.example>", guest, [], now=NOW + number * MINUTE)
        assert await sent.wait(2, now=NOW + number * MINUTE) == (None if number < 2 else DAY - 2 * MINUTE)
    await sent.note_unsent("<2@us.example>")
    await sent.begin("<3@us.example>", RUI, [], now=NOW + DAY)
    assert await sent.wait(2, now=NOW + DAY) is None


async def test_the_name_under_which_a_provider_sent_a_mail_is_known_in_its_thread(
    threads: Correspondence, sent: SentMails
) -> None:
    key, other = EffectKey("a" * 32), EffectKey("b" * 32)
    ours = OwnName(key, "0" * 16, "us.example")
    await sent.begin(str(ours), ANA, [], now=NOW)
    for _ in range(2):
        await sent.note_renamed(key, "<17@provider.example>")
        await sent.note_renamed(other, "<18@provider.example>")
    assert (await threads.receive(RUI, mail("1", "Hi", "<17@provider.example>"), now=NOW)).owner == ANA
    assert (await threads.receive(RUI, mail("2", "Ho", "<18@provider.example>"), now=NOW)).owner is None


async def test_an_address_from_which_mail_came_back_is_dead_until_its_guest_writes(
    database: Database, threads: Correspondence, sent: SentMails
) -> None:
    dead, elsewhere = DeadAddresses(database, TENANT), DeadAddresses(database, TenantId("lua"))
    await sent.begin("<a@us.example>", ANA, [], now=NOW)
    for _ in range(2):
        await dead.note_bounce("<a@us.example>", cause="bounced 5.1.1", now=NOW + MINUTE)
        await dead.note_bounce("<never@us.example>", cause="bounced 5.1.1", now=NOW)
        await elsewhere.note_bounce("<a@us.example>", cause="bounced 5.1.1", now=NOW)
    assert await dead.why(ANA.value) == "bounced 5.1.1"
    assert await dead.why(RUI.value) is None
    assert await elsewhere.why(ANA.value) is None
    await threads.receive(ANA, mail("1"), now=NOW + 2 * MINUTE)
    assert await dead.why(ANA.value) is None
    await dead.note_bounce("<a@us.example>", cause="bounced 5.1.1", now=NOW + 3 * MINUTE)
    assert await dead.why(ANA.value) is None, "who wrote since reads mail there, however late the report comes"
