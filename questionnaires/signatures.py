"""Verifying a signature (Ed25519), for whoever reads files that the service signed."""


def is_signed(message: bytes, signature: str, public: str) -> bool:
    """Whether a signature, both in hexadecimal, is that of the holder of a key."""
    from nacl.encoding import HexEncoder
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(public.encode(), HexEncoder).verify(message, bytes.fromhex(signature))
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True
