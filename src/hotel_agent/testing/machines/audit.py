"""The hotels' books and what was said, held against what guests agreed to."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from hotel_agent.domain.conversations.effects import NotifyStaff
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.testing.contracts.pms.front_office import LedgerLine
from hotel_agent.testing.machines.sight import Contract, Sight
from hotel_agent.testing.machines.troubled_book import Asked
from hotel_agent.testing.machines.world import Filed
from hotel_agent.testing.oracles import Occupancy


@frozen(kw_only=True)
class Audit:
    """One hotel, when nobody has anything left to do."""

    tables: dict[str, Any]
    ledger: Sequence[LedgerLine]
    asked: Sequence[Asked]
    """What the desk asked the book for, and when."""
    made: Sequence[Reservation]
    """Every state in which the book ever had a reservation."""
    sights: Sequence[tuple[Sight, Filed | None]]
    """The hotel's guests, each with what is kept of their conversation."""

    def check(self) -> None:
        """Everything that must hold."""
        self._nobody_sleeps_in_anothers_bed()
        self._no_expired_quote_was_used()
        self._every_reservation_was_agreed_to()
        self._every_reservation_is_known_to_its_guest_or_to_staff()
        self._what_guests_were_told_is_so()
        self._nothing_was_left_undone()

    def _nobody_sleeps_in_anothers_bed(self) -> None:
        sheet = Occupancy({each["id"]: len(each["rooms"]) for each in self.tables["room_types"]})
        for line in self.ledger:
            if line.state is not ReservationState.CANCELLED:
                sheet.add(line.room_type, line.stay.arrival, line.stay.departure)
        assert not sheet.oversold(), f"more guests than rooms: {sheet.oversold()}"

    def _no_expired_quote_was_used(self) -> None:
        for asked in self.asked:
            assert asked.at < asked.quote.expires_at, f"the book was asked for a quote that had expired: {asked}"

    def _every_reservation_was_agreed_to(self) -> None:
        agreed = [shown for sight, _ in self.sights for shown in sight.agreed]
        yeses = [shown for shown in agreed if shown.kind == "book"]
        assert len(self._reservations) <= len(yeses), f"{len(self._reservations)} reservations and {len(yeses)} yeses"
        of_new_stays, of_any = Counter(shown.terms for shown in yeses), {shown.terms for shown in agreed}
        for number, line in self._reservations.items():
            terms = self._terms(line)
            assert terms in of_any, f"{number} is reserved as nobody agreed: {terms}"
            if line.state is ReservationState.CANCELLED:
                assert (number,) in of_any, f"{number} is cancelled and nobody agreed"
        untouched = [line for line in self._reservations.values() if not self._was_changed(line)]
        made = Counter(self._terms(line) for line in untouched)
        assert made <= of_new_stays, f"more reservations than yeses to the same: {made - of_new_stays}"

    def _every_reservation_is_known_to_its_guest_or_to_staff(self) -> None:
        told = {contract.number for sight, _ in self.sights for contract in sight.reserved}
        for number, line in self._reservations.items():
            if number in told:
                continue
            terms = self._terms(line)
            whose = [filed for sight, filed in self.sights if terms in {shown.terms for shown in sight.agreed}]
            informed = any(filed is not None and _staff_know(filed) for filed in whose)
            assert informed, f"{number} stands in the book, and neither its guest nor staff know"

    def _what_guests_were_told_is_so(self) -> None:
        ever = {
            Contract(made.number, f"{stay.arrival}/{stay.departure}", made.price.total.minor)
            for made in self.made
            for stay in [made.room_stays[0].stay]
        }
        for sight, _ in self.sights:
            for contract in sight.reserved:
                assert contract.number in self._reservations, f"{contract} was told, and is in no book"
                assert contract in ever, f"{contract} was told, and was never made"
            for number in sight.cancelled:
                state = self._reservations[number].state
                assert state is ReservationState.CANCELLED, f"{number} was told to be cancelled, and is {state.value}"

    def _nothing_was_left_undone(self) -> None:
        for sight, filed in self.sights:
            if filed is None:
                continue
            whom = f"{sight.name} of {sight.tenant.id}"
            assert not filed.open_events, f"{whom} wrote what nobody has read: {filed.open_events}"
            assert not filed.waiting, f"something was to be done for {whom} and was not: {filed.waiting}"
            errand = filed.stored.conversation.errand
            assert errand is None, f"{whom} still waits for the book: {errand}"
            says = sum(type(row.command).__name__ == "Say" for row in filed.commands)
            assert sight.letters <= says, f"{whom} got {sight.letters} letters, and {says} were to be sent"

    @property
    def _reservations(self) -> dict[str, LedgerLine]:
        return {line.number: line for line in self.ledger}

    def _terms(self, line: LedgerLine) -> tuple[object, ...]:
        names = {each["id"]: each["name"]["en"] for each in self.tables["room_types"]}
        rooms = frozenset(names[each.room_type] for each in self.ledger if each.number == line.number)
        return (f"{line.stay.arrival}/{line.stay.departure}", rooms, line.total.minor)

    def _was_changed(self, line: LedgerLine) -> bool:
        states = {(made.room_stays, made.price) for made in self.made if made.number == line.number}
        return len(states) > 1


def _staff_know(filed: Filed) -> bool:
    return any(isinstance(row.command, NotifyStaff) for row in filed.commands)
