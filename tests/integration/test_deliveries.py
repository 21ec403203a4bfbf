"""What Meta does on a bad day: the same post many times at once, nonsense, forgeries, posts without end."""

import asyncio
import json

import pytest
from attrs import evolve
from tests.integration.service import HOOK, Service, eventually

from hotel_agent.entrypoints.http.hooks import LARGEST_POST
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

WISH = "Hola, soy Ana Pérez. Quiero una doble para dos adultos del viernes 4 al domingo 6 de diciembre"
MANY = 20


@pytest.fixture
def guest() -> WhatsAppGuest:
    return WhatsAppGuest(secret="a secret of nobody's")


async def test_the_same_post_many_times_at_once_is_one_event_one_answer_one_reservation(
    service: Service, guest: WhatsAppGuest
) -> None:
    wish = guest.writes(WISH, at=service.clock.now())
    answers = await asyncio.gather(*(service.post(wish) for _ in range(MANY)))
    assert {answer.status_code for answer in answers} == {200}
    await service.settled(guest)
    assert len(service.said_to(guest)) == 1
    assert events(service, repeated="false") == 1
    assert events(service, repeated="true") == MANY - 1

    yes = guest.writes("Sí, confirmo", at=service.clock.now())
    answers = await asyncio.gather(*(service.post(yes) for _ in range(MANY)))
    assert {answer.status_code for answer in answers} == {200}
    await service.settled(guest)
    assert len(await service.reservations(guest)) == 1
    assert len(service.said_to(guest)) == 2
    assert events(service, repeated="false") == 2


async def test_a_post_that_comes_again_after_the_reservation_changes_nothing(
    service: Service, guest: WhatsAppGuest
) -> None:
    wish, yes = guest.writes(WISH, at=service.clock.now()), guest.writes("Sí", at=service.clock.now())
    await service.sends(guest, wish)
    await service.sends(guest, yes)
    for again in (yes, wish, yes):
        assert (await service.post(again)).status_code == 200
    await service.settled(guest)
    assert len(await service.reservations(guest)) == 1
    assert len(service.said_to(guest)) == 2


async def test_guests_who_write_at_once_are_each_answered_and_no_room_is_given_twice(service: Service) -> None:
    guests = [WhatsAppGuest(secret="a secret of nobody's", number=f"4477009001{n:02}") for n in range(8)]
    wish = "Una habitación individual para una persona, del 9 al 10 de diciembre, a nombre de Ana Pérez"
    await asyncio.gather(*(service.writes(each, wish) for each in guests))
    await asyncio.gather(*(service.writes(each, "Sí, confirmo") for each in guests))
    held = [reservation for each in guests for reservation in await service.reservations(each)]
    singles = [each for each in held if each.room_stays[0].room_type == "single"]
    assert len(singles) == 2, "the hotel has two single rooms"


@pytest.mark.parametrize("forged", ["unsigned", "signed by another", "signed before it was changed"])
async def test_a_forged_post_reaches_nobody(service: Service, guest: WhatsAppGuest, forged: str) -> None:
    raw = guest.writes(WISH, at=service.clock.now())
    match forged:
        case "unsigned":
            raw = evolve(raw, headers={})
        case "signed by another":
            raw = WhatsAppGuest(secret="another secret").signed(raw.body, at=service.clock.now())
        case _:
            raw = evolve(raw, body=raw.body.replace(b"4 al", b"5 al"))
    assert (await service.post(raw)).status_code == 401
    assert events(service) == 0
    assert list(await service.desk.storage.strays()) == []
    assert list(await service.desk.storage.due(service.clock.now(), limit=10)) == []


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'{"entry":null}', b'{"entry":[{"changes":[{}]}]}'])
async def test_signed_nonsense_is_taken_and_the_next_guest_is_answered(
    service: Service, guest: WhatsAppGuest, body: bytes
) -> None:
    assert (await service.post(guest.signed(body, at=service.clock.now()))).status_code == 200
    assert "Marina" in (await service.writes(guest, "Hola")).text


async def test_the_good_half_of_a_broken_batch_is_answered(service: Service, guest: WhatsAppGuest) -> None:
    now = service.clock.now()
    good = guest.message("text", {"body": "Hola"}, at=now)
    broken = {"id": "wamid.broken", "type": "text", "from": ["not", "a", "number"], "timestamp": {}, "text": 7}
    answer = await service.sends(guest, guest.posts(broken, good, {}, at=now))
    assert "Marina" in answer.text
    assert await service.desk.storage.strays()


async def test_a_post_for_a_number_nobody_claims_is_kept_aside(service: Service) -> None:
    stranger = WhatsAppGuest(secret="a secret of nobody's", account="899999999999999")  # type: ignore[arg-type]
    assert (await service.post(stranger.writes("Hola", at=service.clock.now()))).status_code == 200
    (stray,) = await service.desk.storage.strays()
    assert stray.account == "899999999999999"
    assert service.graph.sent == []


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(service: Service) -> None:
    head = f"POST {HOOK} HTTP/1.1\r\nhost: marina\r\ncontent-length: {LARGEST_POST + 1}\r\n\r\n"
    assert (await raw_answer(service.port, head.encode())).startswith(b"HTTP/1.1 413")


async def test_a_body_without_an_announced_end_is_cut_off_at_the_limit(service: Service) -> None:
    head = f"POST {HOOK} HTTP/1.1\r\nhost: marina\r\ntransfer-encoding: chunked\r\n\r\n".encode()
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    enough = LARGEST_POST // 0x10000 + 1
    assert (await raw_answer(service.port, head + chunk * enough)).startswith(b"HTTP/1.1 413")


async def test_a_post_of_megabytes_is_taken(service: Service, guest: WhatsAppGuest) -> None:
    envelope = json.loads(guest.writes("Hola", at=service.clock.now()).body)
    body = json.dumps({**envelope, "padding": "a" * 3_000_000}).encode()
    assert "Marina" in (await service.sends(guest, guest.signed(body, at=service.clock.now()))).text


async def test_a_send_that_fails_is_tried_again_and_arrives_once(service: Service, guest: WhatsAppGuest) -> None:
    service.graph.fail_next(131016, status=500)
    await service.post(guest.writes("Hola", at=service.clock.now()))

    async def arrived() -> bool:
        # Never while it is being sent: moved then, the clock would say that Meta did not answer in time.
        again_at = await service.tried_again_at(guest)
        if again_at is not None:
            service.clock.set(again_at)
        return bool(service.said_to(guest))

    await eventually(arrived)
    await service.settled(guest)
    assert len(service.said_to(guest)) == 1


def events(service: Service, *, repeated: str | None = None) -> float:
    samples = [sample for metric in service.registry.collect() for sample in metric.samples]
    return sum(
        sample.value
        for sample in samples
        if sample.name == "events_received_total" and repeated in (None, sample.labels["repeated"])
    )


async def raw_answer(port: int, request: bytes) -> bytes:
    """The first line the server answers to these bytes, whatever is missing of the request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.readline(), timeout=60)
    finally:
        writer.close()
