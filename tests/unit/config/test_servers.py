"""A hotel names servers of the internet; one of the house only where whoever runs the installation lets it."""

import pytest
from attrs import evolve
from tests.unit.config.hotels import Told, Wrong

from hotel_agent.config import IN_MEMORY, AdapterChoice, Config, Environment, Hotel, StaffChoice, forbidden_servers

(MARINA,) = IN_MEMORY.tenants.tenants
PRODUCTION = evolve(IN_MEMORY, environment=Environment.PRODUCTION)
LET_IN = "whoever runs the installation lets in a server of the house by naming it in HOTEL_INTERNAL_HOSTS"
INSIDE = [
    "127.0.0.1",
    "10.0.0.5",
    "172.16.0.1",
    "192.168.1.20",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::a00:5]",
    "[2002:7f00:1::]",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.0x1",
    "0177.0.0.1",
    "localhost",
    "LocalHost.",
    "shop.localhost",
    "printer.local",
    "metadata.google.internal",
    "router.lan",
    "nas.home.arpa",
    "qloapps",
]
OUTSIDE = ["shop.example.com", "SHOP.example.com.", "xn--caf-dma.example", "8.8.8.8", "[2606:4700::1111]", "a-1.b2.es"]


def with_book(address: str) -> Hotel:
    return Hotel(tenant=MARINA, book=AdapterChoice("qloapps", {"base_url": address, "api_key": "http://10.0.0.1"}))


def with_mail_server(host: str) -> Hotel:
    book = AdapterChoice("mock", {"properties": {"marina": {}}})
    return Hotel(tenant=MARINA, book=book, mailboxes={"desk@sol.example": {"imap_host": host, "imap_port": 993}})


def refused(hotel: Hotel, config: Config = PRODUCTION) -> bool:
    return forbidden_servers(hotel, config) != []


@pytest.mark.parametrize("host", INSIDE)
def test_what_is_inside_is_refused_however_it_is_written(host: str) -> None:
    assert refused(with_book(f"https://{host}/shop"))
    assert refused(with_book(f"https://{host}:8443"))
    assert refused(with_mail_server(host))
    assert refused(with_mail_server(host.strip("[]")))


@pytest.mark.parametrize("host", OUTSIDE)
def test_a_server_of_the_internet_may_be_named_over_https(host: str) -> None:
    assert not refused(with_book(f"https://{host}/shop?at=1"))
    assert not refused(with_mail_server(host.strip("[]")))
    assert refused(with_book(f"http://{host}/shop"))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.\n1",
        " https://127.0.0.1",
        "https://shop.example\\@127.0.0.1/",
        "https://shop.example@127.0.0.1/",
        "https://１２７.0.0.1",
        "https://shop。localhost",
        "https://shop.example.com:x/",
        "https://",
        "ftp://shop.example.com",
        "shop.example.com",
    ],
)
def test_an_address_two_could_read_in_two_ways_is_refused(address: str) -> None:
    assert refused(with_book(address))


def test_every_server_is_told_with_its_key_and_what_can_be_done_and_no_address_is_shown() -> None:
    hotel = evolve(
        with_mail_server("10.0.0.7"),
        book=AdapterChoice("qloapps", {"base_url": "http://10.0.0.5"}),
        staff=(
            StaffChoice(name="mail", reasons=frozenset(), choice=AdapterChoice("email", {"smtp_host": "mail"})),
            StaffChoice(name="post", reasons=frozenset(), choice=AdapterChoice("webhook", {"url": "https://[::1]/"})),
        ),
    )
    address = f"expected https:// and a server of the internet; {LET_IN}"
    server = f"expected the name of a server of the internet; {LET_IN}"
    assert forbidden_servers(hotel, PRODUCTION) == [
        f"tenants.marina.pms.base_url: {address}",
        f"tenants.marina.staff[1].smtp_host: {server}",
        f"tenants.marina.staff[2].url: {address}",
        f'tenants.marina.mailbox."desk@sol.example".imap_host: {server}',
    ]


@pytest.mark.parametrize("environment", [Environment.DEVELOPMENT, Environment.STAGING])
def test_only_production_asks(environment: Environment) -> None:
    assert not refused(with_book("http://127.0.0.1:8080"), evolve(PRODUCTION, environment=environment))


def test_a_server_of_the_house_is_let_in_by_name_or_address_also_without_https(told: Told) -> None:
    hosts = told(HOTEL_INTERNAL_HOSTS=" QloApps, 10.0.0.5,[FD00::5] ,").internal_hosts
    assert hosts == {"qloapps", "10.0.0.5", "fd00::5"}
    lets = evolve(PRODUCTION, internal_hosts=hosts)
    for fine in ("http://qloapps:8080/shop", "https://QLOAPPS", "http://10.0.0.5", "http://[fd00:0::5]/"):
        assert not refused(with_book(fine), lets)
    assert not refused(with_mail_server("10.0.0.5"), lets)
    for other in ("http://10.0.0.6", "http://qloapps.example.com", "http://qloapps@127.0.0.1"):
        assert refused(with_book(other), lets)
    assert told().internal_hosts == frozenset()


@pytest.mark.parametrize("written", ["http://qloapps", "qloapps:8080", "10.0.0.0/8", "two words", "."])
def test_what_is_no_server_is_not_let_in(written: str, wrong: Wrong) -> None:
    expected = "expected names or addresses of servers with commas between them, as qloapps,10.0.0.5"
    assert wrong(HOTEL_INTERNAL_HOSTS=written) == [f"HOTEL_INTERNAL_HOSTS: {expected}, found {written!r}"]
