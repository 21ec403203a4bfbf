"""News about the accounts themselves: what Meta tells of templates, numbers, limits and bans (contract, 2.7 and 3.5).

What is kept here of templates and limits is only what Meta last told: after news of them it is asked anew. What
somebody has to mend is said aloud in the log.
"""

import json
from collections.abc import Collection, Mapping

from attrs import define
from loguru import logger

from hotel_agent.adapters.channels.whatsapp.faults import NOT_USABLE, PARAMETERS, SPAM, UNPAID, Fault, fault_of
from hotel_agent.adapters.channels.whatsapp.fields import Json, elements, table, words
from hotel_agent.adapters.channels.whatsapp.gate import Gate
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.adapters.channels.whatsapp.reach import Reaches
from hotel_agent.adapters.channels.whatsapp.templates import Templates
from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.channel import Unparsed

_TEMPLATES = frozenset(
    {
        *("message_template_status_update", "message_template_quality_update", "template_category_update"),
        *("message_template_components_update", "template_components_update", "template_correct_category_detection"),
    }
)
_LIMITS = frozenset({"phone_number_quality_update", "business_capability_update", "account_update", "account_alerts"})
_FOR_A_PERSON: Mapping[str, frozenset[str]] = {
    "message_template_status_update": frozenset({"PAUSED", "DISABLED", "REJECTED", "FLAGGED", "PENDING_DELETION"}),
    "phone_number_quality_update": frozenset({"FLAGGED", "DOWNGRADE"}),
}
"""Of news that are often good: those that are not. Every other kind below is for a person, whatever it says."""
_GRAVE = frozenset({"account_update", "account_alerts", "security"})
_TO_LOOK_AT = frozenset(
    {"template_category_update", "template_correct_category_detection", "account_review_update", "errors"}
)


@define(kw_only=True)
class Newsroom:
    """Reads news, and sees to what follows from them in this process, for the numbers of whoever told them alone."""

    templates: Templates
    reaches: Reaches
    gate: Gate
    options: WhatsAppOptions

    def heed(self, note: Unparsed, accounts: Collection[AccountId] | None) -> None:
        """Take note of this, told by who speaks for these numbers. Repeating is safe, and nothing is raised."""
        try:
            told: object = json.loads(note.payload)
        except ValueError:
            return
        numbers = self._concerned(note, accounts)
        codes = [code for code in elements(told, "codes") if isinstance(code, int)]
        if not numbers:
            logger.warning("WhatsApp tells of an account that is none of its sender's numbers'", owner=note.owner)
        elif codes and note.account is not None:
            self._failed(note.account, codes)
        else:
            self._told(numbers, words(told, "field"), table(told, "value"))

    def _concerned(self, note: Unparsed, accounts: Collection[AccountId] | None) -> frozenset[AccountId]:
        """The numbers it is about, of those its sender speaks for. Most news name a business account, and no number.

        A business account nobody named here may be that of any number without one: of the sender's, not of others'.
        """
        business = self.options.business_accounts
        every = [AccountId(each) for each in {*self.options.access_tokens, *business}]
        theirs = frozenset(every if accounts is None else accounts)
        if note.account is not None:
            return theirs & {note.account}
        if note.owner and note.owner in business.values():
            return frozenset(each for each in theirs if business.get(each) == note.owner)
        return frozenset(each for each in theirs if each not in business)

    def _told(self, numbers: Collection[AccountId], field: str, value: Json) -> None:
        event, template = words(value, "event").upper(), words(value, "message_template_name")
        facts = {
            "event": event,
            "template": template,
            "language": words(value, "message_template_language"),
            "reason": words(value, "reason"),
            "limit": words(value, "current_limit"),
        }
        said = {name: text[:100] for name, text in facts.items() if text}
        if field in _TEMPLATES:
            self.templates.forget(numbers)
        if field in _LIMITS:
            self.reaches.forget(numbers)
        used = template and template in {self.options.answer_templates.get(each) for each in numbers}
        grave = field in _GRAVE or used
        if event in _FOR_A_PERSON.get(field, ()) or field in _GRAVE:
            logger.log("CRITICAL" if grave else "ERROR", "WhatsApp tells of something to see to", field=field, **said)
        elif field in _TO_LOOK_AT:
            logger.warning("WhatsApp tells of something to look at", field=field, **said)

    def _failed(self, account: AccountId, codes: list[int]) -> None:
        """A message that was taken failed afterwards, and more will."""
        for code in codes:
            fault = fault_of(code)
            if code in NOT_USABLE | PARAMETERS:
                self.templates.forget([account])
            if code in SPAM:
                self.reaches.stop(account)
            if fault in {Fault.CONFIG, Fault.ACCOUNT}:
                said = f"{fault.value} {code}"
                logger.critical("a WhatsApp number stands still until somebody mends it", account=account, said=said)
                self.gate.stand_still(account, said, long=code in UNPAID)
            else:
                logger.error("WhatsApp did not deliver; somebody has to look", account=account, code=code)
