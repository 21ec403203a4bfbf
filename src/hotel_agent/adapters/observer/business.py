"""What the house sells, counted: from the quote to the reservation, and what it comes to in each currency."""

from prometheus_client import CollectorRegistry, Counter, Histogram

_NIGHTS = (1, 2, 3, 4, 5, 7, 10, 14, 21, 28)
_DAYS = (0, 1, 3, 7, 14, 30, 60, 90, 180, 365)


class BusinessSeries:
    """Quotes, reservations, cancellations and revenue. No label holds anything of a guest or of one stay."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._quotes = Counter(
            "hotel_quotes_total", "Turns in which a guest was quoted", ("channel", "tenant_id"), registry=registry
        )
        self._reservations = Counter(
            "hotel_reservations_total",
            "Yeses of guests, and what came of them",
            ("status", "channel", "tenant_id"),
            registry=registry,
        )
        self._failed = Counter(
            "hotel_failed_reservations_total",
            "Yeses the hotel's book refused, by reason",
            ("reason", "tenant_id"),
            registry=registry,
        )
        self._cancellations = Counter(
            "hotel_cancellations_total",
            "Reservations cancelled by their guests",
            ("cancellation_type", "tenant_id"),
            registry=registry,
        )
        self._revenue = Counter(
            "hotel_revenue_total",
            "What the reservations made come to, in major units",
            ("currency", "tenant_id"),
            registry=registry,
        )
        self._nights = Histogram("hotel_reservation_nights", "Nights reserved", buckets=_NIGHTS, registry=registry)
        self._ahead = Histogram(
            "hotel_reservation_lead_time_days", "From the yes to the arrival", buckets=_DAYS, registry=registry
        )

    def moved(self, step: str, channel: str, tenant: str, reason: str) -> None:
        """Count a guest's step towards a stay, or away from it."""
        if step == "quoted":
            self._quotes.labels(channel, tenant).inc()
        elif step == "cancelled":
            self._cancellations.labels(reason, tenant).inc()
        else:
            self._reservations.labels(step, channel, tenant).inc()
        if step == "refused":
            self._failed.labels(reason, tenant).inc()

    def sold(self, amount: float, currency: str, nights: int, days_ahead: int, tenant: str) -> None:
        """Add up what a reservation comes to."""
        self._revenue.labels(currency, tenant).inc(amount)
        self._nights.observe(nights)
        self._ahead.observe(max(days_ahead, 0))
