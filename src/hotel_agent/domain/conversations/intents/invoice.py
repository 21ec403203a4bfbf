"""An invoice, please: what the hotel needs for it is asked for in one go, and our people write it."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import asking, pass_on

GLADLY = Line("invoice.gladly")
PASSED_ON = Line("invoice.passed_on")

A_TAX_NUMBER = 6
"""With so many figures in it a message tells more than that an invoice is wanted."""


def write_invoice(talk: Talk) -> Decision:
    """Pass on what was told; where nothing was, ask for it first, unless something else is open."""
    words = "\n".join(talk.state.breath.texts) if talk.state.breath is not None else ""
    asked = asking(talk, "invoice")
    if sum(each.isdecimal() for each in words) >= A_TAX_NUMBER or asked is talk:
        return talk.ends(talk.says(PASSED_ON()), pass_on(talk, "invoice"))
    return asked.ends(asked.says(GLADLY()))


INVOICE = Intent(name="invoice", subject=Subject.ASIDE, serve=write_invoice, lines=(GLADLY, PASSED_ON), lasting=False)
