"""What the house rules say of pets, line by line. The price of one is never told here: it is in a quote."""

from hotel_agent.domain.conversations.replies import Count, Line, Part
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.tenants.house_rules import Pets

WELCOME = Line("pets.welcome")
DOGS = Line("pets.dogs")
CATS = Line("pets.cats")
DOGS_AND_CATS = Line("pets.dogs_and_cats")
NONE = Line("pets.none")
ASSISTANCE = Line("pets.assistance")
MOST = Line("pets.most", ("limit",))
HEAVIEST = Line("pets.heaviest", ("limit",))
EXTRA = Line("pets.extra", ("name",))
FEE = Line("pets.fee", ("fee",))
LINES = (WELCOME, DOGS, CATS, DOGS_AND_CATS, NONE, ASSISTANCE, MOST, HEAVIEST, EXTRA, FEE)

_OF_KINDS = {frozenset({"dog"}): DOGS, frozenset({"cat"}): CATS, frozenset({"dog", "cat"}): DOGS_AND_CATS}


def tell_pets(pets: Pets, catalogue: Catalogue) -> tuple[Part, ...]:
    """Whether they are welcome, under which limits, and how one is paid. What the book does not sell is not told."""
    extra = next((each for each in catalogue.extras if each.id == pets.extra), None)
    all_of_them = pets.welcome and not pets.kinds
    return (
        _OF_KINDS.get(frozenset(pets.kinds), WELCOME)() if pets.welcome else NONE(),
        *((ASSISTANCE(),) if pets.assistance_animals and not all_of_them else ()),
        *((MOST(limit=Count(pets.most)),) if pets.most else ()),
        *((HEAVIEST(limit=Count(pets.heaviest_kg)),) if pets.heaviest_kg else ()),
        *((EXTRA(name=extra.name),) if extra is not None else ()),
        *((FEE(fee=pets.fee),) if pets.fee is not None else ()),
    )
