"""Which answers of the survey in Tunisia never go back to a tablet, and which supervisors never see."""

import csv
from pathlib import Path

from questionnaires import tunisia
from questionnaires.retention import FILE, read_policy
from questionnaires.tunisia.fieldwork import INDIVIDUAL
from survey_api.collection.reviews.contents import is_sensitive

CONTENT = Path(tunisia.__file__).parent
FORM = CONTENT / "forms" / INDIVIDUAL.form_id / "2026.1" / "survey.csv"
HIDDEN = frozenset(INDIVIDUAL.sensitive)


def paths() -> dict[str, str]:
    """Every question and group with its condition, by path."""
    around: list[str] = []
    found = {}
    with FORM.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, _, what = row["type"].partition(" ")
            if kind == "end" and what:
                around.pop()
                continue
            found["/".join(["/data", *around, row["name"]])] = row["relevant"] or ""
            if kind == "begin":
                around.append(row["name"])
    return found


def test_whatever_is_asked_only_of_who_agreed_to_it_separately_is_sensitive() -> None:
    asked = [path for path, condition in paths().items() if "${consent_sens}" in condition]
    assert len(asked) >= 7
    assert [path for path in asked if not is_sensitive(path, HIDDEN)] == []


def test_whatever_is_taken_out_when_its_time_has_come_is_sensitive() -> None:
    policy = read_policy(CONTENT / FILE)
    timed = [path for path in paths() if path.rpartition("/")[2] in policy.answers[INDIVIDUAL.form_id]]
    assert len(timed) == 3
    assert all(is_sensitive(path, HIDDEN) for path in timed)


def test_what_is_sensitive_is_in_the_form() -> None:
    assert {path.rpartition("/")[2] for path in paths()} >= HIDDEN


def test_most_questions_are_not_sensitive() -> None:
    every = paths()
    assert sum(is_sensitive(path, HIDDEN) for path in every) < len(every) / 4
