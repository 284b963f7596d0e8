"""Our engine against JavaRosa, the engine inside ODK Collect, on our own forms: no difference is allowed."""

import json
import subprocess
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape
from zoneinfo import ZoneInfo

import pytest

from questionnaires.answers import write
from questionnaires.checking import examine
from questionnaires.expressions.scope import Scope
from questionnaires.form import Form, Node
from questionnaires.records import read_record
from tests.questionnaires.builders import FORM_IDS, at_reference_week, broken, filled, form_of, xform_of
from tests.questionnaires.expression_table import PLACES, form_at, record_xml, rows

pytestmark = pytest.mark.java

EACH = 40
JAR = str(files("pyxform").joinpath("validators/odk_validate/bin/ODK_Validate.jar"))
SOURCE = Path(__file__).parent / "java" / "Oracle.java"


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oracle")
    subprocess.run(["javac", "-cp", JAR, "-d", str(folder), str(SOURCE)], check=True)
    return folder


def javarosa(
    oracle: Path, folder: Path, form: bytes, records: list[bytes], zone: str = "Africa/Tunis"
) -> list[dict[str, Any]]:
    xform = folder / "form.xml"
    xform.write_bytes(form)
    paths = [folder / f"{at}.xml" for at in range(len(records))]
    for path, xml in zip(paths, records, strict=True):
        path.write_bytes(xml)
    told = subprocess.run(
        ["java", "-Xmx1g", f"-Duser.timezone={zone}", "-cp", f"{JAR}:{oracle}", "Oracle", str(xform)],
        input="\n".join(map(str, paths)).encode(),
        capture_output=True,
        check=True,
    )
    return [json.loads(line) for line in told.stdout.decode().splitlines()]


def ours(form: Form, xml: bytes) -> dict[str, Any]:
    """The same surface from our engine."""
    examined = examine(form, read_record(xml))
    nodes: dict[str, Any] = {}
    choices: dict[str, Any] = {}
    _gather(form.root, examined.root, form.root.path, nodes, choices)
    problems = sorted(
        (problem.code.removeprefix("checks."), _where(form, problem.values))
        for problem in examined.problems
        if problem.code in ("checks.required", "checks.constraint")
    )
    return {"nodes": nodes, "choices": choices, "problems": problems}


def _where(form: Form, values: Any) -> str:
    positions = iter(str(values["position"]).split("."))
    node: Node | None = form.by_path[values["path"]]
    steps: list[str] = []
    chain = []
    while node is not None:
        chain.append(node)
        node = node.parent
    for step in reversed(chain):
        steps.append(f"{step.name}[{next(positions)}]" if step.is_repeat else f"{step.name}[1]")
    return "/" + "/".join([form.root.name, *steps[1:]])


def _gather(owner: Node, scope: Scope, path: str, nodes: dict[str, Any], choices: dict[str, Any]) -> None:
    for child in owner.children.values():
        if child.is_repeat:
            for instance in scope.repeats[child.place]:
                here = f"{path}/{child.name}[{instance.position}]"
                nodes[here] = [instance.relevant[0], ""]
                _gather(child, instance, here, nodes, choices)
            continue
        here = f"{path}/{child.name}[1]"
        nodes[here] = [scope.relevant[child.slot], write(scope.raw[child.slot])]
        if child.is_group:
            _gather(child, scope, here, nodes, choices)
        elif child.choices is not None and scope.relevant[child.slot]:
            choices[here] = [row[child.choices.value] for row in child.choices.rows(scope)]


def differences(theirs: dict[str, Any], our: dict[str, Any]) -> list[tuple[object, ...]]:
    """Where the two engines differ on one record."""
    if "failure" in theirs:
        return [("failure", theirs["failure"])]
    found: list[tuple[object, ...]] = []
    nodes = {path: told for path, told in theirs["nodes"].items() if path.count("/") > 1}  # all but the root
    for path in sorted({*nodes, *our["nodes"]}):
        (their_asked, their_value), (asked, value) = nodes.get(path, _ABSENT), our["nodes"].get(path, _ABSENT)
        if asked != their_asked:
            found.append(("relevance", path, their_asked, asked))
        elif asked and not _same(unescape(their_value), value):
            found.append(("value", path, their_value, value))
    for path in sorted({*theirs["choices"], *our["choices"]}):
        if theirs["choices"].get(path) != our["choices"].get(path):
            found.append(("choices", path, theirs["choices"].get(path), our["choices"].get(path)))
    if (problems := sorted(map(tuple, theirs["problems"]))) != our["problems"]:
        found.append(("problems", problems, our["problems"]))
    return found


_ABSENT = (False, "")  # what JavaRosa keeps of a repeat without instances is not asked either


def _same(theirs: str, our: str) -> bool:
    if theirs == our:
        return True
    try:
        return float(theirs) == float(our)  # Java writes the decimal 8 as 8.0
    except ValueError:
        return False


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_engine_agrees_with_javarosa_on_filled_and_broken_interviews(
    form_id: str, oracle: Path, tmp_path: Path
) -> None:
    form = form_of(form_id)
    records = [filled(form, seed) for seed in range(EACH)]
    records += [broken(xml, seed) for seed, xml in enumerate(records)]

    told = javarosa(oracle, tmp_path, xform_of(form_id), records)

    assert len(told) == len(records)
    found = [differences(theirs, ours(form, xml)) for theirs, xml in zip(told, records, strict=True)]
    assert [(at, differing) for at, differing in enumerate(found) if differing] == []


@pytest.mark.parametrize("place", PLACES)
def test_the_table_of_expressions_is_what_javarosa_gives(place: str, oracle: Path, tmp_path: Path) -> None:
    [told] = javarosa(oracle, tmp_path, form_at(place), [record_xml(place)])

    for at, (expression, expected) in enumerate(rows(place)):
        given = [value for path, (_, value) in told["nodes"].items() if path.endswith(f"/v{at}[1]")]
        assert (expression, given) == (expression, expected)


@pytest.mark.parametrize("zone", ["Africa/Tunis", "UTC"])
def test_the_reference_week_is_the_week_before_in_javarosa_too(zone: str, oracle: Path, tmp_path: Path) -> None:
    days = [datetime(2026, 11, day, hour, 30, tzinfo=ZoneInfo(zone)) for day in range(23, 30) for hour in (0, 23)]

    told = javarosa(
        oracle, tmp_path, xform_of("amem_tn_individual"), [at_reference_week(day).to_xml() for day in days], zone
    )

    ends = [value for record in told for path, (_, value) in record["nodes"].items() if path.endswith("/ref_end[1]")]
    assert ends == ["22/11/2026"] * len(days)
