"""How often a rule was right: verdicts counted, poor rules retired, good ones believed sooner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RIGHT = frozenset({"confirmed", "returned"})  # something was wrong, or had to be corrected
WRONG = frozenset({"explained", "dismissed"})  # a false alarm; what is open or asked again has no verdict yet


@dataclass(frozen=True)
class Retirement:
    """When a rule alerts nobody any more. A precision of 10 % from the specification, so many verdicts assumed."""

    precision: float = 0.10
    judged: int = 20


@dataclass(frozen=True)
class TrackRecord:
    """Verdicts about the flags of one rule."""

    judged: int = 0
    confirmed: int = 0

    @property
    def precision(self) -> float | None:
        """Share of the judged flags that were right; None where none was judged."""
        return self.confirmed / self.judged if self.judged else None

    @property
    def expected_precision(self) -> float:
        """What to expect of its next flag: a rule that nobody judged yet counts as four of five right (assumed)."""
        return (self.confirmed + 4) / (self.judged + 5)

    def retired(self, policy: Retirement = Retirement()) -> bool:
        """Whether it was wrong too often to alert anybody."""
        return self.judged >= policy.judged and self.confirmed < policy.precision * self.judged


def nothing_known() -> TrackRecord:
    """The record of a rule that nobody judged yet."""
    return TrackRecord()


def records(verdicts: Mapping[str, str]) -> Mapping[str, TrackRecord]:
    """The record of each rule from the last verdict about each flag, by its key (the rule is its first part)."""
    told: dict[str, list[str]] = {}
    for key, verdict in verdicts.items():
        told.setdefault(key.partition(":")[0], []).append(verdict)
    return {rule: _record(found) for rule, found in told.items()}


def _record(verdicts: Iterable[str]) -> TrackRecord:
    known = [one for one in verdicts if one in RIGHT | WRONG]
    return TrackRecord(len(known), sum(one in RIGHT for one in known))
