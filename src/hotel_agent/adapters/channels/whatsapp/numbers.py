"""Telephone numbers that are one line and are written in two ways (contract, 2.8).

What Meta reports is not always what people dial, nor what a hotel's book holds.
"""

import re

_ARGENTINA = re.compile(r"549(\d{10})")
_MEXICO = re.compile(r"52(1?)(\d{10})")
_BRAZIL = re.compile(r"55([1-9]\d)(9?)([6-9]\d{7})")
"""Eight digits that begin with 2 to 5 are a land line: it never has the 9 of mobiles."""


def other_forms(number: str) -> tuple[str, ...]:
    """The other ways in which this line may be known.

    Argentina: a mobile reported with the 9 is known without it; without it, it is a land line and nothing else.
    Mexico: with or without the 1. Brazil: mobiles with or without the leading 9.
    """
    if argentina := _ARGENTINA.fullmatch(number):
        return (f"54{argentina[1]}",)
    if mexico := _MEXICO.fullmatch(number):
        return (f"52{mexico[2]}" if mexico[1] else f"521{mexico[2]}",)
    if brazil := _BRAZIL.fullmatch(number):
        area, nine, rest = brazil.groups()
        return (f"55{area}{rest}" if nine else f"55{area}9{rest}",)
    return ()
