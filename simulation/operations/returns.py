"""Returned interviews on the tablet: the record with its slips as first sent, and the one that comes back."""

from collections.abc import Mapping
from dataclasses import replace

from questionnaires.form import Form
from simulation.filling.submissions import Submission
from simulation.identifiers import instance_id
from simulation.operations.clocks import Clocks
from simulation.operations.reopening import Entry, Name, reopened, slips
from simulation.operations.review import RULES, Correction, ReviewRules

CORRECTION = "correction"


def correction_id(seed: int, form_id: str, case_id: str) -> str:
    """The instance under which a returned interview comes back."""
    return instance_id(seed, form_id, case_id, CORRECTION)


def sent_and_corrected(
    form: Form,
    honest: Submission,
    case_id: str,
    correction: Correction,
    clocks: Clocks,
    seed: int,
    rules: ReviewRules = RULES,
) -> tuple[Submission, Submission]:
    """What is sent first, and what comes back after the return.

    ``honest`` holds the answers as they were given. Where the interview comes back changed, the first record had one
    or more of them entered wrongly, so that the correction, not the slip, is the truth.
    """
    shown = clocks.shown(correction.tablet, correction.ended)
    name = correction_id(seed, form.form_id, case_id)
    again = replace(
        honest,
        instance_id=name,
        content=reopened(form, honest.xml, Name(name, honest.instance_id), shown, {}),
        device=correction.tablet,
        sent_order=shown.timestamp(),
        replaces=honest.instance_id,
    )
    if not correction.changed:
        return honest, again
    wrong = slipped(form, honest, case_id, seed, rules)
    return replace(honest, content=reopened(form, honest.xml, Name(honest.instance_id), None, wrong)), again


def slipped(form: Form, honest: Submission, case_id: str, seed: int, rules: ReviewRules = RULES) -> Mapping[str, Entry]:
    """The questions of an interview that are entered wrongly at first, where it comes back changed."""
    return slips(form, honest.xml, f"{seed}/slips/{case_id}".encode(), rules.most_slips)
