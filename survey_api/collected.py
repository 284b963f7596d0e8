"""What was collected, as rows of the contract tables: the sample as loaded, and what the accepted records add."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.codes import Disposition, Eligibility, ResponseStatus
from questionnaires.facts import RecordKind, facts_of
from questionnaires.fieldwork import FieldForms, text
from questionnaires.precedence import CURRENT, DispositionRule
from survey_api.asked_again import back_checks
from survey_api.collection.cases.decided import NOTHING, Decided
from survey_api.collection.cases.history import History, Made, Why, history, outcome_of
from survey_api.held import Held, Loaded, Row, moment
from survey_api.listed import roster_rows, unit_row


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
    back_checks: list[Row]
    outside: int
    after_closure: int  # records made at cases where nobody was to go back: kept, and nothing here


def collect(
    sample: Sample,
    records: Iterable[Held],
    forms: FieldForms,
    withdrawn: Mapping[str, int] | None = None,
    decided: Mapping[str, Decided] | None = None,
    voided: Set[str] = frozenset(),
    rule: DispositionRule = CURRENT,
) -> Collected:
    """Put every record where it belongs. Nothing depends on the order in which records arrived.

    ``withdrawn``: cases whose records are gone, with the number of visits there had been. ``decided``: what people
    decided about cases. ``voided``: cases of which an interview was voided, which counts as an eligible person without
    an interview until another one is held. Another ``rule`` derives every disposition anew.
    """
    held = sorted(records, key=lambda record: (record.form_id, record.instance_id))
    units = {row["unit_id"]: row for row in sample.listing_units}
    cases = {row["case_id"]: row for row in sample.drawn_cases}
    listings = {text(r.answers, forms.listing.unit) or "": r for r in held if r.form_id == forms.listing.form_id}
    visits = {r.instance_id: _attempt(r, units, cases, forms) for r in held if r.form_id == forms.contact.form_id}
    spoken = {r.instance_id: _interview(r, cases, forms) for r in held if r.form_id == forms.individual.form_id}
    rows = {forms.contact.form_id: visits, forms.individual.form_id: spoken}
    made = [_made(record, forms) for record in held if rows.get(record.form_id, {}).get(record.instance_id)]
    told, of_units = _histories(made, sample, forms, decided or {}, rule)
    histories = (*told.values(), *of_units.values())
    counted = {visit.name for one in histories for visit in one.attempts}
    chosen = {one.interview.name for one in told.values() if one.interview and _responds(one.interview)}
    asked_again = back_checks(held, units, cases, forms)
    outside = sum(row is None for row in (*visits.values(), *spoken.values(), *asked_again))
    outside += len(set(listings) - set(units))
    return Collected(
        psus=[dict(row) for row in sample.psus],
        listing_units=[
            _visited(unit_row(row, listings.get(row["unit_id"]), forms), of_units.get(row["unit_id"]), forms, rule)
            for row in sample.listing_units
        ],
        roster=roster_rows(sample.roster, listings, units, forms),
        cases=[
            _withdrawn(row, withdrawn[row["case_id"]], forms, rule)
            if withdrawn and row["case_id"] in withdrawn
            else _case(
                row, told[row["case_id"]], (decided or {}).get(row["case_id"], NOTHING), forms, rule, voided=voided
            )
            for row in sample.drawn_cases
        ],
        contact_attempts=_numbered([row for name, row in visits.items() if row is not None and name in counted]),
        interviews=[row for name, row in spoken.items() if row is not None and name in chosen],
        back_checks=[row for row in asked_again if row is not None],
        outside=outside,
        after_closure=len(_late(histories) - {(RecordKind.VISIT, name) for name in counted}),
    )


def _made(record: Held, forms: FieldForms) -> Made:
    facts = facts_of(forms, record.form_id, record.answers, record.repeats, record.unanswered)
    return Made(record.instance_id, facts)


def _histories(
    made: Iterable[Made],
    sample: Sample,
    forms: FieldForms,
    decided: Mapping[str, Decided],
    rule: DispositionRule,
) -> tuple[dict[str, History], dict[str, History]]:
    """What happened at each drawn case, and at each unit where visits name no case."""
    zone = ZoneInfo(forms.zone)
    of_case: dict[str, list[Made]] = defaultdict(list)
    of_unit: dict[str, list[Made]] = defaultdict(list)
    for one in made:
        if one.facts.case_id:
            of_case[one.facts.case_id].append(one)
        elif one.facts.unit_id:
            of_unit[one.facts.unit_id].append(one)
    told = {
        row["case_id"]: history(
            [*of_case[row["case_id"]], *of_unit.get(row["unit_id"], ())],
            forms.rules,
            rule,
            zone,
            decided.get(row["case_id"], NOTHING).closures,
        )
        for row in sample.drawn_cases
    }
    return told, {unit: history(visits, forms.rules, rule, zone) for unit, visits in of_unit.items()}


def _late(histories: Iterable[History]) -> Set[tuple[RecordKind, str]]:
    """What was made where nobody was to go back."""
    return {(late.kind, late.name) for one in histories for late in one.breaches if late.why is Why.AFTERWARDS}


def _numbered(attempts: list[Row]) -> list[Row]:
    """The visits of each case, and of each unit before, counted by the tablets' clocks, not as they were typed."""
    last: dict[tuple[str, str | None], int] = defaultdict(int)
    for row in sorted(attempts, key=lambda row: (row["visited_at"], row["attempt_id"])):
        of = row["unit_id"], row["case_id"]
        last[of] = row["visit_no"] = last[of] + 1
    return attempts


