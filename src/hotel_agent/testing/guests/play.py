"""Guests live: what they send comes in through the doors in whatever weather, and what arrives they read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from attrs import define, evolve, field, frozen

from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.guests.agenda import Agenda
from hotel_agent.testing.guests.doors import Door, Post, WebchatDoor, WhatsAppDoor, send
from hotel_agent.testing.guests.house import HOME, GuestHouse
from hotel_agent.testing.guests.moves import Act, Leaves, Rests, Says, StaffStep
from hotel_agent.testing.guests.reception import steps_in
from hotel_agent.testing.guests.register import Counter, Written
from hotel_agent.testing.guests.scenario import Facts, Scenario, laid_over
from hotel_agent.testing.guests.transcript import Agreed, By, Line
from hotel_agent.testing.guests.words import Person, person_of

_BREATH: Final = timedelta(seconds=3)
"""Longer than the desk waits for a guest to go on."""
_PATIENCE: Final = timedelta(minutes=20)
"""A guest who hears nothing for so long writes again."""
_AFTERWARDS: Final = timedelta(hours=2)
_MOST_STEPS: Final = 60
_METHODS: Final[Mapping[Agreed, str]] = {Agreed.BOOK: "book", Agreed.MODIFY: "modify", Agreed.CANCEL: "cancel"}
_MOST_BAD_GATEWAYS: Final = 3
_SERVICE_UNAVAILABLE: Final = 131016
"""Meta's code for a service that is away for a moment; nothing was sent."""


@frozen(kw_only=True)
class Played:
    """One guest's story as it went, and what stands in the book."""

    scenario: Scenario
    seed: str
    person: Person
    lines: Sequence[Line]
    versions: Sequence[Facts]
    arrivals: Sequence[date]
    """The day on which each of the versions begins."""
    with_person: bool
    contented: bool
    corrections: int
    own: Sequence[Reservation]
    """Reservations in the guest's name or under their contacts, those that stood there before among them."""
    numbers: frozenset[str]
    """Every confirmation number in the book that is this guest's."""
    strangers: frozenset[str]
    """Every other one, and how other guests are reached."""
    written: Sequence[Written]
    """What the desk wrote in the book of these reservations."""
    weather: Sequence[str]
    paid: int = 0
    """Messages of the desk a channel charges for."""

    @property
    def title(self) -> str:
        """Its scenario and seed."""
        return f"{self.scenario.title} seed {self.seed}"

    @property
    def guest_turns(self) -> int:
        """How often the guest wrote or pressed."""
        return sum(line.by is By.GUEST for line in self.lines)

    @property
    def replies(self) -> int:
        """How many messages the desk sent."""
        return sum(line.by is By.DESK for line in self.lines)


