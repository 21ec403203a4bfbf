"""What the hotel's keepers see after a story: counts that are true, and nothing of the guest."""

from tests.integration.service import HOOK, Service

from hotel_agent.testing.whatsapp_guest import WhatsAppGuest


async def test_a_reservation_leaves_true_counts_and_no_trace_of_the_guest(service: Service) -> None:
    guest = WhatsAppGuest(secret="a secret of nobody's", name="Ana Pérez")
    wish = (
        "Hola, soy Ana Pérez, ana.perez@example.com. Una doble para dos adultos del viernes 4 al domingo 6 de diciembre"
    )
    await service.writes(guest, wish)
    await service.writes(guest, "Sí, confirmo")
    told = (await service.web.get("/metrics")).text
    for line in (
        f'http_requests_total{{endpoint="{HOOK}",method="POST",status_code="200"}} 2.0',
        'message_normalized_total{canal="whatsapp",tenant_id="marina"} 2.0',
        'pms_operations_total{operation="book",status="done"} 1.0',
        'commands_total{kind="say",outcome="done"} 2.0',
        'messages_sent_total{canal="whatsapp",outcome="done",tenant_id="marina"} 2.0',
        'hotel_quotes_total{channel="whatsapp",tenant_id="marina"} 1.0',
        'hotel_reservations_total{channel="whatsapp",status="confirmed",tenant_id="marina"} 1.0',
        'pms_api_latency_seconds_count{endpoint="book",method="write"} 1.0',
        'pms_circuit_breaker_state{pms="builtin",tenant_id="marina"} 0.0',
    ):
        assert line in told
    for trace in (guest.number, "Ana", "example.com", "diciembre"):
        assert trace not in told


async def test_a_handover_is_counted_under_its_reason(service: Service) -> None:
    guest = WhatsAppGuest(secret="a secret of nobody's")
    await service.writes(guest, "Quiero hablar con una persona")
    value = service.registry.get_sample_value(
        "orchestrator_escalations_total", {"reason": "guest_asked", "channel": "whatsapp", "tenant_id": "marina"}
    )
    assert value == 1


async def test_a_service_that_answers_guests_says_that_it_is_ready(service: Service) -> None:
    answer = await service.web.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
