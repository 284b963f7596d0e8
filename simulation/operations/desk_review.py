"""The review of a demonstration, without clocks: what is returned about which questions, what waits for its turn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from questionnaires.form import Form
from simulation.field.calendar import TUNIS
from simulation.filling.submissions import Submission
from simulation.operations.clocks import Clocks
from simulation.operations.returns import sent_and_corrected, slipped
from simulation.operations.review import FIRST_HOUR, RULES, Correction, ReviewRules
from simulation.streams import uniform

WAITS = 0.06  # of the interviews, the last ones held: nobody has looked at them yet (assumed)
RIGHT = Clocks({})


@dataclass(frozen=True)
class Return:
    """One interview that a supervisor sends back: as it was sent first, as it comes back, what was asked about it."""

    first: Submission
    correction: Submission
    questions: tuple[str, ...]  # their paths


@dataclass(frozen=True)
class DeskReview:
    """What becomes of the interviews of a fieldwork. Each submission once, in the order in which they were held."""

    returned: tuple[Return, ...]
    approved: tuple[Submission, ...]  # by the supervisor, without a question
    checked: tuple[Submission, ...]  # of these, by headquarters too

    def as_sent(self, submissions: Sequence[Submission]) -> tuple[Submission, ...]:
        """The same submissions, those with slips as they were sent first, however often."""
        first = {one.first.instance_id: one.first.content for one in self.returned}
        return tuple(replace(one, content=first.get(one.instance_id, one.content)) for one in submissions)


def desk_review(
    form: Form, submissions: Sequence[Submission], seed: int, waits: float = WAITS, rules: ReviewRules = RULES
) -> DeskReview:
    """How the interviews among these submissions are reviewed; a share of them, the last ones held, waits."""
    held = {one.instance_id: one for one in submissions if one.form_id == form.form_id}
    in_turn = sorted(held.values(), key=lambda one: (one.sent_order, one.instance_id))
    looked_at = in_turn[: round(len(in_turn) * (1 - waits))]
    back = [one for one in looked_at if uniform(_key(seed, one), "returned") < rules.returned]
    again = {one.instance_id for one in back}
    approved = tuple(one for one in looked_at if one.instance_id not in again)
    return DeskReview(
        returned=tuple(_returned(form, one, seed, rules) for one in back),
        approved=approved,
        checked=tuple(one for one in approved if uniform(_key(seed, one), "checked") < rules.checked),
    )


def _returned(form: Form, honest: Submission, seed: int, rules: ReviewRules) -> Return:
    changed = uniform(_key(seed, honest), "unchanged") >= rules.unchanged
    ended = _next_morning(datetime.fromtimestamp(honest.sent_order, TUNIS))
    correction = Correction(honest.device, ended, changed, ended)
    first, again = sent_and_corrected(form, honest, honest.case_id, correction, RIGHT, seed, rules)
    names = slipped(form, honest, honest.case_id, seed, rules)
    return Return(first, again, tuple(node.path for node in form.questions if node.name in names))


def _next_morning(held: datetime) -> datetime:
    return datetime.combine(held.date() + timedelta(days=1), time(FIRST_HOUR), TUNIS)


def _key(seed: int, one: Submission) -> bytes:
    return f"{seed}/review/{one.case_id}".encode()
