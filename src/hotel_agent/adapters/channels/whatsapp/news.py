"""News about the accounts themselves: what Meta tells of templates, numbers, limits and bans (contract, 2.7 and 3.5).

What is kept here of templates and limits is only what Meta last told: after news of them it is asked anew. What
somebody has to mend is said aloud in the log.
"""

import json
from collections.abc import Mapping

from attrs import frozen
from loguru import logger

from hotel_agent.adapters.channels.whatsapp.faults import NOT_USABLE, PARAMETERS, SPAM, UNPAID, Fault, fault_of
from hotel_agent.adapters.channels.whatsapp.fields import Json, elements, table, words
from hotel_agent.adapters.channels.whatsapp.gate import Gate
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


@frozen(kw_only=True)
class Newsroom:
    """Reads news, and sees to what follows from them in this process."""

    templates: Templates
    reaches: Reaches
    gate: Gate
    answer_templates: Mapping[str, str]

    def heed(self, note: Unparsed) -> None:
        """Take note of this. Repeating is safe, and nothing is raised."""
        try:
            told: object = json.loads(note.payload)
        except ValueError:
            return
        if codes := [code for code in elements(told, "codes") if isinstance(code, int)]:
            self._failed(note.account, codes)
        else:
            self._told(words(told, "field"), table(told, "value"))

    def _told(self, field: str, value: Json) -> None:
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
            self.templates.forget()
        if field in _LIMITS:
            self.reaches.forget()
        grave = field in _GRAVE or (template in self.answer_templates.values() and bool(template))
        if event in _FOR_A_PERSON.get(field, ()) or field in _GRAVE:
            logger.log("CRITICAL" if grave else "ERROR", "WhatsApp tells of something to see to", field=field, **said)
        elif field in _TO_LOOK_AT:
            logger.warning("WhatsApp tells of something to look at", field=field, **said)

    def _failed(self, account: AccountId | None, codes: list[int]) -> None:
        """A message that was taken failed afterwards, and more will."""
        for code in codes:
            fault = fault_of(code)
            if code in NOT_USABLE | PARAMETERS:
                self.templates.forget()
            if account is not None and code in SPAM:
                self.reaches.stop(account)
            if fault in {Fault.CONFIG, Fault.ACCOUNT}:
                said = f"{fault.value} {code}"
                logger.critical("a WhatsApp number stands still until somebody mends it", account=account, said=said)
                if account is not None:
                    self.gate.stand_still(account, said, long=code in UNPAID)
            else:
                logger.error("WhatsApp did not deliver; somebody has to look", account=account, code=code)
