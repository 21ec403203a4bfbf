"""A story as it could have gone, line by line, for the judges to look at."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.reservations.cancellation import CancellationTerms
from hotel_agent.domain.reservations.catalogue import RoomStay
from hotel_agent.domain.reservations.price import NightPrice, Price
from hotel_agent.domain.reservations.reservation import Booker, Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.guests.house import BEGINS, HotelFacts, hotel_facts
from hotel_agent.testing.guests.play import Played
from hotel_agent.testing.guests.prices import PriceList
from hotel_agent.testing.guests.register import Written
from hotel_agent.testing.guests.scenario import Ends, Facts, Scenario, Want
from hotel_agent.testing.guests.transcript import Agreed, By, Line
from hotel_agent.testing.guests.words import Person

ARRIVAL = date(2027, 2, 3)
"""A Wednesday. A double costs 105 a night with breakfast for two, and 4.40 in city tax: 236.80 for two nights."""
PERSON = Person(name="Ana Pérez", email="ana@guests.example", phone="34600111222")
QUOTE = "Doble, con desayuno\nTotal final, con impuestos: € 236,80\n¿Le parece bien?"
_HOTEL = hotel_facts()


@cache
def prices() -> PriceList:
    return _prices(_HOTEL)


def prices_with_deposits(*, house: Mapping[str, int], flexible: Mapping[str, int]) -> PriceList:
    """What the house asks for ahead, and what its flexible rate does."""
    return _prices(hotel_facts({"deposit": house}, {"flexible": {"deposit": flexible}}))


def _prices(hotel: HotelFacts) -> PriceList:
    return PriceList(text=hotel.text, tables=hotel.tables, child_until_age=12)


def guest(text: str, *, told: Sequence[str] = (), agreed: Agreed | None = None, to: str = "", after: int = 0) -> Line:
    at = BEGINS + timedelta(minutes=after)
    return Line(at=at, by=By.GUEST, text=text, told=frozenset(told), agreed=agreed, to=to, language="es")


def desk(text: str, *, after: int = 0) -> Line:
    return Line(at=BEGINS + timedelta(minutes=after), by=By.DESK, text=text, language="es")


def staff(step: str, *, after: int = 0) -> Line:
    return Line(at=BEGINS + timedelta(minutes=after), by=By.WORLD, text="Marta", step=step)


def played(
    *lines: Line,
    ends: Ends | None = None,
    own: Sequence[Reservation] = (),
    written: Sequence[Written] = (),
    strangers: Sequence[str] = (),
    with_person: bool = False,
) -> Played:
    scenario = Scenario(name="x", intent="book", wants=(Want(wish="book"),), languages=("es",), ends=ends or Ends())
    return Played(
        scenario=scenario,
        seed="1",
        person=PERSON,
        lines=lines,
        versions=[Facts(nights=2, room="double")],
        arrivals=[ARRIVAL],
        with_person=with_person,
        contented=True,
        corrections=0,
        own=own,
        numbers=frozenset(str(each.number) for each in own),
        strangers=frozenset(strangers),
        written=written,
        weather=(),
    )


def reservation(*, nights: int = 2, room: str = "double", total: int = 23680, name: str = "Ana Pérez") -> Reservation:
    stay = Stay.of_nights(ARRIVAL, nights)
    share = Money(total // nights, "EUR")
    return Reservation(
        number=ConfirmationNumber("BCD234"),
        property_id=PropertyId("marina"),
        room_stays=(
            RoomStay(
                room_type=RoomTypeId(room),
                name=LocalText.of("Doble", "es"),
                stay=stay,
                occupancy=Party(2),
            ),
        ),
        rate_plan=RatePlanId("flexible"),
        price=Price(nights=tuple(NightPrice(each, share) for each in stay.nights), total=Money(total, "EUR")),
        terms=CancellationTerms(),
        booker=Booker(name=name, phone=PERSON.phone),
    )


def booked(total: int = 23680, *, after: int = 1, what: Agreed = Agreed.BOOK) -> Written:
    return Written(at=BEGINS + timedelta(minutes=after), what=what, number="BCD234", total=total)
