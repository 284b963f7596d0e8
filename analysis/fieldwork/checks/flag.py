"""A flag as a value: which rule speaks of what, how surely, with which reasons and which evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.fieldwork.checks.rule import Rule

Value = str | int | float
Told = Mapping[str, Value]  # values of a sentence
MOST_SURPRISE = 12.0  # beyond a chance of one in 10^12 nothing becomes surer


@dataclass(frozen=True)
class Reason:
    """A sentence of the message catalogue with its values; it tells no sensitive answer."""

    code: str
    values: Told = field(default_factory=dict)
    strength: float = 0.0  # decimal logarithm of how much likelier this is where something is wrong


@dataclass(frozen=True)
class Pair:
    """One answer beside another, of a variable that is not sensitive."""

    variable: str
    here: str
    there: str


@dataclass(frozen=True)
class Flag:
    """Something to look at. ``subject`` is an interview, an interviewer, a PSU, or empty for the survey.

    ``surprise`` is the decimal logarithm of an e-value, or minus that of a chance: the larger, the surer.
    """

    rule: Rule
    subject: str
    surprise: float
    reasons: tuple[Reason, ...]
    about: str = ""  # a variable, a version, a device: what makes it a thing of its own
    evidence: Told = field(default_factory=dict)
    other: str | None = None  # the interview it is compared with
    pairs: tuple[Pair, ...] = ()
    score: float = 0.0  # its place in the list, larger first: given when the list is made

    @property
    def key(self) -> str:
        """Its name as long as it is the same thing: one open alert a key."""
        return ":".join(part for part in (self.rule.code, self.subject, self.about) if part)

    @property
    def confidence(self) -> float:
        """How sure, from 0 to 1."""
        return min(max(self.surprise, 0.0), MOST_SURPRISE) / MOST_SURPRISE


def flag(
    rule: Rule,
    subject: str,
    surprise: float,
    values: Told,
    *,
    about: str = "",
    other: str | None = None,
    pairs: tuple[Pair, ...] = (),
    which: str = "",
) -> Flag:
    """A flag with one reason, the sentence of its rule; ``which`` of them where a rule has several."""
    reason = Reason(f"{rule.why}_{which}" if which else rule.why, values, surprise)
    return Flag(rule, subject, float(surprise), (reason,), about, dict(values), other, pairs)
