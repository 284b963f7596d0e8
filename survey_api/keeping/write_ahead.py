"""The pages whose present content lies in the write-ahead log: the file of the database has an older one, or a hole.

The log says in the clear which pages it holds (https://sqlite.org/fileformat2.html, section 4); what is in them is
encrypted, and verified when a page is read through the database.
"""

from pathlib import Path

HEADER, FRAME_HEADER = 32, 24  # bytes


def pages_ahead(log: Path) -> frozenset[int]:
    """The numbers of the pages in a write-ahead log; none where there is no log."""
    try:
        content = log.read_bytes()
    except FileNotFoundError:
        return frozenset()
    if len(content) < HEADER:
        return frozenset()
    size, salts = int.from_bytes(content[8:12]), content[16:24]
    starts = range(HEADER, len(content) - FRAME_HEADER + 1, FRAME_HEADER + size)
    frames = (content[start : start + FRAME_HEADER] for start in starts)
    return frozenset(int.from_bytes(frame[:4]) for frame in frames if frame[8:16] == salts)
