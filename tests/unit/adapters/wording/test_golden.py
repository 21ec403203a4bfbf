"""Everything the house says, as a receptionist may read and correct it: golden/<language>.txt,
and golden/<language>-<tone>.txt for each other tone the language has.

The texts are corrected in adapters/languages/<language>/replies.toml. Then `HOTEL_WRITE_GOLDEN=1 pytest <this file>`
writes the golden files anew, and the difference is read before it is committed.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from textwrap import indent

import pytest
from tests.unit.adapters.wording.showcase import REPLIES, likely

from hotel_agent.adapters.languages import codes
from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.language import Language, Tone
from hotel_agent.ports.channel import Content

GOLDEN = Path(__file__).parent / "golden"


SPANISH = Language("es")
SPOKEN = [*((code, Tone.USTED) for code in codes()), (SPANISH, Tone.TU), (SPANISH, Tone.VOS)]


@pytest.mark.parametrize(("language", "tone"), SPOKEN)
async def test_the_house_speaks_as_it_was_read_and_approved(language: Language, tone: Tone) -> None:
    golden = GOLDEN / (f"{language}.txt" if tone is Tone.USTED else f"{language}-{tone.value}.txt")
    spoken = "\n".join([each async for each in _everything(language, tone)])
    if os.environ.get("HOTEL_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(spoken, encoding="utf-8")
    assert spoken == golden.read_text(encoding="utf-8"), f"read {golden.name} again; how to write it anew: {__file__}"


async def _everything(language: Language, tone: Tone) -> AsyncIterator[str]:
    templates = Templates()
    for name, reply in REPLIES.items():
        content = await templates.word(reply, language, tone)
        yield f"=== {name} ({len(content.text)} characters)\n\n{_as_on_a_telephone(content)}\n"
    yield "=== line by line\n"
    for name in sorted(ALL_LINES):
        said = [(await templates.word(Reply(parts=(part,)), language, tone)).text for part in likely(ALL_LINES[name])]
        yield "\n".join([name, *(indent(text, "    ") for text in said)])
    yield ""


def _as_on_a_telephone(content: Content) -> str:
    pressed = [f"[{each.title}] {each.description}".rstrip() for each in content.choices]
    return "\n".join([content.text, *([""] if pressed else []), *pressed])
