"""What kind of file something is, by its first bytes: never refused for it, never believed on its name alone."""

FIRST = 16  # bytes that tell
UNKNOWN = "unknown"
_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"OggS", "ogg"),
    (b"#!AMR", "amr"),
    (b"ID3", "mp3"),
    (b"%PDF-", "pdf"),
)
_BRANDS = ((b"M4A", "m4a"), (b"3g", "3gp"), (b"qt", "mov"))
_CONTAINED = {b"WEBP": "webp", b"WAVE": "wav"}


def kind_of(first: bytes) -> str:
    """The kind, from the first bytes of a file."""
    for beginning, kind in _BEGINNINGS:
        if first.startswith(beginning):
            return kind
    if first[:4] == b"RIFF":
        return _CONTAINED.get(first[8:12], UNKNOWN)
    if first[4:8] == b"ftyp":
        return next((kind for brand, kind in _BRANDS if first[8:12].startswith(brand)), "mp4")
    return UNKNOWN
