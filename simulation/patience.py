"""How long a tablet goes on trying to hand over one record: by how often it tried, and by the clock."""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_TRIES = 8  # without an answer
MOST_BUSY = 120  # answers that nothing can be taken now
ERRING_FOR = 60.0  # seconds of answers that the service itself fails
WITHOUT_PROGRESS = 300.0  # seconds in which no tablet got a record through
BUSY = frozenset({429, 503})  # the service says that it works, and when to come back

Clock = Callable[[], float]


@dataclass
class Patience:
    """With one record, from its first try on. ``progress`` tells when a record of any tablet was settled last."""

    clock: Clock
    progress: Clock
    unheard: int = field(default=0, init=False)
    put_off: int = field(default=0, init=False)
    error: int = field(default=0, init=False)
    """The status with which the service fails, 0 while it does not."""
    _begun: float = field(default=0.0, init=False)
    _erring_since: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._begun = self.clock()

    @property
    def tries(self) -> int:
        """Requests made."""
        return self.unheard + self.put_off

    @property
    def left(self) -> float:
        """Seconds for which it is worth going on; 0 when it is not."""
        if self.unheard >= MOST_TRIES or self.put_off >= MOST_BUSY:
            return 0.0
        now = self.clock()
        left = WITHOUT_PROGRESS - (now - max(self._begun, self.progress()))
        if self.error:
            left = min(left, ERRING_FOR - (now - self._erring_since))
        return max(left, 0.0)

    def not_answered(self) -> None:
        """Nothing was heard."""
        self.unheard += 1

    def answered(self, status: int) -> None:
        """The service did not take the record, for no fault of the record's."""
        self.put_off += 1
        if status in BUSY:
            self.error = 0
        elif not self.error:
            self.error, self._erring_since = status, self.clock()
