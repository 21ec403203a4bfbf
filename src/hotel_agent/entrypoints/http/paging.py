"""Lists told page by page: which page is asked for, how long it is, and how many there are."""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias, TypeVar

from attrs import frozen
from litestar.params import QueryParameter

LONGEST_PAGE = 200
NO_PAGE: Mapping[int, str] = {400: f"expected a `page` from 1 on, and a `page_size` of {LONGEST_PAGE} at most"}
PageNumber: TypeAlias = Annotated[int, QueryParameter(ge=1, le=1_000_000, description="Which page, counted from 1")]
PageSize: TypeAlias = Annotated[int, QueryParameter(ge=1, le=LONGEST_PAGE, description="So many on a page")]
Line = TypeVar("Line")


@frozen(kw_only=True)
class Pages:
    """Which page this is of how many."""

    page: int
    page_size: int
    total: int
    pages: int


def paged(lines: Sequence[Line], page: int, page_size: int) -> tuple[list[Line], Pages]:
    """The lines of this page, counted from 1, and how many there are."""
    shown = list(lines[(page - 1) * page_size : page * page_size])
    return shown, Pages(page=page, page_size=page_size, total=len(lines), pages=-(-len(lines) // page_size))
