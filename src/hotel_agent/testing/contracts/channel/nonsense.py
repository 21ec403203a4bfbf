"""Bodies that mean nothing in any channel, and signs that are more than they seem."""

NONSENSE = {
    "nothing": b"",
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "an object": b"{}",
    "no entries": b'{"entry":null}',
    "half an object": b'{"text":',
    "not a number": b'{"text": NaN}',
    "a number without end": b"[" + b"9" * 5000 + b"]",
    "not UTF-8": b'{"text":"\xff\xfe"}',
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "a deep well": b"[" * 100_000,
    "a deep well with a floor": b"[" * 300 + b"]" * 300,
    "half a character": b'{"client_id":"1","id":"1","text":"\\ud83c"}',
    "wrong kinds": b'{"object":7,"entry":{"changes":[]},"client_id":[],"text":{},"guest":null,"account":1.5}',
}
"""By what is wrong with each."""

EMOJI = "👩‍👩‍👧‍👦🏨🇪🇸é"
"""Each of these four is one character to a reader."""
