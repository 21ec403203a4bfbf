"""Bytes as text, whatever they are said to be: mail is full of wrong names (contract, 6). Nothing here raises."""

from charset_normalizer import from_bytes

_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
}
"""What senders write, and what they mean by it."""
_LOOKED_AT = 50_000
"""Bytes in which a charset nobody named is looked for."""


def decoded(raw: bytes, charset: str = "") -> str:
    """The text of these bytes: as declared, else as UTF-8, else as they look, else as Western text with gaps."""
    for name in (_MEANT.get(charset.strip().lower(), charset.strip()), "utf-8"):
        if name and (text := _strictly(raw, name)) is not None:
            return text
    best = from_bytes(raw[:_LOOKED_AT]).best()
    if best is not None and (text := _strictly(raw, best.encoding)) is not None:
        return text
    return raw.decode("cp1252", "replace")


def _strictly(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except (LookupError, ValueError):
        return None
