"""Which adapter keeps each tenant's book, with which options, and what the adapter has to say of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from hotel_agent.config.relations import Tables, each
from hotel_agent.config.settings import AdapterChoice
from hotel_agent.config.tenants_file import split_property, structured
from hotel_agent.config.variables import Variables, variable_name
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.tenant import Property, Tenant

BookCheck = Callable[[AdapterChoice, Tenant], Sequence[str]]
"""What is wrong with a book: each problem with its key inside the tenant. The adapter knows, so bootstrap asks it."""

_NAMES_A_VARIABLE = "_env"
_PROPERTIES = "properties"


@frozen(kw_only=True)
class Book:
    """The book of one tenant. The tenant is as good as could be read: enough to check a book, not to serve guests."""

    key: str
    tenant: Tenant
    choice: AdapterChoice


def books(written: Tables | None, variables: Variables, usual: AdapterChoice) -> Iterator[Book]:
    """The books of a tenants file, `usual` being the adapter of those that name none."""
    for key, table in each(written, "tenants.*"):
        tenant_id = structured(_part(table, "id"), TenantId, [])
        if isinstance(table, Mapping) and tenant_id is not None:
            yield Book(key=key, tenant=_sketch(tenant_id, table), choice=_choice(key, table, variables, usual))


def _choice(key: str, table: Tables, variables: Variables, usual: AdapterChoice) -> AdapterChoice:
    pms = _part(table, "pms")
    options = dict(pms) if isinstance(pms, Mapping) else {}
    if options.pop(_PROPERTIES, None) is not None:
        variables.wrong(f"{key}.pms.{_PROPERTIES}", f"unknown; what a property sells stands in {key}.{_PROPERTIES}")
    adapter = options.pop("adapter", usual.name)
    adapter = adapter if isinstance(adapter, str) else usual.name
    properties = {
        name: split_property(part)[1]
        for _, part in each(table, "properties.*")
        if isinstance(part, Mapping) and isinstance(name := part.get("id"), str)
    }
    told = usual.options if adapter == usual.name else {}
    return AdapterChoice(adapter, {**told, **_resolved(options, f"{key}.pms", variables), _PROPERTIES: properties})


def _resolved(options: Tables, key: str, variables: Variables) -> dict[str, object]:
    """The options with each `something_env` replaced by `something`: the secret that the variable holds."""
    found: dict[str, object] = {}
    for name, option in options.items():
        if not name.endswith(_NAMES_A_VARIABLE):
            found[name] = option
            continue
        try:
            variable = variable_name(option)
        except ValueError as error:
            variables.wrong(f"{key}.{name}", str(error))
            continue
        found[name.removesuffix(_NAMES_A_VARIABLE)] = variables.secret(
            variable, needed_for=f"{key}.{name} names it", always=True
        )
    return found


def _sketch(tenant_id: TenantId, table: Tables) -> Tenant:
    age = _part(_part(table, "rules"), "child_until_age")
    return Tenant(
        id=tenant_id,
        name=tenant_id,
        languages=tuple(structured(_part(table, "languages"), list[Language], []) or [Language("en")]),
        properties=tuple(_house(part) for _, part in each(table, "properties.*") if isinstance(part, Mapping)),
        rules=structured({"child_until_age": age}, HouseRules, []) or HouseRules(),
    )


def _house(table: Tables) -> Property:
    name, currency = (part if isinstance(part := table.get(key), str) else "" for key in ("id", "currency"))
    told = {"id": name, "name": name, "time_zone": "UTC", "currency": currency}
    return structured(told, Property, []) or Property(id=PropertyId(name), name=name, time_zone="UTC", currency="EUR")


def _part(table: object, key: str) -> object:
    return table.get(key) if isinstance(table, Mapping) else None
