"""Our own readers refuse with their own error whatever is not what they read."""

import random
from collections.abc import Iterator

import pytest

from tests.survey_api.readers import READERS, examples

TRIES = 400


def spoilt(example: bytes, chance: random.Random) -> Iterator[bytes]:
    """An example with bytes changed, cut out, put in, or twice."""
    for _ in range(TRIES):
        start, end = sorted(chance.choices(range(len(example) + 1), k=2))
        middle = chance.choice((b"", chance.randbytes(3), example[start:end] * 2, b"\0", b"<", b'"', b"\r\n"))
        yield example[:start] + middle + example[chance.choice((start, end)) :]


@pytest.mark.parametrize("reader", sorted(READERS))
def test_a_reader_refuses_what_it_cannot_read_and_fails_in_no_other_way(reader: str) -> None:
    chance = random.Random(5)  # noqa: S311 (a test that can be repeated)
    for example in examples(reader):
        READERS[reader](example)
        for content in spoilt(example, chance):
            READERS[reader](content)
