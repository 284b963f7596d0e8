"""The forms as ODK Collect fills them alone: the same records, checked by our engine and by JavaRosa."""

import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import pytest

from questionnaires.checking import check, examine
from questionnaires.collect_edition import CASES, INTERVIEWERS, Chosen, NoEdition, Row, as_csv, collect_edition
from questionnaires.media import among
from questionnaires.records import read_record
from questionnaires.tunisia.fieldwork import CONTACT, INDIVIDUAL, LISTING
from questionnaires.xform import compile_form
from tests.questionnaires.agreement import JAR, compiled_oracle, differences, javarosa, ours
from tests.questionnaires.survey_forms import conversion_of, form_of

FACTS: Mapping[str, Mapping[str, str]] = {
    LISTING.form_id: {name: f"/data/{name}" for name in ("unit_id", "psu_code", "interviewer_id", "sel_u")},
    CONTACT.form_id: {
        name: f"/data/{name}" for name in ("unit_id", "case_id", "psu_code", "interviewer_id", "visit_no")
    },
    INDIVIDUAL.form_id: {name: f"/data/{name}" for name in ("unit_id", "case_id", "psu_code", "interviewer_id")},
}
WORDS = {"fr": "Quel cas ?", "ar": "أي حالة؟", "en": "Which case?"}
WHO = {"fr": "Qui êtes-vous ?", "ar": "من أنت؟", "en": "Who are you?"}
KNOWN = {"unit_id": "TN11-0013-0147", "psu_code": "TN11-0013", "visit_no": "2", "sel_u": "0.437211"}
NAMES = {
    LISTING.form_id: "TN11-0013-0147",
    CONTACT.form_id: "TN11-0013-0147-01",
    INDIVIDUAL.form_id: "TN11-0013-0147-01",
}


def key(form_id: str) -> str:
    return "unit_id" if form_id == LISTING.form_id else "case_id"


@cache
def edition(form_id: str) -> bytes:
    chosen, who = Chosen(key(form_id), WORDS), Chosen("interviewer_id", WHO)
    return collect_edition(conversion_of(form_id).xform, FACTS[form_id], chosen, who)


def media(form_id: str) -> dict[str, bytes]:
    facts = [fact for fact in FACTS[form_id] if fact not in ("interviewer_id", key(form_id))]
    other = Row("TN11-0013-0252", 'another, with "marks"', dict.fromkeys(facts, "0"))
    rows = [other, Row(NAMES[form_id], "one", {fact: KNOWN[fact] for fact in facts})]
    return {CASES: as_csv(facts, rows), INTERVIEWERS: as_csv([], [Row("E001", "E001"), Row("E002", "E002")])}


def begun(form_id: str, name: str) -> bytes:
    """A record in which only interviewer and case were chosen."""
    root = re.search(rb"<data id=.*?</data>", conversion_of(form_id).xform, re.DOTALL)
    assert root is not None
    without_templates = re.sub(rb"<(\w+) jr:template=.*?</\1>", b"", root[0], flags=re.DOTALL)
    record = fromstring(without_templates)  # noqa: S314 - our own form
    for path, value in (("interviewer_id", "E002"), (key(form_id), name), ("meta/instanceID", "uuid:c1")):
        found = record.find(path)
        assert found is not None
        found.text = value
    return tostring(record)


def told(form_id: str, name: str) -> dict[str, str]:
    """The facts as our engine has them once interviewer and case were chosen."""
    form = compile_form(edition(form_id), among(media(form_id)))
    root = examine(form, read_record(begun(form_id, name))).root
    return {fact: str(root.raw[form.by_path[path].slot]) for fact, path in FACTS[form_id].items()}


@pytest.mark.parametrize("form_id", FACTS)
def test_the_facts_follow_from_the_case_that_was_chosen(form_id: str) -> None:
    found = told(form_id, NAMES[form_id])
    expected = {fact: KNOWN[fact] for fact in found if fact in KNOWN and fact != key(form_id)}
    assert {fact: value.removesuffix(".0") for fact, value in found.items()} == expected | {
        key(form_id): NAMES[form_id],
        "interviewer_id": "E002",
    }


@pytest.mark.parametrize("form_id", FACTS)
def test_name_version_and_tree_stay_those_of_the_released_form(form_id: str) -> None:
    released, added = form_of(form_id), compile_form(edition(form_id), among(media(form_id)))
    assert (added.form_id, added.version) == (released.form_id, released.version)
    assert [node.path for node in added.nodes] == [node.path for node in released.nodes]


@pytest.mark.parametrize("form_id", FACTS)
def test_nothing_of_the_released_form_is_taken_away(form_id: str) -> None:
    rest = iter(edition(form_id))
    assert all(byte in rest for byte in conversion_of(form_id).xform)  # in this order, with more in between


def test_the_choice_is_asked_in_the_languages_of_the_form() -> None:
    text = edition(CONTACT.form_id).decode()
    assert [text.count(word) for word in (*WORDS.values(), *WHO.values())] == [1] * 6


def test_a_form_without_a_place_for_the_case_has_no_edition() -> None:
    with pytest.raises(NoEdition):
        collect_edition(conversion_of(CONTACT.form_id).xform, {}, Chosen("case_id", WORDS), Chosen("who", WHO))


def test_an_edition_of_an_edition_is_refused() -> None:
    with pytest.raises(NoEdition):
        collect_edition(
            edition(CONTACT.form_id), FACTS[CONTACT.form_id], Chosen("case_id", WORDS), Chosen("interviewer_id", WHO)
        )


@pytest.mark.java
@pytest.mark.parametrize("form_id", FACTS)
def test_odk_validate_accepts_the_edition(form_id: str, tmp_path: Path) -> None:
    (tmp_path / "form.xml").write_bytes(edition(form_id))
    command = ["java", "-jar", JAR, str(tmp_path / "form.xml")]
    validated = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Xform is valid" in validated.stdout + validated.stderr


@pytest.mark.java
@pytest.mark.parametrize("form_id", FACTS)
def test_javarosa_has_the_same_facts_and_our_checker_takes_its_record(form_id: str, tmp_path: Path) -> None:
    oracle, beside = tmp_path / "oracle", tmp_path / "form"
    oracle.mkdir()
    beside.mkdir()
    for name, content in media(form_id).items():
        (beside / name).write_bytes(content)
    record = begun(form_id, NAMES[form_id])
    [theirs] = javarosa(compiled_oracle(oracle), beside, edition(form_id), [record])
    form = compile_form(edition(form_id), among(media(form_id)))
    assert differences(theirs, ours(form, record)) == []
    filled = fromstring(record)  # noqa: S314 - our own record
    for place, (asked, value) in theirs["nodes"].items():
        node = filled.find(place.replace("[1]", "").removeprefix("/data").removeprefix("/") or ".")
        if node is not None and asked and value and not len(node):
            node.text = value
    assert filled.findtext("psu_code") == KNOWN["psu_code"]
    problems = check(form_of(form_id), read_record(tostring(filled))).problems
    assert {problem.code for problem in problems} <= {"checks.required", "checks.required_left_out"}
