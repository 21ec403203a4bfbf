"""The address at which a mail of ours is answered: it says whose thread it is, and nobody else can make one."""

import pytest

from hotel_agent.adapters.channels.email.reply_address import ReplyAddresses

OURS = ReplyAddresses("desk@marina.example", "a secret")
MARK = "0123456789abcdef"


def test_an_address_says_whose_thread_it_is() -> None:
    address = OURS.of(MARK)
    assert address.startswith("desk+c.")
    assert address.endswith("@marina.example")
    assert OURS.marks(["ana@example.com", address, address]) == (MARK,)
    assert ReplyAddresses("desk@marina.example", "a secret").marks([address]) == (MARK,)


def test_nobody_else_makes_one_and_none_is_taken_for_another() -> None:
    address = OURS.of(MARK)
    for other in (
        ReplyAddresses("desk@marina.example", "another secret").of(MARK),
        ReplyAddresses("desk@lua.example", "a secret").of(MARK),
        address.replace(MARK, MARK[::-1]),
        address.replace("desk+", "front+"),
        address.replace("+c.", "+d."),
        address[: address.index("@") - 1] + "@marina.example",
        "desk@marina.example",
        "",
        "@",
    ):
        assert OURS.marks([other]) == ()


def test_without_a_secret_or_the_room_for_it_answers_go_to_the_mailbox_itself() -> None:
    nobody = ReplyAddresses("desk@marina.example", "")
    assert nobody.of(MARK) == "desk@marina.example"
    assert nobody.marks([OURS.of(MARK)]) == ()
    long = f"{'reservations' * 4}@marina.example"
    assert ReplyAddresses(long, "a secret").of(MARK) == long


@pytest.mark.parametrize("local", ["reservations", "hotel.bookings.team"])
def test_what_stands_before_the_at_is_never_longer_than_a_mail_server_takes(local: str) -> None:
    address = ReplyAddresses(f"{local}@marina.example", "a secret").of(MARK)
    assert len(address.rpartition("@")[0].encode()) <= 64
