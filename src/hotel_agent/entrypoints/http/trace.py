"""Why the machine said what it said, turn by turn, for a page of the reception."""

from typing import Annotated

from attrs import frozen
from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter

from hotel_agent.application.why import Explained
from hotel_agent.domain.conversations.trace import WordsRead
from hotel_agent.domain.ids import ConversationId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.guard import NOT_ALLOWED, UNKNOWN
from hotel_agent.entrypoints.http.inbox import NO_CONVERSATION, ConversationName, HotelName
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import Whose, only

LONGEST = 200


@frozen(kw_only=True)
class WishLine:
    """What the guest seems to want, by the name of the intent, and how sure the reader was: 0 to 1."""

    name: str
    confidence: float


@frozen(kw_only=True)
class ReadLine:
    """What a guest's words were taken to mean. `…` stands for what they told of themselves."""

    reader: str
    language: str
    wishes: list[WishLine]
    values: dict[str, str]
    answer: str
    correction: bool
    doubts: list[str]


@frozen(kw_only=True)
class AskedLine:
    """What the hotel's book was asked within the turn: `found`, `nothing`, `silent`, or why it said no."""

    operation: str
    about: str
    outcome: str
    count: int
    milliseconds: int


@frozen(kw_only=True)
class DoneLine:
    """What the turn wanted done: a command, how far it is, what came of it, and how long that took."""

    kind: str
    state: str
    attempts: int
    outcome: str
    milliseconds: int | None
    cause: str


@frozen(kw_only=True)
class ToldLine:
    """What the turn wanted said, what became of it, and why it was withheld, where it was."""

    text: str
    fate: str
    withheld: str


@frozen(kw_only=True)
class TurnLine:
    """One turn: what happened, what was understood, asked, decided, said and done.

    `rules`: by what it was decided, in their sequence. `lines`: the names of what was said. `knowledge`: the entries it
    was taken from, each with its owner and date. `unanswered`: topics nobody wrote an answer to. `ignored`: why nothing
    was done. `failed`: what went wrong on our side.
    """

    at: str
    happened: list[str]
    understood: list[ReadLine]
    asked: list[AskedLine]
    rules: list[str]
    lines: list[str]
    knowledge: list[str]
    unanswered: list[str]
    ignored: list[str]
    failed: str
    told: list[ToldLine]
    done: list[DoneLine]


@frozen(kw_only=True)
class TurnsTold:
    """The latest turns of a conversation, the earliest of them first."""

    turns: list[TurnLine]


_EXAMPLE = {
    "turns": [
        {
            "at": "2026-11-23T10:12:02+00:00",
            "happened": ["GuestWrote"],
            "understood": [
                {
                    "reader": "embedded",
                    "language": "es",
                    "wishes": [{"name": "book", "confidence": 0.97}, {"name": "house_question", "confidence": 0.9}],
                    "values": {"arrival": "2026-12-04", "departure": "2026-12-06", "adults": "2", "name": "…"},
                    "answer": "",
                    "correction": False,
                    "doubts": [],
                }
            ],
            "asked": [
                {
                    "operation": "search",
                    "about": "2026-12-04 to 2026-12-06, 2 adults, double",
                    "outcome": "found",
                    "count": 2,
                    "milliseconds": 41,
                }
            ],
            "rules": ["aside:house_question", "wish:book"],
            "lines": ["greet.hello", "quote.put"],
            "knowledge": ["breakfast (Eva, 2026-09-01)"],
            "unanswered": [],
            "ignored": [],
            "failed": "",
            "told": [{"text": "El desayuno es de 7 a 11 h. …", "fate": "read", "withheld": ""}],
            "done": [],
        }
    ]
}


@get(
    "/api/tenants/{tenant_id:str}/conversations/{conversation:str}/trace",
    tags=["reception"],
    summary="Why the machine said what it said",
    opt=only(Permission.SEE_GUESTS, Whose.NAMED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="The latest turns, the earliest of them first", example=_EXAMPLE)},
        problems={400: "`limit` is not a number from 1 to 200", 401: UNKNOWN, 403: NOT_ALLOWED, 404: NO_CONVERSATION},
    ),
)
async def conversation_trace(
    desk: GivenDesk,
    tenant_id: HotelName,
    conversation: ConversationName,
    limit: Annotated[int, QueryParameter(ge=1, le=LONGEST, description="So many turns at most: the latest")] = 50,
) -> TurnsTold:
    """Turn by turn: what was understood and by whom, what of the house's knowledge was used, what the book was asked
    and how long it took, by which rule it was decided, what was said and done, and what was withheld and why.

    Of what guests tell of themselves it holds only that they told it. What a guest took back is not explained.
    """
    found = await desk.staff_room.why(TenantId(tenant_id), ConversationId(conversation), masked=False, limit=limit)
    if isinstance(found, Refusal):
        raise NotFoundException(NO_CONVERSATION)
    return TurnsTold(turns=[_turn(each) for each in found])


def _turn(explained: Explained) -> TurnLine:
    trace = explained.trace
    return TurnLine(
        at=trace.at.isoformat(),
        happened=list(trace.kinds),
        understood=[_read(each) for each in trace.read],
        asked=[
            AskedLine(
                operation=each.operation,
                about=each.about,
                outcome=each.outcome,
                count=each.count,
                milliseconds=each.milliseconds,
            )
            for each in trace.asked
        ],
        rules=list(trace.rules),
        lines=list(trace.lines),
        knowledge=list(trace.sources),
        unanswered=list(trace.unanswered),
        ignored=list(trace.ignored),
        failed=trace.failed,
        told=[
            ToldLine(text=each.said.text or each.said.what, fate=each.said.fate, withheld=each.withheld)
            for each in explained.told
        ],
        done=[
            DoneLine(
                kind=each.kind,
                state=each.state.value,
                attempts=each.attempts,
                outcome=each.outcome,
                milliseconds=each.milliseconds,
                cause=each.cause,
            )
            for each in explained.done
        ],
    )


def _read(read: WordsRead) -> ReadLine:
    return ReadLine(
        reader=read.reader,
        language=read.language or "",
        wishes=[WishLine(name=each.name, confidence=each.confidence) for each in read.wishes],
        values=dict(read.values),
        answer=read.answer,
        correction=read.correction,
        doubts=list(read.doubts),
    )
