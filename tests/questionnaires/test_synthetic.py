"""Invented interviews: the whole ones have no problem, the broken ones are caught where they were broken."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from xml.etree.ElementTree import fromstring

import pytest
import re2

from questionnaires.breakages import Breakage, Broken, broken
from questionnaires.checking import check
from questionnaires.form import Form
from questionnaires.opening import xform_of
from questionnaires.patterns import matching
from questionnaires.records import read_record
from questionnaires.synthetic import CannotInvent, interview, invent
from questionnaires.xform import compile_form
from questionnaires.xlsform import build_xform
from tests.questionnaires.agreement import compiled_oracle, differences, javarosa, ours
from tests.questionnaires.builders import FORM_IDS, MONDAY, form_of
from tests.questionnaires.small_versions import CHOICES, SURVEY, changed, form, sheets

NESTED = """\
type,name,label::Français (fr),label::العربية (ar),label::English (en),required,relevant,constraint,calculation,\
choice_filter,repeat_count,bind::type
start,start,,,,,,,,,,
integer,n_households,Ménages,الأسر,Households,yes,,. >= 1 and . <= 3,,,,
begin repeat,household,Ménage,أسرة,Household,,,,,,${n_households},
integer,n_members,Membres,الأفراد,Members,yes,,. >= 1 and . <= 4,,,,
begin repeat,member,Membre,فرد,Member,,,,,,${n_members},
integer,m_age,Âge,العمر,Age,yes,,. >= 0 and . <= 110,,,,
select_one gov,m_gov,Gouvernorat,الولاية,Governorate,yes,${m_age} >= 15,,,,,
select_one deleg,m_deleg,Délégation,المعتمدية,Delegation,yes,${m_age} >= 15,,,gov=${m_gov},,
select_multiple risk,m_risks,Risques,المخاطر,Risks,yes,${m_age} >= 15,count-selected(.) < 3,,,,
calculate,m_adult,,,,,,,if(${m_age} >= 18; 1; 0),,,int
end repeat,,,,,,,,,,,
calculate,adults,,,,,,,sum(${m_adult}),,,int
end repeat,,,,,,,,,,,
begin repeat,visit,Visite,زيارة,Visit,,,,,,,
dateTime,visited,Quand,متى,When,yes,,,,,,
end repeat,,,,,,,,,,,
""".replace("; ", ", ").replace("if(${m_age} >= 18, 1, 0)", '"if(${m_age} >= 18, 1, 0)"')
HARD = """\
type,name,label::Français (fr),label::العربية (ar),label::English (en),required,relevant,constraint,calculation,\
choice_filter,repeat_count,bind::type
date,born,Naissance,الميلاد,Born,yes,,. >= date('1950-01-01') and . <= date('1950-01-05'),,,,
date,arrived,Arrivée,الوصول,Arrived,yes,,. >= ${born},,,,
text,code,Code,الرمز,Code,yes,,"regex(., '^[0-9]{8}$')",,,,
text,plate,Plaque,اللوحة,Plate,yes,,"regex(., '^(TU|RS)-[0-9]{3}\\.[A-Z]{2,4}(/[a-f]+)?$')",,,,
text,mail,Courriel,البريد,Mail,yes,,"contains(., '@')",,,,
decimal,share,Part,الحصة,Share,yes,,. > 0 and . < 1,,,,
integer,exact,Exactement,بالضبط,Exactly,yes,,. = 41237,,,,
integer,more,Plus,أكثر,More,yes,,. > ${exact} and . < ${exact} + 2,,,,
time,at,Heure,الساعة,Time,yes,,,,,,
geopoint,place,Lieu,المكان,Place,yes,,,,,,
select_multiple risk,three,Trois,ثلاثة,Three,yes,,count-selected(.) = 3,,,,
select_one status,first,Premier,الأول,First,yes,,,,,,
select_one status,second,Second,الثاني,Second,yes,,. != ${first},,,,
text,late,Tard,متأخر,Late,yes,${last} = 1,,,,,
integer,last,Dernier,الأخير,Last,yes,,. = 1,,,,
"""
PUBLIC = sorted(Path("tests/data/forms").glob("*.xls*"))
FORMS = (*FORM_IDS, "small", "nested", "hard")


@cache
def the(name: str) -> Form:
    match name:
        case "small":
            return form()
        case "nested":
            return form(NESTED)
        case "hard":
            return form(HARD)
    return form_of(name)


def found(of: Form, one: Broken) -> set[tuple[str, object, object]]:
    problems = check(of, read_record(one.xml)).problems
    return {(problem.code, problem.values["path"], problem.values["position"]) for problem in problems}


@pytest.mark.parametrize("name", FORMS)
def test_a_whole_interview_has_no_problem(name: str) -> None:
    for seed in range(12):
        assert check(the(name), read_record(interview(the(name), seed, MONDAY))).problems == (), seed


NO_PLACE = {
    "amem_tn_listing": {Breakage.CHOICE_TWICE},
    "amem_tn_contact": {Breakage.CHOICE_OUTSIDE_THE_FILTER, Breakage.REPEAT_COUNT, Breakage.CALCULATION_TAMPERED},
    "amem_tn_individual": {Breakage.REPEAT_COUNT},
    "small": set(),
    "nested": set(),
    "hard": {Breakage.CHOICE_OUTSIDE_THE_FILTER, Breakage.REPEAT_COUNT, Breakage.CALCULATION_TAMPERED}
    | {Breakage.VALUE_NOT_RELEVANT},
}


@pytest.mark.parametrize("breakage", Breakage)
@pytest.mark.parametrize("name", FORMS)
def test_a_broken_interview_is_caught_where_it_was_broken(name: str, breakage: Breakage) -> None:
    for seed in range(4):
        one = broken(the(name), seed, MONDAY, breakage)
        assert (one is None) == (breakage in NO_PLACE[name]), seed
        if one is not None:
            assert (one.code, one.path, one.position) in found(the(name), one), seed


@pytest.mark.parametrize("source", PUBLIC, ids=lambda path: path.stem)
def test_forms_of_others_are_walked_too(source: Path) -> None:
    public = compile_form(xform_of(source))
    for seed in range(4):
        assert check(public, read_record(interview(public, seed, MONDAY))).problems == (), seed
    tried = [broken(public, 1, MONDAY, breakage) for breakage in Breakage]
    assert all((one.code, one.path, one.position) in found(public, one) for one in tried if one)


@pytest.mark.java
@pytest.mark.parametrize("survey", [NESTED, HARD], ids=["nested", "hard"])
def test_javarosa_finds_in_them_what_we_find(survey: str, tmp_path: Path) -> None:
    xform, ours_of = build_xform(sheets(survey)), form(survey)
    records = [interview(ours_of, seed, MONDAY) for seed in range(10)]
    of_its_version = set(Breakage) - {Breakage.WRONG_FORM, Breakage.WRONG_VERSION}
    tried = [broken(ours_of, seed, MONDAY, breakage) for breakage in sorted(of_its_version) for seed in range(2)]
    records += [one.xml for one in tried if one]

    told = javarosa(compiled_oracle(tmp_path), tmp_path, xform, records)

    assert [differences(theirs, ours(ours_of, xml)) for theirs, xml in zip(told, records, strict=True)] == [[]] * len(
        told
    )


def test_the_same_seed_gives_the_same_interview_and_another_seed_another() -> None:
    nested = the("nested")
    assert interview(nested, 7, MONDAY) == interview(nested, 7, MONDAY)
    assert interview(nested, 7, MONDAY) != interview(nested, 8, MONDAY)
    assert broken(nested, 7, MONDAY, Breakage.WRONG_TYPE) == broken(nested, 7, MONDAY, Breakage.WRONG_TYPE)


def test_every_instance_id_is_its_own() -> None:
    ids = {read_record(interview(the("small"), seed, MONDAY)).instance_id for seed in range(30)}
    assert len(ids) == 30


def test_interviews_reach_nearly_all_questions() -> None:
    individual = form_of("amem_tn_individual")
    reached = {question.name for seed in range(25) for question in invent(individual, f"{seed}", MONDAY).questions()}
    asked = {node.name for node in individual.nodes if node.is_asked}
    assert len(reached) >= 0.85 * len(asked)


def test_nested_repeats_are_broken_inside_too() -> None:
    nested = the("nested")
    positions = {one.position for seed in range(12) if (one := broken(nested, seed, MONDAY, Breakage.WRONG_TYPE))}
    assert any("." in position for position in positions)


def test_facts_that_the_tablet_brings_are_kept() -> None:
    facts: Mapping[str, str] = {"unit_id": "TN111-001-7", "sel_u": "0.25"}
    root = fromstring(interview(form_of("amem_tn_listing"), 1, MONDAY, facts))  # noqa: S314 - our own document
    assert {name: root.findtext(name) for name in facts} == facts
    assert root.findtext("psu_code", "").startswith("psu_code-")


def test_the_interview_is_of_the_day_it_is_given() -> None:
    other = datetime(2030, 2, 3, 9, tzinfo=MONDAY.tzinfo)
    root = fromstring(interview(form_of("amem_tn_contact"), 1, other))  # noqa: S314 - our own document
    assert root.findtext("today") == "2030-02-03"


def test_a_rule_that_nothing_keeps_is_named_after_a_bounded_number_of_attempts() -> None:
    impossible = form(changed(SURVEY, (". >= 15 and . <= 99", ". > 99 and . < 15")), CHOICES)
    with pytest.raises(CannotInvent) as refused:
        interview(impossible, 1, MONDAY)
    (problem,) = refused.value.problems
    assert problem.values["question"] == "age"


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "[0-9]{8}",
            "^[A-Z]{2}-?\\d+$",
            "(a|bc){2,3}",
            "[^0-9]+",
            "\\w+@\\w+\\.(org|tn)",
            "x*?y",
            "[]a]b",
            "[a-]{3}",
            "a.c",
        ),
        *("(?:TN)?[1-9][0-9]{7}", "", "[\\d ]{5}", "\\+216\\s?[0-9]{2}(-[0-9]{3}){2}", "[ء-ي ]{3,}"),
    ],
)
def test_a_text_is_made_up_for_a_pattern(pattern: str) -> None:
    for seed in range(30):
        text = matching(pattern, Random(seed))  # noqa: S311 - the same dice every time
        assert text is not None
        assert re2.fullmatch(pattern, text), text


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)b", "(?P<n>a)", "\\bword", "(a", "[a", "a{x}", "*a", "a)b", "a{2", "((a{99}){99}){99}", "a{9999999999}"],
)
def test_a_pattern_beyond_this_gives_nothing(pattern: str) -> None:
    assert matching(pattern, Random(1)) is None  # noqa: S311 - the same dice every time
