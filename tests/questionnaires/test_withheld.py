"""A record that goes back to a tablet: what stays at the office, and how the two parts come together again."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from xml.etree.ElementTree import Element, fromstring, tostring
from zoneinfo import ZoneInfo

import pytest

from questionnaires.checking import check
from questionnaires.records import Record, read_record
from questionnaires.synthetic import interview
from questionnaires.tunisia.fieldwork import INDIVIDUAL
from questionnaires.withheld import Parted, part, together, withheld
from tests.questionnaires.survey_forms import form_of

FORM = form_of(INDIVIDUAL.form_id)
SENSITIVE = frozenset(INDIVIDUAL.sensitive)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Africa/Tunis"))


@cache
def a_full_interview() -> bytes:
    """One in which every confidential block was asked."""
    for seed in range(60):
        xml = interview(FORM, seed, NOW)
        root = fromstring(xml)  # noqa: S314 - our own text
        if all(root.find(f".//{name}/*") is not None for name in ("g_legal", "g_fl", "g_rights")):
            return xml
    raise AssertionError("no interview with every block")


def answers(xml: bytes) -> dict[str, str]:
    return {
        node.tag: node.text.strip()
        for node in read_record(xml).root.iter()
        if node.text and node.text.strip() and node.tag != "instanceID"
    }


def parted() -> Parted:
    return part(FORM, read_record(a_full_interview()), SENSITIVE)


def corrected(given: dict[str, str]) -> Record:
    """What the tablet sends back: the part that travelled, some answers changed."""
    record = read_record(parted().xml)
    for name, value in given.items():
        found = record.root.find(f".//{name}")
        assert found is not None
        found.text = value
    return replace(record, instance_id="uuid:second", deprecated_id=record.instance_id)


def test_no_sensitive_answer_travels_nor_whether_it_was_asked() -> None:
    names = {node.name for node in withheld(FORM, SENSITIVE)}
    assert names >= {"consent_sens", "permit_now", "fl_docs", "uni_member", "wg_any"}
    assert names.isdisjoint(answers(parted().xml))
    refused = read_record(a_full_interview())
    for group in ("g_legal", "g_fl", "g_rights"):
        around = next(node for node in refused.root.iter() if node.find(group) is not None)
        around.remove(around.find(group) or Element("none"))
    shape = [node.tag for node in read_record(part(FORM, refused, SENSITIVE).xml).root.iter()]
    assert shape == [node.tag for node in read_record(parted().xml).root.iter()]


def test_what_is_asked_because_of_a_sensitive_answer_stays_too() -> None:
    assert "/data/g_end/resched_sens" in parted().paths


def test_what_stays_holds_nothing_else() -> None:
    kept = {node.tag for node in fromstring(parted().kept).iter() if node.text}  # noqa: S314 - our own text
    assert kept
    assert kept <= {node.name for node in withheld(FORM, SENSITIVE)}


def test_groups_come_before_what_they_hold() -> None:
    paths = parted().paths
    assert paths.index("/data/g_main/g_legal") < paths.index("/data/g_main/g_legal/permit_now")


def test_together_they_are_the_interview_again() -> None:
    whole = together(FORM, read_record(parted().xml), parted().kept, SENSITIVE)
    assert answers(whole) == answers(a_full_interview())
    assert not check(FORM, read_record(whole)).problems


def test_the_same_parts_give_the_same_bytes() -> None:
    once, twice = (together(FORM, corrected({"n_child": "3"}), parted().kept, SENSITIVE) for _ in range(2))
    assert once == twice


def test_a_correction_is_kept_and_every_withheld_answer_is_there() -> None:
    whole = answers(together(FORM, corrected({"n_child": "4"}), parted().kept, SENSITIVE))
    assert whole == answers(a_full_interview()) | {"n_child": "4"}


@pytest.mark.parametrize(
    ("question", "answer"),
    [("age", "16"), ("consent", "0"), ("itw_interp", "3")],
    ids=["minor", "no consent", "employer"],
)
def test_where_the_form_no_longer_asks_nothing_confidential_comes_back(question: str, answer: str) -> None:
    record = corrected({question: answer} | ({"under_age": "1"} if question == "age" else {}))
    whole = answers(together(FORM, record, parted().kept, SENSITIVE))
    assert {"permit_now", "fl_docs", "uni_member"}.isdisjoint(whole)


def test_groups_that_the_tablet_left_out_stay_out() -> None:
    record = corrected({"consent": "0"})
    main = record.root.find("g_main")
    assert main is not None
    record.root.remove(main)
    whole = together(FORM, record, parted().kept, SENSITIVE)
    assert b"g_main" not in whole
    assert b"g_legal" not in whole


def test_an_answer_that_came_is_not_written_over() -> None:
    record = corrected({"wg_any": "2" if answers(a_full_interview())["wg_any"] != "2" else "3"})
    came = answers(tostring(record.root))["wg_any"]
    assert answers(together(FORM, record, parted().kept, SENSITIVE))["wg_any"] == came
