"""What was collected, as rows of the contract tables: the sample as loaded, and what the accepted records add."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.codes import Disposition, ResponseStatus, ReviewState
from questionnaires.fieldwork import DISPOSITION_RULE, FieldForms, disposition_of_case, text
from survey_api.held import Held, Loaded, Row, moment, whole
from survey_api.listed import roster_rows, unit_row

NOT_ATTEMPTED = Disposition.NOT_ATTEMPTED
RECEIVED = {"review_state": ReviewState.RECEIVED.value}


@dataclass(frozen=True)
class Sample:
    """The loaded sample by table, each row once."""

    psus: Sequence[Mapping[str, Any]]
    listing_units: Sequence[Mapping[str, Any]]
    roster: Sequence[Mapping[str, Any]]
    drawn_cases: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Collected:
    """The rows of every collected table, and how many records none of them could take."""

    psus: list[Row]
    listing_units: list[Row]
    roster: list[Row]
    cases: list[Row]
    contact_attempts: list[Row]
    interviews: list[Row]
    outside: int


@dataclass(frozen=True)
class _Candidate:
    """A record that could be the interview of its case."""

    held: Held
    disposition: Disposition
    row: Row


def collect(
    sample: Sample, records: Iterable[Held], forms: FieldForms, withdrawn: Mapping[str, int] | None = None
) -> Collected:
    """Put every record where it belongs. Nothing depends on the order in which records arrived.

    ``withdrawn``: cases whose records are gone, with the number of visits there had been.
    """
    held = sorted(records, key=lambda record: (record.form_id, record.instance_id))
    units = {row["unit_id"]: row for row in sample.listing_units}
    cases = {row["case_id"]: row for row in sample.drawn_cases}
    listings = {text(r.answers, forms.listing.unit) or "": r for r in held if r.form_id == forms.listing.form_id}
    visits = [(r, _attempt(r, units, cases, forms)) for r in held if r.form_id == forms.contact.form_id]
    candidates = [_candidate(r, cases, forms) for r in held if r.form_id == forms.individual.form_id]
    chosen = _chosen([found for found in candidates if found is not None])
    outcomes = _outcomes(visits, forms)
    outside = sum(row is None for _, row in visits) + candidates.count(None) + len(set(listings) - set(units))
    return Collected(
        psus=[dict(row) for row in sample.psus],
        listing_units=[unit_row(row, listings.get(row["unit_id"]), forms) for row in sample.listing_units],
        roster=roster_rows(sample.roster, listings, units, forms),
        cases=[
            _withdrawn(row, withdrawn[row["case_id"]], forms)
            if withdrawn and row["case_id"] in withdrawn
            else _case(row, outcomes, chosen.get(row["case_id"]), forms)
            for row in sample.drawn_cases
        ],
        contact_attempts=[row for _, row in visits if row is not None],
        interviews=[found.row for found in chosen.values() if _is_respondent(found.disposition)],
        outside=outside,
    )


def _attempt(record: Held, units: Loaded, cases: Loaded, forms: FieldForms) -> Row | None:
    unit, case_id = units.get(text(record.answers, forms.contact.unit) or ""), text(record.answers, forms.contact.case)
    if unit is None or (case_id is not None and case_id not in cases):
        return None
    columns = forms.contact.columns
    row: Row = {column: text(record.answers, question) for column, question in columns.items()}
    row |= {
        "attempt_id": record.instance_id,
        "unit_id": unit["unit_id"],
        "case_id": case_id,
        "visit_no": whole(row["visit_no"]),
        "visited_at": moment(record.answers.get(columns["visited_at"])),
        "questionnaire_version": record.version,
        "frame": unit["frame"],
        "mode": forms.mode,
        **RECEIVED,
    }
    needed = ("visit_no", "interviewer_id", "visited_at", "visit_mode", "result")
    return row if all(row[column] is not None for column in needed) else None


def _outcomes(
    visits: Iterable[tuple[Held, Row | None]], forms: FieldForms
) -> dict[tuple[str, str | None], list[Disposition | None]]:
    """What the visits say, by unit and case; a visit before a person was selected has no case."""
    outcomes: dict[tuple[str, str | None], list[Disposition | None]] = defaultdict(list)
    for record, row in visits:
        if row is not None:
            outcomes[row["unit_id"], row["case_id"]].append(forms.contact.disposition(record.answers))
    return outcomes


def _candidate(record: Held, cases: Loaded, forms: FieldForms) -> _Candidate | None:
    case = cases.get(text(record.answers, forms.individual.case) or "")
    if case is None:
        return None
    columns = forms.individual.columns
    row: Row = {
        "interview_id": record.instance_id,
        "case_id": case["case_id"],
        "questionnaire": record.form_id,
        "interviewer_id": text(record.answers, columns["interviewer_id"]),
        "started_at": moment(record.answers.get(columns["started_at"])),
        "ended_at": moment(record.answers.get(columns["ended_at"])),
        "interview_date": record.answers.get(columns["interview_date"]),
        "n_problems": record.n_problems,
        "questionnaire_version": record.version,
        "frame": case["frame"],
        "mode": forms.mode,
        **RECEIVED,
    }
    if None in row.values():
        return None
    return _Candidate(record, forms.individual.disposition(record.answers, record.unanswered), row)


def _chosen(candidates: Iterable[_Candidate]) -> dict[str, _Candidate]:
    """Of several records about one case the most complete, then the latest by the tablet's clock, then by name."""
    chosen: dict[str, _Candidate] = {}
    for found in sorted(candidates, key=lambda one: (one.row["ended_at"], one.held.instance_id), reverse=True):
        case_id = found.row["case_id"]
        best = chosen.get(case_id)
        if best is None or _better(found.disposition, best.disposition):
            chosen[case_id] = found
    return chosen


def _better(new: Disposition, old: Disposition) -> bool:
    return new != old and disposition_of_case((new, old), None, default=old) is new


def _case(
    drawn: Mapping[str, Any],
    outcomes: Mapping[tuple[str, str | None], Sequence[Disposition | None]],
    found: _Candidate | None,
    forms: FieldForms,
) -> Row:
    unit, case = drawn["unit_id"], drawn["case_id"]
    visits = [*outcomes.get((unit, case), ()), *outcomes.get((unit, None), ())]
    disposition = disposition_of_case(visits, found.disposition if found else None, default=NOT_ATTEMPTED)
    return {
        **drawn,
        "n_attempts": len(visits),
        "disposition": disposition.value,
        "response_status": disposition.response_status.value,
        "disposition_rule": DISPOSITION_RULE,
        "mode": forms.mode,
    }


def _withdrawn(drawn: Mapping[str, Any], n_attempts: int, forms: FieldForms) -> Row:
    """A case that was taken back counts as a refusal of the person, as if nothing had been said."""
    refused = Disposition.PERSON_REFUSAL
    return {
        **drawn,
        "n_attempts": n_attempts,
        "disposition": refused.value,
        "response_status": refused.response_status.value,
        "disposition_rule": DISPOSITION_RULE,
        "mode": forms.mode,
    }


def _is_respondent(disposition: Disposition) -> bool:
    return disposition.response_status is ResponseStatus.RESPONDENT
