"""The adapter that is chosen by setting a variable: a PMS."""

from hotel_agent.config.problems import not_among
from hotel_agent.config.settings import AdapterChoice, Available
from hotel_agent.config.variables import Variables

NOT_YET = "is not part of this version yet; unset it to start without"


PMS_OPTIONS = {"PMS_BASE_URL": "base_url", "PMS_API_KEY": "api_key", "PMS_HOTEL_ID": "hotel_id"}

OWN_BOOK = "builtin"
"""The hotel's own, for whoever has no PMS."""
_OURS = frozenset({OWN_BOOK, "mock"})
BOOK_ELSEWHERE = "qloapps"
"""An address or a key of a PMS is one of QloApps, unless PMS_TYPE says otherwise: so it was with the predecessor."""
EVERY_BOOK = _OURS | {BOOK_ELSEWHERE}


def usual_book(variables: Variables, available: Available) -> AdapterChoice:
    """What keeps the book of a tenant that names no adapter."""
    kind = variables.text("PMS_TYPE")
    told = {name: text for name in PMS_OPTIONS if (text := variables.secret(name))}
    name = kind.lower() or (BOOK_ELSEWHERE if told else OWN_BOOK)
    if name not in available.pms and name not in EVERY_BOOK:
        variables.wrong("PMS_TYPE", not_among(kind, available.pms))
    elif name not in available.pms:
        for each in ["PMS_TYPE"] if kind else told:
            variables.wrong(each, f"the adapter for {name} {NOT_YET}, or set PMS_TYPE={OWN_BOOK}")
    options = {} if name in _OURS else {PMS_OPTIONS[each]: text for each, text in told.items()}
    return AdapterChoice(name, options)