@define(kw_only=True)
class Player:
    """One guest at one door."""

    agenda: Agenda
    door: Door
    seed: str
    dice: Dice
    weather: Sequence[str]
    until: datetime | None = None
    """Before this the guest does nothing, unless something arrives."""
    looks: bool = True
    """Whether what arrives is read before then."""
    gone: bool = False
    contented: bool = True
    _steps: int = 0
    _bad_gateways: int = 0
    _earlier: list[Post] = field(factory=list)
    _by_hand: list[str] = field(factory=list)
    """What somebody of the hotel wrote to this guest."""

    async def lives(self, house: GuestHouse) -> None:
        """Do the next thing."""
        self._steps += 1
        move = self.agenda.moves() if self._steps <= _MOST_STEPS else Leaves(contented=False)
        match move:
            case Leaves(contented):
                self.gone, self.contented = True, contented
            case Rests(for_, looks):
                self.until, self.looks = house.clock.now() + for_, looks
            case Says(acts):
                await self._says(house, acts)
                self.until, self.looks = house.clock.now() + _PATIENCE, True
            case StaffStep(verb=verb, text=text):
                request = f"{self.seed}-{self._steps}"
                done = await steps_in(house, verb, text, request=request)
                self.agenda.lines.append(Line(at=house.clock.now(), by=By.WORLD, text=done, step=verb))
                self._by_hand += [text] if verb == "answer" else []

    def reads(self, lines: Sequence[Line]) -> None:
        """Something arrived."""
        self.agenda.lines += [evolve(each, by=By.STAFF) if each.text in self._by_hand else each for each in lines]
        if lines and self.looks:
            self.until = None

    async def _says(self, house: GuestHouse, acts: Sequence[Act]) -> None:
        await self._clouds_gather(house, acts)
        posts, lines = [], []
        for act in acts:
            at = house.clock.now()
            posts.append(self.door.post(act, at))
            lines.append(
                Line(
                    at=at,
                    by=By.GUEST,
                    text=act.text,
                    pressed=bool(act.token),
                    told=act.told,
                    agreed=act.agreed,
                    to=act.to,
                    language=self.agenda.words.language,
                )
            )
            if len(acts) > 1:
                house.clock.advance(timedelta(seconds=1))
        self.agenda.said(acts, lines)
        for post in self._as_they_come(posts):
            await send(house.web, post)
        self._earlier = posts
        if "restarts" in self.weather and self.dice.happens(60):
            self._notes(house, "the desk is closed and opened again")
            await house.reopens()

    def _as_they_come(self, posts: Sequence[Post]) -> list[Post]:
        """In which sequence, and how often."""
        coming = list(reversed(posts)) if "reordered" in self.weather else list(posts)
        if "duplicates" in self.weather:
            coming = [each for post in coming for each in (post, post)] + self._earlier
        return coming

    async def _clouds_gather(self, house: GuestHouse, acts: Sequence[Act]) -> None:
        """Whatever goes wrong with the next message."""
        agreed = next((act.agreed for act in acts if act.agreed is not None), None)
        first = self._steps == 1
        method = _METHODS[agreed] if agreed else "search"
        if "slow_book" in self.weather and (first or agreed):
            self._strikes(house, "slow", method, 1)
        if "dead_book" in self.weather and first:
            for each in ("search", "find", "catalogue"):
                self._strikes(house, "silent", each, 2)
        if "forgetful_book" in self.weather and agreed:
            self._strikes(house, "forgetful", method, 1)
        if "silent_at_yes" in self.weather and agreed:
            self._strikes(house, "silent", method, 2)
        if "sold_out_at_yes" in self.weather and agreed is Agreed.BOOK and not self._has_been_noted():
            self._notes(house, "the last rooms are sold at the counter")
            facts, plan = self.agenda.facts, next(iter(house.facts.plans))
            for room in [facts.room] if facts.room else house.facts.rooms:
                await counter(house).fills(room, self.agenda.arrival(), facts.nights, plan=plan)
        if "meta_away" in self.weather and self._bad_gateways < _MOST_BAD_GATEWAYS and self.dice.happens(50):
            self._bad_gateways += 1
            self._notes(house, "Meta is away for a moment")
            house.graph.fail_next(_SERVICE_UNAVAILABLE, status=503)
        if "reply_lost" in self.weather and not self._bad_gateways:
            self._bad_gateways += 1
            self._notes(house, "a gateway hides whether Meta took the reply")
            house.graph.break_next(502)

    def _has_been_noted(self) -> bool:
        return any(line.by is By.WORLD for line in self.agenda.lines)

    def _strikes(self, house: GuestHouse, trouble: str, method: str, times: int) -> None:
        self._notes(house, f"the book is {trouble} when asked to {method}")
        house.book.arm(trouble, method, times)

    def _notes(self, house: GuestHouse, what: str) -> None:
        self.agenda.lines.append(Line(at=house.clock.now(), by=By.WORLD, text=what))


async def play(house: GuestHouse, scenarios: Sequence[Scenario], seed: str) -> list[Played]:
    """Let a guest of each of these scenarios live in this house, all at the same time, and tell how it went."""
    players = [await _player(house, each, place, seed) for place, each in enumerate(scenarios)]
    for player in players:
        await player.door.opened(house)
    while any(not player.gone for player in players):
        now = house.clock.now()
        ready = [each for each in players if not each.gone and (each.until is None or each.until <= now)]
        for player in ready:
            await player.lives(house)
        if ready:
            await house.passes(house.clock.now() + _BREATH)
        else:
            await house.passes(await _next_moment(house, players))
        await _everybody_reads(house, players)
    await house.passes(house.clock.now() + _AFTERWARDS)
    await _everybody_reads(house, players)
    return [_told(house, each) for each in players]


