"""A hotel that says tú to its guests never says usted, one that says vos never says tú: read word by word.

What staff read is left out: it speaks of the guest, not to them.
"""

import re
from collections.abc import Iterator

import pytest
from tests.unit.adapters.wording.showcase import REPLIES, likely

from hotel_agent.adapters.languages import codes, load
from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.language import Language, Tone

SPANISH = Language("es")


def words_of(text: str) -> set[str]:
    """Each word once."""
    return set(re.findall(r"\w+", text))


OF_USTED = words_of("""
    usted su sus suyo suya suyos suyas consigo le
    disculpe escriba escríbalo escríbame escríbamelo dígame cuénteme indíqueme respóndame muéstreme envíe use llame
    haga elija revise espere confirme vuelva repita puede quiere desea necesita prefiere acepta llega queda escribe
    muestra revisa tiene dice cuenta quisiera quiso indicó fue vio está va iría llegaría quedaría
    ayudarle decirle mostrarle avisarle responderle asegurarle pasarle enviarle alojarse ayudándole
""")
OF_TU = words_of("""
    tú contigo disculpa escríbelo escríbeme escríbemelo dime cuéntame indícame respóndeme muéstrame usa llama haz
    puedes quieres tienes dices cuentas necesitas prefieres deseas aceptas llegas quedas escribes muestras revisas
""")
OF_VOS = words_of("""
    vos disculpá escribilo escribime escribímelo decime contame indicame respondeme mostrame usá llamá hacé escribí
    podés querés tenés decís contás necesitás preferís deseás aceptás llegás quedás escribís mostrás revisás
""")
OF_BOTH = words_of("te ti tu tus tuyo tuya tuyos tuyas")
FORBIDDEN = {
    Tone.USTED: OF_TU | OF_VOS | OF_BOTH,
    Tone.TU: OF_USTED | OF_VOS,
    Tone.VOS: OF_USTED | OF_TU,
}

OF_SOMEBODY_ELSE = re.compile(
    r"¿qué edad tiene|ya tiene toda|puede dar una persona|le pas[oé] tu pedido|se puede|sigue como está|si no llega"
    r"|está (?:confirmada|anotada|cancelada|lista|libre|vigente|en la confirmación|disponible)|lo está verificando"
    r"|quién está|por mi cuenta|tiene que (?:ser|alojarse)|tiene de 7|nos queda|escribe la misma persona|ya no está"
    r"|escribe allí"
)
"""Words like those of usted that are said of a child, a person of the hotel, a reservation, a code."""


async def told_in(tone: Tone) -> dict[str, str]:
    """Everything a guest may read, in small letters, by what it is."""
    templates = Templates()
    lines = {name: line for name, line in ALL_LINES.items() if not name.startswith("staff.")}
    single = {
        f"{name} {number}": Reply(parts=(part,))
        for name, line in lines.items()
        for number, part in enumerate(likely(line))
    }
    worded = {name: await templates.word(reply, SPANISH, tone) for name, reply in {**single, **REPLIES}.items()}
    return {
        name: "\n".join([content.text, *(choice.title for choice in content.choices)]).casefold()
        for name, content in worded.items()
    }


def spoken(text: str) -> set[str]:
    """The words of a text that may be said to the guest."""
    return words_of(OF_SOMEBODY_ELSE.sub(" ", text))


@pytest.mark.parametrize("tone", Tone)
async def test_no_word_of_another_tone_is_said(tone: Tone) -> None:
    said = await told_in(tone)
    wrong = {name: words for name, text in said.items() if (words := FORBIDDEN[tone] & spoken(text))}
    assert wrong == {}


@pytest.mark.parametrize("tone", [Tone.TU, Tone.VOS])
async def test_whoever_says_usted_in_a_line_says_something_else_in_that_tone(tone: Tone) -> None:
    usted, other = await told_in(Tone.USTED), await told_in(tone)
    addressed = {name for name, text in usted.items() if FORBIDDEN[tone] & spoken(text)}
    assert len(addressed) > 90
    assert {name for name in addressed if usted[name] == other[name]} == set()


def written(table: object, name: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every line of Spanish that is written in several tones."""
    assert isinstance(table, dict)
    if "usted" in table:
        yield name, table
        return
    for key, value in table.items():
        if isinstance(value, dict):
            yield from written(value, f"{name}.{key}")


def test_no_tone_is_written_twice() -> None:
    lines = dict(written(load(SPANISH, "replies.toml")))
    assert len(lines) > 90
    assert [name for name, texts in lines.items() if len(set(texts.values())) < len(texts)] == []


@pytest.mark.parametrize("language", [code for code in codes() if code != SPANISH])
def test_english_and_portuguese_have_one_way_to_address_a_guest(language: Language) -> None:
    assert dict(written(load(language, "replies.toml"))) == {}
