"""The list of interviews, and one interview: what it is, what was decided and said about it, what may be done."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from questionnaires.form import Form, Node
from questionnaires.records import read_record
from questionnaires.xform import compile_form
from survey_api.collection.people import Person, Role
from survey_api.collection.reviews.contents import answers, repeats_in, sensitive_in
from survey_api.collection.reviews.errors import OtherTeam
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.sight import HANDS, team_of
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.reviews.state import Hand, State
from survey_api.collection.reviews.telling import sheet
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.store import contents, forms
from survey_api.supervision.flags import flags, rules, verdict
from survey_api.supervision.interviews import TO_HEADQUARTERS, TO_SUPERVISOR, WITH_INTERVIEWER, InterviewLine
from survey_api.supervision.rendering import Looking

Page = tuple[str, Mapping[str, Any]]
MOST = 50  # interviews on one page
_REFERENCE = re.compile(r"\$\{\w+\}")
FORMS_KEPT = 16  # compiled, for the words of their questions

_SHOWN: Mapping[str, Callable[[InterviewLine], bool]] = {
    "review": lambda one: one.state in TO_SUPERVISOR and not one.came_back,
    "came_back": lambda one: one.came_back and one.state in TO_SUPERVISOR | TO_HEADQUARTERS,
    "headquarters": lambda one: one.state in TO_HEADQUARTERS,
    "returned": lambda one: one.state in WITH_INTERVIEWER,
    "fork": lambda one: one.state is State.FORK,
    "apart": lambda one: one.apart > 0 or one.state is State.QUARANTINED,
    "approved": lambda one: one.state in (State.SUP_APPROVED, State.HQ_APPROVED, State.LOCKED),
    "all": lambda _: True,
}


def interview_list(looking: Looking) -> Page:
    """The interviews of one kind, those that came last first."""
    query = looking.request.query_params
    usual = "headquarters" if looking.person.role is Role.QUALITY else "review"
    show = query.get("show", usual)
    if show not in _SHOWN:
        show = usual
    who = query.get("interviewer", "")
    among = [one for one in looking.part.interviews if not who or one.interviewer == who]
    found = [one for one in among if _SHOWN[show](one)]
    start = int(number) if (number := query.get("from", "0")).isdecimal() and len(number) < 8 else 0
    flagged: dict[str, int] = {}
    for one in flags(looking.part).values():
        if one.record:
            flagged[one.record] = flagged.get(one.record, 0) + 1
    values = {
        "live": "interviews",
        "show": show,
        "who": who,
        "filters": [(name, sum(map(wanted, among))) for name, wanted in _SHOWN.items()],
        "lines": found[start : start + MOST],
        "start": start,
        "next": start + MOST if len(found) > start + MOST else None,
        "total": len(found),
        "flagged": flagged,
    }
    return "supervision/interviews.html", values


def interview_page(looking: Looking, service: Service, form_id: str, record: str) -> Page:
    """One interview. Raises NoSuchInterview, OtherTeam."""

    def read(connection: Connection) -> tuple[Standing, dict[str, Any], bytes]:
        found = theirs(connection, looking.person, Right.SEE_RECORDS, form_id, record)
        hand = HANDS.get(looking.person.role, Hand.INTERVIEWER)
        told = sheet(connection, service.vault, found, hand, looking.now)
        head = found.head or found.members[-1]
        return found, told, forms.xform(connection, head.form_id, head.version) or b""

    standing, told, xform = service.read(read)
    name = standing.head.instance_id if standing.head else standing.members[-1].instance_id
    names = {one.instance_id for one in standing.members}
    about = [one for one in flags(looking.part).values() if names & {one.record, one.other}]
    questions = questions_of(xform, looking.language)
    values = {
        "one": told,
        "seen": name,
        "minutes": next((one.minutes for one in looking.part.interviews if one.name == standing.name), None),
        "flags": about,
        "rules": rules(looking.part),
        "verdicts": {one.key: verdict(looking.part, one.key) for one in about},
        "questions": questions,
        "asked": [(path, words) for path, words in questions.items() if words],
        "may_read": may(looking.person, Right.READ_ANSWERS, team_of(standing)),
        "reasons": sorted(POLICY.return_reasons),
        "void_reasons": sorted(POLICY.void_reasons),
        "reopen_reasons": sorted(POLICY.reopen_reasons),
        "of_quality": looking.person.role is Role.QUALITY,
        "said": None,
        "history": _history(told),
        "done": looking.request.query_params.get("done", ""),
    }
    return "supervision/interview.html", values


def _history(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Versions by the server's clock and decisions, the latest first."""
    came = [
        {"kind": "visit", "n": n, "version": one["questionnaire_version"], "at": one["received_at"], **_apart(one)}
        for n, one in enumerate(told["records"], 1)
    ]
    decided = [{"kind": "decision", **one} for one in told["decisions"]]
    return sorted([*came, *decided], key=lambda one: str(one["at"]), reverse=True)


def _apart(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"quarantine": record["quarantine"]}


def answers_read(looking: Looking, service: Service, form_id: str, record: str) -> tuple[Page, str]:
    """The same with what the current version says, beside what the one before it said; what is to be noted first.

    Sealed answers are told to nobody here, sensitive ones to headquarters alone. Raises NoSuchInterview, OtherTeam.
    """
    name, values = interview_page(looking, service, form_id, record)

    def read(connection: Connection) -> tuple[str, list[tuple[str, str, str | None, str | None]]]:
        found = theirs(connection, looking.person, Right.READ_ANSWERS, form_id, record)
        head = found.head or found.members[-1]
        before = next((one for one in found.members if one.instance_id == head.deprecated_id), None)
        numbers = [head.number] + ([before.number] if before else [])
        content = contents.read(connection, service.vault, numbers) if found.state is not State.GONE else {}
        repeats = repeats_in(forms.xform(connection, head.form_id, head.version) or b"")
        everything = HANDS.get(looking.person.role) is Hand.QUALITY
        hidden = frozenset[str]() if everything else sensitive_in(service.settings.field_forms, head.form_id)
        now, then = (
            {
                (one.path, one.position): one.text
                for one in (answers(read_record(content[number]), repeats, hidden) if number in content else ())
            }
            for number in (head.number, before.number if before else 0)
        )
        places = dict.fromkeys([*now, *then])
        said = [(path, position, now.get((path, position)), then.get((path, position))) for path, position in places]
        return f"{found.object}#{head.number}", said

    noted, said = service.read(read)
    return (name, {**values, "said": said}), noted


def theirs(connection: Connection, person: Person, right: Right, form_id: str, record: str) -> Standing:
    """The interview, where the person answers for it. Raises NoSuchInterview, OtherTeam."""
    found = standing_of(connection, (form_id, record))
    if not may(person, right, team_of(found)):
        raise OtherTeam(record=found.name)
    return found


def questions_of(xform: bytes, language: str) -> Mapping[str, str]:
    """The words of each question of a version, by path, in the page's language where the version has it."""
    if not xform:
        return {}
    asked = [node for node in _compiled(xform).nodes if node.control and not node.is_group and not node.is_repeat]
    return {node.path: _words(node, language) or node.name for node in asked}


@lru_cache(FORMS_KEPT)
def _compiled(xform: bytes) -> Form:
    return compile_form(xform)


def _words(node: Node, language: str) -> str:
    found = next((words for name in (language, "fr", "") if (words := node.labels.get(name))), "")
    return _REFERENCE.sub("…", found)
