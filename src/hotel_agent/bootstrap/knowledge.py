"""The words by which what a hotel wrote down is found: data of each language, given to every tenant."""

from attrs import evolve

from hotel_agent.adapters import languages
from hotel_agent.domain.tenants.tenant import Tenants
from hotel_agent.domain.tenants.vocabulary import Vocabulary


def with_vocabularies(tenants: Tenants) -> Tenants:
    """The same tenants, their knowledge found by the words of every language spoken here."""
    words = {code: Vocabulary(**languages.load(code, "knowledge.toml")) for code in languages.codes()}
    return evolve(
        tenants,
        tenants=[evolve(each, knowledge=evolve(each.knowledge, vocabularies=words)) for each in tenants.tenants],
    )
