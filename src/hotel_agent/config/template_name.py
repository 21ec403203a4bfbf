"""What WhatsApp calls a text it approved beforehand."""

import re
from typing import NewType

from hotel_agent.config.problems import not_as_expected

TemplateName = NewType("TemplateName", str)

_NAME = re.compile(r"[a-z0-9_]{1,512}")


def template_name(value: object, _kind: object = None) -> TemplateName:
    """The name of a template; empty for none."""
    if not isinstance(value, str) or (value and not _NAME.fullmatch(value)):
        raise not_as_expected("the name of a template in small letters, such as answer_from_hotel", value)
    return TemplateName(value)
