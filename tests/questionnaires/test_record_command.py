"""``amem record check``: the surface on which engines are compared, and what a person reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import amem
from questionnaires.xlsform import build_xform, read_sheets
from tests.questionnaires.builders import xform
from tests.questionnaires.small_form import written

GOOD = """<data id="small" version="1"><sex>2</sex><work><jobs><hours>60</hours><many>1</many></jobs>
<jobs><hours>20</hours><many>0</many></jobs><jobs_count>2</jobs_count></work><meta><instanceID>uuid:1</instanceID></meta></data>"""
KEYS = ["instance", "status", "form_id", "version", "instance_id", "problems", "causes", "relevance", "calculated"]
KEYS += ["choices", "media_missing"]


def run(*words: str | Path, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "record", "check", *map(str, words)])


def surfaces(*words: str | Path) -> list[dict[str, Any]]:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return written(tmp_path / "form")


def test_every_node_is_told_with_its_repeat_instance(form: Path, tmp_path: Path) -> None:
    [told] = surfaces(form, put(tmp_path / "1.xml", GOOD))
    assert list(told) == KEYS
    assert (told["status"], told["form_id"], told["version"], told["instance_id"]) == (
        "checked",
        "small",
        "1",
        "uuid:1",
    )
    assert told["problems"] == []
    assert told["relevance"]["/data/work/jobs[2]/hours"] is True
    assert told["calculated"] == {
        "/data/work/jobs_count": "2",
        "/data/work/jobs[1]/many": "1",
        "/data/work/jobs[2]/many": "0",
    }
    assert told["choices"] == {"/data/sex": ["1", "2"]}


def test_a_problem_carries_its_place_value_words_and_cause(form: Path, tmp_path: Path) -> None:
    [told] = surfaces(form, put(tmp_path / "1.xml", GOOD.replace("<sex>2", "<sex>1")))
    first = told["problems"][0]
    assert first["code"] == "checks.not_relevant"
    assert first["node"] == "/data/work/jobs[1]/hours"
    assert (first["path"], first["position"], first["value"]) == ("/data/work/jobs/hours", "1", "60")
    assert set(first["message"]) == {"fr", "ar", "en"}
    assert first["because"] == {"question": "sex", "path": "/data/sex", "position": "", "node": "/data/sex"}
    [cause] = told["causes"]
    assert cause["node"] == "/data/sex"
    assert [told["problems"][at]["node"] for at in cause["explains"]][:1] == ["/data/work/jobs[1]/hours"]


def test_what_cannot_be_read_is_told_and_the_others_are_still_checked(form: Path, tmp_path: Path) -> None:
    put(tmp_path / "records" / "1.xml", GOOD)
    put(tmp_path / "records" / "2.xml", "<data")
    put(tmp_path / "records" / "a" / "submission.xml", GOOD)
    told = surfaces(form, tmp_path / "records", tmp_path / "absent.xml")
    assert [each["status"] for each in told] == ["checked", "unreadable", "checked", "unreadable"]
    assert [each["problems"][0]["code"] for each in told if each["problems"]] == [
        "records.malformed",
        "records.no_such_file",
    ]
    assert all(list(each) == KEYS for each in told)


def test_a_form_may_be_an_xform_too(form: Path, tmp_path: Path) -> None:
    built = tmp_path / "form.xml"
    built.write_bytes(build_xform(read_sheets(form)))
    record = put(tmp_path / "1.xml", GOOD)
    assert surfaces(built, record) == surfaces(form, record)


def test_a_form_may_be_a_markdown_table(tmp_path: Path) -> None:
    table = put(
        tmp_path / "small.md",
        "| survey | | | |\n| | type | name | label |\n| | integer | age | Age |\n"
        "| settings | | |\n| | form_id | version |\n| | small | 1 |\n",
    )
    record = '<data id="small" version="1"><age>x</age><meta><instanceID>uuid:1</instanceID></meta></data>'
    [told] = surfaces(table, put(tmp_path / "1.xml", record))
    assert [problem["code"] for problem in told["problems"]] == ["checks.wrong_type"]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_form_that_cannot_be_used_ends_with_one(tmp_path: Path, language: str) -> None:
    for form in (tmp_path / "absent", put(tmp_path / "form.xml", "<html/>"), put(tmp_path / "form.txt", "")):
        done = run(form, put(tmp_path / "1.xml", GOOD), language=language)
        assert done.exit_code == 1
        assert "Traceback" not in done.output


def test_a_person_reads_problems_under_their_cause(form: Path, tmp_path: Path) -> None:
    done = run(form, put(tmp_path / "1.xml", GOOD.replace("<sex>2", "<sex>1")))
    assert done.exit_code == 0
    heading, cause, *explained = done.output.splitlines()
    assert "problems found: 3" in heading
    assert "“sex”" in cause
    assert all("skip" in line or "differs" in line for line in explained)


LOOKUP = xform(
    "<who/><place/><name/>",
    '<bind nodeset="/data/who" type="string"/><bind nodeset="/data/place" type="string"/>'
    "<bind nodeset=\"/data/name\" calculate=\"pulldata('people', 'name', 'key', /data/who)\"/>",
    '<input ref="/data/who"><label>w</label></input><select1 ref="/data/place"><label>p</label>'
    '<itemset nodeset="instance(\'places\')/root/item[open = \'yes\']"><value ref="name"/><label ref="label"/>'
    "</itemset></select1>",
    '<instance id="people" src="jr://file-csv/people.csv"/><instance id="places" src="jr://file/places.xml"/>',
).decode()
VISIT = """<data id="small" version="1"><who>7</who><place>b</place><name>Awa</name>
<meta><instanceID>uuid:1</instanceID></meta></data>"""


def test_lookup_files_lie_beside_the_form_or_where_it_is_said(tmp_path: Path) -> None:
    form, record = put(tmp_path / "form.xml", LOOKUP), put(tmp_path / "1.xml", VISIT)
    put(tmp_path / "media" / "people.csv", "key,name\n7,Awa\n8,Ada\n")
    items = "".join(f"<item><name>{name}</name><open>{is_open}</open></item>" for name, is_open in ("ay", "by", "cn"))
    put(tmp_path / "media" / "places.xml", f"<root>{items.replace('>y<', '>yes<')}</root>")

    [beside] = surfaces(form, record)
    assert beside["media_missing"] == ["people.csv", "places.xml"]
    assert beside["choices"] == {"/data/place": None}
    assert beside["problems"] == []

    [told] = surfaces(form, record, "--media", tmp_path / "media")
    assert told["media_missing"] == []
    assert told["choices"] == {"/data/place": ["a", "b"]}
    assert told["calculated"] == {"/data/name": "Awa"}
    assert told["problems"] == []
    [wrong] = surfaces(form, put(tmp_path / "2.xml", VISIT.replace("Awa", "Ada")), "--media", tmp_path / "media")
    assert [problem["code"] for problem in wrong["problems"]] == ["checks.calculate"]


OLD_FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
<h:title>Old</h:title><model><instance><old xmlns="http://example.org/old"><a/><b/><c/></old></instance>
<bind nodeset="a" type="int"/><bind nodeset="/old/b" type="boolean" calculate="/old/a &gt; 3"/>
<bind nodeset="/old/c" relevant="/old/b"/></model></h:head><h:body><input ref="/old/a"><label>A</label></input>
<input ref="/old/c"><label>C</label></input></h:body></h:html>"""


def test_an_old_form_without_ids_is_checked_too(tmp_path: Path) -> None:
    record = '<old xmlns="http://example.org/old"><a>2</a><b>1</b><c>z</c></old>'
    [told] = surfaces(put(tmp_path / "form.xml", OLD_FORM), put(tmp_path / "1.xml", record))
    assert (told["status"], told["instance_id"]) == ("checked", None)
    assert told["calculated"] == {"/old/b": "0"}
    assert [problem["code"] for problem in told["problems"]] == ["checks.calculate", "checks.not_relevant"]
    assert {problem["because"]["question"] for problem in told["problems"]} == {"a"}
