"""Where the link of a mail leads by which guests are left alone (RFC 8058): a look does nothing, a press does."""

from html import escape
from importlib import resources
from string import Template

from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from loguru import logger

from hotel_agent.domain.errors import Unavailable
from hotel_agent.entrypoints.http.given import GivenDesk
from hotel_agent.entrypoints.http.rules import anybody

_PATH = "/v1/mail/unsubscribe/{token:str}"
_FILES = resources.files("hotel_agent.entrypoints.http") / "static"
_FORM = (
    '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
    "<button>No me escriban más · Stop writing · Não me escrevam mais</button></form>"
)
_ASKED = {
    "es": "¿Prefiere que el hotel no le escriba por su cuenta? Pulse el botón. Si nos escribe, le contestaremos.",
    "en": "Would you rather the hotel did not write to you unasked? Press the button. If you write, we answer.",
    "pt": "Quer que o hotel deixe de lhe escrever por iniciativa própria? Toque no botão. Se escrever, respondemos.",
}
_DONE = {
    "es": "Hecho: el hotel no le escribirá por su cuenta. Para volver a tener noticias, basta con escribirnos.",
    "en": "Done: the hotel will not write to you unasked. To hear from us again, just write to us.",
    "pt": "Pronto: o hotel não lhe escreverá por iniciativa própria. Para voltar a ter notícias, basta nos escrever.",
}
_UNKNOWN = {
    "es": "Este enlace no es válido. Conteste a nuestro correo con la palabra STOP.",
    "en": "This link is not valid. Answer our mail with the word STOP.",
    "pt": "Este link não é válido. Responda ao nosso e-mail com a palavra STOP.",
}
_LATER = {
    "es": "Ahora mismo no lo podemos guardar. Vuelva a pulsar dentro de unos minutos.",
    "en": "We cannot keep it right now. Please press again in a few minutes.",
    "pt": "Agora não conseguimos guardar. Toque de novo daqui a alguns minutos.",
}


@get(_PATH, include_in_schema=False, media_type=MediaType.HTML, opt=anybody("whoever got the mail may look"))
async def ask_to_be_spared(token: FromPath[str]) -> Response[str]:  # noqa: ARG001 - a look tells nobody what it is worth
    """A page with a button, whatever the link: programmes that check mail follow every link in it."""
    return _page(_ASKED, form=_FORM)


@post(
    _PATH,
    status_code=200,
    include_in_schema=False,
    media_type=MediaType.HTML,
    opt=anybody("the link proves whose mail it stood in"),
)
async def be_spared(desk: GivenDesk, token: FromPath[str]) -> Response[str]:
    """The guest of this link is left alone from now on; pressed by them or by their mail programme. Repeating is safe.

    It is stored before it is answered. 404 for a link that is none of ours, or no longer of this hotel; 503 when it
    could not be stored.
    """
    try:
        no = await desk.unsubscribe("email", token)
    except Unavailable as silence:
        logger.warning("a guest's wish to be left alone could not be kept", cause=str(silence))
        return _page(_LATER, form=_FORM, status=503)
    if no is not None:
        logger.warning("a link to be left alone was refused", reason=no.reason.value)
        return _page(_UNKNOWN, status=404)
    return _page(_DONE)


def _page(words: dict[str, str], *, form: str = "", status: int = 200) -> Response[str]:
    written = Template(_FILES.joinpath("unsubscribe.html").read_text(encoding="utf-8"))
    said = "\n".join(f'<p lang="{language}">{escape(text)}</p>' for language, text in words.items())
    return Response(written.substitute(said=said, form=form), status_code=status, media_type=MediaType.HTML)
