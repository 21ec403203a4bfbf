"""The proof that a post comes from Meta: HMAC-SHA256 over the raw bytes, keyed with the app secret (contract, 2.1)."""

import hmac
import re
from collections.abc import Sequence

HEADER = "x-hub-signature-256"

_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")


def proves(header: str, body: bytes, secrets: Sequence[str]) -> bool:
    """Whether this header is the signature of exactly these bytes under one of the secrets.

    Several secrets count while one is being changed. An empty secret proves nothing, and there is no other way in.
    """
    signature = _SIGNATURE.fullmatch(header)
    return signature is not None and any(
        hmac.compare_digest(sign(body, secret), signature[1]) for secret in secrets if secret
    )


def sign(body: bytes, secret: str) -> str:
    """The signature of these bytes, in lower-case hex."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), body, "sha256").hexdigest()