def _attempt(record: Held, units: Loaded, cases: Loaded, forms: FieldForms) -> Row | None:
    unit, case_id = units.get(text(record.answers, forms.contact.unit) or ""), text(record.answers, forms.contact.case)
    if unit is None or (case_id is not None and cases.get(case_id, {}).get("unit_id") != unit["unit_id"]):
        return None
    columns = forms.contact.columns
    row: Row = {column: text(record.answers, question) for column, question in columns.items()}
    row |= {
        "attempt_id": record.instance_id,
        "unit_id": unit["unit_id"],
        "case_id": case_id,
        "visit_no": 0,
        "visited_at": moment(record.answers.get(columns["visited_at"])),
        "questionnaire_version": record.version,
        "frame": unit["frame"],
        "mode": forms.mode,
        "review_state": record.review_state.value,
    }
    needed = ("interviewer_id", "visited_at", "visit_mode", "result")
    return row if all(row[column] is not None for column in needed) else None


def _interview(record: Held, cases: Loaded, forms: FieldForms) -> Row | None:
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
        "review_state": record.review_state.value,
    }
    return None if None in row.values() else row


def _visited(row: Row, visits: History | None, forms: FieldForms, rule: DispositionRule) -> Row:
    """A unit that was listed and not screened has the best that its visits found out."""
    if visits is None or row["disposition"] is None or row["eligibility"] != Eligibility.UNKNOWN:
        return row
    if row["disposition"] == Disposition.UNKNOWN_OTHER:
        return row  # screened, and of somebody nobody could tell
    told = (forms.contact.unit_disposition(visit.facts.result) for visit in visits.attempts)
    found = rule.of_unit(Disposition(row["disposition"]), told)
    return {**row, "disposition": found.value}


def _case(
    drawn: Mapping[str, Any],
    told: History,
    decided: Decided,
    forms: FieldForms,
    rule: DispositionRule,
    *,
    voided: Set[str],
) -> Row:
    said = told.outcomes(evidence=decided.evidence)
    if drawn["case_id"] in voided:
        said = replace(said, visits=(*said.visits, Disposition.OTHER_ELIGIBLE))
    disposition = rule.of_case(said)
    return {
        **drawn,
        "n_attempts": len(told.attempts),
        "disposition": disposition.value,
        "response_status": disposition.response_status.value,
        "disposition_rule": rule.name,
        "mode": forms.mode,
    }


def _withdrawn(drawn: Mapping[str, Any], n_attempts: int, forms: FieldForms, rule: DispositionRule) -> Row:
    """A case that was taken back counts as a refusal of the person, as if nothing had been said."""
    refused = Disposition.PERSON_REFUSAL
    return {
        **drawn,
        "n_attempts": n_attempts,
        "disposition": refused.value,
        "response_status": refused.response_status.value,
        "disposition_rule": rule.name,
        "mode": forms.mode,
    }


def _responds(interview: Made) -> bool:
    outcome = outcome_of(interview)
    return outcome is not None and outcome.response_status is ResponseStatus.RESPONDENT
