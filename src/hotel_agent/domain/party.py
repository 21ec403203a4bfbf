"""Who comes: adults, and children by age."""

from attrs import field, frozen

OLDEST_CHILD = 17


@frozen
class Party:
    """Guests who travel together: at least one adult, and the ages of the children in whole years."""

    adults: int = field()
    child_ages: tuple[int, ...] = field(default=())

    @adults.validator
    def _has_an_adult(self, _attribute: object, adults: int) -> None:
        if adults < 1:
            raise ValueError(f"a party needs at least one adult, not {adults}")

    @child_ages.validator
    def _are_children(self, _attribute: object, child_ages: tuple[int, ...]) -> None:
        for age in child_ages:
            if not 0 <= age <= OLDEST_CHILD:
                raise ValueError(f"a child is 0 to {OLDEST_CHILD} years old, not {age}")

    @property
    def children(self) -> int:
        """How many children come."""
        return len(self.child_ages)

    @property
    def size(self) -> int:
        """How many people come, babies included."""
        return self.adults + self.children

    def of_age(self, age: int) -> int:
        """How many are at least this old; adults always are."""
        return self.adults + sum(each >= age for each in self.child_ages)

    def split(self, rooms: int) -> "tuple[Party, ...]":
        """This party spread over so many rooms as evenly as it goes, each with an adult.

        Raises ValueError when there are fewer adults than rooms.
        """
        if not 1 <= rooms <= self.adults:
            raise ValueError(f"{self.adults} adults cannot be spread over {rooms} rooms")
        adults = [self.adults // rooms + (1 if room < self.adults % rooms else 0) for room in range(rooms)]
        ages: list[list[int]] = [[] for _ in range(rooms)]
        for age in sorted(self.child_ages):
            room = min(range(rooms), key=lambda number: (adults[number] + len(ages[number]), number))
            ages[room].append(age)
        return tuple(Party(count, tuple(sorted(room))) for count, room in zip(adults, ages, strict=True))
