"""Answers that identify somebody: what goes into what, and records whose answers arrive sealed."""

from questionnaires.checking import check
from questionnaires.codebook import public_columns
from questionnaires.records import read_record
from questionnaires.xform import compile_form

FORM = """\
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:amem="urn:amem:xforms">
<h:head><h:title>Sealed</h:title><model>
<instance><data id="sealed" version="1"><phone/><known/><label/><shout/><age/><meta><instanceID/></meta>
</data></instance>
<bind nodeset="/data/phone" type="int" required="true()" constraint=". &gt; 10000000" amem:identifying="yes"/>
<bind nodeset="/data/known" type="string" calculate="if( /data/phone != '', 'yes', 'no')"/>
<bind nodeset="/data/label" type="string" calculate="concat('tel ',  /data/phone )"/>
<bind nodeset="/data/shout" type="string" calculate="concat( /data/label , '!')"/>
<bind nodeset="/data/age" type="int" relevant=" /data/phone != ''"/></model></h:head>
<h:body><input ref="/data/phone"/><input ref="/data/age"/></h:body></h:html>"""


def record(phone: str, label: str = "", age: str = "30") -> bytes:
    made = f"<label>{label}</label><shout>{label}!</shout>" if label else ""
    return (
        f'<data id="sealed" version="1"><phone>{phone}</phone><known>yes</known>{made}<age>{age}</age>'
        "<meta><instanceID>uuid:1</instanceID></meta></data>"
    ).encode()


def codes(xml: bytes) -> list[tuple[str, str]]:
    found = check(compile_form(FORM.encode()), read_record(xml)).problems
    return [(problem.code, str(problem.values["question"])) for problem in found]


def test_what_is_calculated_from_an_identifying_answer_identifies_too() -> None:
    form = compile_form(FORM.encode())
    assert {node.name for node in form.questions if node.identifying} == {"phone", "known", "label", "shout"}
    assert [column.name for column in public_columns(form)] == ["age"]


def test_a_sealed_answer_counts_as_given_and_nothing_more_is_said_of_it() -> None:
    assert codes(record("amem1:0a:c2VhbGVk", "amem1:0a:dGVs")) == []
    assert codes(record("12", "tel 12")) == [("checks.constraint", "phone")]
    assert ("checks.required", "phone") in codes(record(""))


def test_only_what_is_marked_may_come_sealed() -> None:
    assert codes(record("22345678", "tel 22345678", age="amem1:0a:MzA=")) == [("checks.wrong_type", "age")]
