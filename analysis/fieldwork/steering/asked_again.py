"""What back-checks found of the units that were chosen: false outcomes, and answers of interviews that differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analysis.fieldwork.back_checks.choosing import Chosen, What
from analysis.fieldwork.back_checks.comparing import Compared, Difference, Kind, Tally, Within, beside
from questionnaires.codes import ReviewState
from questionnaires.fieldwork import BackCheckForm

OUTCOME = "outcome"  # verified as if it were a variable: a false one is a difference on a fact
_OUT = frozenset({ReviewState.VOIDED, ReviewState.QUARANTINED, ReviewState.ARCHIVED, ReviewState.FORK})
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class AskedAgain:
    """The back-checks that were made, the last one of each case or unit, and the interviews of the cases."""

    made: Mapping[str, Answers]
    interviews: Mapping[str, Answers]
    form: BackCheckForm

    def tallies(self, chosen: Iterable[Chosen], kinds: Sequence[Kind] = (Kind.FACT, Kind.HARD)) -> Mapping[str, Tally]:
        """Compared and different of each chosen unit that was back-checked; others say nothing by probability."""
        found = {one.unit.name: Tally() for one in chosen if one.unit.name in self.made}
        for difference in self._differences(chosen):
            if difference.kind in kinds:
                found[difference.unit] += Tally(1, int(difference.differs))
        return found

    def _differences(self, chosen: Iterable[Chosen]) -> Iterable[Difference]:
        for one in chosen:
            told = self.made.get(one.unit.name)
            if told is None:
                continue
            verified = self._false(one.unit.what, told)
            if verified is not None:
                yield Difference(one.unit.name, OUTCOME, Kind.FACT, verified)
            held = self.interviews.get(one.unit.name)
            if held is not None and one.unit.what is What.INTERVIEW:
                how = [compared for compared in self._how() if compared.variable in held and compared.variable in told]
                yield from beside({one.unit.name: held}, {one.unit.name: told}, how).differences

    def _false(self, what: What, told: Answers) -> bool | None:
        """Whether an outcome was false; None where the back-check could not tell."""
        answers = self.form.refuted.get(what.value, {})
        said = {question: _text(told.get(question)) for question in answers}
        counted = _text(told.get(self.form.above_zero.get(what.value, "")))
        if all(answer is None for answer in said.values()) and counted is None:
            return None
        refuted = any(answer in answers[question] for question, answer in said.items())
        return refuted or (counted is not None and float(counted) > 0)

    def _how(self) -> Iterable[Compared]:
        for kind, names in ((Kind.FACT, self.form.facts), (Kind.HARD, self.form.hard)):
            for name in names:
                apart = self.form.within.get(name)
                yield Compared(name, kind, None if apart is None else Within(apart, apart))


def asked_again(made: pa.Table | None, interviews: pa.Table | None, form: BackCheckForm | None) -> AskedAgain | None:
    """The back-checks of an export; None where it has none."""
    if made is None or form is None:
        return None
    rows = sorted(made.to_pylist(), key=lambda row: (row["started_at"], row["back_check_id"]))
    stand = [row for row in rows if ReviewState(row["review_state"]) not in _OUT]
    held = [] if interviews is None else interviews.to_pylist()
    return AskedAgain(
        {row["case_id"] or row["unit_id"]: row for row in stand}, {row["case_id"]: row for row in held}, form
    )


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
