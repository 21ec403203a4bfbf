"""HTML of a mail as text: what is hidden from the reader is left out, and what is quoted is marked as in plain mail.

Nothing is loaded from anywhere.
"""

import re

from inscriptis import get_text
from lxml import etree, html

_NEVER_SHOWN = ("script", "style", "head", "title", "template", "object", "iframe", "noscript")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(\.0+)?\s*(px|pt|em|rem|%)?\s*(;|!|$)|"
    r"mso-hide\s*:\s*all|opacity\s*:\s*0(\.0+)?\s*(;|!|$)|max-height\s*:\s*0(px)?\s*(;|!|$)",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?<!-)\bcolor\s*:\s*(white|#fff(fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.IGNORECASE)
_COLOURED = re.compile(r"background(-color)?\s*:", re.IGNORECASE)
_QUOTES = "//blockquote[@type='cite' or contains(@class,'gmail_quote')]|//div[contains(@class,'moz-cite')]/blockquote"
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")
LARGEST_HTML = 1_000_000
"""Characters that are read of one part."""


def text_of(markup: str) -> str:
    """What a reader sees of this HTML; what cannot be read as HTML is given back without its tags. Never raises."""
    try:
        tree = html.document_fromstring(f"<html><body>{_without_prologue(markup[:LARGEST_HTML])}</body></html>")
        _hide(tree)
        _mark_quotes(tree)
        text = get_text(etree.tostring(tree, encoding="unicode", method="html"))
    except Exception:  # noqa: BLE001 - whatever markup does to its readers, the guest's words are not lost
        text = re.sub(r"<[^<>]{0,2000}>", " ", markup[:LARGEST_HTML])
    lines = "\n".join(line.rstrip() for line in text.replace("\xa0", " ").splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip()


def _without_prologue(markup: str) -> str:
    """Without the XML declaration, which forbids text that is decoded already."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", markup).replace("\x00", "")


def _hide(tree: html.HtmlElement) -> None:
    for each in list(tree.iter()):
        if not isinstance(each.tag, str) or each.tag in _NEVER_SHOWN or _is_hidden(each):
            _drop(each)


def _is_hidden(element: html.HtmlElement) -> bool:
    style = element.get("style", "")
    white = _WHITE.search(style) is not None and not _COLOURED.search(style)
    return element.get("hidden") is not None or _HIDING.search(style) is not None or white


def _drop(element: html.HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    # What follows an element belongs to its parent, and is shown.
    before, after = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + after
    else:
        parent.text = (parent.text or "") + after
    parent.remove(element)


def _mark_quotes(tree: html.HtmlElement) -> None:
    """The innermost first, so that what is quoted twice is marked twice."""
    for each in reversed(tree.xpath(_QUOTES)):
        inner = get_text(etree.tostring(each, encoding="unicode", method="html", with_tail=False))
        quoted = etree.Element("pre")
        quoted.text = "\n".join(f"> {line.strip()}" for line in inner.strip().splitlines())
        quoted.tail = each.tail
        parent = each.getparent()
        if parent is not None:
            parent.replace(each, quoted)
