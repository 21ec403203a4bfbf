"""From the tables of a tenants file to tenants, their properties and their doors."""

from attrs import evolve

from hotel_agent.config.tenants_file import KnowledgeTable, PropertyTable, TenantsFile, TenantTable
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.language import Language, LocalText
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.domain.tenants.knowledge import Knowledge, KnowledgeEntry
from hotel_agent.domain.tenants.tenant import ChannelAccount, Tenant


def tenants_of(file: TenantsFile) -> Tenants:
    """The tenants of a file in which nothing is wrong."""
    return Tenants(tenants=[_tenant(table) for table in file.tenants], default=file.default)


def with_account(tenants: Tenants, channel: str, account: str) -> Tenants:
    """The tenants with one more account, at the property that lets in guests of an unknown one.

    Unchanged without an account, when a property already has it, and when nobody can say whose it is.
    """
    door = tenants.behind(channel, AccountId(account)) if account else None
    if door is None or account in [each.account for each in door.tenant.accounts if each.channel == channel]:
        return tenants
    one_more = ChannelAccount(channel=channel, account=AccountId(account), property_id=door.property.id)
    told = [
        evolve(tenant, accounts=(*tenant.accounts, one_more)) if tenant.id == door.tenant.id else tenant
        for tenant in tenants.tenants
    ]
    return evolve(tenants, tenants=told)


def _tenant(table: TenantTable) -> Tenant:
    return Tenant(
        id=table.id,
        name=table.name,
        languages=tuple(table.languages),
        tone=table.tone,
        properties=tuple(part.property for part in table.properties),
        accounts=tuple(account for part in table.properties for account in _accounts(part)),
        rules=table.rules,
        knowledge=Knowledge(tuple(_entry(each, table.languages[0]) for each in table.knowledge)),
    )


def _accounts(part: PropertyTable) -> list[ChannelAccount]:
    doors = part.doors
    return [
        *(_account(part, "whatsapp", number.phone_number_id) for number in doors.whatsapp),
        *(evolve(_account(part, "webchat", page.key), origins=tuple(page.origins)) for page in doors.webchat),
        *(_account(part, "email", mailbox.address.strip().lower()) for mailbox in doors.mailbox),
    ]


def _account(part: PropertyTable, channel: str, account: str) -> ChannelAccount:
    return ChannelAccount(channel=channel, account=AccountId(account), property_id=part.property.id)


def _entry(table: KnowledgeTable, own: Language) -> KnowledgeEntry:
    """The first language of a text answers for those not written, so it is the hotel's own, wherever it stands."""
    return KnowledgeEntry(
        topic=table.topic,
        answer=LocalText(tuple(sorted(table.answer.texts, key=lambda text: text[0] != own))),
        owner=table.owner,
        since=table.since,
        until=table.until,
        id=table.id or table.topic,
        properties=tuple(table.properties),
        questions={code: tuple(texts) for code, texts in table.questions.items()},
    )