async def _next_moment(house: GuestHouse, players: Sequence[Player]) -> datetime:
    """When somebody goes on, or something is due that somebody may read."""
    moments = [each.until for each in players if not each.gone and each.until is not None]
    due = await house.desk.storage.next_due(house.clock.now())
    return min([*moments, *([due] if due is not None else [])])


async def _everybody_reads(house: GuestHouse, players: Sequence[Player]) -> None:
    for player in players:
        language = player.agenda.words.language
        player.reads(
            [
                Line(at=house.clock.now(), by=By.DESK, text=each.text, choices=each.choices, language=language)
                for each in await player.door.arrived(house)
            ]
        )


async def _player(house: GuestHouse, scenario: Scenario, place: int, seed: str) -> Player:
    dice = Dice(seed, scenario.title, str(place))
    person = person_of(dice, scenario.language, place)
    door = scenario.door or ("webchat" if dice.happens(30) else "whatsapp")
    wanted = laid_over(Facts(), scenario.facts)
    shift = 0 if wanted.exact else dice.below(40)
    numbers: dict[str, list[str]] = {"own": [], "stranger": []}
    stranger = Person(name="Zoltan Kovacs", email=f"zoltan{place}@elsewhere.example", phone=f"3630{place:07}")
    for given in scenario.given:
        facts = laid_over(wanted, given.facts)
        whose = person if given.whose == "own" else stranger
        made = await counter(house).reserves(
            whose,
            house.today + timedelta(days=facts.arrival + (0 if facts.exact else shift)),
            facts.nights,
            [(facts.adults, facts.children)],
            facts.room or "double",
            facts.plan or "flexible",
        )
        assert isinstance(made, Reservation), f"{scenario.name}: what is given cannot be reserved: {made}"
        numbers[given.whose].append(made.number)
    for room in scenario.full:
        arrival = house.today + timedelta(days=wanted.arrival + shift)
        await counter(house).fills(room, arrival, wanted.nights, plan=next(iter(house.facts.plans)))
    return Player(
        agenda=Agenda(
            scenario=scenario,
            dice=dice,
            person=person,
            today=house.today,
            shift=shift,
            rooms=house.facts.rooms,
            plans=house.facts.plans,
            numbers=numbers,
            traits=_traits(scenario, dice),
        ),
        door=WhatsAppDoor(person=person) if door == "whatsapp" else WebchatDoor(person=person),
        seed=seed,
        dice=dice,
        weather=scenario.weather,
    )


def _traits(scenario: Scenario, dice: Dice) -> frozenset[str]:
    """How this guest is: as the scenario says, otherwise as the dice say."""
    traits = set(scenario.traits)
    if not traits & {"presses", "writes"}:
        traits.add("presses" if dice.happens(50) else "writes")
    for trait, percent in (("greets", 40), ("bursts", 25)):
        if not scenario.plain and dice.happens(percent):
            traits.add(trait)
    return frozenset(traits | ({"bursts", "greets"} if "reordered" in scenario.weather else set()))


def counter(house: GuestHouse) -> Counter:
    """The hotel's own people."""
    return Counter(pms=house.pms, property_id=HOME, clock=house.clock)


def _told(house: GuestHouse, player: Player) -> Played:
    agenda, person = player.agenda, player.agenda.person
    everything = house.reservations()
    own = [each for each in everything if {each.booker.email, each.booker.phone} & {person.email, person.phone}]
    numbers = frozenset(str(each.number) for each in own)
    others = [each for each in everything if each.number not in numbers]
    reached = {each for other in others for each in (other.booker.email, other.booker.phone) if each}
    return Played(
        scenario=agenda.scenario,
        seed=player.seed,
        person=person,
        lines=agenda.lines,
        versions=agenda.versions,
        arrivals=[agenda.arrival(each) for each in agenda.versions],
        with_person=agenda.with_person,
        contented=player.contented,
        corrections=agenda.corrections,
        own=own,
        numbers=numbers,
        strangers=frozenset({str(each.number) for each in others} | reached),
        written=[each for each in house.register.written if each.number in numbers],
        weather=player.weather,
        paid=sum(each.to == person.phone and each.body.get("type") == "template" for each in house.graph.sent),
    )
