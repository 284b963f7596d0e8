"""What is said when somebody interrupts the sending: how much has arrived, and that nothing is lost by it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from presentation.messages import say
from presentation.numbers import terminal_numbers
from presentation.text import Language


@contextmanager
def told_when_interrupted(
    console: Console, language: Language, acknowledged: Callable[[], int], total: int
) -> Iterator[None]:
    """Around a sending: an interrupt, or a request to end, is told with what has arrived, and goes on its way."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        numbers = terminal_numbers(language)
        values = {"acknowledged": numbers.bare(acknowledged()), "total": numbers.bare(total)}
        console.print(say("simulate.interrupted", language, values), highlight=False, soft_wrap=True)
        raise
