"""How the routes are written about: what they take, what they answer, with examples, and the problems they name."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from attrs import field, frozen
from litestar.openapi.spec import (
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
)

from hotel_agent.entrypoints.http.once import LONGEST_KEY, OTHERWISE, UNDER_WAY

PROBLEM_TYPE = "application/problem+json"
LARGEST_BODY = 64 * 1024
"""Bytes of whatever is sent to us, where a route says nothing else."""
SILENT = "What this needs, the hotel's PMS or the database, does not answer; ask again"
TOO_LARGE = "Larger than is taken here; it was not read"

_KEYED = {400: f"Idempotency-Key: expected at most {LONGEST_KEY} signs", 409: UNDER_WAY, 413: TOO_LARGE, 422: OTHERWISE}
_KEY = "The page's own name for this: what is sent again under it within 24 hours is done once"

_SEEN = "The `ETag` under which it was read: nothing is changed when somebody else changed it since"

_PROBLEM = Schema(
    type=OpenAPIType.OBJECT,
    required=["type", "title", "status", "detail", "correlation_id"],
    properties={
        "type": Schema(type=OpenAPIType.STRING, const="about:blank"),
        "title": Schema(type=OpenAPIType.STRING, description="The status in words"),
        "status": Schema(type=OpenAPIType.INTEGER),
        "detail": Schema(type=OpenAPIType.STRING, description="What was wrong, and what to do"),
        "correlation_id": Schema(type=OpenAPIType.STRING, description="The name of this request in our log"),
    },
)


@frozen(kw_only=True)
class Shown:
    """What goes over the wire at a route, with an example of it."""

    about: str
    example: object
    media_type: str = "application/json"
    properties: Mapping[str, Schema] = field(factory=dict)
    required: tuple[str, ...] = ()
    versioned: bool = False
    """The header `ETag` names the version that it shows."""

    @property
    def content(self) -> dict[str, OpenAPIMediaType]:
        """The same, as OpenAPI says it."""
        schema = (
            Schema(type=OpenAPIType.OBJECT, properties=dict(self.properties), required=list(self.required))
            if self.properties
            else None
        )
        return {self.media_type: OpenAPIMediaType(schema=schema, example=self.example)}


def text(about: str, *, longest: int | None = None, pattern: str | None = None, or_null: bool = False) -> Schema:
    """A text in a body."""
    kind = [OpenAPIType.STRING, OpenAPIType.NULL] if or_null else OpenAPIType.STRING
    return Schema(type=kind, description=about, max_length=longest, pattern=pattern)


def written(
    *,
    takes: Shown | None = None,
    answers: Mapping[int, Shown],
    problems: Mapping[int, str] | None = None,
    keyed: bool = False,
) -> type[Operation]:
    """An operation that is written about in these words. Schemas known from the types of the code are kept.

    What takes a body may be sent too large a one (413), and who somebody is may be impossible to look up (503), also
    where nobody says so. `keyed`: it may bear an
    Idempotency-Key that the route itself does not ask for, with what may come of one. Whoever may be told that it was
    changed meanwhile (412) says in If-Match what they saw.
    """
    wrong = {**({} if takes is None else {413: TOO_LARGE}), **(problems or {})}
    if 401 in wrong:
        wrong.setdefault(503, SILENT)
    for status, words in _KEYED.items() if keyed else ():
        wrong[status] = f"{wrong[status]}. Or: {words}" if wrong.get(status, words) != words else words

    @dataclass
    class Written(Operation):
        def __post_init__(self) -> None:
            if takes is not None:
                needed = bool(takes.required) or not takes.properties
                self.request_body = RequestBody(content=takes.content, description=takes.about, required=needed)
            known = dict(self.responses or {})
            self.responses = {str(status): _answer(shown, known.get(str(status))) for status, shown in answers.items()}
            for status, words in wrong.items():
                self.responses[str(status)] = _problem(status, words)
            asked = [*([_key()] if keyed else []), *([_seen()] if 412 in wrong else [])]
            named = {each.name for each in self.parameters or [] if isinstance(each, Parameter)}
            self.parameters = [*(self.parameters or []), *(each for each in asked if each.name not in named)]

    return Written


def _key() -> Parameter:
    schema = Schema(type=OpenAPIType.STRING, max_length=LONGEST_KEY)
    return Parameter(name="Idempotency-Key", param_in="header", schema=schema, description=_KEY, required=False)


def _seen() -> Parameter:
    schema = Schema(type=OpenAPIType.STRING)
    return Parameter(name="If-Match", param_in="header", schema=schema, description=_SEEN, required=False)


def _answer(shown: Shown, known: object) -> OpenAPIResponse:
    content = shown.content
    if isinstance(known, OpenAPIResponse) and known.content and not shown.properties:
        content[shown.media_type].schema = next(iter(known.content.values())).schema
    etag = OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING), description="The version, to be sent back as If-Match")
    return OpenAPIResponse(
        description=shown.about, content=content, headers={"ETag": etag} if shown.versioned else None
    )


def _problem(status: int, words: str) -> OpenAPIResponse:
    example = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
        "correlation_id": "5f0c7a1e9b3d4c628f1a2b3c4d5e6f70",
    }
    return OpenAPIResponse(
        description=words, content={PROBLEM_TYPE: OpenAPIMediaType(schema=_PROBLEM, example=example)}
    )
