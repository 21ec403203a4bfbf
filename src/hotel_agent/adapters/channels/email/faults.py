"""How mail servers fail, in the house's words: each says how long to leave the server alone (contract, 1 and 7)."""

from datetime import datetime, time, timedelta

from hotel_agent.domain.errors import Postponed, Unavailable


class Resting(Unavailable):
    """A server that should be left alone for a while: asking again at once makes it worse."""

    rest = timedelta(minutes=5)


class LoginRefused(Resting):
    """The server does not take the password. Providers lock accounts that try again and again."""

    rest = timedelta(hours=1)


class TooMany(Resting):
    """The server has too many connections of this account: staff's telephones count too."""


class QuotaSpent(Postponed):
    """The account has sent all it may in a day: nothing more leaves before the next one (contract, 7)."""

    def __init__(self, now: datetime) -> None:
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        super().__init__("the account has sent all it may for today", tomorrow - now)


_TOO_MANY = ("too many", "maximum number of connections", "limit exceeded")
_LOGIN = ("authenticationfailed", "invalid credentials", "authorizationfailed", "login failed", "application-specific")


def refused_login(words: str) -> Resting:
    """Why a server did not let us in, by its own words, which are not repeated: they may quote the name."""
    said = words.lower()
    if any(each in said for each in _TOO_MANY):
        return TooMany("the mail server has too many connections of this account")
    if "unavailable" in said:
        return Resting("the mail server lets nobody in at the moment")
    known = any(each in said for each in _LOGIN)
    return LoginRefused(f"the mail server refused the login{'' if known else ' without saying why'}")
