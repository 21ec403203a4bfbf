"""The question Meta asks when an address is entered in the app dashboard (contract, 1)."""

import hmac
from collections.abc import Mapping

from hotel_agent.domain.refusals import Reason, Refusal


def answer(question: Mapping[str, str], verify_token: str) -> str | Refusal:
    """The challenge, to be answered exactly and as plain text; NOT_ALLOWED to whoever does not know the verify token.

    An unset verify token refuses everybody. The question carries no signature.
    """
    given = question.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
    wanted = verify_token.encode("utf-8", "surrogatepass")
    knows = hmac.compare_digest(given, wanted) and bool(verify_token)
    if not knows or question.get("hub.mode") != "subscribe" or "hub.challenge" not in question:
        return Refusal(Reason.NOT_ALLOWED)
    return question["hub.challenge"]
