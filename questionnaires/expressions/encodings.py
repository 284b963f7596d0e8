"""Functions between texts and the bytes behind them."""

import base64
import binascii
import hashlib

from questionnaires.expressions.problems import EvaluationError

_ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """The fingerprint of a text, in base64 or hex."""
    algorithm, encoding = algorithm.upper(), encoding.lower()
    if algorithm not in _ALGORITHMS or encoding not in ("base64", "hex"):
        raise EvaluationError("digest")
    fingerprint = hashlib.new(_ALGORITHMS[algorithm], text.encode(), usedforsecurity=False).digest()
    return fingerprint.hex() if encoding == "hex" else base64.b64encode(fingerprint).decode()


def base64_decode(text: str) -> str:
    """The text behind base64; empty when there is none."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
