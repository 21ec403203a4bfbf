"""A hotel's book kept with a pencil, by the oracles' own arithmetic: what the book of a machine answers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, evolve, field, frozen

from hotel_agent.domain.ids import ConfirmationNumber, ExtraId, PropertyId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.cancellation import CancellationTerms, PenaltyBasis, PenaltyStep
from hotel_agent.domain.reservations.catalogue import Capacity, Catalogue, Extra, Meals, RatePlan, RoomStay, RoomType
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.price import ExtraLine, NightPrice, Price, TaxLine
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, GuestContact, Reservation, ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.house_rules import Deposit
from hotel_agent.testing.oracles import Occupancy, nights_slept, penalty, published_extras, published_price, rungs


@frozen
class _Line:
    reservation: Reservation
    offer: Offer


@define
class LittleBook:
    """Answers as the port `Pms` promises, at once and from plain tables."""

    tables: dict[str, Any]
    property_id: PropertyId
    currency: str = "EUR"
    time_zone: str = "Europe/Madrid"
    said: set[Money] = field(factory=set)
    """Every amount that this book has told or that follows from what it told: nobody may say another."""
    insists: bool = False
    """Whether it takes nobody without both an e-mail address and a telephone number."""
    house_asks: dict[str, int] = field(factory=dict)
    """What the house wants ahead where a rate says nothing of it: `{"nights": 1}`, or `percent`."""
    ahead: dict[int, set[int]] = field(factory=dict)
    """What is to be paid ahead of a stay of this price, in minor units: it depends on the rate, too."""
    _lines: dict[ConfirmationNumber, _Line] = field(factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """What is sold."""
        return Catalogue(
            room_types=tuple(
                RoomType(id=RoomTypeId(each["id"]), name=_text(each["name"]), capacity=_capacity(each))
                for each in self.tables["room_types"]
            ),
            rate_plans=tuple(
                RatePlan(
                    id=RatePlanId(each["id"]), name=_text(each["name"]), terms=_terms(each), deposit=_deposit(each)
                )
                for each in self.tables["rate_plans"]
            ),
            extras=tuple(
                Extra(id=ExtraId(each["id"]), name=_text(each["name"]), price=self._money(each))
                for each in self.tables.get("extras", ())
            ),
            email_required=self.insists,
            phone_required=self.insists,
        )

    @property
    def numbers(self) -> tuple[ConfirmationNumber, ...]:
        """Of every reservation ever made."""
        return tuple(self._lines)

    def search(self, ask: Ask) -> tuple[Offer, ...] | Refusal:
        """What is free."""
        tables = {each["id"]: each for each in self.tables["room_types"]}
        wanted: list[list[str]] = [[name] * len(ask.parties) for name in tables if ask.room_type in {None, name}]
        if ask.room_types:
            wanted = [list(ask.room_types)]
        fitting = [
            [tables[name] for name in names]
            for names in wanted
            if all(_capacity(tables[name]).fits(party) for name, party in zip(names, ask.parties, strict=True))
        ]
        if not fitting:
            return Refusal(Reason.NO_ROOM_FITS)
        occupancy = self._occupancy(but=ask.instead_of)
        free = [
            rooms
            for rooms in fitting
            if all(
                occupancy.free(room["id"], ask.stay.arrival, ask.stay.departure) >= rooms.count(room) for room in rooms
            )
        ]
        offers = [self._offer(each, plan, ask) for each in free for plan in self.tables["rate_plans"]]
        return tuple(offers) or Refusal(Reason.SOLD_OUT)

    def find(self, by: ConfirmationNumber | GuestContact) -> tuple[Reservation, ...]:
        """The reservations that match, the earliest arrival first."""
        found = [line.reservation for line in self._lines.values()]
        if isinstance(by, GuestContact):
            return _earliest_first([each for each in found if each.booker.reached_by(by)])
        return _earliest_first([each for each in found if each.number == by])

    def book(self, quote: Quote, booker: Booker) -> Reservation | Refusal:
        """Write a reservation down."""
        if not (booker.email and booker.phone if self.insists else booker.email or booker.phone):
            return Refusal(Reason.MISSING_CONTACT)
        if not self._has_room_for(quote.offer, but=None):
            return Refusal(Reason.SOLD_OUT)
        reservation = Reservation(
            number=ConfirmationNumber(f"R{len(self._lines):05}"),
            property_id=self.property_id,
            room_stays=quote.offer.room_stays,
            rate_plan=quote.offer.rate_plan,
            price=quote.offer.price,
            terms=quote.offer.terms,
            booker=booker,
            requests=quote.requests,
        )
        self._lines[reservation.number] = _Line(reservation, quote.offer)
        return reservation

    def modify(self, number: ConfirmationNumber, quote: Quote) -> Reservation | Refusal:
        """Write it anew."""
        line = self._lines.get(number)
        if line is None:
            return Refusal(Reason.NOT_FOUND)
        if line.reservation.state is not ReservationState.CONFIRMED:
            return Refusal(Reason.NOT_CHANGEABLE)
        if not self._has_room_for(quote.offer, but=number):
            return Refusal(Reason.SOLD_OUT)
        offer = quote.offer
        changed = evolve(
            line.reservation,
            room_stays=offer.room_stays,
            rate_plan=offer.rate_plan,
            price=offer.price,
            terms=offer.terms,
            booker=evolve(line.reservation.booker, name=quote.in_name or line.reservation.booker.name),
            requests=(*line.reservation.requests, *quote.requests),
        )
        self._lines[number] = _Line(changed, offer)
        return changed

    def move(self, number: ConfirmationNumber, state: ReservationState) -> Reservation | Refusal:
        """Somebody cancels it, or gives its guest the key."""
        line = self._lines.get(number)
        if line is None:
            return Refusal(Reason.NOT_FOUND)
        if line.reservation.state is ReservationState.CANCELLED:
            return Refusal(Reason.ALREADY_CANCELLED)
        if line.reservation.state is not ReservationState.CONFIRMED:
            return Refusal(Reason.NOT_CHANGEABLE)
        moved = evolve(line.reservation, state=state)
        self._lines[number] = evolve(line, reservation=moved)
        return moved

    def reservation(self, number: str) -> Reservation | None:
        """The reservation of this number."""
        line = self._lines.get(ConfirmationNumber(number))
        return None if line is None else line.reservation

    def penalty(self, number: ConfirmationNumber, at: datetime) -> int:
        """What cancelling this reservation costs at this moment, in minor units."""
        reservation = self._lines[number].reservation
        return penalty(
            self._ladder(number),
            reservation.price.total.minor,
            [night.amount.minor for night in reservation.price.nights],
            at=at,
            arrival=self._begins(reservation),
        )

    def next_rung(self, number: ConfirmationNumber, at: datetime) -> datetime | None:
        """When cancelling this reservation becomes dearer next."""
        reservation = self._lines[number].reservation
        rungs_to_come = [
            self._begins(reservation) - timedelta(hours=int(step["hours_before"])) for step in self._ladder(number)
        ]
        return min((rung for rung in rungs_to_come if rung > at), default=None)

    def hours_left(self, number: ConfirmationNumber, at: datetime) -> float:
        """From this moment until the stay begins."""
        return (self._begins(self._lines[number].reservation) - at).total_seconds() / 3600

    def _ladder(self, number: ConfirmationNumber) -> Sequence[dict[str, Any]]:
        plan = self._lines[number].offer.rate_plan
        found: Sequence[dict[str, Any]] = next(
            each.get("cancellation", ()) for each in self.tables["rate_plans"] if each["id"] == plan
        )
        return found

    def _begins(self, reservation: Reservation) -> datetime:
        """At three in the afternoon, as it is when nobody says otherwise."""
        arrival = reservation.room_stays[0].stay.arrival
        return datetime(arrival.year, arrival.month, arrival.day, 15, tzinfo=ZoneInfo(self.time_zone))

    def _has_room_for(self, offer: Offer, *, but: ConfirmationNumber | None) -> bool:
        stay, wanted = offer.room_stays[0].stay, [each.room_type for each in offer.room_stays]
        occupancy = self._occupancy(but=but)
        return all(occupancy.free(each, stay.arrival, stay.departure) >= wanted.count(each) for each in wanted)

    def _occupancy(self, *, but: ConfirmationNumber | None) -> Occupancy:
        occupancy = Occupancy({each["id"]: len(each["rooms"]) for each in self.tables["room_types"]})
        for number, line in self._lines.items():
            if number == but or line.reservation.state is ReservationState.CANCELLED:
                continue
            for room in line.offer.room_stays:
                occupancy.add(room.room_type, room.stay.arrival, room.stay.departure)
        return occupancy

    def _offer(self, rooms: list[dict[str, Any]], plan: dict[str, Any], ask: Ask) -> Offer:
        arrival, departure = ask.stay.arrival, ask.stay.departure
        each_room = [
            published_price(
                self.tables,
                room_type=room["id"],
                plan=plan["id"],
                arrival=arrival,
                departure=departure,
                parties=[(party.adults, party.child_ages)],
            )
            for room, party in zip(rooms, ask.parties, strict=True)
        ]
        nights = [sum(room.nights[place] for room in each_room) for place in range(len(each_room[0].nights))]
        on_top = sum(room.on_top for room in each_room)
        beside = published_extras(
            self.tables,
            wanted=ask.extras,
            arrival=arrival,
            departure=departure,
            parties=[(party.adults, party.child_ages) for party in ask.parties],
        )
        total = sum(nights) + on_top + sum(beside.values())
        self._note(total, on_top, *nights, *beside.values())
        self._note(*rungs(plan.get("cancellation", ()), total, nights))
        self._wants_ahead(plan, total, nights)
        return Offer(
            property_id=self.property_id,
            room_stays=tuple(
                _room_stay(room, arrival, departure, party) for room, party in zip(rooms, ask.parties, strict=True)
            ),
            rate_plan=RatePlanId(plan["id"]),
            rate_plan_name=_text(plan["name"]),
            meals=Meals(plan.get("meals", "room_only")),
            price=self._price(arrival, departure, nights, on_top, beside),
            terms=_terms(plan),
            deposit=_deposit(plan),
        )

    def _price(
        self, arrival: date, departure: date, nights: Sequence[int], on_top: int, beside: dict[str, int]
    ) -> Price:
        names = {each["id"]: _text(each["name"]) for each in self.tables.get("extras", ())}
        extras = tuple(
            ExtraLine(extra=ExtraId(each), name=names[each], amount=Money(amount, self.currency))
            for each, amount in beside.items()
        )
        priced = tuple(
            NightPrice(night, Money(amount, self.currency))
            for night, amount in zip(nights_slept(arrival, departure), nights, strict=True)
        )
        tax = TaxLine(name=LocalText.of("City tax"), amount=Money(on_top, self.currency), included=False)
        return Price(
            nights=priced,
            extras=extras,
            taxes=(tax,) if on_top else (),
            total=Money(sum(nights) + on_top + sum(beside.values()), self.currency),
        )

    def _wants_ahead(self, plan: dict[str, Any], total: int, nights: Sequence[int]) -> None:
        """A deposit is counted as a penalty is: so many nights, or a share, and never more than the stay."""
        asked = plan.get("deposit") or self.house_asks
        costs = rungs([asked], total, nights) if asked else []
        self._note(*costs)
        self.ahead.setdefault(total, set()).update(costs)

    def _money(self, extra: dict[str, Any]) -> Money:
        return Money.of(next(str(extra[each]) for each in extra if each.startswith("per_")), self.currency)

    def _note(self, *amounts: int) -> None:
        self.said.update(Money(amount, self.currency) for amount in amounts)


def _deposit(plan: dict[str, Any]) -> Deposit | None:
    return Deposit(**plan["deposit"]) if "deposit" in plan else None


def _earliest_first(found: list[Reservation]) -> tuple[Reservation, ...]:
    return tuple(sorted(found, key=lambda each: each.room_stays[0].stay.arrival))


def _room_stay(room: dict[str, Any], arrival: date, departure: date, party: Party) -> RoomStay:
    return RoomStay(
        room_type=RoomTypeId(room["id"]), name=_text(room["name"]), stay=Stay(arrival, departure), occupancy=party
    )


def _capacity(room: dict[str, Any]) -> Capacity:
    return Capacity(adults=room["adults"], children=room.get("children", 0))


def _text(texts: dict[str, str]) -> LocalText:
    return LocalText(tuple((Language(code), text) for code, text in texts.items()))


def _terms(plan: dict[str, Any]) -> CancellationTerms:
    steps: list[PenaltyStep] = []
    for step in plan.get("cancellation", ()):
        basis = next(each for each in PenaltyBasis if each.value in step)
        steps.append(PenaltyStep(hours_before=step["hours_before"], basis=basis, value=Decimal(str(step[basis.value]))))
    return CancellationTerms(tuple(steps))
