"""A quote: a priced stay with an expiry and terms that no longer change. It promises nothing before a yes."""

from datetime import datetime, timedelta

from attrs import field, frozen

from hotel_agent.domain.ids import ConfirmationNumber, QuoteId, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.house_rules import Deposit


@frozen(kw_only=True)
class Quote:
    """An offer as it was said to one guest, until it expires. Every price said comes from one of these."""

    id: QuoteId
    tenant: TenantId
    offer: Offer
    issued_at: datetime
    expires_at: datetime = field()
    replaces: ConfirmationNumber | None = None
    """The reservation this quote would change, if it is not a new one."""
    requests: tuple[str, ...] = field(default=(), repr=False)
    """What the guest wishes with the yes, in their own words: passed on to the house, and not guaranteed."""
    in_name: str | None = field(default=None, repr=False)
    """Whose name the reservation gets, where a change gives it another."""
    deposit: Money | None = None
    """What of it is paid ahead, as it was when it was quoted; None where nothing is."""

    @expires_at.validator
    def _comes_after_issue(self, _attribute: object, expires_at: datetime) -> None:
        if expires_at <= self.issued_at:
            raise ValueError("a quote expires after it is issued")

    @property
    def total(self) -> Money:
        """What the guest pays in all."""
        return self.offer.price.total

    @property
    def stay(self) -> Stay:
        """The nights quoted."""
        return self.offer.stay

    def expired(self, at: datetime) -> bool:
        """Whether it no longer may be accepted. At the very moment of expiry it may not."""
        return at >= self.expires_at


def issue(
    offer: Offer,
    *,
    id: QuoteId,
    tenant: TenantId,
    at: datetime,
    valid_minutes: int,
    replaces: ConfirmationNumber | None = None,
    requests: tuple[str, ...] = (),
    in_name: str | None = None,
    deposit: Deposit | None = None,
) -> Quote:
    """The quote of this offer, valid from now for so many minutes.

    `deposit` is what the house asks for ahead where the rate says nothing of it.
    """
    asked, price = offer.deposit or deposit, offer.price
    return Quote(
        id=id,
        tenant=tenant,
        offer=offer,
        issued_at=at,
        expires_at=at + timedelta(minutes=valid_minutes),
        replaces=replaces,
        requests=requests,
        in_name=in_name,
        deposit=None if asked is None else asked.of(price.total, tuple(night.amount for night in price.nights)),
    )
