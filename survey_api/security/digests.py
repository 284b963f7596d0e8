"""Digests that only the holder of the home's secret can make: they recognise what came before and reveal nothing."""

import hashlib

RECEIVED = b"amem received"  # the bytes of a record as a tablet sent them
FILE_NAME = b"amem file name"  # of a file that identifies somebody


def keyed_digest(key: bytes, purpose: bytes, content: bytes) -> str:
    """The digest of some bytes for one purpose (BLAKE2b), in hexadecimal."""
    return hashlib.blake2b(content, key=key, digest_size=32, person=purpose).hexdigest()
