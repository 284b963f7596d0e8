"""What has happened on the line so far: counts that whoever shows progress reads while devices send."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """A record that the service did not take, and what it said."""

    status: int
    answer: str
    form_id: str
    instance_id: str
    device: str


@dataclass(frozen=True)
class Silence:
    """A record without a receipt after so many tries, and the status with which the service failed, if it did."""

    instance_id: str = ""
    tries: int = 0
    status: int = 0


NO_SILENCE = Silence()


@dataclass(frozen=True)
class PutAway:
    """A device that stopped before its end: the records it keeps, and the tries after which it got no receipt."""

    device: str
    kept: int
    instance_id: str
    tries: int
    status: int


def nobody_listens(acknowledged: int) -> None:
    """Progress that nobody asked for."""


@dataclass
class Tally:
    """Counts of one sending, kept up to date by the devices.

    ``answers`` counts every answer by its HTTP status, ``receipts`` those that acknowledge a record.
    """

    total: int = 0
    on_receipt: Callable[[int], None] = nobody_listens
    answers: Counter[int] = field(default_factory=Counter)
    receipts: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0  # requests without an answer
    broken: int = 0  # requests that the network broke off, as the scenario wanted
    waits: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    settled_at: float = 0.0  # when a record was taken or refused last, in seconds of the sending
    silences: dict[str, Silence] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    at: dict[str, float] = field(default_factory=dict)  # simulated moment that each device at work has reached

    @property
    def requests(self) -> int:
        """Requests made."""
        return self.answers.total() + self.unanswered + self.broken

    @property
    def acknowledged(self) -> int:
        """Records with a receipt, each sending counted."""
        return self.receipts.total()

    @property
    def waiting(self) -> int:
        """Records that no answer has settled yet, those kept on devices put away included."""
        return self.total - self.acknowledged - len(self.refusals) - self.broken

    @property
    def put_away(self) -> list[PutAway]:
        """Devices that stopped before their end."""
        return [
            PutAway(name, kept, **vars(self.silences.get(name, NO_SILENCE))) for name, kept in sorted(self.kept.items())
        ]

    def reached(self, device: str, moment: float) -> None:
        """A device comes to the record of this simulated moment."""
        self.at[device] = moment

    def answered(self, status: int) -> None:
        """The service said something."""
        self.answers[status] += 1

    def acknowledge(self, status: int) -> None:
        """The service has taken a record."""
        self.receipts[status] += 1
        self.on_receipt(self.acknowledged)

    def refuse(self, refusal: Refusal) -> None:
        """The service has refused a record."""
        self.refusals.append(refusal)

    def fall_silent(self, device: str, silence: Silence) -> None:
        """A device has tried long enough."""
        self.silences[device] = silence

    def finish(self, device: str, kept: int) -> None:
        """A device is done; ``kept`` records are still on it."""
        self.at.pop(device, None)
        if kept:
            self.kept[device] = kept
